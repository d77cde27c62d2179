import { FARADAY } from '../../core/index.js';
import type { Cell } from '../parameters/cell.js';
import { bisect, ElectrodeEquilibrium } from './equilibrium.js';

/** What is left of an electrode, and of the lithium between both. */
export interface WindowState {
  /** [1] share of each material of the negative electrode that is connected; none where it is lithium metal. */
  negative: readonly number[];
  /** [1] of the positive electrode. */
  positive: readonly number[];
  /** [mol] in connected particles of both electrodes; not read where one is lithium metal, which has plenty. */
  lithium: number;
}

/** What a cell holds between two voltages at no current. */
export interface Window {
  /** [C] */
  capacity: number;
  /** [mol] lithium in the positive electrode at the lower and at the upper voltage. */
  positive: { lower: number; upper: number };
}

/** Open-circuit curves of both electrodes of a cell at one temperature. */
export class CellEquilibrium {
  readonly negative?: ElectrodeEquilibrium;
  readonly positive: ElectrodeEquilibrium;

  /** @param temperature [K] */
  constructor(cell: Cell, temperature: number) {
    if (cell.negative.kind === 'porous') this.negative = new ElectrodeEquilibrium(cell, 'negative', temperature);
    this.positive = new ElectrodeEquilibrium(cell, 'positive', temperature);
  }

  /**
   * [V] at no current.
   *
   * @param lithium [mol] in the positive electrode
   */
  voltageAt(lithium: number, state: WindowState): number {
    const rest = state.lithium - lithium;
    return this.positive.potentialAt(lithium, state.positive) - (this.negative?.potentialAt(rest, state.negative) ?? 0);
  }

  /**
   * [mol] lithium in the positive electrode at a voltage: both electrodes' potentials differ by it, and together they
   * hold what lithium there is (stoichiometry window; Mohtat, Lee, Siegel and Stefanopoulou, J. Power Sources 427
   * (2019) 101, doi:10.1016/j.jpowsour.2019.03.104).
   *
   * @param voltage [V]
   */
  lithiumAt(voltage: number, state: WindowState): number {
    const { negative, positive } = this;
    if (!negative) return positive.lithiumAt(voltage, state.positive);
    const [low, high] = negative.range;
    const [lowOther, highOther] = positive.range;
    const u = bisect(
      (x) => negative.lithiumAt(x, state.negative) + positive.lithiumAt(x + voltage, state.positive) - state.lithium,
      Math.min(low, lowOther - voltage),
      Math.max(high, highOther - voltage),
    );
    return positive.lithiumAt(u + voltage, state.positive);
  }

  /**
   * @param lower [V]
   * @param upper [V]
   */
  solveWindow(state: WindowState, lower: number, upper: number): Window {
    const at = { lower: this.lithiumAt(lower, state), upper: this.lithiumAt(upper, state) };
    return { capacity: FARADAY * (at.lower - at.upper), positive: at };
  }
}
