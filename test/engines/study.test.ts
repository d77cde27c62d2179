import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OneNodeSlurm, startSlurm } from './start-slurm.js';

const missing = inject('missing');
const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

const STUDY = `title: Pieces of several kinds
samples: { bare: {} }
evidence:
  glass: { simulate: atoms/glass, coating: Co6B2, temperature: 2500 K, hold: 0.02 ps, seeds: 1..3 }
  particle: { simulate: grains/particle, separation_energy: 1 J/m2, film_separation_energy: 3 J/m2, groups: { bare: bare }, grains: 10, seeds: 1..3, cycles: 2 }
  quoted: { kind: values, file: quoted.csv }
claims:
  amorphous: { says: The glass is amorphous, measure: glass.largest_order, expect: "< 0.9" }
`;
const PIECES = ['glass 0', 'glass 1', 'glass 2', 'particle 0', 'particle 1', 'particle 2', 'quoted 0'];

interface Cached {
  about: { evidence: string; index: number };
}

/** The day stands in a report: what runs into the next one is no difference. */
const withoutDay = (page: string): string => page.replaceAll(/\d{1,2} [A-Z][a-z]+ 20\d\d/g, 'a day');

describe.skipIf(missing !== '')('a study on a cluster', () => {
  let slurm: OneNodeSlurm;
  let root: string;
  const start = (folder: string, ...words: string[]): Promise<{ status: number | null; err: string }> =>
    new Promise((done) => {
      const child = spawn(process.execPath, [main, 'run', folder, ...words], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let err = '';
      child.stderr.on('data', (text) => (err += String(text)));
      child.on('exit', (status) => done({ status, err }));
    });
  beforeAll(() => {
    slurm = startSlurm();
    Object.assign(process.env, slurm.env);
    root = mkdtempSync(join(tmpdir(), 'cermet-cluster-'));
    mkdirSync(join(root, 'here'));
    writeFileSync(join(root, 'here/study.yaml'), STUDY);
    writeFileSync(join(root, 'here/quoted.csv'), 'quantity,unit,theirs\ndensity,g/cm3,8.1\n');
    cpSync(join(root, 'here'), join(root, 'there'), { recursive: true });
    writeFileSync(
      join(root, 'slurm.yaml'),
      JSON.stringify({ small: { partition: 'debug', walltime: '20 min', cermet: `'${process.execPath}' '${main}'` } }),
    );
  });
  afterAll(() => {
    slurm?.stop();
    if (root) rmSync(root, { recursive: true, force: true });
  });

  it('gives the report of a local run byte for byte, though others write into its cache at the same time', async () => {
    const runs = await Promise.all([start('there', '--on', 'slurm:small'), start('there'), start('here')]);
    for (const { status, err } of runs) expect(status, err).toBe(0);
    const queue = JSON.parse(readFileSync(join(root, 'there/.cermet/slurm/.cermet-queue/queue.json'), 'utf8'));
    // What the local run had put into the cache before it was asked for is not sent.
    expect(queue.states.length).toBeGreaterThan(0);
    expect(new Set(queue.states.map((s: { word: string }) => s.word))).toEqual(new Set(['done']));
    const cached = readdirSync(join(root, 'there/.cermet/pieces'));
    expect(cached.sort()).toEqual(readdirSync(join(root, 'here/.cermet/pieces')).sort());
    // A piece may keep something large in a file of its own.
    const pieces = cached.map((name) => {
      const { about } = JSON.parse(readFileSync(join(root, 'there/.cermet/pieces', name), 'utf8')) as Cached;
      return `${about.evidence} ${about.index}`;
    });
    expect([...new Set(pieces)].sort()).toEqual(PIECES);
    const page = (folder: string): string => withoutDay(readFileSync(join(root, folder, 'report.html'), 'utf8'));
    expect(page('there')).toBe(page('here'));
    // Once more from the cluster alone: all is there, nothing is sent.
    const again = await start('there', '--on', 'slurm:small');
    expect(again.status, again.err).toBe(0);
    expect(JSON.parse(readFileSync(join(root, 'there/.cermet/slurm/.cermet-queue/queue.json'), 'utf8'))).toEqual(queue);
    expect(page('there')).toBe(page('here'));
  });

  it('ends with the piece that fails, by its own words, and keeps the others', async () => {
    mkdirSync(join(root, 'failing'));
    writeFileSync(join(root, 'failing/study.yaml'), STUDY);
    writeFileSync(join(root, 'failing/quoted.csv'), 'quantity,unit,theirs\ndensity,g/cm3,heavy\n');
    const { status, err } = await start('failing', '--on', 'slurm:small');
    expect(status, err).toBe(2);
    expect(err).toMatch(/quoted.*a cell is not a number/);
    expect(readdirSync(join(root, 'failing')).includes('report.html')).toBe(false);
    writeFileSync(join(root, 'failing/quoted.csv'), 'quantity,unit,theirs\ndensity,g/cm3,8.1\n');
    const mended = await start('failing', '--on', 'slurm:small');
    expect(mended.status, mended.err).toBe(0);
    expect(withoutDay(readFileSync(join(root, 'failing/report.html'), 'utf8'))).toBe(
      withoutDay(readFileSync(join(root, 'here/report.html'), 'utf8')),
    );
  });
});
