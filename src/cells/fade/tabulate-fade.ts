import { Table, type Column } from '../../core/index.js';
import type { FadeRow } from './compute-fade.js';

/**
 * Rows as a table: capacities in Ah, shares in percent, everything else in SI. Cells that a row has no value for are
 * marked missing.
 */
export function tabulateFade(rows: readonly FadeRow[]): Table {
  const number = (name: string, of: (row: FadeRow) => number | undefined): Column[] => {
    const values = rows.map(of);
    if (values.every((v) => v === undefined)) return [];
    const valid = values.some((v) => v === undefined)
      ? Uint8Array.from(values, (v) => (v === undefined ? 0 : 1))
      : undefined;
    return [{ name, values: Float64Array.from(values, (v) => v ?? 0), ...(valid && { valid }) }];
  };
  const named = (of: (row: FadeRow) => Readonly<Record<string, number>>): Column[] =>
    [...new Set(rows.flatMap((row) => Object.keys(of(row))))].flatMap((name) => number(name, (row) => of(row)[name]));
  return new Table([
    { name: 'cycle_count', values: Int32Array.from(rows, (r) => r.cycle) },
    { name: 'step_count', values: Int32Array.from(rows, (r) => r.step) },
    ...number('test_time_second', (r) => r.time),
    { name: 'discharge', values: rows.map((r) => r.label) },
    ...number('discharge_current_ampere', (r) => r.current),
    ...number('capacity_ah', (r) => r.capacity / 3600),
    ...number('equilibrium_capacity_ah', (r) => r.window && r.window.capacity / 3600),
    ...number('lost_capacity_ah', (r) => r.window && r.window.lost.total / 3600),
    ...number('thermodynamic_loss_ah', (r) => r.window && r.window.lost.thermodynamic / 3600),
    ...number('kinetic_loss_ah', (r) => r.window && r.window.lost.kinetic / 3600),
    ...number('negative_active_percent', (r) => r.active.negative && 100 * r.active.negative),
    ...number('positive_active_percent', (r) => r.active.positive && 100 * r.active.positive),
    ...number('resistance_ohm', (r) => r.resistance?.total),
    ...number('contact_resistance_ohm', (r) => r.resistance?.contact),
    ...number('film_resistance_ohm', (r) => r.resistance?.film),
    ...number('charge_transfer_resistance_ohm', (r) => r.resistance?.chargeTransfer),
    ...number('counter_electrode_resistance_ohm', (r) => r.resistance?.counterElectrode),
    ...number('remaining_resistance_ohm', (r) => r.resistance?.rest),
    ...number('lost_lithium_mole', (r) => (Object.keys(r.accounts).length > 0 ? r.lostLithium : undefined)),
    ...named((r) => r.accounts),
    ...named((r) => r.amounts),
    ...named((r) => r.quantities),
  ]);
}
