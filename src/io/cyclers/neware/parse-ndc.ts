import { ReadError, type Note } from '../../../core/index.js';
import { countChanges, type NewareTest } from './assemble.js';
import { findMultiplier, gatherField, layOut, type NewareField, type NewareLayout } from './records.js';

/**
 * Pages of an `.ndc` file: 4096 bytes, the first one a head; a page has a bit for each of its records at byte 4 and
 * records from byte 132.
 */
const PAGE = 4096;
const BITS_AT = 4;
const RECORDS_AT = 132;
/** The oldest versions have blocks of 512 bytes with one record each, from byte 5. */
const SMALL_PAGE = 512;

const V5 =
  'index:u4 cycle:u4 stepId:u1 stepType:u1 _:5 stepTime:u8 voltage:i4 current:i4 _:4 charge:i8 discharge:i8 chargeEnergy:i8 dischargeEnergy:i8 unixTime:date range:i4 _:8';
const pair = 'voltage:f4 current:f4';
/**
 * Main records by `.ndc` version, with the unit of voltage in V, of current in A, and of capacity in Ah for the float
 * layouts.
 */
const mains: Record<
  number,
  { line: string; small?: boolean; voltage: number; current: number; capacity?: number; integers?: boolean }
> = {
  1: {
    line: '_:8 index:u4 cycle:u4 stepId:u1 stepType:u1 _:2 stepTime:u8 voltage:u4 current:i4 _:4 charge:i8 discharge:i8 chargeEnergy:i8 dischargeEnergy:i8 unixTime:date range:i4',
    small: true,
    voltage: 1e-4,
    current: 1e-3,
    integers: true,
  },
  2: { line: `_:8 ${V5}`, small: true, voltage: 1e-4, current: 1e-3, integers: true },
  5: { line: `_:1 ${V5}`, voltage: 1e-4, current: 1e-3, integers: true },
  6: {
    line: 'stepTime:u4 _:1 voltage:f4 current:f4 charge:f4 discharge:f4 chargeEnergy:f4 dischargeEnergy:f4 _:1 unixTime:u4 stepCount:u4',
    voltage: 1,
    current: 1,
    capacity: 1,
  },
  8: { line: pair, voltage: 1, current: 1 },
  9: { line: pair, voltage: 1e-4, current: 1e-3 },
  11: { line: pair, voltage: 1e-4, current: 1e-3 },
  12: { line: pair, voltage: 1, current: 1 },
  13: { line: pair, voltage: 1e-4, current: 1e-3 },
  14: { line: pair, voltage: 1, current: 1 },
  16: { line: pair, voltage: 1e-4, current: 1e-3 },
  17: { line: pair, voltage: 1, current: 1 },
};
mains[3] = mains[1]!;
mains[4] = mains[2]!;
/** Versions whose layout has been met in real files by those who documented it; others are read with a note. */
const confirmed = new Set([2, 5, 11, 14, 16, 17]);

const runHead = 'stepTime:u4 _:1 charge:f4 discharge:f4 chargeEnergy:f4 dischargeEnergy:f4';
/** Run records by version: times in ms; capacity in mA·s, or in Ah (`capacity: 1`). */
const runs: Record<number, { line: string; capacity: number }> = {
  8: { line: `${runHead} _:5 interval:i4 unixTime:u4 step:u4 index:u4`, capacity: 1 },
  9: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4`, capacity: 1 / 3.6e6 },
  11: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2`, capacity: 1 / 3.6e6 },
  12: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2`, capacity: 1 },
  13: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2 _:8`, capacity: 1 / 3.6e6 },
  14: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2 _:8`, capacity: 1 },
  16: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2 _:53`, capacity: 1 / 3.6e6 },
  17: { line: `${runHead} _:8 interval:i4 unixTime:u4 step:u4 index:u4 ms:u2 _:53`, capacity: 1 },
};

interface Opened {
  view: DataView;
  version: number;
}

function open(bytes: Uint8Array, kind: number, file: string): Opened {
  if (bytes.length < 16)
    throw new ReadError('this part of the archive is too short to be one', { file, byte: bytes.length });
  if (bytes[0] !== kind)
    throw new ReadError(`this part of the archive is of kind ${bytes[0]}, not ${kind}`, { file, byte: 0 });
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), version: bytes[2]! };
}

/** Where the valid records of a paged file begin, and the number of each by position (from 1). */
function listRecords(view: DataView, size: number): { starts: Int32Array; index: Int32Array } {
  const pages = Math.max(0, Math.floor(view.byteLength / PAGE) - 1);
  const perPage = Math.floor((PAGE - RECORDS_AT - 1) / size);
  const starts = new Int32Array(pages * perPage);
  const index = new Int32Array(pages * perPage);
  let n = 0;
  for (let page = 0; page < pages; page++) {
    const base = (page + 1) * PAGE;
    for (let r = 0; r < perPage; r++) {
      if (!((view.getUint8(base + BITS_AT + (r >> 3)) >> (r & 7)) & 1)) continue;
      starts[n] = base + RECORDS_AT + r * size;
      index[n++] = page * perPage + r + 1;
    }
  }
  return { starts: starts.subarray(0, n), index: index.subarray(0, n) };
}

function listSmallRecords(view: DataView, layout: NewareLayout): { starts: Int32Array; index: Int32Array } {
  const number = layout.fields.get('index')!;
  const perPage = Math.max(1, Math.floor((SMALL_PAGE - 5 - 1) / layout.size));
  const starts: number[] = [];
  for (let base = SMALL_PAGE; base + SMALL_PAGE <= view.byteLength; base += SMALL_PAGE) {
    for (let r = 0; r < perPage; r++) {
      const at = base + 5 + r * layout.size;
      if (view.getUint32(at + number.offset, true) !== 0) starts.push(at);
    }
  }
  return { starts: Int32Array.from(starts), index: new Int32Array(0) };
}

/** Parses `data.ndc`: every record's voltage and current, and in older versions all the rest too. */
export function parseMain(bytes: Uint8Array, file: string, notes: Note[]): NewareTest {
  const { view, version } = open(bytes, 1, file);
  if (version === 15) return parseMain15(view, file, notes);
  if (version === 7) return parseMain7(view, file, notes);
  const main = mains[version];
  if (!main)
    throw new ReadError(
      `version ${version} of .ndc is not one that is known`,
      { file, byte: 2 },
      { hint: 'export the test as csv from BTSDA' },
    );
  if (!confirmed.has(version)) notes.push(unconfirmed(`.ndc version ${version}`));
  const layout = layOut(main.line);
  const { starts, index } = main.small ? listSmallRecords(view, layout) : listRecords(view, layout.size);
  return toTest(view, starts, layout, index, main);
}

/** The note on a layout that nobody has yet held against an export of Neware's own. */
export function unconfirmed(what: string): Note {
  return {
    level: 'warning',
    code: 'layout-unconfirmed',
    text: `${what} is read by a layout that has not been checked against an export of Neware's software; compare a few rows before using it`,
  };
}

function toTest(
  view: DataView,
  starts: Int32Array,
  layout: NewareLayout,
  index: Int32Array,
  main: { voltage: number; current: number; capacity?: number; integers?: boolean },
): NewareTest {
  const take = (name: string, factor = 1): Float64Array | undefined => {
    const field = layout.fields.get(name);
    return field && gatherField(view, starts, field, factor);
  };
  const test: NewareTest = {
    index: take('index') ?? index,
    voltage: take('voltage', main.voltage)!,
    current: take('current', main.current)!,
  };
  test.stepTime = take('stepTime', 1e-3);
  const cycle = take('cycle');
  test.cycle = cycle?.map((c) => c + 1);
  test.stepId = take('stepId');
  test.stepType = take('stepType');
  test.stepCount = take('stepCount');
  if (!test.stepCount && test.stepId) test.stepCount = countChanges(test.stepId);
  test.unixTime = take('unixTime');
  // Integers count units of the record's current range: mA, mA·s, mW·s.
  const capacity = main.capacity ?? 1 / 3.6e6;
  for (const name of ['charge', 'discharge', 'chargeEnergy', 'dischargeEnergy'] as const)
    test[name] = take(name, capacity);
  const range = main.integers ? take('range') : undefined;
  if (range)
    for (const values of [test.current, test.charge!, test.discharge!, test.chargeEnergy!, test.dischargeEnergy!])
      for (let i = 0; i < values.length; i++) values[i]! *= findMultiplier(range[i]!);
  return test;
}

/** Fields of version 7, whose columns each file lists by number. */
const fields7: Record<number, string> = {
  1: '_:1',
  6: 'index:u4',
  7: 'cycle:u4',
  8: 'stepId:u1',
  9: 'stepType:u1',
  10: '_:1',
  11: '_:4',
  12: 'stepTime:u8',
  13: 'voltage:i4',
  14: 'current:i4',
  15: '_:2',
  16: 'temperature:i2',
  17: 'charge:i8',
  18: 'discharge:i8',
  19: 'chargeEnergy:i8',
  20: 'dischargeEnergy:i8',
  21: 'unixTime:date',
  28: '_:4',
  29: 'testTime:u8',
  51: '_:8',
  52: '_:8',
  53: 'ms:u2',
};

function parseMain7(view: DataView, file: string, notes: Note[]): NewareTest {
  const parts: string[] = [];
  for (let i = 0; i < 40 && 13 + 4 * i + 4 <= view.byteLength; i++) {
    const code = view.getInt32(13 + 4 * i, true);
    if (code === 0) break;
    if (!fields7[code])
      throw new ReadError(
        `field ${code} of .ndc version 7 is not known, and neither is its width`,
        { file, byte: 13 + 4 * i },
        { hint: 'export the test as csv from BTSDA' },
      );
    parts.push(fields7[code]);
  }
  notes.push(unconfirmed('.ndc version 7'));
  const layout = layOut(parts.join(' '));
  if (!layout.fields.has('voltage') || !layout.fields.has('current'))
    throw new ReadError('the file lists no voltage or no current', { file, byte: 13 });
  const { starts, index } = listRecords(view, layout.size);
  const test = toTest(view, starts, layout, index, { voltage: 1e-4, current: 1e-3 });
  const field = (name: string, factor: number): Float64Array | undefined => {
    const found = layout.fields.get(name);
    return found && gatherField(view, starts, found, factor);
  };
  test.testTime = field('testTime', 1e-3);
  const ms = field('ms', 1e-3);
  if (test.unixTime && ms) test.unixTime = test.unixTime.map((t, i) => t + ms[i]!);
  const temperature = field('temperature', 0.1);
  if (temperature) test.extra = [{ name: 'temperature_t1_celsius', values: temperature }];
  return test;
}

const types15: Record<number, number> = { 21: 27, 22: 26 };

/** Version 15 (BTS 9): 36 bytes that every record has, then columns that each file lists with their places. */
function parseMain15(view: DataView, file: string, notes: Note[]): NewareTest {
  if (view.byteLength < PAGE) throw new ReadError('the head of the file is cut', { file, byte: view.byteLength });
  notes.push(unconfirmed('.ndc version 15'));
  const size = view.getUint32(516, true);
  if (size < 36 || size > PAGE - RECORDS_AT)
    throw new ReadError(`a record of ${size} bytes is not possible`, { file, byte: 516 });
  const places = new Map<number, number>();
  for (let i = 0; i < 300; i++) {
    const at = 520 + 9 * i;
    const axis = view.getInt32(at, true);
    if (axis === 0 && view.getUint8(at + 4) === 0) break;
    const place = view.getInt32(at + 5, true);
    if (place >= 0 && place + 8 <= size) places.set(axis, place);
  }
  const { starts } = listRecords(view, size);
  const take = (type: NewareField['type'], offset: number, factor = 1): Float64Array =>
    gatherField(view, starts, { name: '', type, offset }, factor);
  const time = (offset: number): Float64Array => {
    const ns = take('u4', offset + 4, 1e-9);
    return take('u4', offset).map((s, i) => s + ns[i]!);
  };
  const raw = take('u1', 3);
  const test: NewareTest = {
    index: take('u4', 8),
    voltage: take('f4', 24),
    current: take('f4', 20, 1e-3),
    testTime: time(12),
    stepId: take('u1', 2),
    stepType: raw.map((code) => types15[code] ?? code),
  };
  if (places.has(15)) test.unixTime = time(places.get(15)!);
  if (places.has(65)) test.stepTime = time(places.get(65)!);
  const milliampereSecond = 1 / 3.6e6;
  const amount = (charge: number, discharge: number, fixed: number): Float64Array => {
    const a = places.get(charge);
    const b = places.get(discharge);
    if (a === undefined || b === undefined) return take('f4', fixed, milliampereSecond);
    const other = take('f4', b, milliampereSecond);
    return take('f4', a, milliampereSecond).map((v, i) => v + other[i]!);
  };
  test.capacity = amount(5, 6, 28);
  test.energy = amount(8, 9, 32);
  return test;
}

/** Times and amounts that the archive keeps for some records. */
export interface RunInfo {
  index: Float64Array;
  stepTime: Float64Array;
  unixTime: Float64Array;
  /** [s] time between the records that follow */
  interval: Float64Array;
  stepCount: Float64Array;
  /** [Ah], [Wh] */
  take(name: 'charge' | 'discharge' | 'chargeEnergy' | 'dischargeEnergy'): Float64Array;
}

/** Parses `data_runInfo.ndc`, in order of record number, the first of repeated ones. */
export function parseRunInfo(bytes: Uint8Array, file: string, notes: Note[]): RunInfo {
  const { view, version } = open(bytes, 18, file);
  const kind = runs[version];
  if (!kind)
    throw new ReadError(
      `version ${version} of .ndc run data is not one that is known`,
      { file, byte: 2 },
      { hint: 'export the test as csv from BTSDA' },
    );
  const layout = layOut(kind.line);
  const { starts: all } = listRecords(view, layout.size);
  const number = layout.fields.get('index')!;
  let starts = all;
  let ordered = true;
  for (let i = 1; i < all.length && ordered; i++)
    ordered = view.getUint32(all[i]! + number.offset, true) > view.getUint32(all[i - 1]! + number.offset, true);
  // The step number of the file may repeat; what counts is where it changes, in the file's own order.
  const step = countChanges(gatherField(view, all, layout.fields.get('step')!));
  let stepCount = step;
  if (!ordered) {
    const order = Array.from(all, (start, i) => ({
      start,
      i,
      index: view.getUint32(start + number.offset, true),
    })).sort((a, b) => a.index - b.index || a.i - b.i);
    const kept = order.filter((r, i) => r.index !== 0 && (i === 0 || r.index !== order[i - 1]!.index));
    starts = Int32Array.from(kept, (r) => r.start);
    stepCount = Float64Array.from(kept, (r) => step[r.i]!);
    if (kept.length < all.length)
      notes.push({
        level: 'info',
        code: 'duplicated-records',
        text: `${all.length - kept.length} run records of the archive repeat a record number; the first of each was taken`,
      });
  }
  const take = (name: string, factor: number): Float64Array =>
    gatherField(view, starts, layout.fields.get(name)!, factor);
  const unixTime = take('unixTime', 1);
  const ms = layout.fields.has('ms') ? take('ms', 1e-3) : undefined;
  if (ms) for (let i = 0; i < unixTime.length; i++) unixTime[i]! += ms[i]!;
  return {
    index: take('index', 1),
    stepTime: take('stepTime', 1e-3),
    unixTime,
    interval: take('interval', 1e-3),
    stepCount,
    take: (name) => take(name, kind.capacity),
  };
}

/** Parses `data_step.ndc`: cycle, number in the program and type of each step. */
export function parseSteps(
  bytes: Uint8Array,
  file: string,
): { cycle: Float64Array; stepId: Float64Array; stepType: Float64Array } {
  const { view, version } = open(bytes, 7, file);
  const layout = layOut(
    version >= 16
      ? 'cycle:u4 stepId:u4 _:16 stepType:u1 _:8 index:u4 _:63'
      : 'cycle:u4 stepId:u4 _:16 stepType:u1 _:12',
  );
  const { starts } = listRecords(view, layout.size);
  const take = (name: string): Float64Array => gatherField(view, starts, layout.fields.get(name)!);
  return { cycle: take('cycle').map((c) => c + 1), stepId: take('stepId'), stepType: take('stepType') };
}

/** Parses an auxiliary channel: values by record number. `value` is of whatever kind TestInfo.xml says. */
export function parseAux(
  bytes: Uint8Array,
  file: string,
): { index: Float64Array | Int32Array; values: Record<string, Float64Array> } {
  const { view, version } = open(bytes, 5, file);
  const wide = '_:8 index:u4 _:19 voltage:i4 _:6 temperature:i2 setpoint:i2 _:49';
  if (version === 2 || version === 4) return takeAux(view, listSmallRecords(view, layOut(wide)), layOut(wide));
  if (version === 5) {
    const layout = layOut('_:1 index:u4 _:19 voltage:i4 _:6 temperature:i2 setpoint:i2 _:49');
    return takeAux(view, listRecords(view, layout.size), layout);
  }
  if ([6, 8, 12, 14, 17].includes(version)) {
    const layout = layOut('value:f4');
    const { starts, index } = listRecords(view, layout.size);
    return { index, values: { value: gatherField(view, starts, layout.fields.get('value')!) } };
  }
  if ([9, 11, 13, 16].includes(version)) {
    const mark = view.byteLength > PAGE + RECORDS_AT ? view.getUint8(PAGE + RECORDS_AT) : 0x65;
    const layout = layOut(
      mark === 0x74 ? '_:1 index:u4 _:1 _:29 temperature:i2 _:51' : '_:1 voltage:f4 temperature:i2',
    );
    return takeAux(view, listRecords(view, layout.size), layout);
  }
  throw new ReadError(`version ${version} of auxiliary .ndc data is not one that is known`, { file, byte: 2 });
}

function takeAux(
  view: DataView,
  { starts, index }: { starts: Int32Array; index: Int32Array },
  layout: NewareLayout,
): { index: Float64Array | Int32Array; values: Record<string, Float64Array> } {
  const values: Record<string, Float64Array> = {};
  const take = (name: string, as: string, factor: number): void => {
    const field = layout.fields.get(name);
    if (field) values[as] = gatherField(view, starts, field, factor);
  };
  take('voltage', 'voltage_volt', 1e-4);
  take('temperature', 'temperature_celsius', 0.1);
  take('setpoint', 'temperature_setpoint_celsius', 0.1);
  const own = layout.fields.get('index');
  return { index: own ? gatherField(view, starts, own) : index, values };
}
