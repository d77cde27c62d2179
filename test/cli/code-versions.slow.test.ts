import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { evidenceKinds } from '../study/run-evidence.js';

interface Versions {
  all: string;
  kinds: Record<string, string>;
}
const root = resolve(import.meta.dirname, '../..');
// Inside the package, so that what is compiled finds its dependencies.
const folder = mkdtempSync(join(root, 'dist-versions-'));
const compiled = join(folder, 'compiled');
const node = (...args: string[]): void => void execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
let before: Versions;
let count = 0;

/** The versions that the build writes where these compiled files have changed. */
function versionsAfter(...changed: string[]): Versions {
  const dist = join(folder, String(count++));
  cpSync(compiled, dist, { recursive: true });
  for (const file of changed) appendFileSync(join(dist, file), '\n// changed\n');
  node(
    '--input-type=module',
    '-e',
    `(await import('./scripts/bundle-rooms.mjs')).bundleRooms(${JSON.stringify(dist)})`,
  );
  return JSON.parse(readFileSync(join(dist, 'code-versions.json'), 'utf8')) as Versions;
}

/** Kinds of evidence that a change makes run again. */
function outdatedBy(...changed: string[]): string[] {
  const { kinds } = versionsAfter(...changed);
  return Object.keys(kinds)
    .filter((id) => kinds[id] !== before.kinds[id])
    .sort();
}

beforeAll(() => {
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', compiled);
  before = versionsAfter();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('every kind of evidence has the version of its code, the same each time', () => {
  expect(Object.keys(before.kinds).sort()).toEqual(evidenceKinds.map(({ id }) => id).sort());
  expect(versionsAfter()).toEqual(before);
});

it('a change in a room makes the evidence run again that reaches it, and no other', () => {
  const roomsOf = (ids: readonly string[]): string[] => [...new Set(ids.map((id) => id.split('/')[0]))];
  const cells = outdatedBy('cells/simulate-cell.js');
  expect(cells).toEqual(expect.arrayContaining(['cells/cycler', 'yoon-2021/pair']));
  expect(roomsOf(cells)).toEqual(['cells', 'yoon-2021']);
  expect(roomsOf(outdatedBy('kernels/built/nep-single.js'))).toEqual(['atoms']);
  const lab = outdatedBy('lab/impedance/fit-circuit.js');
  expect(lab).toEqual(expect.arrayContaining(['cycling', 'eis']));
  expect(roomsOf(lab)).not.toContain('atoms');
});

it('a change in what all share makes all run again', () => {
  expect(outdatedBy('core/table.js')).toEqual(Object.keys(before.kinds).sort());
  expect(outdatedBy('study/encode.js')).toEqual(Object.keys(before.kinds).sort());
});

it('a change of the report makes nothing run again, and one of any room the evidence of plug-ins', () => {
  expect(versionsAfter('study/report/render-report.js', 'study/cell-page/render-cell-page.js')).toEqual(before);
  expect(versionsAfter('io/structures/cif.js').all).not.toBe(before.all);
});
