import {
  AbortError,
  CERMET_VERSION,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  InputError,
  SolveError,
  Table,
  computeContentHash,
  computeVolume,
  requireOrdered,
  type Context,
  type Note,
  type Recording,
  type Structure,
} from '../../core/index.js';
import type { Evaluation, Potential } from '../potential/potential.js';
import { CellVariables, checkCellMask, type VoigtComponent } from './cell-variables.js';
import { findFreeAtoms } from './kinetics.js';
import { Fire, Lbfgs } from './minimiser.js';
import { Pacer } from './pacer.js';

export interface RelaxOptions {
  /** `lbfgs` is faster near a minimum (default), `fire` is hard to upset. */
  method?: 'fire' | 'lbfgs';
  /** Which components of the strain of the cell are free (default none). */
  cell?: 'all' | 'none' | readonly VoigtComponent[];
  /** [eV/Å] stop when no force on a free atom is longer (default 0.01). */
  force?: number;
  /** [eV/Å3] stop when no free component of the stress is larger (default 5e-4, i.e. 0.08 GPa). */
  stress?: number;
  /** [eV/Å3] outer pressure on the free cell, compression positive (default 0). */
  pressure?: number;
  /** [1] most steps (default 1000). */
  steps?: number;
  /** [1] steps between frames kept in the result (default: none). */
  frameEvery?: number;
  /** Gets each frame as it comes, with `info.step`; without it frames are kept in the result. Awaited. */
  onFrame?: (frame: Structure) => void | Promise<void>;
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
  precision?: 'float32' | 'float64';
}

export interface RelaxResult {
  /** Relaxed atoms with energy, stress and forces. */
  structure: Structure;
  /** [eV] */
  energy: number;
  /** [eV/Å] (n, 3) */
  forces: Float64Array;
  converged: boolean;
  /** [1] steps made. */
  steps: number;
  /** [eV/Å] longest force left on a free atom. */
  largestForce: number;
  /** [eV/Å3] largest free component of the stress left. */
  largestStress: number;
  recording: Recording<'relaxation'>;
  frames: Structure[];
  notes: Note[];
}

/** Å and strain that nothing may move in one step. */
const LONGEST_MOVE = 0.2;
const LARGEST_STRAIN = 0.03;

/**
 * Moves atoms, and the cell where it is free, to the nearest minimum of the energy (of energy + pressure × volume).
 * Atoms marked `atomic.fixed` keep their place in the cell, and go with it where it changes.
 *
 * @throws SolveError when the forces are still too large after the most steps allowed, AbortError when cancelled; both
 *   with a {@link RelaxResult} in `partial`
 */
export async function relax(
  structure: Structure,
  potential: Potential,
  options: RelaxOptions = {},
  ctx?: Context,
): Promise<RelaxResult> {
  requireOrdered(structure, 'relaxation');
  const { method = 'lbfgs', force = 0.01, stress = 5e-4, pressure = 0, steps: most = 1000, frameEvery } = options;
  if (!['fire', 'lbfgs'].includes(method))
    throw new InputError(`"${method}" is no method of relaxation`, { value: method, allowed: ['fire', 'lbfgs'] });
  if (!(force > 0) || !(stress > 0))
    throw new InputError('a stop criterion that is not above zero', {
      hint: 'give a force in eV/Å and a stress in eV/Å3 above zero',
    });
  if (!Number.isInteger(most) || most < 0) throw new InputError(`${most} steps`, { hint: 'give a whole number' });
  const mask = checkCellMask(options.cell ?? 'none');
  if (mask.length > 0 && !structure.pbc.every(Boolean)) {
    throw new InputError('relaxing the cell of a structure that is not periodic in all directions', {
      hint: 'a stress needs a volume: make the cell periodic, or keep it',
    });
  }
  const free = findFreeAtoms(structure);
  const calculator = potential.bind(structure, { threads: options.threads, precision: options.precision });
  try {
    const variables = new CellVariables(structure.cell, structure.positions, free, mask, pressure);
    const minimiser = method === 'fire' ? new Fire(variables.size) : new Lbfgs(variables.size);
    const move = new Float64Array(variables.size);
    const rows: { energy: number[]; force: number[]; stress: number[]; volume: number[] } = {
      energy: [],
      force: [],
      stress: [],
      volume: [],
    };
    const frames: Structure[] = [];
    const pacer = new Pacer();
    let evaluation: Evaluation;
    let step = 0;

    const toFrame = (): Structure => ({
      ...structure,
      cell: variables.cell.slice(),
      positions: variables.positions.slice(),
      energy: evaluation.energy,
      stress: evaluation.stress.slice(),
      atomic: { ...withoutVelocities(structure.atomic), forces: { width: 3, values: evaluation.forces.slice() } },
      info: { ...structure.info, step },
    });
    const toResult = async (converged: boolean): Promise<RelaxResult> => {
      const last = toFrame();
      const notes = calculator.notes();
      if (!converged)
        notes.push({
          level: 'serious',
          code: 'not-converged',
          text: `Not converged after ${step} steps: the longest force left is ${variables.largestForce.toPrecision(2)} eV/Å.`,
        });
      const parameters = { method, cell: mask, force, stress, pressure, steps: most };
      return {
        structure: last,
        energy: last.energy!,
        forces: last.atomic!.forces.values,
        converged,
        steps: step,
        largestForce: variables.largestForce,
        largestStress: variables.largestStress,
        frames,
        notes,
        recording: {
          kind: 'relaxation',
          table: new Table([
            { name: 'step_count', values: Int32Array.from(rows.energy, (_, i) => i) },
            { name: 'potential_energy_ev', values: Float64Array.from(rows.energy) },
            { name: 'largest_force_ev_per_angstrom', values: Float64Array.from(rows.force) },
            { name: 'largest_stress_gpa', values: Float64Array.from(rows.stress) },
            { name: 'volume_cubic_angstrom', values: Float64Array.from(rows.volume) },
          ]),
          about: { model: potential.name, protocol: method },
          metadata: {},
          origin: {
            type: 'simulated',
            model: potential.name,
            parameters,
            parametersHash: await computeContentHash({ ...parameters, potential: potential.sha256 }),
            solver: method,
            cermet: CERMET_VERSION,
            citations: [...potential.citations],
          },
          notes,
        },
      };
    };

    try {
      for (;;) {
        evaluation = calculator.compute(variables.cell, variables.positions);
        const enthalpy = variables.take(evaluation);
        rows.energy.push(evaluation.energy);
        rows.force.push(variables.largestForce);
        rows.stress.push(variables.largestStress * GPA_PER_EV_PER_CUBIC_ANGSTROM);
        rows.volume.push(computeVolume(variables.cell));
        if (!Number.isFinite(enthalpy) || !Number.isFinite(variables.largestForce)) {
          throw new SolveError(`the energy is no longer a number after ${step} steps`, {
            step,
            hint: 'look for atoms on top of one another',
            partial: await toResult(false),
          });
        }
        if (frameEvery && step % frameEvery === 0) {
          if (options.onFrame) await options.onFrame(toFrame());
          else frames.push(toFrame());
        }
        if (variables.largestForce <= force && variables.largestStress <= stress) break;
        if (step >= most) {
          throw new SolveError(
            `the relaxation did not converge in ${step} steps: longest force ${variables.largestForce.toPrecision(2)} eV/Å where ${force} was asked${mask.length ? `, largest stress ${(variables.largestStress * GPA_PER_EV_PER_CUBIC_ANGSTROM).toPrecision(2)} GPa` : ''}`,
            {
              step,
              residual: variables.largestForce,
              hint: 'allow more steps, or a larger force',
              partial: await toResult(false),
            },
          );
        }
        minimiser.propose(variables.force, move, enthalpy);
        const factor = variables.limit(move, LONGEST_MOVE, LARGEST_STRAIN);
        if (factor < 1) minimiser.shorten(factor);
        variables.advance(move, factor);
        step++;
        if (pacer.due())
          await pacer.pause(ctx, step, most, `relax, longest force ${variables.largestForce.toPrecision(2)} eV/Å`);
      }
    } catch (error) {
      if (error instanceof AbortError)
        throw new AbortError(`cancelled after ${step} steps of relaxation`, {
          partial: await toResult(false),
          cause: error,
        });
      throw error;
    }
    ctx?.progress?.(most, most, 'relax');
    return await toResult(true);
  } finally {
    calculator.dispose();
  }
}

function withoutVelocities(atomic: Structure['atomic']): Structure['atomic'] {
  if (!atomic?.velocities) return atomic;
  const { velocities: _velocities, ...rest } = atomic;
  return rest;
}
