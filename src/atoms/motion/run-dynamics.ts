import {
  AbortError,
  CERMET_VERSION,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  InputError,
  SolveError,
  Table,
  computeContentHash,
  contextRng,
  makeRng,
  requireOrdered,
  throwIfAborted,
  type Context,
  type Note,
  type Recording,
  type Structure,
} from '../../core/index.js';
import type { Calculator, Potential } from '../potential/potential.js';
import { Integrator } from './integrator.js';
import { computeInertia, findFreeAtoms, makeVelocities } from './kinetics.js';
import { mergeNotes } from './merge-notes.js';
import { Pacer } from './pacer.js';
import { computeTargetTemperature, planSchedule, type PlannedSegment, type Segment } from './schedule.js';

export interface DynamicsOptions {
  /** Heat, hold, quench: what happens one after the other. */
  schedule: readonly Segment[];
  /** [fs] */
  timeStep: number;
  /** [1] steps between rows of the recording (default 10). */
  recordEvery?: number;
  /** [1] steps between frames (default: none but the last). */
  frameEvery?: number;
  /** Gets each frame as it comes, with `info.time_fs`; without it frames are kept in the result. Awaited. */
  onFrame?: (frame: Structure) => void | Promise<void>;
  /**
   * [1] steps between checkpoints (default 1000). Part of the run's identity, as the potential's lists begin anew at
   * each.
   */
  checkpointEvery?: number;
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
  /** Told once where the run goes on from a checkpoint: step reached, steps in all. */
  onResume?: (step: number, steps: number) => void;
  steer?: Steer;
}

/** A run between two of its steps. */
export interface DynamicsState {
  /** [fs] since the run began. */
  time: number;
  /** [K] of the atoms that move. */
  temperature: number;
  /** [Å] (3, 3) */
  cell: Float64Array;
  /** [Å] (n, 3) */
  positions: Float64Array;
  /** What is still to come: the segment that runs, with the time that is left of it, and those after it. */
  ahead: readonly Segment[];
}

/**
 * Is told of a run about every 40 ms and awaited, so that it can hold it; segments that it gives are run in place of
 * those ahead. Cutting a segment short gives what a schedule of that length would have given. A run that is steered
 * cannot keep checkpoints, since its schedule is known only when it is over.
 */
export type Steer = (state: DynamicsState) => Promise<readonly Segment[] | undefined>;

export interface DynamicsResult {
  /** Last frame, with velocities, forces, energy and stress. */
  structure: Structure;
  recording: Recording<'md'>;
  /** Frames kept, in order of `info.time_fs`; empty when `onFrame` took them. */
  frames: Structure[];
  /** [eV/ps] slope of the conserved quantity, per atom; undefined for less than ten rows. */
  drift?: number;
  notes: Note[];
}

const COLUMNS = [
  'time_fs',
  'segment',
  'temperature_kelvin',
  'target_temperature_kelvin',
  'potential_energy_ev',
  'kinetic_energy_ev',
  'invariant_ev',
  'volume_cubic_angstrom',
  'pressure_gpa',
] as const;

/** State of an unfinished run: enough to go on to the same last bit. */
interface SavedRun {
  identity: string;
  step: number;
  cell: Float64Array;
  positions: Float64Array;
  velocities: Float64Array;
  given: number;
  rng: number[];
  rows: number;
  table: Float64Array[];
  frames: { time: number; cell: Float64Array; positions: Float64Array; energy: number }[];
  notes: Note[];
}

/** Å in a step beyond which an atom is no longer moved by physics. */
const FARTHEST_STEP = 1;
/** eV/atom/ps above which the drift of the conserved quantity is worth a warning. */
const NOTEWORTHY_DRIFT = 1e-3;

/**
 * Molecular dynamics along a schedule, at constant energy, temperature or pressure.
 *
 * Velocity Verlet; BAOAB Langevin; Bussi's velocity rescaling; stochastic cell rescaling. Atoms marked `atomic.fixed`
 * stay where they are, also where the cell changes: along such an axis they should form one block, given unwrapped.
 * Starts from `atomic.velocities` where the structure has them, else from velocities drawn at the first temperature.
 * The same seed gives the same run; a run that was killed goes on from its last checkpoint to the same last bit.
 *
 * @throws SolveError when the dynamics blow up, AbortError when cancelled; both with the finished part in `partial`
 */
export async function runDynamics(
  structure: Structure,
  potential: Potential,
  options: DynamicsOptions,
  ctx?: Context,
): Promise<DynamicsResult> {
  requireOrdered(structure, 'molecular dynamics');
  let plan = planSchedule(options.schedule, options.timeStep);
  const free = findFreeAtoms(structure);
  if (free.includes(0) && plan.some((s) => s.pressure?.axes === 'isotropic')) {
    throw new InputError('constant pressure on all sides of fixed atoms', {
      hint: 'fixed atoms do not give way: name the axes along which the cell may change, such as z across a slab',
    });
  }
  if (!structure.pbc.every(Boolean) && plan.some((s) => s.pressure)) {
    throw new InputError('constant pressure of a structure that is not periodic in all directions', {
      hint: 'a pressure needs a volume: make the cell periodic',
    });
  }
  if (options.steer && ctx?.checkpoint)
    throw new InputError('a run that is steered cannot go on from a checkpoint', {
      hint: 'leave out the checkpoint, or give the whole schedule',
    });
  const recordEvery = checkCount(options.recordEvery ?? 10, 'recordEvery');
  const frameEvery = options.frameEvery === undefined ? Infinity : checkCount(options.frameEvery, 'frameEvery');
  const checkpointEvery = checkCount(options.checkpointEvery ?? 1000, 'checkpointEvery');
  const countSteps = (): number => plan.reduce((sum, s) => sum + s.steps, 0);
  let total = countSteps();

  const parent = contextRng(ctx);
  let rng = parent.fork('dynamics');
  const describe = () => ({ schedule: plan, timeStep: options.timeStep, checkpointEvery });
  const identity = await computeContentHash({
    elements: structure.elements,
    cell: structure.cell,
    positions: structure.positions,
    velocities: structure.atomic?.velocities?.values,
    free,
    parameters: describe(),
    recordEvery,
    frameEvery,
    potential: potential.sha256,
    rng: rng.state(),
  });
  const saved = (await ctx?.checkpoint?.load('dynamics')) as SavedRun | undefined;
  const resumed = saved?.identity === identity ? saved : undefined;
  if (resumed) {
    rng = makeRng(resumed.rng);
    options.onResume?.(resumed.step, total);
  }

  const bind = (): Calculator => potential.bind(structure, { threads: options.threads });
  let notes: Note[] = resumed?.notes ?? [];
  let calculator = bind();
  const pacer = new Pacer();
  const rows = new Rows(Math.floor(total / recordEvery) + plan.length + 2, resumed);
  const frames = resumed?.frames.slice() ?? [];
  try {
    const start = resumed
      ? {
          elements: structure.elements,
          cell: resumed.cell,
          positions: resumed.positions,
          velocities: resumed.velocities,
        }
      : {
          elements: structure.elements,
          cell: structure.cell,
          positions: structure.positions,
          velocities: findStartVelocities(structure, plan, free, rng),
        };
    const motion = new Integrator(calculator, start, free, options.timeStep, rng);
    if (resumed) motion.given = resumed.given;

    const toResult = async (reached: number): Promise<DynamicsResult> => {
      const result = mergeNotes(notes, calculator.notes());
      const last = toFrame(structure, motion, reached * options.timeStep);
      const table = rows.toTable();
      const drift = computeDrift(table, structure.elements.length);
      if (drift !== undefined && Math.abs(drift) > NOTEWORTHY_DRIFT) {
        result.push({
          level: 'warning',
          code: 'energy-drift',
          text: `The conserved quantity drifts by ${(drift * 1000).toPrecision(2)} meV per atom and ps; a shorter time step than ${options.timeStep} fs would keep it better.`,
        });
      }
      const parameters = describe();
      const model = { model: potential.name, protocol: plan.map((s) => s.label).join(', ') };
      const recording: Recording<'md'> = {
        kind: 'md',
        table,
        about: model,
        metadata: { segments: plan.map((s) => s.label) },
        notes: result,
        origin: {
          type: 'simulated',
          model: potential.name,
          parameters,
          parametersHash: await computeContentHash({ ...parameters, potential: potential.sha256 }),
          seed: parent.state()[4],
          solver: 'velocity Verlet',
          cermet: CERMET_VERSION,
          citations: [...potential.citations],
        },
      };
      return {
        structure: last,
        recording,
        frames: frames.map((f) => restoreFrame(structure, f)),
        drift,
        notes: result,
      };
    };

    let step = resumed?.step ?? 0;
    try {
      for (let index = 0, begin = 0; step < total; ) {
        while (step - begin >= plan[index].steps) begin += plan[index++].steps;
        const segment = plan[index];
        const within = step - begin;
        if (within === 0) motion.settleMomentum(segment.ensemble);
        if (step === 0) rows.add(0, index, motion, segment, 0, options.timeStep);
        motion.step(segment, within);
        step++;
        checkStep(motion, options.timeStep, step);
        if (step % recordEvery === 0 || within + 1 === segment.steps)
          rows.add(step, index, motion, segment, within, options.timeStep);
        if (step % frameEvery === 0) {
          const time = step * options.timeStep;
          if (options.onFrame) await options.onFrame(toFrame(structure, motion, time));
          else
            frames.push({
              time,
              cell: motion.cell.slice(),
              positions: motion.positions.slice(),
              energy: motion.evaluation.energy,
            });
        }
        if (step % checkpointEvery === 0 && step < total) {
          notes = mergeNotes(notes, calculator.notes());
          calculator.dispose();
          calculator = bind();
          motion.refresh(calculator);
          const state: SavedRun = {
            identity,
            step,
            cell: motion.cell.slice(),
            positions: motion.positions.slice(),
            velocities: motion.velocities.slice(),
            given: motion.given,
            rng: rng.state(),
            ...rows.save(),
            frames: frames.slice(),
            notes,
          };
          await ctx?.checkpoint?.save('dynamics', state);
        }
        if (pacer.due()) {
          const temperature = motion.computeTemperature(segment.ensemble);
          await pacer.pause(ctx, step, total, `${segment.label} ${Math.round(temperature)} K`);
          if (!options.steer) continue;
          const { cell, positions } = motion;
          const ahead = planAhead(plan, index, within + 1, options.timeStep);
          const time = step * options.timeStep;
          const next = await options.steer({ time, temperature, cell, positions, ahead });
          throwIfAborted(ctx);
          if (next) {
            const done = { ...segment, steps: within + 1, to: computeTargetTemperature(segment, within) };
            plan = [...plan.slice(0, index), done, ...planSchedule(next, options.timeStep)];
            total = countSteps();
            rows.makeRoom(Math.floor(total / recordEvery) + plan.length + 2);
          }
        }
      }
    } catch (error) {
      if (error instanceof AbortError)
        throw new AbortError(`cancelled after ${step} of ${total} steps`, {
          partial: await toResult(step),
          cause: error,
        });
      if (error instanceof Exploded)
        throw new SolveError(error.message, {
          hint: error.hint,
          step,
          time: step * options.timeStep,
          partial: await toResult(step),
        });
      throw error;
    }
    ctx?.progress?.(total, total, 'dynamics');
    return await toResult(total);
  } finally {
    calculator.dispose();
  }
}

/** What is left of a plan once `done` steps of its segment `index` are made. */
function planAhead(plan: readonly PlannedSegment[], index: number, done: number, timeStep: number): Segment[] {
  return plan.slice(index).flatMap(({ steps, from, to, ...segment }, k) => {
    const left = k === 0 ? steps - done : steps;
    if (left === 0) return [];
    const now = k === 0 && from !== undefined ? computeTargetTemperature(plan[index], done) : from;
    return [{ ...segment, duration: left * timeStep, temperature: now === undefined ? undefined : [now, to!] }];
  });
}

function checkCount(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 1)
    throw new InputError(`${name} is ${value}`, {
      where: { path: name },
      hint: 'give a whole number of steps above zero',
    });
  return value;
}

function findStartVelocities(
  structure: Structure,
  plan: readonly PlannedSegment[],
  free: Uint8Array,
  rng: ReturnType<typeof makeRng>,
): Float64Array {
  const given = structure.atomic?.velocities?.values;
  if (given) return given.map((v, k) => (free[Math.floor(k / 3)] ? v : 0));
  const temperature = plan[0].from;
  if (temperature === undefined)
    throw new InputError('constant-energy dynamics of atoms without velocities', {
      where: { path: 'schedule[0]' },
      hint: 'give the first segment a temperature to draw velocities from',
    });
  return makeVelocities(computeInertia(structure.elements), free, temperature, rng);
}

class Exploded extends Error {
  readonly hint = 'look for overlapping atoms, relax first, or take a shorter time step';
}

function checkStep(motion: Integrator, timeStep: number, step: number): void {
  let fastest = 0;
  const { velocities } = motion;
  for (let k = 0; k < velocities.length; k++)
    fastest = Math.max(fastest, velocities[k] < 0 ? -velocities[k] : velocities[k]);
  if (
    !(fastest * timeStep < FARTHEST_STEP) ||
    !Number.isFinite(motion.evaluation.energy) ||
    !Number.isFinite(motion.kinetic)
  ) {
    throw new Exploded(
      `the dynamics blew up in step ${step}: an atom moved ${Number.isFinite(fastest) ? `${(fastest * timeStep).toFixed(1)} Å` : 'without bound'} in ${timeStep} fs`,
    );
  }
}

function toFrame(structure: Structure, motion: Integrator, time: number): Structure {
  const { energy, forces, stress } = motion.evaluation;
  return {
    ...structure,
    cell: motion.cell.slice(),
    positions: motion.positions.slice(),
    energy,
    stress: stress.slice(),
    atomic: {
      ...structure.atomic,
      velocities: { width: 3, values: motion.velocities.slice() },
      forces: { width: 3, values: forces.slice() },
    },
    info: { ...structure.info, time_fs: time },
  };
}

function restoreFrame(structure: Structure, frame: SavedRun['frames'][number]): Structure {
  const { velocities: _velocities, forces: _forces, ...atomic } = structure.atomic ?? {};
  return {
    ...structure,
    cell: frame.cell,
    positions: frame.positions,
    energy: frame.energy,
    stress: undefined,
    atomic,
    info: { ...structure.info, time_fs: frame.time },
  };
}

/** Slope of the invariant against time by least squares, [eV/ps] per atom. */
function computeDrift(table: Table, atoms: number): number | undefined {
  if (table.length < 10) return undefined;
  const time = table.column('time_fs');
  const invariant = table.column('invariant_ev');
  const meanTime = time.reduce((a, b) => a + b, 0) / time.length;
  const mean = invariant.reduce((a, b) => a + b, 0) / time.length;
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < time.length; i++) {
    top += (time[i] - meanTime) * (invariant[i] - mean);
    bottom += (time[i] - meanTime) ** 2;
  }
  return ((top / bottom) * 1000) / atoms;
}

/** Rows of the recording, in memory laid out for the whole run. */
class Rows {
  readonly #columns: Float64Array[];
  #length = 0;

  constructor(capacity: number, saved: SavedRun | undefined) {
    this.#columns = COLUMNS.map(() => new Float64Array(capacity));
    if (!saved) return;
    this.#length = saved.rows;
    saved.table.forEach((values, i) => this.#columns[i].set(values));
  }

  /** Makes room for as many rows. */
  makeRoom(capacity: number): void {
    this.#columns.forEach((values, i) => {
      if (capacity <= values.length) return;
      this.#columns[i] = new Float64Array(capacity);
      this.#columns[i].set(values);
    });
  }

  add(
    step: number,
    segmentIndex: number,
    motion: Integrator,
    segment: PlannedSegment,
    index: number,
    timeStep: number,
  ): void {
    const at = this.#length++;
    const c = this.#columns;
    c[0][at] = step * timeStep;
    c[1][at] = segmentIndex;
    c[2][at] = motion.computeTemperature(segment.ensemble);
    c[3][at] = segment.ensemble === 'nve' ? 0 : computeTargetTemperature(segment, index);
    c[4][at] = motion.evaluation.energy;
    c[5][at] = motion.kinetic;
    c[6][at] = motion.computeInvariant();
    c[7][at] = motion.volume;
    c[8][at] = motion.computePressure() * GPA_PER_EV_PER_CUBIC_ANGSTROM;
  }

  save(): { rows: number; table: Float64Array[] } {
    return { rows: this.#length, table: this.#columns.map((values) => values.slice(0, this.#length)) };
  }

  toTable(): Table {
    const columns = COLUMNS.map((name, i) => ({
      name,
      values: this.#columns[i].slice(0, this.#length) as Float64Array | Int32Array,
    }));
    columns[1].values = Int32Array.from(columns[1].values);
    return new Table(
      columns.filter((column) => column.name !== 'target_temperature_kelvin' || column.values.some((v) => v > 0)),
    );
  }
}
