import { holdsNumbers, isMadeLater, rowsOf } from '../column-rows.js';
import type { Examined } from './series.js';

/** [V] by which a cell's voltage may differ from that between its electrodes */
const APART = 0.1;
/** [1] rows looked at, evenly spread: columns that nobody asked for yet are not decoded for this */
const LOOKS = 200;

/** The voltage of the cell is that between its electrodes, where a file has both potentials too. */
export function checkElectrodes({ columns, rows, notes }: Examined): void {
  const cell = columns.get('voltage_volt');
  for (const mean of ['', 'mean_']) {
    const names = ['working', 'counter'].map((e) => `${mean}${e}_electrode_potential_vs_reference_volt`);
    const [working, counter] = names.map((name) => columns.get(name));
    if (!cell || !working || !counter) continue;
    if ([cell, working, counter].some((column) => !holdsNumbers(column) || isMadeLater(column))) continue;
    const every = Math.max(1, Math.floor(rows / LOOKS));
    let looks = 0;
    let apart = 0;
    let example = '';
    for (let i = 0; i < rows; i += every) {
      const of = [cell, working, counter].map((column) => {
        const { values, valid } = rowsOf(column, i, i + 1);
        return valid?.[0] === 0 ? Number.NaN : Number(values[0]);
      });
      const [voltage, high, low] = of as [number, number, number];
      if (!Number.isFinite(voltage + high + low)) continue;
      looks++;
      if (Math.abs(voltage - (high - low)) <= APART) continue;
      if (apart++ === 0)
        example = `${voltage.toPrecision(4)} V against ${high.toPrecision(4)} − ${low.toPrecision(4)} V in row ${i + 1}`;
    }
    if (apart > looks / 10)
      notes.push({
        level: 'serious',
        code: 'electrodes-contradict',
        text: `the voltage of the cell is not that between its electrodes in ${apart} of ${looks} rows looked at (${example}): one of ${names.join(' and ')} was not recorded there, or they are against different references`,
      });
  }
}
