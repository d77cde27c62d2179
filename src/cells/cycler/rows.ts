import { Table, type Column } from '../../core/index.js';

const NUMBERS = [
  'test_time_second', 'voltage_volt', 'current_ampere', 'cycle_count', 'step_count', 'step_id', 'step_time_second',
  'charging_capacity_ah', 'discharging_capacity_ah', 'charging_energy_wh', 'discharging_energy_wh', 'ambient_temperature_celsius', 'surface_temperature_celsius',
] as const;
export type RowName = (typeof NUMBERS)[number];
const WIDTH = NUMBERS.length;

/** Rows of a cycler's table, growing. */
export class Rows {
  length = 0;
  readonly types: string[] = [];
  private data = new Float64Array(256 * WIDTH);

  push(row: Readonly<Record<RowName, number>>, type: string): void {
    if ((this.length + 1) * WIDTH > this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    NUMBERS.forEach((name, k) => (this.data[this.length * WIDTH + k] = row[name]));
    this.types.push(type);
    this.length++;
  }

  get(row: number, name: RowName): number {
    return this.data[row * WIDTH + NUMBERS.indexOf(name)];
  }

  /** Rows [from, to) in a form that survives a checkpoint. */
  save(from: number): { data: Float64Array; types: string[] } {
    return { data: this.data.slice(from * WIDTH, this.length * WIDTH), types: this.types.slice(from) };
  }

  load(part: { data: Float64Array; types: string[] }): void {
    for (let r = 0; r < part.types.length; r++) {
      this.push(Object.fromEntries(NUMBERS.map((name, k) => [name, part.data[r * WIDTH + k]])) as Record<RowName, number>, part.types[r]);
    }
  }

  /** Battery Data Format columns; counts are whole numbers. */
  toTable(): Table {
    const whole = new Set<string>(['cycle_count', 'step_count', 'step_id']);
    const columns: Column[] = NUMBERS.map((name, k) => {
      const values = whole.has(name) ? new Int32Array(this.length) : new Float64Array(this.length);
      for (let r = 0; r < this.length; r++) values[r] = this.data[r * WIDTH + k];
      return { name, values };
    });
    columns.splice(6, 0, { name: 'step_type', values: [...this.types] });
    return new Table(columns);
  }
}
