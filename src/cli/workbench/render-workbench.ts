import { basename, resolve } from 'node:path';
import { OWN_CELLS, pathOfOwnCell } from '../own-cells.js';
import { readPageAssets } from '../page-assets.js';
import { readTextFile } from '../files.js';
import type { Opened } from './find-opened.js';

/** The workbench page, with our cells beside the one that was named. */
export async function renderWorkbench({ study, files, cell }: Opened, served: boolean): Promise<string> {
  const { renderWorkbenchPage } = await import('../../workbench/page/index.js');
  const own = OWN_CELLS.map(pathOfOwnCell);
  const cells = cell === undefined ? own : [cell, ...own.filter((path) => path !== resolve(cell))];
  return renderWorkbenchPage(
    {
      served,
      study: served && study !== undefined,
      opened: files.map((path) => basename(path)),
      cells: await Promise.all(cells.map(async (path) => ({ name: basename(path), text: await readTextFile(path) }))),
    },
    await readPageAssets('workbench'),
  );
}
