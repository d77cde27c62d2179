import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { evaluateExpression } from '../../num/expression/index.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import type { SurfaceShape } from './mechanism.js';

/** Classes of wetted surface, in the order of `layers`: outside or in cracks, bare or covered by a coating. */
export const CLASSES = ['outer bare', 'outer covered', 'cracks bare', 'cracks covered'] as const;

/**
 * A fresh surface.
 *
 * @param particle [m], [mol/m3] that it belongs to; none for a foil
 */
export function makeShape(particle?: { radius: number; maximumConcentration: number }): SurfaceShape {
  return resetShape({
    particleRadius: particle?.radius ?? NaN,
    maximumConcentration: particle?.maximumConcentration ?? NaN,
    chargeTransfer: 1e-2,
    layers: new Float64Array(CLASSES.length),
  } as SurfaceShape);
}

/** Makes a surface fresh again. */
export function resetShape(shape: SurfaceShape): SurfaceShape {
  shape.filmResistance = shape.contactResistance = 0;
  shape.activeShare = shape.areaRatio = shape.diffusionRatio = shape.exchangeRatio = 1;
  shape.outerArea = 1;
  shape.crackArea = shape.outerCovered = shape.crackCovered = 0;
  shape.layers.fill(0);
  shape.filmGrowth = 1;
  shape.porosityRatio = shape.solidConductivityRatio = 1;
  shape.filledDepth = 0;
  return shape;
}

/**
 * [1] wetted surface of a class against all that a fresh particle has.
 *
 * @param k [1] which class
 */
export function areaOf(shape: SurfaceShape, k: number): number {
  const all = k < 2 ? shape.outerArea : shape.crackArea;
  const covered = k < 2 ? shape.outerCovered : shape.crackCovered;
  return k % 2 === 0 ? all * (1 - covered) : all * covered;
}

/** After every mechanism has said what is wetted. */
export function closeAreas(shape: SurfaceShape): void {
  shape.areaRatio = shape.outerArea + shape.crackArea;
}

/**
 * After every mechanism has said what lies on the surface. Patches share the current by what each resists, layers and
 * charge transfer together: R = A / Σ (A_k / (R_ct + R_k)) − R_ct, which is the layers' own resistance where all are
 * alike, and the share of free surface where the rest is blocked.
 */
export function closeShape(shape: SurfaceShape): void {
  const { layers, chargeTransfer } = shape;
  if (layers[0] === 0 && layers[1] === 0 && layers[2] === 0 && layers[3] === 0) return;
  let conductance = 0;
  for (let k = 0; k < CLASSES.length; k++) conductance += areaOf(shape, k) / (chargeTransfer + layers[k]);
  shape.filmResistance += shape.areaRatio / conductance - chargeTransfer;
}

/**
 * [ohm m2] RT / F j₀ of a material's surface, half way between its limits.
 *
 * @param concentration [mol/m3] of the electrolyte
 * @param temperature   [K]
 */
export function chargeTransferOf(material: ActiveMaterial, concentration: number, temperature: number): number {
  const x = ((material.minimumStoichiometry ?? 0) + (material.maximumStoichiometry ?? 1)) / 2;
  const exchange = evaluateExpression(material.exchangeCurrentDensity, { x, c: concentration, T: temperature });
  return exchange > 0 ? (GAS_CONSTANT * temperature) / (FARADAY * exchange) : 1e-2;
}
