import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, ReadError } from '../../core/index.js';
import { checkStudy, evidenceKinds, parseStudy, type EvidenceKind, type Study } from '../../study/index.js';
import { readTextFile } from '../files.js';

/** Names under which a folder may hold its study. */
const STUDY_FILES = ['study.yaml', 'study.yml', 'study.mjs', 'study.js'];

/** A study with the folder it lives in. */
export interface LoadedStudy {
  study: Study;
  file: string;
  folder: string;
  kinds: readonly EvidenceKind[];
}

/** Loads and checks the study in a file or a folder. */
export async function loadStudy(path: string, plugins: readonly string[] = []): Promise<LoadedStudy> {
  const file = await findStudyFile(path);
  const kinds = await loadKinds(plugins);
  const study = /\.m?js$/.test(file)
    ? checkStudy(await importDefault(file), kinds, file)
    : parseStudy(await readTextFile(file), file, kinds);
  return { study, file, folder: dirname(resolve(file)), kinds };
}

/** The study's file: the path itself, or what a folder holds. */
export async function findStudyFile(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isFile()) return path;
  if (!info)
    throw new ReadError(
      'there is no such study',
      { file: path },
      { hint: 'name a folder that holds study.yaml; cermet study init makes one' },
    );
  for (const name of STUDY_FILES) {
    if (
      await stat(join(path, name)).then(
        (i) => i.isFile(),
        () => false,
      )
    )
      return join(path, name);
  }
  throw new ReadError(
    `this folder holds no ${STUDY_FILES[0]}`,
    { file: path },
    { hint: `cermet study init ${path} makes one` },
  );
}

/** Kinds of evidence that ship with Cermet, and those of plug-ins: modules whose export `evidenceKinds` is a list of them. */
export async function loadKinds(plugins: readonly string[]): Promise<readonly EvidenceKind[]> {
  const kinds = [...evidenceKinds];
  for (const plugin of plugins) {
    const module = (await importModule(plugin)) as { evidenceKinds?: unknown };
    if (!Array.isArray(module.evidenceKinds))
      throw new InputError(`the plug-in exports no evidenceKinds`, {
        where: { file: plugin },
        hint: 'export const evidenceKinds = [ … ]',
      });
    for (const kind of module.evidenceKinds as EvidenceKind[]) {
      if (kinds.some((k) => k.id === kind.id))
        throw new InputError(`the plug-in's kind of evidence "${kind.id}" exists already`, { where: { file: plugin } });
      kinds.push(kind);
    }
  }
  return kinds;
}

async function importDefault(file: string): Promise<unknown> {
  const module = (await importModule(file)) as { default?: unknown };
  if (module.default === undefined)
    throw new InputError(`${basename(file)} has no default export`, {
      where: { file },
      hint: 'export default defineStudy({ … })',
    });
  return JSON.parse(JSON.stringify(module.default));
}

async function importModule(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new InputError(`this module cannot be loaded: ${(error as Error).message}`, {
      where: { file },
      cause: error,
    });
  }
}
