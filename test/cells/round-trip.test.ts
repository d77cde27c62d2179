import { expect, it } from 'vitest';
import { analyse } from '../analyse.js';
import { parseProtocol, simulateCell } from '../../src/cells/index.js';
import { analyseTitration } from '../../src/lab/index.js';
import { makeLithiumCell } from './inputs.js';
import { writeAndRead } from './write-and-read.js';

const DIFFUSIVITY = 6e-15;

it.each([
  // [C, min, min] current, pulse, rest: short and long pulses, a rest of a tenth of R²/D; more in the slow file
  ['.bdf.csv', 1, 1, 60],
  ['.mpt', 0.5, 2, 60],
  ['.bdf.parquet', 0.2, 10, 5],
] as const)(
  'GITT in %s, %fC for %i min, rest %i min: every pulse gives the diffusivity back within its error',
  async (ending, rate, pulse, rest) => {
    const protocol = parseProtocol(
      `rest 10 min every 20 s; repeat 6 times: discharge at ${rate}C for ${pulse} min every 1 s; rest ${rest} min every 10 s; end`,
    );
    const { recording } = await simulateCell(makeLithiumCell(true), protocol, {
      model: 'spm',
      errorEstimate: false,
      shells: 40,
      tolerance: 1e-7,
    });
    const back = await writeAndRead(recording, ending);
    expect(back.table.length).toBe(recording.table.length);
    const { points } = await analyseTitration(back, { radius: 4e-6 });
    expect(points.length).toBe(6);
    for (const {
      full,
      pulse: { charge },
      soc,
    } of points) {
      expect(charge).toBeCloseTo(rate * 0.003 * pulse * 60, 6);
      const { value, sigma } = full.diffusivity!;
      expect(Math.abs(value - DIFFUSIVITY), `at ${soc}`).toBeLessThan(2 * sigma!); // two sigma
      expect(sigma! / DIFFUSIVITY, `at ${soc}`).toBeLessThan(0.015); // an error that says something
    }
    if (ending !== '.mpt') return; // one of them by the analysis as commands run it, too
    const { findings } = await analyse('gitt', back, { radius: '4 um' });
    const { value, sigma } = findings.find((f) => f.id === 'diffusivity')!.estimate;
    expect(Math.abs(value - DIFFUSIVITY)).toBeLessThan(2 * sigma!);
  },
);

it('with an electrolyte, which the analysis does not know, the diffusivity comes back to half a per cent', async () => {
  const protocol = parseProtocol(
    'rest 10 min every 20 s; repeat 2 times: discharge at 0.2C for 10 min every 1 s; rest 2 h every 10 s; end',
  );
  const { recording } = await simulateCell(makeLithiumCell(true), protocol, {
    errorEstimate: false,
    nodes: 15,
    shells: 60,
    tolerance: 1e-7,
  });
  const { points } = await analyseTitration(await writeAndRead(recording, '.mpt'), { radius: 4e-6 });
  expect(points.length).toBe(2);
  // Salt evens out within a minute: the analysis takes that as charge transfer, and is off by two parts in a thousand.
  for (const { full } of points) expect(Math.abs(full.diffusivity!.value / DIFFUSIVITY - 1)).toBeLessThan(0.005);
});
