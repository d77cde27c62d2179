import { join } from 'node:path';
import type { Context, Structure } from '../core/index.js';
import type { NamedStructure } from '../evidence/index.js';
import type { AnyRead, Folder } from '../io/index.js';
import type { Cermet } from '../workbench/index.js';
import { fileSource } from './files.js';
import { isFolder, listFiles } from './folders.js';

/**
 * Reads a file of any known kind, or a folder that is one test, with everything that a Cermet knows; `-` is standard
 * input.
 */
export async function readPlace(path: string, cermet: Cermet, ctx?: Context, reader?: string): Promise<AnyRead> {
  const { readAny } = await import('../io/index.js');
  const place = path !== '-' && (await isFolder(path)) ? await openFolder(path) : await fileSource(path);
  return readAny(
    place,
    {
      readers: await cermet.readers(),
      folderReaders: await cermet.folderReaders(),
      path,
      ...(reader !== undefined && { reader }),
    },
    ctx,
  );
}

async function openFolder(path: string): Promise<Folder> {
  return { name: path, names: await listFiles(path), open: (name) => fileSource(join(path, name)) };
}

/** A structure by the name of a crystal, a formula, or a file. */
export async function namedStructure(name: string, read: (path: string) => Promise<AnyRead>): Promise<NamedStructure> {
  if (looksLikePath(name)) {
    const { structures, detection } = await read(name);
    if (structures.length === 0) {
      const { ReadError } = await import('../core/index.js');
      throw new ReadError(`this ${detection.reader.title} file holds no atoms`, { file: name });
    }
    return { name, structure: structures[0] as Structure };
  }
  const { resolveCrystal } = await import('../atoms/index.js');
  const { structure, citation } = resolveCrystal(name);
  return { name, structure, ...(citation && { citation }) };
}

/** Names in the library have no slash and no ending; what has is meant to be a file. */
export const looksLikePath = (text: string): boolean => /[/\\]/.test(text) || /\.[A-Za-z]\w*$/.test(text);
