import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder, runCli, startCli } from './run-cli.js';

const pouch = readFileSync(resolve(import.meta.dirname, '../../data/cells/ncm811-graphite-pouch.json'), 'utf8');
/** The cells in a page, the one it opens with first. */
const cellsOf = (html: string): string[] =>
  (
    JSON.parse(/<script type="application\/json" id="page-data">(.*?)<\/script>/.exec(html)![1]) as {
      cell: { cells: { name: string }[] };
    }
  ).cell.cells.map((c) => c.name);

it('writes the workbench as one file, the cell that was named first and ours behind it, full cells before others', async () => {
  const folder = makeFolder({ 'mine.json': pouch });
  expect((await runCli(['open', 'mine.json', '--out', 'cell.html'], folder)).code).toBe(0);
  expect(cellsOf(readFileSync(join(folder, 'cell.html'), 'utf8'))).toEqual([
    'mine.json',
    'ncm811-graphite-pouch.json',
    'ncm811-coin-half-cell.json',
    'lithium-symmetric-cell.json',
  ]);
});

it('serves the workbench with one of ours, by name', async () => {
  const { child, outcome } = startCli(['open', 'ncm811-graphite-pouch', '--no-browser'], makeFolder());
  const url = await new Promise<string>((done) =>
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim())),
  );
  expect(cellsOf(await (await fetch(url)).text())).toEqual([
    'ncm811-graphite-pouch.json',
    'ncm811-coin-half-cell.json',
    'lithium-symmetric-cell.json',
  ]);
  child.kill('SIGINT');
  expect((await outcome).code).toBe(130);
});

it.each([
  [['open', 'wrong.json'], /Particle radius \[m\]/],
  [['open', 'other.json'], /neither BPX .* nor our half-cell form/],
  [['open', 'absent.json'], /absent\.json/],
  [['open', 'other.json', 'wrong.json', '--out', 'x.html'], /drop them into its page/],
])('%j is refused, and says why', async (args, says) => {
  const folder = makeFolder({
    'wrong.json': pouch.replace('"Particle radius [m]": 0.000008', '"Particle radius [m]": -1'),
    'other.json': '{"a": 1}',
  });
  const { code, stderr } = await runCli(args, folder);
  expect(code).toBe(2);
  expect(stderr).toMatch(says);
});
