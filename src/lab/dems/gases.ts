/**
 * Fragments of gases by m/z, share of the base peak at 70 eV: NIST Chemistry WebBook, SRD 69, doi:10.18434/T4D303. A
 * spectrometer's own differ by a third and more; where a calibration gas shows them, they are taken from it.
 */
export const CRACKING: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  CO2: { 44: 1, 28: 0.114, 16: 0.085, 12: 0.06, 45: 0.012, 22: 0.012 },
  O2: { 32: 1, 16: 0.114, 34: 0.004 },
  CO: { 28: 1, 12: 0.045, 16: 0.009, 29: 0.012 },
  H2: { 2: 1, 1: 0.021 },
  C2H4: { 28: 1, 27: 0.623, 26: 0.529, 25: 0.078 },
  N2: { 28: 1, 14: 0.138, 29: 0.008 },
  H2O: { 18: 1, 17: 0.212, 16: 0.009 },
};

/** The channel on which a gas is measured. */
export function baseChannel(gas: string): number | undefined {
  const pattern = CRACKING[gas];
  return pattern && Number(Object.entries(pattern).find(([, share]) => share === 1)?.[0]);
}
