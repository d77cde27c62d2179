import { ReadError, type Context, type Note } from '../../../core/index.js';
import { defineTableReader, type Measurement } from '../../measured/make-recording.js';
import type { Source } from '../../reader.js';
import { ByteReader } from '../../tabular/byte-reader.js';
import { parseDate, toLocalIso } from '../../tabular/parse-date.js';
import { markMissing } from '../../tabular/read-delimited.js';
import { assembleNeware, countChanges, sumStepTimes, type NewareTest } from './assemble.js';
import { parseBts9 } from './parse-bts9.js';
import { unconfirmed } from './parse-ndc.js';
import { findMultiplier, gatherField, layOut, type NewareLayout } from './records.js';

/** Reads Neware `.nda` files: every record layout from version 1 to 29, and BTS 9 (129, 130). */
export const ndaReader = defineTableReader({
  id: 'neware-nda',
  version: '1',
  title: 'Neware BTS binary (.nda)',
  kind: 'cycling',
  extensions: ['.nda'],
  sniff: (head) => (isNda(head) ? 1 : 0),
  measure: readNda,
  uncertainty:
    'BTS-4000 class cyclers: ±0.05 % of full scale of voltage and of the current range (Neware specification)',
  cite: 'Neware Technology, BTS software; layouts as documented by fastnda (Empa) and NewareNDA (D. Cogswell)',
});

function isNda(head: Uint8Array): boolean {
  return head.length > 15 && new TextDecoder('windows-1252').decode(head.subarray(0, 6)) === 'NEWARE';
}

/**
 * Layouts of data records; `id` says what a record is: 85 (0 in early versions) holds data, 101 an auxiliary channel.
 */
const single = 'voltage:i4 current:i4 _:8 capacity:i8';
const fourAmounts = 'charge:i8 discharge:i8 chargeEnergy:i8 dischargeEnergy:i8';
const v5 = `id:u1 index:u4 cycle:u4 stepId:u1 stepType:u1 stepTime:u4 ${single} energy:i8 unixTime:u8 _:4`;
const v11 = `id:u1 _:1 index:u4 cycle:u4 stepId:u2 stepType:u1 stepTime:u8 ${single} energy:i8 unixTime:u8 range:i4 _:4`;
const v14 = `id:u1 _:1 index:u4 cycle:u4 stepId:u2 stepType:u1 jump:u1 stepTime:u8 voltage:i4 current:i4 _:8 ${fourAmounts} unixTime:u8 range:i4 _:4`;
const v25 = `id:u1 _:1 index:u4 cycle:u4 stepId:u2 stepType:u1 stepTime:u8 ${single} energy:i8 unixTime:u8 range:i4 jump:u1 _:4`;
const v29 = `id:u1 _:1 index:u4 cycle:u4 stepId:u2 stepType:u1 jump:u1 stepTime:u8 voltage:i4 current:i4 _:8 ${fourAmounts} unixTime:date _:1 range:i4 _:4`;

interface Version {
  line: string;
  ids?: readonly number[];
  /** [s] one count of the step time */
  tick: number;
  /**
   * [1] added to the cycle numbers, which some versions count from 0; undefined where they are loop counters and
   * changes are counted
   */
  cycleFrom?: number;
  /** Length of an auxiliary record, where the file has a block of them. */
  aux?: string;
  confirmed?: boolean;
}

const aux86 = 'id:u1 channel:u1 index:u4 _:16 voltage:i4 _:8 temperature:i2 _:50';
const versions: Record<number, Version> = {
  1: { line: `index:u4 cycle:u4 stepId:u1 stepType:u1 stepTime:u4 ${single}`, tick: 1 },
  2: { line: `id:u1 _:4 cycle:u4 stepType:u1 stepId:u1 stepTime:u4 ${single}`, ids: [0], tick: 1, cycleFrom: 0 },
  3: { line: `id:u1 index:u4 cycle:u4 stepId:u1 stepType:u1 stepTime:u4 ${single} _:4`, ids: [0, 85], tick: 1 },
  5: { line: v5, ids: [0, 85], tick: 1, cycleFrom: 1, confirmed: true },
  6: { line: v5, ids: [0, 85], tick: 1, cycleFrom: 0, confirmed: true },
  9: {
    line: `id:u1 _:1 index:u4 cycle:u4 stepId:u1 stepType:u1 stepTime:u4 ${single} energy:i8 unixTime:u8 _:4`,
    ids: [85],
    tick: 1,
    cycleFrom: 1,
  },
  10: {
    line: `id:u1 _:1 index:u4 cycle:u4 stepId:u1 stepType:u1 stepTime:u8 ${single} energy:i8 unixTime:u8 _:4`,
    ids: [85],
    tick: 1,
  },
  11: {
    line: v11,
    ids: [85],
    tick: 1e-3,
    cycleFrom: 1,
    aux: 'id:u1 channel:u1 index:u4 _:15 voltage:i4 _:8 temperature:i2 _:34',
  },
  14: { line: v14, ids: [85], tick: 1e-3, cycleFrom: 1, aux: aux86, confirmed: true },
  19: {
    line: 'id:u1 _:3 _:4 index:u4 cycle:u4 stepId:u2 stepType:u1 _:1 _:1 _:3 stepTime:u4 voltage:i4 current:i4 _:8 charge:i4 discharge:i4 chargeEnergy:i4 dischargeEnergy:i4 unixTime:u4 _:4',
    ids: [85],
    tick: 1,
    cycleFrom: 1,
  },
  25: { line: v25, ids: [85], tick: 1e-3 },
  29: { line: v29, ids: [85], tick: 1e-3, cycleFrom: 1, aux: aux86, confirmed: true },
};
/** File versions that share a layout. */
const like: Record<number, number> = {
  4: 3,
  7: 5,
  8: 6,
  12: 11,
  13: 11,
  15: 11,
  16: 14,
  17: 14,
  18: 11,
  20: 14,
  22: 14,
  23: 14,
  24: 14,
  26: 29,
  27: 25,
  28: 29,
};
/** Version 1 numbers step types in its own way. */
const types1: Record<number, number> = { 2: 3, 4: 2, 5: 4 };

async function readNda(source: Source, ctx?: Context): Promise<Measurement> {
  const bytes = await source.bytes();
  const reader = new ByteReader(bytes, source.name);
  if (!isNda(bytes))
    throw new ReadError('the file does not begin as a Neware file does', { file: source.name, byte: 0 });
  const version = reader.u8(14);
  const notes: Note[] = [];
  const metadata: Record<string, unknown> = { nda_version: version, ...readVersions(reader) };
  ctx?.progress?.(0, 1, source.name);
  if (version === 129 || version === 130) {
    const test = parseBts9(reader, source.name, notes, metadata);
    return {
      kind: 'cycling',
      columns: assembleNeware(test),
      notes,
      metadata,
      about: { instrument: 'Neware', started: startOf(test) },
    };
  }
  const layout = versions[like[version] ?? version];
  if (!layout)
    throw new ReadError(
      `version ${version} of .nda is not one that is known`,
      { file: source.name, byte: 14 },
      { hint: 'export the test as csv from BTSDA' },
    );
  if (!layout.confirmed) notes.push(unconfirmed(`.nda version ${version}`));
  Object.assign(metadata, readTestInfo(reader, version));
  const test = parseRecords(reader, version, layout, source.name, notes);
  const started = typeof metadata.start_time === 'string' ? toLocalIso(parseDate(metadata.start_time)) : startOf(test);
  const sample = typeof metadata.barcode === 'string' && metadata.barcode ? metadata.barcode : undefined;
  return {
    kind: 'cycling',
    columns: assembleNeware(test),
    notes,
    metadata,
    about: { instrument: 'Neware', sample, started },
  };
}

function startOf(test: NewareTest): string | undefined {
  return test.unixTime && test.unixTime.length > 0 ? toLocalIso(test.unixTime[0]!) : undefined;
}

/**
 * [1] Where the data block begins and how long it is; the newest layout has no pointer and is found by its first
 * record.
 */
function findData(
  reader: ByteReader,
  layout: NewareLayout,
  searched: boolean,
  file: string,
): { begin: number; end: number } {
  if (searched) {
    const begin = reader.find([0x55, 0x00, 0x01, 0x00, 0x00, 0x00]);
    if (begin < 0)
      throw new ReadError(
        'the first record was not found',
        { file, byte: reader.length },
        { hint: 'the file may hold no records, or be cut' },
      );
    return { begin, end: reader.length };
  }
  const begin = reader.u32(64);
  const length = reader.u32(68);
  if (begin > reader.length) throw new ReadError('the data begins beyond the end of the file', { file, byte: begin });
  return {
    begin,
    end: length > 0 ? Math.min(reader.length, begin + length) : reader.length - ((reader.length - begin) % layout.size),
  };
}

function parseRecords(reader: ByteReader, version: number, about: Version, file: string, notes: Note[]): NewareTest {
  const layout = layOut(about.line);
  const searched = like[version] === 29 || version === 29;
  const { begin, end } = findData(reader, layout, searched, file);
  const view = new DataView(reader.bytes.buffer, reader.bytes.byteOffset, reader.bytes.byteLength);
  const total = Math.floor((end - begin) / layout.size);
  const promised = searched ? 0 : Math.floor(reader.u32(68) / layout.size);
  if (promised > total)
    notes.push({
      level: 'serious',
      code: 'corrupted-tail',
      text: `the file says ${promised} records and ends at byte ${reader.length}, inside record ${total + 1}`,
      where: `byte ${reader.length}`,
    });
  let starts = new Int32Array(total);
  let n = 0;
  for (let r = 0; r < total; r++) {
    const at = begin + r * layout.size;
    if (about.ids ? about.ids.includes(view.getUint8(at)) : view.getUint32(at, true) !== 0) starts[n++] = at;
  }
  starts = starts.subarray(0, n);
  const number = layout.fields.get('index');
  if (number) starts = inOrder(view, starts, number.offset, notes);
  const test = takeTest(reader, view, starts, layout, about, version);
  const auxBlock = searched
    ? { begin, end, line: aux86 }
    : about.aux && reader.u32(76) > 0
      ? { begin: reader.u32(72), end: Math.min(reader.length, reader.u32(72) + reader.u32(76)), line: about.aux }
      : undefined;
  if (auxBlock) test.extra = takeAux(view, auxBlock, test.index);
  return test;
}

/** Records by number, the first of repeated ones. */
function inOrder(view: DataView, starts: Int32Array, offset: number, notes: Note[]): Int32Array<ArrayBuffer> {
  let ordered = true;
  for (let i = 1; i < starts.length && ordered; i++)
    ordered = view.getUint32(starts[i]! + offset, true) > view.getUint32(starts[i - 1]! + offset, true);
  if (ordered) return starts.slice();
  const records = Array.from(starts, (start, i) => ({ start, i, number: view.getUint32(start + offset, true) })).sort(
    (a, b) => a.number - b.number || a.i - b.i,
  );
  const kept = records.filter((r, i) => i === 0 || r.number !== records[i - 1]!.number);
  notes.push({
    level: 'warning',
    code: 'records-out-of-order',
    text: `the records do not stand in the order of their numbers; they were put in order${kept.length < records.length ? `, and ${records.length - kept.length} that repeat a number left out` : ''}`,
  });
  return Int32Array.from(kept, (r) => r.start);
}

function takeTest(
  reader: ByteReader,
  view: DataView,
  starts: Int32Array,
  layout: NewareLayout,
  about: Version,
  version: number,
): NewareTest {
  const take = (name: string, factor = 1): Float64Array | undefined => {
    const field = layout.fields.get(name);
    return field && gatherField(view, starts, field, factor);
  };
  // The range of the file stands in for records that state none.
  const block = reader.u32(16);
  const fileRange = block + 30 <= reader.length ? reader.i32(block + 26) : 0;
  const range = take('range');
  const scale = new Float64Array(starts.length);
  for (let i = 0; i < scale.length; i++) scale[i] = findMultiplier(range && range[i] !== 0 ? range[i]! : fileRange);
  const scaled = (name: string, factor: number): Float64Array | undefined => {
    const values = take(name, factor);
    if (values) for (let i = 0; i < values.length; i++) values[i]! *= scale[i]!;
    return values;
  };
  const rawCycle = take('cycle');
  const stepId = take('stepId')!;
  const jump = take('jump');
  const stepCount =
    like[version] === 29 || version === 29
      ? countChanges(jump!)
      : countChanges(stepId, layout.size === 86 ? jump : undefined);
  const test: NewareTest = {
    index: take('index') ?? Float64Array.from(starts, (_, i) => i + 1),
    voltage: take('voltage', 1e-4)!,
    current: scaled('current', 1e-3)!,
    stepTime: take('stepTime', about.tick),
    cycle:
      rawCycle && (about.cycleFrom === undefined ? countChanges(rawCycle) : rawCycle.map((c) => c + about.cycleFrom!)),
    stepId,
    stepType: take('stepType')?.map((code) => (version === 1 ? (types1[code] ?? code) : code)),
    stepCount,
    unixTime: take('unixTime'),
    // Counts are mA·s and mW·s of the range.
    charge: scaled('charge', 1 / 3.6e6),
    discharge: scaled('discharge', 1 / 3.6e6),
    chargeEnergy: scaled('chargeEnergy', 1 / 3.6e6),
    dischargeEnergy: scaled('dischargeEnergy', 1 / 3.6e6),
    capacity: scaled('capacity', 1 / 3.6e6),
    energy: scaled('energy', 1 / 3.6e6),
  };
  test.testTime = sumStepTimes(test.stepTime!, stepCount);
  return test;
}

function takeAux(
  view: DataView,
  block: { begin: number; end: number; line: string },
  index: Float64Array | Int32Array,
): NewareTest['extra'] {
  const layout = layOut(block.line);
  const row = new Map<number, number>();
  for (let i = 0; i < index.length; i++) row.set(index[i]!, i);
  const columns = new Map<string, Float64Array>();
  for (let at = block.begin; at + layout.size <= block.end; at += layout.size) {
    if (view.getUint8(at) !== 101) continue;
    const i = row.get(view.getUint32(at + layout.fields.get('index')!.offset, true));
    if (i === undefined) continue;
    const channel = view.getUint8(at + 1);
    for (const [kind, name] of [
      ['voltage', `aux${channel}_voltage_volt`],
      [
        'temperature',
        channel >= 1 && channel <= 5 ? `temperature_t${channel}_celsius` : `aux${channel}_temperature_celsius`,
      ],
    ] as const) {
      const field = layout.fields.get(kind)!;
      const value =
        kind === 'voltage'
          ? view.getInt32(at + field.offset, true) * 1e-4
          : view.getInt16(at + field.offset, true) * 0.1;
      let column = columns.get(name);
      if (!column) columns.set(name, (column = new Float64Array(index.length).fill(NaN)));
      column[i] = value;
    }
  }
  // A channel that is not connected reads 0 throughout.
  return [...columns]
    .filter(([, values]) => values.some((v) => v !== 0 && !Number.isNaN(v)))
    .map(([name, values]) => markMissing(name, values));
}

function readVersions(reader: ByteReader): Record<string, string> {
  const at = reader.find(Array.from('BTSServer', (c) => c.charCodeAt(0)));
  if (at < 0 || at > 65_536 || at + 150 > reader.length) return {};
  return { server_version: reader.text(at, 50), client_version: reader.text(at + 100, 50) };
}

/**
 * Offsets of fields in the last test-info record, whose place and length stand at bytes 24 and 28, by the version from
 * which they hold.
 */
function readTestInfo(reader: ByteReader, version: number): Record<string, unknown> {
  const massAt = version >= 9 ? 152 : version >= 8 ? 144 : 80;
  const info: Record<string, unknown> = {
    active_mass_mg: reader.length >= massAt + 4 ? reader.u32(massAt) / 1000 : undefined,
  };
  const size = version >= 29 ? 503 : version >= 17 ? 383 : version >= 16 ? 343 : version >= 11 ? 327 : 211;
  const fields: [string, number, number][] =
    version >= 11
      ? [
          ['start_time', 37, 20],
          ['creator', 77, 60],
          ['serial_number', 137, 90],
          ['remarks', 227, 100],
        ]
      : [
          ['start_time', 36, 20],
          ['creator', 76, 15],
          ['serial_number', 91, 20],
          ['remarks', 111, 100],
        ];
  if (version >= 17) fields.push(['barcode', 343, 40]);
  if (version >= 29) fields.push(['test_name', 383, 60], ['step_name', 443, 60]);
  const begin = reader.u32(24);
  const count = Math.floor(reader.u32(28) / size);
  const at = begin + (count - 1) * size;
  if (begin === 0 || count < 1 || at + size > reader.length) return info;
  for (const [name, offset, length] of fields) info[name] = reader.text(at + offset, length, 'gb18030');
  return info;
}
