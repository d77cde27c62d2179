import { makeRng, SolveError, type Structure } from '../../core/index.js';
import type { VoigtComponent } from '../motion/cell-variables.js';
import { relax, type RelaxResult } from '../motion/relax.js';
import { runDynamics } from '../motion/run-dynamics.js';
import type { Potential } from '../potential/potential.js';

/** How a structure moves, in the potential that labels, before it is labelled. */
export type Motion =
  | { kind: 'none' }
  /** Down the forces; where it stops does not matter. */
  | { kind: 'descend'; steps: number; cell?: 'all' | readonly VoigtComponent[] }
  /** Langevin dynamics between two temperatures [K]; goes on with the velocities that the structure has. */
  | { kind: 'heat'; steps: number; timeStep: number; temperature: readonly [number, number] };

/** A frame to be made: where it starts, how it moves, and the state of its random numbers. */
export interface LabelJob {
  structure: Structure;
  motion: Motion;
  rng: number[];
}

/** [eV/Å] A frame with a longer force tells of an accident, not of the material. */
export const LONGEST_FORCE = 40;

/** [fs] */
const FRICTION_TIME = 40;

/**
 * Moves a structure in a potential and gives it energy, forces and stress; undefined where it blew up or a force is
 * longer than {@link LONGEST_FORCE}. What it gives depends on the job alone.
 */
export async function labelFrame(
  { structure, motion, rng }: LabelJob,
  potential: Potential,
): Promise<Structure | undefined> {
  try {
    const moved = await move(structure, motion, rng, potential);
    const forces = moved.atomic!.forces.values;
    let longest = 0;
    for (let k = 0; k < forces.length; k += 3)
      longest = Math.max(longest, Math.hypot(forces[k], forces[k + 1], forces[k + 2]));
    const sound = Number.isFinite(moved.energy) && longest < LONGEST_FORCE && moved.stress!.every(Number.isFinite);
    return sound ? moved : undefined;
  } catch (error) {
    if (error instanceof SolveError) return undefined;
    throw error;
  }
}

async function move(structure: Structure, motion: Motion, rng: number[], potential: Potential): Promise<Structure> {
  if (motion.kind === 'heat') {
    const { steps, timeStep, temperature } = motion;
    const schedule = [
      {
        label: 'heat',
        duration: steps * timeStep,
        ensemble: 'langevin' as const,
        temperature,
        relaxationTime: FRICTION_TIME,
      },
    ];
    return (await runDynamics(structure, potential, { schedule, timeStep }, { rng: makeRng(rng) })).structure;
  }
  const steps = motion.kind === 'none' ? 0 : motion.steps;
  const cell = motion.kind === 'descend' ? motion.cell : undefined;
  try {
    return (await relax(structure, potential, { method: 'fire', cell, force: 0.02, steps })).structure;
  } catch (error) {
    if (error instanceof SolveError && error.partial) return (error.partial as RelaxResult).structure;
    throw error;
  }
}
