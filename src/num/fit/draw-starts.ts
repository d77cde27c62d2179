import { shuffle, type Rng } from '../../core/index.js';
import type { FreeParameters } from './least-squares-problem.js';

/**
 * The given starting point and `count − 1` others by Latin-hypercube sampling of the bounds: even in the logarithm
 * where bounds are positive and span more than two decades; where a bound is missing, spread around the given value by
 * a factor of about e.
 */
export function drawStarts(free: FreeParameters, count: number, rng: Rng): Float64Array[] {
  const starts = [free.start];
  const size = free.start.length;
  const extra = Math.max(0, Math.floor(count) - 1);
  const strata = Array.from({ length: size }, () =>
    shuffle(
      Array.from({ length: extra }, (_, i) => i),
      rng,
    ),
  );
  for (let s = 0; s < extra; s++) {
    starts.push(
      free.start.map((value, k) => {
        const low = free.lower[k];
        const high = free.upper[k];
        const u = (strata[k][s] + rng.uniform()) / extra;
        if (!Number.isFinite(low) || !Number.isFinite(high)) {
          const spread = rng.normal();
          return Math.max(low, Math.min(high, value === 0 ? spread : value * Math.exp(spread)));
        }
        return low > 0 && high / low > 100 ? low * (high / low) ** u : low + (high - low) * u;
      }),
    );
  }
  return starts;
}
