import type { Note, Table } from '../../core/index.js';

/** [s] five years: no test of a cell runs longer without a break */
const LONGEST = 1.6e8;
/** [1] Rows named one by one in a note before it only counts. */
const NAMED = 5;

/** Notes on what looks wrong in a time series: time running backward, rows written twice, missing or absurd cells. */
export function checkSeries(table: Table): Note[] {
  const notes: Note[] = [];
  const time = table.find('test_time_second');
  if (time && time.values instanceof Float64Array) notes.push(...checkTime(time.values, time.valid, table));
  for (const column of table.columns) {
    if (!column.valid) continue;
    let missing = 0;
    for (let i = 0; i < column.valid.length; i++) missing += 1 - column.valid[i];
    if (
      missing > 0 &&
      missing < column.valid.length &&
      ['test_time_second', 'voltage_volt', 'current_ampere'].includes(column.name)
    ) {
      notes.push({
        level: 'warning',
        code: 'missing-values',
        text: `${missing} of ${column.valid.length} values of ${column.name} are missing`,
        where: `row ${column.valid.indexOf(0) + 1}`,
      });
    }
  }
  return notes;
}

function checkTime(time: Float64Array, valid: Uint8Array | undefined, table: Table): Note[] {
  const backward: number[] = [];
  let count = 0;
  let worst = 0;
  let twice = 0;
  let firstTwice = 0;
  const others = table.columns
    .filter((c) => c.name !== 'record_index' && !Array.isArray(c.values))
    .map((c) => c.values as Float64Array | Int32Array);
  let previous = 0;
  for (let i = 1; i < time.length; i++) {
    if (valid && !(valid[i] && valid[previous])) {
      if (valid[i]) previous = i;
      continue;
    }
    const dt = time[i] - time[previous];
    if (dt < 0) {
      if (count++ < NAMED) backward.push(i + 1);
      worst = Math.min(worst, dt);
    } else if (dt === 0 && others.every((values) => values[i] === values[previous])) {
      if (twice++ === 0) firstTwice = i + 1;
    }
    previous = i;
  }
  const notes: Note[] = [];
  let last = time.length - 1;
  while (last > 0 && valid && !valid[last]) last--;
  const span = time.length > 0 ? time[last] - time[0] : 0;
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

function formatSeconds(seconds: number): string {
  return seconds >= 1 ? `${Number(seconds.toPrecision(4))} s` : `${Number((seconds * 1000).toPrecision(3))} ms`;
}
