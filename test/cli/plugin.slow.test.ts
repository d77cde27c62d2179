import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

const plugin = resolve(import.meta.dirname, '../../examples/plugin/coulomb-counter.mjs');
/** An hour of charge at 10 mA, an hour of discharge at 9 mA, and leakage of 1 µA between. */
const log = `#COUNTER 1\n${Array.from({ length: 241 }, (_, k) => {
  const current = k < 121 ? 0.01 : k === 121 ? 1e-6 : -0.009;
  return `${30 * k} ${(3.5 + 0.002 * (k < 121 ? k : 241 - k)).toFixed(4)} ${current}`;
}).join('\n')}\n`;

it('a reader and an analysis of forty lines are known to every command', async () => {
  const folder = makeFolder({ 'a.cnt': log });
  const read = await runCli(['read', 'a.cnt', '--plugin', plugin, '--json'], folder);
  expect(read.code, read.stderr).toBe(0);
  expect(JSON.parse(read.stdout)).toMatchObject([{ kind: 'cycling', reader: 'coulomb-counter@1', rows: 241 }]);
  const listed = await runCli(['analyse', '--list', `--plugin=${plugin}`], folder);
  expect(listed.stdout).toMatch(/throughput +cycling/);
  const analysed = await runCli(
    ['analyse', 'a.cnt', '--with', 'throughput', '--set', 'above=0.1 mA', '--plugin', plugin, '--json'],
    folder,
  );
  expect(analysed.code, analysed.stderr).toBe(0);
  const { findings } = JSON.parse(analysed.stdout) as { findings: { estimate: { value: number; unit: string } }[] };
  // 120 steps of 30 s at 10 mA and 119 at 9 mA, in mAh.
  expect(findings[0].estimate).toMatchObject({ unit: 'mAh' });
  expect(findings[0].estimate.value).toBeCloseTo((120 * 30 * 10 + 119 * 30 * 9) / 3600, 9);
  const cycles = await runCli(['analyse', 'a.cnt', '--plugin', plugin], folder);
  expect(cycles.stdout).toMatch(/discharge capacity/);
  // Without it the log is columns of numbers, of which nothing is analysed.
  expect((await runCli(['read', 'a.cnt'], folder)).stdout).toMatch(/table, 241 rows/);
  expect((await runCli(['analyse', 'a.cnt'], folder)).code).toBe(2);
});

it('a study names it, and its quantity may be asked for', async () => {
  const folder = makeFolder({ 'a.cnt': log, 'b.cnt': log });
  cpSync(plugin, join(folder, 'counter.mjs'));
  // A copy outside the package finds Cermet where the study has it installed; here by its path.
  writeFileSync(join(folder, 'mine.mjs'), `export { default } from ${JSON.stringify(plugin)};\n`);
  writeFileSync(
    join(folder, 'study.yaml'),
    `title: T
plugins: [mine.mjs]
samples: { a: { files: [a.cnt] }, b: { files: [b.cnt] } }
evidence: { log: { kind: cycling } }
claims:
  passed: { says: charge passed, measure: log.throughput, compare: a, expect: "> 18 mAh" }
`,
  );
  const { code, stdout, stderr } = await runCli(['run', '.', '--json'], folder);
  expect(code, stderr).toBe(0);
  const report = JSON.parse(stdout) as { verdicts: { word: string; measured: { value: number } }[] };
  // The analysis states no uncertainty, so nothing is decided by one cell.
  expect(report.verdicts[0].word).toBe('undecided');
  expect(report.verdicts[0].measured.value).toBeCloseTo((120 * 30 * 10 + 119 * 30 * 9 + 30 * 0.001) / 3600, 6);
});

it('a module that is no plug-in is refused by name', async () => {
  const folder = makeFolder({ 'x.mjs': 'export default { reeders: [] };', 'y.mjs': 'export const a = 1;' });
  expect((await runCli(['read', 'x', '--plugin', 'x.mjs'], folder)).stderr).toMatch(/reeders.*readers/s);
  expect((await runCli(['read', 'x', '--plugin', 'y.mjs'], folder)).stderr).toMatch(/no default export/);
  expect((await runCli(['read', 'x', '--plugin', 'none.mjs'], folder)).stderr).toMatch(/cannot be loaded/);
});
