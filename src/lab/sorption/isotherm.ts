import { InputError, type Note, type Recording } from '../../core/index.js';
import { findAdsorptive, type Adsorptive } from './adsorptives.js';

/** Points of one branch, by ascending relative pressure. */
export interface Branch {
  /** [1] */
  pressure: Float64Array;
  /** [mol/kg] */
  loading: Float64Array;
}

/** An isotherm as the analyses take it. */
export interface Isotherm {
  adsorption?: Branch;
  desorption?: Branch;
  adsorptive: Adsorptive;
  /** [K] */
  temperature: number;
  /** [kg] where the file or a person says it */
  mass?: number;
  notes: Note[];
}

/** [mol/kg] per unit of the column: 1 mmol/g is 1 mol/kg */
const LOADING = 'loading_millimole_per_gram';

/**
 * Takes an isotherm out of a recording: its branches by ascending pressure, rows that are missing or beyond saturation
 * left out and told.
 *
 * @throws InputError where no branch has three points
 */
export function toIsotherm(recording: Recording, given: { adsorptive?: string; mass?: number } = {}): Isotherm {
  const { table, metadata } = recording;
  const notes: Note[] = [];
  const pressure = table.get('relative_pressure');
  const loading = table.get(LOADING);
  const branch = table.find('branch') && table.text('branch');
  const stated = given.adsorptive ?? (metadata.adsorptive as string | undefined);
  const adsorptive = findAdsorptive(stated ?? 'N2');
  if (stated === undefined)
    notes.push({
      level: 'info',
      code: 'adsorptive-assumed',
      text: 'the file names no adsorptive: nitrogen at 77 K was taken',
    });
  const temperature =
    typeof metadata.temperature_kelvin === 'number' ? metadata.temperature_kelvin : adsorptive.boiling;
  const p = pressure.values as Float64Array;
  const n = loading.values as Float64Array;
  const good = Array.from(p.keys()).filter(
    (i) => !(pressure.valid && !pressure.valid[i]) && !(loading.valid && !loading.valid[i]) && p[i] > 0,
  );
  const beyond = good.filter((i) => p[i] >= 1);
  if (beyond.length > 0)
    notes.push({
      level: 'warning',
      code: 'beyond-saturation',
      text: `${beyond.length} points lie at or beyond saturation; they are left out`,
      where: `row ${beyond[0] + 1}`,
    });
  const inside = good.filter((i) => p[i] < 1);
  const top = inside.reduce((best, i) => (p[i] > p[best] ? i : best), inside[0] ?? 0);
  const isDesorption = (i: number): boolean => (branch ? branch[i].startsWith('des') : i > top);
  // A file that begins at its highest pressure holds a desorption branch only.
  const onlyDown = !branch && top === inside[0] && inside.length > 1;
  const pick = (rows: number[]): Branch | undefined => {
    if (rows.length < 3) return undefined;
    rows.sort((a, b) => p[a] - p[b]);
    const kept = rows.filter((i, k) => k === 0 || p[i] > p[rows[k - 1]]);
    return { pressure: Float64Array.from(kept, (i) => p[i]), loading: Float64Array.from(kept, (i) => n[i]) };
  };
  const adsorption = onlyDown ? undefined : pick(inside.filter((i) => !isDesorption(i)));
  const desorption = pick(inside.filter((i) => onlyDown || isDesorption(i)));
  if (!adsorption && !desorption)
    throw new InputError('this isotherm has no branch of three points between p/p0 0 and 1');
  const sample = given.mass ?? (metadata.sample_mass_gram as number | undefined);
  return {
    ...(adsorption && { adsorption }),
    ...(desorption && { desorption }),
    adsorptive,
    temperature,
    ...(given.mass !== undefined
      ? { mass: given.mass }
      : typeof sample === 'number' && sample > 0
        ? { mass: sample / 1000 }
        : {}),
    notes,
  };
}
