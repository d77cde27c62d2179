import type { Column, Note } from '../../../core/index.js';
import { holdsNumbers, isMadeLater, rowsOf } from '../column-rows.js';
import { formatSeconds, type Examined } from './series.js';

/** [s] five years: no test of a cell runs longer without a break */
const LONGEST = 1.6e8;
/** [1] Rows named one by one in a note before it only counts. */
const NAMED = 5;

/** A table without rows is no measurement. */
export function checkRows(examined: Examined): void {
  if (examined.rows > 0 || examined.notes.some((n) => n.code === 'no-rows')) return;
  examined.notes.push({ level: 'serious', code: 'no-rows', text: 'the file holds no rows of data' });
}

/** Notes on time that runs backward, rows written twice, missing or absurd cells. */
export function checkTimeOrder(examined: Examined): void {
  const time = examined.columns.get('test_time_second');
  const columns = [...examined.columns.values()];
  if (time && time.values instanceof Float64Array) examined.notes.push(...checkTime(time.values, time.valid, columns));
  for (const column of columns) {
    if (!['test_time_second', 'voltage_volt', 'current_ampere'].includes(column.name) || !column.valid) continue;
    let missing = 0;
    for (let i = 0; i < column.valid.length; i++) missing += 1 - column.valid[i]!;
    if (missing > 0 && missing < column.valid.length)
      examined.notes.push({
        level: 'warning',
        code: 'missing-values',
        text: `${missing} of ${column.valid.length} values of ${column.name} are missing`,
        where: `row ${column.valid.indexOf(0) + 1}`,
      });
  }
}

const valueAt = (column: Column, row: number): number => rowsOf(column, row, row + 1).values[0]!;

function checkTime(time: Float64Array, valid: Uint8Array | undefined, columns: readonly Column[]): Note[] {
  const backward: number[] = [];
  let count = 0;
  let worst = 0;
  let twice = 0;
  let firstTwice = 0;
  const numeric = columns.filter((c) => c.name !== 'record_index' && holdsNumbers(c));
  const others = numeric.filter((c) => !c.deferred).map((c) => c.values as Float64Array | Int32Array);
  const later = numeric.filter((c) => c.deferred).sort((a, b) => Number(isMadeLater(a)) - Number(isMadeLater(b)));
  const repeats = (i: number, before: number): boolean =>
    others.every((values) => values[i] === values[before]) && later.every((c) => valueAt(c, i) === valueAt(c, before));
  let previous = 0;
  for (let i = 1; i < time.length; i++) {
    if (valid && !(valid[i] && valid[previous])) {
      if (valid[i]) previous = i;
      continue;
    }
    const dt = time[i]! - time[previous]!;
    if (dt < 0) {
      if (count++ < NAMED) backward.push(i + 1);
      worst = Math.min(worst, dt);
    } else if (dt === 0 && repeats(i, previous)) {
      if (twice++ === 0) firstTwice = i + 1;
    }
    previous = i;
  }
  const notes: Note[] = [];
  let last = time.length - 1;
  while (last > 0 && valid && !valid[last]) last--;
  const span = time.length > 0 ? time[last]! - time[0]! : 0;
  if (span > LONGEST)
    notes.push({
      level: 'serious',
      code: 'time-implausible',
      text: `the test would last ${(span / 31_557_600).toPrecision(3)} years: the times look like milliseconds under a header of seconds; they were kept as the header says`,
    });
  if (count > 0) {
    notes.push({
      level: 'serious',
      code: 'time-backward',
      text: `time runs backward ${count} time${count > 1 ? 's' : ''}, by up to ${formatSeconds(-worst)}; the rows are kept in the file's order`,
      where: `row ${backward.join(', ')}${count > NAMED ? ', …' : ''}`,
    });
  }
  if (twice > 0)
    notes.push({
      level: 'warning',
      code: 'duplicated-rows',
      text: `${twice} row${twice > 1 ? 's repeat the one before them' : ' repeats the one before it'}; all are kept`,
      where: `row ${firstTwice}`,
    });
  return notes;
}
