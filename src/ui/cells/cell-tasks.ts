import {
  computeFade,
  parseAgeing,
  parseCell,
  parseProtocol,
  simulateCell,
  tabulateFade,
  type Cell,
  type Mechanism,
  type ModelName,
  type Simulation,
  type StepSummary,
} from '../../cells/index.js';
import { AbortError, breathe, type Context, type Note, type Table } from '../../core/index.js';
import { thinSeries } from '../../figure/thin-series.js';
import { toBdfCsv } from '../../io/bdf/write-bdf.js';
import { toCsv } from '../../io/to-csv.js';
import type { TaskContext } from '../workbench/work/tasks.js';

export interface CurveInput {
  /** Parameter file. */
  cell: string;
  protocol: string;
  model: ModelName;
  /** [K] of cell and surroundings; as in the file where absent. */
  temperature?: number;
  /** Run a second time, coarser, for the error of the curve. */
  errorEstimate: boolean;
}

/** One line of a figure: its points, each with the part of the line it belongs to. */
export interface Curve {
  x: Float64Array;
  y: Float64Array;
  part: Int32Array;
}

export interface StepRow {
  cycle: number;
  step: number;
  label: string;
  /** [s] */
  duration: number;
  /** [V] */
  endVoltage: number;
  /** [A] */
  endCurrent: number;
  /** [C] charging minus discharging. */
  charge: number;
  ending: string;
}

export interface CurveOutput {
  /** [h], [V] */
  byTime: Curve;
  /** [mAh] within the step, [V] */
  byCharge: Curve;
  /** [ohm] real, [ohm] minus imaginary; a part for each spectrum. */
  impedance: Curve;
  spectra: number;
  /** The first and the last steps, where there are many. */
  steps: StepRow[];
  stepCount: number;
  notes: Note[];
  /** [V] typical error of mesh and tolerance, where it was looked for. */
  error?: number;
  /** [ms] of work. */
  duration: number;
}

export interface AgeingInput {
  cell: string;
  cycle: string;
  cycles: number;
  model: ModelName;
  /** [K] of cell and surroundings; as in the file where absent. */
  temperature?: number;
  /** Mechanisms and coating, as a file holds them. */
  ageing: string;
}

/** One aged cycle. */
export interface AgedCycle {
  cycle: number;
  /** [Ah] discharged. */
  capacity: number;
}

export interface AgeingOutput {
  /** Why it ended before all cycles were done. */
  stopped?: string;
  /** What ageing has done by the last cycle, against the first: values by column names. */
  fade: [string, number][];
  notes: Note[];
  /** [ms] of work. */
  duration: number;
}

/** Points that a line keeps on the screen, and steps that the table shows from each end. */
const DRAWN_POINTS = 1200;
const SHOWN_STEPS = 20;

/**
 * Mesh of aged cycles, of which there are many: capacities of our cells at up to 7C are within 4e-5 of those on 60
 * cells a layer and 48 shells.
 */
const AGEING_MESH = { nodes: 8, shells: 10, tolerance: 3e-4, errorEstimate: false };

/** A cell that has aged. */
interface Aged {
  cell: Cell;
  mechanisms: readonly Mechanism[];
  steps: StepSummary[];
}

/** Which table is asked for: the cycler's of the last run, a spectrum of it, or what ageing has done in each cycle. */
export interface TableInput {
  table: 'cycling' | 'spectrum' | 'fade';
  /** Number of the spectrum. */
  index?: number;
}

/** What a worker does with cells. The last run is kept, so that its tables can be taken away. */
export class CellTasks {
  #last?: Simulation;
  #aged?: Aged;

  /** Runs a protocol; one that is cancelled gives what it has reached. */
  async curve({ cell, protocol, model, temperature, errorEstimate }: CurveInput, ctx: Context): Promise<CurveOutput> {
    const began = performance.now();
    const run = simulateCell(parseCell(cell), parseProtocol(protocol), { model, temperature, errorEstimate }, ctx);
    this.#last = await run.catch((error: unknown) => {
      if (error instanceof AbortError && error.partial) return error.partial as Simulation;
      throw error;
    });
    return { ...summarise(this.#last), duration: performance.now() - began };
  }

  csv({ table, index = 0 }: TableInput): string {
    if (table === 'fade')
      return toCsv(
        tabulateFade(this.#aged ? computeFade(this.#aged.cell, this.#aged.steps, this.#aged.mechanisms) : []),
      );
    if (!this.#last) throw new Error('nothing has been simulated');
    return toBdfCsv((table === 'cycling' ? this.#last.recording : this.#last.spectra[index]).table);
  }

  /** Ages a cell cycle by cycle, each told when it is done; one that is cancelled keeps what it has told. */
  async ageing(
    { cell: file, cycle: sentences, cycles, model, temperature, ageing }: AgeingInput,
    ctx: Context,
    tell: (cycle: AgedCycle) => void,
  ): Promise<AgeingOutput> {
    const began = performance.now();
    const cell = parseCell(file);
    const protocol = parseProtocol(sentences);
    const { mechanisms, notes } = parseAgeing(ageing, cell, 'mechanisms');
    const steps: StepSummary[] = [];
    this.#aged = { cell, mechanisms, steps };
    let first = 0;
    let time = 0;
    let state: Float64Array | undefined;
    let stopped: string | undefined;
    try {
      for (let cycle = 1; cycle <= cycles && !stopped; cycle++) {
        await breathe(ctx);
        const run = await simulateCell(
          cell,
          protocol,
          { model, temperature, ...AGEING_MESH, mechanisms, state, views: true },
          { signal: ctx.signal },
        );
        if (run.ending.by !== 'done') {
          stopped = run.ending.text;
          break;
        }
        state = run.state;
        for (const step of run.steps) steps.push({ ...step, cycle, step: steps.length + 1, start: time + step.start });
        time += run.steps.reduce((sum, s) => sum + s.duration, 0);
        if (cycle === 1) first = steps.length;
        tell({ cycle, capacity: run.steps.reduce((sum, s) => sum + Math.max(0, -s.charge) / 3600, 0) });
      }
    } catch (error) {
      if (!(error instanceof AbortError)) throw error;
      stopped = 'stopped';
    }
    // A full cell starts charged: only the second of its cycles is like the last.
    const ends = steps.length > 3 * first ? [...steps.slice(0, 2 * first), ...steps.slice(-first)] : steps;
    return {
      stopped,
      fade: lastRow(tabulateFade(computeFade(cell, ends, mechanisms))),
      notes,
      duration: performance.now() - began,
    };
  }
}

/** Numbers of a table's last row. */
function lastRow(table: Table): [string, number][] {
  const at = table.length - 1;
  return at < 0
    ? []
    : table.columns.flatMap(({ name, values, valid }) =>
        Array.isArray(values) || valid?.[at] === 0 ? [] : [[name, values[at]]],
      );
}

function summarise({ recording: { table, notes }, spectra, steps, error }: Simulation): Omit<CurveOutput, 'duration'> {
  const time = table.column('test_time_second').map((t) => t / 3600);
  const voltage = table.column('voltage_volt');
  const step = Int32Array.from(table.column('step_count'));
  const charged = table.column('charging_capacity_ah');
  const discharged = table.column('discharging_capacity_ah');
  let from = 0;
  const charge = time.map((_, i) => {
    if (step[i] !== step[from]) from = i;
    return 1000 * Math.abs(charged[i] - charged[from] - discharged[i] + discharged[from]);
  });
  const kept = thinSeries(time, voltage, DRAWN_POINTS);
  const pick = (x: Float64Array, part: (i: number) => number): Curve => ({
    x: Float64Array.from(kept, (i) => x[i]),
    y: Float64Array.from(kept, (i) => voltage[i]),
    part: Int32Array.from(kept, part),
  });
  const all = (name: string, sign: number): Float64Array =>
    Float64Array.from(spectra.flatMap((s) => [...s.table.column(name).map((v) => sign * v)]));
  const rows = steps.length > 2 * SHOWN_STEPS ? [...steps.slice(0, SHOWN_STEPS), ...steps.slice(-SHOWN_STEPS)] : steps;
  return {
    byTime: pick(time, () => 0),
    byCharge: pick(charge, (i) => step[i]),
    impedance: {
      x: all('real_impedance_ohm', 1),
      y: all('imaginary_impedance_ohm', -1),
      part: Int32Array.from(spectra.flatMap((s, k) => Array<number>(s.table.length).fill(k))),
    },
    spectra: spectra.length,
    steps: rows.map((s) => ({
      cycle: s.cycle,
      step: s.step,
      label: s.label,
      duration: s.duration,
      endVoltage: s.endVoltage,
      endCurrent: s.endCurrent,
      charge: s.charge,
      ending: s.ending.text,
    })),
    stepCount: steps.length,
    notes,
    error: error?.typical,
  };
}

const tasks = new CellTasks();

/** What the workbench does with cells, in a worker. */
export const cellTasks = {
  curve: (input: CurveInput, ctx: TaskContext) => tasks.curve(input, ctx),
  ageing: (input: AgeingInput, ctx: TaskContext) => tasks.ageing(input, ctx, (cycle) => ctx.part(cycle)),
  csv: (input: TableInput) => tasks.csv(input),
};
