import { InputError, makeRng, type Structure } from '../../core/index.js';
import { countTrainings, type DistilAmounts } from './distil-potential.js';
import type { DistilSystem } from './make-system.js';
import { bare, drawSites, rattle, repeatTo } from './shape-crystal.js';

/** [1] parts of a budget for labels and for training; dynamics and the end take the rest. */
const LABELS = 0.33;
const TRAINING = 0.55;
/** [1] evaluations of the potential that labels for each frame: packings come down their forces and melts run first. */
const EVALUATIONS = 3.7;
const ROUNDS = 2;
/** [1] With fewer frames for each pair that is held out there is no potential; more than so many bring little. */
const FEWEST = 80;
const MOST = 3000;

/**
 * Frames in parts: held out, first generation, each round.
 *
 * @param frames [1] in all
 */
export function splitFrames(frames: number): Pick<DistilAmounts, 'heldOut' | 'first' | 'round' | 'rounds' | 'steps'> {
  const heldOut = Math.max(2, Math.round(0.15 * frames));
  const round = Math.max(1, Math.round(0.2 * frames));
  return { heldOut, round, first: Math.max(1, frames - heldOut - ROUNDS * round), rounds: ROUNDS, steps: 400 };
}

/**
 * What fits into a budget on this machine.
 *
 * @param budget     [s]
 * @param evaluation [s] one evaluation of the potential that labels, of a film on a slab, on one thread
 * @param threads    [1]
 * @param heldOut    [1] pairs of which trajectories are held out
 * @throws InputError for a budget that is too short for one generation
 */
export function planAmounts(budget: number, evaluation: number, threads: number, heldOut = 1): DistilAmounts {
  const perFrame = (EVALUATIONS * evaluation) / threads;
  const fewest = FEWEST * heldOut;
  const frames = Math.min(MOST * heldOut, Math.floor((LABELS * budget) / perFrame));
  if (frames < fewest) {
    const least = Math.ceil((fewest * perFrame) / LABELS / 60);
    throw new InputError(
      `a budget of ${formatMinutes(budget)} is too short for one generation: it holds ${frames} labelled frames where ${fewest} are the least`,
      { hint: `give at least --budget '${Math.max(1, least)} min' on this machine` },
    );
  }
  return { ...splitFrames(frames), training: { seconds: (TRAINING * budget) / countTrainings(ROUNDS) } };
}

const formatMinutes = (seconds: number): string => `${Number((seconds / 60).toPrecision(2))} min`;

/** A structure as large as a film on a slab, to time what labels. */
export function makeTrialFrame({ pairs: [{ oxide }] }: DistilSystem): Structure {
  const rng = makeRng(1);
  return bare(rattle(drawSites(repeatTo(oxide.structure, 42), rng), 0.05, 0, rng));
}
