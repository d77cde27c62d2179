import { breathe, InputError, type Context, type Note } from '../../../core/index.js';
import type { Potential } from '../potential.js';
import type { TrainingFrame } from './training-frame.js';

/** How a committee's disagreement stands to its errors in one family. */
export interface FamilyCalibration {
  family: string;
  frames: number;
  /** [eV/Å] root mean square error of a force component, and disagreement on it. */
  error: number;
  disagreement: number;
  /** [1] factor that this family alone would give. */
  factor: number;
  /**
   * [1] part of the components that lie within their 95 % interval, each judged by the factor that all other
   * trajectories give; absent where there is no other trajectory.
   */
  coverage?: number;
}

/** Components of like disagreement with the errors that were found there. */
export interface CalibrationBin {
  components: number;
  /** [eV/Å] root mean squares of a component: what the committee expects, its disagreement times the factor, and what is. */
  expected: number;
  found: number;
}

/** What a committee's disagreement is worth as an error. */
export interface CommitteeCalibration {
  /** [1] standard error of a force component over the members' disagreement on it. */
  factor: number;
  families: FamilyCalibration[];
  bins: CalibrationBin[];
  notes: Note[];
}

/** Half-width of the interval that holds 95 % of a normal distribution, in standard deviations. */
const HALF_WIDTH = 1.959964;
const CONFIDENCE = 0.95;
/** Coverage beyond which a family is named. */
const GOOD = [0.9, 0.98] as const;
const BINS = 10;

/** Errors of force components over the disagreement on them. */
interface Sample {
  frame: TrainingFrame;
  /** [eV/Å] disagreement on a component of each atom. */
  disagreement: Float64Array;
  /** [eV/Å] (3 n) */
  error: Float64Array;
}

/**
 * Calibrates a committee on frames that no member was trained on: members share their form and their data, so that they
 * disagree by less than they err. One factor stretches the disagreement until 95 % of all force components lie within
 * 1.96 of it; how often that holds is told for frames that did not set it. Few
 * members give a rough measure: the bins show where they err by less than it says, and by more.
 *
 * @throws InputError where there are no frames, or the potential is no committee
 */
export async function calibrateCommittee(
  frames: readonly TrainingFrame[],
  committee: Potential,
  context?: Context,
): Promise<CommitteeCalibration> {
  if (frames.length === 0) throw new InputError('a committee is calibrated on held-out frames, and there are none');
  const samples: Sample[] = [];
  for (const [k, frame] of frames.entries()) {
    await breathe(context);
    samples.push(compare(committee, frame));
    context?.progress?.(k + 1, frames.length, 'calibrating');
  }
  const factor = fitFactor(samples);
  const trajectories = [...new Set(frames.map((frame) => frame.trajectory))];
  const covered = new Map<Sample, number>();
  if (trajectories.length > 1)
    for (const trajectory of trajectories) {
      const others = fitFactor(samples.filter(({ frame }) => frame.trajectory !== trajectory));
      for (const sample of samples)
        if (sample.frame.trajectory === trajectory) covered.set(sample, countWithin(sample, others));
    }
  const families = [...new Set(frames.map((frame) => frame.family))].map((family): FamilyCalibration => {
    const own = samples.filter(({ frame }) => frame.family === family);
    const components = own.reduce((sum, { error }) => sum + error.length, 0);
    const rms = (square: (sample: Sample) => number): number =>
      Math.sqrt(own.reduce((sum, sample) => sum + square(sample), 0) / components);
    return {
      family,
      frames: own.length,
      error: rms(({ error }) => sumSquares(error)),
      disagreement: rms(({ disagreement }) => 3 * sumSquares(disagreement)),
      factor: fitFactor(own),
      ...(covered.size > 0 && { coverage: own.reduce((sum, sample) => sum + covered.get(sample)!, 0) / components }),
    };
  });
  return { factor, families, bins: fillBins(samples, factor), notes: makeNotes(families) };
}

function compare(committee: Potential, frame: TrainingFrame): Sample {
  const { structure, forces } = frame;
  const calculator = committee.bind(structure);
  try {
    const found = calculator.compute(structure.cell, structure.positions);
    if (!found.forceDisagreement)
      throw new InputError(`${committee.name} is no committee: it gives no disagreement`, {
        hint: 'make one of several potentials with makeCommittee',
      });
    return {
      frame,
      disagreement: found.forceDisagreement.map((d) => Math.max(d / Math.sqrt(3), 1e-9)),
      error: forces.map((f, k) => found.forces[k] - f),
    };
  } finally {
    calculator.dispose();
  }
}

/** The factor by which 95 % of the components lie within their interval. */
function fitFactor(samples: readonly Sample[]): number {
  const ratios = samples.flatMap(({ error, disagreement }) =>
    Array.from(error, (e, k) => Math.abs(e) / disagreement[Math.floor(k / 3)]),
  );
  ratios.sort((a, b) => a - b);
  return ratios[Math.min(ratios.length - 1, Math.ceil(CONFIDENCE * ratios.length) - 1)] / HALF_WIDTH;
}

function countWithin({ error, disagreement }: Sample, factor: number): number {
  return error.filter((e, k) => Math.abs(e) <= HALF_WIDTH * factor * disagreement[Math.floor(k / 3)]).length;
}

/** Bins of equally many components, in order of disagreement. */
function fillBins(samples: readonly Sample[], factor: number): CalibrationBin[] {
  const atoms = samples.flatMap(({ error, disagreement }) =>
    Array.from(disagreement, (d, i) => ({ d, square: sumSquares(error.subarray(3 * i, 3 * i + 3)) })),
  );
  atoms.sort((a, b) => a.d - b.d);
  const count = Math.min(BINS, atoms.length);
  return Array.from({ length: count }, (_, b) => {
    const own = atoms.slice(Math.round((b * atoms.length) / count), Math.round(((b + 1) * atoms.length) / count));
    return {
      components: 3 * own.length,
      expected: factor * Math.sqrt(own.reduce((sum, { d }) => sum + d * d, 0) / own.length),
      found: Math.sqrt(own.reduce((sum, { square }) => sum + square, 0) / (3 * own.length)),
    };
  });
}

function makeNotes(families: readonly FamilyCalibration[]): Note[] {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const notes = families
    .filter(({ coverage }) => coverage !== undefined && (coverage < GOOD[0] || coverage > GOOD[1]))
    .map(
      ({ family, coverage }): Note => ({
        level: coverage! < GOOD[0] ? 'warning' : 'info',
        code: 'interval-off',
        text: `the committee's 95 % interval holds ${percent(coverage!)} of the force components of ${family}: its errors there are ${coverage! < GOOD[0] ? 'larger' : 'smaller'} than it says`,
        where: family,
      }),
    );
  if (families.every(({ coverage }) => coverage === undefined))
    notes.push({
      level: 'warning',
      code: 'calibration-untested',
      text: 'all held-out frames are of one trajectory, which set the factor: how often the interval holds elsewhere is not known',
    });
  return notes;
}

function sumSquares(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0);
}
