import { ERROR_VALUE } from './read-delimited.js';
import { detectDialect, splitFields, type Dialect } from './read-head.js';

/** Where the labels and the first row of a table of unknown origin stand. */
export interface FoundHeader {
  /** [1] index of the line of labels, −1 where the rows begin at once */
  header: number;
  /** [1] index of a line of units under the labels, −1 where there is none */
  units: number;
  /** [1] index of the first row */
  rows: number;
  dialect: Dialect;
}

/** [1] Rows that must agree before they are believed to be a table. */
const AGREE = 3;
const number = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?%?$/;
const clock = /^\d+:\d{2}(?::\d{2}(?:[.,]\d+)?)?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/;

/**
 * Finds the table in delimited text: the first rows of mostly numbers with an equal count of fields, under a line of as
 * many labels. Lines that begin with `#` or `%` are comments; one right above the rows with as many fields holds the
 * labels.
 *
 * @returns undefined where there are no such rows
 */
export function findHeader(lines: readonly string[]): FoundHeader | undefined {
  if (/^\s*[[{<]\s*("|$|[<{[])/.test(lines.find((l) => l.trim() !== '') ?? '')) return undefined;
  const usable = lines.map((text, i) => ({ text, i })).filter(({ text }) => text.trim() !== '' && !isComment(text));
  if (usable.length < 2) return undefined;
  const dialect = detectDialect(usable.slice(-Math.max(2, Math.min(40, usable.length - 1))).map((l) => l.text));
  const fields = usable.map(({ text }) => splitFields(text, dialect.delimiter));
  const single = fields.every((f) => f.length === 1);
  const needed = Math.min(AGREE, usable.length - 1, 3);
  for (let k = 0; k < usable.length; k++) {
    const count = fields[k]!.length;
    if ((count < 2 && !single) || !isNumeric(fields[k]!)) continue;
    let agree = 1;
    while (
      agree < needed &&
      k + agree < usable.length &&
      Math.abs(fields[k + agree]!.length - count) <= 1 &&
      isNumeric(fields[k + agree]!)
    )
      agree++;
    if (agree < needed && k + agree < usable.length) continue;
    const above = k > 0 ? k - 1 : -1;
    const fits = (j: number): boolean => j >= 0 && Math.abs(fields[j]!.length - count) <= 1 && !isNumeric(fields[j]!);
    if (!fits(above)) {
      const commented = lastComment(lines, usable[k]!.i, dialect, count);
      return holdsOn(fields.slice(k), count)
        ? { header: commented, units: -1, rows: usable[k]!.i, dialect }
        : undefined;
    }
    const unitsRow =
      fits(above - 1) &&
      fields[above]!.filter((f) => f !== '').every((f) => /^[[(]?[^\d\s]{0,12}[\])]?$/.test(f)) &&
      fields[above]!.some((f) => /^[[(]/.test(f) || f === 's' || f === 'V');
    if (!holdsOn(fields.slice(k), count)) return undefined;
    return unitsRow
      ? { header: usable[above - 1]!.i, units: usable[above]!.i, rows: usable[k]!.i, dialect }
      : { header: usable[above]!.i, units: -1, rows: usable[k]!.i, dialect };
  }
  return undefined;
}

/** Whether what follows goes on as it began: most lines are rows of numbers with about as many fields. */
function holdsOn(fields: readonly (readonly string[])[], count: number): boolean {
  const sample = fields.slice(0, 200);
  return (
    sample.filter((f) => Math.abs(f.length - count) <= 1 && (isNumeric(f) || f.every((cell) => cell === ''))).length >=
    0.8 * sample.length
  );
}

function isComment(text: string): boolean {
  return /^\s*[#%]/.test(text) && !ERROR_VALUE.test(text.trimStart());
}

/** The comment right above the rows, if it splits into as many labels. */
function lastComment(lines: readonly string[], rows: number, dialect: Dialect, count: number): number {
  for (let i = rows - 1; i >= 0 && isComment(lines[i]!); i--) {
    if (splitFields(lines[i]!.replace(/^\s*[#%]+/, ''), dialect.delimiter).length === count) return i;
  }
  return -1;
}

function isNumeric(fields: readonly string[]): boolean {
  const filled = fields.filter((f) => f !== '');
  return (
    filled.length >= 1 &&
    filled.filter((f) => number.test(f) || clock.test(f)).length >= Math.max(1, 0.6 * filled.length) &&
    number.test(filled.find((f) => number.test(f)) ?? '')
  );
}
