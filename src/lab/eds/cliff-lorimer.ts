import { InputError } from '../../core/index.js';

/** Share of one element and its standard deviation. */
export interface Share {
  element: string;
  /** [1] of atoms or of mass, as the factors are */
  value: number;
  /** [1] from counting, and from the factors */
  counting: number;
  calibration: number;
}

/**
 * Shares of elements from their lines in a thin specimen, C_A/C_B = k_AB · I_A/I_B with Σ C = 1: shares of mass or of
 * atoms as the factors are.
 *
 * Cliff and Lorimer, J. Microsc. 103 (1975) 203, doi:10.1111/j.1365-2818.1975.tb03895.x.
 *
 * @param counts        [count] (m) net counts of the lines
 * @param factors       [1] (m) k against one and the same element
 * @param factorSpread  [1] relative standard deviation of every factor
 */
export function computeCliffLorimer(
  elements: readonly string[],
  counts: ArrayLike<number>,
  factors: ArrayLike<number>,
  factorSpread: number,
): Share[] {
  const parts = elements.map((_, i) => factors[i] * counts[i]);
  const sum = parts.reduce((a, b) => a + b, 0);
  if (!(sum > 0))
    throw new InputError('no line has counts to take shares of', { hint: 'check the background under the lines' });
  return elements.map((element, i) => {
    const share = parts[i] / sum;
    let counting = 0;
    let calibration = 0;
    for (let j = 0; j < elements.length; j++) {
      const weight = (i === j ? 1 - share : -share) / sum;
      counting += (weight * factors[j]) ** 2 * Math.max(counts[j], 1);
      calibration += (weight * parts[j] * factorSpread) ** 2;
    }
    return { element, value: share, counting: Math.sqrt(counting), calibration: Math.sqrt(calibration) };
  });
}
