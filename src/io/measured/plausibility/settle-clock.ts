import { extremesOf, formatSeconds, isAt, labelOf, listRows, type Examined } from './series.js';

const DAY = 86_400;
const HOUR = 3600;
/** [s] since 1970: no cycler wrote a file before 1985, and none will be read after 2100. */
const EARLIEST = 473_385_600;
const LATEST = 4_102_444_800;

/** A clock must have a date, run forward, and jump with daylight saving only where that is said. */
export function settleClock(examined: Examined): void {
  const clock = examined.columns.get('unix_time_second');
  if (!clock || Array.isArray(clock.values) || clock.values.length === 0) return;
  const { values } = clock;
  let { high: highest, low: lowest } = extremesOf(examined, values);
  if (clock.valid) {
    highest = -Infinity;
    lowest = Infinity;
    for (let i = 0; i < values.length; i++) {
      if (!isAt(clock, i)) continue;
      if (values[i]! > highest) highest = values[i]!;
      if (values[i]! < lowest) lowest = values[i]!;
    }
  }
  if (lowest >= 0 && highest <= 2 * DAY) return takeTimeOfDay(examined);
  if (lowest < EARLIEST || highest > LATEST)
    examined.notes.push({
      level: 'serious',
      code: 'clock-implausible',
      text: `the file's clock says ${new Date(1000 * lowest).toISOString().slice(0, 10)} to ${new Date(1000 * highest).toISOString().slice(0, 10)}: its dates were misread or the instrument's clock was not set`,
      where: labelOf(examined, 'unix_time_second'),
    });
  checkJumps(examined);
}

/** A time of day without a date is no clock: it would say 1970. */
function takeTimeOfDay(examined: Examined): void {
  const clock = examined.columns.get('unix_time_second')!;
  const values = clock.values as Float64Array;
  const label = labelOf(examined, 'unix_time_second');
  examined.columns.delete('unix_time_second');
  examined.columns.set('time_of_day_second', { ...clock, name: 'time_of_day_second' });
  const labels = examined.metadata.columns as Record<string, string> | undefined;
  if (labels?.unix_time_second !== undefined) {
    labels.time_of_day_second = labels.unix_time_second;
    delete labels.unix_time_second;
  }
  if (examined.about.started?.startsWith('1970')) delete examined.about.started;
  examined.notes.push({
    level: 'warning',
    code: 'clock-without-date',
    text: `"${label}" gives a time of day without a date: the day of the test is not known, and files cannot be put in order by it`,
    where: label,
  });
  const time = examined.columns.get('test_time_second');
  if (!time || !isDerived(examined) || values.length === 0) return;
  // A test time counted from such a clock goes on past midnight.
  const out = new Float64Array(values.length);
  let days = 0;
  let last = values[0]!;
  for (let i = 0; i < values.length; i++) {
    if (!isAt(clock, i)) continue;
    if (values[i]! < last - DAY / 2) days++;
    last = values[i]!;
    out[i] = values[i]! + days * DAY - values[0]!;
  }
  examined.columns.set('test_time_second', { name: 'test_time_second', values: out, valid: clock.valid });
}

function checkJumps(examined: Examined): void {
  const clock = examined.columns.get('unix_time_second')!;
  const time = examined.columns.get('test_time_second');
  const u = clock.values as Float64Array;
  const t = time && !Array.isArray(time.values) ? (time.values as Float64Array) : undefined;
  const back: number[] = [];
  let count = 0;
  let worst = 0;
  const hours: number[] = [];
  let previous = -1;
  const whole = !clock.valid && !time?.valid;
  for (let i = 0; i < u.length; i++) {
    if (whole && t && i > 0) {
      // The rule, in a few operations: forward, and in step with the test time.
      const du = u[i]! - u[i - 1]!;
      if (du >= 0 && Math.abs(du - (t[i]! - t[i - 1]!)) < HOUR - 3) {
        previous = i;
        continue;
      }
    }
    if (!isAt(clock, i)) continue;
    if (previous >= 0) {
      const du = u[i]! - u[previous]!;
      if (du < 0) {
        if (back.length < 5) back.push(i + 1);
        count++;
        worst = Math.min(worst, du);
      }
      if (t && isAt(time!, i) && isAt(time!, previous)) {
        const off = du - (t[i]! - t[previous]!);
        if (Math.abs(Math.abs(off) - HOUR) < 3) hours.push(i + 1);
      }
    }
    previous = i;
  }
  if (hours.length > 0)
    examined.notes.push({
      level: 'warning',
      code: 'daylight-saving',
      text: `the clock jumps by one hour against the test time, as where daylight saving changes; the test time runs on and is to be used`,
      where: listRows(hours, hours.length),
    });
  if (count > hours.length)
    examined.notes.push({
      level: 'serious',
      code: 'clock-backward',
      text: `the clock runs backward ${count} time${count > 1 ? 's' : ''}, by up to ${formatSeconds(-worst)}${
        Math.abs(Math.abs(worst) - HOUR) < 600 ? ', as at the end of daylight saving' : ''
      }; the rows are kept in the file's order`,
      where: listRows(back, count),
    });
  else if (!t || isDerived(examined)) checkSpring(examined, u);
}

/** Whether the test time was counted from the clock, as the file has none. */
function isDerived({ metadata }: Examined): boolean {
  const labels = metadata.columns as Record<string, string> | undefined;
  return labels !== undefined && labels.test_time_second === undefined;
}

/**
 * A gap of one hour beyond the usual step, between midnight and four on a Sunday, is the begin of daylight saving where
 * dates are the only time.
 */
function checkSpring(examined: Examined, u: Float64Array): void {
  for (let i = 2; i < u.length - 1; i++) {
    const gap = u[i]! - u[i - 1]!;
    const usual = u[i - 1]! - u[i - 2]!;
    if (gap < HOUR || usual <= 0 || usual > HOUR / 4 || Math.abs(gap - HOUR - usual) > 0.5 * usual + 1) continue;
    const at = new Date(1000 * u[i - 1]!);
    if (at.getUTCDay() !== 0 || at.getUTCHours() > 3) continue;
    examined.notes.push({
      level: 'serious',
      code: 'daylight-saving',
      text: 'the clock, from which the test time is counted, jumps forward by one hour on a Sunday night, as where daylight saving begins: the test time may be an hour too long from there on',
      where: `row ${i + 1}`,
    });
    return;
  }
}
