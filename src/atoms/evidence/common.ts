import { CRYSTALS, findSolidSolution, resolveCrystal, type Potential } from '../index.js';
import {
  CERMET_VERSION,
  computeContentHash,
  estimateRepeats,
  InputError,
  required,
  text,
  type Setting,
  type Citation,
  type Estimate,
  type Note,
  type Scale,
  type Simulated,
  type Structure,
} from '../../core/index.js';
import type { PieceHost, ResourceRef, Result } from '../../evidence/index.js';

/** Whether a crystal is a name of the library; otherwise it is a file of the study. */
export function isLibraryCrystal(name: string): boolean {
  return CRYSTALS.some((crystal) => crystal.name.toLowerCase() === name.toLowerCase());
}

/**
 * A crystal of the library by name, or a structure file of the study.
 *
 * @param solutions whether it may be the formula of a solid solution, whose shared sites are then ordered
 */
export function crystal(describe: string, solutions = false): Setting<string> {
  const inner = required(text(undefined, describe));
  return {
    ...inner,
    parse(given, path) {
      const name = inner.parse(given, path).trim();
      checkCrystal(name, path, solutions);
      return name;
    },
  };
}

/** Checks that a crystal is in the library, is a solid solution of what is, or looks like a file. */
function checkCrystal(name: string, key: string, solutions: boolean): void {
  if (isLibraryCrystal(name) || /[\\/]|\.[A-Za-z]\w*$/.test(name)) return;
  if (findSolidSolution(name)) {
    if (solutions) return;
    throw new InputError(`${key}: ${name} is a solid solution, and this takes ordered crystals`, {
      value: name,
      hint: `cermet order ${name} --out ordered.extxyz makes one`,
      where: { path: key },
    });
  }
  throw new InputError(`${key}: no crystal "${name}" in the library`, {
    value: name,
    allowed: CRYSTALS.map((c) => c.name),
    hint: 'or name a structure file',
    where: { path: key },
  });
}

/** Files a piece reads for a crystal. */
export function crystalFiles(name: string): string[] {
  return isLibraryCrystal(name) || findSolidSolution(name) ? [] : [name];
}

/** A crystal of the library, a solid solution of them, or the first structure of a file of the study. */
export async function openCrystal(
  name: string,
  host: PieceHost,
): Promise<{ structure: Structure; citations: Citation[]; notes: Note[] }> {
  if (isLibraryCrystal(name)) {
    const { structure, citation } = resolveCrystal(name);
    return { structure, citations: [citation], notes: [] };
  }
  const solution = findSolidSolution(name);
  if (solution) return { structure: solution.structure, citations: [solution.host.citation], notes: solution.notes };
  const { structures } = await host.read(name);
  if (structures.length === 0) throw new InputError(`${name} holds no atoms`, { hint: 'name a structure file' });
  return { structure: structures[0], citations: [], notes: [] };
}

/** What every atomistic piece says of itself. */
export async function describeRun(
  potential: Potential,
  parameters: Record<string, unknown>,
  solver: string,
  citations: readonly Citation[],
  seed?: number,
): Promise<Simulated> {
  return {
    type: 'simulated',
    model: `${potential.name} (${potential.title}), sha256 ${potential.sha256.slice(0, 12)}`,
    parameters,
    parametersHash: await computeContentHash(parameters),
    ...(seed !== undefined && { seed }),
    solver,
    cermet: CERMET_VERSION,
    citations: [...potential.citations, ...citations],
  };
}

/** The potential that evidence names, or the one that comes with Cermet. */
export function openStudyPotential(name: string | undefined, host: PieceHost): Promise<Potential> {
  return host.use<Potential>('potential', name);
}

/** What a piece uses that computes with potentials. */
export function usesOf(...potentials: (string | undefined)[]): ResourceRef[] {
  return potentials.flatMap((name) => (name === undefined ? [] : [{ type: 'potential', name } as const]));
}

/** A count that cannot come out otherwise. */
export function exactly(value: number, unit = '1'): Estimate {
  return { value, sigma: 0, n: 1, unit };
}

/** A result from one value for each seed. */
export function overSeeds(
  id: string,
  label: string,
  unit: string,
  values: ReadonlyMap<number, number>,
  origin: Simulated,
  more: Pick<Result, 'group' | 'at'> = {},
  scale?: Scale,
): Result {
  return {
    id,
    label,
    estimate: estimateRepeats([...values.values()], unit, scale),
    replicates: Object.fromEntries([...values].map(([seed, value]) => [`seed ${seed}`, value])),
    origin,
    ...more,
  };
}

const LEVELS: readonly Note['level'][] = ['info', 'warning', 'serious'];

/** Notes of all seeds, the gravest of each kind once, with the seeds that raised it. */
export function mergeSeedNotes(pieces: readonly { seed: number; notes: readonly Note[] }[]): Note[] {
  const kinds = new Map<string, { note: Note; seeds: Set<number>; count: number }>();
  for (const { seed, notes } of pieces) {
    for (const note of notes) {
      const known = kinds.get(note.code);
      if (!known) kinds.set(note.code, { note, seeds: new Set([seed]), count: 1 });
      else {
        if (LEVELS.indexOf(note.level) > LEVELS.indexOf(known.note.level)) known.note = note;
        known.seeds.add(seed);
        known.count++;
      }
    }
  }
  return [...kinds.values()].map(({ note, seeds, count }) => {
    const raised =
      seeds.size === pieces.length && seeds.size > 1
        ? 'all seeds'
        : `seed${seeds.size > 1 ? 's' : ''} ${[...seeds].join(', ')}`;
    const more =
      count > 1 &&
      new Set(pieces.flatMap((p) => p.notes.filter((n) => n.code === note.code).map((n) => n.text))).size > 1
        ? `; the gravest of ${count} such notes`
        : '';
    return { ...note, where: [raised, note.where].filter(Boolean).join(', ') + more };
  });
}
