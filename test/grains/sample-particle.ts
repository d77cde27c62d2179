import { makePolycrystal } from '../../src/grains/index.js';
import { toParticleShape } from '../../src/grains/polycrystal/particle-shape.js';
import type { ParticleScene } from '../../src/scene/index.js';

/** A particle whose facets break one after the other, half of them under a film; what became of it is invented. */
export async function makeSampleParticle(grains = 40): Promise<ParticleScene> {
  const p = await makePolycrystal({ shape: 'particle', grains, grainSize: 0.5e-6, seed: 1 });
  const F = p.facets.areas.length;
  const history = (label: string, film: boolean) => ({
    label,
    film: Uint8Array.from({ length: F }, (_, f) => (film && f % 2 === 0 ? 1 : 0)),
    outerFilm: film,
    cycles: [0, 1, 100],
    frames: [0, 0.4, 0.8].map((share) => ({
      damage: Uint8Array.from({ length: F }, (_, f) => (f < share * F ? 255 : 10)),
      wet: Uint8Array.from({ length: F }, (_, f) => (f < 0.7 * share * F ? 1 : 0)),
      traction: Int8Array.from({ length: F }, (_, f) => (f < share * F ? 0 : Math.round(60 * Math.sin(f)))),
    })),
  });
  return {
    id: 'sample',
    title: 'A particle',
    caption: 'Invented for tests; not a result.',
    ...toParticleShape(p),
    histories: [history('pristine', false), history('coated', true)],
  };
}
