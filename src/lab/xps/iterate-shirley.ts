import { InputError } from '../../core/index.js';
import { computeWidths } from './region-model.js';

/**
 * Shirley's background, iterated until it stands still: at each energy in proportion to the area of the peak below it,
 * joining the averages of the two ends.
 *
 * Shirley, Phys. Rev. B 5 (1972) 4709; Proctor and Sherwood, Anal. Chem. 54 (1982) 13.
 *
 * @param energy [eV] (n) rising
 * @param counts [1] (n)
 * @param ends   [1] points that are averaged at each end
 * @returns [count] (n)
 */
export function iterateShirley(energy: Float64Array, counts: Float64Array, ends: number): Float64Array {
  const n = energy.length;
  if (n < 2 * ends + 2)
    throw new InputError(`a Shirley background over ${n} points cannot average ${ends} at each end`, {
      hint: 'take a wider window or fewer points',
    });
  const mean = (from: number): number => {
    let sum = 0;
    for (let i = from; i < from + ends; i++) sum += counts[i];
    return sum / ends;
  };
  const low = mean(0);
  const high = mean(n - ends);
  const width = computeWidths(energy);
  let background = new Float64Array(n).fill(low);
  for (let pass = 0; pass < 100; pass++) {
    const sums = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const part = (counts[i] - background[i]) * width[i];
      sums[i] = sum + part / 2;
      sum += part;
    }
    if (!(Math.abs(sum) > 1e-9)) return background;
    const next = sums.map((s) => low + ((high - low) * s) / sum);
    const change = next.reduce((most, v, i) => Math.max(most, Math.abs(v - background[i])), 0);
    background = next;
    if (change < 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1)) break;
  }
  return background;
}
