import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader } from '../measured/make-recording.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';
import { type Scan, toMeasurements } from './scan.js';

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$/;
const ANGLE = /(2|two|tw)[\s_]*-?\s*(θ|theta|th\b)|^tth$|2-?thet|winkel|angle/i;
const THETA = /^\W*(θ|theta)\b/i;
const Q = /^\W*q(\b|_)|momentum/i;
const D = /^\W*d(\b|_)(?!ate)|d[\s_-]?spacing/i;
/** Units that make a `Q` the momentum transfer and no charge, and a `d` a spacing and no day. */
const PER_LENGTH = /(1\s*\/|per[\s_]*)\s*(å|a\b|ang|nm)|(å|a|ang\w*|nm)\s*(\^|\*\*)?\s*[-−⁻]\s*[1¹]/i;
const LENGTH = /å|\bang|_ang|[([]\s*(a|nm)\s*[)\]]/i;
const COUNTS = /count|int(ens|\b)|^\W*(i|y|yobs|obs|ycounts|impulse|cps)\b/i;

const POWDER_NAME = /\.(xy|xye|xyd|chi|dia|xrd)(\.gz)?$/;

/**
 * Powder patterns as text: an axis, intensities and perhaps σ, or one axis with many columns of counts, under a header
 * of any kind. What the axis is, the header says; without a word it is 2θ in degrees.
 */
export const powderTextReader = defineTableReader({
  id: 'powder-text',
  version: '1',
  title: 'powder pattern as text',
  kind: 'diffraction',
  extensions: ['.xy', '.xye', '.xyd', '.chi', '.dat', '.dia', '.csv', '.txt', '.asc', '.tsv', '.xrd'],
  sniff(head, name) {
    const lines = sniffLines(head).map((l) => l.text);
    const begin = findRows(lines);
    // one column under such a name is refused with its reason, not read as a table
    if (begin === undefined) return POWDER_NAME.test(name) && lines.some((l) => NUMBER.test(l.trim())) ? 0.9 : 0;
    const header = lines.slice(0, begin);
    const rows = lines
      .slice(begin, begin + 200)
      .map(splitRow)
      .filter((r): r is number[] => r !== undefined);
    if (rows.length < 8) return 0;
    const labels = labelsOf(header) ?? [];
    const [axis = '', ordinate = ''] = labels;
    const byLength = (Q.test(axis) && PER_LENGTH.test(axis)) || (D.test(axis) && LENGTH.test(axis));
    const spaced = byLength && COUNTS.test(ordinate);
    const back = rows.filter((r, i) => i > 0 && !(r[0]! > rows[i - 1]![0]!)).length;
    const sane = rows.every((r) => r[0]! > -100 && r[0]! < 180);
    const powder = POWDER_NAME.test(name);
    // under such a name a step back is told with its row, and a scan may fall
    if ((powder || spaced ? Math.min(back, rows.length - 1 - back) > rows.length / 10 : back > 0) || !sane) return 0;
    const named =
      labels.some((l) => ANGLE.test(l)) &&
      labels.length >= 2 &&
      !labels.some((l) => /volt|curr|ampere|temp|time|ohm|energy/i.test(l));
    const said = named || /2-?theta|2θ|two_theta|diffract|anode|wavelength/i.test(header.join(' ').slice(0, 2000));
    const columns = rows[0]!.length;
    if (powder) return columns <= 4 ? 0.93 : 0;
    if (spaced || (named && (labels.some((l) => COUNTS.test(l)) || columns === 2))) return 0.93;
    if (said && columns <= 3) return 0.86;
    if (
      /\.(dat|asc|txt|csv|tsv)$/.test(name) &&
      header.every((l) => l.trim() === '' || /^[#;!*'"]/.test(l.trim())) &&
      columns >= 2 &&
      columns <= 3 &&
      // Without a word for it, an axis of 2θ spans some degrees; one from 0 to 1 is of anything.
      (rows[rows.length - 1]![0]! - rows[0]![0]! > 5 || (columns === 3 && isSigma(rows, undefined))) &&
      isEven(rows)
    )
      return 0.62;
    return 0;
  },
  async measure(source) {
    const bytes = await source.bytes();
    const { encoding, mark } = detectEncoding(bytes);
    const lines = decodeText(bytes.subarray(mark), encoding).split(/\r\n|\r|\n/);
    const begin = findRows(lines);
    if (begin === undefined) {
      const one = lines.findIndex((l) => NUMBER.test(l.trim()));
      throw new ReadError(
        one < 0 ? 'no numbers are in this file' : 'one column of numbers, and a powder pattern has two',
        { file: source.name, ...(one >= 0 && { line: one + 1 }) },
        { hint: 'export 2θ (or d, or Q) and intensities side by side' },
      );
    }
    const rows: number[][] = [];
    for (let i = begin; i < lines.length; i++) {
      if (lines[i]!.trim() === '' || /^[#;!*'/]/.test(lines[i]!.trim())) continue;
      const row = splitRow(lines[i]!);
      if (!row || row.length !== (rows[0]?.length ?? row.length)) {
        if (rows.length > 8 && lines.slice(i).every((l) => !splitRow(l))) break;
        throw new ReadError(`"${lines[i]!.trim().slice(0, 40)}" is not a row of ${rows[0]?.length ?? 2} numbers`, {
          file: source.name,
          line: i + 1,
        });
      }
      rows.push(row);
    }
    return toMeasurements(readColumns(lines.slice(0, begin), rows, source.name), source.name);
  },
});

function readColumns(header: readonly string[], rows: readonly number[][], file: string): Scan[] {
  const width = rows[0]!.length;
  const labels = labelsOf(header);
  const first = labels?.length === width ? labels[0]! : (labels?.[0] ?? '');
  const notes: Note[] = [];
  const words = header.join('\n');
  let axis: NonNullable<Scan['axis']> = 'two_theta_degree';
  let x = rows.map((r) => r[0]!);
  if (!ANGLE.test(first)) {
    if (Q.test(first)) {
      axis = 'q_per_angstrom';
      if (/nm/.test(first)) x = x.map((v) => v / 10);
    } else if (D.test(first)) axis = 'd_angstrom';
    else if (THETA.test(first))
      notes.push({
        level: 'warning',
        code: 'axis-theta',
        text: `the axis is called "${first.trim()}"; it is taken as 2θ, as instruments mean it: ${Math.max(...x) > 95 ? 'it goes beyond 90 deg' : 'halve nothing, but look'}`,
      });
  }
  if (axis === 'two_theta_degree' && /\brad(ian)?s?\b/i.test(first) && Math.max(...x) < Math.PI)
    x = x.map((v) => (v * 180) / Math.PI);
  const metadata = readHeader(words);
  const about = readAbout(words);
  const second = labels?.length === width ? labels[1]! : '';
  const column = (k: number) => rows.map((r) => r[k]!);
  if (
    width > 2 &&
    !(width === 3 && isSigma(rows, labels?.[2])) &&
    labels?.length === width &&
    labels.slice(1).every((l) => /count|int|y|obs|scan|frame|pattern/i.test(l)) &&
    !labels.some((l) => /calc|back|diff|weight|err|sigma|esd/i.test(l))
  ) {
    return labels
      .slice(1)
      .map((label, k) => ({ x, axis, ...classify(column(k + 1), label, words, notes), metadata, about, notes, label }));
  }
  const y = column(1);
  const classified = classify(y, second, words, notes);
  const sigma = width >= 3 && isSigma(rows, labels?.length === width ? labels[2] : undefined) ? column(2) : undefined;
  if (width > 2 && !sigma)
    notes.push({
      level: 'info',
      code: 'further-columns',
      text: `columns from the third on are no σ and are kept as they are`,
    });
  const more = Array.from({ length: width - 2 }, (_, k) => k + 2)
    .filter((k) => !(sigma && k === 2))
    .map((k) => ({ name: `column_${k + 1}`, values: Float64Array.from(column(k)) }));
  if (sigma?.some((s) => s < 0)) throw new ReadError('σ below zero', { file });
  return [{ x, axis, ...classified, ...(sigma && { sigma }), more, metadata, about, notes }];
}

/** Whole numbers are counts; others are what their label says, or of unknown scale. */
function classify(y: number[], label: string, header: string, notes: Note[]): Pick<Scan, 'y' | 'kind'> {
  if (/cps|per\s*second|\/\s*s\b|s-1|rate/i.test(label)) return { y, kind: 'count_rate_per_second' };
  if (/count/i.test(label) || y.every(Number.isInteger)) return { y, kind: 'counts' };
  if (/TimePerStep/i.test(header)) {
    notes.push({
      level: 'info',
      code: 'scale-unknown',
      text: 'intensities are no whole numbers and are not said to be counts: their scale is unknown',
    });
  }
  return { y, kind: y.every((v) => Math.abs(v) >= 20 || v === 0) && y.some((v) => v > 200) ? 'counts' : 'intensity' };
}

/** A third column that is a σ: by its name, or because it goes with the root of the second. */
function isSigma(rows: readonly number[][], label: string | undefined): boolean {
  if (label !== undefined && /sig|err|esd|unc|std|^\W*e\b/i.test(label)) return true;
  if (rows.some((r) => !(r[2]! >= 0))) return false;
  const ratios = rows.filter((r) => r[1]! > 0 && r[2]! > 0).map((r) => (r[2]! * r[2]!) / r[1]!);
  if (ratios.length < rows.length / 2) return false;
  const sorted = [...ratios].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1]!;
  const close = ratios.filter((v) => v > middle / 4 && v < middle * 4).length;
  const strong = rows.filter((r) => r[1]! > 30);
  const smaller = strong.filter((r) => r[2]! < 0.6 * r[1]!).length;
  return close > 0.8 * ratios.length && smaller > 0.9 * strong.length;
}

function readHeader(words: string): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  const wavelength = /(?:wave\s*length|lambda|λ)[^\d\n]{0,24}?([\d.]+)/i.exec(words)?.[1];
  const value = wavelength === undefined ? Number.NaN : Number(wavelength);
  if (value > 0.05 && value < 10) metadata.wavelength_angstrom = [value];
  const anode = /anode[":=\s]+([A-Z][a-z])\b/i.exec(words)?.[1];
  if (anode) metadata.anode = anode;
  const time = /(?:TimePerStep|time per step|counting time)[":=\s]+([\d.]+)/i.exec(words)?.[1];
  if (time) metadata.counting_time_second = Number(time);
  return metadata;
}

function readAbout(words: string): NonNullable<Scan['about']> {
  const sample = /(?:sample(?: name)?|Comment|user sample name|title)\s*[:=]\s*"?([^"\n]{1,80})/i
    .exec(words)?.[1]
    ?.trim();
  const operator = /operator[":=\s]+"?([^"\n]{1,40})/i.exec(words)?.[1]?.trim();
  return { ...(sample && { sample }), ...(operator && { operator }) };
}

/** First of five lines in a row that hold two or more numbers, as many in each. */
function findRows(lines: readonly string[]): number | undefined {
  for (let i = 0; i < Math.min(lines.length, 2000); i++) {
    const first = splitRow(lines[i]!);
    if (!first || first.length < 2) continue;
    let k = i + 1;
    let seen = 1;
    for (; k < lines.length && seen < 5; k++) {
      if (lines[k]!.trim() === '') continue;
      const row = splitRow(lines[k]!);
      if (!row || row.length !== first.length) break;
      seen++;
    }
    if (seen >= 5 || (k >= lines.length && seen >= 2)) return i;
  }
  return undefined;
}

/**
 * Numbers of a line; undefined where something in it is none. Decimal commas where points are not used and a blank or
 * semicolon parts fields.
 */
function splitRow(line: string): number[] | undefined {
  const text = line.trim();
  if (text === '' || !/^[+\-.\d]/.test(text)) return undefined;
  const comma = /[;\s]/.test(text) && !text.includes('.') && /\d,\d/.test(text) && !/,\s/.test(text);
  const fields = text.split(text.includes(';') ? /\s*;\s*/ : comma ? /\s+/ : /\s*[,\t]\s*|\s+/).filter((f) => f !== '');
  const numbers = fields.map((f) => (NUMBER.test(f) ? Number(f.replace(',', '.')) : Number.NaN));
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

/** Labels of the columns: of the last line of the header that names an axis, else of its last line. */
function labelsOf(header: readonly string[]): string[] | undefined {
  const lines = header.filter((line) => line.trim() !== '').map(splitLabels);
  const axis = [ANGLE, THETA, Q, D];
  return (
    lines.findLast((l) => l.length >= 2 && l.length < 400 && axis.some((a) => a.test(l[0]!)) && l[0]!.length < 40) ??
    lines.at(-1)
  );
}

function splitLabels(line: string): string[] {
  const clean = line.replace(/^[#;!*'/\s]+/, '').slice(0, 20_000);
  const parts = clean.includes('\t')
    ? clean.split('\t')
    : clean.includes(';')
      ? clean.split(';')
      : clean.includes(',')
        ? clean.split(',')
        : clean.split(/\s{2,}|\s(?=[A-Za-zθ2])/);
  return parts.map((p) => p.trim().replace(/^"|"$/g, '')).filter((p) => p !== '');
}

function isEven(rows: readonly number[][]): boolean {
  const step = (rows.at(-1)![0]! - rows[0]![0]!) / (rows.length - 1);
  return (
    step > 1e-4 && step < 0.5 && rows.every((r, i) => Math.abs(r[0]! - rows[0]![0]! - i * step) < 0.1 * step + 1e-3)
  );
}
