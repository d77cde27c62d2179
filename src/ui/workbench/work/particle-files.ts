import { decodeParticle, fromTess, type RecordedParticle, toParticleShape } from '../../../grains/index.js';
import { parseTess } from '../../../io/grains/tess.js';
import type { ParticleScene } from '../../../scene/index.js';
import type { ReadRow } from '../data/rows.js';

/** A particle of grains of ours begins so. */
const OURS = /^\s*\{\s*"format"\s*:\s*"cermet-particle"/;
/** Numbers of a .tess file are taken for micrometres. */
const MICROMETRE = 1e-6;

/**
 * The particle of grains in a file, undefined where it holds none.
 *
 * @throws ReadError for a damaged one
 */
export async function readParticleFile(path: string, file: Blob): Promise<RecordedParticle | undefined> {
  if (/\.tess$/i.test(path)) return fromTess(parseTess(await file.text(), path), MICROMETRE);
  if (!/\.json$/i.test(path) || !OURS.test(await file.slice(0, 200).text())) return undefined;
  return decodeParticle(await file.text(), path);
}

/** What the list and the inspector show of a particle. */
export function describeParticle(path: string, size: number, particle: RecordedParticle): ReadRow {
  const tess = /\.tess$/i.test(path);
  return {
    path,
    size,
    reader: 'Particle of grains',
    because: tess
      ? 'a tessellation of Neper, whose unit is taken for a micrometre'
      : 'the file says that it is a particle of Cermet',
    recordings: [],
    structures: 0,
    grains: particle.volumes.length,
    notes: particle.notes,
    views: [{ id: 'particle', title: 'Particle' }],
  };
}

/** A particle as it is drawn: with what was recorded of it, else as it was made. */
export function toParticleScene(particle: RecordedParticle, title: string): ParticleScene {
  const facets = particle.facets.areas.length;
  const whole = { damage: new Uint8Array(facets), wet: new Uint8Array(facets), traction: new Int8Array(facets) };
  return {
    id: 'particle',
    title,
    caption: '',
    ...toParticleShape(particle),
    histories: particle.histories ?? [
      { label: 'as it is', film: new Uint8Array(facets), outerFilm: false, cycles: [0], frames: [whole] },
    ],
  };
}
