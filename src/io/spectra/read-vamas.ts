import { breathe, type Context, type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';
import { parseCasaComments } from './casa-comments.js';
import { finishXps } from './finish-xps.js';

const HEADING = /VAMAS Surface Chemical Analysis Standard Data Transfer Format/i;
/** [1] From here up a number means that nobody entered one. */
const ABSENT = 1e36;

/**
 * Reads VAMAS files (ISO 14976): regular, irregular and mapped spectra, several variables, any number of blocks;
 * CasaXPS's regions and components in the comments are kept.
 */
export const vamasReader = defineTableReader({
  id: 'vamas',
  version: '1',
  title: 'VAMAS surface analysis (ISO 14976)',
  kind: 'xps',
  extensions: ['.vms', '.npl'],
  sniff: (head, name) => {
    // Some makers pad their texts with zero bytes, so the heading is looked for in the bytes.
    if (HEADING.test(new TextDecoder('windows-1252').decode(head.subarray(0, 1024)))) return 1;
    return name.endsWith('.vms') && sniffLines(head).length > 3 ? 0.32 : 0;
  },
  measure: readVamas,
  cite: 'ISO 14976:1998; Dench, Hazell and Seah, Surf. Interface Anal. 13 (1988) 63',
});

/** Lines of the file, one after the other, each with what it should be. */
class Lines {
  private at = 0;
  private readonly lines: readonly string[];
  private readonly file: string;

  constructor(lines: readonly string[], file: string) {
    this.lines = lines;
    this.file = file;
  }

  get line(): number {
    return this.at;
  }

  text(what: string): string {
    const value = this.lines[this.at++];
    if (value === undefined)
      throw new ReadError(
        `the file ends where ${what} should stand`,
        { file: this.file, line: this.at },
        {
          hint: 'it was cut short, or a count above is wrong',
        },
      );
    return value.replace(/\0/g, '').trim();
  }

  number(what: string): number {
    const text = this.text(what);
    const value = Number(text.split(/\s+/)[0]!.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'));
    if (text === '' || !Number.isFinite(value))
      throw new ReadError(`${what} should be a number and is "${text.slice(0, 60)}"`, {
        file: this.file,
        line: this.at,
      });
    return value;
  }

  count(what: string, most = 1e7): number {
    const value = this.number(what);
    if (!Number.isInteger(value) || value < 0 || value > most)
      throw new ReadError(`${what} cannot be ${value}`, { file: this.file, line: this.at });
    return value;
  }

  texts(count: number, what: string): string[] {
    return Array.from({ length: count }, () => this.text(what));
  }

  skip(count: number, what: string): void {
    if (this.at + count > this.lines.length) this.at = this.lines.length;
    else this.at += count;
    if (
      this.at > this.lines.length ||
      (count > 0 && this.at === this.lines.length && this.lines[this.at - 1] === undefined)
    )
      this.text(what);
  }

  seek(pattern: RegExp): boolean {
    while (this.at < this.lines.length && !pattern.test(this.lines[this.at]!)) this.at++;
    return this.at++ < this.lines.length;
  }
}

interface Heading {
  experiment: string;
  scan: string;
  variables: { label: string; unit: string }[];
  upgradeBlockEntries: number;
  institution: string;
  instrument: string;
}

const MAPS = ['MAP', 'MAPDP'];
const PROFILES = ['MAPDP', 'MAPSVDP', 'SDP', 'SDPSV'];
const SPUTTERED = ['FABMS', 'FABMS energy spec', 'ISS', 'SIMS', 'SIMS energy spec', 'SNMS', 'SNMS energy spec'];

async function readVamas(source: Source, ctx?: Context): Promise<Measurement[]> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 4096));
  const lines = new Lines(decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/), source.name);
  if (!lines.seek(HEADING))
    throw new ReadError('the file has no heading of VAMAS: it holds a piece of one, such as the comments of a block', {
      file: source.name,
    });
  const [institution, instrument] = lines.texts(4, 'institution, instrument, operator, experiment') as [string, string];
  const comments = lines.texts(lines.count('the number of comment lines', 1e5), 'a comment');
  const experiment = lines.text('the experiment mode').toUpperCase();
  const scan = experiment === 'NOEXP' ? '' : lines.text('the scan mode').toUpperCase();
  if (!['REGULAR', 'IRREGULAR', 'MAPPING', ''].includes(scan))
    throw new ReadError(
      `the scan mode is "${scan}"`,
      { file: source.name, line: lines.line },
      {
        hint: 'it is REGULAR, IRREGULAR or MAPPING in VAMAS',
      },
    );
  if (['MAP', 'MAPDP', 'NORM', 'SDP'].includes(experiment)) lines.count('the number of spectral regions');
  if (MAPS.includes(experiment)) lines.skip(3, 'positions of the map');
  const variables = Array.from({ length: lines.count('the number of experimental variables', 1000) }, () => ({
    label: lines.text('the label of a variable'),
    unit: lines.text('the unit of a variable'),
  }));
  const listed = lines.number('the number of entries in the inclusion list');
  if (listed !== 0)
    throw new ReadError(
      'this VAMAS file leaves out parameters of later blocks by an inclusion list',
      { file: source.name, line: lines.line },
      { hint: 'no program that writes VAMAS today does; export it again with every block complete' },
    );
  lines.skip(lines.count('the number of manually entered items', 1000), 'manually entered items');
  const upgrades = lines.count('the number of future upgrade entries', 1000);
  const upgradeBlockEntries = lines.count('the number of future upgrade block entries', 1000);
  lines.skip(upgrades, 'future upgrade entries');
  const blocks = lines.count('the number of blocks', 1e6);
  if (blocks === 0) throw new ReadError('the file holds no block', { file: source.name });
  const heading: Heading = { experiment, scan, variables, upgradeBlockEntries, institution, instrument };
  const out: Measurement[] = [];
  for (let b = 0; b < blocks; b++) {
    if (b % 64 === 63) await breathe(ctx);
    try {
      out.push(readBlock(lines, heading, comments, b, source.name));
    } catch (error) {
      if (!(error instanceof ReadError) || out.length === 0) throw error;
      // What stands before the damage is good; say what is lost.
      out[0]!.notes!.push({
        level: 'serious',
        code: 'blocks-missing',
        text: `the file says ${blocks} blocks and holds ${out.length} that can be read: ${error.what}`,
        where: `line ${lines.line}`,
      });
      break;
    }
  }
  return out;
}

function readBlock(lines: Lines, heading: Heading, header: string[], index: number, file: string): Measurement {
  const { experiment, scan } = heading;
  const id = lines.text('the identifier of a block');
  const sample = lines.text('the identifier of the sample');
  const date = Array.from({ length: 6 }, () => lines.number('date and time')) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const zone = lines.number('hours in advance of Greenwich');
  const comments = lines.texts(lines.count('the number of comment lines of a block', 1e5), 'a comment');
  const technique = lines.text('the technique');
  const place = MAPS.includes(experiment) ? lines.texts(2, 'a position of the map').map(Number) : undefined;
  const variables = heading.variables.map((v) => ({ ...v, value: lines.text('an experimental variable') }));
  const source = lines.text('the label of the source');
  if (PROFILES.includes(experiment) || SPUTTERED.includes(technique)) lines.skip(3, 'the sputtering ion');
  const photon = lines.number('the energy of the source');
  const strength = lines.number('the strength of the source');
  lines.skip(2, 'the width of the beam');
  if (['MAP', 'MAPDP', 'MAPSV', 'MAPSVDP', 'SEM'].includes(experiment)) lines.skip(2, 'the field of view');
  if (['MAPSV', 'MAPSVDP', 'SEM'].includes(experiment)) lines.skip(6, 'the scanned lines');
  lines.skip(2, 'the direction of the source');
  const mode = lines.text('the mode of the analyser');
  const passEnergy = lines.number('the pass energy');
  if (technique === 'AES diff') lines.skip(1, 'the differential width');
  lines.skip(1, 'the magnification');
  const workFunction = lines.number('the work function of the analyser');
  lines.skip(3, 'bias and analysed width');
  const [takeOff] = [lines.number('the take-off angle'), lines.number('its azimuth')];
  const species = lines.text('the species');
  const transition = lines.text('the transition');
  lines.skip(1, 'the charge of the particle');
  let abscissa: { label: string; unit: string; start: number; step: number } | undefined;
  if (scan === 'REGULAR')
    abscissa = {
      label: lines.text('the label of the abscissa'),
      unit: lines.text('the unit of the abscissa'),
      start: lines.number('the start of the abscissa'),
      step: lines.number('the step of the abscissa'),
    };
  const columns = Array.from({ length: lines.count('the number of variables', 100) }, () => ({
    label: lines.text('the label of a column'),
    unit: lines.text('the unit of a column'),
  }));
  if (columns.length === 0) throw new ReadError('a block holds no column', { file, line: lines.line });
  const signal = lines.text('the signal mode');
  const collection = lines.number('the collection time');
  const scans = lines.number('the number of scans');
  lines.skip(1, 'the time correction');
  if (PROFILES.includes(experiment) && ['AES diff', 'AES dir', 'EDX', 'ELS', 'UPS', 'XPS', 'XRF'].includes(technique))
    lines.skip(7, 'the sputtering source');
  const tilt = lines.number('the tilt of the sample');
  lines.skip(2, 'the rotation of the sample');
  const additional: Record<string, string> = {};
  for (let k = lines.count('the number of additional parameters', 1000); k > 0; k--) {
    const [label, unit, value] = lines.texts(3, 'an additional parameter') as [string, string, string];
    additional[unit && unit !== 'd' ? `${label} (${unit})` : label] = value;
  }
  lines.skip(heading.upgradeBlockEntries, 'future upgrade entries of a block');
  const values = lines.count('the number of values', 5e7);
  if (values % columns.length !== 0)
    throw new ReadError(`${values} values cannot be shared by ${columns.length} columns`, { file, line: lines.line });
  lines.skip(2 * columns.length, 'the least and greatest values');
  const n = values / columns.length;
  const data = columns.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) for (const column of data) column[i] = lines.number('a value');
  const notes: Note[] = [];
  let energy: Float64Array;
  let label: string;
  let first = 0;
  if (abscissa) {
    const { start, step } = abscissa;
    if (step === 0) throw new ReadError('the abscissa has a step of zero', { file, line: lines.line });
    energy = Float64Array.from({ length: n }, (_, i) => start + step * i);
    label = abscissa.label;
  } else {
    first = columns.findIndex((c) => /energy/i.test(c.label));
    if (first < 0) first = 0;
    energy = data[first]!;
    label = columns[first]!.label;
    first = first === 0 ? 1 : 0;
  }
  const intensity = data[first];
  if (!intensity) throw new ReadError('a block holds energies and no intensities', { file, line: lines.line });
  const transmission = data[columns.findIndex((c) => /transmission/i.test(c.label))];
  const name = [species, transition].filter((w) => w && w !== '0' && !/^-1$/.test(w)).join(' ');
  const casa = parseCasaComments(comments);
  if (casa?.calibrations.length)
    notes.push({
      level: 'warning',
      code: 'casa-calibration',
      text: `CasaXPS holds ${casa.calibrations.length} calibrations of this scale (${casa.calibrations[0]}); energies here are as stored, without them`,
    });
  const kinetic = /kinetic/i.test(label);
  if (!kinetic && !/binding/i.test(label))
    notes.push({
      level: 'warning',
      code: 'energy-scale',
      text: `the abscissa is called "${label}", neither kinetic nor binding; it is taken as ${energy[0]! < energy[n - 1]! ? 'kinetic' : 'binding'} since it ${energy[0]! < energy[n - 1]! ? 'rises' : 'falls'}`,
    });
  const isKinetic = kinetic || (!/binding/i.test(label) && energy[0]! < energy[n - 1]!);
  const unit = columns[first]!.unit;
  const rate = /(c\/s|cps|counts?\s*(\/|per)\s*s|s-1)/i.test(`${unit} ${columns[first]!.label}`);
  const metadata: Record<string, unknown> = {
    block: id,
    technique,
    analyser_mode: mode,
    signal_mode: signal,
    source,
    ...present({
      pass_energy_electronvolt: passEnergy,
      source_strength_watt: strength,
      work_function_electronvolt: workFunction,
    }),
    ...present({ take_off_angle_degree: takeOff, sample_tilt_degree: tilt, scans, collection_time_second: collection }),
    ...(Object.keys(additional).length > 0 && { additional }),
    ...(comments.length > 0 && { comments }),
    ...(header.length > 0 && index === 0 && { header }),
    ...(variables.length > 0 && {
      variables: variables.map((v) => `${v.label}: ${v.value} ${v.unit === 'd' ? '' : v.unit}`.trim()),
    }),
    ...(place && { position: place }),
    ...(casa && { casa }),
  };
  const found = finishXps({
    label: name || id,
    sample,
    energy,
    scale: isKinetic ? 'kinetic' : 'binding',
    photon: photon > 0 && photon < ABSENT ? photon : undefined,
    intensity,
    unit: rate ? 'rate' : 'count',
    dwell: collection > 0 && collection < ABSENT ? collection * (scans > 0 && scans < ABSENT ? scans : 1) : undefined,
    transmission,
    metadata,
    started: toIso(...date, zone),
    instrument: isNamed(heading.instrument) ? heading.instrument : undefined,
    notes,
  });
  return {
    ...found,
    series: {
      id: file,
      index,
      label: name || id,
      ...(place?.every(Number.isFinite) && { at: { x: place[0]!, y: place[1]! } }),
    },
  };
}

const isNamed = (text: string): boolean => text !== '' && !/^not specified$/i.test(text);

function present(values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => Math.abs(v) < ABSENT));
}

function toIso(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: number,
): string | undefined {
  if (!(year > 1900 && year < 2200) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= 31)) return undefined;
  const two = (v: number): string => String(Math.max(0, Math.min(99, Math.floor(v)))).padStart(2, '0');
  const known = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61;
  const offset = Math.abs(zone) <= 14 && zone !== -1 ? `${zone < 0 ? '-' : '+'}${two(Math.abs(zone))}:00` : '';
  return `${year}-${two(month)}-${two(day)}${known ? `T${two(hour)}:${two(minute)}:${two(second)}${offset}` : ''}`;
}
