import { joinModelError, noteModelError, type Opening, type RelaxedPull } from '../index.js';
import type { Estimate, Note, Scale, Simulated, Structure } from '../../core/index.js';
import type { Result } from '../../evidence/index.js';
import { overSeeds } from './common.js';
import type { BulkPiece, HeldSeed, SeedPiece } from './interface-pieces.js';

/** An interface as one potential has it. */
export interface View {
  structure: Structure;
  opening: Opening;
  slab: Structure;
}

/** The other members' views of a seed's interface. */
const viewsOf = ({ views, slab }: SeedPiece): View[] => views.map((view) => ({ ...view, slab }));

/** Openings of the bulk whose differences are the model error. */
export const viewsOfBulk = ({ opening, views, judged }: BulkPiece): Opening[] => [
  ...(judged.withOwn ? [opening] : []),
  ...views.map((view) => view.opening),
];

/**
 * A result from one value for each seed, with the model error that the members' values for the same seeds give: each
 * member's mean over seeds counts once.
 */
export function overViews(
  id: string,
  label: string,
  unit: string,
  pieces: readonly SeedPiece[],
  pick: (view: View) => number | undefined,
  origin: Simulated,
  more: Pick<Result, 'group' | 'at'> = {},
  scale?: Scale,
): Result {
  const measured = pieces.flatMap((piece) => {
    const value = pick(piece);
    return value === undefined ? [] : [{ piece, value }];
  });
  const values = new Map(measured.map(({ piece, value }) => [piece.seed, value]));
  const result = overSeeds(id, label, unit, values, origin, more, scale);
  return { ...result, estimate: judge(result.estimate, measured, pick) };
}

function judge(
  estimate: Estimate,
  measured: readonly { piece: SeedPiece; value: number }[],
  pick: (view: View) => number | undefined,
): Estimate {
  if (measured.length === 0) return estimate;
  const { judged } = measured[0].piece;
  const seen = measured.map(({ piece }) => viewsOf(piece).map(pick));
  const members = averageMembers(seen).filter(Number.isFinite);
  return joinRepeated(estimate, [...(judged.withOwn ? [estimate.value] : []), ...members], judged.factor);
}

/** {@link joinModelError} of repeats: a single one, whose scatter nobody knows, has no interval for all its model error. */
export function joinRepeated(estimate: Estimate, values: readonly number[], factor?: number): Estimate {
  const joined = joinModelError(estimate, values, factor);
  return estimate.n > 1 ? joined : { ...estimate, ...(joined.budget && { budget: joined.budget }) };
}

/** Means over seeds, by member; not a number where one has no value of a seed. */
const averageMembers = (seen: readonly (number | undefined)[][]): number[] =>
  seen[0].map((_, m) => mean(seen.map((views) => views[m] ?? NaN)));

/** Means over seeds by the potential that melts and by each other member; undefined where no seed has the quantity. */
export function meanByMember(
  pieces: readonly SeedPiece[],
  pick: (view: View) => number | undefined,
): { own: number; others: number[] } | undefined {
  const measured = pieces.filter((piece) => pick(piece) !== undefined);
  if (measured.length === 0) return undefined;
  return {
    own: mean(measured.map((piece) => pick(piece)!)),
    others: averageMembers(measured.map((piece) => viewsOf(piece).map(pick))),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v / values.length, 0);

/** Seeds that are results, and a serious note of each that is none. */
export function holdBack(pieces: readonly (SeedPiece | HeldSeed)[]): { sound: SeedPiece[]; notes: Note[] } {
  return {
    sound: pieces.filter((piece): piece is SeedPiece => !isHeld(piece)),
    notes: pieces.filter(isHeld).map(({ seed, faults }) => ({
      level: 'serious',
      code: 'not-a-result',
      text: `held back: ${faults.map(({ text }) => text).join('; ')}`,
      where: `seed ${seed}`,
    })),
  };
}

const isHeld = (piece: SeedPiece | HeldSeed): piece is HeldSeed => 'faults' in piece;

/** What intervals hold beside the scatter of seeds, where there is a committee. */
export function noteViews(pieces: readonly SeedPiece[]): Note[] {
  const [{ views, judged }] = pieces;
  const members = views.length + (judged.withOwn ? 1 : 0);
  return members > 1 ? [noteModelError(members, judged.factor)] : [];
}

export function hasPull<P extends { pull?: RelaxedPull }>(piece: P): piece is P & { pull: RelaxedPull } {
  return piece.pull !== undefined;
}

/** A function that remembers what it gave, by a key of what it was given. */
export function memoise<A, R>(compute: (of: A) => R, key: (of: A) => unknown = (of) => of): (of: A) => R {
  const known = new Map<unknown, R>();
  return (of) => {
    const name = key(of);
    if (!known.has(name)) known.set(name, compute(of));
    return known.get(name)!;
  };
}

/** What tells views apart. */
export const ofStructure = ({ structure }: Pick<View, 'structure'>): Structure => structure;
