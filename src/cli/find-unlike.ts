import type { Note, Recording } from '../core/index.js';
import type { Replicate } from '../evidence/index.js';

/** A cell with what was recorded of it. */
export interface Measured extends Replicate {
  recordings: readonly Recording[];
}

/** [1] Cells whose currents differ by more are not the same kind of cell, whatever their rates. */
const SIZES = 30;
/** [V] Windows whose ends differ by more are not the same test. */
const WINDOW = 0.15;

/**
 * What makes two groups unfit to be compared, whatever statistics say: cells of another size, or cycled between other
 * voltages.
 */
export function findUnlike(a: readonly Measured[], b: readonly Measured[]): Note[] {
  const notes: Note[] = [];
  const [largest, smallest] = [sizeOf(a), sizeOf(b)];
  const ratio = largest / smallest;
  if (Number.isFinite(ratio) && (ratio > SIZES || ratio < 1 / SIZES))
    notes.push({
      level: 'warning',
      code: 'unlike-size',
      text: `the currents of the groups differ by a factor of ${Number(Math.max(ratio, 1 / ratio).toPrecision(2))}: cells of another size can be compared per gram or per area only`,
    });
  const [left, right] = [windowOf(a), windowOf(b)];
  if (left && right && left.some((volts, k) => Math.abs(volts - right[k]) > WINDOW))
    notes.push({
      level: 'warning',
      code: 'unlike-window',
      text: `the groups are cycled between other voltages, ${describe(left)} and ${describe(right)}: what differs may come from that`,
    });
  return notes;
}

const describe = (ends: readonly number[]): string => `${ends.map((v) => v.toFixed(2)).join(' to ')} V`;

/** [A] median over cells of the largest current. */
function sizeOf(group: readonly Measured[]): number {
  return median(
    group.flatMap((cell) => column(cell, 'current_ampere').map((values) => extreme(values.map(Math.abs), 1))),
  );
}

/** [V] (2) medians over cells of the lowest and the highest voltage; undefined where none has a voltage. */
function windowOf(group: readonly Measured[]): [number, number] | undefined {
  const volts = group.flatMap((cell) => column(cell, 'voltage_volt'));
  return volts.length === 0
    ? undefined
    : [median(volts.map((values) => extreme(values, -1))), median(volts.map((values) => extreme(values, 1)))];
}

const column = ({ recordings }: Measured, name: string): Float64Array[] =>
  recordings.flatMap(({ table }) => (table.find(name) ? [Float64Array.from(table.column(name))] : []));

const extreme = (values: Float64Array, sign: 1 | -1): number =>
  values.reduce((best, v) => (Number.isFinite(v) && sign * v > sign * best ? v : best), -sign * Infinity);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((p, q) => p - q);
  return sorted.length === 0 ? NaN : (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
