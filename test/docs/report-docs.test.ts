import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const path = join(root, 'docs/report.md');
const docs = readFileSync(path, 'utf8');

it('the figure in the docs draws itself and gives its numbers', () => {
  const [code] = [...docs.matchAll(/^```js\n([\s\S]*?)^```/gm)].map((m) => m[1]);
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' });
  expect(printed).toMatch(/^<svg [^>]*width="8[89]\.\d+mm"/);
  expect(printed).toContain('plane,strength / GPa,sigma / GPa\nbulk,10,0.2\ninterface,23.7,0.9\n');
});

it('every picture in the docs is there', () => {
  const pictures = [...docs.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map((m) => m[1]);
  expect(pictures.length).toBe(3);
  for (const picture of pictures) expect(existsSync(join(dirname(path), picture)), picture).toBe(true);
});
