/** [K] normal boiling point and [J/mol] heat of evaporation there (NIST REFPROP 10). */
const GASES: Readonly<Record<string, readonly [boiling: number, heat: number]>> = {
  n2: [77.355, 5577],
  nitrogen: [77.355, 5577],
  ar: [87.302, 6431],
  argon: [87.302, 6431],
  kr: [119.735, 9029],
  krypton: [119.735, 9029],
};

/** [K] The formula holds this near to the boiling point. */
const NEAR = 3;

/**
 * Saturation pressure of a gas within 3 K of its boiling point, by Clausius and Clapeyron.
 *
 * @param temperature [K]
 * @returns [Pa], undefined for another gas or temperature
 */
export function computeSaturationPressure(
  gas: string | undefined,
  temperature: number | undefined,
): number | undefined {
  const found = GASES[gas?.trim().toLowerCase() ?? ''];
  if (!found || temperature === undefined || Math.abs(temperature - found[0]) > NEAR) return undefined;
  return 101325 * Math.exp((found[1] / 8.314462618) * (1 / found[0] - 1 / temperature));
}
