import { gzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { computeSha256, convertUnit } from '../../../src/core/index.js';
import { Sha256 } from '../../../src/io/measured/hash-source.js';
import { makeSource } from '../../../src/io/reader.js';
import { openZip } from '../../../src/io/tabular/archive.js';
import { decompressLz4 } from '../../../src/io/tabular/decompress-lz4.js';
import { detectEncoding } from '../../../src/io/tabular/encoding.js';
import { findHeader } from '../../../src/io/tabular/find-header.js';
import { splitFields } from '../../../src/io/tabular/read-head.js';
import { describeColumn, parseLabel } from '../../../src/io/vocabulary/column-label.js';
import { readers } from '../../../src/io/registry.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeText } from '../make/text.js';
import { makeSeries } from '../make/series.js';

it('hashes in pieces as the platform does in one', async () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, i) => (i * 31) & 255);
  for (const piece of [1, 63, 64, 65, 5000]) {
    const hash = new Sha256();
    for (let at = 0; at < bytes.length; at += piece) hash.update(bytes.subarray(at, at + piece));
    expect(hash.finish()).toBe(await computeSha256(bytes));
  }
});

it('unpacks LZ4 with matches that overlap themselves, and refuses what is damaged', () => {
  // "abcabcabcabcX": three literals, a match of nine at distance three, and a last literal.
  const packed = Uint8Array.from([0x35, 0x61, 0x62, 0x63, 3, 0, 0x10, 0x58]);
  expect(new TextDecoder().decode(decompressLz4(packed, 13))).toBe('abcabcabcabcX');
  expect(() => decompressLz4(Uint8Array.from([0x35, 0x61, 0x62, 0x63, 9, 0]), 13)).toThrow(/damaged/);
});

it.each([
  ['utf-8', new TextEncoder().encode('Temperature/°C;µA')],
  ['windows-1252', Uint8Array.from([0x54, 0x2f, 0xb0, 0x43, 0x0a])],
  ['shift_jis', Uint8Array.from([0x8e, 0x8e, 0x8c, 0xb1, 0x93, 0x64, 0x92, 0x72, 0x2c, 0x31])],
  ['utf-16le', Uint8Array.from([0xff, 0xfe, 0x41, 0, 0x42, 0])],
])('finds %s', (encoding, bytes) => {
  expect(detectEncoding(bytes).encoding).toBe(encoding);
});

it('reads text in UTF-16', async () => {
  const series = makeSeries();
  const text = new TextDecoder().decode(makeText.bdf(series));
  const wide = new Uint8Array(2 + text.length * 2);
  wide.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) wide[2 + 2 * i] = text.charCodeAt(i);
  const source = makeSource('wide.bdf.csv', wide);
  const { reader } = await detectReader(source, readers);
  const { table } = (await reader.read(source)).recordings[0];
  expect([reader.id, Array.from(table.column('voltage_volt'))]).toEqual(['bdf-csv', series.voltage]);
});

it('finds the table behind a preamble, with units below or comments above', () => {
  expect(findHeader(['# made', '# sto, ocp', '0.1,4.2', '0.2,4.1', '0.3,4.0'])).toMatchObject({ header: 1, rows: 2 });
  expect(findHeader(['name;made', 'Zeit;Spannung', '[s];[V]', '1;3,5', '2;3,6', '3;3,7'])).toMatchObject({
    header: 1,
    units: 2,
    rows: 3,
    dialect: { delimiter: ';', decimal: ',' },
  });
  expect(findHeader(['0.1,4.2', '0.2,4.1', '0.3,4.0'])).toMatchObject({ header: -1, rows: 0 });
  expect(findHeader(['{"a": [', '1,', '2,', '3]}'])).toBeUndefined();
});

it('takes labels apart', () => {
  expect(parseLabel('Chg. Cap.(mAh)')).toEqual({ quantity: 'Chg. Cap.', unit: 'mAh' });
  expect(parseLabel('Voltage / V')).toEqual({ quantity: 'Voltage', unit: 'V' });
  expect(describeColumn('Current [mA]')).toMatchObject({ name: 'current_ampere', factor: 1e-3 });
  expect(describeColumn("-Z'' (Ω)")).toMatchObject({ name: 'imaginary_impedance_ohm', factor: -1 });
  expect(describeColumn('Voltage')).toMatchObject({ name: 'voltage_volt', assumed: 'V' });
  // A unit of another dimension never becomes the term's unit in silence.
  expect(describeColumn('Voltage (A)').name).not.toBe('voltage_volt');
  expect(describeColumn('Pressure_Psi')).toMatchObject({ name: 'pressure_pa' });
  expect(convertUnit(1, 'bar', 'Pa')).toBe(1e5);
});

it('splits quoted fields', () => {
  expect(splitFields('a,"b,c","d""e",', ',')).toEqual(['a', 'b,c', 'd"e', '']);
});

it('reads zip archives of several files, and says which it could not', async () => {
  const zip = zipSync({
    'cell/a.csv': makeText.arbin(makeSeries()),
    'cell/b.txt': makeText.basytec(makeSeries()),
    'cell/notes.md': new TextEncoder().encode('# nothing'),
  });
  const source = makeSource('cells.zip', zip);
  expect((await openZip(source)).map((e) => e.name)).toEqual(['cell/a.csv', 'cell/b.txt', 'cell/notes.md']);
  const { reader } = await detectReader(source, readers);
  const result = await reader.read(source);
  expect(result.recordings.map((r) => r.origin)).toMatchObject([
    { file: 'cells.zip/cell/a.csv', reader: 'arbin-csv@1' },
    { file: 'cells.zip/cell/b.txt', reader: 'basytec-text@1' },
  ]);
  expect(result.notes).toMatchObject([{ code: 'member-unread', text: expect.stringContaining('notes.md') }]);
  const packed = makeSource('a.csv.gz', gzipSync(makeText.arbin(makeSeries())));
  expect((await (await detectReader(packed, readers)).reader.read(packed)).recordings).toHaveLength(1);
});
