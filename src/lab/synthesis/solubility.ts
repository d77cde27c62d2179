/**
 * [mass %] of the anhydrous salt in saturated water at 0, 10, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100 °C: CRC Handbook
 * of Chemistry and Physics, 97th ed., table "Aqueous solubility of inorganic compounds at various temperatures".
 */
const TEMPERATURES = [0, 10, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100] as const;
const SATURATED: Readonly<Record<string, readonly number[]>> = {
  NiSO4: [21.4, 24.4, 27.4, 28.8, 30.3, 32.0, 34.1, 35.8, 37.7, 39.9, 42.3, 44.8],
  CoSO4: [19.9, 23.0, 26.1, 27.7, 29.2, 32.3, 34.4, 35.9, 35.5, 33.2, 30.6, 27.8],
  MnSO4: [34.6, 37.3, 38.6, 38.9, 38.9, 37.7, 36.3, 34.6, 32.8, 30.8, 28.8, 26.7],
};
/** [kg/mol] */
const MOLAR_MASS: Readonly<Record<string, number>> = { NiSO4: 0.15475, CoSO4: 0.15499, MnSO4: 0.151 };
/** [m3/mol] volume that a dissolved metal sulfate takes up, give or take 15 cm3/mol */
const DISSOLVED = 20e-6;

/**
 * Molality of a salt in saturated water.
 *
 * @param temperature [degC]
 * @returns [mol/kg] of water; undefined for a salt without data
 */
export function computeSaturation(salt: string, temperature: number): number | undefined {
  const row = SATURATED[salt];
  if (!row || temperature < 0 || temperature > 100) return undefined;
  let k = 0;
  while (k < TEMPERATURES.length - 2 && TEMPERATURES[k + 1] < temperature) k++;
  const share = (temperature - TEMPERATURES[k]) / (TEMPERATURES[k + 1] - TEMPERATURES[k]);
  const percent = row[k] + share * (row[k + 1] - row[k]);
  return percent / (100 - percent) / MOLAR_MASS[salt];
}

/**
 * How far a solution of several sulfates is from saturation: Σ m/m_saturated of its salts, 1 where their hydrates
 * crystallise as one ideal solid solution with the anion in common.
 *
 * @param salts       by formula [mol/m3]
 * @param temperature [degC]
 * @returns [1], undefined where a salt has no data
 */
export function computeSaturationRatio(salts: ReadonlyMap<string, number>, temperature: number): number | undefined {
  let total = 0;
  for (const c of salts.values()) total += c;
  // [kg] of water in a cubic metre of solution
  const water = 997 * (1 - total * DISSOLVED);
  if (!(water > 0)) return Infinity;
  let ratio = 0;
  for (const [salt, c] of salts) {
    const saturated = computeSaturation(salt, temperature);
    if (saturated === undefined) return undefined;
    ratio += c / water / saturated;
  }
  return ratio;
}
