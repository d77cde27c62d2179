import { InputError, ReadError, type Context, type Note, type Recording } from '../core/index.js';
import {
  type AnyAnalysis,
  dropAnswered,
  findAnalysis,
  recordingInputs,
  runAnalysis,
  usualAnalysis,
} from '../evidence/index.js';
import { loadCermet } from './cermet.js';
import { namedStructure, readPlace } from './places.js';

/** Collects `--set KEY=VALUE`, given once or more often. */
export function collectSetting(text: string, previous: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InputError(`--set cannot hold "${text}"`, { hint: 'write it like --set radius="5 um"' });
  return { ...previous, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

/** What an analysis gave of a file, or of several together. */
export interface Analysed {
  analysis: AnyAnalysis;
  files: readonly string[];
  recordings: readonly Recording[];
  result: Awaited<ReturnType<typeof runAnalysis>>;
  /** Of reading and of the analysis, in this order. */
  notes: Note[];
}

/** Every analysis that is known here. */
export const knownAnalyses = async (): Promise<readonly AnyAnalysis[]> => (await loadCermet()).analyses();

/**
 * What an analysis gives of files: of the first recording in each that it accepts, or of all where it takes several.
 *
 * @param files one, unless the analysis takes several together
 * @param name of the analysis; without one the usual one of the recording's kind
 */
export async function analyseFiles(
  files: readonly string[],
  name: string | undefined,
  settings: Readonly<Record<string, string>>,
  ctx: Context,
  readerId?: string,
): Promise<Analysed> {
  const cermet = await loadCermet();
  const analyses = await cermet.analyses();
  const wanted = name === undefined ? undefined : findAnalysis(analyses, name);
  const readable = wanted && recordingInputs(wanted).map(([, input]) => input);
  const recordings: Recording[] = [];
  const notes: Note[] = [];
  for (const file of files) {
    const read = await readPlace(file, cermet, ctx, readerId);
    const own = read.recordings.filter((r) => readable?.some((input) => input.kind === r.kind) ?? true);
    if (read.recordings.length === 0) throw new ReadError('this file holds no recording', { file });
    if (own.length === 0)
      throw new InputError(
        `${wanted!.id} reads recordings of kind "${readable!.map((input) => input.kind).join('" or "')}"; this file holds ${[...new Set(read.recordings.map((r) => r.kind))].join(', ')}`,
        { where: { file } },
      );
    const several = readable?.filter((input) => input.many).map((input) => input.kind) ?? [];
    const used = own.filter(
      (r, i) => several.includes(r.kind) || own.findIndex((o) => wanted === undefined || o.kind === r.kind) === i,
    );
    recordings.push(...used);
    const where = (note: Note): Note =>
      files.length > 1 ? { ...note, where: [file, note.where].filter(Boolean).join(', ') } : note;
    notes.push(...[...read.notes, ...used.flatMap((r) => r.notes)].map(where));
    if (used.length < own.length)
      notes.push(
        where({
          level: 'info',
          code: 'first-of-several',
          text: `the file holds ${own.length} recordings of kind ${[...new Set(own.map((r) => r.kind))].join(', ')}; the first is analysed`,
        }),
      );
  }
  const analysis = wanted ?? usualAnalysis(analyses, recordings[0].kind);
  const result = await runAnalysis(
    analysis,
    recordings,
    settings,
    (structure) => namedStructure(structure, (path) => readPlace(path, cermet, ctx)),
    ctx,
  );
  return {
    analysis,
    files,
    recordings,
    result,
    notes: [...dropAnswered(notes, [analysis], settings), ...result.notes],
  };
}
