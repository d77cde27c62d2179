import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pendingTable } from '../../src/cli/resolve.js';
import { Table } from '../../src/core/index.js';
import { toBdfCsv } from '../../src/io/bdf/write-bdf.js';
import { toCsv } from '../../src/io/to-csv.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'cermet-'))));
afterEach(() => rm(folder, { recursive: true }));

const whole = new Table([
  { name: 'voltage_volt', values: Float64Array.of(1, 2.5, 3, 4), sigma: Float64Array.of(0.1, 0.2, 0.3, 0.4) },
  { name: 'step_type', values: ['A', 'a, b', 'B', 'B'] },
]);

describe('a table written in parts', () => {
  it.each([
    ['x.csv', toCsv],
    ['x.bdf.csv', toBdfCsv],
  ] as const)('%s is the table written at once, and is seen when it is kept', async (name, write) => {
    const path = join(folder, name);
    await writeFile(path, 'old');
    const table = (await pendingTable(path))!;
    for (const [from, to] of [
      [0, 1],
      [1, 1],
      [1, 4],
    ])
      await table.take(whole.slice(from, to));
    expect(await readFile(path, 'utf8')).toBe('old');
    await table.keep();
    expect(await readFile(path, 'utf8')).toBe(write(whole));
    await table.drop();
    expect(await readdir(folder)).toEqual([name]);
  });

  it('leaves nothing when it is dropped', async () => {
    const table = (await pendingTable(join(folder, 'x.csv')))!;
    await table.take(whole);
    await table.drop();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not there for a form of one piece', async () => {
    expect(await pendingTable(join(folder, 'x.parquet'))).toBeUndefined();
  });

  it('says which folder is missing', async () => {
    const table = (await pendingTable(join(folder, 'no', 'x.csv')))!;
    await expect(table.take(whole)).rejects.toThrow('the folder to write into does not exist');
  });
});
