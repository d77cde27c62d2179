import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as cells from '../../src/cells/index.js';
import type * as core from '../../src/core/index.js';
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
      const { engines, version } = JSON.parse(
        readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
      ) as { engines?: { node?: string }; version: string };
      const lowest = [...(engines?.node ?? '').matchAll(/(\d+)(?:\.(\d+))?/g)].map(
        (m) => Number(m[1]) + Number(m[2] ?? 0) / 100,
      );
      expect(
        lowest.length === 0 || Math.min(...lowest) <= 20.19,
        `${name} ${version} needs node ${engines?.node}`,
      ).toBe(true);
    }
  });
});

/** Files and packages that a module loads at once, itself among them. */
function loadedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, target] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?:[^'"]* from )?["']([^"']+)["'];$/gm,
  )) {
    if (target.startsWith('.')) loadedBy(resolve(file, '..', target), found);
    else found.add(target);
  }
  return found;
}

describe('what a room loads', () => {
  it('cells: itself and what rooms share, no package, so that a page can import it as it is', () => {
    const files = [...loadedBy(join(root, 'dist/cells/index.js'))].map((file) => relative(join(root, 'dist'), file));
    expect(files).toEqual(expect.arrayContaining(['cells/index.js', 'core/index.js']));
    expect(files.filter((file) => !file.endsWith('.js') || /atoms|lab|study|figure|io\.|moyo|nep/.test(file))).toEqual(
      [],
    );
  });

  it('one class of each name, whichever way it is reached', async () => {
    const load = (path: string): Promise<Record<string, never>> =>
      import(join(root, 'dist', path)) as Promise<Record<string, never>>;
    const [{ InputError, Table }, { parseProtocol }, { decodeValue, encodeValue }] = [
      await load('core/index.js'),
      await load('cells/index.js'),
      await load('core/index.js'),
    ] as unknown as [typeof core, typeof cells, typeof core];
    expect(() => parseProtocol('dance until dawn')).toThrow(InputError);
    expect(decodeValue(encodeValue(new Table([])))).toBeInstanceOf(Table);
  });
});

const rooms = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [[path.slice(2), target] as const],
);

describe.each(rooms)('cermet/%s', (room, target) => {
  it('resolves, with its types', async () => {
    for (const file of Object.values(target)) expect(existsSync(join(root, file)), file).toBe(true);
    expect(Object.keys((await import(join(root, target.default))) as object).length).toBeGreaterThan(0);
  });

  it('offers what it offered', async () => {
    const names = Object.entries((await import(join(root, target.default))) as Record<string, unknown>).map(
      ([name, value]) => `${name}: ${typeof value}`,
    );
    await expect(`${names.sort().join('\n')}\n`).toMatchFileSnapshot(`surface/${room}.txt`);
  });
});
