import type { Mechanism, SurfaceShape } from './mechanism.js';

/**
 * What a coating does to the surface of a cathode, as a set of numbers. Ageing mechanisms of the positive electrode
 * take one; atomistic or grain-level models may supply the numbers. A bare oxide is {@link BARE}.
 */
export interface Coating {
  /** [1] share of the secondary particle's outer surface that is covered. */
  outerCoverage: number;
  /** [1] share of grain boundaries that are infused. */
  boundaryCoverage: number;
  /** [m] */
  thickness: number;
  /** [ohm m] of the coating against lithium, over its thickness. */
  resistivity?: number;
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
  /**
   * [ohm m2] in the way of lithium through the coating, of covered surface, beside what thickness and resistivity say.
   */
  resistance: number;
  /** [1] strength of infused grain boundaries against bare ones. */
  boundaryStrength: number;
}

export const BARE: Coating = {
  outerCoverage: 0,
  boundaryCoverage: 0,
  thickness: 0,
  resistivity: 0,
  relativeRates: { film: 1, oxygen: 1, dissolution: 1, corrosion: 1 },
  resistance: 0,
  boundaryStrength: 1,
};

/** [1] rate of a surface reaction on a class of surface (`CLASSES`) against that of the bare oxide. */
export const rateOn = (coating: Coating, reaction: keyof Coating['relativeRates'], k: number): number =>
  k % 2 === 1 ? coating.relativeRates[reaction] : 1;

/**
 * [1] mean rate of a surface reaction against that of the bare oxide.
 *
 * @param cracked [1] share of the wetted surface that lies inside cracks, where the coverage of boundaries counts
 */
export function relativeRate(coating: Coating, reaction: keyof Coating['relativeRates'], cracked: number): number {
  const covered = (1 - cracked) * coating.outerCoverage + cracked * coating.boundaryCoverage;
  return 1 - covered + covered * coating.relativeRates[reaction];
}

/** What a coating covers outside, unless a particle has said it; whoever takes a coating says so. */
export function coverOuter(shape: SurfaceShape, coating: Coating): void {
  if (shape.outerCovered === 0) shape.outerCovered = coating.outerCoverage;
}

/** [ohm m2] in the way of lithium through a coating, of covered surface. */
export const resistanceOf = (coating: Coating): number =>
  coating.resistance + (coating.resistivity ?? 0) * coating.thickness;

/**
 * The coating itself: what it covers, and its resistance. Bare and covered patches carry current side by side, so that
 * a coating with holes resists no more than they let it.
 */
export function makeCoatingLayer(coating: Coating): Mechanism {
  const resistance = resistanceOf(coating);
  return {
    id: 'coating',
    title: 'Coating on the cathode',
    electrode: 'positive',
    parameters: { coating },
    quantities: [],
    areas(_q, shape) {
      coverOuter(shape, coating);
    },
    shape(_q, shape) {
      shape.layers[1] += resistance;
      shape.layers[3] += resistance;
    },
    react() {},
    cite: [],
  };
}
