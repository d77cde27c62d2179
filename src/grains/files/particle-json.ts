import { fromBase64, ReadError, toBase64 } from '../../core/index.js';
import type { ParticleHistory } from '../../scene/index.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';

const KINDS = { Float64Array, Int32Array, Int8Array, Uint8Array } as const;
type KindName = keyof typeof KINDS;

/** A particle with what became of its facets, where that was recorded. */
export type RecordedParticle = Polycrystal & { histories?: ParticleHistory[] };

/**
 * A particle as JSON: numbers as they are, arrays as base64 of their little-endian bytes with their kind. Lengths in
 * metres.
 */
export function encodeParticle(p: RecordedParticle): string {
  return JSON.stringify({ format: 'cermet-particle', version: 1, ...p }, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? { kind: value.constructor.name, base64: toBase64(value) } : value,
  );
}

/**
 * Gives back what {@link encodeParticle} wrote.
 *
 * @throws ReadError where it is something else
 */
export function decodeParticle(text: string, file: string): RecordedParticle {
  let plain: unknown;
  try {
    plain = JSON.parse(text, (_, value: unknown) => {
      const held = value as { kind?: unknown; base64?: unknown } | null;
      if (!held || typeof held !== 'object' || typeof held.base64 !== 'string') return value;
      if (typeof held.kind !== 'string' || !Object.hasOwn(KINDS, held.kind))
        throw new Error(`an array of the unknown kind "${String(held.kind)}"`);
      const kind = KINDS[held.kind as KindName];
      const bytes = fromBase64(held.base64);
      return new kind(bytes.buffer, 0, bytes.length / kind.BYTES_PER_ELEMENT);
    });
  } catch (error) {
    throw new ReadError(`this is no particle: ${(error as Error).message}`, { file }, { cause: error });
  }
  const found = plain as { format?: unknown; version?: unknown } & RecordedParticle;
  if (found?.format !== 'cermet-particle')
    throw new ReadError('this JSON is no particle', { file }, { hint: 'write one with cermet particle --out p.json' });
  if (found.version !== 1)
    throw new ReadError(`this particle is of the unknown version ${String(found.version)}`, { file });
  const { format: _format, version: _version, ...particle } = found;
  const n = particle.volumes?.length;
  const f = particle.facets?.areas?.length;
  const whole =
    n > 0 &&
    f >= 0 &&
    particle.centres?.length === 3 * n &&
    particle.orientations?.length === 9 * n &&
    particle.facets.grains?.length === 2 * f &&
    particle.facets.centroids?.length === 3 * f &&
    particle.facets.moments?.length === 6 * f &&
    particle.neighbours?.start?.length === f + 1 &&
    particle.facets.grains.every((g) => g >= 0 && g < n) &&
    (particle.histories ?? []).every((history) => fits(history, f));
  if (!whole) throw new ReadError('arrays of this particle do not fit together', { file });
  return particle;
}

/** Whether a history has as many frames as cycles, and says of each facet what became of it. */
const fits = ({ film, cycles, frames }: ParticleHistory, facets: number): boolean =>
  film?.length === facets &&
  cycles?.length > 0 &&
  frames?.length === cycles.length &&
  frames.every((frame) => Object.values(frame).every((values) => values.length === facets));
