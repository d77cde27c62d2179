import { InputError } from '../../core/index.js';

/** Statistical thickness of an adsorbed film of nitrogen at 77 K against relative pressure. */
export type ThicknessCurve = 'harkins-jura' | 'halsey' | 'de-boer';

/**
 * Film thickness of nitrogen at 77 K.
 *
 * Harkins and Jura as de Boer fitted it, J. Catal. 3 (1964) 44: t = √(13.99/(0.034 − log p)) Å; Halsey, J. Chem. Phys.
 * 16 (1948) 931 (the Frenkel–Halsey–Hill form): t = 3.54 (−5/ln p)^⅓ Å; Broekhoff and de Boer, J. Catal. 9 (1967) 15:
 * log p = −16.11/t² + 0.1682 exp(−0.1137 t), t in Å.
 *
 * @param pressure [1] relative pressure, above 0 and below 1
 * @returns [m]
 */
export function computeThickness(pressure: number, curve: ThicknessCurve = 'harkins-jura'): number {
  if (!(pressure > 0 && pressure < 1))
    throw new InputError(`a film has a thickness at relative pressures between 0 and 1, not at ${pressure}`);
  if (curve === 'harkins-jura') return 1e-10 * Math.sqrt(13.99 / (0.034 - Math.log10(pressure)));
  if (curve === 'halsey') return 3.54e-10 * Math.cbrt(-5 / Math.log(pressure));
  // The left side falls with t where t is small, so the root is the only one between 1 and 100 Å.
  const wanted = Math.log10(pressure);
  let low = 0.5;
  let high = 200;
  for (let i = 0; i < 60; i++) {
    const t = (low + high) / 2;
    if (-16.11 / (t * t) + 0.1682 * Math.exp(-0.1137 * t) < wanted) low = t;
    else high = t;
  }
  return 1e-10 * low;
}
