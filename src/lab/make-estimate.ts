import type { Estimate, UncertaintyKind } from '../core/index.js';

/** An estimate whose sigma is the root of the squares of its parts, which stay beside it. */
export function makeEstimate(
  value: number,
  unit: string,
  budget: Partial<Record<UncertaintyKind, number>>,
  n = 1,
): Estimate {
  const parts = Object.entries(budget).filter(([, v]) => v !== undefined && Number.isFinite(v)) as [
    UncertaintyKind,
    number,
  ][];
  if (parts.length === 0) return { value, n, unit, covers: 'measurement' };
  const sigma = Math.sqrt(parts.reduce((sum, [, v]) => sum + v * v, 0));
  return { value, sigma, n, unit, budget: Object.fromEntries(parts), covers: 'measurement' };
}
