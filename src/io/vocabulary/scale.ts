/**
 * A conversion into another unit. Where the factor is one over a whole number it divides by that, so that 17469 tenths
 * of a millivolt are 1.7469 V and not the double beside it.
 *
 * @param factor [1]
 * @param offset [1] in the unit converted to
 */
export function makeScale(factor = 1, offset = 0): (value: number) => number {
  if (factor === 1 && offset === 0) return (value) => value;
  const divisor = Math.round(1 / factor);
  if (offset === 0 && Math.abs(divisor) > 1 && Math.abs(divisor * factor - 1) < 1e-12)
    return (value) => value / divisor;
  return (value) => value * factor + offset;
}
