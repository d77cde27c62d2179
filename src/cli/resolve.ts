import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import type { Potential } from '../atoms/index.js';
import { InputError, ReadError, type Context, type Structure, type Table } from '../core/index.js';
import type { AnyRead, ReadResult, Writer } from '../io/index.js';
import { loadCermet } from './cermet.js';
import { looksLikePath, readPlace } from './places.js';
import { printStatus } from './progress.js';
import { endingOf, openPendingFile, readTextFile, writeFileSafely, type PendingFile } from './files.js';

/** Reads a file of any known kind, or a folder that is one test; `-` is standard input. */
export async function readAnyFile(path: string, ctx?: Context, readerId?: string): Promise<AnyRead> {
  return readPlace(path, await loadCermet(), ctx, readerId);
}

/** Reads the structures of a file, all frames; a file that holds none is an error. */
export async function readStructures(path: string, ctx?: Context): Promise<Structure[]> {
  const { structures, detection } = await readAnyFile(path, ctx);
  if (structures.length === 0)
    throw new ReadError(`this ${detection.reader.title} file holds no atoms`, { file: path });
  return structures;
}

/** Whether a name is a file on disk, or standard input. */
export async function isFile(path: string): Promise<boolean> {
  return (
    path === '-' ||
    (await stat(path).then(
      (info) => info.isFile(),
      () => false,
    ))
  );
}

/** The writer of an id, or for a name's ending. */
export async function writerFor(path: string, id?: string): Promise<Writer> {
  const writers = await (await loadCermet()).writers();
  if (id !== undefined) {
    const named = writers.find((w) => w.id === id);
    if (!named) throw new InputError(`Cermet cannot write "${id}"`, { value: id, allowed: writers.map((w) => w.id) });
    return named;
  }
  const endings = writers.flatMap((w) => w.extensions);
  const ending = endingOf(path, endings);
  const found = writers.find((w) => w.extensions.includes(ending));
  if (!found)
    throw new InputError(`Cermet cannot write ${ending ? `"${ending}"` : 'a file without ending'}`, {
      value: ending,
      allowed: endings,
      where: { file: path },
    });
  return found;
}

/** Writes frames in the form that the name's ending asks for. */
export async function writeStructures(path: string, frames: readonly Structure[], writerId?: string): Promise<void> {
  await writeResult(path, { recordings: [], structures: [...frames], notes: [] }, writerId);
}

/** Writes what was read in the form that the name's ending, or `writerId`, asks for. */
export async function writeResult(path: string, result: ReadResult, writerId?: string): Promise<void> {
  const writer = await writerFor(path, writerId);
  const accepted = writer.accepts(result);
  if (accepted !== true) {
    const others = (await (await loadCermet()).writers()).filter((w) => w.accepts(result) === true);
    throw new InputError(`${writer.title} cannot hold this: ${accepted}`, {
      where: { file: path },
      ...(others.length > 0 && { hint: `it can be written as ${others.map((w) => w.extensions[0]).join(', ')}` }),
    });
  }
  await writeFileSafely(path, await writer.write(result));
}

/** A table that is written as it grows: it stands at its place once it is kept. */
export interface PendingTable {
  /** Whether rows have come. */
  readonly begun: boolean;
  take(rows: Table): Promise<void>;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/**
 * A table in the making, of a form that can be written in parts; undefined where the name's ending asks for another.
 * Opened with its first rows.
 */
export async function pendingTable(path: string): Promise<PendingTable | undefined> {
  const { writePiece } = await writerFor(path);
  if (!writePiece) return undefined;
  let file: PendingFile | undefined;
  return {
    get begun() {
      return file !== undefined;
    },
    async take(rows) {
      const first = file === undefined;
      file ??= await openPendingFile(path);
      await file.write(writePiece(rows, first));
    },
    keep: async () => file?.keep(),
    drop: async () => file?.drop(),
  };
}

/** A crystal of the library by name, or the (first) structure of a file. A file works wherever a name does. */
export async function resolveStructure(nameOrFile: string, ctx?: Context): Promise<Structure> {
  if (await isFile(nameOrFile)) return (await readStructures(nameOrFile, ctx))[0];
  if (looksLikePath(nameOrFile)) throw new ReadError('there is no such file', { file: nameOrFile });
  const { findSolidSolution, resolveCrystal } = await import('../atoms/index.js');
  const solution = findSolidSolution(nameOrFile);
  if (solution)
    throw new InputError(`${nameOrFile} is a solid solution in the structure of ${solution.host.name}`, {
      hint: `order it first: cermet order ${nameOrFile} --out ordered.extxyz`,
    });
  return resolveCrystal(nameOrFile).structure;
}

/** What the options of a command say of the potential. */
export interface PotentialOptions {
  potential?: string;
  committee?: boolean;
  fused?: boolean;
}

/**
 * {@link openPotential}, with its committee and with fused multiply-add where that is asked for; where none is named,
 * the one that comes with Cermet and knows these elements.
 */
export async function openChosenPotential(
  options: PotentialOptions,
  elements: Iterable<string> = [],
): Promise<Potential> {
  const potential = options.committee
    ? await openCommittee(options.potential ?? (await openFor(elements)).name)
    : options.potential === undefined
      ? await openFor(elements)
      : await openPotential(options.potential);
  if (!options.fused) return potential;
  // Node 20 has it behind a flag, which may be set as long as no kernel is compiled; newer engines ignore it.
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 21) (await import('node:v8')).setFlagsFromString('--experimental-wasm-relaxed-simd');
  return (await import('../atoms/index.js')).withFusedArithmetic(potential);
}

async function openFor(elements: Iterable<string>): Promise<Potential> {
  const { choosePotential } = await import('../atoms/index.js');
  const { potential, notes } = await choosePotential(elements);
  for (const { text } of notes) printStatus(text);
  return potential;
}

async function openCommittee(place: string): Promise<Potential> {
  const { builtinPotentials, makeCommittee } = await import('../atoms/index.js');
  const distilled = await (await import('./potential-folder.js')).openPotentialFolder(place);
  const potential = distilled ?? (await builtinPotentials.find(({ name }) => name === place)?.load());
  const own = await potential?.committee?.();
  if (own) return makeCommittee(own.members, own.factor);
  if (distilled)
    throw new InputError(`${distilled.name} has no further members`, {
      hint: 'distil the potential again, or leave out --committee',
    });
  throw new InputError(`${place} has no committee`, {
    value: '--committee',
    hint: 'give --potential and the folder of a potential that cermet distil made, or cermet-nep-2',
  });
}

/**
 * A potential by name, one that the user added included, from a NEP file, or from a folder that `cermet distil` made.
 *
 * @param folder where the paths of files begin; without one, where the program runs
 */
export async function openPotential(nameOrFile?: string, folder = ''): Promise<Potential> {
  const { loadNep, resolvePotential } = await import('../atoms/index.js');
  if (nameOrFile === undefined) return resolvePotential();
  const path = isAbsolute(nameOrFile) ? nameOrFile : join(folder, nameOrFile);
  const distilled = await (await import('./potential-folder.js')).openPotentialFolder(path);
  if (distilled) return distilled;
  if (await isFile(path)) return loadNep(await readTextFile(path), undefined, { name: basename(path) });
  if (looksLikePath(nameOrFile)) throw new ReadError('there is no such file', { file: path });
  return resolvePotential(nameOrFile);
}
