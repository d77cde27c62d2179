import {
  breathe,
  type Context,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  type Note,
  type Structure,
} from '../../../core/index.js';
import type { Calculator } from '../../potential/potential.js';
import { extendCell, measureCellHeight } from './cell-height.js';
import type { CutPlane } from './cut-planes.js';
import { findCurvePeak } from './find-curve-peak.js';
import { fitUniversalBinding, type UniversalBinding } from './fit-universal-binding.js';

/** A plane opened with both halves rigid. */
export interface PlaneOpening {
  plane: CutPlane;
  /** [Å] (m) */
  separation: Float64Array;
  /** [J/m2] (m) energy above the closed structure, per area of the plane. */
  energy: Float64Array;
  /** [GPa] (m) exact derivative of the energy. */
  traction: Float64Array;
  /** [J/m2] at the widest opening, beyond the potential's reach. */
  separationEnergy: number;
  /** [GPa] highest traction, on a spline through the exact ones, and [Å] where it lies. */
  peakTraction: number;
  peakSeparation: number;
  universal: UniversalBinding;
  notes: Note[];
}

/** [Å] Separations where the curve bends most. */
const NEAR = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.6, 1.8, 2];

/**
 * Separations to evaluate: close together up to 2 Å, then in growing steps to the potential's reach.
 *
 * @param cutoff [Å] of the potential
 * @returns [Å] (m)
 */
export function chooseSeparations(cutoff: number): Float64Array {
  const far = [2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10].filter((d) => d < cutoff - 0.25);
  return Float64Array.of(...NEAR, ...far, Math.max(cutoff, 3));
}

/**
 * Opens one plane with both halves rigid.
 * The traction is ∂E/∂d at fixed atoms: area·σ_nn plus Σ F_n·s, with s the fractional height of each atom.
 *
 * @param calculator bound to the structure
 * @param separations [Å] (m) from 0
 */
export async function openRigidly(
  structure: Structure,
  calculator: Calculator,
  plane: CutPlane,
  separations: Float64Array,
  ctx?: Context,
): Promise<PlaneOpening> {
  const { cell } = structure;
  const axis = measureCellHeight(cell);
  const n = structure.elements.length;
  const positions = structure.positions.slice();
  for (let i = 0; i < n; i++) for (let k = 0; k < 3; k++) positions[3 * i + k] += plane.images[i] * cell[6 + k];
  const energy = new Float64Array(separations.length);
  const traction = new Float64Array(separations.length);
  let rested = performance.now();
  for (let m = 0; m < separations.length; m++) {
    const open = extendCell(cell, axis, separations[m]);
    const result = calculator.compute(open, positions);
    energy[m] = result.energy / axis.area;
    traction[m] = computeOpeningTraction(
      axis.normal,
      axis.area,
      axis.height + separations[m],
      positions,
      result.forces,
      result.stress,
    );
    if (performance.now() - rested > 40) {
      await breathe(ctx);
      rested = performance.now();
    }
  }
  const closed = energy[0];
  for (let m = 0; m < energy.length; m++) energy[m] -= closed;
  const universal = await fitUniversalBinding(separations, energy, ctx);
  const gpa = traction.map((t) => t * GPA_PER_EV_PER_CUBIC_ANGSTROM);
  const peak = findCurvePeak(separations, gpa);
  const notes: Note[] = [];
  if (Math.abs(gpa[0]) > 0.1 * peak.y) {
    notes.push({
      level: 'info',
      code: 'pre-stressed',
      text: `the closed plane already carries ${gpa[0].toFixed(1)} GPa: the structure is not at rest along the normal, which the universal curve does not know`,
      where: plane.id,
    });
  }
  if (universal.misfit > 0.05 * universal.separationEnergy.value) {
    notes.push({
      level: 'info',
      code: 'not-universal',
      text: `the universal curve misses the energies by ${((100 * universal.misfit) / universal.separationEnergy.value).toFixed(0)} % of their depth`,
      where: plane.id,
    });
  }
  return {
    plane,
    separation: separations,
    energy: energy.map((e) => e * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM),
    traction: gpa,
    separationEnergy: energy[energy.length - 1] * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
    peakTraction: peak.y,
    peakSeparation: peak.x,
    universal,
    notes: [...notes, ...universal.notes],
  };
}

/**
 * ∂E/∂c_n / A when the third lattice vector grows along the normal and all atoms stay.
 *
 * @param height [Å] present period along the normal
 * @param stress [eV/Å3] (3, 3)
 * @returns [eV/Å3]
 */
export function computeOpeningTraction(
  normal: readonly number[],
  area: number,
  height: number,
  positions: ArrayLike<number>,
  forces: ArrayLike<number>,
  stress: ArrayLike<number>,
): number {
  let traction = 0;
  for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) traction += normal[a] * stress[3 * a + b] * normal[b];
  for (let i = 0; i < positions.length; i += 3) {
    const h = positions[i] * normal[0] + positions[i + 1] * normal[1] + positions[i + 2] * normal[2];
    const f = forces[i] * normal[0] + forces[i + 1] * normal[1] + forces[i + 2] * normal[2];
    traction += (f * h) / (height * area);
  }
  return traction;
}
