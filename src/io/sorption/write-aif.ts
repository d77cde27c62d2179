import type { Recording } from '../../core/index.js';
import type { ReadResult } from '../reader.js';
import { defineWriter } from '../writer.js';

/** [Pa] saturation pressure that is written where none is known: relative pressures are what counts */
const ATMOSPHERE = 101325;

/**
 * An isotherm as an adsorption information file (Evans et al., Langmuir 37 (2021) 4222,
 * doi:10.1021/acs.langmuir.1c00122).
 */
export function toAif({ table, metadata, about }: Recording): string {
  const p = table.column('relative_pressure');
  const n = table.column('loading_millimole_per_gram');
  const branch = table.has('branch') ? table.text('branch') : undefined;
  const top = p.reduce((best, v, i) => (v > p[best]! ? i : best), 0);
  const isDown = (i: number): boolean => (branch ? branch[i]!.startsWith('des') : i > top);
  const loop = (name: string, rows: number[]): string =>
    rows.length === 0
      ? ''
      : `\nloop_\n_${name}_pressure\n_${name}_p0\n_${name}_amount\n${rows.map((i) => `${p[i]! * ATMOSPHERE} ${ATMOSPHERE} ${n[i]}`).join('\n')}\n`;
  const rows = Array.from(p.keys());
  const word = (text: string): string => `'${text.replaceAll("'", '’')}'`;
  return [
    `data_cermet\n`,
    `_audit_aif_version 'd546195'\n`,
    `_adsnt_material_id ${word(about.sample ?? 'unknown')}\n`,
    typeof metadata.sample_mass_gram === 'number' ? `_adsnt_sample_mass ${metadata.sample_mass_gram}\n` : '',
    `_exptl_adsorptive ${word(String(metadata.adsorptive ?? 'N2'))}\n`,
    `_exptl_temperature ${Number(metadata.temperature_kelvin ?? 77.355)}\n`,
    `_units_temperature K\n_units_pressure Pa\n_units_mass g\n_units_loading mmol/g\n`,
    loop(
      'adsorp',
      rows.filter((i) => !isDown(i)),
    ),
    loop('desorp', rows.filter(isDown)),
  ].join('');
}

/** Isotherms as adsorption information files. */
export const aifWriter = defineWriter({
  id: 'aif',
  title: 'Adsorption information file',
  extensions: ['.aif'],
  accepts: ({ recordings }: ReadResult) =>
    recordings.length === 1 && recordings[0]!.kind === 'sorption' ? true : 'it holds one isotherm',
  write: async ({ recordings }) => toAif(recordings[0]!),
});
