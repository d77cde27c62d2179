import {
  computeStudentQuantile,
  placeInterval,
  subContext,
  type Context,
  type Estimate,
  type Note,
  type Structure,
} from '../../core/index.js';
import { makeCommittee } from '../potential/committee.js';
import type { Potential } from '../potential/potential.js';
import { runOpening, type CutRegion, type Opening, type OpeningOptions } from './opening/index.js';
import { settle } from './opening/settle.js';

/** An interface, or the opening of it, as one member of a committee has it. */
export interface MemberView {
  /** SHA-256 of the member. */
  member: string;
  /** Relaxed by the member from where the potential of the run left it. */
  structure: Structure;
  opening: Opening;
}

/** What is compared; planes within the oxide are not. */
const REGIONS: readonly CutRegion[] = [
  'interface, lower side of the film',
  'interface, upper side of the film',
  'film',
];

/** [1] most steps of a member's relaxation: it begins next to its minimum. */
const STEPS = 500;

/**
 * An interface as each of several potentials has it: relaxed by each, its height included, from where another left it,
 * and opened by each. What another potential would have molten is not in it.
 *
 * @param options.force [eV/Å] where relaxation stops (default 0.05)
 */
export async function viewByMembers(
  structure: Structure,
  members: readonly Potential[],
  options: Pick<OpeningOptions, 'threads'> & { force?: number } = {},
  ctx?: Context,
): Promise<MemberView[]> {
  const views: MemberView[] = [];
  const { threads, force = 0.05 } = options;
  for (const [k, member] of members.entries()) {
    const part = subContext(ctx, `member ${k + 1}`, k / members.length, (k + 1) / members.length);
    const rest = await settle(structure, member, { cell: ['zz'], force, steps: STEPS, threads }, part);
    const opening = await runOpening(
      rest.structure,
      member,
      { threads, regions: REGIONS },
      { ...part, progress: undefined },
    );
    views.push({ member: member.sha256, structure: rest.structure, opening });
  }
  return views;
}

/**
 * The same atoms with `atomic.force_disagreement` [eV/Å]: the sample standard deviation over the members of the force on
 * each.
 */
export function markDisagreement(frames: readonly Structure[], members: readonly Potential[]): Structure[] {
  if (members.length < 2 || frames.length === 0) return [...frames];
  const calculator = makeCommittee(members).bind(frames[0]);
  try {
    return frames.map((frame) => {
      const { forceDisagreement } = calculator.compute(frame.cell, frame.positions);
      const force_disagreement = { width: 1, values: forceDisagreement!.slice() };
      return { ...frame, atomic: { ...frame.atomic, force_disagreement } };
    });
  } finally {
    calculator.dispose();
  }
}

/** Half-width of the interval that holds 95 % of a normal distribution, in standard deviations. */
const HALF_WIDTH = 1.959964;

/**
 * An estimate whose uncertainty also holds what members of a committee make of it: the scatter of its own repeats and
 * the model error stand apart in `budget` (`replicates`, `model`) and are joined in quadrature in `sigma` and in the
 * interval, the half-widths of Student's and of a normal distribution. An estimate of one run keeps its model error
 * alone.
 *
 * @param values [unit of `estimate`] (members) what each has for the mean of the same runs
 * @param factor [1] what the members' disagreement is to be multiplied by, from a calibration
 */
export function joinModelError(estimate: Estimate, values: readonly number[], factor = 1): Estimate {
  const n = values.length;
  if (n < 2 || !Number.isFinite(estimate.value)) return estimate;
  const mean = values.reduce((sum, v) => sum + v / n, 0);
  const model = factor * Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  const { sigma: replicates, n: runs, value, unit, scale } = estimate;
  if (runs > 1 && replicates === undefined) return estimate;
  const own = replicates ?? 0;
  const student = runs > 1 ? computeStudentQuantile(0.975, runs - 1) : HALF_WIDTH;
  const reach = Math.hypot(student * own, HALF_WIDTH * model);
  return {
    ...estimate,
    sigma: Math.hypot(own, model),
    budget: { ...(replicates !== undefined && { replicates: own }), model },
    ...(reach > 0 && { interval: placeInterval(value, reach, unit, scale), confidence: 0.95 }),
  };
}

/**
 * What a reader must know of model errors, in one note.
 *
 * @param members [1] how many potentials there are
 * @param factor  [1] by which their disagreement was multiplied; absent where nothing tells it
 */
export function noteModelError(members: number, factor: number | undefined): Note {
  return {
    level: 'info',
    code: 'model-error',
    text:
      `intervals hold the scatter of seeds and the model error, joined in quadrature: ${members} potentials of one committee each relax and open the same interfaces, and their standard deviation` +
      (factor === undefined
        ? ' is taken as it is, since nothing says how it stands to their errors'
        : `, times ${factor.toPrecision(2)} as on held-out forces, is the model error`) +
      '. What another member would have molten is not in it, nor what all of them share: that they were distilled from one model',
  };
}
