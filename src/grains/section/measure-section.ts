import { InputError, type Estimate, type Note } from '../../core/index.js';
import type { GreyPicture } from './make-section.js';

/** What a picture of a cross-section says of a particle. */
export interface SectionMeasures {
  /** [1] area of cracks over that of the particle; sigma from resolution and threshold. */
  crackShare: Estimate;
  /** [1] area of pores wider than the window over that of the particle. */
  porosity: Estimate;
  /**
   * [px-1] boundaries that a test line crosses for each pixel of it: a lower bound, since neighbours of equal grey are
   * not told apart.
   */
  intercepts: Estimate;
  /** [1] share of the picture that is particle. */
  particleShare: number;
  /** Grey levels found: of the solid and of what is dark. */
  levels: { solid: number; dark: number; noise: number };
  notes: Note[];
}

export interface SectionMeasureSettings {
  /** [1] widest crack in pixels; wider is a pore. Default 9. */
  window?: number;
}

/**
 * Cracks, pores and boundaries in a picture whose solid is bright. Cracks are what a grey closing fills: their missing
 * grey is summed, so that a crack thinner than a pixel still counts by its width. Uncertainty: the threshold of noise
 * moved by half, and the picture at half its resolution.
 *
 * @throws InputError where the picture has no contrast
 */
export function measureSection(picture: GreyPicture, settings: SectionMeasureSettings = {}): SectionMeasures {
  const window = settings.window ?? 9;
  if (picture.width < 32 || picture.height < 32)
    throw new InputError(`a picture of ${picture.width} × ${picture.height} pixels is too small to be measured`);
  const levels = findLevels(picture.values);
  if (!(levels.solid - levels.dark > 4 * levels.noise) || levels.solid - levels.dark < 2)
    throw new InputError('the picture has no dark and no bright part that could be told apart', {
      hint: 'cracks and surroundings must be darker than grains',
    });
  const outside = findOutside(picture, levels, window);
  const at = (threshold: number) => sumUp(picture, outside, levels, window, threshold);
  const cut = Math.max(0.03, (3 * levels.noise) / (levels.solid - levels.dark));
  const middle = at(cut);
  const [low, high] = [at(1.5 * cut), at(0.5 * cut)];
  const half = halve(picture);
  const coarse = sumUp(
    half,
    findOutside(half, levels, (window + 1) / 2),
    levels,
    Math.max(3, Math.round(window / 2)),
    cut,
  );
  const estimate = (value: number, ...others: number[]): Estimate => {
    const sigma = Math.hypot((others[0] - others[1]) / 2, (value - others[2]) / 2);
    return {
      value,
      sigma,
      n: 1,
      unit: '1',
      scale: 'share',
      interval: [Math.max(0, value - 2 * sigma), Math.min(1, value + 2 * sigma)],
      confidence: 0.95,
      covers: 'measurement',
    };
  };
  const notes: Note[] = [];
  const share = outside.reduce((n, o) => n + 1 - o, 0) / outside.length;
  if (share < 0.02)
    notes.push({ level: 'serious', code: 'no-particle', text: 'hardly anything in the picture is particle' });
  if (Math.abs(middle.cracks - coarse.cracks) > 0.3 * middle.cracks && middle.cracks > 1e-4)
    notes.push({
      level: 'warning',
      code: 'resolution-limits',
      text: 'at half the resolution the crack share is another: cracks are about as wide as a pixel; take a finer picture',
    });
  // Cracks are filled first: each would count twice.
  const lines = countIntercepts({ ...picture, values: closing(picture, window) }, outside, levels);
  notes.push({
    level: 'info',
    code: 'intercepts-lower-bound',
    text: 'boundaries between grains of equal grey are not seen: intercepts are a lower bound',
  });
  return {
    crackShare: estimate(middle.cracks, low.cracks, high.cracks, coarse.cracks),
    porosity: estimate(middle.pores, low.pores, high.pores, coarse.pores),
    intercepts: {
      value: lines,
      sigma: lines / Math.sqrt(Math.max(1, lines * outside.length * share)),
      n: 1,
      unit: '1',
      covers: 'measurement',
    },
    particleShare: share,
    levels,
    notes,
  };
}

/** Levels of solid and dark by Otsu's threshold, and the noise from differences of neighbours. */
function findLevels(values: Float64Array): { solid: number; dark: number; noise: number } {
  const high = values.reduce((m, v) => Math.max(m, v), -Infinity);
  const low = values.reduce((m, v) => Math.min(m, v), Infinity);
  const bins = new Float64Array(256);
  const step = (high - low) / 255 || 1;
  for (const v of values) bins[Math.round((v - low) / step)]++;
  const total = values.length;
  let sum = 0;
  for (let k = 0; k < 256; k++) sum += k * bins[k];
  let [count, part, best, at] = [0, 0, -1, 0];
  for (let k = 0; k < 255; k++) {
    count += bins[k];
    part += k * bins[k];
    if (count === 0 || count === total) continue;
    const between = (sum * count - part * total) ** 2 / (count * (total - count));
    if (between > best) [best, at] = [between, k];
  }
  const mean = (from: number, to: number): number => {
    let [n, s] = [0, 0];
    for (let k = from; k <= to; k++) {
      n += bins[k];
      s += k * bins[k];
    }
    return n > 0 ? low + (s / n) * step : low;
  };
  const steps: number[] = [];
  for (let i = 1; i < values.length; i += Math.max(1, Math.floor(values.length / 20_000)))
    steps.push(Math.abs(values[i] - values[i - 1]));
  steps.sort((a, b) => a - b);
  return { solid: mean(at + 1, 255), dark: mean(0, at), noise: steps[Math.floor(steps.length / 2)] / 0.954 };
}

/** 1 where the surroundings are: dark regions wider than a crack that reach the border. */
function findOutside(p: GreyPicture, levels: { solid: number; dark: number }, window: number): Uint8Array {
  const { width, height, values } = p;
  const middle = 0.5 * (levels.solid + levels.dark);
  // Dark after closing: cracks are gone, surroundings and pores are left.
  const closed = closing(p, window);
  const outside = new Uint8Array(values.length);
  const waiting: number[] = [];
  const visit = (i: number): void => {
    if (outside[i] || closed[i] >= middle) return;
    outside[i] = 1;
    waiting.push(i);
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    const x = i % width;
    if (x > 0) visit(i - 1);
    if (x < width - 1) visit(i + 1);
    if (i >= width) visit(i - width);
    if (i < values.length - width) visit(i + width);
  }
  return outside;
}

function sumUp(
  p: GreyPicture,
  outside: Uint8Array,
  levels: { solid: number; dark: number },
  window: number,
  threshold: number,
): { cracks: number; pores: number } {
  const closed = closing(p, window);
  let [cracks, pores, solid] = [0, 0, 0];
  const middle = 0.5 * (levels.solid + levels.dark);
  for (let i = 0; i < outside.length; i++) {
    if (outside[i]) continue;
    solid++;
    if (closed[i] < middle) {
      pores++;
      continue;
    }
    const missing = (closed[i] - p.values[i]) / (closed[i] - levels.dark);
    if (missing > threshold) cracks += Math.min(1, missing);
  }
  return { cracks: solid > 0 ? cracks / solid : 0, pores: solid > 0 ? pores / solid : 0 };
}

/** Grey closing with a square: greatest, then least value in a window. */
function closing(p: GreyPicture, window: number): Float64Array {
  const reach = Math.max(1, Math.floor(window / 2));
  return extreme(extreme(p.values, p, reach, Math.max), p, reach, Math.min);
}

function extreme(
  values: Float64Array,
  { width, height }: GreyPicture,
  reach: number,
  pick: (a: number, b: number) => number,
): Float64Array {
  const line = (from: Float64Array, n: number, step: number, m: number, other: number): Float64Array => {
    const out = new Float64Array(from.length);
    for (let j = 0; j < m; j++)
      for (let i = 0; i < n; i++) {
        let best = from[j * other + i * step];
        for (let k = Math.max(0, i - reach); k <= Math.min(n - 1, i + reach); k++)
          best = pick(best, from[j * other + k * step]);
        out[j * other + i * step] = best;
      }
    return out;
  };
  return line(line(values, width, 1, height, width), height, width, width, 1);
}

function halve({ width, height, values }: GreyPicture): GreyPicture {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const out = new Float64Array(w * h);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = 2 * y * width + 2 * x;
      out[y * w + x] = (values[i] + values[i + 1] + values[i + width] + values[i + width + 1]) / 4;
    }
  return { width: w, height: h, values: out };
}

/** Steps of grey along rows and columns, for each pixel of test line inside the particle. */
function countIntercepts(
  p: GreyPicture,
  outside: Uint8Array,
  levels: { solid: number; dark: number; noise: number },
): number {
  const { width, height, values } = p;
  const step = Math.max(4 * levels.noise, 0.03 * (levels.solid - levels.dark));
  let [count, length] = [0, 0];
  const walk = (start: number, stride: number, n: number): void => {
    let last = -10;
    for (let k = 2; k < n - 2; k++) {
      const i = start + k * stride;
      if (outside[i] || outside[i - 2 * stride] || outside[i + 2 * stride]) continue;
      length++;
      const jump = Math.abs(values[i + 2 * stride] - values[i - 2 * stride]);
      const peak = Math.abs(values[i + stride] - values[i - stride]);
      if (jump > step && peak >= Math.abs(values[i + 2 * stride] - values[i]) && k - last > 4) {
        count++;
        last = k;
      }
    }
  };
  for (let y = 0; y < height; y++) walk(y * width, 1, width);
  for (let x = 0; x < width; x++) walk(x, width, height);
  return length > 0 ? count / length : 0;
}

/**
 * Boundaries that test lines cross in a picture of labels, for each pixel of line inside: 2 N_L is the boundary area
 * for each volume (Saltykov).
 *
 * @param labels [1] (height, width) grains, −1 outside
 * @param width [1]
 */
export function countLabelIntercepts(labels: Int32Array, width: number): number {
  const height = labels.length / width;
  let [count, length] = [0, 0];
  for (let i = 0; i < labels.length; i++)
    for (const j of [i % width < width - 1 ? i + 1 : -1, Math.floor(i / width) < height - 1 ? i + width : -1]) {
      if (j < 0 || labels[i] < 0 || labels[j] < 0) continue;
      length++;
      if (labels[i] !== labels[j]) count++;
    }
  return length > 0 ? count / length : 0;
}
