import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');
const rooms = ['atoms', 'cells', 'lab', 'grains', 'dft'];
const shown = ['figure', 'scene'];
const base = ['core', 'num', 'kernels', 'io'];
const all = [...base, ...shown, 'evidence', ...rooms, 'study', 'studies', 'workbench'];
/**
 * What each folder may import from. Rooms meet in types of `core` and `evidence`, and in `studies`, never in one
 * another.
 */
const allowed: Record<string, string[]> = {
  core: [],
  kernels: [],
  num: ['core', 'kernels'],
  io: ['core', 'num', 'kernels'],
  figure: ['core'],
  scene: ['core', 'num'],
  evidence: ['core', 'num', 'io', ...shown],
  ...Object.fromEntries(rooms.map((room) => [room, [...base, ...shown, 'evidence']])),
  study: ['core', 'num', 'io', ...shown, 'evidence'],
  studies: [...base, ...shown, 'evidence', ...rooms],
  workbench: all,
  ui: all,
  server: all,
  cli: [...all, 'server'],
};
const nodeOnly = new Set(['cli', 'server']);
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (f) => /\.tsx?$/.test(f) && !f.endsWith('.as.ts'),
);
const textOf = (file: string): string => readFileSync(join(src, file), 'utf8').replace(/typeof import\([^)]*\)/g, '');

it.each(files)('%s imports along the arrows', (file) => {
  const room = file.split('/')[0];
  const text = textOf(file);
  for (const [, target] of text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
    if (target.startsWith('.')) {
      const other = relative(src, resolve(src, dirname(file), target)).split('/')[0];
      if (other !== room) expect(allowed[room] ?? [], `${file} imports ${target}`).toContain(other);
    } else if (target.startsWith('node:') && !nodeOnly.has(room)) {
      // Threads are the one thing of Node's that a kernel's owner needs; it asks for them by a dynamic import.
      expect(['node:worker_threads', 'node:os'], `${file} imports ${target}`).toContain(target);
      expect(text).toMatch(/await import\(['"]node:/);
    }
  }
});

describe('imports', () => {
  it('make no circle: types apart, no module needs itself to be loaded', () => {
    const needs = new Map(
      files.map((file) => [
        file,
        [...textOf(file).matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s*['"](\.[^'"]+)['"]/gm)]
          .map(([, target]) => relative(src, resolve(src, dirname(file), target)).replace(/\.js$/, '.ts'))
          .filter((target) => existsSync(join(src, target))),
      ]),
    );
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === 'done') return;
      if (state.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      state.set(file, 'open');
      for (const next of needs.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, 'done');
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });
});

it('what belongs to one publication or one powder stands in src/studies', () => {
  const own = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (f) => /\.(ts|css|html)$/.test(f) && !/^studies\/|\/built\//.test(f),
  );
  const named = /paper|claim [A-H][0-9]|NCM811/i;
  expect(own.filter((file) => named.test(readFileSync(join(src, file), 'utf8')))).toEqual([]);
});
