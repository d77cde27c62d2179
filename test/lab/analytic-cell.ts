import { Table } from '../../src/core/index.js';
import type { Recording } from '../../src/core/index.js';

/**
 * A half cell whose answer is known in closed form: lithium diffuses in spheres (eigenfunctions of the sphere, exact
 * for current that is constant over a step), an ohmic resistance, and a charge-transfer resistance with its double
 * layer. Independent of the analyses under test.
 */
export interface AnalyticCell {
  /** [C] from full to empty of lithium */
  capacity: number;
  /** [s] R²/D */
  diffusionTime: number;
  /** [ohm] */
  ohmic: number;
  /** [ohm] */
  chargeTransfer: number;
  /** [F] */
  doubleLayer: number;
  /** [V] against the share of charge taken out at the surface */
  equilibrium(share: number): number;
}

export const exampleCell: AnalyticCell = {
  capacity: 2.05e-3 * 3600,
  diffusionTime: 4000,
  ohmic: 12,
  chargeTransfer: 20,
  doubleLayer: 0.05,
  equilibrium: (x) => 3.55 + 0.65 * x + 0.06 * Math.tanh((x - 0.25) / 0.08) + 0.05 * Math.tanh((x - 0.7) / 0.06),
};

export interface AnalyticStep {
  /** [A] > 0 charges */
  current: number;
  /** [s] */
  duration: number;
  /** [V] */
  until?: { above?: number; below?: number };
  cycle?: number;
}

const COUNT = 60;
const roots = Array.from({ length: COUNT }, (_, n) => {
  let [low, high] = [(n + 1) * Math.PI, (n + 1.5) * Math.PI - 1e-12];
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    if (Math.tan(middle) < middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
});

/** The state of an analytic cell, stepped exactly under constant current. */
export class AnalyticCellState {
  private readonly cell: AnalyticCell;
  private readonly modes = new Float64Array(COUNT);
  private mean: number;
  private layer = 0;
  time = 0;

  constructor(cell: AnalyticCell, share: number) {
    this.cell = cell;
    this.mean = share;
  }

  /** Moves on by dt under a current; gives the voltage at its end. */
  step(current: number, dt: number): number {
    const { cell } = this;
    const rate = current / cell.capacity;
    this.mean += rate * dt;
    for (let n = 0; n < COUNT; n++) {
      // Surface excess of mode n: 2/(3λ²)·(R²/D)·rate at steady state.
      const decay = Math.exp((-(roots[n] ** 2) * dt) / cell.diffusionTime);
      const steady = ((2 / 3) * cell.diffusionTime * rate) / roots[n] ** 2;
      this.modes[n] = steady + (this.modes[n] - steady) * decay;
    }
    const decay = Math.exp(-dt / (cell.chargeTransfer * cell.doubleLayer));
    this.layer = current * cell.chargeTransfer + (this.layer - current * cell.chargeTransfer) * decay;
    this.time += dt;
    return this.voltage(current);
  }

  voltage(current: number): number {
    // Modes beyond the kept ones are always at their steady state: Σ 1/λ² over all roots is 1/10.
    const kept = roots.reduce((s, r) => s + 1 / (r * r), 0);
    const rest = (2 / 3) * this.cell.diffusionTime * (current / this.cell.capacity) * (0.1 - kept);
    return (
      this.cell.equilibrium(this.mean + this.modes.reduce((a, b) => a + b, 0) + rest) +
      this.layer +
      current * this.cell.ohmic
    );
  }

  get share(): number {
    return this.mean;
  }
}

/** Runs steps on an analytic cell; rows are dense after each change of current and become sparser. */
export function runAnalyticCell(
  cell: AnalyticCell,
  steps: readonly AnalyticStep[],
  share = 0,
  noise: () => number = () => 0,
): Recording<'cycling'> {
  const state = new AnalyticCellState(cell, share);
  const rows: { t: number; v: number; i: number; step: number; cycle: number }[] = [
    { t: 0, v: state.voltage(0), i: 0, step: 1, cycle: steps[0]?.cycle ?? 1 },
  ];
  steps.forEach((step, k) => {
    let dt = 0.1;
    let spent = 0;
    // Rows no farther apart than 0.2 % of the capacity.
    const longest = step.current === 0 ? Infinity : Math.abs((0.002 * cell.capacity) / step.current);
    while (spent < step.duration - 1e-9) {
      dt = Math.min(dt * 1.25, Math.max(step.duration / 60, 0.1), longest, step.duration - spent);
      const v = state.step(step.current, dt);
      spent += dt;
      rows.push({ t: state.time, v: v + noise(), i: step.current, step: k + 1, cycle: step.cycle ?? 1 });
      if (
        (step.until?.above !== undefined && v >= step.until.above) ||
        (step.until?.below !== undefined && v <= step.until.below)
      )
        break;
    }
  });
  const column = (
    name: string,
    pick: (r: (typeof rows)[number]) => number,
  ): { name: string; values: Float64Array } => ({ name, values: Float64Array.from(rows, pick) });
  return {
    kind: 'cycling',
    table: new Table([
      column('test_time_second', (r) => r.t),
      column('voltage_volt', (r) => r.v),
      column('current_ampere', (r) => r.i),
      { name: 'step_count', values: Int32Array.from(rows, (r) => r.step) },
      { name: 'cycle_count', values: Int32Array.from(rows, (r) => r.cycle) },
    ]),
    about: { model: 'analytic cell' },
    metadata: {},
    origin: { type: 'simulated', model: 'analytic cell', parameters: {}, parametersHash: '0', cermet: '0' },
    notes: [],
  };
}
