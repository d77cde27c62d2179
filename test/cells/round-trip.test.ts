import { expect, it } from 'vitest';
import { parseProtocol, simulateCell } from '../../src/cells/index.js';
import { detectReader, makeSource, readers, writers } from '../../src/io/index.js';
import { analyseTitration } from '../../src/lab/index.js';
import { makeLithiumCell } from './inputs.js';

it.each(['.bdf.csv', '.bdf.parquet', '.mpt'])('simulated GITT, written as %s and read back, gives the diffusivity that was put in', async (ending) => {
  const cell = makeLithiumCell(true);
  const protocol = parseProtocol('rest 10 min every 20 s; repeat 6 times: discharge at 0.2C for 10 min every 2 s; rest 2 h every 20 s; end');
  const { recording } = await simulateCell(cell, protocol, { model: 'spm', errorEstimate: false, shells: 40, tolerance: 1e-7 });
  const writer = writers.find((w) => w.extensions.includes(ending))!;
  const written = await writer.write({ recordings: [recording], structures: [], notes: [] });
  const source = makeSource(`gitt${ending}`, typeof written === 'string' ? new TextEncoder().encode(written) : written);
  const { reader } = await detectReader(source, readers, source.name);
  const back = (await reader.read(source)).recordings[0];
  expect(back.table.length).toBe(recording.table.length);
  const { points } = await analyseTitration(back, { radius: 4e-6 });
  expect(points.length).toBe(6);
  for (const { full, pulse } of points) {
    expect(pulse.charge).toBeCloseTo(0.2 * 0.003 * 600, 6);
    // The analysis takes the open-circuit curve as straight within a pulse; it bends, which moves the diffusivity by one to two percent.
    expect(Math.abs(full.diffusivity!.value / 6e-15 - 1)).toBeLessThan(0.02);
  }
});
