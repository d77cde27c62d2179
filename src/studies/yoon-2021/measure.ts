import { formatCondition } from '../../core/index.js';
import { runAnalysis } from '../../evidence/index.js';
import { CellEquilibrium, type Cell, type Simulation } from '../../cells/index.js';
import {
  analyseTitration,
  compareTitrations,
  computeCycles,
  dqdvAnalysis,
  specifyCapacity,
  splitFade,
  type Block,
  type Cycle,
  type FadeSplit,
  type VoltageLoss,
} from '../../lab/index.js';

/** Cycles of a run as the lab room finds them in its recording. */
export const cyclesOf = (run: Simulation): Cycle[] => computeCycles(run.recording, { begin: 'charge' }).cycles;

/**
 * @param mass [kg] of active material
 * @returns [mAh/g] of each discharge
 */
export const readCapacities = (cycles: readonly Cycle[], mass: number): number[] =>
  cycles.map((c) => specifyCapacity(c.discharge?.capacity ?? 0, { mass: { value: mass } }).value);
/** The same of a run. */
export const dischargeCapacities = (run: Simulation, mass: number): number[] => readCapacities(cyclesOf(run), mass);

/** The highest peak of dQ/dV. */
export interface SharpestPeak {
  /** [V] */
  voltage: number;
  /** [V] by smoothing and by scatter of the rows; undefined where the analysis knows none. */
  sigma?: number;
}

/** One half of a cycle by the lab room's analysis of dQ/dV. */
export interface DifferentialHalf {
  peak: SharpestPeak;
  /** [V] (n) and [Ah/V] (n) */
  voltage: Float64Array;
  dqdv: Float64Array;
}

/** dQ/dV of the first cycle of a run. */
export async function differentiate(run: Simulation): Promise<Record<'charge' | 'discharge', DifferentialHalf>> {
  const { findings, tables } = await runAnalysis(dqdvAnalysis, [run.recording], { begin: 'charge' }, () =>
    Promise.reject(new Error('no structure is asked for')),
  );
  const read = (half: 'charge' | 'discharge'): DifferentialHalf => {
    const own = findings.filter((f) => formatCondition(f.at)?.startsWith(`${half} peak`));
    const heights = own.filter((f) => f.id === 'peak_height');
    const highest = heights.reduce((a, b) => (b.estimate.value > a.estimate.value ? b : a));
    const { value, sigma } = own.find(
      (f) => f.id === 'peak_voltage' && formatCondition(f.at) === formatCondition(highest.at),
    )!.estimate;
    const { table } = tables.find((t) => t.id === `dqdv_${half}`)!;
    return {
      peak: { voltage: value, ...(sigma !== undefined && { sigma }) },
      voltage: table.column('voltage_volt'),
      dqdv: table.column('incremental_capacity_ah_per_volt'),
    };
  };
  return { charge: read('charge'), discharge: read('discharge') };
}

/** Average voltage loss between two titrations, at equal state of charge. */
export async function measureVoltageLoss(before: Simulation, after: Simulation): Promise<VoltageLoss> {
  const [fresh, aged] = [await analyseTitration(before.recording), await analyseTitration(after.recording)];
  return compareTitrations(fresh.points, aged.points);
}

/**
 * Fade by what slow cycles bring back, by the lab room's rule. Cycles are numbered as they were run, each of which may
 * stand for several.
 *
 * @param series slow and fast cycles by turns, slow ones first
 */
export function splitRecovered(series: readonly (readonly Cycle[])[]): FadeSplit[] {
  const cycles: Cycle[] = [];
  const blocks = series.map((own, k): Block => {
    const from = cycles.length + 1;
    cycles.push(...own.map((c, i) => ({ ...c, number: from + i })));
    return {
      role: k === 0 ? 'formation' : k % 2 === 0 ? 'recovery' : 'cycling',
      from,
      to: cycles.length,
      chargeRates: [],
      dischargeRates: [],
    };
  });
  return splitFade(cycles, blocks).splits;
}

/**
 * [C] what a half cell holds between two voltages at no current, at the end of each of several runs at one temperature.
 *
 * @param lower [V]
 * @param upper [V]
 */
export function capacitiesAtNoCurrent(cell: Cell, runs: readonly Simulation[], lower: number, upper: number): number[] {
  if (runs.length === 0) return [];
  const equilibrium = new CellEquilibrium(cell, runs[0].steps.at(-1)!.endTemperature);
  return runs.map(({ view }) => {
    const positive = view.materials.filter((m) => m.electrode === 'positive').map((m) => m.activeShare);
    // Lithium metal has plenty: how much is not read.
    return equilibrium.solveWindow({ negative: [], positive, lithium: Infinity }, lower, upper).capacity;
  });
}

/**
 * Real part of the impedance, nearest to a frequency: at 1 Hz everything but diffusion, at 100 kHz what conducts.
 *
 * @param frequency [Hz]
 * @returns [ohm]
 */
export function resistanceAt(run: Simulation, frequency: number): number | undefined {
  const table = run.spectra.at(-1)?.table;
  if (!table) return undefined;
  const known = table.column('frequency_hertz');
  const nearest = known.reduce(
    (best, f, i) => (Math.abs(Math.log(f / frequency)) < Math.abs(Math.log(known[best] / frequency)) ? i : best),
    0,
  );
  return table.column('real_impedance_ohm')[nearest];
}

/**
 * Linear interpolation in a curve; its last value beyond its end.
 *
 * @param x rising
 */
export function valueAt(x: readonly number[], y: ArrayLike<number>, at: number): number {
  const k = x.findIndex((v) => v >= at);
  if (k < 0) return y[y.length - 1];
  if (k === 0 || x[k] === at) return y[k];
  return y[k - 1] + ((at - x[k - 1]) / (x[k] - x[k - 1])) * (y[k] - y[k - 1]);
}
