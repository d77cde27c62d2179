import type { ParticleHistory, ParticleScene } from '../../scene/index.js';
import type { History } from '../cycling/run-cycles.js';
import type { Polycrystal } from './polycrystal.js';

/** What of a particle is drawn. */
export type ParticleShape = Pick<ParticleScene, 'vertices' | 'start' | 'items' | 'grains' | 'centres'>;

/** Polygons of a particle with the grains on both sides. */
export function toParticleShape(p: Polycrystal): ParticleShape {
  const F = p.facets.areas.length;
  const { start, items } = p.polygons.loops;
  const grains = new Int32Array(2 * (start.length - 1)).fill(-1);
  grains.set(p.facets.grains);
  for (let o = 0; o < p.outer.grains.length; o++) grains[2 * (F + o)] = p.outer.grains[o];
  return { vertices: p.polygons.vertices, start, items, grains, centres: p.centres };
}

/** What became of the facets of a particle, as it is drawn. */
export const toParticleHistory = (label: string, { fields, frames, states }: History): ParticleHistory => ({
  label,
  film: fields.film,
  outerFilm: fields.film.includes(1),
  cycles: states.map((s) => s.cycle_count),
  frames,
});
