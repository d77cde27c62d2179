import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError, ReadError } from '../../core/index.js';
import { parseDocument } from 'yaml';
import type { AnyEvidenceKind } from '../../evidence/index.js';
import { checkStudy, parseStudy, type Study } from '../../study/index.js';
import type { Cermet } from '../../workbench/index.js';
import { loadCermetWith, placeOf, pluginsInUse } from '../cermet.js';
import { readTextFile } from '../files.js';

/** Names under which a folder may hold its study. */
const STUDY_FILES = ['study.yaml', 'study.yml', 'study.mjs', 'study.js'];

/** A study with the folder it lives in. */
export interface LoadedStudy {
  study: Study;
  file: string;
  folder: string;
  /** Places of the plug-ins in use. */
  plugins: readonly string[];
  cermet: Cermet;
  kinds: readonly AnyEvidenceKind[];
}

/** Loads and checks the study in a file or a folder, with the plug-ins that it names and those of the command line. */
export async function loadStudy(path: string): Promise<LoadedStudy> {
  const file = await findStudyFile(path);
  const folder = dirname(resolve(file));
  const module = /\.m?js$/.test(file) ? await importDefault(file) : undefined;
  const text = module === undefined ? await readTextFile(file) : '';
  const named = module === undefined ? pluginsOfText(text) : pluginsOf(module);
  const plugins = [...new Set([...pluginsInUse(), ...named.map((name) => placeOf(name, folder))])];
  const cermet = await loadCermetWith(plugins);
  const kinds = await cermet.evidence();
  const study = module === undefined ? parseStudy(text, file, kinds) : checkStudy(module, kinds, file);
  return { study, file, folder, plugins, cermet, kinds };
}

/**
 * Cermet with the plug-ins that the text of a study names and those of the command line, whatever else is wrong with
 * it.
 */
export async function cermetOfStudy(file: string): Promise<Cermet> {
  const named = pluginsOfText(await readTextFile(file));
  return loadCermetWith([
    ...new Set([...pluginsInUse(), ...named.map((name) => placeOf(name, dirname(resolve(file))))]),
  ]);
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

/** Plug-ins that a text names, before its evidence can be checked; what is wrong with it is said then. */
function pluginsOfText(text: string): string[] {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return [];
  try {
    return pluginsOf(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return [];
  }
}

function pluginsOf(study: unknown): string[] {
  const { plugins } = (study ?? {}) as { plugins?: unknown };
  return Array.isArray(plugins) ? plugins.filter((p) => typeof p === 'string') : [];
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
