/** Area of one core level of one element, to be turned into atoms. */
export interface LevelArea {
  element: string;
  level: string;
  /** [count eV] with its standard deviation from counting and fit, and from the choice of background */
  area: number;
  sigma: number;
  model: number;
  /** [1] sensitivity factor */
  sensitivity: number;
  /** [1] transmission of the analyser at its energy */
  transmission: number;
  /** [eV] kinetic energy */
  kinetic: number;
}

/** Share of an element. */
export interface AtomicFraction extends LevelArea {
  /** [1] */
  fraction: number;
  fractionSigma: number;
  fractionModel: number;
}

/**
 * Shares of atoms: (A/(S·T·λ))/Σ with λ ∝ E_kin^p.
 *
 * @param exponent [1] p; 0 where sensitivities hold the mean free path already
 */
export function quantify(areas: readonly LevelArea[], exponent: number): AtomicFraction[] {
  const weights = areas.map((a) => 1 / (a.sensitivity * a.transmission * Math.max(1, a.kinetic) ** exponent));
  const parts = areas.map((a, i) => a.area * weights[i]);
  const sum = parts.reduce((a, b) => a + b, 0);
  return areas.map((area, i) => {
    const fraction = parts[i] / sum;
    const spread = (of: (a: LevelArea) => number): number =>
      Math.sqrt(
        areas.reduce(
          (total, other, j) => total + ((((i === j ? 1 : 0) - fraction) / sum) * weights[j] * of(other)) ** 2,
          0,
        ),
      );
    return { ...area, fraction, fractionSigma: spread((a) => a.sigma), fractionModel: spread((a) => a.model) };
  });
}
