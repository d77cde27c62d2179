import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../core/index.js';
import { isFile } from './resolve.js';

const folder = new URL('../../data/cells/', import.meta.url);

/** Parameter sets that ship with Cermet, in data/cells; what says where their values come from stands beside them. */
export const OWN_CELLS: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.sources.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();

/** The path of one of our own sets. */
export const pathOfOwnCell = (name: string): string => fileURLToPath(new URL(`${name}.json`, folder));

/** A file, or the path of one of our own sets. */
export async function resolveCell(input: string): Promise<string> {
  if ((await isFile(input)) || !/^[\w-]+$/.test(input)) return input;
  if (!OWN_CELLS.includes(input))
    throw new InputError(`there is neither a file nor a cell "${input}"`, { value: input, allowed: OWN_CELLS });
  return pathOfOwnCell(input);
}
