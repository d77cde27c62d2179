import { describe, expect, it } from 'vitest';
import { CermetError } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { makeSeriesSamples } from '../make/samples.js';
import { makeSeries } from '../make/series.js';

const series = makeSeries(4);
const texts = makeSeriesSamples(series).filter((s) => !s.bytes.includes(0));

describe('a decimal sign exchanged in some numbers never gives another number', () => {
  it.each(texts.map((s) => [s.reader, s.name, s.bytes] as const))('%s, %s', async (id, name, bytes) => {
    const text = new TextDecoder().decode(bytes);
    const reader = readers.find((r) => r.id === id)!;
    const lines = text.split('\n');
    // The points (or commas) of one row of numbers, then of another, then of all rows.
    const rows = lines.flatMap((line, i) =>
      /\d[.,]\d/.test(line) && i > lines.length - series.time.length - 2 ? [i] : [],
    );
    for (const damaged of [[rows[3]], [rows[7], rows[8]], rows]) {
      const swapped = lines
        .map((line, i) =>
          damaged.includes(i)
            ? line.replace(/(\d)([.,])(\d)/g, (_, a: string, sign: string, b: string) =>
                sign === '.' ? `${a},${b}` : sign === ',' && name === 'a.mpt' ? `${a}.${b}` : `${a}${sign}${b}`,
              )
            : line,
        )
        .join('\n');
      try {
        const { table } = (await reader.read(makeSource(name, new TextEncoder().encode(swapped)))).recordings[0];
        for (const [column, expected, tolerance] of [
          ['voltage_volt', series.voltage, 1e-6],
          ['current_ampere', series.current, 1e-9],
          ['test_time_second', series.time, 1e-6],
        ] as const) {
          const { values, valid } = table.get(column);
          if (values.length !== expected.length) continue;
          for (let i = 0; i < values.length; i++)
            if (!(valid && !valid[i]) && Math.abs((values[i] as number) - expected[i]) > tolerance)
              expect.fail(`${column}, row ${i + 1} became ${values[i]} from ${expected[i]}`);
        }
      } catch (error) {
        if (!(error instanceof CermetError)) throw error;
      }
    }
  });
});
