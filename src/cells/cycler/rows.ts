import { Table, type Column } from '../../core/index.js';

/** What is the same in all rows of one step. */
export interface StepHead {
  /** [s] since the test began. */
  start: number;
  cycle: number;
  /** Counts on, never repeats. */
  step: number;
  /** Place in the protocol. */
  id: number;
  type: string;
  /** [degC] */
  ambient: number;
}

/** Rows of some steps in a form that survives a checkpoint. */
export interface SavedRows {
  heads: (StepHead & { rows: number })[];
  columns: Float64Array[];
}

/** What differs from row to row, in the order of {@link Rows.push}. */
const COLUMNS = [
  'step_time_second',
  'voltage_volt',
  'current_ampere',
  'charging_capacity_ah',
  'discharging_capacity_ah',
  'charging_energy_wh',
  'discharging_energy_wh',
  'surface_temperature_celsius',
] as const;

/** Rows of a cycler's table, step by step. */
export class Rows {
  length = 0;
  /** Steps that have begun, each with the row that it begins at. */
  readonly steps: (StepHead & { from: number })[] = [];
  private readonly columns = COLUMNS.map(() => new Float64Array(0));

  begin(head: StepHead): void {
    this.steps.push({ ...head, from: this.length });
  }

  /**
   * Adds a row to the step begun last.
   *
   * @param time           [s] since the step began
   * @param voltage        [V]
   * @param current        [A] > 0 charges
   * @param charging       [Ah] since the test began
   * @param discharging    [Ah]
   * @param chargingEnergy [Wh]
   * @param dischargingEnergy [Wh]
   * @param temperature    [degC]
   */
  push(
    time: number,
    voltage: number,
    current: number,
    charging: number,
    discharging: number,
    chargingEnergy: number,
    dischargingEnergy: number,
    temperature: number,
  ): void {
    const at = this.length++;
    if (at === this.columns[0].length) this.resize(Math.max(512, 2 * at));
    const { columns } = this;
    columns[0][at] = time;
    columns[1][at] = voltage;
    columns[2][at] = current;
    columns[3][at] = charging;
    columns[4][at] = discharging;
    columns[5][at] = chargingEnergy;
    columns[6][at] = dischargingEnergy;
    columns[7][at] = temperature;
  }

  /** [s] since its step began. */
  stepTime(row: number): number {
    return this.columns[0][row];
  }

  /** [V] */
  voltage(row: number): number {
    return this.columns[1][row];
  }

  /** Row after the last of a step. */
  end(step: number): number {
    return step + 1 < this.steps.length ? this.steps[step + 1].from : this.length;
  }

  /** Rows of the steps from one on. */
  save(step: number): SavedRows {
    const from = step < this.steps.length ? this.steps[step].from : this.length;
    return {
      heads: this.steps
        .slice(step)
        .map(({ from: first, ...head }, k) => ({ ...head, rows: this.end(step + k) - first })),
      columns: this.columns.map((c) => c.slice(from, this.length)),
    };
  }

  load({ heads, columns }: SavedRows): void {
    const from = this.length;
    for (const { rows, ...head } of heads) {
      this.begin(head);
      this.length += rows;
    }
    if (this.length > this.columns[0].length) this.resize(Math.max(this.length, 2 * from));
    columns.forEach((c, k) => this.columns[k].set(c, from));
  }

  /** Forgets all rows. */
  clear(): void {
    this.length = this.steps.length = 0;
    this.resize(0);
  }

  private resize(capacity: number): void {
    for (let k = 0; k < this.columns.length; k++) {
      const old = this.columns[k];
      this.columns[k] = new Float64Array(capacity);
      this.columns[k].set(old.subarray(0, Math.min(old.length, capacity)));
    }
  }

  /**
   * Battery Data Format columns; counts are whole numbers. The table takes the columns over: rows that come later are
   * written elsewhere.
   */
  toTable(): Table {
    const n = this.length;
    this.resize(n);
    const own = COLUMNS.map((name, k): Column => ({ name, values: this.columns[k] }));
    const spread = <T extends Float64Array | Int32Array | string[]>(
      values: T,
      of: (head: StepHead) => T[number],
    ): T => {
      this.steps.forEach((head, k) => values.fill(of(head) as never, head.from, this.end(k)));
      return values;
    };
    const test = spread(new Float64Array(n), (head) => head.start);
    for (let r = 0; r < n; r++) test[r] += this.columns[0][r];
    const [stepTime, voltage, current, charging, discharging, chargingEnergy, dischargingEnergy, temperature] = own;
    return new Table([
      { name: 'test_time_second', values: test },
      voltage,
      current,
      { name: 'cycle_count', values: spread(new Int32Array(n), (head) => head.cycle) },
      { name: 'step_count', values: spread(new Int32Array(n), (head) => head.step) },
      { name: 'step_id', values: spread(new Int32Array(n), (head) => head.id) },
      { name: 'step_type', values: spread(new Array<string>(n), (head) => head.type) },
      stepTime,
      charging,
      discharging,
      chargingEnergy,
      dischargingEnergy,
      { name: 'ambient_temperature_celsius', values: spread(new Float64Array(n), (head) => head.ambient) },
      temperature,
    ]);
  }
}
