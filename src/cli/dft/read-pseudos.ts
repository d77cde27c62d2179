import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CermetError, ReadError } from '../../core/index.js';
import { type UpfHeader, parseUpfHeader } from '../../io/dft/index.js';
import { fileSource } from '../files.js';
import type { PseudoFolder } from '../../dft/index.js';

/** [bytes] The head of a UPF with the inputs it carries fits in this. */
const HEAD = 1 << 17;
/** [bytes] The closing tag of a UPF lies in its last so many. */
const TAIL = 1 << 10;

/**
 * Heads of all pseudopotentials in a folder; files that are none are passed over. @throws ReadError where there is none
 */
export async function readPseudos(folder: string, kind?: UpfHeader['kind']): Promise<PseudoFolder> {
  const names = await readdir(folder).catch(() => {
    throw new ReadError('there is no such folder of pseudopotentials', { file: folder });
  });
  const headers: UpfHeader[] = [];
  for (const name of names.filter((n) => /\.upf$/i.test(n)).sort()) {
    const source = await fileSource(join(folder, name));
    const text = async (from: number, to: number): Promise<string> =>
      new TextDecoder().decode(await source.slice(Math.max(0, from), Math.min(source.size, to)));
    const head = await text(0, HEAD);
    try {
      headers.push(parseUpfHeader(head, name));
    } catch (error) {
      if (!(error instanceof CermetError)) throw error;
      continue;
    }
    if (/<UPF\b/.test(head) && !/<\/UPF>/.test(await text(source.size - TAIL, source.size)))
      throw new ReadError(
        'this pseudopotential is cut short: its closing tag is missing',
        { file: join(folder, name) },
        { hint: 'copy it again, or take it out of the folder' },
      );
  }
  if (headers.length === 0)
    throw new ReadError(
      'no pseudopotential in UPF is here',
      { file: folder },
      { hint: 'cermet dft pseudos FOLDER makes a PBE set from what Debian installs' },
    );
  return { path: resolve(folder), headers, ...(kind && { kind }) };
}
