import { breathe, type Context, DomainError, SolveError } from '../../core/index.js';
import { type Cells, tessellate } from './tessellate.js';

/**
 * Weights that give the cells of a power diagram wanted volumes, by a damped Newton iteration on the concave dual of
 * semi-discrete optimal transport: ∂V_i/∂w_j = −A_ij / (2 d_ij). Kitagawa, Mérigot and Thibert, J. Eur. Math. Soc. 21
 * (2019) 2603, doi:10.4171/JEMS/889.
 *
 * @param seeds [m] (n, 3)
 * @param box [m] (3) periods
 * @param targets [m3] (n) wanted volumes, which add up to the box
 * @param start [m2] (n) weights to begin with
 * @param tolerance [1] largest relative error of a volume that ends the iteration
 * @returns weights [m2] (n) and the cells
 */
export async function fitVolumes(
  seeds: Float64Array,
  box: readonly number[],
  targets: Float64Array,
  start: Float64Array,
  tolerance: number,
  ctx?: Context,
): Promise<{ weights: Float64Array; cells: Cells; error: number }> {
  const n = targets.length;
  let weights = start;
  let cells = tessellate(seeds, box, weights);
  const least =
    0.5 *
    Math.min(
      cells.volumes.reduce((m, v) => Math.min(m, v), Infinity),
      targets.reduce((m, v) => Math.min(m, v), Infinity),
    );
  if (!(least > 0)) {
    weights = new Float64Array(n);
    cells = tessellate(seeds, box, weights);
  }
  const floor =
    0.1 *
    Math.min(
      cells.volumes.reduce((m, v) => Math.min(m, v), Infinity),
      targets.reduce((m, v) => Math.min(m, v), Infinity),
    );
  let error = worst(cells, targets);
  for (let k = 0; k < 60 && error > tolerance; k++) {
    await breathe(ctx);
    ctx?.progress?.(k, 12, 'fitting grain sizes');
    const step = solveStep(cells, seeds, box, targets);
    const before = squareError(cells, targets);
    let share = 1;
    for (; ; share /= 2) {
      if (share < 1e-4)
        throw new SolveError(`grain sizes cannot be met better than within ${(100 * error).toPrecision(2)} %`, {
          hint: 'spread them less, or place the seeds with more Lloyd steps',
        });
      const tried = weights.map((w, i) => w + share * step[i]);
      const found = tryTessellate(seeds, box, tried);
      if (found?.volumes.every((v) => v > floor) && squareError(found, targets) < (1 - 0.1 * share) * before) {
        weights = tried;
        cells = found;
        break;
      }
    }
    error = worst(cells, targets);
  }
  return { weights, cells, error };
}

/** A step that is too long may ask for a cell that cannot be: it is shortened then. */
function tryTessellate(seeds: Float64Array, box: readonly number[], weights: Float64Array): Cells | undefined {
  try {
    return tessellate(seeds, box, weights);
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

const worst = (cells: Cells, targets: Float64Array): number =>
  cells.volumes.reduce((max, v, i) => Math.max(max, Math.abs(v / targets[i] - 1)), 0);

const squareError = (cells: Cells, targets: Float64Array): number =>
  Math.sqrt(cells.volumes.reduce((sum, v, i) => sum + (v - targets[i]) ** 2, 0));

/** Newton's step: a graph Laplacian, by conjugate gradients. */
function solveStep(cells: Cells, seeds: Float64Array, box: readonly number[], targets: Float64Array): Float64Array {
  const n = targets.length;
  const links = new Float64Array(cells.areas.length);
  const diagonal = new Float64Array(n);
  for (let i = 0; i < n; i++)
    for (let f = cells.faceStart[i]; f < cells.faceStart[i + 1]; f++) {
      const j = cells.neighbours[f];
      if (j === i) continue;
      let d2 = 0;
      for (let k = 0; k < 3; k++) d2 += (seeds[3 * j + k] + cells.shifts[3 * f + k] * box[k] - seeds[3 * i + k]) ** 2;
      links[f] = cells.areas[f] / (2 * Math.sqrt(d2));
      diagonal[i] += links[f];
    }
  const apply = (x: Float64Array, y: Float64Array): void => {
    for (let i = 0; i < n; i++) {
      let sum = diagonal[i] * x[i];
      for (let f = cells.faceStart[i]; f < cells.faceStart[i + 1]; f++) sum -= links[f] * x[cells.neighbours[f]];
      y[i] = sum;
    }
  };
  const x = new Float64Array(n);
  const r = targets.map((t, i) => t - cells.volumes[i]);
  const mean = r.reduce((s, v) => s + v, 0) / n;
  for (let i = 0; i < n; i++) r[i] -= mean;
  const z = r.map((v, i) => v / diagonal[i]);
  const p = z.slice();
  const q = new Float64Array(n);
  let rz = dot(r, z);
  const goal = 1e-16 * dot(r, r);
  for (let k = 0; k < 2000 && dot(r, r) > goal; k++) {
    apply(p, q);
    const a = rz / dot(p, q);
    for (let i = 0; i < n; i++) {
      x[i] += a * p[i];
      r[i] -= a * q[i];
      z[i] = r[i] / diagonal[i];
    }
    const next = dot(r, z);
    const b = next / rz;
    rz = next;
    for (let i = 0; i < n; i++) p[i] = z[i] + b * p[i];
  }
  return x;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
