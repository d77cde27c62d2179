import { InputError, type Note, type Recording, Table } from '../../core/index.js';
import { type CoreLevel, findCoreLevel, levelsWithin } from './core-levels.js';
import type { RegionData } from './fit-region.js';

/** A recording with the core level that it shows. */
export interface Region {
  recording: Recording;
  level?: CoreLevel;
  /** Name as printed: of the level, else as the file has it. */
  name: string;
  data: RegionData;
  /** [1] transmission of the analyser at an energy; 1 where the file has none */
  transmissionAt(energy: number): number;
}

/** [eV] Energies of photons that differ less are the same line. */
const PHOTON_AGREES = 0.5;

/** [eV] Wider spectra are surveys: levels are cut out of them. */
const SURVEY = 120;

/** Counts against rising binding energy. Throws where the recording has none. */
export function toRegionData(recording: Recording, from = -Infinity, to = Infinity): RegionData {
  const { table } = recording;
  if (!table.has('binding_energy_electronvolt'))
    throw new InputError('this spectrum has no binding energy', {
      hint: 'its file does not say which photons were used; give their energy, such as photon=1486.6 eV of Al Kα',
      where: { path: 'photon' },
    });
  const energy = table.column('binding_energy_electronvolt');
  const name = ['intensity_count', 'intensity_count_per_second', 'intensity_arbitrary'].find((n) => table.has(n));
  if (!name)
    throw new InputError('this spectrum has no intensity', { hint: `its columns are ${table.names.join(', ')}` });
  const column = table.get(name);
  const values = table.column(name);
  const keep = [...energy.keys()]
    .filter((i) => (column.valid?.[i] ?? 1) === 1 && Number.isFinite(energy[i]) && energy[i] >= from && energy[i] <= to)
    .sort((a, b) => energy[a] - energy[b])
    .filter((i, k, all) => k === 0 || energy[i] > energy[all[k - 1]]);
  const take = (v: Float64Array): Float64Array => Float64Array.from(keep, (i) => v[i]);
  return {
    energy: take(energy),
    counts: take(values),
    ...(column.sigma && { sigma: take(column.sigma) }),
    counted: name === 'intensity_count',
  };
}

/**
 * Recordings with the energy of the photons that somebody gave: binding energy is hν − E_kin where they hold kinetic
 * energies.
 *
 * @param photon [eV]
 * @returns the recordings, and a note where a file says another energy
 */
export function givePhoton(
  recordings: readonly Recording[],
  photon: number,
): { recordings: Recording[]; notes: Note[] } {
  if (!(photon > 0)) throw new InputError('photons have an energy above zero', { where: { path: 'photon' } });
  const others = recordings
    .map(({ metadata }) => metadata.photon_energy_electronvolt)
    .filter((stated) => typeof stated === 'number' && Math.abs(stated - photon) > PHOTON_AGREES);
  return {
    recordings: recordings.map((recording) => {
      const { table } = recording;
      const kinetic = table.find('kinetic_energy_electronvolt');
      return {
        ...recording,
        metadata: { ...recording.metadata, photon_energy_electronvolt: photon },
        table: kinetic
          ? new Table([
              {
                ...kinetic,
                name: 'binding_energy_electronvolt',
                values: table.column(kinetic.name).map((e) => photon - e),
              },
              ...table.columns.filter((c) => c.name !== 'binding_energy_electronvolt'),
            ])
          : table,
      };
    }),
    notes:
      others.length === 0
        ? []
        : [
            {
              level: 'warning',
              code: 'photon-disagrees',
              text: `a file says photons of ${String(others[0])} eV, and ${photon} eV was given and is used`,
            },
          ],
  };
}

/**
 * The regions that are to be analysed: all of the files, or those of the named core level; levels are cut out of
 * surveys only where they are named.
 *
 * @param expected core levels that are taken first where a window shows several
 */
export function findRegions(
  recordings: readonly Recording[],
  wanted: string | undefined,
  expected: readonly string[] = [],
): Region[] {
  const level = wanted === undefined ? undefined : findCoreLevel(wanted);
  const out: Region[] = [];
  const seen: string[] = [];
  for (const recording of recordings) {
    const label = String(recording.metadata.region ?? '');
    const all = toRegionData(recording);
    const from = all.energy[0];
    const to = all.energy[all.energy.length - 1];
    if (all.energy.length < 10) continue;
    const labelled = label ? findCoreLevel(label) : undefined;
    const own = labelled ?? (to - from <= SURVEY ? guessLevel(all, expected) : undefined);
    seen.push(own?.name ?? (label || `${from.toFixed(0)}–${to.toFixed(0)} eV`));
    const survey = to - from > SURVEY;
    if (wanted !== undefined) {
      const same = level
        ? labelled
          ? labelled.name === level.name
          : level.range[0] < to - 2 && level.range[1] > from + 2 && (survey || covers(from, to, level))
        : label.toLowerCase() === wanted.toLowerCase();
      if (!same) continue;
    } else if (survey) continue;
    const chosen = wanted === undefined ? own : (level ?? own);
    const data =
      survey && chosen
        ? toRegionData(recording, chosen.range[0] - 10, chosen.range[1] + 14 + (chosen.doublet?.splitting[1] ?? 0))
        : all;
    out.push({
      recording,
      level: chosen,
      name: chosen?.name ?? (label || 'region'),
      data,
      transmissionAt: makeTransmission(recording),
    });
  }
  if (out.length === 0)
    throw new InputError(
      wanted === undefined ? 'these files hold surveys only' : `no spectrum of these files shows ${wanted}`,
      {
        hint: `they hold ${[...new Set(seen)].join(', ') || 'nothing that is known'}${wanted === undefined ? '; name the core level to cut out of them, --set "region=O 1s"' : ''}`,
        ...(wanted !== undefined && { where: { path: 'region' } }),
      },
    );
  return out;
}

/**
 * The level whose range holds the highest point over a straight line through both ends; of several, an expected one,
 * else the strongest.
 */
function guessLevel(data: RegionData, expected: readonly string[]): CoreLevel | undefined {
  const { energy, counts } = data;
  const n = energy.length;
  const within = levelsWithin(energy[0], energy[n - 1]);
  if (within.length < 2) return within[0];
  const named = within.filter((level) => expected.some((name) => findCoreLevel(name)?.name === level.name));
  if (named.length === 1) return named[0];
  const reach = Math.max(1, n >> 6);
  const mean = (at: number): number => {
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, at - reach); i <= Math.min(n - 1, at + reach); i++) {
      sum += counts[i];
      count++;
    }
    return sum / count;
  };
  const low = mean(0);
  const high = mean(n - 1);
  let peak = 0;
  let most = -Infinity;
  for (let i = 0; i < n; i++) {
    const over = mean(i) - low - ((high - low) * (energy[i] - energy[0])) / (energy[n - 1] - energy[0]);
    if (over > most) {
      most = over;
      peak = energy[i];
    }
  }
  const distance = ({ range: [from, to] }: CoreLevel): number => Math.max(0, from - peak, peak - to);
  return [...(named.length > 0 ? named : within)].sort(
    (a, b) => distance(a) - distance(b) || b.sensitivity - a.sensitivity,
  )[0];
}

function covers(from: number, to: number, level: CoreLevel): boolean {
  const middle = (level.range[0] + level.range[1]) / 2;
  return middle > from && middle < to;
}

function makeTransmission(recording: Recording): (energy: number) => number {
  if (!recording.table.has('transmission')) return () => 1;
  const energy = recording.table.column('binding_energy_electronvolt');
  const values = recording.table.column('transmission');
  return (at) => {
    let best = 0;
    for (let i = 1; i < energy.length; i++) if (Math.abs(energy[i] - at) < Math.abs(energy[best] - at)) best = i;
    return values[best];
  };
}
