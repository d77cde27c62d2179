import { FARADAY } from '../../core/index.js';
import { evaluateExpression } from '../../num/expression/index.js';
import type { ActiveMaterial, Cell, PorousElectrode } from '../parameters/cell.js';
import { PARTICLE_GRADING } from './particle-mesh.js';

/** [1] jump of the surface's stoichiometry that half the outermost shell may hold before a profile has formed. */
const JUMP = 0.002;
const FINEST = 0.998;

/**
 * How much thinner the outermost shell of a particle must be than the mean one, so that a current that sets in does not
 * find an average over a thick shell where there is a thin layer: half a shell spans q h / 2D in stoichiometry, q being
 * the flux of the largest current.
 *
 * @param density [A/m2] largest current density of the electrode
 * @returns [1] grading of {@link makeParticleMesh}
 */
export function chooseParticleGrading(
  material: ActiveMaterial,
  electrode: PorousElectrode,
  shells: number,
  density: number,
  temperature: number,
): number {
  const surfaces = electrode.materials.reduce((sum, m) => sum + m.surfaceArea, 0);
  const flux = density / (surfaces * electrode.thickness * FARADAY * material.maximumConcentration);
  let diffusivity = Infinity;
  const [low, high] = [material.minimumStoichiometry ?? 0.05, material.maximumStoichiometry ?? 0.95];
  for (let k = 0; k <= 10; k++) {
    const d = evaluateExpression(material.diffusivity, { x: low + ((high - low) * k) / 10, T: temperature });
    if (d > 0) diffusivity = Math.min(diffusivity, d);
  }
  const steepness = (flux * material.radius) / diffusivity;
  if (!(steepness > 0) || !Number.isFinite(steepness)) return PARTICLE_GRADING;
  return Math.min(FINEST, Math.max(PARTICLE_GRADING, 1 - (2 * JUMP * shells) / steepness));
}

/**
 * The same for the separator beside lithium metal, where a current empties or fills the electrolyte from the surface
 * on: half a mesh cell spans (1 − t) I h / 2 F D in concentration.
 *
 * @returns [1] grading of the separator's mesh
 */
export function chooseFoilGrading(cell: Cell, cells: number, density: number): number {
  const { electrolyte, separator } = cell;
  if (!electrolyte || !separator) return 0;
  const at = { c: electrolyte.initialConcentration, T: cell.initialTemperature };
  const diffusivity = evaluateExpression(electrolyte.diffusivity, at) * separator.transportEfficiency;
  const share = 1 - evaluateExpression(electrolyte.transferenceNumber, at);
  const steepness = (Math.abs(share) * density * separator.thickness) / (FARADAY * diffusivity * at.c);
  if (!(steepness > 0)) return 0;
  return Math.min(0.98, Math.max(0, 1 - (0.02 * cells) / steepness));
}
