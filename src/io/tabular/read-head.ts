import type { Source } from '../reader.js';
import { decodeText, detectEncoding, type Encoding } from './encoding.js';

/** One line of the beginning of a text file, with where it stands. */
export interface HeadLine {
  readonly text: string;
  /** [1] byte of the file where the line begins, and where the next one does */
  from: number;
  next: number;
}

/** A line of bytes, decoded when it is first looked at: of thousands that a head may have few are. */
class ByteLine implements HeadLine {
  #text: string | undefined;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly encoding: Encoding,
    readonly from: number,
    private readonly to: number,
    readonly next: number,
  ) {}

  get text(): string {
    return (this.#text ??= tidyLine(decodeText(this.bytes.subarray(this.from, this.to), this.encoding)));
  }
}

/** The beginning of a text file, decoded. */
export interface TextHead {
  encoding: Encoding;
  lines: HeadLine[];
}

const HEAD = 1 << 18;

/** Reads and decodes the first 256 KiB of a text file, in which every known preamble and header lies. */
export async function readTextHead(source: Source): Promise<TextHead> {
  return splitHead(await source.slice(0, Math.min(source.size, HEAD)), source.size <= HEAD);
}

/** The lines of heads already split: during detection many readers look at the same one. */
const split = new WeakMap<Uint8Array, TextHead>();
const nothing: TextHead = { encoding: 'utf-8', lines: [] };

/** The lines of the beginning of a file, for a sniff: none where the bytes are not text. */
export function sniffLines(head: Uint8Array): readonly HeadLine[] {
  let found = split.get(head);
  if (!found) split.set(head, (found = isPlainText(head) ? splitHead(head, false) : nothing));
  return found.lines;
}

/** Whether the first bytes are text: no zero bytes but UTF-16's, and hardly a control character. */
export function isPlainText(head: Uint8Array): boolean {
  const n = Math.min(head.length, 2048);
  let zeros = 0;
  let control = 0;
  for (let i = 0; i < n; i++) {
    if (head[i] === 0) zeros++;
    else if (head[i]! < 9 || (head[i]! > 13 && head[i]! < 32)) control++;
  }
  return control <= n / 50 && (zeros === 0 || (zeros > 0.3 * n && detectEncoding(head).encoding.startsWith('utf-16')));
}

/**
 * Splits the beginning of a text file into lines. Line ends may be CRLF, LF or a lone CR.
 *
 * @param whole whether these bytes are the whole file, so that a last line without an end counts
 */
export function splitHead(bytes: Uint8Array, whole = true): TextHead {
  const { encoding, mark } = detectEncoding(bytes);
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be';
  if (wide) return splitWide(bytes, encoding, mark);
  const lines: HeadLine[] = [];
  let from = mark;
  for (let at = mark; at < bytes.length; at++) {
    if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) continue;
    const to = at;
    if (bytes[at] === 0x0d && bytes[at + 1] === 0x0a) at++;
    lines.push(new ByteLine(bytes, encoding, from, to, at + 1));
    from = at + 1;
  }
  if (whole && from < bytes.length) lines.push(new ByteLine(bytes, encoding, from, bytes.length, bytes.length));
  return { encoding, lines };
}

/** [1] Characters of a line that are looked at; no header is longer. */
const LONGEST_LINE = 65_536;

/**
 * A line as expressions may look at it: runs of blanks, which padding makes and attacks use, are cut to what tells
 * columns apart. Rows are read from the bytes, not from here.
 */
function tidyLine(line: string): string {
  if (line.length < 200) return line;
  return line
    .slice(0, LONGEST_LINE)
    .replaceAll(/ {33,}/g, ' '.repeat(32))
    .replaceAll(/\t{257,}/g, '\t'.repeat(256));
}

function splitWide(bytes: Uint8Array, encoding: Encoding, mark: number): TextHead {
  const lines: HeadLine[] = [];
  let from = mark;
  for (const part of decodeText(bytes.subarray(mark, bytes.length & ~1), encoding).split(/(?<=\r\n|\n|\r(?!\n))/)) {
    const next = from + part.length * 2;
    lines.push({ text: tidyLine(part.endsWith('\r\n') ? part.slice(0, -2) : part.replace(/[\r\n]$/, '')), from, next });
    from = next;
  }
  return { encoding, lines };
}

/** Splits one line of delimited text, with double quotes as RFC 4180 has them. */
export function splitFields(line: string, delimiter: string): string[] {
  if (!line.includes('"'))
    return delimiter === ' ' ? line.trim().split(/\s+/) : line.split(delimiter).map((f) => f.trim());
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  let blank = true;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    // A quote opens at the start of a field only: Z"/Ohm is a label.
    if (c === '"' && (quoted || blank)) {
      if (quoted && line[i + 1] === '"') field += line[i++];
      else quoted = !quoted;
      blank = false;
    } else if (c === delimiter && !quoted) {
      fields.push(field.trim());
      field = '';
      blank = true;
    } else {
      field += c;
      if (c !== ' ' && c !== '\t') blank = false;
    }
  }
  fields.push(field.trim());
  return fields;
}

/** Delimiter and decimal sign of a block of delimited text. */
export interface Dialect {
  delimiter: ',' | ';' | '\t' | '|' | ' ';
  decimal: '.' | ',';
}

/**
 * Finds the delimiter that splits the most lines into the same number of fields, and the decimal sign from the fields'
 * numbers. A comma is a decimal sign only where it does not delimit and numbers have one comma and no point.
 */
export function detectDialect(lines: readonly string[], header?: string): Dialect {
  let best: Dialect['delimiter'] = ',';
  let bestScore = -1;
  for (const delimiter of ['\t', ';', ',', '|', ' '] as const) {
    const counts = lines.map((line) => splitFields(line, delimiter).length);
    const typical = [...counts].sort((a, b) => a - b)[counts.length >> 1] ?? 0;
    if (typical < 2) continue;
    const agree = counts.filter((n) => n === typical).length / counts.length;
    const headerFits = header === undefined || Math.abs(splitFields(header, delimiter).length - typical) <= 1 ? 1 : 0.3;
    // Spaces delimit only where nothing else does: they also pad fields. Commas lose to tabs and semicolons, where they
    // are decimal signs.
    const preference = delimiter === ' ' ? 0.4 : delimiter === ',' ? 0.7 : 1;
    // A sign that splits into more fields explains more of the line.
    const score = agree * headerFits * preference * (1 - 0.5 / typical);
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return { delimiter: best, decimal: detectDecimal(lines, best) };
}

/**
 * The decimal sign of lines whose delimiter is known: a comma where it does not delimit and more numbers have one than
 * have a point.
 */
export function detectDecimal(lines: readonly string[], delimiter: Dialect['delimiter']): Dialect['decimal'] {
  if (delimiter === ',') return '.';
  let commas = 0;
  let points = 0;
  for (const line of lines) {
    for (const field of splitFields(line, delimiter)) {
      if (/^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/.test(field)) commas++;
      else if (/^[+-]?\d*\.\d+(?:[eE][+-]?\d+)?$/.test(field)) points++;
    }
  }
  return commas > points ? ',' : '.';
}
