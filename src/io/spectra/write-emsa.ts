import { InputError, type Recording } from '../../core/index.js';
import { defineWriter } from '../writer.js';

/** Writes one spectrum as EMSA/MAS, energies as a column of their own, all digits kept. */
export const emsaWriter = defineWriter({
  id: 'emsa',
  title: 'EMSA/MAS spectrum (ISO 22029)',
  extensions: ['.msa'],
  accepts: ({ recordings }) =>
    recordings.length === 1 &&
    recordings[0]!.parts?.scan === undefined &&
    (recordings[0]!.kind === 'eels' || recordings[0]!.table.has('energy_electronvolt'))
      ? true
      : 'an EMSA file holds one spectrum of energy losses or X-rays',
  write: async ({ recordings }) => writeEmsa(recordings[0]!),
});

/**
 * A spectrum as the text of an EMSA/MAS file.
 *
 * @throws InputError for a recording without energies or intensities
 */
export function writeEmsa(recording: Recording): string {
  const { table, about } = recording;
  const axis = ['energy_loss_electronvolt', 'energy_electronvolt'].find((n) => table.has(n));
  const name = ['intensity_count', 'intensity_arbitrary', 'mean_intensity_count'].find((n) => table.has(n));
  if (!axis || !name)
    throw new InputError('an EMSA file needs energies and intensities', {
      hint: `there are ${table.names.join(', ')}`,
    });
  const energy = table.column(axis);
  const values = table.column(name);
  const n = energy.length;
  const step = n > 1 ? (energy[n - 1]! - energy[0]!) / (n - 1) : 1;
  const clean = (text: string): string => text.replace(/[\r\n]+/g, ' ').slice(0, 64);
  return [
    '#FORMAT      : EMSA/MAS Spectral Data File',
    '#VERSION     : 1.0',
    `#TITLE       : ${clean(about.sample ?? '')}`,
    `#OWNER       : ${clean(about.operator ?? '')}`,
    `#NPOINTS     : ${n}`,
    '#NCOLUMNS    : 1',
    '#XUNITS      : eV',
    `#YUNITS      : ${name === 'intensity_count' ? 'counts' : 'Intensity'}`,
    '#DATATYPE    : XY',
    `#XPERCHAN    : ${step}`,
    `#OFFSET      : ${energy[0]}`,
    `#SIGNALTYPE  : ${axis === 'energy_electronvolt' ? 'EDS' : 'ELS'}`,
    '#SPECTRUM    : Spectral Data Starts Here',
    ...Array.from(energy, (e, i) => `${e}, ${values[i]}`),
    '#ENDOFDATA   : End Of Data and File',
    '',
  ].join('\n');
}
