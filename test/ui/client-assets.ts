import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { PageAssets } from '../../src/study/report/page-frame.js';

const root = resolve(import.meta.dirname, '../..');
const built = (file: string): string => join(root, 'dist/ui', file);

const CONFIG = 'scripts/pages.vite.mjs';

/** What each build writes, and the folders that it is made from. */
const BUILDS = {
  report: {
    files: ['report-client.js', 'report-client.css'],
    folders: ['src/ui', 'src/study/report', 'src/figure', 'src/core', 'src/scene'],
  },
  workbench: {
    files: ['workbench-client.js', 'workbench-client.css'],
    folders: ['src/ui', 'src/study', 'src/figure', 'src/core', 'src/cells', 'src/num', 'src/io', 'src/workbench'],
  },
  'workbench-drawing': {
    files: ['workbench-drawing.js.gz'],
    folders: ['src/ui', 'src/study', 'src/figure', 'src/core', 'src/scene', 'src/io/structures'],
  },
  'workbench-worker': {
    files: ['workbench-worker.js.gz'],
    folders: ['src'],
  },
  'workbench-hdf5': {
    files: ['workbench-hdf5.js.gz'],
    folders: ['src/ui'],
  },
} as const;

/** A page's script and style and what it carries, built anew when a source is younger. */
export function buildClientAssets(page: 'report' | 'workbench' = 'report'): PageAssets {
  build(page);
  const text = (file: string): string => readFileSync(built(file), 'utf8');
  const assets = { script: text(`${page}-client.js`), style: text(`${page}-client.css`) };
  if (page === 'report') return assets;
  build('workbench-drawing');
  build('workbench-worker');
  build('workbench-hdf5');
  return {
    ...assets,
    scripts: { drawing: readFileSync(built('workbench-drawing.js.gz')) },
    parts: {
      worker: readFileSync(built('workbench-worker.js.gz')),
      hdf5: readFileSync(built('workbench-hdf5.js.gz')),
    },
  };
}

function build(mode: keyof typeof BUILDS): void {
  const { files, folders } = BUILDS[mode];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  );
  const newest = Math.max(...[...sources, join(root, CONFIG)].map((file) => statSync(file).mtimeMs));
  if (files.every((file) => existsSync(built(file)) && statSync(built(file)).mtimeMs > newest)) return;
  // Test files run side by side: each builds apart, and only whole files take the common place.
  const own = join(root, `dist/ui-${process.pid}`);
  const vite = ['build', '--config', CONFIG, '--mode', mode, '--outDir', own, '--logLevel', 'warn'];
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), ...vite], {
    cwd: root,
    stdio: 'inherit',
  });
  mkdirSync(join(root, 'dist/ui'), { recursive: true });
  for (const file of files) renameSync(join(own, file), built(file));
  rmSync(own, { recursive: true });
}
