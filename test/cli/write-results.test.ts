import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Structure } from '../../src/core/index.js';
import { writeResults } from '../../src/cli/study/write-results.js';
import { makeOutput } from '../../src/evidence/index.js';
import { readStructures } from '../../src/cli/resolve.js';

const frame = (x: number): Structure => ({
  cell: Float64Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5),
  pbc: [true, true, true],
  elements: ['Ni', 'O'],
  positions: Float64Array.of(x, 0, 0, 2.1, 0, 0),
});

it('a study leaves its structures as files that other commands take', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-results-'));
  try {
    const study = { title: 't', samples: {}, evidence: {}, claims: {} };
    const scene = (id: string, frames: Structure[]) => ({ id, title: id, caption: '', frames });
    const mixed = { ...frame(0), disorder: new Map([[0, [{ element: 'Ni', occupancy: 0.5 }]]]) };
    await writeResults(
      {
        study,
        date: '2026-11-29T00:00:00Z',
        cermet: '0',
        verdicts: [],
        evidence: { a: makeOutput({ scenes: [scene('a.slab', [frame(0), frame(0.25)]), scene('a.mixed', [mixed])] }) },
        taken: [],
        notes: [],
      },
      folder,
    );
    // Sites that are shared have no place in this format.
    expect(readdirSync(join(folder, 'results/structures'))).toEqual(['a.slab.extxyz']);
    const [, second] = await readStructures(join(folder, 'results/structures/a.slab.extxyz'));
    expect([second.elements, second.positions[0]]).toEqual([['Ni', 'O'], 0.25]);
    expect(JSON.parse(readFileSync(join(folder, 'results/study.json'), 'utf8')).evidence.a.scenes).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
