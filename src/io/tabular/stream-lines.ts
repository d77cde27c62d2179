import { breathe, type Context } from '../../core/index.js';
import type { Source } from '../reader.js';
import type { Encoding } from './encoding.js';

const BLOCK = 1 << 20;

/** Lines of a text file from a byte on, block by block, for tables that no row-by-row rule describes. */
export async function* streamLines(
  source: Source,
  from: number,
  encoding: Encoding,
  ctx?: Context,
): AsyncIterable<string[]> {
  const decoder = new TextDecoder(encoding);
  let rest = '';
  let breathed = performance.now();
  for (let at = from; at < source.size; at += BLOCK) {
    const block = await source.slice(at, Math.min(source.size, at + BLOCK));
    const lines = (rest + decoder.decode(block, { stream: at + BLOCK < source.size })).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    yield lines;
    if (performance.now() - breathed > 40) {
      ctx?.progress?.(Math.min(source.size, at + BLOCK), source.size, source.name);
      await breathe(ctx);
      breathed = performance.now();
    }
  }
  if (rest !== '') yield [rest];
}
