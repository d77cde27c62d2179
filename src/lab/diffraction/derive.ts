import type { Refined } from './refine.js';
import type { PatternModel } from './pattern-model.js';

/** A number with its esd. */
export interface Derived {
  value: number;
  /** Absent where nothing it depends on was free. */
  sigma?: number;
}

/**
 * A function of the parameters with its esd to first order, by the full covariance.
 *
 * @param factor esds are widened by this
 */
export function derive(
  model: PatternModel,
  refined: Refined,
  factor: number,
  of: (values: Float64Array) => number,
  ids: readonly string[],
): Derived {
  const { values, free, covariance } = refined;
  const value = of(values);
  const slots = ids.map((id) => free.indexOf(model.at(id)));
  const trial = values.slice();
  const gradient = ids.map((id, i) => {
    const k = slots[i];
    if (k < 0) return 0;
    const at = model.at(id);
    const step = Math.max(1e-3 * Math.sqrt(covariance[k * free.length + k]), 1e-12 * Math.abs(values[at]), 1e-300);
    trial[at] = values[at] + step;
    const up = of(trial);
    trial[at] = values[at] - step;
    const down = of(trial);
    trial[at] = values[at];
    return (up - down) / (2 * step);
  });
  let variance = 0;
  for (let a = 0; a < ids.length; a++)
    for (let b = 0; b < ids.length; b++)
      if (slots[a] >= 0 && slots[b] >= 0)
        variance += gradient[a] * gradient[b] * covariance[slots[a] * free.length + slots[b]];
  return variance > 0 ? { value, sigma: Math.sqrt(variance) * factor } : { value };
}
