import { describe, expect, it } from 'vitest';
import {
  areaOf,
  BARE,
  CATHODE_FILM_ASSUMED,
  CLASSES,
  CRACKING_ASSUMED,
  DISSOLUTION_ASSUMED,
  makeCoatingLayer,
  makeElectrolyteConsumption,
  makeFilmOnCathode,
  makeLithiumPlating,
  makeMetalDeposition,
  makeMetalDissolution,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  makeShape,
  makeSurfaceCarbonate,
  parseProtocol,
  PLATING_OKANE2022,
  readAgeing,
  SEI_CHEN2020,
  SHELL_ASSUMED,
  simulateCell,
  type Coating,
  type Mechanism,
  type PorousElectrode,
  type SimulateOptions,
  type Simulation,
} from '../../src/cells/index.js';
import { closeAreas, closeShape } from '../../src/cells/ageing/surface-shape.js';
import { FARADAY } from '../../src/core/index.js';
import { makeTestCell } from './inputs.js';

const cell = makeTestCell();
const positive = cell.positive as PorousElectrode;
const surface = positive.materials[0].surfaceArea * positive.thickness * cell.area;
const oxideVolume = (surface * positive.materials[0].radius) / 3;
const age = (mechanisms: readonly Mechanism[], protocol: string, options: SimulateOptions = {}): Promise<Simulation> =>
  simulateCell(cell, parseProtocol(protocol), {
    model: 'spme',
    mechanisms,
    errorEstimate: false,
    nodes: 6,
    shells: 10,
    views: true,
    initial: { negative: 0.1, positive: 0.64 },
    ...options,
  });
const quantity = ({ view }: Pick<Simulation, 'view'>, name: string): number => view.materials[1].quantities[name];
const coated = (changes: Partial<Coating>): Coating => ({ ...BARE, ...changes });

describe('fatigue', () => {
  const cracking = (changes: object): Mechanism =>
    makeParticleCracking({
      ...CRACKING_ASSUMED,
      fatigueRate: 2e-9,
      corrosionRate: 0,
      areaGain: 0,
      contactLoss: 0,
      ...changes,
    });
  const growth = async (mechanism: Mechanism, protocol: string): Promise<number> =>
    quantity(await age([mechanism], protocol, { model: 'spm' }), 'crack_length_metre') - CRACKING_ASSUMED.initialLength;

  it('counts cycles, not time: rest adds nothing, and slow cycles no more than fast ones', async () => {
    const slowStress = cracking({ partialMolarVolume: 0 });
    const cycles = (rate: string, n: number): string =>
      `repeat ${n} times: charge at ${rate} to 4.25 V; discharge at ${rate} to 3.4 V; end`;
    const [once, rested, slower, twice] = await Promise.all([
      growth(slowStress, cycles('0.05C', 3)),
      growth(slowStress, `${cycles('0.05C', 3)}; charge at 0.05C to 4.25 V; rest 100 h; discharge at 0.05C to 3.4 V`),
      growth(slowStress, cycles('0.025C', 3)),
      growth(slowStress, cycles('0.05C', 6)),
    ]);
    expect(once).toBeGreaterThan(1e-11);
    expect(rested / once).toBeCloseTo(4 / 3, 1); // the fourth cycle alone
    expect(Math.abs(slower / once - 1)).toBeLessThan(0.15); // the same depth, but for polarisation
    expect(twice / once).toBeGreaterThan(1.9);
  });

  it('is Paris’s law of the stress range', async () => {
    const exponent = 3;
    const { steps } = await age(
      [cracking({ partialMolarVolume: 0, fatigueExponent: exponent, fatigueRate: 1e-12 })],
      'rest 1 s; charge at 0.05C to 4.25 V; discharge at 0.05C to 3.0 V',
      { model: 'spm' },
    );
    const [before, charged, after] = steps.map((s) => s.view!.materials[1]);
    const stress =
      CRACKING_ASSUMED.youngsModulus *
      CRACKING_ASSUMED.collapseStrain *
      (1 - charged.mean / CRACKING_ASSUMED.strainOnset);
    const range = (stress * Math.sqrt(Math.PI * CRACKING_ASSUMED.initialLength)) / 1e6;
    const grown = after.quantities.crack_length_metre - before.quantities.crack_length_metre;
    expect(range).toBeGreaterThan(0.1);
    expect(grown / (1e-12 * range ** exponent)).toBeCloseTo(1, 2); // crack length hardly changes
  });

  it('corrosion has a threshold', async () => {
    const grown = (corrosionThreshold: number): Promise<number> =>
      growth(
        cracking({ fatigueRate: 0, corrosionRate: 1e-12, corrosionThreshold }),
        'charge at 1C to 4.2 V; hold at 4.2 V for 2 h',
      );
    expect(await grown(100)).toBe(0);
    expect(await grown(0)).toBeGreaterThan(await grown(0.02));
  });
});

it('pieces of a particle cracked through have the surface and the ways of their size', () => {
  const gain = 6;
  const mechanism = makeParticleCracking({ ...CRACKING_ASSUMED, areaGain: gain });
  const at = (share: number) => {
    const shape = makeShape(positive.materials[0]);
    const q = Float64Array.of(share * positive.materials[0].radius);
    mechanism.areas!(q, shape, new Float64Array(1));
    closeAreas(shape);
    mechanism.shape!(q, shape, new Float64Array(1));
    return shape;
  };
  expect(at(1).areaRatio).toBeCloseTo(1 + gain, 12);
  expect(at(1).diffusionRatio).toBeCloseTo((1 + gain) ** 2, 9);
  expect(at(0)).toMatchObject({ areaRatio: 1, diffusionRatio: 1 });
  for (let s = 0.1; s < 1; s += 0.1) expect(at(s).diffusionRatio).toBeGreaterThan(0.999 * at(s - 0.1).diffusionRatio);
});

describe('oxide that is lost', () => {
  const cracking = makeParticleCracking({
    ...CRACKING_ASSUMED,
    initialLength: 5e-7,
    fatigueRate: 5e-8,
    contactLoss: 0,
  });

  it('is the O2 that is released over its content, cracked or not, coated or not', async () => {
    const shellNumbers = { ...SHELL_ASSUMED, growthRate: 1e-12, oxygenDiffusivity: 1e-18, initialThickness: 0 };
    for (const coating of [
      BARE,
      coated({
        outerCoverage: 0.8,
        boundaryCoverage: 0.5,
        relativeRates: { film: 1, oxygen: 0.1, dissolution: 1, corrosion: 1 },
      }),
    ]) {
      const run = await age(
        [makeRockSaltShell(shellNumbers, coating), cracking],
        'repeat 3 times: charge at 1C to 4.2 V; discharge at 1C to 3.2 V; end',
      );
      const lost = (1 - run.view.materials[1].activeShare) * oxideVolume;
      expect(run.view.materials[1].areaRatio).toBeGreaterThan(1.5);
      expect(run.view.shared.oxygen_mole / (lost * SHELL_ASSUMED.oxygenContent)).toBeCloseTo(1, 6);
    }
  });

  it('some of its oxygen oxidises solvent, with the carbon and the oxygen of ethylene carbonate balanced', async () => {
    const { shared } = (
      await age(
        [makeRockSaltShell({ ...SHELL_ASSUMED, growthRate: 1e-12 })],
        'charge at 1C to 4.2 V; hold at 4.2 V for 1 h',
      )
    ).view;
    expect(shared.reacted_oxygen_mole / shared.oxygen_mole).toBeCloseTo(SHELL_ASSUMED.oxidisedShare, 9);
    expect(shared.carbon_dioxide_mole / shared.consumed_solvent_mole).toBeCloseTo(2, 9);
    expect(shared.carbon_monoxide_mole / shared.consumed_solvent_mole).toBeCloseTo(1, 9);
    expect(shared.reacted_oxygen_mole / shared.consumed_solvent_mole).toBeCloseTo(2, 9);
  });

  it('goes with metal that dissolves, which deposits and takes two electrons each', async () => {
    const mechanisms = [makeMetalDissolution({ ...DISSOLUTION_ASSUMED, rate: 1e-9 }), makeMetalDeposition(1e-4)];
    const { view } = await age(mechanisms, 'charge at 1C to 4.2 V; hold at 4.2 V for 2 h');
    const metal = view.shared.dissolved_metal_mole + view.shared.deposited_metal_mole;
    const lost = (1 - view.materials[1].activeShare) * oxideVolume * positive.materials[0].maximumConcentration;
    expect(metal).toBeGreaterThan(1e-7);
    expect(lost / metal).toBeCloseTo(1, 4);
    expect(view.shared.lithium_for_metal_mole / view.shared.deposited_metal_mole).toBeCloseTo(2, 9);
  });

  it('dissolves the faster the more acid the electrolyte holds, and takes it up', async () => {
    const metal = async (initialAcid: number): Promise<Simulation['view']['shared']> =>
      (await age([makeMetalDissolution({ ...DISSOLUTION_ASSUMED, initialAcid })], 'charge at 1C to 4.2 V')).view.shared;
    const [none, some] = [await metal(0), await metal(1e-3)];
    expect(some.dissolved_metal_mole / none.dissolved_metal_mole).toBeCloseTo(2, 2); // 1 + 1e3 m2/mol · 1e-3 mol/m2
    expect(some.acid_mole / some.dissolved_metal_mole).toBeCloseTo(-2, 9);
  });
});

describe('films by class of surface', () => {
  it('surface that cracks open carries none', async () => {
    const film = { ...CATHODE_FILM_ASSUMED, initialThickness: 5e-9 };
    const run = await age(
      [makeFilmOnCathode(film), makeParticleCracking({ ...CRACKING_ASSUMED, fatigueRate: 5e-7, contactLoss: 0 })],
      'repeat 2 times: charge at 1C to 4.2 V; discharge at 1C to 3.2 V; end',
    );
    const opened = run.view.materials[1].areaRatio - 1;
    expect(opened).toBeGreaterThan(0.05);
    expect(quantity(run, 'cathode_film_thickness_metre')).toBeGreaterThan(5e-9);
    expect(quantity(run, 'cathode_film_in_cracks_metre') / opened).toBeLessThan(1e-9);
    // All of it came by charge, to what Newton's iterations leave.
    const volume = quantity(run, 'cathode_film_thickness_metre') - 5e-9 + quantity(run, 'cathode_film_in_cracks_metre');
    const charge = run.view.shared.oxidised_electrolyte_mole * CATHODE_FILM_ASSUMED.molarVolume;
    expect((volume * surface) / charge).toBeCloseTo(1, 4);
  });

  it('a coating resists by itself, by its thickness, and no more than its holes let it', () => {
    const resist = (coating: Coating, film: number): number => {
      const mechanisms = [
        makeCoatingLayer(coating),
        makeFilmOnCathode({ ...CATHODE_FILM_ASSUMED, initialThickness: film }, coating),
      ];
      const shape = makeShape(positive.materials[0]);
      const states = mechanisms.map((m) => Float64Array.from(m.quantities, (q) => q.initial));
      mechanisms.forEach((m, k) => m.areas?.(states[k], shape, new Float64Array(5)));
      closeAreas(shape);
      mechanisms.forEach((m, k) => m.shape?.(states[k], shape, new Float64Array(5)));
      closeShape(shape);
      expect(CLASSES.reduce((sum, _, k) => sum + areaOf(shape, k), 0)).toBeCloseTo(1, 12);
      return shape.filmResistance;
    };
    const whole = coated({ outerCoverage: 1, thickness: 5e-9, resistivity: 2e4 });
    expect(resist(whole, 0)).toBeCloseTo(1e-4, 12);
    expect(resist({ ...whole, thickness: 1e-8 }, 0)).toBeCloseTo(2e-4, 12);
    expect(resist({ ...whole, resistance: 3e-4, resistivity: 0 }, 0)).toBeCloseTo(3e-4, 12);
    // A film of the same thickness everywhere is in series with it.
    expect(resist(whole, 1e-9)).toBeCloseTo(1e-4 + 1e-9 * CATHODE_FILM_ASSUMED.resistivity, 12);
    // Half of the surface blocked: the charge transfer of what is free, twice as dense, once more.
    const half = resist(coated({ outerCoverage: 0.5, resistance: 1e9 }), 0);
    expect(half).toBeCloseTo(makeShape().chargeTransfer, 6);
    // As resistances on average it would be half of the coating's.
    expect(resist(coated({ outerCoverage: 0.5, resistance: 1 }), 0)).toBeLessThan(0.02);
  });

  it('boundaries that a coating does not fill open first', async () => {
    const coating = coated({
      boundaryCoverage: 0.6,
      boundaryStrength: 4,
      relativeRates: { film: 1, oxygen: 1, dissolution: 1, corrosion: 0.05 },
    });
    const run = await age(
      [makeParticleCracking({ ...CRACKING_ASSUMED, fatigueRate: 5e-8 }, coating)],
      'repeat 3 times: charge at 1C to 4.2 V; discharge at 1C to 3.2 V; end',
    );
    const mean = quantity(run, 'crack_length_metre');
    const filled = quantity(run, 'crack_length_covered_metre');
    const open = (mean - 0.6 * filled) / 0.4;
    expect(open - CRACKING_ASSUMED.initialLength).toBeGreaterThan(3 * (filled - CRACKING_ASSUMED.initialLength));
  });
});

describe('gas', () => {
  it('from oxidised electrolyte has an onset, and CO beside CO2', async () => {
    const gas = async (onsetPotential: number) =>
      (await age([makeFilmOnCathode({ ...CATHODE_FILM_ASSUMED, onsetPotential })], 'charge at 1C to 4.1 V')).view
        .shared;
    expect((await gas(5)).carbon_dioxide_mole).toBe(0);
    const above = await gas(3.6);
    expect(above.carbon_monoxide_mole / above.carbon_dioxide_mole).toBeCloseTo(1 / 3, 9);
  });

  it('from carbonate is one CO2 for each, and ends when it is gone', async () => {
    const run = await age([makeSurfaceCarbonate()], 'charge at 1C to 4.2 V; hold at 4.2 V for 200 h');
    expect(run.view.shared.carbon_dioxide_mole / (4.5e-5 * surface)).toBeCloseTo(1, 3);
    expect(run.view.shared.decomposed_carbonate_lithium_mole / run.view.shared.carbon_dioxide_mole).toBeCloseTo(2, 9);
    expect(
      (await age([makeSurfaceCarbonate()], 'rest 1 h', { initial: { negative: 0.1, positive: 0.9 } })).view.shared
        .carbon_dioxide_mole,
    ).toBe(0);
  });
});

describe('pores', () => {
  it('fill with film and lithium, and keep their salt', async () => {
    const sei = makeSeiOnGraphite({ ...SEI_CHEN2020, solventDiffusivity: 2.5e-19 });
    for (const model of ['dfn', 'spme'] as const) {
      const run = await age(
        [sei, makeLithiumPlating({ ...PLATING_OKANE2022, surfacePerArea: 20 })],
        'repeat 2 times: discharge at 1C to 3.2 V; charge at 1C to 4.2 V; end; rest 2 h; rest 1 s',
        { model },
      );
      const { porosity, salt } = run.view;
      expect(porosity[0]).toBeLessThan(0.3 - 1e-4);
      expect(porosity[porosity.length - 1]).toBe(0.35);
      const fresh = run.system.inspect(run.system.makeInitialState([0.8, 0.3], 298.15));
      expect(salt).toBeGreaterThan(0);
      const start = 0.01 * 2 * 1000 * (0.3 * 6e-5 + 0.45 * 2e-5 + 0.35 * 7e-5);
      expect(Math.abs(salt / start - 1)).toBeLessThan(1e-9);
      expect(fresh.salt).toBeLessThan(start); // a state without history has the pores as they are now
    }
  });

  it('dry together with the particles in them', async () => {
    const drying = makeElectrolyteConsumption('negative', { reserve: 0, pores: 1e-3, settlingTime: 600 });
    const run = await age(
      [drying, makeFilmOnCathode({ ...CATHODE_FILM_ASSUMED, oxidationCurrent: 2e-4 })],
      'charge at 1C to 4.2 V; hold at 4.2 V for 1 h; rest 1 h; rest 1 s',
      { model: 'dfn', initial: { negative: 0.3, positive: 0.6 } },
    );
    expect(run.view.materials[0].activeShare).toBeLessThan(0.95);
    expect(run.view.porosity[0] / 0.3).toBeCloseTo(run.view.materials[0].activeShare, 2);
  });
});

it('side reactions heat: what a film takes at its overpotential is in the balance', async () => {
  const hot = { thermal: 'lumped', heatTransferCoefficient: 0 } as const;
  const run = async (mechanisms: readonly Mechanism[]): Promise<Simulation> => age(mechanisms, 'rest 10 h', hot);
  const carbonate = { initialAmount: 1e-2, onsetPotential: 3, rate: 1e-6, activationEnergy: 0 };
  const warm = await run([makeSurfaceCarbonate(carbonate)]);
  const cold = await run([]);
  const charge = warm.view.shared.decomposed_carbonate_lithium_mole * FARADAY;
  const potential = warm.view.materials[1].openCircuit - 3;
  const heat = (warm.steps[0].endTemperature - cold.steps[0].endTemperature) * cell.thermal!.heatCapacity;
  expect(charge).toBeGreaterThan(1);
  // The potential moves a little as lithium goes back, and the two electrodes relax.
  expect(heat / (charge * potential)).toBeGreaterThan(0.7);
  expect(heat / (charge * potential)).toBeLessThan(1.4);
});

it('the film on graphite grows faster when it is warm', async () => {
  const { mechanisms } = readAgeing({ mechanisms: { 'sei-on-graphite': {} } }, cell);
  expect(mechanisms[0].parameters.activationEnergy).toBe(38000);
});

it('a mechanism made by hand takes the particle of its cell', async () => {
  // Without numbers of a particle: the radius of 4 µm and the 50000 mol/m3 of this cell, not those of another.
  const { view, system, steps } = await age(
    [
      makeRockSaltShell({ ...SHELL_ASSUMED, growthRate: 1e-12 }),
      makeParticleCracking({ ...CRACKING_ASSUMED, fatigueRate: 5e-8 }),
    ],
    'repeat 2 times: charge at 1C to 4.2 V; discharge at 1C to 3.2 V; end',
    { initial: { negative: 0.8, positive: 0.3 } },
  );
  const lithium = (v: typeof view): number => v.materials.reduce((sum, m) => sum + m.lithium, 0);
  const lost = lithium(system.inspect(system.makeInitialState([0.8, 0.3], 298.15))) - lithium(view);
  expect(steps.length).toBe(4);
  expect(lost / view.shared.trapped_lithium_mole).toBeCloseTo(1, 4);
});

it('what would count twice is refused', async () => {
  await expect(age([makeFilmOnCathode(), makeFilmOnCathode()], 'rest 1 s')).rejects.toThrow(/stands twice/);
});
