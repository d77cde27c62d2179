import { Table, type Column } from '../../core/index.js';

const NUMBERS = [
  'test_time_second', 'voltage_volt', 'current_ampere', 'cycle_count', 'step_count', 'step_id', 'step_time_second',
  'charging_capacity_ah', 'discharging_capacity_ah', 'charging_energy_wh', 'discharging_energy_wh', 'ambient_temperature_celsius', 'surface_temperature_celsius',
] as const;
export type RowName = (typeof NUMBERS)[number];
const WIDTH = NUMBERS.length;
const CHUNK = 512;

/** Rows of a cycler's table, growing in pieces, so that a long run never copies what it has. */
export class Rows {
  length = 0;
  private readonly words: string[] = [];
  private readonly chunks: { data: Float64Array; types: Uint8Array }[] = [];

  push(row: Readonly<Record<RowName, number>>, type: string): void {
    const { data, types, at } = this.place();
    NUMBERS.forEach((name, k) => (data[at * WIDTH + k] = row[name]));
    types[at] = this.wordOf(type);
    this.length++;
  }

  private place(): { data: Float64Array; types: Uint8Array; at: number } {
    const at = this.length % CHUNK;
    if (at === 0) this.chunks.push({ data: new Float64Array(CHUNK * WIDTH), types: new Uint8Array(CHUNK) });
    return { ...this.chunks[this.chunks.length - 1], at };
  }

  private wordOf(type: string): number {
    const known = this.words.indexOf(type);
    return known >= 0 ? known : this.words.push(type) - 1;
  }

  get(row: number, name: RowName): number {
    return this.chunks[Math.floor(row / CHUNK)].data[(row % CHUNK) * WIDTH + NUMBERS.indexOf(name)];
  }

  private typeOf(row: number): string {
    return this.words[this.chunks[Math.floor(row / CHUNK)].types[row % CHUNK]];
  }

  /** Rows from `from` on in a form that survives a checkpoint. */
  save(from: number): { data: Float64Array; types: string[] } {
    const data = new Float64Array((this.length - from) * WIDTH);
    const types: string[] = [];
    for (let r = from; r < this.length; r++) {
      const at = (r % CHUNK) * WIDTH;
      data.set(this.chunks[Math.floor(r / CHUNK)].data.subarray(at, at + WIDTH), (r - from) * WIDTH);
      types.push(this.typeOf(r));
    }
    return { data, types };
  }

  load(part: { data: Float64Array; types: string[] }): void {
    for (let r = 0; r < part.types.length; r++) {
      const { data, types, at } = this.place();
      data.set(part.data.subarray(r * WIDTH, (r + 1) * WIDTH), at * WIDTH);
      types[at] = this.wordOf(part.types[r]);
      this.length++;
    }
  }

  /** Battery Data Format columns; counts are whole numbers. */
  toTable(): Table {
    const whole = new Set<string>(['cycle_count', 'step_count', 'step_id']);
    const columns: Column[] = NUMBERS.map((name, k) => {
      const values = whole.has(name) ? new Int32Array(this.length) : new Float64Array(this.length);
      for (let r = 0; r < this.length; r++) values[r] = this.chunks[Math.floor(r / CHUNK)].data[(r % CHUNK) * WIDTH + k];
      return { name, values };
    });
    columns.splice(6, 0, { name: 'step_type', values: Array.from({ length: this.length }, (_, r) => this.typeOf(r)) });
    return new Table(columns);
  }
}
