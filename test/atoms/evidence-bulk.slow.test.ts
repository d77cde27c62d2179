import { expect, it } from 'vitest';
import { atomsInterface } from '../../src/atoms/evidence/interface.js';
import type { BulkPiece } from '../../src/atoms/evidence/interface-pieces.js';
import { resolvePotential, weakestOfAll } from '../../src/atoms/index.js';
import type { PieceHost, Surroundings } from '../../src/evidence/index.js';

it('a solid solution opens along the plane of its parent: LiNi0.8Co0.2O2 near LiNiO2', async () => {
  const potential = await resolvePotential();
  const host = {
    use: async () => potential,
    keep: async (_: unknown, make: () => Promise<unknown>) => make(),
    threads: 2,
  } as unknown as PieceHost;
  const peakOf = async (oxide: string): Promise<number> => {
    const settings = {
      oxide,
      plane: [1, 0, 4],
      coating: 'Co35B16',
      temperature: 2500,
      hold: 3e-12,
      seeds: [1],
      layers: undefined,
      supercell: undefined,
      film_density: undefined,
      potential: undefined,
      model_error: undefined,
    };
    const bulk = atomsInterface.plan(settings, {} as Surroundings).find((piece) => 'bulk' in piece.inputs)!;
    const { opening } = (await bulk.run({}, host)) as BulkPiece;
    return weakestOfAll(opening)!.universal.peakStress.value;
  };
  const [simple, mixed] = [await peakOf('LiNiO2'), await peakOf('LiNi0.8Co0.2O2')];
  // Another plane of the same crystal is twice as hard; a fifth of the nickel is not.
  expect(Math.abs(mixed / simple - 1)).toBeLessThan(0.4);
});
