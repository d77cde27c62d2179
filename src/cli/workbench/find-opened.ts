import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ReadError } from '../../core/index.js';
import { listFiles } from '../folders.js';
import { OWN_CELLS, pathOfOwnCell } from '../own-cells.js';
import { findStudyFile } from '../study/load-study.js';

/** What a workbench begins with. */
export interface Opened {
  study?: string;
  /** Files to look at. */
  files: string[];
  /** Parameter file of a cell, which comes first among those to choose from. */
  cell?: string;
  /** View that it opens in. */
  view?: 'data' | 'cell' | 'study';
}

/**
 * What is meant by the words after `cermet open`: a study's file or folder, a cell, or files to look at.
 *
 * @param offline nothing said means no study, not the one in this folder
 * @throws ReadError for what is not there
 */
export async function findOpened(what: readonly string[], offline: boolean): Promise<Opened> {
  if (what.length === 0) {
    const study = offline ? undefined : await findStudyFile('.').catch(() => undefined);
    return { files: [], ...(study !== undefined && { study, view: 'study' }) };
  }
  if (what.length === 1) {
    const [only] = what;
    const info = await stat(only).catch(() => undefined);
    if (!info && OWN_CELLS.includes(only)) return { files: [], cell: pathOfOwnCell(only), view: 'cell' };
    if (/\.json$/i.test(only)) return { files: [], cell: only, view: 'cell' };
    if (info?.isDirectory() || /\.(ya?ml|m?js)$/i.test(only)) {
      const study = await findStudyFile(only).catch((error: unknown) => {
        if (info?.isDirectory()) return undefined;
        throw error;
      });
      if (study !== undefined) return { files: [], study, view: 'study' };
    }
  }
  const files: string[] = [];
  for (const path of what) {
    const info = await stat(path).catch(() => undefined);
    if (!info) throw new ReadError('there is no such file', { file: path });
    if (info.isDirectory()) files.push(...(await listFiles(path)).map((name) => join(path, name)));
    else files.push(path);
  }
  return { files, view: 'data' };
}
