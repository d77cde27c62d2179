import { toSnakeCase } from '../vocabulary/column-label.js';

/**
 * [mmol/g] Loadings as files have them. A volume of gas counts at 0 °C and 101.325 kPa (22413.97 cm3/mol), which is
 * what makers mean by cm3/g whether they write STP or not; pressures of 100 kPa would be 1.3 % off.
 */
const GAS = 1000 / 22413.97;
export const LOADING_FACTORS: Readonly<Record<string, number>> = {
  mmol_g: 1,
  mmol_per_gram: 1,
  millimole_per_gram: 1,
  mmol_g_1: 1,
  mol_g: 1000,
  mol_per_gram: 1000,
  mol_g_1: 1000,
  mol_kg: 1,
  mol_kg_1: 1,
  umol_g: 1e-3,
  micromole_per_gram: 1e-3,
  ...Object.fromEntries(listGasVolumes().map((unit) => [unit, GAS])),
};

/**
 * Volumes of gas over mass in snake case, with STP before the mass, behind it, grown to the volume, or left out. `cm`
 * has lost its ³.
 */
function listGasVolumes(): string[] {
  const volumes = ['cm3', 'cm', 'cc', 'ml', 'm_l', 'cubic_centimetre', 'cubic_centimeter'];
  const masses = ['g', 'g_1', 'per_g', 'per_gram'];
  return volumes.flatMap((volume) =>
    masses.flatMap((mass) => [
      `${volume}_${mass}`,
      `${volume}_stp_${mass}`,
      `${volume}stp_${mass}`,
      `${volume}_${mass}_stp`,
    ]),
  );
}

/** [mmol/g] per unit of a loading as a file writes it; undefined for one that is none. */
export function scaleLoading(unit: string): number | undefined {
  const key = toSnakeCase(unit.replaceAll('³', '3').replaceAll('µ', 'u'));
  return Object.hasOwn(LOADING_FACTORS, key) ? LOADING_FACTORS[key] : undefined;
}
