import { subContext, throwIfAborted, type Context, type Note } from '../../core/index.js';
import { makeCommittee } from '../potential/committee.js';
import { loadNep } from '../potential/load-nep.js';
import type { Potential } from '../potential/potential.js';
import {
  calibrateCommittee,
  type CommitteeCalibration,
  defaultRecipe,
  trainNep,
  type FamilyErrors,
  type TrainedNep,
  type TrainingFrame,
} from '../potential/train/index.js';
import { runChains, type ChainFrame, type FrameStore, type Labeller } from './chain.js';
import { explore, planCandidates } from './explore.js';
import type { DistilSystem } from './make-system.js';
import { chooseHeldOut, planGeneration, planHeldOut, planRests } from './plan-chains.js';
import { openWorkshop } from './workshop.js';

/** How much is done: numbers of frames, and how long each member of the committee is trained. */
export interface DistilAmounts {
  /** [1] frames that are held out, in the first generation, and in each round after it. */
  heldOut: number;
  first: number;
  round: number;
  /** [1] rounds of dynamics, labels and training at most. */
  rounds: number;
  /** [1] steps of dynamics of one trajectory of a round. */
  steps: number;
  /** A whole training, of which rounds do a part: in passes over the frames, or [s], which is told in passes again. */
  training: { epochs: number } | { seconds: number };
}

export interface DistilOptions {
  seed: number;
  amounts: DistilAmounts;
  /** Labelled frames of one's own, which are trained on and held out beside the others. */
  own?: readonly TrainingFrame[];
  /** [1] threads of training and dynamics (default 1). */
  threads?: number;
  /** Asked before each round: whether there is time for it. Its answers are kept, so that a killed run hears them again. */
  hasTime?: () => boolean;
}

/** What is known after a training: held-out errors by family. */
export interface DistilStage {
  label: string;
  /** [1] frames that it was trained on. */
  frames: number;
  epochs: number;
  heldOut: readonly FamilyErrors[];
}

export interface Distilled {
  /** The potential, then the other members of the committee. */
  members: readonly TrainedNep[];
  stages: readonly DistilStage[];
  calibration?: CommitteeCalibration;
  /** Frames made here, those held out among them, in an order that the seed decides. */
  frames: readonly ChainFrame[];
  notes: Note[];
  /** Why it ended where it did. */
  stopped: 'rounds' | 'no-gain' | 'budget';
}

export const MEMBERS = 3;
/** [1] parts of a whole training: first generation, further rounds, and the last one of the potential and the others. */
const PARTS = { first: 0.5, round: 0.25, last: 2, others: 0.5 } as const;
/** [1] a round that lowers the held-out force error by less than this part of it has brought nothing. */
const GAIN = 0.02;
/** Of each so many trajectories of one's own frames one is held out. */
const HOLD_OUT_EVERY = 5;

/** [1] whole trainings that a run of so many rounds comes to. */
export const countTrainings = (rounds: number): number =>
  MEMBERS * (PARTS.first + PARTS.round * Math.max(0, rounds - 1)) + PARTS.last + (MEMBERS - 1) * PARTS.others;

/**
 * [s] that a further round with its training, and the last training, take; zero where trainings are counted in passes.
 */
export function estimateRound({ training }: DistilAmounts): number {
  const parts = MEMBERS * PARTS.round + PARTS.last + (MEMBERS - 1) * PARTS.others;
  return 'seconds' in training ? 1.1 * parts * training.seconds : 0;
}

/**
 * Makes a small potential for oxides with coatings out of one that is too slow: labels crystals, slabs, melts and
 * films, trains a committee on them, lets it run where it is least sure, labels what it meets there, and trains again.
 *
 * What it gives depends on the seed and the amounts alone, whatever the number of threads and however often it was
 * killed: frames are kept by `store`, trained members and answers of `hasTime` by the context's checkpoint.
 *
 * @throws AbortError when cancelled
 */
export async function distilPotential(
  system: DistilSystem,
  labeller: Labeller,
  store: FrameStore,
  options: DistilOptions,
  ctx?: Context,
): Promise<Distilled> {
  const { seed, amounts, threads } = options;
  const own = splitOwn(options.own ?? []);
  const share = makeShares(amounts.rounds, ctx);
  const crystals = await runChains(planRests(system, seed), seed, labeller, store, share('crystals at rest', 0.03));
  const rests = crystals
    .filter(({ index }) => index === 0)
    .map(({ chain, structure }) => [chain.replace(/^rest /, ''), structure] as const);
  const shop = await openWorkshop(system, new Map(rests), seed);
  const held = planHeldOut(shop, amounts.heldOut);
  const heldNames = new Set(held.map(({ name }) => name));
  const frames: ChainFrame[] = [
    ...crystals,
    ...(await runChains(
      [...held, ...planGeneration(shop, amounts.first)],
      seed,
      labeller,
      store,
      share('first generation', 0.27),
    )),
  ];
  const isHeld = ({ chain }: ChainFrame): boolean => heldNames.has(chain);
  const heldOut = [...frames.filter(isHeld).map(toTrainingFrame), ...own.heldOut];
  const trainable = (): TrainingFrame[] => [...frames.filter((f) => !isHeld(f)).map(toTrainingFrame), ...own.training];

  const stages: DistilStage[] = [];
  const notes: Note[] = [...system.notes, ...nameUntold(system, heldOut)];
  let members: TrainedNep[] = [];
  const train = async (label: string, parts: readonly number[], part: Context): Promise<void> => {
    const training = trainable();
    const trained: TrainedNep[] = [];
    for (let m = 0; m < MEMBERS; m++) {
      const inner = subContext(part, `member ${m + 1}`, m / MEMBERS, (m + 1) / MEMBERS);
      trained.push(
        await trainMember(m, `${label} ${m + 1}`, training, heldOut, parts[m], members[m], system, options, inner),
      );
    }
    members = trained;
    stages.push({ label, frames: training.length, epochs: members[0].epochs, heldOut: members[0].heldOut });
  };
  const all = (part: number): number[] => Array.from({ length: MEMBERS }, () => part);

  await train('first', all(PARTS.first), share('training', 0.2));
  let stopped: Distilled['stopped'] = 'rounds';
  for (let round = 1; round <= amounts.rounds; round++) {
    throwIfAborted(ctx);
    if (!(await askTime(round, options, ctx))) {
      stopped = 'budget';
      break;
    }
    if (round > 1) {
      await train(`round ${round - 1}`, all(PARTS.round), share(`training, round ${round - 1}`, 0.1));
      const [before, after] = stages.slice(-2).map(meanForceError);
      if (!(after < (1 - GAIN) * before)) {
        stopped = 'no-gain';
        break;
      }
    }
    const committee = await makeMembers(members);
    const candidates = await explore(
      shop,
      committee,
      { round, trajectories: Math.ceil(amounts.round / 3), frames: amounts.round, steps: amounts.steps, threads },
      share(`dynamics, round ${round}`, 0.05),
    );
    frames.push(
      ...(await runChains(planCandidates(candidates), seed, labeller, store, share(`labels, round ${round}`, 0.08))),
    );
  }
  await train('last', [PARTS.last, ...all(PARTS.others).slice(1)], share('last training', 0.25));
  const calibration =
    heldOut.length > 0 ? await calibrateCommittee(heldOut, await makeMembers(members), ctx) : undefined;
  notes.push(...members[0].notes, ...(calibration?.notes ?? []));
  return { members, stages, calibration, frames, notes, stopped };
}

/** Pairs that should be held out and of which no frame is, where there are few frames for many pairs. */
function nameUntold({ pairs }: DistilSystem, heldOut: readonly TrainingFrame[]): Note[] {
  const told = new Set(heldOut.map(({ pair }) => pair));
  const untold = chooseHeldOut(pairs).filter(({ name }) => !told.has(name));
  if (untold.length === 0) return [];
  return [
    {
      level: 'warning',
      code: 'pair-untold',
      text: `no frame of ${untold.map(({ name }) => name).join(', ')} is held out: what the potential is off by there is not known; more frames would tell`,
    },
  ];
}

/** Frames of one's own, whole trajectories apart. */
function splitOwn(frames: readonly TrainingFrame[]): { training: TrainingFrame[]; heldOut: TrainingFrame[] } {
  const trajectories = [...new Set(frames.map(({ trajectory }) => trajectory))];
  const out = new Set(trajectories.filter((_, k) => k % HOLD_OUT_EVERY === HOLD_OUT_EVERY - 1));
  return {
    training: frames.filter(({ trajectory }) => !out.has(trajectory)),
    heldOut: frames.filter(({ trajectory }) => out.has(trajectory)),
  };
}

/** A labelled frame as the trainer takes it. */
export function toTrainingFrame({ structure, family, pair, chain }: ChainFrame): TrainingFrame {
  return {
    structure,
    energy: structure.energy!,
    forces: structure.atomic!.forces.values,
    ...(structure.stress && { stress: structure.stress }),
    family,
    ...(pair !== undefined && { pair }),
    trajectory: chain,
  };
}

/** Trains one member, or takes it from where it was kept. All but the first leave a part of the trajectories out. */
async function trainMember(
  m: number,
  key: string,
  training: readonly TrainingFrame[],
  heldOut: readonly TrainingFrame[],
  part: number,
  before: TrainedNep | undefined,
  system: DistilSystem,
  { seed, amounts, threads }: DistilOptions,
  ctx: Context,
): Promise<TrainedNep> {
  const kept = (await ctx.checkpoint?.load(key)) as TrainedNep | undefined;
  if (kept) return kept;
  const trajectories = [...new Set(training.map(({ trajectory }) => trajectory))];
  const out = new Set(m === 0 ? [] : trajectories.filter((_, k) => k % HOLD_OUT_EVERY === m));
  const amount =
    'epochs' in amounts.training
      ? { epochs: Math.max(1, Math.round(part * amounts.training.epochs)) }
      : { seconds: part * amounts.training.seconds };
  const trained = await trainNep(
    training.filter(({ trajectory }) => !out.has(trajectory)),
    heldOut,
    defaultRecipe(system.elements),
    { seed: seed + m, ...amount, ...(before && { initial: before.text }), threads },
    subContext(ctx, key),
  );
  await ctx.checkpoint?.save(key, trained);
  return trained;
}

async function askTime(round: number, { hasTime }: DistilOptions, ctx: Context | undefined): Promise<boolean> {
  if (!hasTime) return true;
  const key = `time for round ${round}`;
  const kept = (await ctx?.checkpoint?.load(key)) as boolean | undefined;
  if (kept !== undefined) return kept;
  const answer = hasTime();
  await ctx?.checkpoint?.save(key, answer);
  return answer;
}

/** [eV/Å] mean over families. */
function meanForceError({ heldOut }: DistilStage): number {
  return heldOut.reduce((sum, { forceRmse }) => sum + forceRmse, 0) / Math.max(1, heldOut.length);
}

/** Members as one potential that tells how far they differ. */
async function makeMembers(members: readonly TrainedNep[]): Promise<Potential> {
  const loaded = members.map(({ text, elementEnergies }, m) =>
    loadNep(text, elementEnergies, { name: `member ${m + 1}` }),
  );
  return makeCommittee(await Promise.all(loaded));
}

/** Contexts of parts one after another, each a share of the whole; what was left out is passed over. */
function makeShares(rounds: number, ctx: Context | undefined): (label: string, share: number) => Context {
  const total = 0.03 + 0.27 + 0.2 + 0.25 + 0.13 * rounds + 0.1 * Math.max(0, rounds - 1);
  let from = 0;
  return (label, share) => {
    const part = subContext(ctx, label, from / total, Math.min(1, (from + share) / total));
    from += share;
    return part;
  };
}
