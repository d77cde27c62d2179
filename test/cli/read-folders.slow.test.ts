import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { makeSeries } from '../io/make/series.js';
import { makeText } from '../io/make/text.js';
import { makeFolder, runCli } from './run-cli.js';

const series = makeSeries();
const rows = series.time.length;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
/** The same test on the next day. */
const mpt = text(makeText.mpt(series));
const mptNextDay = mpt.replace('03/02/2021', '03/03/2021');
const toscat = text(makeText.toscat(series));
const toscatLater = toscat.replaceAll('2021/03/02', '2021/03/03');
const log = 'Date,Time,Cap[mAh],Totl Cycle,Finish\n2021/03/02,10:03:20,1,1,V\n';

type Entry = {
  file: string;
  error?: string;
  kind?: string;
  rows?: number;
  reader?: string;
  columns: { name: string; first: number; last: number }[];
  metadata: Record<string, unknown>;
  notes: { code: string }[];
  also?: { rows: number }[];
};
const readJson = async (args: string[], folder: string): Promise<{ code: number | null; entries: Entry[] }> => {
  const { code, stdout } = await runCli(['read', ...args, '--json'], folder);
  return { code, entries: JSON.parse(stdout) as Entry[] };
};

describe('cermet read on folders and patterns', () => {
  it('reads every file of a folder, in the order of their numbers, and names those it cannot', async () => {
    const folder = makeFolder();
    const data = join(folder, 'data');
    mkdirSync(join(data, 'inner'), { recursive: true });
    for (const [name, content] of [
      ['cell10.mpt', mpt],
      ['cell2.mpt', mpt],
      ['notes.txt', 'a word or two\n'],
      ['.hidden.mpt', mpt],
      ['inner/cell3.mpt', mpt],
    ])
      writeFileSync(join(data, name), content);
    const { code, entries } = await readJson(['data'], folder);
    expect(code).toBe(2);
    expect(entries.map((e) => [e.file, e.rows])).toEqual([
      ['data/cell2.mpt', rows],
      ['data/cell10.mpt', rows],
      ['data/notes.txt', undefined],
    ]);
    expect(entries[2].error).toContain('notes.txt');
  });

  it('quoted patterns stand for their files; one that fits none is an entry with its error', async () => {
    const folder = makeFolder({
      'a1.mpt': mpt,
      'a2.mpt': mpt,
      'a[1].mpt': mpt,
      'b1.mpt': mpt,
      axmpt: mpt,
      '.a3.mpt': mpt,
    });
    const { code, entries } = await readJson(['a?.mpt', 'a[1].mpt', '*.csv', '*1.mpt'], folder);
    expect(code).toBe(2);
    expect(entries.map((e) => e.file)).toEqual(['a1.mpt', 'a2.mpt', 'a[1].mpt', '*.csv', 'a1.mpt', 'b1.mpt']);
    expect(entries[3].error).toContain('no file fits');
    expect((await runCli(['read', join(folder, '?1.mpt')], '/')).code).toBe(0);
  });

  it('a folder without files is an entry with its error, and the rest still come', async () => {
    const folder = makeFolder({ 'a.mpt': mpt });
    mkdirSync(join(folder, 'empty'));
    const { code, entries } = await readJson(['empty', 'a.mpt'], folder);
    expect(code).toBe(2);
    expect(entries[0]).toMatchObject({ file: 'empty', error: expect.stringContaining('no file') as string });
    expect(entries[1].rows).toBe(rows);
  });

  it('a TOSCAT folder is one recording, as it is in a zip', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'test'));
    const files = { '000002': toscatLater, '000001': toscat, 'CAPACITY.LOG': log };
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'test', name), content);
    const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
    writeFileSync(
      join(folder, 'test.zip'),
      zipSync(Object.fromEntries(Object.entries(files).map(([name, content]) => [`test/${name}`, bytes(content)]))),
    );
    const { code, entries } = await readJson(['test', 'test.zip'], folder);
    expect(code).toBe(0);
    for (const entry of entries) {
      expect(entry).toMatchObject({ kind: 'cycling', rows: 2 * rows, also: [{ kind: 'table', rows: 1 }] });
      const time = entry.columns.find((c) => c.name === 'test_time_second')!;
      // The second file is the first one a day later.
      expect([time.first, time.last]).toEqual([0, 86_400 + series.time.at(-1)!]);
      expect(entry.notes.map((n) => n.code)).toContain('files-gap');
    }
    expect(entries[0].reader).toMatch(/^toscat-folder@/);
  });
});

describe('cermet convert --join', () => {
  it('joins files of one cell by their clocks and tells of the gap', async () => {
    const folder = makeFolder({ 'b.mpt': mpt, 'a.mpt': mptNextDay });
    const { code, stderr } = await runCli(['convert', '*.mpt', 'joined.bdf.csv', '--join'], folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/a gap of .* between b\.mpt and a\.mpt/);
    const { entries } = await readJson(['joined.bdf.csv'], folder);
    expect(entries[0].rows).toBe(2 * rows);
    const column = (name: string) => entries[0].columns.find((c) => c.name === name)!;
    expect(column('test_time_second')).toMatchObject({ first: 0, last: 86_400 + series.time.at(-1)! });
    expect(column('file_index')).toMatchObject({ first: 1, last: 2 });
  });

  it('tells of an overlap, keeping both', async () => {
    const folder = makeFolder({ 'a.mpt': mpt, 'b.mpt': mpt.replace('10:00:00', '10:01:00') });
    const { code, stderr } = await runCli(['convert', 'a.mpt', 'b.mpt', 'joined.bdf.csv', '--join'], folder);
    expect(code).toBe(0);
    expect(stderr).toContain('two files overlap');
    expect((await readJson(['joined.bdf.csv'], folder)).entries[0].rows).toBe(2 * rows);
  });

  it('refuses several files without --join, and says how', async () => {
    const folder = makeFolder({ 'a.mpt': mpt, 'b.mpt': mpt });
    const { code, stderr } = await runCli(['convert', 'a.mpt', 'b.mpt', 'joined.bdf.csv'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain('--join');
  });
});
