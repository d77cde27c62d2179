/** Form of a NEP4 potential, before its parameters are known. */
export interface NepRecipe {
  elements: readonly string[];
  /** [Å] */
  cutoff: { radial: number; angular: number };
  /** Highest index of the radial functions of the radial and of the angular descriptors. */
  nMax: { radial: number; angular: number };
  /** Highest index of the Chebyshev polynomials that each radial function is made of. */
  basisSize: { radial: number; angular: number };
  /** Three-body terms to l = 4 and four-body 222; with or without five-body 1111. */
  lMax: readonly [4, 2, 0] | readonly [4, 2, 1];
  neurons: number;
  /**
   * Ziegler–Biersack–Littmark repulsion of each pair, switched off within `outer` [Å] and within `factor` times the sum
   * of the covalent radii.
   */
  zbl: { outer: number; factor: number };
}

/** The form that Cermet's own potentials have: it gave the least error for its cost on films of boride on LiNiO2. */
export function defaultRecipe(elements: readonly string[]): NepRecipe {
  return {
    elements,
    cutoff: { radial: 5, angular: 4 },
    nMax: { radial: 6, angular: 5 },
    basisSize: { radial: 7, angular: 7 },
    lMax: [4, 2, 0],
    neurons: 32,
    zbl: { outer: 2.5, factor: 0.65 },
  };
}
