import { AVOGADRO } from '../../core/index.js';
import type { Compound } from '../synthesis/compound.js';

/** [1] and [1] of λ/a = A/E² + B√(aE), with a in nm and E in eV, for metals and for inorganic compounds. */
const SEAH_DENCH = { metal: [538, 0.41], compound: [2170, 0.72] } as const;

/**
 * Attenuation length of electrons in a solid by the fits of Seah and Dench, Surf. Interface Anal. 1 (1979) 2,
 * doi:10.1002/sia.740010103. The data scatter about them by a factor of 1.4. In monolayers λ = 538/E² + 0.41 √(aE) for
 * elements and 2170/E² + 0.72 √(aE) for inorganic compounds, a in nm: as later programs and lectures write it.
 *
 * @param energy  [eV] kinetic energy, above some 15 eV
 * @param density [kg/m3]
 * @returns       [m]
 */
export function estimateAttenuationLength(
  energy: number,
  solid: Compound,
  density: number,
  kind: keyof typeof SEAH_DENCH,
): number {
  const [low, high] = SEAH_DENCH[kind];
  const layer = 1e9 * Math.cbrt(1 / atomDensity(solid, density));
  return 1e-9 * layer * (low / energy ** 2 + high * Math.sqrt(layer * energy));
}

/**
 * @param density [kg/m3]
 * @returns       [1/m3] atoms of all elements
 */
function atomDensity(solid: Compound, density: number): number {
  const atoms = [...solid.amounts.values()].reduce((a, b) => a + b, 0);
  return (atoms * density * AVOGADRO) / solid.molarMass;
}
