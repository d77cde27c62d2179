import type { Note } from '../../core/index.js';
import type { Cycle } from './compute-cycles.js';
import { percent } from './cycle-table.js';

/** [%] Beyond rounding, no cell gives back more energy than was put in. */
const MOST = 100.5;
/** [%] Beyond this a coulombic efficiency is no side reaction. */
const MOST_CHARGE = 130;

/** Efficiencies that no cell has are no plain results. */
export function checkEfficiencies(cycles: readonly Cycle[]): Note[] {
  const notes: Note[] = [];
  const list = (of: readonly Cycle[]): string =>
    `cycle ${of
      .slice(0, 5)
      .map((c) => c.number)
      .join(', ')}${of.length > 5 ? `, … (${of.length})` : ''}`;
  // Where a test begins with a discharge, what was charged before it is not in the cycle.
  const whole = cycles.filter(
    (c, i) => c.charge && c.discharge && !(i === 0 && c.discharge.steps[0].from < c.charge.steps[0].from),
  );
  const energy = whole.filter((c) => percent(c, 'energy')! > MOST);
  if (energy.length > 0)
    notes.push({
      level: 'serious',
      code: 'energy-efficiency-above-one',
      text: `the energy efficiency is above 100 % in ${list(energy)}, up to ${energy.reduce((m, c) => Math.max(m, percent(c, 'energy')!), 0).toFixed(1)} %: sign, time or a counter of the file is wrong, or rows are missing`,
    });
  const charge = whole.filter((c) => percent(c, 'capacity')! > MOST_CHARGE);
  if (charge.length > 0)
    notes.push({
      level: 'serious',
      code: 'coulombic-efficiency-implausible',
      text: `the coulombic efficiency is above ${MOST_CHARGE} % in ${list(charge)}: rows are missing, or charge and discharge are exchanged`,
    });
  const empty = cycles.filter((c) => c.charge?.capacity === 0 || c.discharge?.capacity === 0);
  if (empty.length > 0)
    notes.push({
      level: 'serious',
      code: 'half-cycle-without-charge',
      text: `a half of ${list(empty)} passes no charge although current flows: its rows have no time between them`,
    });
  return notes;
}
