import { InputError } from '../../core/index.js';
import { makeSpline } from '../../num/smooth/index.js';

/**
 * Charge at which a curve first crosses a cut-off voltage, on a cubic spline through its rows: between rows that lie
 * far apart on a steep end a straight line is off by up to a per cent.
 *
 * @param charge  [any unit] (n) ascending
 * @param voltage [V] (n)
 * @param cutoff  [V]
 * @returns [any unit] of `charge`
 * @throws InputError when the curve does not cross it
 */
export function findChargeAt(charge: ArrayLike<number>, voltage: ArrayLike<number>, cutoff: number): number {
  const n = charge.length;
  let after = 1;
  while (after < n && (voltage[after] - cutoff) * (voltage[after - 1] - cutoff) > 0) after++;
  if (after >= n) throw new InputError(`the curve does not cross ${cutoff} V`);
  const near = Array.from({ length: n }, (_, i) => i).filter((i) => i === 0 || charge[i] > charge[i - 1]);
  const spline = makeSpline(
    near.map((i) => charge[i]),
    near.map((i) => voltage[i]),
  );
  let [low, high] = [charge[after - 1], charge[after]];
  const falling = voltage[after - 1] > voltage[after];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (spline(middle) > cutoff === falling) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
