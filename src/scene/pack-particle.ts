import { fromBase64, toBase64 } from '../core/index.js';
import type { PackedParticle } from './page-data.js';
import type { ParticleScene } from './particle-scene.js';

const STEPS = 32767;

/**
 * Packs a particle for a page: corners and centres as whole numbers of 16 bits (a particle of 12 µm to 0.2 nm), lists as
 * differences, so that they pack well.
 */
export function packParticle(scene: ParticleScene, id: string, name: string): PackedParticle {
  let reach = 0;
  for (const values of [scene.vertices, scene.centres]) for (const v of values) reach = Math.max(reach, Math.abs(v));
  const short = (values: Float64Array): string =>
    toBase64(Int16Array.from(values, (v) => Math.round((STEPS * v) / (reach || 1))));
  const count = scene.start.length - 1;
  return {
    id,
    name,
    title: scene.title,
    reach,
    vertices: short(scene.vertices),
    centres: short(scene.centres),
    sizes: toBase64(Uint8Array.from({ length: count }, (_, i) => scene.start[i + 1] - scene.start[i])),
    items: toBase64(differ(scene.items)),
    grains: toBase64(differ(scene.grains)),
    histories: scene.histories.map(({ label, film, outerFilm, cycles, frames }) => ({
      label,
      film: toBase64(film),
      outerFilm,
      cycles: [...cycles],
      damage: toBase64(join(frames.map((f) => f.damage))),
      wet: toBase64(join(frames.map((f) => f.wet))),
    })),
  };
}

/** Gives back what {@link packParticle} packed. */
export function unpackParticle(packed: PackedParticle): ParticleScene {
  const long = (text: string): Float64Array =>
    Float64Array.from(new Int16Array(fromBase64(text).buffer), (v) => (v * packed.reach) / STEPS);
  const sizes = fromBase64(packed.sizes);
  const start = new Int32Array(sizes.length + 1);
  sizes.forEach((size, i) => (start[i + 1] = start[i] + size));
  return {
    id: packed.id,
    title: packed.title,
    caption: '',
    vertices: long(packed.vertices),
    centres: long(packed.centres),
    start,
    items: sumUp(packed.items),
    grains: sumUp(packed.grains),
    histories: packed.histories.map(({ label, film, outerFilm, cycles, damage, wet }) => {
      const [allDamage, allWet, filmed] = [fromBase64(damage), fromBase64(wet), fromBase64(film)];
      const part = (all: Uint8Array, k: number): Uint8Array => all.subarray(k * filmed.length, (k + 1) * filmed.length);
      return {
        label,
        film: filmed,
        outerFilm,
        cycles,
        frames: cycles.map((_, k) => ({ damage: part(allDamage, k), wet: part(allWet, k) })),
      };
    }),
  };
}

const differ = (values: Int32Array): Int32Array => values.map((v, i) => v - (i > 0 ? values[i - 1] : 0));

function sumUp(text: string): Int32Array {
  const values = new Int32Array(fromBase64(text).buffer);
  for (let i = 1; i < values.length; i++) values[i] += values[i - 1];
  return values;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
