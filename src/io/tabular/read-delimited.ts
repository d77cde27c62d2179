import { breathe, fromCsvText, ReadError, type Column, type Context, type Note } from '../../core/index.js';
import type { Source } from '../reader.js';
import { decodeText, type Encoding } from './encoding.js';
import { GrowableNumbers, GrowableWords } from './growable.js';
import { parseDate, type DateOrder } from './parse-date.js';
import { parseDuration, parseNumber } from './parse-number.js';
import { makeScale } from '../vocabulary/scale.js';
import type { Dialect } from './read-head.js';
import { RowText } from './row-text.js';

/** What to make of one field of every row. */
export interface Field {
  /** Name of the column made, e.g. `voltage_volt`. */
  name: string;
  /** `duration` gives seconds, `date` seconds since 1970. */
  kind: 'number' | 'text' | 'duration' | 'date';
  /** [1] value = factor · read + offset, into the unit of the name */
  factor?: number;
  offset?: number;
  dateOrder?: DateOrder;
  /** The file's own name of the field, for notes. */
  label?: string;
}

/** How the rows of a text file are laid out. */
export interface RowLayout extends Dialect {
  encoding: Encoding;
  /** [1] byte of the file where rows begin */
  from: number;
  /** [1] number of the first row's line, for notes */
  line?: number;
  /** One entry a field; undefined fields are stepped over. */
  fields: readonly (Field | undefined)[];
  /** Rows whose first non-blank byte is one of these are not data. */
  comments?: string;
  /** Called with the text of a row that begins with a letter or bracket; what is not data says so. */
  other?: (text: string) => 'row' | 'skip' | 'stop';
  /** Rows of delimiters only are rows, with everything missing; else they are stepped over. */
  keepBlank?: boolean;
  /** Whole rows stand in one pair of quotes, which is taken off. */
  unquote?: boolean;
}

/** Columns read from rows of text, with notes on what could not be. */
export interface RowsRead {
  columns: Column[];
  rows: number;
  notes: Note[];
}

const BLOCK = 1 << 20;
const LONGEST_LINE = 1 << 22;

/**
 * Reads rows of delimited text block by block: memory is bounded by the table made, not by the file.
 *
 * A row ends at its line end even inside quotes. Missing fields and fields that are not what their column holds are
 * marked missing and counted in notes; a last row without its line end and with fields missing is dropped and noted.
 */
export async function readDelimited(source: Source, layout: RowLayout, ctx?: Context): Promise<RowsRead> {
  const parser = new RowParser(layout, source.name, source.size - layout.from);
  const transcode =
    layout.encoding === 'utf-16le' || layout.encoding === 'utf-16be' ? new TextDecoder(layout.encoding) : undefined;
  const utf8 = new TextEncoder();
  let breathed = performance.now();
  for (let from = layout.from; from < source.size && !parser.stopped; from += BLOCK) {
    const block = await source.slice(from, Math.min(source.size, from + BLOCK));
    if (block.length === 0) break;
    parser.take(transcode ? utf8.encode(transcode.decode(block, { stream: true })) : block);
    if (parser.overlong()) break;
    if (performance.now() - breathed > 40) {
      ctx?.progress?.(Math.min(source.size, from + BLOCK), source.size, source.name);
      await breathe(ctx);
      breathed = performance.now();
    }
  }
  return parser.finish();
}

interface Trouble {
  count: number;
  line: number;
  sample: string;
}

/** A field of all rows under way to a column. */
interface Cell {
  field: Field;
  scale(value: number): number;
  numbers?: GrowableNumbers;
  words?: GrowableWords;
  bad: Trouble;
}

class RowParser {
  stopped = false;
  private rows = 0;
  private line: number;
  private short: Trouble = { count: 0, line: 0, sample: '' };
  private long: Trouble = { count: 0, line: 0, sample: '' };
  /** [1] Rows with surplus fields, whose values may stand in the wrong columns. */
  private readonly untrusted: number[] = [];
  private blank: Trouble = { count: 0, line: 0, sample: '' };
  private readonly notes: Note[] = [];
  private readonly delimiter: number;
  private readonly decimal: number;
  private readonly comments: Set<number>;
  private readonly width: number;
  private readonly cells: (Cell | undefined)[];
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly text: RowText;

  constructor(
    private readonly layout: RowLayout,
    private readonly file: string,
    private readonly size: number,
  ) {
    this.delimiter = layout.delimiter.charCodeAt(0);
    this.decimal = layout.decimal.charCodeAt(0);
    this.comments = new Set([...(layout.comments ?? '')].map((c) => c.charCodeAt(0)));
    this.width = layout.fields.length;
    this.line = layout.line ?? 1;
    this.cells = layout.fields.map(
      (field) =>
        field && {
          field,
          scale: makeScale(field.factor, field.offset),
          bad: { count: 0, line: 0, sample: '' },
          ...(field.kind === 'text' ? { words: new GrowableWords() } : { numbers: new GrowableNumbers() }),
        },
    );
    this.starts = new Int32Array(this.width);
    this.ends = new Int32Array(this.width);
    this.text = new RowText({
      delimiter: this.delimiter,
      decimal: this.decimal,
      kinds: layout.fields.map((field) => (!field ? 'skipped' : field.kind === 'text' ? 'other' : 'number')),
      leaves: (first) => layout.unquote === true || this.comments.has(first) || (!!layout.other && isWord(first)),
    });
  }

  /** Takes all whole lines of what there is by now; a line's beginning waits for its rest. */
  take(block: Uint8Array): void {
    const { text } = this;
    text.append(block);
    while (!this.stopped) {
      this.plainRows();
      const { bytes, at, end } = text;
      const stop = endOfLine(bytes, at, end);
      if (stop < 0) break;
      this.row(bytes, at, bytes[stop - 1] === 0x0d && stop > at ? stop - 1 : stop);
      text.at = stop + 1;
    }
  }

  /** Takes rows as long as they are plain. */
  private plainRows(): void {
    const { bytes } = this.text;
    for (;;) {
      const from = this.text.at;
      const { rows, numbers, cells } = this.text.read();
      if (rows === 0) return;
      if (this.rows === 0) this.expect((rows * this.size) / (this.text.at - from));
      for (let k = 0; k < cells.length; k += 4) {
        const [row, field, start, end] = [cells[k]!, cells[k + 1]!, cells[k + 2]!, cells[k + 3]!];
        const cell = this.cells[field]!;
        if (cell.words) cell.words.push(this.word(bytes, start, end, bytes[start - 1] === 0x22));
        else numbers(field)[row] = this.read(cell, bytes, start, end, this.line + row);
      }
      this.cells.forEach((cell, field) => {
        if (!cell?.numbers) return;
        const values = numbers(field);
        if (cell.field.factor !== undefined || cell.field.offset !== undefined)
          for (let i = 0; i < rows; i++) values[i] = cell.scale(values[i]!);
        cell.numbers.append(values);
      });
      this.line += rows;
      this.rows += rows;
    }
  }

  private expect(rows: number): void {
    for (const cell of this.cells) cell?.numbers?.expect(Math.ceil(rows));
  }

  private row(bytes: Uint8Array, from: number, to: number): void {
    const line = this.line++;
    let first = from;
    while (first < to && bytes[first]! <= 0x20) first++;
    if (first === to || (this.comments.has(bytes[first]!) && !isErrorValue(bytes, first, to))) return;
    if (this.layout.other && isWord(bytes[first]!)) {
      const verdict = this.layout.other(decodeText(bytes.subarray(from, to), this.layout.encoding));
      if (verdict === 'stop') this.stopped = true;
      if (verdict !== 'row') return;
    }
    if (this.layout.unquote && bytes[first] === 0x22) {
      from = first + 1;
      while (to > from && bytes[to - 1]! <= 0x20) to--;
      if (bytes[to - 1] === 0x22) to--;
    }
    const count = this.split(bytes, from, to);
    if (this.isBlank(bytes, Math.min(count, this.width))) {
      if (!this.layout.keepBlank || count < this.width) return;
      see(this.blank, line, '');
    }
    if (count < this.width && !this.restOptional(count)) see(this.short, line, `${count} of ${this.width} fields`);
    for (let i = 0; i < this.width; i++) {
      const cell = this.cells[i];
      if (!cell) continue;
      const start = i < count ? this.starts[i]! : 0;
      const end = i < count ? this.ends[i]! : 0;
      if (cell.words)
        cell.words.push(end > start ? this.word(bytes, start, end, start > from && bytes[start - 1] === 0x22) : '');
      else cell.numbers!.push(end > start ? cell.scale(this.read(cell, bytes, start, end, line)) : NaN);
    }
    this.rows++;
  }

  private word(bytes: Uint8Array, start: number, end: number, quoted: boolean): string {
    const word = decodeText(bytes.subarray(start, end), this.layout.encoding).trim();
    return fromCsvText(quoted ? word.replaceAll('""', '"') : word);
  }

  /** What a field says, as the file has it; what is neither that nor an absence is counted. */
  private read({ field, bad }: Cell, bytes: Uint8Array, start: number, end: number, line: number): number {
    const value = this.value(field, bytes, start, end);
    if (Number.isNaN(value) && !isEmpty(bytes, start, end) && !isAbsent(bytes, start, end))
      see(bad, line, decodeText(bytes.subarray(start, Math.min(end, start + 24)), this.layout.encoding).trim());
    return value;
  }

  private value(field: Field, bytes: Uint8Array, start: number, end: number): number {
    if (field.kind === 'number') return parseNumber(bytes, start, end, this.decimal);
    if (field.kind === 'duration') return parseDuration(bytes, start, end, this.decimal);
    return parseDate(decodeText(bytes.subarray(start, end), this.layout.encoding), field.dateOrder);
  }

  /** Finds the fields of one row; returns how many there are. */
  private split(bytes: Uint8Array, from: number, to: number): number {
    const { delimiter, starts, ends, width } = this;
    let count = 0;
    let start = from;
    const spaces = delimiter === 0x20;
    if (spaces) {
      while (start < to && bytes[start]! <= 0x20) start++;
      while (to > start && bytes[to - 1]! <= 0x20) to--;
    }
    for (let at = start; at <= to; at++) {
      if (at < to && bytes[at] === 0x22 && at === start) {
        at++;
        while (at < to && !(bytes[at] === 0x22 && bytes[at + 1] !== 0x22)) at += bytes[at] === 0x22 ? 2 : 1;
        if (count < width) {
          starts[count] = start + 1;
          ends[count] = Math.min(at, to);
        }
        while (at < to && bytes[at] !== delimiter) at++;
        count++;
        start = at + 1;
      } else if (at === to || bytes[at] === delimiter || (spaces && bytes[at] === 0x09)) {
        if (count < width) {
          starts[count] = start;
          ends[count] = at;
        }
        count++;
        if (spaces) while (at + 1 < to && bytes[at + 1]! <= 0x20) at++;
        start = at + 1;
      }
    }
    // A delimiter at the end of every row makes one empty field more than the header has; it says nothing.
    if (
      count > width + 1 ||
      (count === width + 1 && start - 1 <= to && !isEmpty(bytes, lastFieldStart(bytes, from, to, delimiter), to))
    ) {
      see(this.long, this.line - 1, `${count} fields where the header has ${width}`);
      this.untrusted.push(this.rows);
    }
    return count;
  }

  private isBlank(bytes: Uint8Array, count: number): boolean {
    for (let i = 0; i < count; i++) if (!isEmpty(bytes, this.starts[i]!, this.ends[i]!)) return false;
    return true;
  }

  private restOptional(count: number): boolean {
    for (let i = count; i < this.width; i++) if (this.cells[i]) return false;
    return true;
  }

  /** Whether no line end came for too long; what came is let go of then, and that is noted. */
  overlong(): boolean {
    const { text } = this;
    if (text.unread <= LONGEST_LINE) return false;
    this.notes.push({
      level: 'serious',
      code: 'no-line-end',
      text: `${text.unread} bytes without a line end were met and not read further`,
      where: `line ${this.line}`,
    });
    text.at = text.end;
    return true;
  }

  finish(): RowsRead {
    const { bytes, at, end } = this.text;
    if (!this.stopped && !isEmpty(bytes, at, end)) {
      const shortBefore = this.short.count;
      const rowsBefore = this.rows;
      this.row(bytes, at, bytes[end - 1] === 0x0d ? end - 1 : end);
      if (this.rows > rowsBefore && this.short.count > shortBefore) {
        this.rows--;
        this.short.count = shortBefore;
        this.notes.push({
          level: 'warning',
          code: 'cut-row',
          text: 'the file ends inside a row, which was left out',
          where: `line ${this.line - 1}`,
        });
      } else if (this.rows > rowsBefore) {
        this.notes.push({
          level: 'info',
          code: 'no-final-line-end',
          text: 'the last row has no line end, so its last value may have been cut',
          where: `line ${this.line - 1}`,
        });
      }
    }
    if (this.short.count > 0)
      this.notes.push({
        level: 'warning',
        code: 'short-rows',
        text: `${rowsWord(this.short.count)} with fewer fields than the header (${this.short.sample}); what is absent is marked missing`,
        where: `line ${this.short.line}`,
      });
    if (this.blank.count > 0)
      this.notes.push({
        level: 'warning',
        code: 'blank-rows',
        text: `${rowsWord(this.blank.count)} with nothing between the delimiters; they are kept, with every value missing`,
        where: `line ${this.blank.line}`,
      });
    this.text.close();
    this.distrust();
    const columns: Column[] = [];
    for (const cell of this.cells) {
      if (!cell) continue;
      if (cell.bad.count > 0) {
        const what = { number: 'numbers', duration: 'durations', date: 'dates', text: 'text' }[cell.field.kind];
        this.notes.push({
          level: 'warning',
          code: 'unreadable-values',
          text: `${cell.bad.count} value${cell.bad.count > 1 ? 's' : ''} of "${cell.field.label ?? cell.field.name}" ${cell.bad.count > 1 ? `are not ${what}` : `is none of ${what}`} ("${cell.bad.sample}") and are marked missing`,
          where: `line ${cell.bad.line}`,
        });
      }
      columns.push(
        cell.words
          ? { name: cell.field.name, values: cell.words.values.slice(0, this.rows) }
          : markMissing(cell.field.name, this.forget(cell.numbers!.finish().subarray(0, this.rows))),
      );
    }
    return { columns, rows: this.rows, notes: this.notes };
  }

  /**
   * A surplus field in some rows moves values into wrong columns, as a decimal comma between comma delimiters does; in
   * all rows it makes the table unreadable.
   */
  private distrust(): void {
    if (this.long.count === 0) return;
    const where = { file: this.file, line: this.long.line };
    if (this.long.count >= 0.5 * this.rows)
      throw new ReadError(
        `the rows have more fields than the header (${this.long.sample}), so which value belongs to which label is not known`,
        where,
        { hint: 'decimal commas between comma delimiters do this: export with semicolons or tabs' },
      );
    this.notes.push({
      level: 'serious',
      code: 'long-rows',
      text: `${rowsWord(this.long.count)} with more fields than the header (${this.long.sample}): values may stand under the wrong labels, so all of ${this.long.count > 1 ? 'these rows' : 'this row'} is marked missing`,
      where: `line ${this.long.line}`,
    });
  }

  private forget(values: Float64Array): Float64Array {
    for (const row of this.untrusted) if (row < values.length) values[row] = NaN;
    return values;
  }
}

/** A column whose cells that are no finite number are marked missing and hold 0. */
export function markMissing(name: string, values: Float64Array): Column {
  // Nothing but finite numbers is the rule, and adding up their zeros shows it at once.
  let odd = 0;
  for (let i = 0; i < values.length; i++) odd += values[i]! * 0;
  if (odd === 0) return { name, values };
  let valid: Uint8Array | undefined;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    valid ??= new Uint8Array(values.length).fill(1);
    valid[i] = 0;
    values[i] = 0;
  }
  return valid ? { name, values, valid } : { name, values };
}

/** Place of the byte that ends the line, a lone carriage return too; -1 where none is known to. */
function endOfLine(bytes: Uint8Array, from: number, to: number): number {
  const feed = bytes.subarray(from, to).indexOf(0x0a);
  const end = feed < 0 ? -1 : from + feed;
  const cr = bytes.subarray(from, end < 0 ? to : end).indexOf(0x0d);
  return cr >= 0 && from + cr + 1 < (end < 0 ? to : end) ? from + cr : end;
}

function see(trouble: Trouble, line: number, sample: string): void {
  if (trouble.count++ === 0) {
    trouble.line = line;
    trouble.sample = sample;
  }
}

function rowsWord(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i]! > 0x20) return false;
  return true;
}

/** Whether a field says that there is no value: N/A, NA, null, none, a dash or two. */
function isAbsent(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    to - from < 12 &&
    /^\s*(?:#?n\/?a|#?nv|#[a-z/0]+[!?]|null|none|-{1,3})\s*$/i.test(String.fromCharCode(...bytes.subarray(from, to)))
  );
}

/** `#N/A`, `#VALUE!`, `#DIV/0!` and the like are a spreadsheet's words for no value, not comments. */
function isErrorValue(bytes: Uint8Array, from: number, to: number): boolean {
  return (
    bytes[from] === 0x23 && ERROR_VALUE.test(String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 16))))
  );
}

/** How the error values of spreadsheets begin a line. */
export const ERROR_VALUE = /^#(?:N\/A|NV|VALUE!|WERT!|VALEUR!|DIV\/0!|NUM!|ZAHL!|NOMBRE!|REF!|NAME\?|NULL!)/i;

function isWord(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x5b ||
    byte === 0x3c ||
    byte === 0x23 ||
    byte === 0x22 ||
    byte >= 0x80
  );
}

function lastFieldStart(bytes: Uint8Array, from: number, to: number, delimiter: number): number {
  let at = to;
  while (at > from && bytes[at - 1] !== delimiter) at--;
  return at;
}
