import { type Note, toCanonicalJson } from '../../core/index.js';
import type { Cell } from './cell.js';
import { checkCell } from './check-cell.js';

/** A cell as a run finds it. */
export interface CellDescription {
  /** Its parameters as canonical JSON, without what only tells about them. */
  text: string;
  /** What {@link checkCell} says. */
  notes: readonly Note[];
  /** Every key and value that the two come from, in order. */
  leaves: readonly unknown[];
}

/**
 * Writes and checks a cell; where nothing has changed since an earlier run, what that found.
 *
 * @param start  [1] stoichiometry of each material, negative first, if it is known
 * @throws InputError for what {@link checkCell} refuses
 */
export function describeCell(
  cell: Cell,
  start: readonly number[] | undefined,
  earlier: CellDescription | undefined,
): CellDescription {
  const parameters = { ...cell, notes: undefined, fitted: undefined };
  const leaves: unknown[] = [];
  listLeaves(parameters, leaves);
  listLeaves(start, leaves);
  if (earlier && leaves.length === earlier.leaves.length && leaves.every((leaf, k) => leaf === earlier.leaves[k]))
    return earlier;
  return { text: toCanonicalJson(parameters), notes: checkCell(cell, start), leaves };
}

/** Marks where a value that holds others is at its end. */
const END = Symbol('end');

function listLeaves(value: unknown, to: unknown[]): void {
  if (typeof value !== 'object' || value === null) {
    to.push(value);
    return;
  }
  for (const key in value) {
    to.push(key);
    listLeaves((value as Record<string, unknown>)[key], to);
  }
  to.push(END);
}
