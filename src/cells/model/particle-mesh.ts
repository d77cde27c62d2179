/** Shells of a sphere of radius 1, thinner towards the surface, where profiles are steep. */
export interface ParticleMesh {
  count: number;
  /** [1] (count) ∫r² dr of each shell; they add up to 1/3. */
  volume: Float64Array;
  /** [1] (count) r²/Δr of the face outside each shell; 0 for the last. */
  conductance: Float64Array;
  /** [1] distance over which the surface's gradient leads from the last mean to the surface. */
  gap: number;
}

/**
 * Outermost shell is about this much thinner than the mean one. The mapping is smooth, so the order of the scheme is
 * kept.
 */
export const PARTICLE_GRADING = 0.85;

/**
 * Distances between shells are chosen so that c = a + b r², the profile that a steady current ends in, is met exactly;
 * for other profiles the scheme is of second order.
 *
 * @param count   [1] shells, 3 or more
 * @param grading [1] 0 for equal shells, towards 1 for an ever thinner outermost one
 */
export function makeParticleMesh(count: number, grading = PARTICLE_GRADING): ParticleMesh {
  const face = Float64Array.from({ length: count + 1 }, (_, k) => {
    const s = k / count;
    return s + (grading / Math.PI) * Math.sin(Math.PI * s);
  });
  face[count] = 1;
  const volume = Float64Array.from({ length: count }, (_, k) => (face[k + 1] ** 3 - face[k] ** 3) / 3);
  const meanSquare = Float64Array.from({ length: count }, (_, k) => (face[k + 1] ** 5 - face[k] ** 5) / 5 / volume[k]);
  const conductance = Float64Array.from({ length: count }, (_, k) =>
    k + 1 < count ? (2 * face[k + 1] ** 3) / (meanSquare[k + 1] - meanSquare[k]) : 0,
  );
  return { count, volume, conductance, gap: (1 - meanSquare[count - 1]) / 2 };
}
