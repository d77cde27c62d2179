import { InputError, type RecordingKind } from '../core/index.js';
import { analysesOf, measuredEvidence, type AnyAnalysis, type AnyEvidenceKind } from '../evidence/index.js';
import type { FolderReader, Reader, Writer } from '../io/index.js';
import { builtin } from './builtin.js';

/** What a plug-in may bring; each list is added to those that come with Cermet. */
export interface Plugin {
  readers?: readonly Reader[];
  folderReaders?: readonly FolderReader[];
  writers?: readonly Writer[];
  kinds?: readonly RecordingKind[];
  analyses?: readonly AnyAnalysis[];
  evidence?: readonly AnyEvidenceKind[];
  potentials?: readonly NamedPlugin[];
  engines?: readonly NamedPlugin[];
}

/** A potential or an engine, by the name that a person gives. */
export interface NamedPlugin {
  name: string;
  title: string;
  open(): Promise<unknown>;
}

const LISTS = [
  'readers',
  'folderReaders',
  'writers',
  'kinds',
  'analyses',
  'evidence',
  'potentials',
  'engines',
] as const satisfies readonly (keyof Plugin)[];
type ListName = (typeof LISTS)[number];
type Lists = { readonly [K in ListName]: NonNullable<Plugin[K]> };

/** Lists of a plug-in that is loaded when it is first asked for one of them: most commands need few. */
export type LazyPlugin = { readonly [K in ListName]?: () => Promise<NonNullable<Plugin[K]>> };

/** Everything that readers, studies and pages choose from; each list is loaded when it is first asked for. */
export type Cermet = { readonly [K in ListName]: () => Promise<Lists[K]> };

/**
 * What comes with Cermet and what plug-ins add. Evidence from files (`kind: …`) follows from the kinds of recordings
 * and the analyses that read them.
 *
 * @throws InputError where a plug-in brings a name that exists already
 */
export function createCermet(...plugins: readonly { name: string; plugin: Plugin }[]): Cermet {
  const collect =
    <K extends ListName>(list: K) =>
    async (): Promise<Lists[K]> => {
      const own = (await builtin[list]?.()) ?? [];
      const all: unknown[] = [...own];
      for (const { name, plugin } of plugins) {
        for (const item of plugin[list] ?? []) {
          const id = nameOf(item);
          if (all.some((known) => nameOf(known) === id))
            throw new InputError(`the plug-in's "${id}" exists already among ${list}`, { where: { file: name } });
          all.push(item);
        }
      }
      return all as unknown[] as Lists[K];
    };
  const once = <T>(load: () => Promise<T>): (() => Promise<T>) => {
    let loaded: Promise<T> | undefined;
    return () => (loaded ??= load());
  };
  const kinds = once(collect('kinds'));
  const analyses = once(collect('analyses'));
  return {
    readers: once(collect('readers')),
    folderReaders: once(collect('folderReaders')),
    writers: once(collect('writers')),
    kinds,
    analyses,
    evidence: once(async () => [
      ...(await collect('evidence')()),
      ...makeMeasuredEvidence(await kinds(), await analyses()),
    ]),
    potentials: once(collect('potentials')),
    engines: once(collect('engines')),
  };
}

/** Evidence from files of each kind that something analyses. */
export function makeMeasuredEvidence(
  kinds: readonly RecordingKind[],
  analyses: readonly AnyAnalysis[],
): AnyEvidenceKind[] {
  return kinds.flatMap(({ id, title }) => {
    const own = analysesOf(analyses, id);
    return own.length === 0 ? [] : [measuredEvidence({ id, title, analyses: own })];
  });
}

/** Checks what a module exports as a plug-in. */
export function checkPlugin(value: unknown, file: string): Plugin {
  if (typeof value !== 'object' || value === null)
    throw new InputError('the plug-in has no default export', {
      where: { file },
      hint: 'export default { readers: [ … ], analyses: [ … ], evidence: [ … ] }',
    });
  const known: readonly string[] = LISTS;
  for (const [key, list] of Object.entries(value)) {
    if (!known.includes(key))
      throw new InputError(`a plug-in cannot bring "${key}"`, { value: key, allowed: known, where: { file } });
    if (!Array.isArray(list)) throw new InputError(`${key} of the plug-in is not a list`, { where: { file } });
    for (const item of list)
      if (nameOf(item) === undefined)
        throw new InputError(`one of the plug-in's ${key} has neither id nor name`, { where: { file } });
  }
  return value;
}

function nameOf(item: unknown): string | undefined {
  const { id, name } = item as { id?: unknown; name?: unknown };
  return typeof id === 'string' ? id : typeof name === 'string' ? name : undefined;
}
