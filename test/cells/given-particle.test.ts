import { expect, it } from 'vitest';
import {
  makeFilmOnCathode,
  makeGivenParticle,
  makeParticleCracking,
  makeRockSaltShell,
  parseProtocol,
  makeShape,
  readParticle,
  resizeParticle,
  simulateCell,
  type PorousElectrode,
} from '../../src/cells/index.js';
import { Table } from '../../src/core/index.js';
import { MonotoneCurve } from '../../src/num/smooth/index.js';
import { closeAreas } from '../../src/cells/ageing/surface-shape.js';
import { makeTestCell } from './inputs.js';

const cell = makeTestCell();
const table = (changes: Record<string, number[]> = {}): Table =>
  new Table(
    Object.entries({
      cycle_count: [0, 1, 2, 10],
      outer_area_bare_square_metre_per_gram: [0.05, 0.05, 0.05, 0.05],
      outer_area_covered_square_metre_per_gram: [0.1, 0.1, 0.1, 0.1],
      crack_area_bare_square_metre_per_gram: [0, 0.15, 0.2, 0.45],
      crack_area_covered_square_metre_per_gram: [0, 0.05, 0.1, 0.15],
      mean_square_diffusion_length_square_micrometre: [3.6, 1.8, 1.2, 0.4],
      connected_share: [1, 0.99, 0.98, 0.9],
      network_conductivity_ratio: [1, 0.8, 0.7, 0.5],
      ...changes,
    }).map(([name, values]) => ({ name, values: Float64Array.from(values) })),
  );
const run = (protocol: string, mechanisms = [makeGivenParticle(readParticle(table()), cell)]) =>
  simulateCell(cell, parseProtocol(protocol), {
    model: 'spme',
    mechanisms,
    errorEstimate: false,
    nodes: 6,
    shells: 10,
    initial: { negative: 0.8, positive: 0.3 },
  });

it('sets areas and connection at the cycles that each place has passed, and keeps lithium', async () => {
  const { view, steps, system, recording } = await run(
    'repeat 2 times: discharge at 1C to 3.2 V; charge at 1C to 4.1 V; end',
  );
  const [graphite, oxide] = view.materials;
  const passed = steps.reduce((sum, s) => sum + Math.abs(s.charge), 0) / (2 * cell.nominalCapacity);
  // Particles that are still connected cycle a little more than the cell.
  const cycles = oxide.quantities.equivalent_full_cycles;
  expect(cycles / passed).toBeGreaterThan(1);
  expect(cycles / passed).toBeLessThan(1.02);
  const n = [0, 1, 2, 10];
  expect(oxide.areaRatio).toBeCloseTo(
    1 +
      new MonotoneCurve(
        n,
        [0, 0.2, 0.3, 0.6].map((v) => v / 0.15),
      ).valueAt(cycles),
    9,
  );
  expect(oxide.activeShare).toBeCloseTo(new MonotoneCurve(n, [1, 0.99, 0.98, 0.9]).valueAt(cycles), 9);
  const lithium = (v: typeof view): number => v.materials.reduce((sum, m) => sum + m.lithium, 0);
  const lost = lithium(system.inspect(system.makeInitialState([0.8, 0.3], 298.15))) - lithium(view);
  expect(lost / view.shared.trapped_lithium_mole).toBeCloseTo(1, 4);
  expect(graphite.areaRatio).toBe(1);
  expect(recording.notes.some((note) => note.code === 'beyond-particle')).toBe(false);
});

it('a particle that never changes is no ageing at all', async () => {
  const constant = table(
    Object.fromEntries(
      table()
        .columns.slice(1)
        .map((c) => [c.name, new Array<number>(4).fill(Number(c.values[0]))]),
    ),
  );
  const given = await run('discharge at 1C to 3.2 V every 60 s', [makeGivenParticle(readParticle(constant), cell)]);
  const fresh = await run('discharge at 1C to 3.2 V every 60 s', []);
  const [a, b] = [given, fresh].map((r) => r.recording.table.column('voltage_volt'));
  a.forEach((v, k) => expect(Math.abs(v - b[k])).toBeLessThan(1e-4)); // two integrations
});

it('tells O2 as the particle lost it, and stands in the place of the laws that would say it again', async () => {
  const corroded = readParticle(table({ oxygen_released_micromole_per_gram: [0, 1, 2, 5] }));
  const given = makeGivenParticle(corroded, cell);
  const { view } = await run('discharge at 1C to 3.2 V; charge at 1C to 4.1 V', [given]);
  const { thickness, materials } = cell.positive as PorousElectrode;
  const grams = ((materials[0].surfaceArea * materials[0].radius) / 3) * thickness * cell.area * 4.75e6;
  const n = view.materials[1].quantities.equivalent_full_cycles;
  expect(view.shared.oxygen_mole / (grams * 1e-6 * n)).toBeGreaterThan(0.95);
  expect(view.shared.oxygen_mole / (grams * 1e-6 * n)).toBeLessThan(1.05);
  for (const other of [makeParticleCracking(), makeRockSaltShell()])
    await expect(run('rest 1 s', [given, other])).rejects.toThrow(/both say how the particle/);
  await expect(run('rest 1 s', [given, makeFilmOnCathode()])).resolves.toBeDefined();
});

it('goes on as it was beyond its last row, and says so', async () => {
  const short = readParticle(table({ cycle_count: [0, 0.1, 0.2, 0.3] }));
  const { recording, view } = await run('discharge at 1C to 3.2 V; charge at 1C to 4.1 V', [
    makeGivenParticle(short, cell),
  ]);
  expect(recording.notes.find((note) => note.code === 'beyond-particle')).toMatchObject({ level: 'warning' });
  expect(view.materials[1].activeShare).toBeCloseTo(0.9, 6);
});

it('counts cycles of the particle by the pace of its corrosion, from the first charge on', async () => {
  const series = readParticle(table());
  const cycle = 'repeat 4 times: discharge at 1C to 3.2 V; charge at 1C to 4.1 V; end';
  const passed = async (pace?: () => number): Promise<number> => {
    const { view } = await run(cycle, [makeGivenParticle(series, cell, { pace })]);
    return view.materials[1].quantities.equivalent_full_cycles;
  };
  const [usual, slow] = [await passed(), await passed(() => 0.25)];
  expect(usual).toBeGreaterThan(1.5);
  expect((slow - 1) / (usual - 1)).toBeCloseTo(0.25, 2); // connection differs a little, and with it the charge
});

it('lost contact resists in series with the particle, by what its network conducts', () => {
  const series = readParticle(table());
  const shape = makeShape({ radius: 5e-6, maximumConcentration: 5e4 });
  const q = Float64Array.of(10);
  const given = makeGivenParticle(series, cell, { networkResistance: 1e-3 });
  given.areas!(q, shape, q);
  closeAreas(shape);
  given.shape!(q, shape, q);
  // κ = 0.5; the current is counted on all wetted surface, fresh and five times as much.
  expect(shape.contactResistance).toBeCloseTo(1e-3 * (1 / 0.5 - 1) * 5, 12);
  expect(shape.solidConductivityRatio).toBe(1);
});

it('the same cracks in a larger sphere: its own surface and ways, area of cracks for each gram as it was', () => {
  const density = 4750;
  const sized = resizeParticle(table(), 6e-6, density);
  const outer = (at: number): number =>
    sized.column('outer_area_bare_square_metre_per_gram')[at] +
    sized.column('outer_area_covered_square_metre_per_gram')[at];
  expect(outer(0)).toBeCloseTo(3 / (6e-6 * density * 1000), 12);
  expect(sized.column('crack_area_bare_square_metre_per_gram')[3]).toBe(0.45);
  const square = sized.column('mean_square_diffusion_length_square_micrometre');
  expect(square[0]).toBeCloseTo(3.6, 12); // R²/10
  expect(square[3]).toBeCloseTo(0.4, 12); // a particle that was of this size already
  const small = resizeParticle(
    table({ mean_square_diffusion_length_square_micrometre: [0.1, 0.1, 0.05, 0.025] }),
    6e-6,
    density,
  ).column('mean_square_diffusion_length_square_micrometre');
  expect(small[1]).toBeCloseTo(3.6, 12); // no cracks, no shorter way
  expect(1 / small[3] - 1 / 3.6).toBeCloseTo(1 / 0.025 - 1 / 0.1, 9);
  const none = [0, 0, 0, 0];
  const box = table({
    outer_area_bare_square_metre_per_gram: none,
    outer_area_covered_square_metre_per_gram: none,
    crack_area_bare_square_metre_per_gram: [0.1, 0.2, 0.3, 0.4],
  });
  expect(() => resizeParticle(box, 6e-6, density)).toThrow(/no outer surface/);
});

it.each([
  ['mean_square_diffusion_length_square_micrometre', 3.6],
  ['outer_area_covered_square_metre_per_gram', 0.1],
])('takes a missing %s as that of the fresh particle, of its own size and of another', (name, fresh) => {
  const whole = table({ [name]: [fresh, fresh, fresh, 0.4] });
  const gap = whole.with({ name, values: Float64Array.of(fresh, 0, fresh, 0.4), valid: Uint8Array.of(1, 0, 1, 1) });
  for (const size of [(t: Table) => t, (t: Table) => resizeParticle(t, 6e-6, 4700)]) {
    const [expected, found] = [whole, gap].map((t) => readParticle(size(t)));
    for (const curve of ['diffusion', 'outerArea', 'outerCovered'] as const)
      expect(found[curve].valueAt(1)).toBe(expected[curve].valueAt(1));
  }
});

it.each([
  ['cycles that do not rise', { cycle_count: [0, 2, 1, 3] }, /cycle_count must rise.*row 3/],
  ['a negative area', { crack_area_bare_square_metre_per_gram: [0, -1, 0, 0] }, /below zero in row 2/],
  ['a length of zero', { mean_square_diffusion_length_square_micrometre: [1, 1, 0, 1] }, /above zero, row 3/],
  ['no number', { connected_share: [1, NaN, 1, 1] }, /no number in column connected_share, row 2/],
])('refuses %s', (_, changes, pattern) => {
  expect(() => readParticle(table(changes))).toThrow(pattern);
});

it('a table without areas is told what is missing', () => {
  expect(() => readParticle(new Table([{ name: 'cycle_count', values: Float64Array.of(0, 1) }]))).toThrow(
    /needs a column "outer_area_bare/,
  );
});

it('the curve between rows rises only where they do', () => {
  const curve = new MonotoneCurve([0, 1, 2, 3, 10], [0, 0, 1, 1, 5]);
  let last = 0;
  for (let x = 0; x <= 10; x += 0.01) {
    expect(curve.valueAt(x)).toBeGreaterThanOrEqual(last - 1e-12);
    last = curve.valueAt(x);
    const slope = (curve.valueAt(x + 1e-6) - curve.valueAt(x - 1e-6)) / 2e-6;
    if (x > 0.01 && x < 9.99) expect(curve.slopeAt(x)).toBeCloseTo(slope, 4);
  }
  expect([curve.valueAt(-1), curve.valueAt(11), curve.slopeAt(11)]).toEqual([0, 5, 0]);
});
