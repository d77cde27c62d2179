import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  makeGraphiteCracking,
  makeLithiumPlating,
  makeSeiOnGraphite,
  makeStressDrivenLoss,
  parseCell,
  parseProtocol,
  PLATING_OKANE2022,
  SEI_OKANE2022,
  simulateCell,
  type PorousElectrode,
} from '../../src/cells/index.js';

interface Reference {
  runs: ({ x: number; r: number } & Record<string, number[]>)[];
}
const read = (name: string): string => readFileSync(new URL(`../reference/okane2022/${name}`, import.meta.url), 'utf8');
const { runs } = JSON.parse(read('reference.json')) as Reference;

it('coupled ageing of the set OKane2022: cracks, films in them, plating, dead lithium, loss by stress and pores', async () => {
  const cell = parseCell(read('cell.json'));
  const { thickness, materials, porosity } = cell.negative as PorousElectrode;
  const surfacePerArea = materials[0].surfaceArea * thickness;
  const [{ x, r, ...reference }] = runs;
  const { steps, system, state } = await simulateCell(
    cell,
    parseProtocol('repeat 10 times: discharge at 1C to 2.5 V; charge at 0.3C to 4.2 V; hold at 4.2 V to 0.05C; end'),
    {
      mechanisms: [
        makeSeiOnGraphite(SEI_OKANE2022),
        makeGraphiteCracking(),
        makeLithiumPlating({ ...PLATING_OKANE2022, surfacePerArea }),
        makeStressDrivenLoss('negative'),
        makeStressDrivenLoss('positive'),
      ],
      nodes: x,
      shells: r,
      views: true,
      errorEstimate: false,
      initial: { negative: 29866 / 33133, positive: 17038 / 63104 },
    },
  );
  const perThickness = (surfacePerArea * cell.area) / 9.585e-5;
  for (let k = 0; k < 10; k++) {
    const view = steps[3 * k + 2].view!;
    const [graphite, oxide] = view.materials;
    const q = graphite.quantities;
    const found: Record<string, number> = {
      discharge_ah: -steps[3 * k].charge / 3600,
      duration_s: steps.slice(3 * k, 3 * k + 3).reduce((sum, s) => sum + s.duration, 0),
      sei_lithium_mole: (q.sei_thickness_metre - 5e-9) * perThickness,
      crack_sei_lithium_mole: q.sei_in_cracks_metre * perThickness,
      plating_lithium_mole:
        q.plated_lithium_mole_per_square_metre * surfacePerArea * cell.area + view.shared.dead_lithium_mole,
      negative_loss_percent: 100 * (1 - graphite.activeShare),
      positive_loss_percent: 100 * (1 - oxide.activeShare),
      crack_growth: q.graphite_crack_length_metre - 2e-8,
    };
    const expected = { ...reference, crack_growth: reference.crack_length_metre.map((v) => v - 2e-8) } as Record<
      string,
      number[]
    >;
    // Two meshes of the other code differ by up to 0.5 %.
    for (const [name, value] of Object.entries(found))
      expect(Math.abs(value / expected[name][k] - 1), `${name}, cycle ${k + 1}`).toBeLessThan(0.02);
  }
  // Pores follow between steps; the next one would find those of the end.
  system.settle(state, true);
  const filled =
    porosity -
    system
      .inspect(state)
      .porosity.subarray(0, x)
      .reduce((sum, v) => sum + v / x, 0);
  expect(Math.abs(filled / (porosity - reference.negative_porosity[9]) - 1)).toBeLessThan(0.02);
});
