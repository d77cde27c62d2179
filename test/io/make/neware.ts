import { zipSync } from 'fflate';
import { ByteBuilder, poke } from './byte-builder.js';
import { stepCodes, type Series } from './series.js';

const START = 1_700_000_000;

/** `.nda` of version 8: single-amount records of 59 bytes, currents in units of the range (10 A: 0.1 mA). */
export function makeNda8(s: Series): Uint8Array {
  const file = new Uint8Array(2048);
  poke(file, 0, (b) => b.text('NEWARE'));
  file[14] = 8;
  poke(file, 16, (b) => b.u32(512));
  poke(file, 512 + 26, (b) => b.i32(10_000));
  const records = new ByteBuilder();
  s.time.forEach((t, i) => {
    const amount = (s.charge[i] + s.discharge[i]) * 3.6e6 * 10;
    records
      .u8(0)
      .u32(i + 1)
      .u32(s.cycle[i])
      .u8(s.step[i])
      .u8(stepCodes[s.step[i] - 1])
      .u32(s.stepTime[i])
      .i32(Math.round(s.voltage[i] * 1e4))
      .i32(Math.round(s.current[i] * 1e4))
      .zeros(8)
      .i64(amount)
      .i64(amount * s.voltage[i])
      .u64(START + t)
      .zeros(4);
  });
  poke(file, 64, (b) => b.u32(2048).u32(records.length));
  return new ByteBuilder().bytes(file).bytes(records.build()).build();
}

/**
 * `.nda` of version 29: records of 86 bytes found by their first, with a range each (−1000: 0.01 mA) and an auxiliary
 * temperature.
 */
export function makeNda29(s: Series): Uint8Array {
  const file = new Uint8Array(2048);
  poke(file, 0, (b) => b.text('NEWARE'));
  file[14] = 29;
  const b = new ByteBuilder().bytes(file);
  const scale = 1e5;
  s.time.forEach((t, i) => {
    const d = new Date((START + t) * 1000);
    b.u8(0x55)
      .u8(0)
      .u32(i + 1)
      .u32(s.cycle[i] - 1)
      .u16(s.step[i])
      .u8(stepCodes[s.step[i] - 1])
      .u8(s.step[i] + 10 * s.cycle[i])
      .u64(s.stepTime[i] * 1000)
      .i32(Math.round(s.voltage[i] * 1e4))
      .i32(Math.round(s.current[i] * scale))
      .zeros(8)
      .i64(s.charge[i] * 3600 * scale)
      .i64(s.discharge[i] * 3600 * scale)
      .i64(0)
      .i64(0)
      .u16(d.getUTCFullYear())
      .u8(d.getUTCMonth() + 1)
      .u8(d.getUTCDate())
      .u8(d.getUTCHours())
      .u8(d.getUTCMinutes())
      .u8(d.getUTCSeconds())
      .zeros(1)
      .i32(-1000)
      .zeros(4);
    b.u8(101)
      .u8(1)
      .u32(i + 1)
      .zeros(16)
      .i32(0)
      .zeros(8)
      .i16(250)
      .zeros(50);
  });
  return b.build();
}

const PAGE = 4096;

/** Pages of an `.ndc`: a head, then pages with a bit a record and records from byte 132. */
function makePages(kind: number, version: number, records: Uint8Array[], size: number): Uint8Array {
  const perPage = Math.floor((PAGE - 132 - 1) / size);
  const pages = Math.ceil(records.length / perPage);
  const file = new Uint8Array(PAGE * (pages + 1));
  file[0] = kind;
  file[2] = version;
  records.forEach((record, i) => {
    const base = PAGE * (1 + Math.floor(i / perPage));
    const r = i % perPage;
    file[base + 4 + (r >> 3)] |= 1 << (r & 7);
    file.set(record, base + 132 + r * size);
  });
  return file;
}

/**
 * `.ndax` in the packing of version 14: voltages and currents in one part, times for the first two records of each step
 * in another.
 */
export function makeNdax(s: Series, level: 0 | 6 = 6, every = 1): Uint8Array {
  const record = (write: (b: ByteBuilder) => void): Uint8Array => {
    const b = new ByteBuilder();
    write(b);
    return b.build();
  };
  const main = s.time.map((_, i) => record((b) => b.f32(s.voltage[i]).f32(s.current[i])));
  const firsts = s.time.flatMap((_, i) =>
    i === 0 || s.step[i] !== s.step[i - 1] || s.cycle[i] !== s.cycle[i - 1] || (every > 1 && i % every === 0)
      ? [i]
      : [],
  );
  let count = 0;
  const run = firsts.map((i) => {
    if (s.stepTime[i] === 0) count++;
    return record((b) =>
      b
        .u32(s.stepTime[i] * 1000)
        .zeros(1)
        .f32(s.charge[i])
        .f32(s.discharge[i])
        .f32(0)
        .f32(0)
        .zeros(8)
        .i32(10_000)
        .u32(START + s.time[i])
        .u32(count)
        .u32(i + 1)
        .u16(0)
        .zeros(8),
    );
  });
  const steps = firsts
    .filter((i) => s.stepTime[i] === 0)
    .map((i) =>
      record((b) =>
        b
          .u32(s.cycle[i] - 1)
          .u32(s.step[i])
          .zeros(16)
          .u8(stepCodes[s.step[i] - 1])
          .zeros(12),
      ),
    );
  const xml = new TextEncoder().encode(
    '<?xml version="1.0" encoding="GB2312"?><root><config><TestInfo Barcode="made" StartTime="2023-11-14 22:13:20" StepName="made.xml" CurrRange="6000" VoltRange="5"/></config></root>',
  );
  return zipSync(
    {
      'TestInfo.xml': xml,
      'data.ndc': makePages(1, 14, main, 8),
      'data_step.ndc': makePages(7, 14, steps, 37),
      'data_runInfo.ndc': makePages(18, 14, run, 55),
    },
    { level },
  );
}

/** `.ndax` in the old packing of version 5, everything in one part. */
export function makeNdax5(s: Series): Uint8Array {
  const records = s.time.map((t, i) => {
    const d = new Date((START + t) * 1000);
    return new ByteBuilder()
      .zeros(1)
      .u32(i + 1)
      .u32(s.cycle[i] - 1)
      .u8(s.step[i])
      .u8(stepCodes[s.step[i] - 1])
      .zeros(5)
      .u64(s.stepTime[i] * 1000)
      .i32(Math.round(s.voltage[i] * 1e4))
      .i32(Math.round(s.current[i] * 1e5))
      .zeros(4)
      .i64(s.charge[i] * 3.6e8)
      .i64(s.discharge[i] * 3.6e8)
      .i64(0)
      .i64(0)
      .u16(d.getUTCFullYear())
      .u8(d.getUTCMonth() + 1)
      .u8(d.getUTCDate())
      .u8(d.getUTCHours())
      .u8(d.getUTCMinutes())
      .u8(d.getUTCSeconds())
      .i32(-1000)
      .zeros(8)
      .build();
  });
  return zipSync({
    'Step.xml': new TextEncoder().encode('<?xml version="1.0"?><root><config/></root>'),
    'data.ndc': makePages(1, 5, records, 87),
  });
}
