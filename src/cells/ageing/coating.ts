/**
 * What a coating does to the surface of a cathode, as a set of numbers. Ageing mechanisms of the positive electrode take one; atomistic or
 * grain-level models may supply the numbers. A bare oxide is {@link BARE}.
 */
export interface Coating {
  /** [1] share of the secondary particle's outer surface that is covered. */
  outerCoverage: number;
  /** [1] share of grain boundaries that are infused. */
  boundaryCoverage: number;
  /** [m] */
  thickness: number;
  /** [1] rates on covered surface against bare oxide. */
  relativeRates: {
    /** Oxidation of the electrolyte, growth of the surface film. */
    film: number;
    /** Loss of lattice oxygen, growth of the rock-salt shell. */
    oxygen: number;
    /** Dissolution of metal. */
    dissolution: number;
    /** Corrosion at the tips of cracks. */
    corrosion: number;
  };
  /** [ohm m2] in the way of lithium through the coating, of covered surface. */
  resistance: number;
  /** [1] strength of infused grain boundaries against bare ones. */
  boundaryStrength: number;
}

export const BARE: Coating = {
  outerCoverage: 0,
  boundaryCoverage: 0,
  thickness: 0,
  relativeRates: { film: 1, oxygen: 1, dissolution: 1, corrosion: 1 },
  resistance: 0,
  boundaryStrength: 1,
};

/**
 * [1] rate of a surface reaction against that of the bare oxide.
 *
 * @param cracked [1] share of the wetted surface that lies inside cracks, where the coverage of boundaries counts
 */
export function relativeRate(coating: Coating, reaction: keyof Coating['relativeRates'], cracked: number): number {
  const covered = (1 - cracked) * coating.outerCoverage + cracked * coating.boundaryCoverage;
  return 1 - covered + covered * coating.relativeRates[reaction];
}

/** [1] share of the wetted surface inside cracks, from how much larger it has become. */
export const crackedShare = (areaRatio: number): number => (areaRatio > 1 ? 1 - 1 / areaRatio : 0);
