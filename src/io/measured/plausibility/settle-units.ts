import type { Column } from '../../../core/index.js';
import { labelOf, scaleColumn, type Examined } from './series.js';
import { compareClock, compareCounter, nearestFactor } from './witnesses.js';

/** [1] Clocks agree to their resolution, counters to what coarse rows leave out. */
const CLOCK = 0.05;
const COUNTER = 0.12;
/** [1] Charge counted and integrated may differ by this much in rows that are far apart; more is a contradiction. */
const FAR = 0.5;

const TIME_UNITS = new Map([
  [60, 'minutes'],
  [3600, 'hours'],
  [86_400, 'days'],
  [1e-3, 'milliseconds'],
  [1e-6, 'microseconds'],
]);

const show = (value: number): string => String(Number(value.toPrecision(3)));

/**
 * Holds test time, clock, and counter against one another. A ratio of two units decides where one thing alone can be
 * wrong: what two witnesses say, or what states no unit. Anything else that contradicts stays as the file has it, with
 * a serious note.
 */
export function settleUnits(examined: Examined): void {
  const time = examined.columns.get('test_time_second');
  if (!time || examined.rows < 3) return;
  const clockRatio = compareClock(examined);
  const counted = compareCounter(examined);
  const countRatio = counted && counted.counted > 0 ? counted.counted / counted.integral : undefined;
  const clock = clockRatio === undefined ? undefined : (nearestFactor(clockRatio, CLOCK) ?? NaN);
  const count = countRatio === undefined ? undefined : (nearestFactor(countRatio, COUNTER) ?? NaN);
  const open = time.assumed !== undefined;
  if (clock !== undefined && clock !== 1) {
    if (TIME_UNITS.has(clock) && (count === clock || (count === undefined && open)))
      takeTime(examined, clock, count !== undefined);
    else {
      examined.notes.push({
        level: 'serious',
        code: 'clock-contradicts',
        text: `the file's clock runs ${show(clockRatio!)} times as fast as its test time${count === 1 ? ', which the capacity counter confirms' : ''}; the test time was kept as its header says`,
        where: labelOf(examined, 'test_time_second'),
      });
      if (count === 1) confirm(examined, 'the capacity counter');
    }
    return;
  }
  if (clock === 1) confirm(examined, 'the clock');
  if (count === undefined) {
    if (counted && counted.counted === 0 && examined.rows > 10)
      examined.notes.push({
        level: 'warning',
        code: 'counter-still',
        text: `the capacity counter (${counted.counter.names.map((n) => labelOf(examined, n)).join(', ')}) stands still while current flows`,
      });
    return;
  }
  if (count === 1) {
    if (!examined.columns.get('current_ampere')?.assumed) confirm(examined, 'the capacity counter');
    return;
  }
  if (Number.isNaN(count) && Math.abs(countRatio! - 1) < FAR) {
    examined.notes.push({
      level: 'warning',
      code: 'counter-differs',
      text: `the capacity counter (${counted!.counter.names.map((n) => labelOf(examined, n)).join(', ')}) counts ${show(100 * Math.abs(countRatio! - 1))} % ${countRatio! > 1 ? 'more' : 'less'} than current times time: rows are too far apart, or a column is wrong; both were kept`,
    });
    return;
  }
  decideByCounter(examined, count, countRatio!, counted!.counter.names, clock === 1);
}

/** The test time is in another unit than was taken. */
function takeTime(examined: Examined, factor: number, twice: boolean): void {
  const open = examined.columns.get('test_time_second')?.assumed !== undefined;
  const label = labelOf(examined, 'test_time_second');
  for (const [name, column] of [...examined.columns])
    if (name === 'test_time_second' || (name === 'step_time_second' && column.assumed))
      scaleColumn(examined, name, factor);
  examined.notes.push({
    level: open ? 'warning' : 'serious',
    code: 'time-unit-settled',
    text: `${open ? `"${label}" states no unit` : `"${label}" is headed as if in another unit`}; by ${twice ? 'the clock and the capacity counter' : 'the file itself'} it is in ${TIME_UNITS.get(factor)}, and was taken so`,
    where: label,
  });
}

function confirm(examined: Examined, witness: string): void {
  for (const name of ['test_time_second', 'step_time_second']) {
    const column = examined.columns.get(name);
    if (!column?.assumed) continue;
    const { assumed, ...rest } = column;
    examined.columns.set(name, rest);
    examined.notes.push({
      level: 'info',
      code: 'unit-confirmed',
      text: `"${labelOf(examined, name)}" states no unit; that it is in ${assumed} is confirmed by ${witness}`,
    });
  }
}

/** One witness says that time, current or counter is in another unit; whichever of them alone states none, is. */
function decideByCounter(examined: Examined, count: number, ratio: number, names: string[], timeSure: boolean): void {
  const isOpen = (name: string): boolean => (examined.columns.get(name) as Column | undefined)?.assumed !== undefined;
  const suspects: { what: string; take: () => void }[] = [];
  if (!timeSure && TIME_UNITS.has(count) && isOpen('test_time_second'))
    suspects.push({ what: 'time', take: () => takeTime(examined, count, false) });
  if ([1e-3, 1e-6].includes(count) && isOpen('current_ampere'))
    suspects.push({ what: 'current', take: () => takeOther(examined, ['current_ampere'], count) });
  if ([1000, 3600, 3.6e6, 1e6].includes(count) && names.some(isOpen))
    suspects.push({ what: 'capacity', take: () => takeOther(examined, names, 1 / count) });
  if (suspects.length === 1) return suspects[0]!.take();
  examined.notes.push({
    level: 'serious',
    code: 'counter-contradicts',
    text: `the capacity counter (${names.map((n) => labelOf(examined, n)).join(', ')}) and current times time differ by a factor of ${show(ratio)}${
      Number.isNaN(count) ? '' : ', the ratio of two units'
    }: ${suspects.length > 1 ? `${suspects.map((s) => s.what).join(' and ')} state no unit, and either could be it` : 'a unit in the header, or a column, is wrong'}; all were kept as the header says`,
    where: labelOf(examined, 'test_time_second'),
  });
}

function takeOther(examined: Examined, names: readonly string[], factor: number): void {
  for (const name of names) {
    const label = labelOf(examined, name);
    const milli = Math.abs(factor - 1e-3) < 1e-9 ? 'thousandths of ' : factor === 1e-6 ? 'millionths of ' : '';
    const unit = examined.columns.get(name)?.assumed;
    scaleColumn(examined, name, factor);
    examined.notes.push({
      level: 'warning',
      code: 'unit-settled',
      text: `"${label}" states no unit; by the other columns its numbers are ${milli || `1/${Math.round(1 / factor)} of `}${unit ?? 'the unit taken'}, and were taken so`,
      where: label,
    });
  }
}

/** What still has a unit that the file does not state is said, with what to do about time. */
export function sayAssumedUnits(examined: Examined): void {
  const open = [...examined.columns.values()].filter((c) => c.assumed !== undefined && c.assumed !== 'derived');
  if (open.length > 0) {
    const time = open.find((c) => c.name === 'test_time_second');
    examined.notes.push({
      level: 'warning',
      code: 'unit-assumed',
      text: `the header states no units; taken were ${open.map((c) => `${labelOf(examined, c.name)} in ${c.assumed}`).join(', ')}${
        time
          ? `, and nothing in the file tells whether time is in seconds, minutes or hours: say so in a column mapping, ${labelOf(examined, time.name)}: { name: test_time_second, unit: min }`
          : ''
      }`,
    });
  }
  for (const [name, column] of examined.columns)
    if (column.assumed !== undefined) {
      const { assumed: _, ...rest } = column;
      examined.columns.set(name, rest);
    }
}

/** Energy over charge must be a voltage that the file has. */
export function checkEnergy(examined: Examined): void {
  const energy = compareCounter(examined, 'energy');
  if (!energy || energy.counted === 0) return;
  const ratio = energy.counted / energy.integral;
  if (Math.abs(ratio - 1) < FAR) return;
  examined.notes.push({
    level: 'serious',
    code: 'energy-contradicts',
    text: `the energy counter (${energy.counter.names.map((n) => labelOf(examined, n)).join(', ')}) and current times voltage times time differ by a factor of ${show(ratio)}: one of their units is wrong; all were kept as the header says`,
  });
}
