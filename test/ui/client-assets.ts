import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { PageAssets } from '../../src/study/report/page-frame.js';

const root = resolve(import.meta.dirname, '../..');
/** A page's script and style, built anew when a source is younger. */
export function buildClientAssets(page: 'report' | 'workbench' = 'report'): PageAssets {
  const [script, style] = ['js', 'css'].map((ending) => join(root, `dist/ui/${page}-client.${ending}`));
  const folders =
    page === 'report'
      ? ['src/ui', 'src/study/report', 'src/figure', 'src/core']
      : [
          'src/ui',
          'src/study',
          'src/figure',
          'src/core',
          'src/cells',
          'src/num',
          'src/kernels',
          'src/workbench',
          'src/io',
          'src/lab',
          'src/atoms',
          'src/evidence',
          'src/scene',
        ];
  const sources = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  );
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if (![script, style].every((file) => existsSync(file) && statSync(file).mtimeMs > newest)) {
    // Test files run side by side: each builds apart, and only whole files take the common place.
    const own = join(root, `dist/ui-${process.pid}`);
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/vite/bin/vite.js'),
        'build',
        '--config',
        'src/ui/vite.config.ts',
        '--mode',
        page,
        '--outDir',
        own,
        '--logLevel',
        'warn',
      ],
      { cwd: root, stdio: 'inherit' },
    );
    mkdirSync(join(root, 'dist/ui'), { recursive: true });
    for (const file of [script, style]) renameSync(join(own, basename(file)), file);
    rmSync(own, { recursive: true });
  }
  return { script: readFileSync(script, 'utf8'), style: readFileSync(style, 'utf8') };
}
