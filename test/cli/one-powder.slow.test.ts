import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { StudyReport } from '../../src/study/index.js';
import { runCli } from './run-cli.js';

const example = resolve(import.meta.dirname, '../../examples/one-powder');
const folder = mkdtempSync(join(tmpdir(), 'cermet-powder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('one powder is told from its treated self by seven techniques, and what is open is planned', async () => {
  cpSync(example, folder, { recursive: true });
  const { code, stderr } = await runCli(['run', '.'], folder);
  expect(code, stderr).toBe(0);
  const report = JSON.parse(readFileSync(join(folder, 'results/study.json'), 'utf8')) as StudyReport;
  const words = Object.fromEntries(report.verdicts.map((v) => [v.id, v.word]));
  for (const claim of ['boron', 'cobalt', 'film', 'cooler', 'later', 'gas', 'residual', 'pores', 'rock-salt'])
    expect(words[claim], claim).toBe('supported');
  // One pattern of each at 20,000 counts knows the difference to ± 0.3 %: no program may decide it.
  expect(words.mixing).toBe('undecided');
  const measured = (id: string): number => report.verdicts.find((v) => v.id === id)!.measured!.value;
  // What was put in, within the scatter of three specimens.
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
