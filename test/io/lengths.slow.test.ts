import { describe, expect, it } from 'vitest';
import { CermetError, nearestWord } from '../../src/core/index.js';
import { matchesName } from '../../src/cli/match-name.js';
import { makeSource, readers, structureReaders } from '../../src/io/index.js';
import { parseColumnMapping } from '../../src/io/index.js';
import { describeColumn } from '../../src/io/vocabulary/column-label.js';
import { makeLabSamples } from './make/lab-samples.js';
import { makeSeriesSamples, makeSpectrumSamples } from './make/samples.js';
import { makeSeries, makeSpectrum } from './make/series.js';
import { makeSpectrumFiles } from './spectra/samples.js';
import { bytesOf, samples } from './structures/samples.js';

/**
 * Long runs of what expressions trip over, put into files at their ends, after their first line, and inside lines and
 * cells.
 */
const LENGTH = 20_000;
const runs = [
  ' ',
  '\t',
  '\n',
  ' \n',
  '0',
  'a',
  ',',
  ';',
  '"',
  "'",
  '(',
  '[',
  '-',
  '_',
  '/',
  '#',
  ': ',
  '= ',
  'a,',
  '1.',
  ' a',
];
const encode = (text: string) => new TextEncoder().encode(text);

function insert(bytes: Uint8Array, at: number, run: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + run.length);
  out.set(bytes.subarray(0, at));
  out.set(run, at);
  out.set(bytes.subarray(at), at + run.length);
  return out;
}

/** Places in a file: its begin, inside its first lines, at the end of them, in the middle, at its end. */
function placesIn(bytes: Uint8Array): number[] {
  const lines: number[] = [];
  for (let i = 0; i < bytes.length && lines.length < 6; i++) if (bytes[i] === 0x0a) lines.push(i);
  return [...new Set([0, 3, ...lines, ...lines.map((l) => Math.max(0, l - 4)), bytes.length >> 1, bytes.length])];
}

const tables = [...makeSeriesSamples(makeSeries(2)), ...makeSpectrumSamples(makeSpectrum(12))].map(
  (s) => [s.reader, s.name, s.bytes] as const,
);
const lab = [...makeLabSamples(), ...(await makeSpectrumFiles())].map((s) => [s.reader, s.name, s.bytes] as const);
const structures = structureReaders.flatMap((r) => samples[r.id].map((s, i) => [r.id, `${i}`, bytesOf(s)] as const));

describe('a long run anywhere in a file ends with a result or an error, and soon: the time limit of the test is what hangs meet', () => {
  it.each([...tables, ...lab, ...structures])('%s, %s', async (id, name, bytes) => {
    const reader = readers.find((r) => r.id === id)!;
    let tried = 0;
    // Every run meets every reader; places turn with them, so that each pair is met over the samples.
    for (const [k, run] of runs.entries())
      for (const [j, at] of placesIn(bytes).entries()) {
        if ((j + k) % 5 !== 0) continue;
        const long = insert(bytes, at, encode(run.repeat(Math.ceil(LENGTH / run.length))));
        reader.sniff(long.subarray(0, 65_536), name);
        tried++;
        try {
          await reader.read(makeSource(name, long));
        } catch (error) {
          if (!(error instanceof CermetError)) throw error;
        }
      }
    expect(tried).toBeGreaterThan(5);
  });
});

describe('words, labels and patterns of any length', () => {
  it.each(runs)('of %j', async (run) => {
    const long = run.repeat(Math.ceil(100_000 / run.length));
    expect(nearestWord(long, ['voltage', 'current'])).toBeUndefined();
    expect(describeColumn(`Voltage ${long} (V)`).name.length).toBeLessThan(10_000);
    expect(describeColumn(`${long}Voltage/V`).name.length).toBeLessThan(10_000);
    await expect(parseColumnMapping(JSON.stringify({ columns: {}, [`k${long}`]: 1 }))).rejects.toThrow(CermetError);
  });

  it('patterns with many stars fit what they fit', () => {
    expect(matchesName('*a*a*a*a*a*a*a*a*b', 'a'.repeat(5000))).toBe(false);
    expect(matchesName('*a*a*a*a*a*a*a*a*', 'a'.repeat(5000))).toBe(true);
    expect(matchesName('cell*.mpr', 'cell_01.mpr')).toBe(true);
    expect(matchesName('cell?.mpr', 'cell_01.mpr')).toBe(false);
    expect(matchesName('*.csv', '.hidden.csv')).toBe(false);
    expect(matchesName('a[1].csv', 'a[1].csv')).toBe(true);
  });
});
