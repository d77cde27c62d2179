import {
  type Context,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  InputError,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  type Note,
  type Structure,
  subContext,
} from '../../../core/index.js';
import type { RelaxResult } from '../../motion/index.js';
import type { Potential } from '../../potential/potential.js';
import { computeAtomicStrain } from '../compute-atomic-strain.js';
import { computeHeights, extendCell, measureCellHeight } from './cell-height.js';
import { findCurvePeak } from './find-curve-peak.js';
import { type Fracture, locateFracture } from './locate-fracture.js';
import { settle } from './settle.js';

export interface PullOptions {
  /** [Å] cell lengthening between relaxations @default 0.1 */
  step?: number;
  /** [Å] most lengthening @default 10 */
  extension?: number;
  /** [eV/Å] forces left after each relaxation @default 0.03 */
  force?: number;
  /** [1] most steps of each relaxation; what is not at rest by then is noted @default 400 */
  relaxationSteps?: number;
  /** [1] threads for one evaluation @default 1 */
  threads?: number;
}

/** A structure stretched along its third axis in small steps, all atoms relaxed at each. */
export interface RelaxedPull {
  /** [Å] (m) lengthening of the cell. */
  extension: Float64Array;
  /** [J/m2] (m) energy above the start. */
  energy: Float64Array;
  /** [GPa] (m) stress along the normal. */
  traction: Float64Array;
  /** [GPa] */
  peakTraction: number;
  /** [Å] lengthening at the peak. */
  peakExtension: number;
  /**
   * [Å] period along the normal at the start. The curve depends on it: what the rest of the cell stores elastically is
   * part of it.
   */
  gaugeLength: number;
  /** [J/m2] area under the curve; more than the energy of two surfaces where matter flows before it parts. */
  work: number;
  broken: boolean;
  /** Where bonds have gone by the end, broken through or not. */
  fracture: Fracture;
  /** Relaxed states with `atomic.strain` (von Mises) and `atomic.non_affine` [Å2] against the start. */
  frames: Structure[];
  notes: Note[];
}

const FRAMES = 24;

/**
 * Mode I pull: the cell grows along the normal of its first two vectors, atoms follow affinely and are then relaxed,
 * until the stress has gone. Nothing says where it breaks: that is part of the answer.
 *
 * @param film (n) 1 for atoms of the film, so that the break can be named
 */
export async function pullApart(
  structure: Structure,
  potential: Potential,
  film?: Uint8Array,
  options: PullOptions = {},
  ctx?: Context,
): Promise<RelaxedPull> {
  const { step = 0.1, extension: longest = 10, force = 0.03, relaxationSteps = 400, threads } = options;
  if (!(step > 0) || !(longest >= step))
    throw new InputError(`a pull of ${longest} Å in steps of ${step} Å`, { hint: 'give both above zero' });
  const settings = { force, steps: relaxationSteps, threads };
  const { fixed: _fixed, velocities: _velocities, ...atomic } = structure.atomic ?? {};
  const start = await settle({ ...structure, atomic }, potential, settings, subContext(ctx, 'at rest', 0, 0));
  const axis = measureCellHeight(start.structure.cell);
  const most = Math.ceil(longest / step);
  const extension: number[] = [];
  const energy: number[] = [];
  const traction: number[] = [];
  const states: Structure[] = [];
  let unrest = 0;
  const record = (state: RelaxResult, by: number): void => {
    const { stress } = state.structure;
    let along = 0;
    if (!state.converged) unrest++;
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) along += axis.normal[a] * stress![3 * a + b] * axis.normal[b];
    extension.push(by);
    energy.push(((state.energy - start.energy) / axis.area) * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM);
    traction.push(along * GPA_PER_EV_PER_CUBIC_ANGSTROM);
    states.push(state.structure);
  };
  record(start, 0);
  let present = start.structure;
  let broken = false;
  for (let k = 1; k <= most && !broken; k++) {
    const from = axis.height + extension[k - 1];
    const heights = computeHeights(present.positions, axis);
    const stretched = present.positions.map(
      (v, i) => v + (axis.normal[i % 3] * heights[Math.floor(i / 3)] * step) / from,
    );
    const next = { ...present, cell: extendCell(start.structure.cell, axis, k * step), positions: stretched };
    const state = await settle(next, potential, settings, subContext(ctx, 'pull', k / most, (k + 1) / most));
    record(state, k * step);
    present = state.structure;
    broken = isBroken(traction);
  }
  const peak = findCurvePeak(extension, traction);
  const notes: Note[] = [];
  if (!broken)
    notes.push({
      level: 'warning',
      code: 'not-broken',
      text: `still carries ${traction[traction.length - 1].toFixed(1)} GPa after ${longest} Å: matter flows and bridges the gap, or the pull was ended too early`,
    });
  if (unrest > 0)
    notes.push({
      level: 'info',
      code: 'not-at-rest',
      text: `${unrest} of ${extension.length} states were not at rest to ${force} eV/Å after ${relaxationSteps} steps; their tractions are a little high`,
    });
  const kept = pickEvenly(states.length, FRAMES);
  let work = 0;
  for (let m = 1; m < traction.length; m++) work += 0.5 * (traction[m] + traction[m - 1]) * step * 0.1;
  return {
    extension: Float64Array.from(extension),
    energy: Float64Array.from(energy),
    traction: Float64Array.from(traction),
    peakTraction: peak.y,
    peakExtension: peak.x,
    gaugeLength: axis.height,
    work,
    broken,
    fracture: locateFracture(states[0], present, film),
    frames: kept.map((m) => withStrain(states[0], states[m], extension[m])),
    notes,
  };
}

/** Three states in a row below a twentieth of the peak. */
function isBroken(traction: readonly number[]): boolean {
  const peak = Math.max(...traction);
  return peak > 0.5 && traction.length > 4 && traction.slice(-3).every((t) => t < 0.05 * peak);
}

function withStrain(start: Structure, state: Structure, extension: number): Structure {
  const { vonMises, nonAffine } = computeAtomicStrain(start, state);
  return {
    ...state,
    atomic: { ...state.atomic, strain: { width: 1, values: vonMises }, non_affine: { width: 1, values: nonAffine } },
    info: { ...state.info, extension_angstrom: extension },
  };
}

function pickEvenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
}
