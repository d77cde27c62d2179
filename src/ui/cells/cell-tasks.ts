import { parseCell, parseProtocol, simulateCell, type ModelName, type Simulation } from '../../cells/index.js';
import { AbortError, breathe, type Context, type Note } from '../../core/index.js';
import { thinSeries } from '../../figure/thin-series.js';
import { toBdfCsv } from '../../io/bdf/write-bdf.js';
import { makePageAgeing, type CoatingChoice } from './page-ageing.js';

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
  /** What resists as the cathode ages. */
  resistance: 'cracks' | 'layers';
  /** Absent for the bare cell. */
  coating?: CoatingChoice;
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
  /** What of the cell has aged, by column names. */
  quantities: Record<string, number>;
  /** [ms] of work. */
  duration: number;
}

/** Points that a line keeps on the screen, and steps that the table shows from each end. */
const DRAWN_POINTS = 1200;
const SHOWN_STEPS = 20;

/** Mesh of aged cycles, of which there are many: within 1 mV of the fine one on the cells that ship. */
const AGEING_MESH = { nodes: 8, shells: 10, tolerance: 3e-4, errorEstimate: false };

/** What the page's worker does. The last simulation is kept, so that its tables can be taken away. */
export class CellTasks {
  #last?: Simulation;

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

  /** A table of the last simulation as BDF csv: the cycler's, or a spectrum. */
  csv({ spectrum }: { spectrum?: number }): string {
    if (!this.#last) throw new Error('nothing has been simulated');
    return toBdfCsv((spectrum === undefined ? this.#last.recording : this.#last.spectra[spectrum]).table);
  }

  /** Ages a cell cycle by cycle, each told when it is done; one that is cancelled keeps what it has told. */
  async ageing(input: AgeingInput, ctx: Context, tell: (cycle: AgedCycle) => void): Promise<AgeingOutput> {
    const began = performance.now();
    const cell = parseCell(input.cell);
    const protocol = parseProtocol(input.cycle);
    const mechanisms = makePageAgeing(cell, input.resistance, input.coating);
    const output: AgeingOutput = { quantities: {}, duration: 0 };
    let state: Float64Array | undefined;
    try {
      for (let cycle = 1; cycle <= input.cycles && !output.stopped; cycle++) {
        await breathe(ctx);
        const run = await simulateCell(cell, protocol, { model: input.model, temperature: input.temperature, ...AGEING_MESH, mechanisms, state }, { signal: ctx.signal });
        state = run.state;
        const { shared, foil, materials } = run.view;
        output.quantities = Object.assign({}, shared, foil, ...materials.map((m) => m.quantities));
        if (run.ending.by === 'done') tell({ cycle, capacity: run.steps.reduce((sum, s) => sum + Math.max(0, -s.charge) / 3600, 0) });
        else output.stopped = run.ending.text;
      }
    } catch (error) {
      if (!(error instanceof AbortError)) throw error;
      output.stopped = 'stopped';
    }
    return { ...output, duration: performance.now() - began };
  }
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
  const pick = (x: Float64Array, part: (i: number) => number): Curve => ({ x: Float64Array.from(kept, (i) => x[i]), y: Float64Array.from(kept, (i) => voltage[i]), part: Int32Array.from(kept, part) });
  const all = (name: string, sign: number): Float64Array => Float64Array.from(spectra.flatMap((s) => [...s.table.column(name).map((v) => sign * v)]));
  const rows = steps.length > 2 * SHOWN_STEPS ? [...steps.slice(0, SHOWN_STEPS), ...steps.slice(-SHOWN_STEPS)] : steps;
  return {
    byTime: pick(time, () => 0),
    byCharge: pick(charge, (i) => step[i]),
    impedance: { x: all('real_impedance_ohm', 1), y: all('imaginary_impedance_ohm', -1), part: Int32Array.from(spectra.flatMap((s, k) => Array<number>(s.table.length).fill(k))) },
    spectra: spectra.length,
    steps: rows.map((s) => ({ cycle: s.cycle, step: s.step, label: s.label, duration: s.duration, endVoltage: s.endVoltage, endCurrent: s.endCurrent, charge: s.charge, ending: s.ending.text })),
    stepCount: steps.length,
    notes,
    error: error?.typical,
  };
}
