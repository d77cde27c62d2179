import type { Source } from '../reader.js';

/**
 * [from, to) of a source in pieces of `size` bytes, the last one shorter; what a piece holds lasts until the next is
 * asked for.
 */
export async function* streamPieces(source: Source, from: number, to: number, size: number): AsyncIterable<Uint8Array> {
  if (source.pieces) yield* source.pieces(from, to, size);
  else for (let at = from; at < to; at += size) yield await source.slice(at, Math.min(to, at + size));
}
