import type { Coating } from './coating.js';
import type { LocalQuantity, SurfaceShape } from './mechanism.js';
import { areaOf } from './surface-shape.js';

/** [1] of the fresh surface: less is no patch. */
const NO_AREA = 1e-9;

/**
 * What grows on each class of surface, kept as volume for each m2 of fresh surface: surface that opens carries nothing,
 * so that what lies in cracks is diluted as they grow, and charge and volume stay in proportion exactly. Outside the
 * volume is the mean thickness.
 */
export class SurfacePatches {
  readonly quantities: readonly LocalQuantity[];
  private readonly split: boolean;

  /** @param name of the thickness outside and of the volume in cracks, without unit */
  constructor(name: { outer: string; cracks: string }, initialThickness: number, coating: Coating) {
    this.split = coating.outerCoverage > 0 || coating.boundaryCoverage > 0;
    const quantity = (of: string, initial: number): LocalQuantity => ({
      name: `${of}_metre`,
      unit: 'm',
      initial,
      scale: 1e-9,
    });
    this.quantities = this.split
      ? [
          quantity(name.outer, initialThickness),
          quantity(`${name.outer}_covered`, initialThickness * coating.outerCoverage),
          quantity(name.cracks, 0),
          quantity(`${name.cracks}_covered`, 0),
        ]
      : [quantity(name.outer, initialThickness), quantity(name.cracks, 0)];
  }

  /** [m] volume of a class, for each m2 of fresh surface. */
  private volume(q: Float64Array, k: number): number {
    if (!this.split) return k % 2 === 0 ? q[k / 2] : 0;
    return k % 2 === 0 ? q[k] - q[k + 1] : q[k];
  }

  /** [m] mean thickness on a class of surface. */
  thickness(q: Float64Array, shape: SurfaceShape, k: number): number {
    const area = areaOf(shape, k);
    return area > NO_AREA ? this.volume(q, k) / area : 0;
  }

  /** [m] everywhere, for each m2 of fresh surface. */
  total(q: Float64Array): number {
    return q[0] + q[this.split ? 2 : 1];
  }

  /**
   * Adds growth on a class.
   *
   * @param growth [m/s] on its own area
   * @returns [m/s] of volume, for each m2 of fresh surface
   */
  grow(rates: Float64Array, shape: SurfaceShape, k: number, growth: number): number {
    const volume = growth * areaOf(shape, k);
    rates[this.split ? k - (k % 2) : k >> 1] += volume;
    if (this.split && k % 2 === 1) rates[k] += volume;
    return volume;
  }
}
