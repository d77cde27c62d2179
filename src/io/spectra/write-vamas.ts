import { InputError, type Recording } from '../../core/index.js';
import { defineWriter } from '../writer.js';

/** Writes XPS regions as VAMAS (ISO 14976), one block a region, all digits kept. */
export const vamasWriter = defineWriter({
  id: 'vamas',
  title: 'VAMAS surface analysis (ISO 14976)',
  extensions: ['.vms'],
  accepts: (result) =>
    result.recordings.length > 0 && result.recordings.every((r) => r.kind === 'xps')
      ? true
      : 'VAMAS holds XPS regions only',
  write: async (result) => writeVamas(result.recordings),
});

/**
 * XPS recordings as the text of a VAMAS file. Even axes are written as start and step, uneven ones as a column of their
 * own.
 *
 * @throws InputError for a recording without binding energies or intensities
 */
export function writeVamas(recordings: readonly Recording[]): string {
  if (recordings.length === 0) throw new InputError('there is no region to write');
  const regular = recordings.every((r) => isEven(kineticOf(r)));
  const first = recordings[0]!;
  const lines: (string | number)[] = [
    'VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4',
    'Not Specified',
    first.about.instrument ?? 'Not Specified',
    first.about.operator ?? 'Not Specified',
    'Not Specified',
    0,
    'NORM',
    regular ? 'REGULAR' : 'IRREGULAR',
    recordings.length,
    1,
    'Exp Variable',
    'd',
    0,
    0,
    0,
    0,
    recordings.length,
  ];
  recordings.forEach((recording, index) => lines.push(...writeBlock(recording, regular, index)));
  lines.push('end of experiment');
  return `${lines.join('\n')}\n`;
}

function photonOf(recording: Recording): number {
  const value = recording.metadata.photon_energy_electronvolt;
  return typeof value === 'number' ? value : 1486.6;
}

function kineticOf(recording: Recording): Float64Array {
  const photon = photonOf(recording);
  return recording.table.column('binding_energy_electronvolt').map((e) => photon - e);
}

function isEven(energy: Float64Array): boolean {
  const step = (energy[energy.length - 1]! - energy[0]!) / (energy.length - 1);
  return (
    energy.length > 1 &&
    step !== 0 &&
    energy.every((e, i) => Math.abs(e - energy[0]! - i * step) < 1e-6 * Math.abs(step))
  );
}

function writeBlock(recording: Recording, regular: boolean, index: number): (string | number)[] {
  const { table, metadata, about } = recording;
  const counted = table.find('intensity_count');
  const name = counted ? 'intensity_count' : 'intensity_count_per_second';
  if (!table.has(name)) throw new InputError('a VAMAS block needs counts or counts per second');
  const kinetic = kineticOf(recording);
  const intensity = table.column(name);
  const transmission = table.has('transmission') ? table.column('transmission') : undefined;
  const started = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d))?/.exec(about.started ?? '');
  const date = started ? started.slice(1, 7).map((v) => (v === undefined ? -1 : Number(v))) : [-1, -1, -1, -1, -1, -1];
  const label = String(metadata.region ?? `region ${index + 1}`);
  const [species, ...transition] = label.split(' ') as [string, ...string[]];
  const step = kinetic.length > 1 ? (kinetic[kinetic.length - 1]! - kinetic[0]!) / (kinetic.length - 1) : 0;
  const variables: [string, string, Float64Array][] = [
    ...(regular ? [] : ([['Kinetic Energy', 'eV', kinetic]] as [string, string, Float64Array][])),
    ['Intensity', counted ? 'd' : 'c/s', intensity],
    ...(transmission ? ([['Transmission', 'd', transmission]] as [string, string, Float64Array][]) : []),
  ];
  const absent = '1E+37';
  const number = (key: string): number | string =>
    typeof metadata[key] === 'number' ? (metadata[key]! as number) : absent;
  const body: (string | number)[] = [
    label,
    about.sample ?? 'Not Specified',
    ...date,
    0,
    0,
    'XPS',
    index,
    'Al',
    photonOf(recording),
    absent,
    absent,
    absent,
    absent,
    absent,
    'FAT',
    number('pass_energy_electronvolt'),
    absent,
    absent,
    absent,
    absent,
    absent,
    absent,
    absent,
    species,
    transition.join(' '),
    -1,
    ...(regular ? ['Kinetic Energy', 'eV', kinetic[0]!, step] : []),
    variables.length,
    ...variables.flatMap(([title, unit]): string[] => [title, unit]),
    'pulse counting',
    number('dwell_second'),
    1,
    absent,
    absent,
    absent,
    absent,
    0,
    kinetic.length * variables.length,
  ];
  for (const [, , values] of variables) {
    let low = Infinity;
    let high = -Infinity;
    for (const v of values) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    body.push(low, high);
  }
  for (let i = 0; i < kinetic.length; i++) for (const [, , values] of variables) body.push(values[i]!);
  return body;
}
