import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');
const rooms = ['atoms', 'cells', 'lab', 'grains', 'dft'];
/** What each folder may import from. Rooms meet in `study` only. */
const allowed: Record<string, string[]> = {
  core: [],
  kernels: [],
  num: ['core', 'kernels'],
  io: ['core', 'num', 'kernels'],
  figure: ['core'],
  ...Object.fromEntries(rooms.map((room) => [room, ['core', 'num', 'kernels', 'io', 'figure']])),
  study: ['core', 'num', 'io', 'figure', ...rooms],
  ui: ['core', 'num', 'kernels', 'io', 'figure', 'study', ...rooms],
  server: ['core', 'num', 'io', 'figure', 'study', ...rooms],
  cli: ['core', 'num', 'io', 'figure', 'study', 'server', ...rooms],
};
const nodeOnly = new Set(['cli', 'server']);
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (f) => f.endsWith('.ts') && !f.endsWith('.as.ts'),
);

it.each(files)('%s imports along the arrows', (file) => {
  const room = file.split('/')[0];
  const text = readFileSync(join(src, file), 'utf8').replace(/typeof import\([^)]*\)/g, '');
  for (const [, target] of text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)) {
    if (target.startsWith('.')) {
      const other = relative(src, resolve(src, dirname(file), target)).split('/')[0];
      if (other !== room) expect(allowed[room], `${file} imports ${target}`).toContain(other);
    } else if (target.startsWith('node:') && !nodeOnly.has(room)) {
      // Threads are the one thing of Node's that a kernel's owner needs; it asks for them by a dynamic import.
      expect(['node:worker_threads', 'node:os'], `${file} imports ${target}`).toContain(target);
      expect(text).toMatch(/await import\(['"]node:/);
    }
  }
});
