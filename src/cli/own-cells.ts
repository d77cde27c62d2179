import { fileURLToPath } from 'node:url';
import { InputError } from '../core/index.js';
import { isFile } from './resolve.js';

/** Parameter sets that ship with Cermet, in data/cells. */
export const OWN_CELLS = ['ncm811-coin-half-cell', 'ncm811-graphite-pouch', 'lithium-symmetric-cell'] as const;

/** The path of one of our own sets. */
export const pathOfOwnCell = (name: string): string =>
  fileURLToPath(new URL(`../../data/cells/${name}.json`, import.meta.url));

/** A file, or the path of one of our own sets. */
export async function resolveCell(input: string): Promise<string> {
  if ((await isFile(input)) || !/^[\w-]+$/.test(input)) return input;
  if (!(OWN_CELLS as readonly string[]).includes(input))
    throw new InputError(`there is neither a file nor a cell "${input}"`, { value: input, allowed: OWN_CELLS });
  return pathOfOwnCell(input);
}
