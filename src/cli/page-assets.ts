import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CermetError } from '../core/index.js';
import type { PageAssets } from '../study/report/page-frame.js';

/** Script and style of a page, which `npm run build` made. */
export async function readPageAssets(page: 'report' | 'workbench'): Promise<PageAssets> {
  return { script: await readAsset(`${page}-client.js`), style: await readAsset(`${page}-client.css`) };
}

async function readAsset(name: string): Promise<string> {
  const path = fileURLToPath(new URL(`../ui/${name}`, import.meta.url));
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new CermetError('install', 'this installation of Cermet lacks the script of its pages', {
      where: { file: path },
      hint: 'npm run build makes it',
      cause: error,
    });
  });
}
