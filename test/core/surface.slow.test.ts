import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CERMET_VERSION } from '../../src/core/index.js';

const root = resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  files: string[];
  exports: Record<string, string | Record<string, string>>;
  dependencies: Record<string, string>;
};

describe('the package', () => {
  it('has one version number', () => {
    expect(CERMET_VERSION).toBe(manifest.version);
  });

  it('has a command that starts', () => {
    const file = join(root, manifest.bin.cermet);
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('runs on the Node that it asks for with every dependency', () => {
    for (const name of Object.keys(manifest.dependencies)) {
      const { engines, version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as { engines?: { node?: string }; version: string };
      const lowest = [...(engines?.node ?? '').matchAll(/(\d+)(?:\.(\d+))?/g)].map((m) => Number(m[1]) + Number(m[2] ?? 0) / 100);
      expect(lowest.length === 0 || Math.min(...lowest) <= 20.19, `${name} ${version} needs node ${engines?.node}`).toBe(true);
    }
  });
});

const rooms = Object.entries(manifest.exports).flatMap(([path, target]) => (typeof target === 'string' ? [] : [[path.slice(2), target] as const]));

describe.each(rooms)('cermet/%s', (room, target) => {
  it('resolves, with its types', async () => {
    for (const file of Object.values(target)) expect(existsSync(join(root, file)), file).toBe(true);
    expect(Object.keys((await import(join(root, target.default))) as object).length).toBeGreaterThan(0);
  });

  it('offers what it offered', async () => {
    const names = Object.entries((await import(join(root, target.default))) as Record<string, unknown>).map(([name, value]) => `${name}: ${typeof value}`);
    await expect(`${names.sort().join('\n')}\n`).toMatchFileSnapshot(`surface/${room}.txt`);
  });
});
