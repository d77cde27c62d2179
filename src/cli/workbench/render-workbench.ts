import { basename, resolve } from 'node:path';
import type { CellFile } from '../../workbench/cell-page/index.js';
import { OWN_CELLS, pathOfOwnCell } from '../own-cells.js';
import { readPageAssets } from '../page-assets.js';
import { readTextFile } from '../files.js';
import type { Opened } from './find-opened.js';

/** The workbench page, with our cells behind the one that was named, full cells first. */
export async function renderWorkbench({ study, files, cell }: Opened, served: boolean): Promise<string> {
  const { renderWorkbenchPage } = await import('../../workbench/page/index.js');
  const { parseCell } = await import('../../cells/index.js');
  const own = await Promise.all(OWN_CELLS.map(async (name) => readCell(pathOfOwnCell(name))));
  /** Porous electrodes: two in a full cell, which comes first; one in a half cell, none between two foils. */
  const porous = ({ text, name }: CellFile): number => {
    const { positive, negative } = parseCell(text, name);
    return [positive, negative].filter(({ kind }) => kind === 'porous').length;
  };
  const named = cell === undefined ? undefined : await readCell(cell);
  const others = own
    .filter(({ path }) => cell === undefined || path !== resolve(cell))
    .sort((a, b) => porous(b) - porous(a));
  return renderWorkbenchPage(
    {
      served,
      study: served && study !== undefined,
      opened: files.map((path) => basename(path)),
      cells: named ? [named, ...others] : others,
    },
    await readPageAssets('workbench'),
  );
}

const readCell = async (path: string): Promise<CellFile & { path: string }> => ({
  path,
  name: basename(path),
  text: await readTextFile(path),
});
