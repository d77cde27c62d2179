import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CermetError } from '../core/index.js';
import type { PageAssets } from '../study/report/page-frame.js';

/** Script and style of a page and what it carries beside them, which `npm run build` made. */
export async function readPageAssets(page: 'report' | 'workbench'): Promise<PageAssets> {
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return {
    script: decode(await readAsset(`${page}-client.js`)),
    style: decode(await readAsset(`${page}-client.css`)),
    ...(page === 'workbench' && {
      scripts: { drawing: await readAsset('workbench-drawing.js.gz') },
      parts: { worker: await readAsset('workbench-worker.js.gz'), hdf5: await readAsset('workbench-hdf5.js.gz') },
    }),
  };
}

async function readAsset(name: string): Promise<Uint8Array> {
  const path = fileURLToPath(new URL(`../ui/${name}`, import.meta.url));
  return readFile(path).catch((error: unknown) => {
    throw new CermetError('install', 'this installation of Cermet lacks the script of its pages', {
      where: { file: path },
      hint: 'npm run build makes it',
      cause: error,
    });
  });
}
