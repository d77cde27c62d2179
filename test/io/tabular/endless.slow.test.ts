import { expect, it } from 'vitest';
import { detectReader } from '../../../src/io/detect.js';
import type { Source } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';

/** Rows that are made when asked for: a file of any size that never is in memory. */
function makeEndless(rows: number): Source {
  const head = new TextEncoder().encode('Test Time / s,Voltage / V,Current / A\n');
  const width = 31;
  const row = new TextEncoder().encode('00000000000,3.0000,0.000000000\n');
  const put = (value: number, end: number, digits: number): void => {
    for (let k = 1; k <= digits; k++, value = Math.floor(value / 10)) row[end - k] = 0x30 + (value % 10);
  };
  const size = head.length + rows * width;
  const slice = async (from: number, to: number): Promise<Uint8Array> => {
    const out = new Uint8Array(Math.max(0, Math.min(to, size) - from));
    for (let at = from; at < from + out.length; ) {
      if (at < head.length) {
        out.set(head.subarray(at, Math.min(head.length, from + out.length)), at - from);
        at = head.length;
        continue;
      }
      const i = Math.floor((at - head.length) / width);
      const offset = (at - head.length) % width;
      put(i, 11, 11);
      put(i % 10_000, 18, 4);
      put(i % 1000, 30, 9);
      const text = row.subarray(offset, Math.min(width, offset + from + out.length - at));
      out.set(text, at - from);
      at += text.length;
    }
    return out;
  };
  return {
    name: 'endless.bdf.csv',
    size,
    slice,
    bytes: () => Promise.reject(new Error('the whole file was asked for')),
    async *stream() {
      for (let at = 0; at < size; at += 1 << 20) yield await slice(at, Math.min(size, at + (1 << 20)));
    },
  };
}

it('reads a file larger than it would hold, piece by piece', async () => {
  // 155 MB: beyond what is held in one piece, so asking for the whole fails the test.
  const rows = 5_000_000;
  const source = makeEndless(rows);
  const { reader } = await detectReader(source, readers);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const { table } = (
    await reader.read(source, { progress: () => (most = Math.max(most, process.memoryUsage().arrayBuffers - before)) })
  ).recordings[0];
  expect(table.length).toBe(rows);
  expect([table.column('test_time_second')[rows - 1], table.column('voltage_volt')[1234]]).toEqual([rows - 1, 3.1234]);
  // Three columns of doubles are 120 MB; twice that holds the pieces and the columns made of them.
  expect(most).toBeLessThan(3 * rows * 24);
});
