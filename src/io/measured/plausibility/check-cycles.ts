import type { Examined } from './series.js';

/** Cycle numbers are whole; cycles left out say that rows are missing. */
export function checkCycles(examined: Examined): void {
  const cycle = examined.columns.get('cycle_count');
  if (!cycle || Array.isArray(cycle.values)) return;
  const { values, valid } = cycle;
  const seen = new Set<number>();
  let previous: number | undefined;
  let odd = 0;
  let firstOdd = 0;
  let jump: { from: number; to: number; row: number } | undefined;
  for (let i = 0; i < values.length; i++) {
    if (valid && !valid[i]) continue;
    const value = values[i]!;
    if (value === previous) {
      if (odd > 0 && !Number.isInteger(value)) odd++;
      continue;
    }
    if (!Number.isInteger(value)) {
      if (odd++ === 0) firstOdd = i;
    } else if (previous !== undefined && value > previous + 1 && !seen.has(previous + 1))
      jump ??= { from: previous, to: value, row: i };
    seen.add(value);
    previous = value;
  }
  if (odd > 0)
    examined.notes.push({
      level: 'serious',
      code: 'cycle-not-whole',
      text: `the cycle number is not whole in ${odd} of ${values.length} rows (${values[firstOdd]}): the column is not one of cycles, or was scaled`,
      where: `row ${firstOdd + 1}`,
    });
  else if (jump)
    examined.notes.push({
      level: 'serious',
      code: 'cycles-missing',
      text: `the cycle number jumps from ${jump.from} to ${jump.to}: the rows between are missing`,
      where: `row ${jump.row + 1}`,
    });
}
