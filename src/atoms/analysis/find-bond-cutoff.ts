import type { Note } from '../../core/index.js';
import type { Rdf, RdfPair } from './compute-rdf.js';

export interface BondCutoff {
  /** [Å] first minimum behind the first peak; undefined where there is no first shell within the range. */
  cutoff?: number;
  /** [Å] first peak */
  peak?: number;
  /** [1] g at the minimum over g at the peak: 0 for a shell that stands alone. */
  depth?: number;
  notes: Note[];
}

/** [Å] Gaussian width by which counts are smoothed before peaks are looked for: about the thermal width of a bond. */
const SMOOTHING = 0.06;
const CLEAR = 0.5;

/**
 * First minimum of g(r) behind its first peak, where a bond ends. Counts are smoothed by a Gaussian; a rise counts as
 * the next shell only when it exceeds the minimum by a fifth of the peak and by twice the counting error, so that
 * ripples are passed over. Where g is (almost) empty over a range, the cutoff is its middle.
 */
export function findBondCutoff(rdf: Rdf, pair: RdfPair): BondCutoff {
  const name = pair.species.join('–');
  const g = smoothRdf(rdf, pair);
  const highest = Math.max(...g);
  if (!(highest > 0))
    return {
      notes: [
        {
          level: 'info',
          code: 'no-shell',
          text: `no ${name} pair within ${rdf.r[rdf.r.length - 1].toFixed(1)} Å`,
          where: name,
        },
      ],
    };
  let peak = -1;
  for (let k = 1; k < g.length - 1 && peak < 0; k++) {
    if (g[k] < 0.25 * highest || g[k] < g[k - 1] || g[k] < g[k + 1]) continue;
    let ahead = k;
    while (ahead + 1 < g.length && rdf.r[ahead + 1] - rdf.r[k] < 2 * SMOOTHING) ahead++;
    if (g.subarray(k, ahead + 1).every((v) => v <= g[k])) peak = k;
  }
  if (peak < 0)
    return {
      notes: [
        {
          level: 'warning',
          code: 'no-clear-minimum',
          text: `g(r) of ${name} has no peak within ${rdf.r[rdf.r.length - 1].toFixed(1)} Å`,
          where: name,
        },
      ],
    };
  let lowest = peak;
  let risen = false;
  for (let k = peak + 1; k < g.length && !risen; k++) {
    if (g[k] < g[lowest]) lowest = k;
    const error = (2 * g[k]) / Math.sqrt(Math.max(1, countAround(pair, rdf, k)));
    risen = g[k] - g[lowest] > Math.max(0.2 * g[peak], error);
  }
  const floor = g[lowest] + 0.02 * g[peak];
  let last = lowest;
  while (last + 1 < g.length && g[last + 1] <= floor) last++;
  let first = lowest;
  while (first > peak && g[first - 1] <= floor) first--;
  const depth = g[lowest] / g[peak];
  const notes: Note[] = [];
  const cutoff = risen
    ? (rdf.r[first] + rdf.r[last]) / 2
    : Math.min((rdf.r[first] + rdf.r[last]) / 2, rdf.r[first] + 0.3);
  if (depth <= CLEAR && !risen)
    notes.push({
      level: 'info',
      code: 'no-second-shell',
      text: `${name} has one shell only within the range; its end, not a minimum, is taken as the cutoff`,
      where: name,
    });
  if (depth > CLEAR) {
    notes.push({
      level: 'warning',
      code: 'no-clear-minimum',
      text: `g(r) of ${name} falls only to ${(100 * depth).toFixed(0)} % of its first peak: the cutoff ${cutoff.toFixed(2)} Å, and every count that rests on it, is soft`,
      where: name,
    });
  }
  return { cutoff, peak: rdf.r[peak], depth, notes };
}

/** [1] (bins) g(r) smoothed by a Gaussian of 0.06 Å. */
export function smoothRdf(rdf: Rdf, pair: RdfPair): Float64Array {
  const width = SMOOTHING / rdf.binWidth;
  const reach = Math.ceil(4 * width);
  return pair.g.map((_, k) => {
    let sum = 0;
    let norm = 0;
    for (let j = Math.max(0, k - reach); j <= Math.min(pair.g.length - 1, k + reach); j++) {
      const weight = Math.exp(-0.5 * ((j - k) / width) ** 2);
      sum += weight * pair.g[j];
      norm += weight;
    }
    return sum / norm;
  });
}

function countAround(pair: RdfPair, rdf: Rdf, bin: number): number {
  const reach = Math.ceil((2 * SMOOTHING) / rdf.binWidth);
  let sum = 0;
  for (let k = Math.max(0, bin - reach); k <= Math.min(pair.counts.length - 1, bin + reach); k++) sum += pair.counts[k];
  return sum;
}
