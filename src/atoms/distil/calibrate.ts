import { breathe, type Context } from '../../core/index.js';
import type { Potential } from '../potential/potential.js';
import type { TrainingFrame } from '../potential/train/index.js';

/** How often errors of held-out forces lie within what a committee's disagreement says, by family. */
export interface FamilyCoverage {
  family: string;
  atoms: number;
  /** [1] share of the atoms whose error lies within factor × disagreement; 0.95 is meant. */
  coverage: number;
}

/** A stretch of disagreements with the errors that were found there. */
export interface ReliabilityBin {
  /** [eV/Å] mean disagreement of the atoms in it, and root mean square error of their forces. */
  disagreement: number;
  error: number;
  atoms: number;
}

export interface Calibration {
  /** [1] disagreement × factor is the error that 95 % of the atoms of every other held-out frame stay within. */
  factor: number;
  families: FamilyCoverage[];
  bins: ReliabilityBin[];
}

const CONFIDENCE = 0.95;
const BINS = 8;

interface AtomError {
  family: string;
  disagreement: number;
  error: number;
}

/**
 * Calibrates a committee on held-out frames: half of them, every other one, set the factor between disagreement and
 * error, the other half tell how often it holds. Errors are lengths of differences of force vectors.
 *
 * @returns undefined where there are fewer than two held-out frames
 */
export async function calibrate(
  committee: Potential,
  heldOut: readonly TrainingFrame[],
  ctx?: Context,
): Promise<Calibration | undefined> {
  if (heldOut.length < 2) return undefined;
  const halves: [AtomError[], AtomError[]] = [[], []];
  for (const [k, frame] of heldOut.entries()) {
    await breathe(ctx);
    halves[k % 2].push(...compareAtoms(committee, frame));
  }
  const [fitted, tested] = halves;
  const ratios = fitted.map(({ disagreement, error }) => error / Math.max(disagreement, 1e-6)).sort((a, b) => a - b);
  const factor = ratios[Math.min(ratios.length - 1, Math.ceil(CONFIDENCE * ratios.length) - 1)];
  const families = [...new Set(tested.map(({ family }) => family))].sort();
  return {
    factor,
    families: families.map((family) => {
      const own = tested.filter((atom) => atom.family === family);
      const within = own.filter(({ disagreement, error }) => error <= factor * disagreement);
      return { family, atoms: own.length, coverage: within.length / own.length };
    }),
    bins: binAtoms(tested),
  };
}

function compareAtoms(committee: Potential, { structure, forces, family }: TrainingFrame): AtomError[] {
  const calculator = committee.bind(structure);
  try {
    const found = calculator.compute(structure.cell, structure.positions);
    return structure.elements.map((_, i) => ({
      family,
      disagreement: found.forceDisagreement![i],
      error: Math.hypot(...[0, 1, 2].map((c) => found.forces[3 * i + c] - forces[3 * i + c])),
    }));
  } finally {
    calculator.dispose();
  }
}

/** Equal numbers of atoms in each bin. */
function binAtoms(atoms: readonly AtomError[]): ReliabilityBin[] {
  const sorted = [...atoms].sort((a, b) => a.disagreement - b.disagreement);
  const count = Math.min(BINS, sorted.length);
  return Array.from({ length: count }, (_, b) => {
    const own = sorted.slice(Math.floor((b * sorted.length) / count), Math.floor(((b + 1) * sorted.length) / count));
    return {
      disagreement: own.reduce((sum, { disagreement }) => sum + disagreement, 0) / own.length,
      error: Math.sqrt(own.reduce((sum, { error }) => sum + error * error, 0) / (3 * own.length)),
      atoms: own.length,
    };
  });
}
