import { BDF_TERMS } from '../../core/index.js';
import { findUnit } from '../vocabulary/units.js';
import { scaleTo, toSnakeCase, type LabelledColumn } from '../vocabulary/column-label.js';

const byName = new Map(BDF_TERMS.map((term) => [term.name, term]));
const byLabel = new Map(BDF_TERMS.map((term) => [term.label.toLowerCase(), term]));
const byStem = new Map(BDF_TERMS.map((term) => [toSnakeCase(term.label.split(' / ')[0]!), term]));

/** Stems of labels that earlier versions of BDF had, and the term of today. */
const legacy: Record<string, string> = {
  step_index: 'step_id',
  cycle: 'cycle_count',
  cycle_index: 'cycle_count',
  cycle_number: 'cycle_count',
  date_time: 'unix_time_second',
  unix_timestamp: 'unix_time_second',
  temperature: 'ambient_temperature_celsius',
  surface_temperature_t1: 'temperature_t1_celsius',
  charge_capacity: 'charging_capacity_ah',
  discharge_capacity: 'discharging_capacity_ah',
  charge_energy: 'charging_energy_wh',
  discharge_energy: 'discharging_energy_wh',
};

/** How a label is written: the preferred way, by machine name, or in a way of an earlier version. */
export type BdfSpelling = 'preferred' | 'machine' | 'legacy';

/** A BDF column behind a label. */
export interface BdfColumn extends LabelledColumn {
  spelling: BdfSpelling;
}

/** The BDF term that a label means, in any of its spellings; undefined where it is none. */
export function findBdfColumn(label: string): BdfColumn | undefined {
  if (label.length > 200) return undefined;
  const text = label.replace(/^\uFEFF/, '').trim();
  const preferred = byLabel.get(text.toLowerCase());
  if (preferred) return { ...plain(preferred.name), spelling: 'preferred' };
  if (byName.has(text)) return { ...plain(text), spelling: 'machine' };
  const spaced = /^(.*\S)\s*\/\s*(\S+)$/.exec(text);
  if (spaced) return inUnit(toSnakeCase(spaced[1]!), spaced[2]!);
  // Machine names of earlier versions end in any unit's word: test_time_millisecond, cycle_dimensionless.
  const machine = /^([a-z][a-z0-9_]*)_([a-z]+(?:_hour)?)$/.exec(text);
  if (machine && findUnit(machine[2]!)) return inUnit(machine[1]!, machine[2]!);
  if (/^[a-z_0-9]+$/.test(text) && Object.hasOwn(legacy, text) && text.includes('_'))
    return { ...plain(legacy[text]!), spelling: 'legacy' };
  return undefined;
}

function plain(name: string): LabelledColumn {
  const unit = byName.get(name)!.unit;
  return {
    name,
    kind: name === 'step_type' ? 'text' : name === 'unix_time_second' ? 'number' : unit === 's' ? 'duration' : 'number',
    factor: 1,
    offset: 0,
    known: true,
  };
}

function inUnit(stem: string, unit: string): BdfColumn | undefined {
  const term = byName.get(legacy[stem] ?? '') ?? byStem.get(stem);
  if (!term) return undefined;
  const target = term.unit === '' ? '1' : term.unit;
  const scale = scaleTo(target, unit);
  return (
    scale && {
      ...plain(term.name),
      kind: plain(term.name).kind === 'text' ? 'text' : 'number',
      ...scale,
      spelling: 'legacy',
    }
  );
}

/** Whether labels are those of a BDF table: time, voltage and current, or frequency and impedance, in BDF's words. */
export function scoreBdf(labels: readonly string[]): number {
  const found = labels.map(findBdfColumn).filter((c) => c !== undefined);
  const names = new Set(found.map((c) => c.name));
  const series = ['test_time_second', 'voltage_volt', 'current_ampere'].filter((n) => names.has(n)).length;
  const spectrum = ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm'].filter((n) =>
    names.has(n),
  ).length;
  if (series < 3 && spectrum < 3) return 0;
  return found.some((c) => c.spelling === 'preferred') ? 0.99 : 0.97;
}
