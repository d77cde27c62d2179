import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { StudyReport } from '../../src/study/index.js';
import { runCli } from './run-cli.js';

const example = resolve(import.meta.dirname, '../../examples/one-powder');
const folder = mkdtempSync(join(tmpdir(), 'cermet-powder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the files of the example are what its generator writes, none chosen by hand', () => {
  const made = join(folder, 'made');
  execFileSync(process.execPath, [join(example, 'make-files.mjs'), made]);
  const names = readdirSync(join(example, 'data')).sort();
  expect(readdirSync(made).sort()).toEqual(names);
  for (const name of names)
    expect(readFileSync(join(made, name)).equals(readFileSync(join(example, 'data', name))), name).toBe(true);
});

it('one powder is told from its treated self by seven techniques, and what is open is planned', async () => {
  cpSync(example, folder, { recursive: true });
  const { code, stderr } = await runCli(['run', '.'], folder);
  expect(code, stderr).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, 'results/study.json'), 'utf8')) as StudyReport;
  const verdictOf = (id: string) => report.verdicts.find((v) => v.id === id)!;
  for (const claim of ['boron', 'cobalt', 'film', 'cooler', 'later', 'gas', 'residual', 'pores', 'rock-salt'])
    expect(verdictOf(claim).word, claim).toBe('supported');
  // One pattern of each at 20,000 counts knows the difference to about 0.2 %: no program may decide whether it is 0.3.
  expect(verdictOf('mixing').word).toBe('undecided');
  expect(verdictOf('mixing').because).toMatch(
    /leaves open whether -0\.3\.\.0\.3 %\. This speaks of this specimen alone/,
  );
  const [low, high] = verdictOf('mixing').measured!.interval!;
  expect(low).toBeLessThan(-0.3);
  expect(high).toBeGreaterThan(0.3);
  // What was put in, within the scatter of three specimens.
  const measured = (id: string): number => verdictOf(id).measured!.value;
  expect(Math.abs(measured('cooler') - 488 / 786)).toBeLessThan(0.05);
  expect(Math.abs(measured('later') - 18.6)).toBeLessThan(0.3);
  expect(Math.abs(measured('gas') - 6 / 23)).toBeLessThan(0.03);
  const planned = await runCli(['plan', 'mixing', '.', '--json'], folder);
  expect(planned.code, planned.stderr).toBe(0);
  const plan = JSON.parse(planned.stdout) as { specimens: number; countsFactor: number; notes: { code: string }[] };
  expect(plan.notes.map((n) => n.code)).toContain('scatter-not-known');
  expect(plan.specimens).toBeGreaterThan(2);
  expect((await runCli(['plan', 'mixin', '.'], folder)).stderr).toMatch(/did you mean "mixing"/);
}, 240_000);
