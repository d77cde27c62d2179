import { ReadError } from '../../core/index.js';
import { defineTableReader } from '../measured/make-recording.js';
import { ByteReader } from '../tabular/byte-reader.js';
import { type Scan, toMeasurements, wavelengthMetadata } from './scan.js';

/** [1] points that one range of a goniometer may have */
const MOST = 2_000_000;

/** Bruker and Siemens RAW: DIFFRAC-AT (`RAW `), `RAW2`, `RAW1.01` and `RAW4.00`, all ranges. */
export const brukerRawReader = defineTableReader({
  id: 'bruker-raw',
  version: '1',
  title: 'Bruker/Siemens RAW',
  kind: 'diffraction',
  extensions: ['.raw'],
  sniff: (head) => (/^RAW( |2|1\.01|4\.00)/.test(ascii(head, 0, 8)) ? 0.97 : 0),
  async measure(source) {
    const bytes = await source.bytes();
    const reader = new ByteReader(bytes, source.name);
    const magic = ascii(bytes, 0, 8);
    const scans = magic.startsWith('RAW1.01')
      ? readThree(reader, source.name)
      : magic.startsWith('RAW4.00')
        ? readFour(reader, source.name)
        : magic.startsWith('RAW2')
          ? readTwo(reader, source.name)
          : readOne(reader, source.name);
    return toMeasurements(scans, source.name);
  },
});

/** `RAW `: 156 bytes before each range. */
function readOne(r: ByteReader, file: string): Scan[] {
  const scans: Scan[] = [];
  let at = 0;
  for (let more = true; more; ) {
    if (ascii(r.bytes, at, 4) === 'RAW ') at += 4;
    const steps = count(r.u32(at), file);
    const time = r.f32(at + 4);
    const step = r.f32(at + 8);
    const start = r.f32(at + 20);
    const sample = ascii(r.bytes, at + 36, 32);
    const metadata = wavelengthMetadata(r.f32(at + 68), r.f32(at + 72), undefined);
    more = r.u32(at + 148) > 0;
    at += 152;
    scans.push(makeScan(r, at, steps, start, step, time, metadata, sample, file));
    at += 4 * steps;
  }
  return scans;
}

/** `RAW2`: 256 bytes, then ranges with a header whose length they state. */
function readTwo(r: ByteReader, file: string): Scan[] {
  const ranges = r.u16(4);
  const date = ascii(r.bytes, 168, 20);
  const metadata = { anode: ascii(r.bytes, 188, 2), ...wavelengthMetadata(r.f32(190), r.f32(194), r.f32(198)) };
  const scans: Scan[] = [];
  let at = 256;
  for (let k = 0; k < ranges; k++) {
    const header = r.u16(at);
    if (header < 48) throw new ReadError(`range ${k + 1} has a header of ${header} bytes`, { file, byte: at });
    const steps = count(r.u16(at + 2), file);
    const scan = makeScan(r, at + header, steps, r.f32(at + 16), r.f32(at + 12), r.f32(at + 8), metadata, '', file);
    scans.push({ ...scan, about: { ...scan.about, ...(date && { started: date }) } });
    at += header + 4 * steps;
  }
  return scans;
}

/** `RAW1.01`: 712 bytes, then ranges of 304 bytes, what they add, and counts. */
function readThree(r: ByteReader, file: string): Scan[] {
  const ranges = count(r.u32(12), file);
  const radius = r.f32(564);
  const metadata = {
    anode: ascii(r.bytes, 608, 4).trim(),
    ...wavelengthMetadata(r.f64(624), r.f64(632), r.f64(648)),
    ...(radius > 20 && radius < 2000 && { goniometer_radius_millimetre: radius }),
  };
  const sample = ascii(r.bytes, 326, 60);
  const [date, clock] = [ascii(r.bytes, 16, 10), ascii(r.bytes, 26, 10)];
  const scans: Scan[] = [];
  let at = 712;
  for (let k = 0; k < ranges; k++) {
    const header = r.u32(at);
    if (header < 304 || header > 1e6)
      throw new ReadError(`range ${k + 1} has a header of ${header} bytes`, { file, byte: at });
    const steps = count(r.u32(at + 4), file);
    const start = r.f64(at + 16);
    const step = r.f64(at + 176);
    const time = r.f32(at + 192);
    const extra = r.u32(at + 256);
    const scan = makeScan(r, at + header + extra, steps, start, step, time, metadata, sample, file);
    scans.push({ ...scan, about: { ...scan.about, started: `${date} ${clock}`.trim() } });
    at += header + extra + 4 * steps;
  }
  return scans;
}

/** `RAW4.00`: segments of a type and a length, then ranges of 160 bytes, what they add, and data. */
function readFour(r: ByteReader, file: string): Scan[] {
  let metadata: Record<string, unknown> = {};
  const about: Record<string, string> = { started: `${ascii(r.bytes, 12, 12)} ${ascii(r.bytes, 24, 10)}`.trim() };
  const scans: Scan[] = [];
  let at = 61;
  while (at + 8 <= r.length) {
    const type = r.u32(at);
    if (type === 0 || type === 160) {
      const steps = count(r.u32(at + 88), file);
      const start = r.f64(at + 72);
      const step = r.f64(at + 80);
      const time = r.f32(at + 92);
      const size = r.u32(at + 136);
      const extra = r.u32(at + 140);
      if (size < 4 || size > 64) throw new ReadError(`a point of ${size} bytes`, { file, byte: at + 136 });
      const from = at + 160 + extra;
      if (from + steps * size > r.length)
        throw new ReadError('the file ends before its contents do', { file, byte: r.length });
      const y = Float64Array.from({ length: steps }, (_, i) => r.f32(from + i * size));
      scans.push(
        checkScan(
          {
            x: Float64Array.from(y, (_, i) => start + i * step),
            y,
            about,
            metadata: { ...metadata, ...(time > 0 && { counting_time_second: time }) },
          },
          file,
          step,
        ),
      );
      at = from + steps * size;
      continue;
    }
    const length = r.u32(at + 4);
    if (length < 8 || at + length > r.length)
      throw new ReadError(`segment ${type} states a length of ${length} bytes`, { file, byte: at });
    if (type === 10) {
      const name = ascii(r.bytes, at + 12, 24);
      const value = ascii(r.bytes, at + 36, length - 36);
      if (name === 'SAMPLEID' && value) about.sample = value;
      else if (name === 'USER' && value) about.operator = value;
      else if (value) metadata = { ...metadata, [name.toLowerCase()]: value };
    } else if (type === 30 && length >= 120) {
      const radius = r.f32(at + 24);
      metadata = {
        ...metadata,
        anode: ascii(r.bytes, at + 116, 4).trim(),
        ...wavelengthMetadata(r.f64(at + 80), r.f64(at + 88), r.f64(at + 104)),
        ...(radius > 20 && radius < 2000 && { goniometer_radius_millimetre: radius }),
      };
    }
    at += length;
  }
  return scans;
}

function makeScan(
  r: ByteReader,
  at: number,
  steps: number,
  start: number,
  step: number,
  time: number,
  metadata: Record<string, unknown>,
  sample: string,
  file: string,
): Scan {
  if (at + 4 * steps > r.length) throw new ReadError('the file ends before its contents do', { file, byte: r.length });
  const y = Float64Array.from({ length: steps }, (_, i) => r.f32(at + 4 * i));
  return checkScan(
    {
      x: Float64Array.from(y, (_, i) => start + i * step),
      y,
      ...(sample && { about: { sample } }),
      metadata: { ...metadata, ...(time > 0 && time < 1e7 && { counting_time_second: time }) },
    },
    file,
    step,
  );
}

function checkScan(scan: Scan, file: string, step: number): Scan {
  if (!(Math.abs(step) > 1e-6 && Math.abs(step) < 10)) throw new ReadError(`a step of ${step} deg`, { file });
  // counts are whole in these files, whatever the number's form; rates are not
  const whole = Array.from(scan.y).every((v) => Number.isInteger(v) || Math.abs(v) > 1e15);
  return whole ? scan : { ...scan, kind: 'intensity' };
}

function count(n: number, file: string): number {
  if (!(n > 0 && n <= MOST)) throw new ReadError(`a range of ${n} points`, { file });
  return n;
}

function ascii(bytes: Uint8Array, from: number, length: number): string {
  let text = '';
  for (let i = from; i < Math.min(bytes.length, from + length) && bytes[i] !== 0; i++)
    text += String.fromCharCode(bytes[i]!);
  return text.trim().length === 0 && length > 8 ? '' : length === 4 || length === 8 ? text : text.trim();
}
