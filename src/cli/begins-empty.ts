import type { StepSummary } from '../cells/index.js';

/** [1] A first discharge below this share of what the cell holds says that it began empty. */
const EMPTY = 0.02;

/**
 * Whether a cell was discharged before it was charged: its first step with current is a discharge that reaches its
 * voltage with next to nothing given. A discharge that ends for want of salt or current carriers is not one of them.
 *
 * @param capacity [C] what C-rates count on
 */
export function beginsEmpty(
  steps: readonly Pick<StepSummary, 'endCurrent' | 'charge' | 'ending'>[],
  capacity: number,
): boolean {
  const first = steps.find((s) => s.endCurrent !== 0 || s.charge !== 0);
  const largest = steps.reduce((most, s) => Math.max(most, Math.abs(s.charge)), capacity);
  return (
    first !== undefined &&
    ['voltage', 'limit'].includes(first.ending.by) &&
    first.endCurrent < 0 &&
    -first.charge < EMPTY * largest
  );
}
