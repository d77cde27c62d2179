import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evidenceKinds } from '../study/run-evidence.js';
import { root } from './blocks.js';

it.each(evidenceKinds.map((kind) => kind.id))('docs/study.md lists evidence of the kind %s', (id) => {
  expect(readFileSync(join(root, 'docs/study.md'), 'utf8')).toMatch(new RegExp(`\`(?:simulate|kind): ${id}\``));
});
