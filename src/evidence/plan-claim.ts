import { computeStudentQuantile, InputError, type Note } from '../core/index.js';
import type { Expectation } from './parse-claim.js';

/** What is known before more is measured, all in the unit of the claim. */
export interface PlanInput {
  /** Value that is thought likely: of one group, or of the difference between two. */
  value: number;
  expectation: Expectation;
  /** Standard deviation between specimens of a group. */
  scatter: number;
  /** Standard uncertainty of one specimen from counting at the present counts; it falls as their root. */
  counting?: number;
  /** Standard uncertainty that every specimen shares and that does not cancel: calibration, reference, model. */
  shared?: number;
  /** Specimens that `scatter` was estimated from; without it the scatter is taken as known. */
  knownFrom?: number;
  /** @default 2 */
  groups?: 1 | 2;
  /** Chance of a verdict that the plan is made for. @default 0.9 */
  power?: number;
  confidence?: number;
}

export interface Plan {
  /** Which verdict the value would give: inside the expectation or outside. */
  verdict: 'supported' | 'refuted';
  /** Distance of the value from the nearest end of the expectation. */
  margin: number;
  /** Specimens a group needs; undefined where no number is enough. */
  specimens?: number;
  /** Range of that number by how well the scatter is known, at one standard deviation. */
  specimensRange?: [number, number];
  /** Factor on the counts of one specimen a group that would do without more specimens, where any would. */
  countsFactor?: number;
  notes: Note[];
}

const MOST = 100_000;

/**
 * Specimens a group until a claim is decided: the margin must be (t_c + t_p) standard errors, with Student's t at the
 * confidence and at the power for the degrees of freedom that the plan itself has (Cohen, Statistical Power Analysis,
 * 2nd ed. (1988), chapter 2, with t for z). What all specimens share does not fall with their number.
 *
 * @throws InputError for a value on an end of the expectation, which nothing decides, and for uncertainties that cannot
 *   be
 */
export function planClaim(input: PlanInput): Plan {
  const { value, expectation, scatter, counting = 0, shared = 0, groups = 2, power = 0.9, confidence = 0.95 } = input;
  for (const [name, size] of Object.entries({ scatter, counting, shared }))
    if (!(size >= 0) || !Number.isFinite(size))
      throw new InputError(`${name} is an uncertainty and cannot be ${size}`, { where: { path: name } });
  if (!Number.isFinite(value))
    throw new InputError('the value that is thought likely is missing', { where: { path: 'value' } });
  if (!(power > 0.5 && power < 1) || !(confidence > 0.5 && confidence < 1))
    throw new InputError('power and confidence lie between 0.5 and 1', { where: { path: 'power' } });
  if (scatter === 0 && counting === 0 && shared === 0)
    throw new InputError('without any uncertainty one measurement decides', {
      hint: 'give scatter, counting or shared',
    });
  const { low, high } = expectation;
  const inside = value >= low && value <= high;
  const margin = Math.min(Math.abs(value - low), Math.abs(value - high));
  if (!(margin > 0))
    throw new InputError(`${value} lies on an end of "${expectation.text}": no number of measurements decides that`, {
      where: { path: 'value' },
    });
  const notes: Note[] = [];
  const spread = (s: number, n: number, factor: number): number =>
    Math.sqrt((groups * (s * s + (counting * counting) / factor)) / n + shared * shared);
  const enough = (s: number, n: number, factor: number): boolean => {
    const degrees = Math.max(1, groups * (n - 1));
    const reach = computeStudentQuantile(0.5 + confidence / 2, degrees) + computeStudentQuantile(power, degrees);
    return margin >= reach * spread(s, n, factor);
  };
  const count = (s: number): number | undefined => {
    if (!enough(s, MOST, 1)) return undefined;
    let below = 1;
    let above = 2;
    while (!enough(s, above, 1)) {
      below = above;
      above *= 2;
    }
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (enough(s, middle, 1)) above = middle;
      else below = middle;
    }
    return above;
  };
  const specimens = count(scatter);
  let specimensRange: [number, number] | undefined;
  if (input.knownFrom !== undefined && specimens !== undefined) {
    if (!(input.knownFrom >= 2))
      throw new InputError('a scatter is known from two specimens or more', { where: { path: 'knownFrom' } });
    const relative = 1 / Math.sqrt(2 * (input.knownFrom - 1));
    specimensRange = [
      count(scatter * Math.max(0, 1 - relative)) ?? specimens,
      count(scatter * (1 + relative)) ?? Number.POSITIVE_INFINITY,
    ];
  }
  if (specimens === undefined)
    notes.push({
      level: 'serious',
      code: 'cannot-be-decided',
      text: `what all specimens share (${shared}) is too large for a margin of ${Number(margin.toPrecision(4))}: no number of specimens decides this; mend the calibration or claim a difference in which it cancels`,
    });
  else if (shared > 0 && shared * 2 > spread(scatter, specimens, 1))
    notes.push({
      level: 'warning',
      code: 'shared-leads',
      text: 'what all specimens share leads the uncertainty: better calibration gains more than specimens',
    });
  const normal = computeStudentQuantile(0.5 + confidence / 2, 1e6) + computeStudentQuantile(power, 1e6);
  const left = (margin / normal) ** 2 - shared * shared - groups * scatter * scatter;
  const countsFactor = counting > 0 && left > 0 ? (groups * counting * counting) / left : undefined;
  if (counting > 0 && countsFactor === undefined)
    notes.push({
      level: 'info',
      code: 'counts-do-not-help',
      text: 'no amount of counts on one specimen a group decides this: the scatter between specimens alone is too large',
    });
  return {
    verdict: inside ? 'supported' : 'refuted',
    margin,
    ...(specimens !== undefined && { specimens }),
    ...(specimensRange && { specimensRange }),
    ...(countsFactor !== undefined && { countsFactor }),
    notes,
  };
}
