import type { SurfaceShape, SurfaceState } from './mechanism.js';

/** What mechanisms may be told of the particle; without, they take the one that their surface belongs to. */
export interface ParticleParameters {
  /** [m] */
  particleRadius: number;
  /** [mol/m3] sites of lithium. */
  maximumConcentration: number;
}

/** The particle that a mechanism counts on. */
export const particleOf = (shape: SurfaceShape, own: Partial<ParticleParameters>): ParticleParameters => ({
  particleRadius: own.particleRadius ?? shape.particleRadius,
  maximumConcentration: own.maximumConcentration ?? shape.maximumConcentration,
});

/**
 * Lithium that leaves with the particles a mechanism disconnects: x̄ c R / 3 for each m2 of their fresh surface.
 *
 * @param state         of the surface
 * @param loss          [1/s] rate at which the mechanism's own share of connected particles falls, over that share: −ȧ
 *   / a
 * @param own           what a mechanism was told of the particle, where it was; else the surface's own particle
 * @returns [mol/(m2 s)] of wetted, connected surface, as mechanisms feed it
 */
export function computeTrapping(state: SurfaceState, loss: number, own: Partial<ParticleParameters>): number {
  const { particleRadius: radius, maximumConcentration: concentration } = particleOf(state.shape, own);
  return (state.mean * loss * concentration * radius) / (3 * state.shape.areaRatio);
}
