import type { Rng } from '../../core/index.js';

/**
 * Points drawn uniformly in a box.
 *
 * @param count [1]
 * @param box [m] (3)
 * @returns [m] (count, 3)
 */
export function drawSeeds(count: number, box: readonly number[], rng: Rng): Float64Array {
  const seeds = new Float64Array(3 * count);
  for (let i = 0; i < seeds.length; i++) seeds[i] = rng.uniform() * box[i % 3];
  return seeds;
}

/**
 * Points on shells about the middle of a box, so that cells are longer along the radius than across it: shells lie
 * `elongation` times as far apart as points on a shell do. Points on a shell push one another apart.
 *
 * @param box [m] (3)
 * @param axes [m] (3) half axes that a shell's shape follows
 * @param spacing [m] cube root of the volume for each point
 * @param elongation [1] above 1
 * @returns [m] (n, 3)
 */
export function drawShells(
  box: readonly number[],
  axes: readonly number[],
  spacing: number,
  elongation: number,
  rng: Rng,
): Float64Array {
  const across = spacing / Math.cbrt(elongation);
  const step = across * elongation;
  const size = Math.cbrt(axes[0] * axes[1] * axes[2]);
  const out: number[] = [];
  const shells = Math.ceil((size * 1.001) / step) + 3;
  for (let k = 0; k < shells; k++) {
    const inner = k * step;
    const outer = inner + step;
    const count = Math.max(1, Math.round(((4 / 3) * Math.PI * (outer ** 3 - inner ** 3)) / spacing ** 3));
    const radius = k === 0 ? 0.5 * step : 0.5 * (inner + outer);
    const directions = spreadOnSphere(count, rng);
    for (let i = 0; i < count; i++) {
      const r = radius + 0.1 * step * (rng.uniform() - 0.5);
      for (let c = 0; c < 3; c++) out.push(0.5 * box[c] + (directions[3 * i + c] * r * axes[c]) / size);
    }
  }
  return Float64Array.from(out.filter((_, i) => inside(out, i - (i % 3), box)));
}

const inside = (points: readonly number[], at: number, box: readonly number[]): boolean =>
  box.every((l, k) => points[at + k] >= 0 && points[at + k] < l);

/**
 * Directions that keep apart: of several drawn ones always the one farthest from those there are (Mitchell's best
 * candidate).
 */
function spreadOnSphere(count: number, rng: Rng): Float64Array {
  const points = new Float64Array(3 * count);
  const tries = count > 4000 ? 2 : 6;
  for (let i = 0; i < count; i++) {
    let best = -2;
    for (let t = 0; t < tries; t++) {
      const v = [rng.normal(), rng.normal(), rng.normal()];
      const size = Math.hypot(...v);
      const [x, y, z] = v.map((c) => c / size);
      let nearest = -1;
      for (let j = 0; j < i; j++) {
        const cos = points[3 * j] * x + points[3 * j + 1] * y + points[3 * j + 2] * z;
        if (cos > nearest) nearest = cos;
      }
      if (-nearest > best) {
        best = -nearest;
        points.set([x, y, z], 3 * i);
      }
    }
  }
  return points;
}
