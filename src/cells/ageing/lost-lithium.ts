import type { SurfaceState } from './mechanism.js';

/**
 * Lithium that leaves with the particles a mechanism disconnects: x̄ c R / 3 for each m2 of their fresh surface.
 *
 * @param state         of the surface
 * @param loss          [1/s] rate at which the mechanism's own share of connected particles falls, over that share: −ȧ / a
 * @param concentration [mol/m3] of sites in the material
 * @param radius        [m] of the particle
 * @returns [mol/(m2 s)] of wetted, connected surface, as mechanisms feed it
 */
export function computeTrapping(state: SurfaceState, loss: number, concentration: number, radius: number): number {
  return (state.mean * loss * concentration * radius) / (3 * state.shape.areaRatio);
}
