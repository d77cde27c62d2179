import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './blocks.js';

it('docs/reference.md is what the code declares', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/docs-reference.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
});
