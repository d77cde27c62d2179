import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

const cell = resolve(import.meta.dirname, '../../data/cells/ncm811-coin-half-cell.json');
const PROTOCOL = 'repeat 2 times: charge at 0.5C to 4.3 V; rest 10 min; discharge at 0.5C to 3.0 V; rest 10 min; end';
const study = (evidence: string): string => `title: T
samples: { cell: {} }
evidence:
  test: ${evidence}
claims:
  holds: { says: holds charge, measure: test.discharge_capacity at cycle 1, compare: cell, expect: 150..250 mAh/g }
  stays: { says: keeps it, measure: test.coulombic_efficiency at cycle 2, compare: cell, expect: "> 99" }
`;

it('a file and the model that wrote it give results of the same names, judged by the same claims', async () => {
  const folder = makeFolder({
    'study.yaml': study(
      `{ simulate: cells/cycler, cell: cell.json, protocol: "${PROTOCOL}", model: spm, electrode: { mass: 10 mg } }`,
    ),
  });
  cpSync(cell, join(folder, 'cell.json'));
  const simulated = await runCli(['run', '.', '--json'], folder);
  expect(simulated.code, simulated.stderr).toBe(0);
  const written = await runCli(
    ['simulate', 'cell.json', '--protocol', PROTOCOL, '--model', 'spm', '--out', 'cell.bdf.csv'],
    folder,
  );
  expect(written.code, written.stderr).toBe(0);
  const measured = makeFolder({
    'study.yaml': study('{ kind: cycling, files: { cell: cell.bdf.csv }, electrode: { mass: 10 mg } }'),
  });
  cpSync(join(folder, 'cell.bdf.csv'), join(measured, 'cell.bdf.csv'));
  const read = await runCli(['run', '.', '--json'], measured);
  expect(read.code, read.stderr).toBe(0);
  interface Report {
    verdicts: { id: string; word: string }[];
    results: { id: string; at?: string; label: string; estimate: { value: number; unit: string } }[];
  }
  const [a, b] = [simulated, read].map(({ stdout }) => JSON.parse(stdout) as Report);
  const names = ({ results }: Report): string[] =>
    results.map((r) => `${r.id} at ${r.at} in ${r.estimate.unit}`).sort();
  expect(names(a)).toEqual(names(b));
  expect(a.verdicts.map((v) => [v.id, v.word])).toEqual(b.verdicts.map((v) => [v.id, v.word]));
  for (const result of a.results) {
    const other = b.results.find((r) => r.id === result.id && r.at === result.at)!;
    // Nine digits of the file, differences of nearly equal numbers among the quantities.
    expect(other.estimate.value).toBeCloseTo(result.estimate.value, 3);
  }
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('holds charge');
});
