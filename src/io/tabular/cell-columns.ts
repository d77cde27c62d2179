import { ReadError, type Column, type Note } from '../../core/index.js';
import { makeScale } from '../vocabulary/scale.js';
import { makeUnique, type LabelledColumn } from '../vocabulary/column-label.js';
import { GrowableNumbers, GrowableWords } from './growable.js';
import { fromExcelDays, parseDate, type DateOrder } from './parse-date.js';
import { parseDuration, parseNumber } from './parse-number.js';
import { markMissing } from './read-delimited.js';

/** A cell of a sheet or of split text: a number, words, a date as seconds since 1970 (marked), or nothing. */
export type Cell = number | string | { date: number } | undefined;

const encoder = new TextEncoder();

/** Columns made from cells that arrive one row at a time: of sheets, and of text that no tokenizer's rule describes. */
export class CellColumns {
  rows = 0;
  private surplus = 0;
  private readonly made: {
    meaning: LabelledColumn;
    scale: (value: number) => number;
    label: string;
    kind?: 'numbers' | 'words';
    numbers: GrowableNumbers;
    words: GrowableWords;
    bad: number;
    sample: string;
    /** Cells said their unit themselves: `0:10:00`, or a cell of time. */
    clock: boolean;
  }[];
  private readonly dateOrder: DateOrder | undefined;

  constructor(meanings: readonly (LabelledColumn | undefined)[], labels: readonly string[], dateOrder?: DateOrder) {
    this.dateOrder = dateOrder;
    this.made = meanings.map((meaning, i) => ({
      scale: makeScale(meaning?.factor, meaning?.offset),
      meaning: meaning ?? { name: '', kind: 'number', factor: 1, offset: 0, known: false },
      label: labels[i] ?? '',
      numbers: new GrowableNumbers(),
      words: new GrowableWords(),
      bad: 0,
      sample: '',
      clock: false,
    }));
  }

  /**
   * A row of split text. A field more than there are labels moves values into wrong columns, so such a row is kept as
   * missing.
   */
  pushFields(fields: readonly string[]): void {
    const surplus = fields.slice(this.made.length).some((f) => f !== '');
    if (surplus) this.surplus++;
    this.push(surplus ? [] : fields);
  }

  push(cells: readonly Cell[]): void {
    this.rows++;
    this.made.forEach((column, i) => {
      if (column.meaning.name === '') return;
      const cell = cells[i];
      const empty = cell === undefined || cell === '';
      if (!empty)
        column.kind ??=
          column.meaning.kind === 'text' ||
          (typeof cell === 'string' && Number.isNaN(this.toNumber(cell, column.meaning, column.scale)))
            ? 'words'
            : 'numbers';
      if (!empty && !column.clock)
        column.clock = typeof cell === 'object' || (typeof cell === 'string' && cell.includes(':'));
      column.words.push(
        empty || column.kind !== 'words' ? '' : typeof cell === 'object' ? String(cell.date) : String(cell),
      );
      const value = empty || column.kind === 'words' ? NaN : this.toNumber(cell, column.meaning, column.scale);
      if (!empty && column.kind === 'numbers' && Number.isNaN(value) && column.bad++ === 0)
        column.sample = String(typeof cell === 'object' ? cell.date : cell);
      column.numbers.push(value);
    });
  }

  private toNumber(cell: Exclude<Cell, undefined>, meaning: LabelledColumn, scale: (value: number) => number): number {
    // A cell of time without a day counts from Excel's day 0.
    if (typeof cell === 'object')
      return meaning.kind === 'duration' && cell.date < 0 ? cell.date - fromExcelDays(0) : cell.date;
    // A number under a label of dates is Excel's count of days, unless it is already one of seconds since 1970.
    if (typeof cell === 'number')
      return meaning.kind === 'date' ? (cell < 100_000 ? fromExcelDays(cell) : cell) : scale(cell);
    const bytes = encoder.encode(cell);
    if (meaning.kind === 'date') return parseDate(cell, this.dateOrder);
    const value =
      meaning.kind === 'duration' ? parseDuration(bytes, 0, bytes.length) : parseNumber(bytes, 0, bytes.length);
    return scale(value);
  }

  /** The columns, with notes on cells that were not what their column holds; columns without any value are left out. */
  finish(notes: Note[], file = 'table'): { columns: Column[]; labels: Record<string, string> } {
    const taken = new Set<string>();
    const labels: Record<string, string> = {};
    const columns: Column[] = [];
    if (this.surplus > 0.5 * this.rows)
      throw new ReadError(
        'the rows have more fields than there are labels, so which value belongs to which label is not known',
        { file },
        { hint: 'decimal commas between comma delimiters do this: export with semicolons or tabs' },
      );
    if (this.surplus > 0)
      notes.push({
        level: 'serious',
        code: 'long-rows',
        text: `${this.surplus} row${this.surplus > 1 ? 's have' : ' has'} more fields than there are labels: values may stand under the wrong ones, so all of ${this.surplus > 1 ? 'these rows' : 'this row'} is marked missing`,
      });
    for (const column of this.made) {
      if (column.meaning.name === '' || (column.kind === undefined && this.rows > 0)) continue;
      const name = makeUnique(column.meaning.name, taken);
      labels[name] = column.label;
      if (column.bad > 0)
        notes.push({
          level: 'warning',
          code: 'unreadable-values',
          text: `${column.bad} value${column.bad > 1 ? 's' : ''} of "${column.label}" could not be read ("${column.sample}") and ${column.bad > 1 ? 'are' : 'is'} marked missing`,
        });
      const { assumed } = column.meaning;
      columns.push(
        column.kind === 'words'
          ? { name, values: column.words.values }
          : { ...markMissing(name, column.numbers.finish()), ...(assumed && !column.clock && { assumed }) },
      );
    }
    return { columns, labels };
  }
}
