import { describe, expect, it } from 'vitest';
import { computeVolume, CermetError, ELEMENTS } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import {
  structureReaders,
  toExtxyzFrame,
  writeCif,
  writeExtxyz,
  writeOptimade,
  writePoscar,
  writePymatgenJson,
} from '../../../src/io/structures/index.js';
import { MUTATIONS, mutations } from '../mutate.js';
import { bytesOf, samples } from './samples.js';

const COUNT = MUTATIONS;
const SEED = 20261122;
const elements = new Set(ELEMENTS);

describe(`every structure reader survives ${COUNT} damaged files (seed ${SEED})`, () => {
  it.each(structureReaders.map((reader) => [reader.id, reader] as const))('%s', async (id, reader) => {
    const originals = samples[id].map(bytesOf);
    for (const original of originals) expect(reader.sniff(original, 'sample')).toBeGreaterThan(0.8);
    let read = 0;
    for (const bytes of mutations(originals, COUNT, SEED)) {
      reader.sniff(bytes, 'damaged');
      try {
        const { structures } = await reader.read(makeSource('damaged', bytes));
        read++;
        for (const { cell, pbc, elements: symbols, positions, disorder, atomic } of structures) {
          const text = () => new TextDecoder().decode(bytes);
          if (!positions.every(Number.isFinite) || !cell.every(Number.isFinite))
            throw new Error(`positions that are not numbers from\n${text()}`);
          if (positions.length !== 3 * symbols.length || symbols.some((symbol) => !elements.has(symbol)))
            throw new Error(`atoms without sense from\n${text()}`);
          if (pbc.some(Boolean) && !(computeVolume(cell) > 0))
            throw new Error(`a periodic cell without volume from\n${text()}`);
          for (const occupants of disorder?.values() ?? [])
            if (!occupants.every((o) => o.occupancy > 0 && o.occupancy <= 1.02))
              throw new Error(`occupancies without sense from\n${text()}`);
          for (const { width, values } of Object.values(atomic ?? {}))
            if (values.length !== width * symbols.length)
              throw new Error(`columns of the wrong length from\n${text()}`);
        }
      } catch (error) {
        if (!(error instanceof CermetError))
          throw new Error(`${id}: ${(error as Error).stack}\nfrom\n${new TextDecoder().decode(bytes)}`, {
            cause: error,
          });
      }
    }
    // Damage must neither always nor never be noticed.
    expect(read).toBeGreaterThan(COUNT / 100);
    expect(read).toBeLessThan(COUNT * 0.95);
  });
});

it('writers take what readers give', async () => {
  for (const reader of structureReaders) {
    for (const text of samples[reader.id]) {
      const { structures } = await reader.read(makeSource('sample', bytesOf(text)));
      const ordered = structures.filter(({ disorder }) => !disorder);
      const periodic = structures.filter(({ pbc }) => pbc.every(Boolean));
      expect(() => [
        writeExtxyz(ordered),
        ordered.map(toExtxyzFrame),
        writeCif(periodic),
        periodic.filter(({ disorder }) => !disorder).map(writePoscar),
        writeOptimade(structures),
        writePymatgenJson(structures),
      ]).not.toThrow();
    }
  }
});
