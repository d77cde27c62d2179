import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { AbortError, InputError, SolveError, type Note, type Structure } from '../core/index.js';
import { EXIT } from './exit.js';
import { integerOption } from './options.js';
import { printNotes as printAllNotes, printStatus } from './progress.js';
import { writeStructures } from './resolve.js';

/** Options of every command that moves atoms. */
export interface SimulationOptions {
  potential?: string;
  committee?: boolean;
  threads?: number;
  fused?: boolean;
  out?: string;
  json?: boolean;
}

/** What --fused does, in commands that evaluate a potential. */
export const FUSED =
  'multiply and add in one rounding where the engine can: faster, and the last bits are those of the machine';

/** What --committee does, likewise. */
export const COMMITTEE =
  'take the mean of all members of a potential that cermet distil made, and say where they disagree';

/** Adds --potential, --committee, --threads, --fused, --out and --json. */
export function addSimulationOptions(command: Command, out: string): Command {
  return command
    .option(
      '--potential <name>',
      'potential by name, a NEP file, or a folder that cermet distil made (default: cermet-nep)',
    )
    .option('--committee', COMMITTEE)
    .option(
      '--threads <number>',
      'threads for one evaluation',
      integerOption('--threads', { min: 1, max: 64 }),
      Math.min(2, availableParallelism()),
    )
    .option('--fused', FUSED)
    .option('--out <file>', out)
    .option('--json', 'print the result as JSON');
}

/** What a piece of work gave, whole or in part, with the exit code that stands for it. */
export interface Finished<T> {
  result: T;
  code: number;
}

/**
 * Runs work whose errors carry the part that was finished: where it did not converge or was stopped, that part is the
 * result, the reason is said on stderr and the exit code tells. An error without such a part is passed on.
 */
export async function keepPartial<T>(
  work: Promise<T>,
  isResult: (partial: unknown) => partial is T,
): Promise<Finished<T>> {
  try {
    return { result: await work, code: EXIT.done };
  } catch (error) {
    const kept = error instanceof SolveError || error instanceof AbortError;
    if (!kept || !isResult(error.partial)) throw error;
    printStatus(
      `${error instanceof AbortError ? 'interrupted' : 'not converged'}: ${error.what}${error.hint ? ` — ${error.hint}` : ''}; the part that was reached is kept`,
    );
    return { result: error.partial, code: error instanceof AbortError ? EXIT.interrupted : EXIT.partial };
  }
}

/** Writes a structure where --out says, or reminds that nothing was kept. */
export async function writeOut(
  path: string | undefined,
  frames: readonly Structure[],
  json: boolean | undefined,
): Promise<void> {
  if (path !== undefined) await writeStructures(path, frames);
  else if (!json) printStatus('nothing was written; --out FILE.extxyz keeps the structure');
}

/** Notes worth reading, on stderr. */
export function printNotes(notes: readonly Note[]): void {
  printAllNotes(notes.filter((note) => note.level !== 'info'));
}

/** A structure as JSON for other programs. */
export function describeStructure(structure: Structure): Record<string, unknown> {
  return {
    atoms: structure.elements.length,
    cell_angstrom: rows(structure.cell),
    elements: structure.elements,
    positions_angstrom: rows(structure.positions),
  };
}

/** Rows of three, for JSON. */
export function rows(values: ArrayLike<number>): number[][] {
  return Array.from({ length: values.length / 3 }, (_, i) => [values[3 * i], values[3 * i + 1], values[3 * i + 2]]);
}

/** Refuses, before any work, results whose name is that of the input. */
export function requireOther(input: string, ...results: (string | undefined)[]): void {
  if (results.some((path) => path !== undefined && path !== '-' && resolve(path) === resolve(input)))
    throw new InputError(`the result would overwrite ${basename(input)}`, { hint: 'choose another name' });
}

/** [fs] from [s], without the digits that the change of unit would add. */
export const toFemtoseconds = (seconds: number): number => Number((seconds * 1e15).toPrecision(12));
