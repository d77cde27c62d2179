import type { Column, Note } from '../../core/index.js';
import { GrowableNumbers } from './growable.js';
import { markMissing } from './read-delimited.js';

/** Rows of numbers that are collected one by one; what is not a number is missing, and counted. */
export class NumberRows {
  rows = 0;
  private readonly cells: GrowableNumbers[];
  private bad = 0;
  private sample = '';

  constructor(
    private readonly names: readonly (string | undefined)[],
    private readonly factors: readonly number[] = [],
    private readonly decimal: '.' | ',' = '.',
  ) {
    this.cells = names.map(() => new GrowableNumbers());
  }

  push(fields: readonly string[]): void {
    this.names.forEach((name, k) => {
      if (name === undefined) return;
      const text = (fields[k] ?? '').trim();
      let value = text === '' ? Number.NaN : Number(this.decimal === ',' ? text.replace(',', '.') : text);
      if (!Number.isFinite(value)) {
        if (text !== '' && !/^[-+]?(?:nan|inf(?:inity)?|-+|n\/?a)$/i.test(text)) {
          this.bad++;
          this.sample ||= text;
        }
        value = Number.NaN;
      }
      this.cells[k]!.push(value * (this.factors[k] ?? 1));
    });
    this.rows++;
  }

  finish(notes: Note[]): Column[] {
    if (this.bad > 0)
      notes.push({
        level: 'warning',
        code: 'unreadable-values',
        text: `${this.bad} values are no numbers, such as "${this.sample.slice(0, 30)}"; they are missing`,
      });
    return this.names.flatMap((name, k) => (name === undefined ? [] : [markMissing(name, this.cells[k]!.finish())]));
  }
}
