export interface ElasticParameters {
  /** [Pa] */
  youngsModulus: number;
  /** [1] */
  poissonRatio: number;
  /** [m3/mol] */
  partialMolarVolume: number;
}

/**
 * Tangential stress at the surface of a sphere by the gradient of lithium in it: E Ω (c̄ − c_s) / 3(1 − ν) (Zhang, Shyy
 * and Sastry, J. Electrochem. Soc. 154 (2007) A910, doi:10.1149/1.2759840).
 *
 * @param maximumConcentration [mol/m3] sites of lithium
 * @param mean    [1] stoichiometry
 * @param surface [1] stoichiometry
 * @returns [Pa] above zero where it pulls
 */
export const diffusionStress = (
  p: ElasticParameters,
  maximumConcentration: number,
  mean: number,
  surface: number,
): number =>
  ((p.youngsModulus * p.partialMolarVolume * maximumConcentration) / (3 * (1 - p.poissonRatio))) * (mean - surface);
