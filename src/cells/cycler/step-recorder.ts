import type { CellSystem } from '../model/cell-system.js';
import type { Rows } from './rows.js';

/** Charge and energy passed since a test began. */
export interface Totals {
  /** [Ah] */
  charging: number;
  discharging: number;
  /** [Wh] */
  energyIn: number;
  energyOut: number;
}

/**
 * Writes the rows of one step and counts its charge and energy on top of what went before; energy by the trapezium
 * rule.
 */
export class StepRecorder {
  /** [V] of the first row. */
  startVoltage = NaN;
  /** [s] of the last row; NaN before the first. */
  time = NaN;
  private charge = 0;
  private power = 0;
  private readonly system: CellSystem;
  private readonly rows: Rows;
  private readonly totals: Totals;

  constructor(system: CellSystem, rows: Rows, totals: Totals) {
    this.system = system;
    this.rows = rows;
    this.totals = totals;
  }

  /** @param time [s] since the step began */
  record(time: number, y: Float64Array): void {
    const { system, totals } = this;
    const voltage = system.voltage(y);
    const current = system.current(y);
    const charge = system.charge(y);
    const power = voltage * current;
    if (this.time >= 0) {
      const passed = (charge - this.charge) / 3600;
      const energy = (0.5 * (power + this.power) * (time - this.time)) / 3600;
      if (passed > 0) totals.charging += passed;
      else totals.discharging -= passed;
      if (energy > 0) totals.energyIn += energy;
      else totals.energyOut -= energy;
    } else this.startVoltage = voltage;
    this.time = time;
    this.charge = charge;
    this.power = power;
    this.rows.push(
      time,
      voltage,
      current,
      totals.charging,
      totals.discharging,
      totals.energyIn,
      totals.energyOut,
      system.temperature(y) - 273.15,
    );
  }
}
