import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';

/**
 * Reads EMSA/MAS spectra (ISO 22029): energy losses and X-rays; the stored x column counts, the header only where there
 * is none.
 */
export const emsaReader = defineTableReader({
  id: 'emsa',
  version: '1',
  title: 'EMSA/MAS spectrum (ISO 22029)',
  kind: 'eels',
  extensions: ['.msa', '.emsa', '.ems'],
  sniff: (head) =>
    sniffLines(head)
      .slice(0, 3)
      .some((line) => /^#FORMAT\s*:\s*EMSA\/MAS/i.test(line.text.trim()))
      ? 1
      : 0,
  measure: readEmsa,
  cite: 'Egerton, Fiori, Hunt, Isaacson, Kirkland and Zaluzec, Proc. EMSA 49 (1991); ISO 22029:2022',
});

const ENERGY: Record<string, number> = { ev: 1, kev: 1e3, mev: 1e-3 };

async function readEmsa(source: Source): Promise<Measurement> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 8192));
  const lines = decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/);
  const header = new Map<string, string>();
  const metadata: Record<string, unknown> = {};
  let at = 0;
  let ended = false;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    if (!line.startsWith('#')) {
      if (line.trim() === '') continue;
      break;
    }
    const field = /^#+\s*([^:]*?)\s*:\s?(.*)$/.exec(line);
    if (!field) continue;
    const key = field[1]!.split(/\s/)[0]!.replace(/-.*$/, '').toUpperCase();
    if (key === 'SPECTRUM') {
      at++;
      break;
    }
    if (key === 'ENDOFDATA') {
      ended = true;
      break;
    }
    const name = field[1]!.trim();
    if (!line.startsWith('##') && !header.has(key)) header.set(key, field[2]!.trim());
    metadata[name in metadata ? `${name} ${at}` : name] = field[2]!.trim();
  }
  const number = (key: string): number | undefined => {
    const text = header.get(key)?.replace(/,$/, '');
    const value = text === undefined || text === '' ? NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  };
  const notes: Note[] = [];
  const values: number[] = [];
  let bad = 0;
  let firstBad = 0;
  for (; at < lines.length && !ended; at++) {
    const line = lines[at]!.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      if (/^#\s*ENDOFDATA/i.test(line)) ended = true;
      continue;
    }
    for (const field of line.split(/[\s,;]+/)) {
      if (field === '') continue;
      const value = Number(field);
      if (Number.isFinite(value)) values.push(value);
      else {
        bad++;
        firstBad ||= at + 1;
        values.push(NaN);
      }
    }
  }
  if (bad > 0)
    notes.push({
      level: 'warning',
      code: 'unreadable-values',
      text: `${bad} values are not numbers`,
      where: `line ${firstBad}`,
    });
  if (!ended)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: 'the file has no end mark: it may have been cut',
      where: `line ${lines.length}`,
    });
  const pairs = (header.get('DATATYPE') ?? 'Y').toUpperCase() === 'XY';
  const points = number('NPOINTS');
  const n = pairs ? values.length >> 1 : values.length;
  if (n < 2) throw new ReadError('the file holds no spectrum', { file: source.name, line: at });
  if (points !== undefined && points !== n)
    notes.push({
      level: points > n ? 'serious' : 'warning',
      code: 'rows-missing',
      text: `the header says ${points} points and the file holds ${n}`,
    });
  const unit = header.get('XUNITS') ?? 'eV';
  const factor = ENERGY[/\b(k?m?ev)\b/i.exec(unit)?.[1]?.toLowerCase() ?? ''] ?? 1;
  const perChannel = number('XPERCHAN');
  const offset = number('OFFSET');
  let energy: Float64Array;
  if (pairs) {
    energy = Float64Array.from({ length: n }, (_, i) => values[2 * i]! * factor);
    checkAxis(energy, perChannel, offset, factor, notes);
  } else {
    if (perChannel === undefined || offset === undefined || perChannel === 0)
      throw new ReadError(
        'the file has no column of energies and no calibration',
        { file: source.name },
        {
          hint: 'it needs XPERCHAN and OFFSET, or DATATYPE XY',
        },
      );
    // CHOFFSET: the channel whose energy OFFSET is, counted from the first one as 0.
    const first = number('CHOFFSET') ?? 0;
    energy = Float64Array.from({ length: n }, (_, i) => (offset + (i - first) * perChannel) * factor);
  }
  const intensity = Float64Array.from({ length: n }, (_, i) => values[pairs ? 2 * i + 1 : i]!);
  const valid =
    energy.every(Number.isFinite) && intensity.every(Number.isFinite)
      ? undefined
      : Uint8Array.from(energy, (e, i) => (Number.isFinite(e) && Number.isFinite(intensity[i]) ? 1 : 0));
  const clean = (v: Float64Array): Float64Array => (valid ? v.map((x) => (Number.isFinite(x) ? x : 0)) : v);
  const signal = (header.get('SIGNALTYPE') ?? '').toUpperCase();
  const eds = /EDS|EDX|WDS/.test(signal);
  if (!signal)
    notes.push({
      level: 'info',
      code: 'signal-type',
      text: 'the file does not say what it holds; it is taken as energy losses',
    });
  const counts = clean(intensity);
  const yUnits = header.get('YUNITS') ?? '';
  const whole = counts.every((v) => v >= 0 && Number.isInteger(v));
  const counted = whole && (counts.some((v) => v > 1) || /count/i.test(yUnits));
  if (!counted)
    notes.push({
      level: 'info',
      code: 'not-counts',
      text: 'intensities are not whole numbers above zero: they are no counts, and their errors come from their scatter',
    });
  const column = (name: string, v: Float64Array) => ({ name, values: v, ...(valid && { valid }) });
  return {
    kind: eds ? 'eds' : 'eels',
    columns: [
      column(eds ? 'energy_electronvolt' : 'energy_loss_electronvolt', clean(energy)),
      column(counted ? 'intensity_count' : 'intensity_arbitrary', counts),
    ],
    about: {
      ...(header.get('TITLE') && { sample: header.get('TITLE') }),
      ...(header.get('OWNER') && { operator: header.get('OWNER') }),
    },
    metadata,
    notes,
  };
}

/** The stored column counts; where the header says otherwise, that is said. */
function checkAxis(
  energy: Float64Array,
  perChannel: number | undefined,
  offset: number | undefined,
  factor: number,
  notes: Note[],
): void {
  const n = energy.length;
  if (perChannel === undefined || offset === undefined || perChannel === 0) return;
  const step = perChannel * factor;
  let off = 0;
  for (let i = 0; i < n; i++) off = Math.max(off, Math.abs(energy[i]! - (offset * factor + i * step)));
  if (off > 0.5 * Math.abs(step))
    notes.push({
      level: 'warning',
      code: 'axis-disagrees',
      text: `the column of energies and the header (${offset} + ${perChannel} a channel) differ by up to ${off.toPrecision(3)} eV; the column is used`,
    });
}
