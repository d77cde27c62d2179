import {
  breathe,
  computeVolume,
  type Context,
  contextRng,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  InputError,
  multiplyRows,
  type Note,
  type Structure,
  subContext,
} from '../../../core/index.js';
import { loadMatrixLibrary } from '../../../num/linalg/load-matrix-library.js';
import { findSymmetry } from '../../crystal/symmetry.js';
import { relax, type RelaxOptions } from '../../motion/index.js';
import type { Calculator, Potential } from '../../potential/potential.js';
import { averageModuli, type AverageModuli } from './average-moduli.js';
import { averageStiffness, toCartesianRotations, VOIGT } from './stiffness-tensor.js';

export interface ElasticOptions {
  /** [1] strain to either side @default 0.002 */
  strain?: number;
  /** [Å] displacement of atoms to either side @default 0.005 */
  displacement?: number;
  /**
   * Relax the crystal with its cell first; without it the constants are those of the cell as given, atoms at rest.
   * @default true
   */
  relaxCell?: boolean;
  /**
   * [Å] standard deviation of seeded random displacements after which the crystal is relaxed once more, so that one
   * which is only a saddle point falls into a minimum; its constants are then averaged over the rotations of the
   * crystal before. @default 0
   */
  shake?: number;
}

export interface ElasticConstants {
  /**
   * [GPa] (6, 6) Voigt order xx yy zz yz xz xy, engineering shear strains, in the axes of `crystal`; symmetric under
   * the crystal's rotations.
   */
  stiffness: Float64Array;
  /** [GPa] (6, 6) the same with atoms that follow the strain and do not relax. */
  clamped: Float64Array;
  /**
   * [GPa] largest difference between the matrix as differentiated and its symmetric part: how far to trust a constant.
   */
  residual: number;
  /** [GPa] smallest eigenvalue; the crystal resists every strain where it is above zero. */
  softestStrain: number;
  /**
   * [eV/Å2] (patterns) force constants below zero: displacement patterns of this cell that lower the energy and are
   * held at zero.
   */
  softPatterns: number[];
  moduli: AverageModuli;
  /** The crystal at rest, unstrained. */
  crystal: Structure;
  spaceGroup: { number: number; symbol: string };
  notes: Note[];
}

/**
 * Elastic constants of a crystal with its atoms relaxed: C = C₀ − Λᵀ K⁻¹ Λ / V from central differences of stress and
 * forces by strain (C₀, Λ) and of forces by displacement (K), projected on the symmetry of the crystal. Nothing is
 * relaxed under strain, so the result is a derivative at the crystal itself, also where the crystal is a saddle point
 * that strain would tip into another phase.
 *
 * Wu, Vanderbilt and Hamann, Phys. Rev. B 72 (2005) 035105, doi:10.1103/PhysRevB.72.035105, eq. 15.
 */
export async function runElasticConstants(
  crystal: Structure,
  potential: Potential,
  options: ElasticOptions = {},
  ctx?: Context,
): Promise<ElasticConstants> {
  const { strain = 2e-3, displacement = 5e-3, relaxCell = true, shake = 0 } = options;
  if (!(strain > 0 && strain < 0.05))
    throw new InputError(`an elastic strain of ${strain}`, { hint: 'give one between 0 and 0.05; 0.002 is usual' });
  const settings: RelaxOptions = {
    force: 1e-4,
    stress: 1e-5,
    cell: relaxCell ? 'all' : 'none',
    precision: 'float64',
    steps: 5000,
  };
  let rest = await relax(crystal, potential, settings, subContext(ctx, 'at rest', 0, 0.2));
  const symmetry = await findSymmetry(rest.structure);
  const rotations = toCartesianRotations(rest.structure.cell, symmetry.operations);
  if (shake > 0) {
    const rng = contextRng(ctx).fork('shake');
    rest = await relax(
      { ...rest.structure, positions: rest.structure.positions.map((x) => x + shake * rng.normal()) },
      potential,
      settings,
      subContext(ctx, 'shaken', 0.2, 0.4),
    );
  }
  const base = rest.structure;
  const volume = computeVolume(base.cell);
  const calculator = potential.bind(base, { precision: 'float64' });
  let raw: Float64Array;
  let clamped: Float64Array;
  let softPatterns: number[];
  try {
    const response = differentiateStrain(base, calculator, strain);
    const patterns = await findPatterns(
      await differentiateForces(base, calculator, displacement, subContext(ctx, 'force constants', 0.4, 1)),
      base.positions.length,
    );
    softPatterns = patterns.soft;
    clamped = response.stiffness;
    raw = clamped.map((value, k) => {
      const [row, column] = [Math.floor(k / 6), k % 6];
      return (
        value -
        (relaxBetween(response.forces[row], patterns.stiff, response.forces[column]) / volume) *
          GPA_PER_EV_PER_CUBIC_ANGSTROM
      );
    });
  } finally {
    calculator.dispose();
  }
  const stiffness = averageStiffness(symmetrise(raw), rotations);
  const residual = raw.reduce((worst, value, k) => Math.max(worst, Math.abs(value - stiffness[k])), 0);
  // Above zero the crystal is stable against every strain: Mouhat and Coudert, Phys. Rev. B 90 (2014) 224104,
  // doi:10.1103/PhysRevB.90.224104.
  const softestStrain = (await decomposeSymmetric(stiffness, 6)).values[0];
  return {
    stiffness,
    clamped: averageStiffness(symmetrise(clamped), rotations),
    residual,
    softestStrain,
    softPatterns,
    moduli: averageModuli(stiffness),
    crystal: base,
    spaceGroup: { number: symmetry.number, symbol: symmetry.symbol },
    notes: [...rest.notes, ...makeNotes(residual, Math.max(...stiffness), softestStrain, softPatterns)],
  };
}

/** Stress [GPa] and forces [eV/Å] by strain, atoms following affinely. */
function differentiateStrain(
  base: Structure,
  calculator: Calculator,
  strain: number,
): { stiffness: Float64Array; forces: Float64Array[] } {
  const stiffness = new Float64Array(36);
  const forces = VOIGT.map(() => new Float64Array(base.positions.length));
  for (const [column, [a, b]] of VOIGT.entries()) {
    for (const sign of [1, -1]) {
      const map = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
      const amount = (sign * strain) / (a === b ? 1 : 2);
      map[3 * a + b] += amount;
      if (a !== b) map[3 * b + a] += amount;
      const state = calculator.compute(multiplyRows(base.cell, map), multiplyRows(base.positions, map));
      VOIGT.forEach(([i, j], row) => {
        stiffness[6 * row + column] += (sign * state.stress[3 * i + j] * GPA_PER_EV_PER_CUBIC_ANGSTROM) / (2 * strain);
      });
      for (let k = 0; k < forces[column].length; k++) forces[column][k] += (sign * state.forces[k]) / (2 * strain);
    }
  }
  return { stiffness, forces };
}

/** Force constants −dF/dx [eV/Å2] (3n, 3n) at the zone centre, symmetric. */
async function differentiateForces(
  base: Structure,
  calculator: Calculator,
  displacement: number,
  ctx: Context,
): Promise<Float64Array> {
  const size = base.positions.length;
  const constants = new Float64Array(size * size);
  const moved = base.positions.slice();
  let rested = performance.now();
  for (let k = 0; k < size; k++) {
    for (const sign of [1, -1]) {
      moved[k] = base.positions[k] + sign * displacement;
      const { forces } = calculator.compute(base.cell, moved);
      for (let j = 0; j < size; j++) {
        const half = (sign * forces[j]) / (4 * displacement);
        constants[k * size + j] -= half;
        constants[j * size + k] -= half;
      }
    }
    moved[k] = base.positions[k];
    if (performance.now() - rested > 40) {
      ctx.progress?.(k, size, '');
      await breathe(ctx);
      rested = performance.now();
    }
  }
  return constants;
}

/** Eigenvalues, smallest first, of a symmetric matrix (n, n), and their vectors. */
async function decomposeSymmetric(
  matrix: Float64Array,
  n: number,
): Promise<{ values: number[]; shape: (k: number) => Float64Array }> {
  const { EigenvalueDecomposition, Matrix } = await loadMatrixLibrary();
  const { realEigenvalues: values, eigenvectorMatrix } = new EigenvalueDecomposition(Matrix.from1DArray(n, n, matrix), {
    assumeSymmetric: true,
  });
  return { values, shape: (k) => Float64Array.from(eigenvectorMatrix.getColumn(k)) };
}

/** A displacement pattern (3n) of unit length with its force constant [eV/Å2]. */
interface Pattern {
  constant: number;
  shape: Float64Array;
}

/**
 * Patterns that raise the energy, and the force constants of those that lower it; the three translations are left out.
 */
async function findPatterns(constants: Float64Array, size: number): Promise<{ stiff: Pattern[]; soft: number[] }> {
  const { values, shape } = await decomposeSymmetric(constants, size);
  const inside = values
    .map((_, k) => k)
    .sort((a, b) => Math.abs(values[a]) - Math.abs(values[b]))
    .slice(3);
  return {
    stiff: inside.filter((k) => values[k] >= 0).map((k) => ({ constant: values[k], shape: shape(k) })),
    soft: inside
      .map((k) => values[k])
      .filter((constant) => constant < 0)
      .sort((a, b) => a - b),
  };
}

/** leftᵀ K⁻¹ right over the patterns given. */
function relaxBetween(left: Float64Array, patterns: readonly Pattern[], right: Float64Array): number {
  const along = (force: Float64Array, shape: Float64Array): number =>
    force.reduce((sum, f, k) => sum + f * shape[k], 0);
  return patterns.reduce((sum, { constant, shape }) => sum + (along(left, shape) * along(right, shape)) / constant, 0);
}

function symmetrise(matrix: Float64Array): Float64Array {
  return matrix.map((value, k) => (value + matrix[6 * (k % 6) + Math.floor(k / 6)]) / 2);
}

function makeNotes(residual: number, largest: number, softestStrain: number, softPatterns: readonly number[]): Note[] {
  const notes: Note[] = [];
  if (residual > 0.02 * largest)
    notes.push({
      level: 'warning',
      code: 'not-symmetric',
      text: `the constants obey the symmetry of the space group to ${residual.toFixed(1)} GPa only: the crystal has distorted, is not at rest, or the differences are too coarse`,
    });
  if (softestStrain <= 0)
    notes.push({
      level: 'serious',
      code: 'unstable',
      text: `one strain lowers the energy (eigenvalue ${softestStrain.toFixed(1)} GPa): the crystal is not stable in this potential, and averages mean nothing`,
    });
  if (softPatterns.length > 0) {
    notes.push({
      level: 'warning',
      code: 'soft-patterns',
      text: `${softPatterns.length} displacement patterns of this cell lower the energy (force constants down to ${softPatterns[0].toFixed(2)} eV/Å2): in this potential the crystal distorts at 0 K. They are held at zero, so the constants are those of the undistorted crystal`,
    });
  }
  return notes;
}
