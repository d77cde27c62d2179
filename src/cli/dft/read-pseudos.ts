import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CermetError, ReadError } from '../../core/index.js';
import { type UpfHeader, parseUpfHeader } from '../../io/dft/index.js';
import { fileSource } from '../files.js';
import type { PseudoFolder } from '../../dft/index.js';

/** [bytes] The head of a UPF with the inputs it carries fits in this. */
const HEAD = 1 << 17;

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
    try {
      headers.push(parseUpfHeader(new TextDecoder().decode(await source.slice(0, Math.min(source.size, HEAD))), name));
    } catch (error) {
      if (!(error instanceof CermetError)) throw error;
    }
  }
  if (headers.length === 0)
    throw new ReadError(
      'no pseudopotential in UPF is here',
      { file: folder },
      { hint: 'cermet dft pseudos FOLDER makes a PBE set from what Debian installs' },
    );
  return { path: resolve(folder), headers, ...(kind && { kind }) };
}
