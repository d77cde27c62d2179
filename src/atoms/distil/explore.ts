import { breathe, makeRng, SolveError, subContext, type Context, type Structure } from '../../core/index.js';
import { relax, type RelaxResult } from '../motion/relax.js';
import { runDynamics } from '../motion/run-dynamics.js';
import type { Calculator, Potential } from '../potential/potential.js';
import type { Chain } from './chain.js';
import type { DistilPair } from './make-system.js';
import { buildStart, takeTurn, type StartKind, type Workshop } from './workshop.js';
import { bare, draw, openGap, rattle } from './shape-crystal.js';

/** A frame of a committee's own dynamics, with how far its members differ there. */
export interface Candidate {
  family: string;
  pair: string;
  trajectory: string;
  structure: Structure;
  /** [eV/Å] the largest of its atoms. */
  disagreement: number;
}

/** Kinds of dynamics, one after another: films and melts most, since nothing else is as far from crystals. */
const KINDS: readonly StartKind[] = [
  'film',
  'glass',
  'film',
  'delithiated',
  'film',
  'slab',
  'glass',
  'film',
  'crystal',
  'film',
];

/** [eV/Å] Beyond this members agree on nothing: a run ends there. */
const LOST = 4;
/** [1] steps between candidates, [fs] of a step. */
const STRIDE = 25;
const TIME_STEP = 1.5;
const MOST_OF_ONE = 4;

/**
 * Runs dynamics of films, melts, slabs and crystals of the pairs in turn with a committee and gives the frames in which its members
 * differ most, at most four of one trajectory.
 */
export async function explore(
  shop: Workshop,
  committee: Potential,
  options: { round: number; trajectories: number; frames: number; steps: number; threads?: number },
  ctx?: Context,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  for (let t = 0; t < options.trajectories; t++) {
    await breathe(ctx);
    const trajectory = `round ${options.round}, ${t + 1}`;
    const part = subContext(
      ctx,
      `dynamics ${t + 1} of ${options.trajectories}`,
      t / options.trajectories,
      (t + 1) / options.trajectories,
    );
    const pair = takeTurn(t, KINDS.length, shop.system.pairs);
    const own = await runOne(KINDS[t % KINDS.length], pair, trajectory, shop, committee, options, part);
    found.push(...own.sort((a, b) => b.disagreement - a.disagreement).slice(0, MOST_OF_ONE));
  }
  return found.sort((a, b) => b.disagreement - a.disagreement).slice(0, options.frames);
}

async function runOne(
  kind: StartKind,
  pair: DistilPair,
  trajectory: string,
  shop: Workshop,
  committee: Potential,
  { steps, threads }: { steps: number; threads?: number },
  ctx: Context,
): Promise<Candidate[]> {
  const rng = makeRng(shop.seed).fork(trajectory);
  const drawn = await buildStart(kind, shop, pair, rng.fork('start'));
  if (!drawn) return [];
  const soft = kind === 'film' || kind === 'glass';
  const start = soft ? await ease(drawn, committee, threads, ctx) : rattle(drawn, 0.03, 0.01, rng.fork('rattle'));
  const hot = soft ? 2500 : draw([300, 800, 1500, 2500], rng.fork('temperature'));
  const cold = soft ? 300 : hot;
  const calculator = committee.bind(start, { threads });
  const found: Candidate[] = [];
  const judge = (structure: Structure, family: string): number => {
    const { cell, positions } = structure;
    const disagreement = measureDisagreement(calculator, cell, positions);
    if (Number.isFinite(disagreement))
      found.push({ family, pair: pair.name, trajectory, structure: bare(structure), disagreement });
    return disagreement;
  };
  const langevin = { ensemble: 'langevin', relaxationTime: 50 } as const;
  const half = Math.max(1, Math.floor(steps / 2)) * TIME_STEP;
  try {
    judge(start, kind);
    const { structure } = await runDynamics(
      start,
      committee,
      {
        timeStep: TIME_STEP,
        threads,
        frameEvery: Math.min(STRIDE, steps),
        schedule: [
          { label: 'hot', duration: half, temperature: hot, ...langevin },
          { label: 'cooling', duration: half, temperature: [hot, cold], ...langevin },
        ],
        onFrame: (frame) => {
          if (!(judge(frame, kind) < LOST)) throw new Lost();
        },
      },
      { ...ctx, rng: rng.fork('motion'), checkpoint: undefined },
    );
    if (kind === 'film' || kind === 'slab') {
      const gap = draw([0.4, 0.8, 1.3, 2, 3.5], rng.fork('gap'));
      judge(openGap(structure, structure.cell[8] * rng.fork('height').uniform(), gap), 'opened');
    }
  } catch (error) {
    if (!(error instanceof SolveError || error instanceof Lost)) throw error;
  } finally {
    calculator.dispose();
  }
  return found;
}

class Lost extends Error {}

/** [eV/Å] the largest disagreement of an atom's force. */
function measureDisagreement(calculator: Calculator, cell: Float64Array, positions: Float64Array): number {
  const { forceDisagreement } = calculator.compute(cell, positions);
  return forceDisagreement!.reduce((most, d) => Math.max(most, d), 0);
}

async function ease(
  structure: Structure,
  committee: Potential,
  threads: number | undefined,
  ctx: Context,
): Promise<Structure> {
  try {
    return bare(
      (await relax(structure, committee, { method: 'fire', force: 3, steps: 60, threads }, { signal: ctx.signal }))
        .structure,
    );
  } catch (error) {
    if (error instanceof SolveError && error.partial) return bare((error.partial as RelaxResult).structure);
    throw error;
  }
}

/** Chains that label candidates as they are, one frame each. */
export function planCandidates(candidates: readonly Candidate[]): Chain[] {
  return candidates.map(({ family, pair, trajectory, structure }, k) => ({
    name: `${trajectory} frame ${k + 1}`,
    family,
    pair,
    heldOut: false,
    frames: 1,
    next: () => Promise.resolve({ structure, motion: { kind: 'none' } }),
  }));
}
