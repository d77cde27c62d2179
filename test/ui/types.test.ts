import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

/** The library's own check leaves out the page's script, and vite does not check types. */
it('the script of the page passes the type checker', () => {
  const root = resolve(import.meta.dirname, '../..');
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'src/ui/tsconfig.json'],
    { cwd: root, encoding: 'utf8' },
  );
  expect(stdout).toBe('');
  expect(status).toBe(0);
});
