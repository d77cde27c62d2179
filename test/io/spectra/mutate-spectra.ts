import { expect } from 'vitest';
import { CermetError, makeRng } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { mutateBytes } from '../mutate.js';
import type { SpectrumSample } from './samples.js';

/** Damages a file in `count` ways: a reader gives a recording without NaN, or a CermetError, never anything else. */
export async function mutateSpectrum(sample: SpectrumSample, count: number, seed: number): Promise<void> {
  const reader = readers.find((r) => r.id === sample.reader)!;
  const rng = makeRng(seed);
  let read = 0;
  for (let i = 0; i < count; i++) {
    const bytes = mutateBytes(sample.bytes, rng);
    try {
      reader.sniff(bytes.subarray(0, 65_536), sample.name);
      const { recordings } = await reader.read(makeSource(sample.name, bytes));
      for (const recording of recordings)
        for (const column of recording.table.columns)
          if (column.values instanceof Float64Array && column.values.some(Number.isNaN))
            throw new Error(`${column.name} holds NaN`);
      read++;
    } catch (error) {
      if (!(error instanceof CermetError))
        throw new Error(`copy ${i} of ${sample.name} (${sample.reader}) raised ${String(error)}`, { cause: error });
    }
  }
  // Damage is mostly small: a reader that refused nearly everything would be of no use on a file with one bad byte.
  expect(read).toBeGreaterThan(count / 200);
}
