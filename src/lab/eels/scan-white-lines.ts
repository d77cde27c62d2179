import { breathe, type Context, InputError } from '../../core/index.js';
import { WHITE_LINE_EDGES, type WhiteLineEdge } from './edges.js';
import { fitWhiteLines, type WhiteLineFit } from './white-lines.js';

/** Spectra along a line. */
export interface SpectrumLine {
  /** [eV] (n) rising */
  energy: Float64Array;
  /** [m] (m) where each was taken; undefined for one spectrum */
  positions?: Float64Array;
  /** [count] (m, n) row-major */
  counts: Float64Array;
  /** Whether these are counts, whose variance is known. */
  counted: boolean;
}

/** White lines of every spectrum of a line, with the numbers that they share. */
export interface WhiteLineScan {
  edge: WhiteLineEdge;
  spectra: readonly WhiteLineFit[];
  /** [eV] widths of L3, L2 and of the steps, from all spectra, aligned and added */
  shared: { l3Width: number; l2Width: number; stepWidth: number; exponent: number };
  /** [eV] what was fitted */
  window: readonly [number, number];
}

/** [eV] before L3 and beyond L2, as far as is fitted */
const BEFORE = 62;
const BEYOND = 28;

/** The L2,3 edge that a spectrum shows most clearly: its largest rise over what lies before. */
export function chooseEdge(energy: Float64Array, counts: Float64Array): WhiteLineEdge {
  const mean = (from: number, to: number): number => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < energy.length; i++)
      if (energy[i] >= from && energy[i] <= to) {
        sum += counts[i];
        count++;
      }
    return count > 1 ? sum / count : NaN;
  };
  let best: WhiteLineEdge | undefined;
  let most = 0;
  for (const edge of WHITE_LINE_EDGES) {
    const before = mean(edge.l3 - 12, edge.l3 - 5);
    const earlier = mean(edge.l3 - 19, edge.l3 - 12);
    const peak = Math.max(
      ...[-2, -1, 0, 1].map((d) => mean(edge.l3 + d - 1, edge.l3 + d + 1)).filter(Number.isFinite),
      0,
    );
    const rise = (peak - (before + (before - earlier))) / Math.sqrt(Math.max(1, Math.abs(before)));
    if (Number.isFinite(rise) && rise > most && energy[energy.length - 1] > edge.l2 + 5) {
      most = rise;
      best = edge;
    }
  }
  if (!best)
    throw new InputError('no L2,3 edge of a 3d metal stands out in these spectra', {
      hint: `the range is ${energy[0]} … ${energy[energy.length - 1]} eV; name one with edge`,
    });
  return best;
}

/**
 * White lines along a line of spectra: widths, exponent and steps from all spectra, aligned by their L3 and added; then
 * positions and areas of each with those held, since one spectrum alone does not fix them.
 */
export async function scanWhiteLines(
  line: SpectrumLine,
  given: WhiteLineEdge | undefined,
  ctx?: Context,
): Promise<WhiteLineScan> {
  const all = line.energy;
  const m = line.counts.length / all.length;
  const total = new Float64Array(all.length);
  for (let s = 0; s < m; s++) for (let i = 0; i < all.length; i++) total[i] += line.counts[s * all.length + i];
  const edge = given ?? chooseEdge(all, total);
  const from = Math.max(all[0], edge.l3 - BEFORE);
  const to = Math.min(all[all.length - 1], edge.l2 + BEYOND);
  const keep = [...all.keys()].filter((i) => all[i] >= from && all[i] <= to);
  if (keep.length < 30 || all[keep[0]] > edge.l3 - 8)
    throw new InputError(
      `the spectra hold ${keep.length} channels from ${from} to ${to} eV: not enough before and on the ${edge.element} L2,3 edge`,
    );
  const energy = Float64Array.from(keep, (i) => all[i]);
  const take = (s: number): Float64Array => Float64Array.from(keep, (i) => line.counts[s * all.length + i]);
  const noise = (counts: Float64Array): Float64Array | undefined =>
    line.counted ? counts.map((c) => Math.sqrt(Math.max(c, 1))) : undefined;
  const first: WhiteLineFit[] = [];
  const rough = ['step width', 'L3 width', 'L2 width'] as const;
  for (let s = 0; s < m; s++) {
    if (s % 16 === 15) await breathe(ctx);
    const counts = take(s);
    first.push(
      await fitWhiteLines(energy, counts, noise(counts), { parameters: guess(energy, counts, edge), held: rough }, ctx),
    );
  }
  const shared = await fitAligned(energy, first, take, line.counted, edge, ctx);
  const spectra: WhiteLineFit[] = [];
  for (let s = 0; s < m; s++) {
    if (s % 16 === 15) await breathe(ctx);
    const counts = take(s);
    const start = Float64Array.from(first[s].fit.parameters);
    start[1] = shared.exponent;
    start[3] = shared.stepWidth;
    start[6] = shared.l3Width;
    start[9] = shared.l2Width;
    const held = m > 3 ? (['exponent', ...rough] as const) : rough;
    spectra.push(await fitWhiteLines(energy, counts, noise(counts), { parameters: start, held }, ctx));
  }
  return { edge, spectra, shared, window: [energy[0], energy[energy.length - 1]] };
}

function guess(energy: Float64Array, counts: Float64Array, edge: WhiteLineEdge): Float64Array {
  const n = energy.length;
  const head = Math.max(2, n >> 4);
  let start = 0;
  for (let i = 0; i < head; i++) start += counts[i] / head;
  const peak = (around: number, reach: number): { at: number; height: number } => {
    let at = around;
    let height = -Infinity;
    for (let i = 1; i < n - 1; i++) {
      if (Math.abs(energy[i] - around) > reach) continue;
      const value = (counts[i - 1] + counts[i] + counts[i + 1]) / 3;
      if (value > height) {
        height = value;
        at = energy[i];
      }
    }
    return { at, height };
  };
  const l3 = peak(edge.l3, 4);
  const l2 = peak(l3.at + (edge.l2 - edge.l3), 3);
  let before = 0;
  let count = 0;
  for (let i = 0; i < n; i++)
    if (energy[i] > l3.at - 14 && energy[i] < l3.at - 6) {
      before += counts[i];
      count++;
    }
  before /= Math.max(1, count);
  const exponent = Math.max(
    0.5,
    Math.min(6, Math.log(start / before) / Math.log((l3.at - 10) / energy[head >> 1]) || 3),
  );
  const rise = Math.max(1, 0.1 * before);
  const area = (p: { height: number }, width: number): number =>
    Math.max(10, ((p.height - before) * Math.PI * width) / 2);
  return Float64Array.from([start, exponent, rise, 2, area(l3, 2.6), l3.at, 2.6, area(l2, 3.4) / 2, l2.at, 3.4]);
}

/** All spectra moved so that their L3 agree, added, and fitted with every width free. */
async function fitAligned(
  energy: Float64Array,
  spectra: readonly WhiteLineFit[],
  take: (s: number) => Float64Array,
  counted: boolean,
  edge: WhiteLineEdge,
  ctx?: Context,
): Promise<WhiteLineScan['shared']> {
  const n = energy.length;
  const sorted = spectra.map((s) => s.l3).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  const sum = new Float64Array(n);
  const variance = new Float64Array(n);
  spectra.forEach((spectrum, s) => {
    const counts = take(s);
    const shift = spectrum.l3 - middle;
    for (let i = 0; i < n; i++) {
      const { value, weight } = interpolate(energy, counts, energy[i] + shift);
      sum[i] += value;
      // What interpolation takes from the variance is given back, so that χ² stays what it is.
      variance[i] += Math.max(1, value) * weight;
    }
  });
  const start = guess(energy, sum, { ...edge, l3: middle, l2: middle + edge.l2 - edge.l3 });
  const all = await fitWhiteLines(
    energy,
    sum,
    counted ? variance.map(Math.sqrt) : undefined,
    { parameters: start, held: [] },
    ctx,
  );
  const p = all.fit.parameters;
  return { exponent: p[1], stepWidth: p[3], l3Width: p[6], l2Width: p[9] };
}

function interpolate(x: Float64Array, y: Float64Array, at: number): { value: number; weight: number } {
  const n = x.length;
  if (at <= x[0]) return { value: y[0], weight: 1 };
  if (at >= x[n - 1]) return { value: y[n - 1], weight: 1 };
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  const f = (at - x[low]) / (x[high] - x[low]);
  return { value: y[low] * (1 - f) + y[high] * f, weight: f * f + (1 - f) ** 2 };
}
