import { renameColumn, type Column, type Note } from '../../core/index.js';

const WORKING = 'working_electrode_potential_vs_reference_volt';
const COUNTER = 'counter_electrode_potential_vs_reference_volt';

/**
 * Makes the cell's voltage of electrode potentials where a file has no other: Ewe − Ece, or Ewe alone where reference
 * and counter electrode are one.
 *
 * @param columns in V; changed in place
 */
export function settleVoltage(columns: Map<string, Column>, notes: Note[]): void {
  for (const [from, to] of [
    [WORKING, 'voltage_volt'],
    [`mean_${WORKING}`, 'mean_voltage_volt'],
  ] as const) {
    const working = columns.get(from);
    if (!working || columns.has(to)) continue;
    const counter = columns.get(from.replace(WORKING, COUNTER));
    if (!counter) {
      if (to === 'voltage_volt')
        notes.push({
          level: 'info',
          code: 'voltage-is-ewe',
          text: 'the file holds Ewe alone: it is the voltage of the cell where reference and counter electrode are one; a file of the same test with Ece gives Ewe − Ece, and keeps Ewe beside it',
        });
      columns.delete(from);
      columns.set(to, renameColumn(working, to));
      continue;
    }
    const a = working.values as Float64Array;
    const b = counter.values as Float64Array;
    columns.set(to, {
      name: to,
      values: Float64Array.from(a, (v, i) => v - b[i]!),
      valid: joinGaps(working.valid, counter.valid),
    });
    notes.push({
      level: 'info',
      code: 'voltage-derived',
      text: 'the voltage of the cell is Ewe − Ece; both potentials against the reference are kept',
    });
  }
  promote(columns, 'mean_voltage_volt', 'voltage_volt');
}

/** A value is there where both are. */
function joinGaps(a: Uint8Array | undefined, b: Uint8Array | undefined): Uint8Array | undefined {
  return a && b ? a.map((v, i) => v & b[i]!) : (a ?? b);
}

/** A table of anyone's under EC-Lab's names for potentials: the same rule holds as in EC-Lab's own files. */
export function takeElectrodePotentials(columns: readonly Column[], notes: Note[]): Column[] {
  const names: Readonly<Record<string, string>> = {
    ewe_volt: WORKING,
    ece_volt: COUNTER,
    mean_ewe_volt: `mean_${WORKING}`,
    mean_ece_volt: `mean_${COUNTER}`,
    ewe_ece_volt: 'voltage_volt',
  };
  const taken = new Set(columns.map((c) => c.name));
  if (taken.has('voltage_volt') || !['ewe_volt', 'mean_ewe_volt', 'ewe_ece_volt'].some((n) => taken.has(n)))
    return [...columns];
  const renamed = columns.map((c) => (Object.hasOwn(names, c.name) ? { ...c, name: names[c.name]! } : c));
  const settled = new Map(renamed.map((c) => [c.name, c]));
  settleVoltage(settled, notes);
  return [...settled.values()];
}

/** Gives a column another name where that is free. */
export function promote(columns: Map<string, Column>, from: string, to: string): void {
  const column = columns.get(from);
  if (!column || columns.has(to)) return;
  columns.delete(from);
  columns.set(to, renameColumn(column, to));
}
