import { describe, expect, it } from 'vitest';
import { readers } from '../../src/io/registry.js';
import { gasReaders } from '../../src/io/gas/index.js';
import { solutionReaders } from '../../src/io/solutions/index.js';
import { sorptionReaders } from '../../src/io/sorption/index.js';
import { thermalReaders } from '../../src/io/thermal/index.js';
import { detectReader } from '../../src/io/detect.js';
import { makeSource } from '../../src/io/reader.js';
import { labSamplesByReader } from './make/lab-by-reader.js';
import { makeLabSamples } from './make/lab-samples.js';
import { COUNT, mutateReader, SEED } from './mutate-readers.js';

const own = [...thermalReaders, ...gasReaders, ...sorptionReaders, ...solutionReaders];

it('every reader of the laboratory has a sample', () => {
  expect(own.map((r) => r.id).filter((id) => !labSamplesByReader().some(([known]) => known === id))).toEqual([]);
});

describe('each sample is claimed by its reader among all, and read', () => {
  it.each(makeLabSamples().map((s) => [s.name, s] as const))('%s', async (_, { name, bytes, reader }) => {
    const detection = await detectReader(makeSource(name, bytes), readers);
    expect(detection.reader.id).toBe(reader);
    const { recordings } = await detection.reader.read(makeSource(name, bytes));
    expect(recordings[0].table.length).toBeGreaterThan(1);
    expect(recordings[0].origin.type).toBe('measured');
  });
});

describe(`${COUNT} damaged files a reader of the laboratory, seed ${SEED}`, () => {
  it.each(labSamplesByReader())('%s gives a result or a CermetError', (id, files) => mutateReader(id, files));
});
