import { ReadError, type Note } from '../../../core/index.js';
import { toLocalIso } from '../../tabular/parse-date.js';
import type { ByteReader } from '../../tabular/byte-reader.js';
import { countChanges, type NewareTest } from './assemble.js';
import { unconfirmed } from './parse-ndc.js';
import { gatherField, layOut } from './records.js';

const DATA = 85;

/** Record layouts of BTS 9: the early one, and those from record version 19 on by their length. */
const early =
  '_:4 id:u1 _:4 stepId:u1 stepType:u1 _:5 index:u4 _:8 stepTime:u8 voltage:f4 current:f4 _:8 charge:f4 chargeEnergy:f4 discharge:f4 dischargeEnergy:f4 unixTime:u8 _:12';
const head =
  'id:u2 stepId:u1 stepType:u1 _:4 index:u4 seconds:u4 nanoseconds:u4 current:f4 voltage:f4 capacity:f4 energy:f4';
const late: Record<number, string> = {
  52: `${head} cycle:u4 _:4 unixSeconds:u4 unixNanoseconds:u4`,
  56: `${head} cycle:u4 _:4 unixSeconds:u4 unixNanoseconds:u4 temperature:f4`,
  60: `${head} unixSeconds:u4 unixNanoseconds:u4 _:4 temperature:f4 cycle:u4 _:4`,
};

/** Parses `.nda` files of BTS 9 (versions 129 and 130), whose header points to blocks of records. */
export function parseBts9(
  reader: ByteReader,
  file: string,
  notes: Note[],
  metadata: Record<string, unknown>,
): NewareTest {
  const blocks = listBlocks(reader, file);
  const { begin } = blocks[0]!;
  const recordVersion = reader.u16(16);
  metadata.record_version = recordVersion;
  Object.assign(metadata, readTimes(reader));
  const isEarly = recordVersion <= 3 || (recordVersion < 19 && reader.u8(begin + 4) === DATA);
  if (![2, 3, 19].includes(recordVersion)) notes.push(unconfirmed(`BTS 9 record version ${recordVersion}`));
  const size = isEarly ? layOut(early).size : findLength(reader, blocks, file);
  const layout = layOut(isEarly ? early : late[size]!);
  const id = layout.fields.get('id')!.offset;
  const starts: number[] = [];
  for (const block of blocks) {
    for (let at = block.begin; at + size <= block.end; at += size) if (reader.u8(at + id) === DATA) starts.push(at);
  }
  const cut = blocks.at(-1)!;
  if (cut.promised > cut.end)
    notes.push({
      level: 'serious',
      code: 'corrupted-tail',
      text: `the last block should end at byte ${cut.promised}, and the file ends at ${reader.length}`,
      where: `byte ${reader.length}`,
    });
  return isEarly ? takeEarly(reader, Int32Array.from(starts)) : takeLate(reader, Int32Array.from(starts), size);
}

interface Block {
  begin: number;
  end: number;
  promised: number;
}

/** Blocks of records: one, or a chain in which each has a header of its own 1024 bytes long. */
function listBlocks(reader: ByteReader, file: string): Block[] {
  const toBlock = (begin: number, length: number): Block => ({
    begin,
    end: Math.min(reader.length, begin + length),
    promised: begin + length,
  });
  const begin = reader.u64(82);
  const chained = begin === 0 && reader.length > 1030 && reader.text(1024, 6) === 'NEWARE';
  const blocks: Block[] = [];
  if (!chained) {
    const length = reader.u64(90);
    blocks.push(toBlock(begin, length > 0 ? length : reader.length - begin));
  } else {
    const seen = new Set<number>();
    for (
      let at = 1024;
      !seen.has(at) && at + 258 <= reader.length && reader.text(at, 6) === 'NEWARE';
      at = reader.u64(at + 242) + reader.u64(at + 250)
    ) {
      seen.add(at);
      if (reader.u64(at + 90) > 0) blocks.push(toBlock(reader.u64(at + 82), reader.u64(at + 90)));
    }
  }
  if (blocks.length === 0 || blocks[0]!.begin >= reader.length || blocks[0]!.begin === 0)
    throw new ReadError('the header points to no records', { file, byte: 82 });
  return blocks.filter((b) => b.begin < reader.length);
}

/**
 * The length of a record: the distance to the next one that begins alike, which must be one that is known and divide
 * the block.
 */
function findLength(reader: ByteReader, blocks: Block[], file: string): number {
  const { begin, end } = blocks[0]!;
  const mark = reader.u16(begin);
  for (const size of [52, 56, 60]) {
    const fits = (end - begin) % size === 0;
    let alike = 0;
    let seen = 0;
    for (let at = begin; at + size <= end && seen < 50; at += size, seen++) if (reader.u16(at) === mark) alike++;
    if (fits && alike === seen) return size;
  }
  throw new ReadError(
    'the records have none of the lengths that are known (52, 56, 60 bytes)',
    { file, byte: begin },
    { hint: 'export the test as csv from BTSDA' },
  );
}

function viewOf(reader: ByteReader): DataView {
  return new DataView(reader.bytes.buffer, reader.bytes.byteOffset, reader.bytes.byteLength);
}

function takeEarly(reader: ByteReader, starts: Int32Array): NewareTest {
  const layout = layOut(early);
  const take = (name: string, factor = 1): Float64Array =>
    gatherField(viewOf(reader), starts, layout.fields.get(name)!, factor);
  // Some files put a minus sign on what was discharged and some do not.
  const amount = (name: string): Float64Array => take(name, 1 / 3.6e6).map(Math.abs);
  const stepId = take('stepId');
  return {
    index: take('index'),
    voltage: take('voltage'),
    current: take('current', 1e-3),
    stepTime: take('stepTime', 1e-6),
    unixTime: take('unixTime', 1e-6),
    stepId,
    stepType: take('stepType'),
    stepCount: countChanges(stepId),
    charge: amount('charge'),
    discharge: amount('discharge'),
    chargeEnergy: amount('chargeEnergy'),
    dischargeEnergy: amount('dischargeEnergy'),
  };
}

function takeLate(reader: ByteReader, starts: Int32Array, size: number): NewareTest {
  const layout = layOut(late[size]!);
  const take = (name: string, factor = 1): Float64Array =>
    gatherField(viewOf(reader), starts, layout.fields.get(name)!, factor);
  const both = (seconds: string, nanoseconds: string): Float64Array => {
    const ns = take(nanoseconds, 1e-9);
    return take(seconds).map((s, i) => s + ns[i]!);
  };
  const stepId = take('stepId');
  const stepCount = countChanges(stepId);
  const testTime = both('seconds', 'nanoseconds');
  const signed = (name: string, sign: 1 | -1): Float64Array => take(name, 1 / 3.6e6).map((v) => Math.max(0, sign * v));
  const test: NewareTest = {
    index: take('index'),
    voltage: take('voltage'),
    current: take('current', 1e-3),
    testTime,
    unixTime: both('unixSeconds', 'unixNanoseconds'),
    cycle: take('cycle').map((c) => c + 1),
    stepId,
    stepType: take('stepType'),
    stepCount,
    charge: signed('capacity', 1),
    discharge: signed('capacity', -1),
    chargeEnergy: signed('energy', 1),
    dischargeEnergy: signed('energy', -1),
    stepTime: splitStepTimes(testTime, stepCount),
  };
  if (layout.fields.has('temperature')) test.extra = [{ name: 'temperature_t1_celsius', values: take('temperature') }];
  return test;
}

/** [s] Time since the longest time of the step before. */
function splitStepTimes(testTime: Float64Array, stepCount: Float64Array): Float64Array {
  let before = 0;
  let longest = 0;
  return testTime.map((t, i) => {
    if (i > 0 && stepCount[i] !== stepCount[i - 1]) before = longest;
    longest = Math.max(longest, t);
    return t - before;
  });
}

/** Start and end out of the test record, found as the one pair of plausible times in microseconds. */
function readTimes(reader: ByteReader): Record<string, unknown> {
  const begin = reader.u64(34);
  const end = Math.min(reader.length, begin + reader.u64(42));
  const [first, last] = [1.1e15, 2.2e15];
  const hits: number[] = [];
  for (let at = begin; begin > 0 && at + 16 <= end; at++) {
    const from = reader.u64(at);
    const to = reader.u64(at + 8);
    if (from > first && to < last && to >= from && to - from < 1.6e14) hits.push(at);
  }
  return hits.length === 1
    ? { start_time: toLocalIso(reader.u64(hits[0]!) / 1e6), stop_time: toLocalIso(reader.u64(hits[0]! + 8) / 1e6) }
    : {};
}
