import { toSnakeCase } from '../vocabulary/column-label.js';

/**
 * [mmol/g] Loadings as files have them. A volume of gas counts at 0 °C and 101.325 kPa (22413.97 cm3/mol), which is what makers mean by cm3/g whether they
 * write STP or not; pressures of 100 kPa would be 1.3 % off.
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
  cm3_stp_g: GAS,
  cm3_stp_g_1: GAS,
  cm3_g_stp: GAS,
  cm3_g: GAS,
  cm3_g_1: GAS,
  cm_g: GAS,
  cm_g_stp: GAS,
  cc_g: GAS,
  cc_stp_g: GAS,
  ml_stp_g: GAS,
  ml_stp_g_1: GAS,
  ml_g: GAS,
  cubic_centimetre_stp_per_gram: GAS,
};

/** [mmol/g] per unit of a loading as a file writes it; undefined for one that is none. */
export function scaleLoading(unit: string): number | undefined {
  const key = toSnakeCase(unit.replaceAll('³', '3').replaceAll('µ', 'u'));
  return Object.hasOwn(LOADING_FACTORS, key) ? LOADING_FACTORS[key] : undefined;
}
