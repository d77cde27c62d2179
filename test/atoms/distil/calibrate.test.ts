import { expect, test } from 'vitest';
import { calibrate } from '../../../src/atoms/distil/calibrate.js';
import type { Potential, TrainingFrame } from '../../../src/atoms/index.js';
import { makeRng } from '../../../src/core/index.js';

/** Frames of atoms whose forces a committee misses by `sigma` of each component, in an order that the committee knows. */
function makeFrames(
  families: Record<string, number>,
  count: number,
): { frames: TrainingFrame[]; committee: Potential } {
  const rng = makeRng(11);
  const disagreements = new Map<Float64Array, Float64Array>();
  const frames: TrainingFrame[] = [];
  for (const [family, tooLarge] of Object.entries(families))
    for (let k = 0; k < count; k++) {
      const atoms = 40;
      const sigma = Float64Array.from({ length: atoms }, () => 0.02 + 0.3 * rng.uniform());
      const forces = Float64Array.from(
        { length: 3 * atoms },
        (_, i) => tooLarge * sigma[Math.floor(i / 3)] * rng.normal(),
      );
      const positions = Float64Array.from({ length: 3 * atoms }, () => 10 * rng.uniform());
      disagreements.set(positions, sigma);
      const cell = Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0, 10);
      const structure = {
        cell,
        pbc: [true, true, true] as const,
        elements: Array.from({ length: atoms }, () => 'O'),
        positions,
      };
      frames.push({ structure, energy: 0, forces, family, trajectory: `${k}` });
    }
  const committee = {
    bind: () => ({
      compute: (_: Float64Array, positions: Float64Array) => ({
        energy: 0,
        forces: new Float64Array(3 * 40),
        stress: new Float64Array(9),
        forceDisagreement: disagreements.get(positions)!,
      }),
      notes: () => [],
      dispose: () => undefined,
    }),
  } as unknown as Potential;
  return { frames, committee };
}

test('errors that are normal about the disagreement give the quantile of their lengths', async () => {
  const { frames, committee } = makeFrames({ film: 1 }, 200);
  const { factor, families, bins } = (await calibrate(committee, frames))!;
  // √ of the 95 % quantile of χ² of three components is 2.795; 4,000 atoms leave 2 % of it open.
  expect(Math.abs(factor - 2.795)).toBeLessThan(0.06);
  expect(families).toEqual([{ family: 'film', atoms: 4000, coverage: expect.closeTo(0.95, 1.5) }]);
  // A component's error is the disagreement in every bin, within 4 standard errors of 500 atoms.
  for (const bin of bins) expect(Math.abs(bin.error / bin.disagreement - 1)).toBeLessThan(0.12);
});

test('a family whose errors are larger than said is shown as that', async () => {
  const { frames, committee } = makeFrames({ crystal: 1, film: 2 }, 60);
  const { families } = (await calibrate(committee, frames))!;
  const of = (name: string): number => families.find(({ family }) => family === name)!.coverage;
  expect(of('crystal')).toBeGreaterThan(0.98);
  expect(of('film')).toBeLessThan(0.94);
});

test('without held-out frames there is no calibration', async () => {
  const { frames, committee } = makeFrames({ film: 1 }, 1);
  expect(await calibrate(committee, frames)).toBeUndefined();
});
