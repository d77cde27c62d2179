import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { StudyReport } from '../../src/study/index.js';
import { startCli } from './run-cli.js';

const example = resolve(import.meta.dirname, '../../examples/coated-against-pristine');
const folder = mkdtempSync(join(tmpdir(), 'cermet-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = async (...args: string[]) => startCli(args, folder).outcome;
const data = (group: string, ending: string, cells = [1, 2, 3, 4, 5]): string[] =>
  cells.map((k) => join(example, 'data', `${group}-${k}.${ending}`));

it('a study is begun, given files and run; the two groups are told apart', async () => {
  expect((await run('study', 'init', '.', '--title', 'Six cells')).code).toBe(0);
  for (const group of ['pristine', 'coated'])
    expect((await run('study', 'add', ...data(group, 'mpt', [1, 2, 3]), '--sample', group)).code).toBe(0);
  const file = join(folder, 'study.yaml');
  const text = readFileSync(file, 'utf8');
  const evidence =
    'evidence:\n  rate: { kind: cycling, electrode: { loading: 10.5 ± 0.2 mg/cm2, diameter: 14 mm, active fraction: 90 %, one C: 220 mA/g } }\n';
  const claims =
    'claims:\n  voltage: { says: less polarisation, measure: rate.mean_voltage at 5C, compare: coated - pristine, expect: "> 0 V" }\n  same: { says: alike when slow, measure: rate.capacity at 0.5C, compare: coated / pristine, expect: 0.9..1.1 }\n';
  writeFileSync(file, text.replace(/^evidence:.*$/m, evidence).replace(/^claims:.*$/m, claims));
  const { code, stdout, stderr } = await run('run');
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/voltage\s+supported/);
  const report = JSON.parse(readFileSync(join(folder, 'results/study.json'), 'utf8')) as StudyReport;
  const verdict = report.verdicts.find((v) => v.id === 'voltage')!;
  // Three cells a side, Welch's interval.
  expect(verdict.measured!.n).toBe(3);
  const result = report.evidence.rate.results.find(
    (r) => r.id === 'rate.capacity' && (r as { at?: unknown }).at === '5C' && r.group === 'coated',
  )!;
  expect(Object.keys(result.replicates!).length).toBe(3);
  expect(result.estimate.spread).toBeGreaterThan(0);
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('Six cells');
});

it('a study that has run is packed into a crate that describes every file in it, by size and hash', async () => {
  const { code, stdout, stderr } = await run('study', 'export', '.', '--out', 'six.zip');
  expect(code, stderr).toBe(0);
  expect(stdout).toBe('six.zip\n');
  const files = unzipSync(readFileSync(join(folder, 'six.zip')));
  const text = (name: string): string => strFromU8(files[name]);
  const { '@graph': graph } = JSON.parse(text('ro-crate-metadata.json')) as { '@graph': Record<string, unknown>[] };
  const described = graph.filter((entity) => entity['@type'] === 'File');
  const names = described.map((entity) => decodeURIComponent(entity['@id'] as string));
  expect([...names, 'ro-crate-metadata.json'].sort()).toEqual(Object.keys(files).sort());
  for (const [k, name] of names.entries())
    expect(described[k], name).toMatchObject({
      contentSize: String(files[name].length),
      sha256: createHash('sha256').update(files[name]).digest('hex'),
    });
  for (const name of ['report.html', 'study.yaml', 'results/claims.csv', 'results/sources.bib', 'data/pristine-1.mpt'])
    expect(names).toContain(name);
  expect(graph.find((entity) => entity['@id'] === './')).toMatchObject({ '@type': 'Dataset', name: 'Six cells' });
  expect(parse(text('results/CITATION.cff'))).toMatchObject({ 'cff-version': '1.2.0', title: 'Six cells' });
  const before = await run('study', 'export', join(folder, 'data'));
  expect(before.code).toBe(2);
});

it('the example runs, and its files are what a cycler’s reader expects', async () => {
  cpSync(example, join(folder, 'example'), { recursive: true });
  const { code, stdout, stderr } = await run('run', 'example');
  expect(code, stderr).toBe(0);
  for (const claim of ['slow-alike', 'polarisation', 'transfer', 'causal', 'nothing-lost'])
    expect(stdout).toMatch(new RegExp(`${claim}\\s+supported`));
  expect(stdout).toMatch(/fast-better\s+undecided/);
});

it('analyse and compare answer from the command line', async () => {
  const analysed = JSON.parse(
    (await run('analyse', data('coated', 'mpt')[0], '--with', 'rate', '--set', 'one C=3.05 mA', '--json')).stdout,
  ) as { findings: { id: string; at: string; estimate: { value: number } }[] };
  expect(analysed.findings.filter((f) => f.id === 'capacity').map((f) => f.at)).toEqual([
    '0.5C',
    '1C',
    '2C',
    '3C',
    '5C',
  ]);
  const compared = await run(
    'compare',
    ...data('coated', 'DTA'),
    '--with',
    ...data('pristine', 'DTA'),
    '--quantity',
    'parameter',
    '--at',
    'R2',
    '--json',
  );
  const [r2] = (
    JSON.parse(compared.stdout) as { comparisons: { ratio: { value: number; interval: [number, number] } }[] }
  ).comparisons;
  // The pristine surface exchanges a quarter as fast; the cells scatter by 5 %.
  expect(r2.ratio.interval[0]).toBeLessThan(0.27);
  expect(r2.ratio.interval[1]).toBeGreaterThan(0.24);
  expect((await run('analyse', data('coated', 'mpt')[0], '--with', 'gittt')).stderr).toContain('did you mean "gitt"');
  expect((await run('analyse', data('coated', 'mpt')[0], '--with', 'drt')).stderr).toContain(
    'drt reads recordings of kind "eis"; this file holds cycling',
  );
  expect((await run('analyse', data('coated', 'mpt')[0], '--set', 'mas=1 mg')).stderr).toContain('did you mean "mass"');
});
