import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { computeCrc32 } from '../../src/io/tabular/crc32.js';
import { makeNdax } from './make/neware.js';
import { makeXlsx } from './make/office.js';
import { makeSeries } from './make/series.js';
import { codes, makeZip, readAny, readOne } from './measured/read-text.js';

const table = [
  'time/s,Ecell/V,I/A',
  ...Array.from({ length: 40 }, (_, k) => `${60 * k},${(3.1 + k / 200).toFixed(4)},0.1`),
].join('\n');

describe('checksums', () => {
  it('are those of ISO 3309', () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    // The check value of CRC-32 in every catalogue of CRCs, and lengths on either side of eight bytes.
    expect(computeCrc32(encode('123456789'))).toBe(0xcbf43926);
    expect(computeCrc32(encode(''))).toBe(0);
    expect(computeCrc32(encode('a'))).toBe(0xe8b7be43);
    expect(computeCrc32(encode('The quick brown fox jumps over the lazy dog'))).toBe(0x414fa339);
  });

  it.each([0, 6] as const)('refuse any flipped bit in a zip member packed at level %i', async (level) => {
    const bytes = makeZip({ 'a.csv': table }, level);
    expect((await readOne('a.zip', bytes)).table.length).toBe(40);
    const from = 30 + 'a.csv'.length;
    const packed = new DataView(bytes.buffer).getUint32(18, true);
    for (let at = from; at < from + packed; at += 37) {
      const broken = bytes.slice();
      broken[at] ^= 4;
      await expect(readAny('a.zip', broken)).rejects.toThrow(/checksum|damaged|states/);
    }
  });

  it('a damaged member beside a whole one is a serious note', async () => {
    const bytes = makeZip({ 'a.csv': table, 'b.csv': table });
    bytes[50] ^= 1;
    const { recordings, notes } = await readAny('a.zip', bytes);
    expect(recordings).toHaveLength(1);
    expect(notes).toMatchObject([{ level: 'serious', code: 'member-unread' }]);
  });

  it('refuse flipped bits in an .ndax and an .xlsx, packed or stored', async () => {
    for (const [name, bytes] of [
      ['a.ndax', makeNdax(makeSeries(), 0)],
      ['a.ndax', makeNdax(makeSeries(), 6)],
      [
        'a.xlsx',
        makeXlsx([['Time (s)', 'Voltage (V)', 'Current (A)'], ...Array.from({ length: 30 }, (_, k) => [k, 3, 0.1])]),
      ],
    ] as const) {
      let refused = 0;
      let changed = 0;
      const right = JSON.stringify(
        (await readOne(name, bytes)).table.columns.map((c) => Array.from<number | string>(c.values)),
      );
      for (let at = 40; at < bytes.length - 400; at += 97) {
        const broken = bytes.slice();
        broken[at] ^= 16;
        try {
          const r = await readOne(name, broken);
          if (JSON.stringify(r.table.columns.map((c) => Array.from<number | string>(c.values))) !== right) changed++;
        } catch {
          refused++;
        }
      }
      expect(changed, name).toBe(0);
      expect(refused, name).toBeGreaterThan(0);
    }
  });

  it('refuse a gzip file with a flipped bit', async () => {
    const bytes = gzipSync(new TextEncoder().encode(table));
    bytes[bytes.length - 20] ^= 1;
    await expect(readAny('a.csv.gz', bytes)).rejects.toThrow(/damaged|checksum/);
  });
});

describe('workbooks without a maker', () => {
  const rows = Array.from({ length: 30 }, (_, k) => [k / 10, 3.5 + k / 100, 5, 1]);
  it('with units are cycling, as the csv is', async () => {
    const r = await readOne('a.xlsx', makeXlsx([['time (h)', 'voltage (V)', 'current (mA)', 'cycle'], ...rows]));
    expect(r.kind).toBe('cycling');
    expect(r.table.column('test_time_second')[10]).toBeCloseTo(3600, 9);
    expect(r.table.column('current_ampere')[0]).toBeCloseTo(0.005, 12);
  });

  it('of impedance are spectra', async () => {
    const r = await readOne(
      'a.xlsx',
      makeXlsx([['Frequency (Hz)', "Z' (Ohm)", "Z'' (Ohm)"], ...rows.map((_, k) => [10 ** (4 - k / 5), 5 + k, -k])]),
    );
    expect(r.kind).toBe('eis');
  });

  it('without units are cycling with a word on what was taken', async () => {
    const r = await readOne('a.xlsx', makeXlsx([['Time', 'Voltage', 'Current'], ...rows.map((r) => r.slice(0, 3))]));
    expect(r.kind).toBe('cycling');
    expect(codes(r.notes)).toContain('unit-assumed');
  });

  it('take a column mapping', async () => {
    const r = await readOne('a.xlsx', makeXlsx([['A', 'B', 'C'], ...rows.map((r) => r.slice(0, 3))]), {
      'a.columns.yaml':
        'columns:\n  A: { name: test_time_second, unit: h }\n  B: voltage_volt\n  C: { name: current_ampere, unit: mA }\npositive_current: discharging\n',
    });
    expect(r.kind).toBe('cycling');
    expect(r.table.column('current_ampere')[0]).toBeCloseTo(-0.005, 12);
  });
});
