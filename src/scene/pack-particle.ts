import { fromBase64, toBase64 } from '../core/index.js';
import type { PackedParticle } from './page-data.js';
import { type ParticleScene, strongestTension } from './particle-scene.js';

const STEPS = 32767;

/** Damage is kept in so many steps: 0.9, above which a facet is broken, lies between two. */
const LEVELS = 15;
/** Tractions are kept in so many steps either way, up to the largest tension of the particle. */
const TRACTION_LEVELS = 10;

/**
 * Packs a particle for a page: corners and centres as whole numbers of 16 bits (a particle of 12 µm to 0.2 nm), corners
 * that then coincide once, damage to 1/15, tractions to 1/10 of the largest tension, lists as differences, so that they pack well.
 */
export function packParticle(scene: ParticleScene, id: string, name: string): PackedParticle {
  let reach = 0;
  for (const values of [scene.vertices, scene.centres]) for (const v of values) reach = Math.max(reach, Math.abs(v));
  const short = (values: Float64Array): Int16Array =>
    Int16Array.from(values, (v) => Math.round((STEPS * v) / (reach || 1)));
  const { vertices, items } = joinCorners(short(scene.vertices), scene.items);
  const count = scene.start.length - 1;
  const strongest = strongestTension(scene.histories);
  return {
    id,
    name,
    title: scene.title,
    reach,
    vertices: toBase64(vertices),
    centres: toBase64(short(scene.centres)),
    sizes: toBase64(Uint8Array.from({ length: count }, (_, i) => scene.start[i + 1] - scene.start[i])),
    items: toBase64(differ(items)),
    grains: toBase64(differ(scene.grains)),
    strongest,
    histories: scene.histories.map(({ label, film, outerFilm, cycles, frames }) => ({
      label,
      film: toBase64(film),
      outerFilm,
      cycles: [...cycles],
      damage: toBase64(joinChanges(frames.map((f) => f.damage.map(toLevel)))),
      wet: toBase64(joinChanges(frames.map((f) => f.wet))),
      traction: toBase64(
        joinChanges(
          frames.map((f) =>
            Uint8Array.from(f.traction, (t) => Math.round(TRACTION_LEVELS * Math.max(-1, Math.min(1, t / strongest)))),
          ),
        ),
      ),
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
    histories: packed.histories.map(({ label, film, outerFilm, cycles, damage, wet, traction }) => {
      const filmed = fromBase64(film);
      const [damages, wets, tractions] = [damage, wet, traction].map((text) =>
        splitChanges(fromBase64(text), filmed.length),
      );
      return {
        label,
        film: filmed,
        outerFilm,
        cycles,
        frames: cycles.map((_, k) => ({
          damage: damages[k],
          wet: wets[k],
          traction: Int8Array.from(tractions[k]).map((t) => Math.round((t * packed.strongest) / TRACTION_LEVELS)),
        })),
      };
    }),
  };
}

const toLevel = (damage: number): number => Math.round((damage * LEVELS) / 255) * (255 / LEVELS);

/** Corners that lie within a step of one another on a grid of two, each once. */
function joinCorners(all: Int16Array, items: Int32Array): { vertices: Int16Array; items: Int32Array } {
  const known = new Map<number, number>();
  const vertices: number[] = [];
  const place = (v: number): number => {
    const corner = [all[3 * v], all[3 * v + 1], all[3 * v + 2]];
    const key = corner.reduce((sum, x) => sum * 32768 + ((x + STEPS + 1) >> 1), 0);
    let at = known.get(key);
    if (at === undefined) {
      known.set(key, (at = vertices.length / 3));
      vertices.push(...corner);
    }
    return at;
  };
  return { items: items.map(place), vertices: Int16Array.from(vertices) };
}

const differ = (values: Int32Array): Int32Array => values.map((v, i) => v - (i > 0 ? values[i - 1] : 0));

function sumUp(text: string): Int32Array {
  const values = new Int32Array(fromBase64(text).buffer);
  for (let i = 1; i < values.length; i++) values[i] += values[i - 1];
  return values;
}

/** One after the other, each less the one before: what stays is zero, and packs to nothing. */
function joinChanges(parts: readonly Uint8Array[]): Uint8Array {
  const n = parts[0]?.length ?? 0;
  const all = new Uint8Array(parts.length * n);
  parts.forEach((part, k) => {
    for (let i = 0; i < n; i++) all[k * n + i] = part[i] - (k > 0 ? parts[k - 1][i] : 0);
  });
  return all;
}

/** @param n [1] length of each part */
function splitChanges(all: Uint8Array, n: number): Uint8Array[] {
  for (let i = n; i < all.length; i++) all[i] += all[i - n];
  return Array.from({ length: n > 0 ? all.length / n : 0 }, (_, k) => all.subarray(k * n, (k + 1) * n));
}
