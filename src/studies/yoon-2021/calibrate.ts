import type { Cell } from '../../cells/index.js';
import type { Context } from '../../core/index.js';
import type { Particles, Resistance } from './ageing.js';
import { CAMPAIGNS, HUNDRED } from './campaigns.js';
import type { CellDraw } from './draw.js';
import { dischargeCapacities, valueAt } from './measure.js';
import { runCampaign, type Campaign } from './run-campaign.js';

/**
 * What the pristine cell keeps of its 7C capacity at cycle 60 and 45 °C; the paper says that it "rapidly fades within
 * 60 cycles".
 */
export const KEPT_AT_60 = 0.2;
/** [1] of the first 7C capacity; nearer than the model's own error. */
const NEAR = 0.02;
/** [ohm m2] where the fit begins: about what the middle of every range needs. */
export const START: Readonly<Record<Resistance['where'], number>> = { layers: 0.18, cracks: 1 };
/** [ohm m2] the same with a computed particle. */
export const START_WITH_PARTICLE: typeof START = { layers: 2.5, cracks: 4e-3 };
/** [ohm m2] */
const LOWEST = 1e-4;
const HIGHEST = 30;
const MOST_RUNS = 12;
/** Of the logarithm: where nothing is left the secant has no slope, and what the fit needs is near all the same. */
const LONGEST_STEP = 1;

/**
 * Fits the one number of a sample that is fitted: the resistance that stops it, so that the pristine half cell is gone
 * at cycle 60 of the 7C test. All else stays as drawn. By the secant rule on the logarithm, within bounds that a
 * bisection keeps.
 *
 * @returns the resistance that comes nearest, and what it keeps: cracks that open under it may leave no value that does
 *   it
 */
export async function fitResistance(
  given: Cell,
  draw: CellDraw,
  start: Resistance,
  particles?: Particles,
  ctx?: Context,
): Promise<FittedResistance> {
  let [low, high] = [Math.log(LOWEST), Math.log(HIGHEST)];
  let x = Math.log(start.value);
  const at = (logarithm: number): Resistance => ({ where: start.where, value: Math.exp(logarithm) });
  const state = await openAt45(given, draw, start, particles, ctx);
  let last: { x: number; miss: number } | undefined;
  let best = { x, miss: Infinity };
  for (let k = 0; k < MOST_RUNS && high - low > 0.01; k++) {
    const miss = (await keptAt60(given, draw, at(x), state, particles, ctx)) - KEPT_AT_60;
    if (Math.abs(miss) < Math.abs(best.miss)) best = { x, miss };
    if (Math.abs(miss) < NEAR) break;
    if (miss > 0) low = x;
    else high = x;
    const slope = last ? (miss - last.miss) / (x - last.x) : -0.6;
    last = { x, miss };
    const next = x - miss / slope;
    x =
      slope < 0 && next > low && next < high
        ? next
        : x + Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, (low + high) / 2 - x));
  }
  return { ...at(best.x), kept: KEPT_AT_60 + best.miss };
}

/** A resistance, and the share of the 7C capacity that it keeps at cycle 60, which was to be {@link KEPT_AT_60}. */
export interface FittedResistance extends Resistance {
  kept: number;
}

/** Whether a fit came as near as it was asked to. */
export const isFitted = ({ kept }: FittedResistance): boolean => Math.abs(kept - KEPT_AT_60) < NEAR;

const HARSH = CAMPAIGNS['seven-C-45'];

/** The slow cycles before the 7C test, once for all resistances: at a fifth of 1C these decide next to nothing. */
async function openAt45(
  given: Cell,
  draw: CellDraw,
  resistance: Resistance,
  particles?: Particles,
  ctx?: Context,
): Promise<Float64Array | undefined> {
  let state: Float64Array | undefined;
  const opening: Campaign = {
    ...HARSH,
    phases: HARSH.phases.slice(0, 2),
    async measure({ phase }) {
      state = phase('slow at 0')?.state;
      return { values: [], curves: [] };
    },
  };
  await runCampaign(given, opening, 'pristine', draw, resistance, particles, ctx);
  return state;
}

/** [1] what the first 64 cycles of the 7C campaign leave at cycle 60, as that campaign runs them. */
async function keptAt60(
  given: Cell,
  draw: CellDraw,
  resistance: Resistance,
  state: Float64Array | undefined,
  particles?: Particles,
  ctx?: Context,
): Promise<number> {
  let kept = 0;
  const fast: Campaign = {
    ...HARSH,
    phases: HARSH.phases.slice(2, 4).map((phase) => ({
      ...phase,
      protocol: `set temperature to 45 degC; ${phase.protocol.replace('repeat 11 times', 'repeat 7 times')}`,
    })),
    state,
    async measure({ phase, mass }) {
      const [first, rest] = [phase('1'), phase('to 100')];
      const y = first && rest ? [...dischargeCapacities(first, mass), ...dischargeCapacities(rest, mass)] : [];
      if (y[0] > 0) kept = valueAt(HUNDRED.slice(0, y.length), y, 60) / y[0];
      return { values: [], curves: [] };
    },
  };
  await runCampaign(given, fast, 'pristine', draw, resistance, particles, ctx);
  return kept;
}
