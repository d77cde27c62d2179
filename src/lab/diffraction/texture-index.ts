import type { Derived } from './derive.js';
import type { PatternModel } from './pattern-model.js';
import type { Refined } from './refine.js';

/**
 * Texture index J = 1 + Σ C²/(2l + 1) of refined harmonics: the mean square of the pole density, 1 without texture.
 * Bunge, Texture Analysis in Materials Science (1982). Its esd holds the second order, which is all that is left where
 * every C is near zero: σ² = 4 cᵀDVDc + 2 tr(DVDV), exact for normal deviates.
 *
 * @param factor esds are widened by this
 */
export function computeTextureIndex(model: PatternModel, refined: Refined, p: number, factor: number): Derived {
  const { values, free, covariance } = refined;
  const terms = model.textureIds(p).map((id) => ({
    value: values[model.at(id)],
    weight: 1 / (2 * Number(id.split('.')[2]) + 1),
    slot: free.indexOf(model.at(id)),
  }));
  const moving = terms.filter((t) => t.slot >= 0);
  let variance = 0;
  for (const a of moving)
    for (const b of moving) {
      const v = covariance[a.slot * free.length + b.slot] * factor ** 2;
      variance += a.weight * b.weight * (4 * a.value * b.value * v + 2 * v * v);
    }
  return {
    value: 1 + terms.reduce((sum, t) => sum + t.weight * t.value ** 2, 0),
    ...(variance > 0 && { sigma: Math.sqrt(variance) }),
  };
}
