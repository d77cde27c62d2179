import { expect, it } from 'vitest';
import fc from 'fast-check';
import { Table, type Recording } from '../../../src/core/index.js';
import { bdfCsvWriter, bdfParquetWriter } from '../../../src/io/bdf/write-bdf.js';
import { mptWriter } from '../../../src/io/cyclers/biologic/write-mpt.js';
import { parseColumnMapping, toColumnMappingText } from '../../../src/io/generic/column-mapping.js';
import { readMappedTable } from '../../../src/io/generic/read-delimited-table.js';
import { gamryWriter } from '../../../src/io/impedance/write-gamry.js';
import { joinRecordings } from '../../../src/io/measured/join-recordings.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { makeSeries, makeSpectrum } from '../make/series.js';

function simulated(
  kind: Recording['kind'],
  columns: ConstructorParameters<typeof Table>[0],
  started?: string,
): Recording {
  return {
    kind,
    table: new Table(columns),
    about: { started },
    metadata: {},
    origin: { type: 'simulated', model: 'made', parameters: {}, parametersHash: '', cermet: '0' },
    notes: [],
  };
}

function cycling(times: number[], started?: string): Recording {
  return simulated(
    'cycling',
    [
      { name: 'test_time_second', values: Float64Array.from(times) },
      { name: 'voltage_volt', values: Float64Array.from(times, (t) => 3 + t / 1e4) },
      { name: 'current_ampere', values: Float64Array.from(times, () => 0.1) },
    ],
    started,
  );
}

async function readBack(name: string, written: Uint8Array | string): Promise<Recording> {
  const source = makeSource(name, typeof written === 'string' ? new TextEncoder().encode(written) : written);
  const { reader } = await detectReader(source, readers);
  return (await reader.read(source)).recordings[0];
}

it('BDF csv and Parquet give back every number, gap, word and uncertainty', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          v: fc.double({ noNaN: true, noDefaultInfinity: true }),
          s: fc.double({ min: 0, max: 1, noNaN: true }),
          gap: fc.boolean(),
          n: fc.integer({ min: -1000, max: 100_000 }),
          word: fc.constantFrom('REST', 'CC_CHG', 'a, b', 'quote "x"'),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      async (rows) => {
        const valid = Uint8Array.from(rows, (r, i) => (r.gap && i > 0 ? 0 : 1));
        const table = new Table([
          { name: 'test_time_second', values: Float64Array.from(rows, (_, i) => i) },
          {
            name: 'voltage_volt',
            values: Float64Array.from(rows, (r, i) => (valid[i] ? r.v : 0)),
            ...(valid.includes(0) && { valid }),
          },
          {
            name: 'current_ampere',
            values: Float64Array.from(rows, (r) => r.v / 3),
            sigma: Float64Array.from(rows, (r) => r.s),
          },
          { name: 'cycle_count', values: Int32Array.from(rows, (r) => r.n) },
          { name: 'step_type', values: rows.map((r) => r.word) },
        ]);
        const recording = simulated('cycling', [...table.columns]);
        for (const writer of [bdfCsvWriter, bdfParquetWriter]) {
          const back = (
            await readBack(
              `a${writer.extensions[0]}`,
              await writer.write({ recordings: [recording], structures: [], notes: [] }),
            )
          ).table;
          expect(back.length).toBe(table.length);
          for (const c of table.columns) {
            const other = back.get(c.name);
            // −0 and 0 are one measurement.
            expect(Array.from<number | string, number | string>(other.values, (v) => (v === 0 ? 0 : v))).toEqual(
              Array.from<number | string, number | string>(c.values, (v) => (v === 0 ? 0 : v)),
            );
            expect(Array.from(other.valid ?? [])).toEqual(Array.from(c.valid ?? []));
            if (c.sigma) expect(Array.from(other.sigma!)).toEqual(Array.from(c.sigma));
          }
        }
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});

it('EC-Lab text and Gamry files of a simulated cell are read back by their readers', async () => {
  const s = makeSeries();
  const series = simulated(
    'cycling',
    [
      { name: 'test_time_second', values: Float64Array.from(s.time) },
      { name: 'voltage_volt', values: Float64Array.from(s.voltage) },
      { name: 'current_ampere', values: Float64Array.from(s.current) },
    ],
    '2021-03-02T10:00:00',
  );
  const z = makeSpectrum();
  const spectrum = simulated('eis', [
    { name: 'frequency_hertz', values: Float64Array.from(z.frequency) },
    { name: 'real_impedance_ohm', values: Float64Array.from(z.real) },
    { name: 'imaginary_impedance_ohm', values: Float64Array.from(z.imaginary) },
  ]);
  for (const [writer, name] of [
    [mptWriter, 'a.mpt'],
    [gamryWriter, 'a.dta'],
  ] as const) {
    for (const recording of [series, spectrum]) {
      expect(writer.accepts({ recordings: [recording], structures: [], notes: [] })).toBe(true);
      const back = await readBack(name, await writer.write({ recordings: [recording], structures: [], notes: [] }));
      expect(back.kind).toBe(recording.kind);
      for (const c of recording.table.columns)
        back.table
          .column(c.name)
          .forEach((v, i) =>
            expect(Math.abs(v - (c.values[i] as number))).toBeLessThanOrEqual(2e-15 * Math.abs(c.values[i] as number)),
          );
    }
    expect(
      (await readBack(name, await writer.write({ recordings: [series], structures: [], notes: [] }))).about.started,
    ).toBe('2021-03-02T10:00:00');
  }
});

it('joins files in time whatever their order, and reports gaps and overlaps', () => {
  const first = cycling([0, 10, 20], '2024-01-01T00:00:00');
  const second = cycling([0, 10], '2024-01-01T01:00:00');
  const third = cycling([0, 10, 3600], '2024-01-01T01:00:05');
  const joined = joinRecordings([third, first, second]);
  expect(Array.from<number | string>(joined.table.column('test_time_second'))).toEqual([
    0, 10, 20, 3600, 3610, 3605, 3615, 7205,
  ]);
  expect(Array.from<number | string>(joined.table.get('file_index').values)).toEqual([1, 1, 1, 2, 2, 3, 3, 3]);
  expect(joined.notes.map((n) => n.code)).toEqual(['files-gap', 'files-overlap']);
  expect(joined.notes[1].text).toContain('overlap by 5 s');
  expect(() => joinRecordings([cycling([0, 10]), cycling([5, 15])])).toThrow(/order is not known/);
  expect(Array.from(joinRecordings([cycling([20, 30]), cycling([0, 10])]).table.column('test_time_second'))).toEqual([
    0, 10, 20, 30,
  ]);
});

it('a column mapping says what labels do not, and is saved and read again', async () => {
  const mapping = await parseColumnMapping(`
columns:
  t: {name: test_time_second, unit: min}
  U: {name: voltage_volt, unit: mV}
  I: {name: current_ampere, unit: mA}
  junk: null
positive_current: discharging
`);
  expect(await parseColumnMapping(await toColumnMappingText(mapping))).toEqual(mapping);
  const source = makeSource('x.csv', new TextEncoder().encode('t;U;I;junk\n0;3500;10;9\n1;3600;-10;9\n2;3700;0;9\n'));
  const { columns } = await readMappedTable(source, mapping);
  expect(columns.map((c) => [c.name, Array.from<number | string>(c.values)])).toEqual([
    ['test_time_second', [0, 60, 120]],
    ['voltage_volt', [3.5, 3.6, 3.7]],
    ['current_ampere', [-0.01, 0.01, -0]],
  ]);
  await expect(parseColumnMapping('columns: {U: {name: voltage_volt, unit: mA}}')).rejects.toThrow(
    /cannot become voltage_volt/,
  );
  await expect(parseColumnMapping('columns: {}\ndelimeter: ";"')).rejects.toThrow(/delimiter/);
});

it('a column mapping beside a file is found', async () => {
  const table = makeSource('run.csv', new TextEncoder().encode('a,b,c\n0,3.5,1\n1,3.6,1\n2,3.7,1\n'));
  const source = {
    ...table,
    sibling: async (name: string) =>
      name === 'run.columns.yaml'
        ? makeSource(
            name,
            new TextEncoder().encode('columns: {a: test_time_second, b: voltage_volt, c: current_ampere}'),
          )
        : undefined,
  };
  const { reader } = await detectReader(source, readers);
  const { table: made, kind } = (await reader.read(source)).recordings[0];
  expect([kind, made.names]).toEqual(['cycling', ['test_time_second', 'voltage_volt', 'current_ampere']]);
});

it('keys of a mapping that are no labels are named, with the nearest label', async () => {
  const source = makeSource('x.csv', new TextEncoder().encode('time;U;I\n0;3.5;1\n1;3.6;1\n2;3.7;1\n'));
  const mapping = await parseColumnMapping(
    'columns:\n  tme: {name: test_time_second, unit: h}\n  U: {name: voltage_volt, unit: V}\n  9: null\n  3: {name: current_ampere, unit: mA}\n',
  );
  const notes = (await readMappedTable(source, mapping)).notes!;
  expect(notes.find((n) => n.code === 'mapping-unused')).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(/"tme" \(did you mean "time"\?\).*"time", "U", "I"/) as string,
  });
  expect(notes.find((n) => n.code === 'mapping-unused')!.text).toContain('"9"');
});
