import { describe, expect, it } from 'vitest';
import {
  BARE,
  computeImpedance,
  LITHIUM_AGEING_ASSUMED,
  makeCellSystem,
  makeElectrolyteConsumption,
  makeFilmOnCathode,
  makeLithiumMetalAgeing,
  makeLithiumPlating,
  makeMetalDeposition,
  makeMetalDissolution,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  parseProtocol,
  SEI_CHEN2020,
  simulateCell,
  type Coating,
  type Mechanism,
} from '../../src/cells/index.js';
import { makeRng } from '../../src/core/index.js';
import { drive, makeTestCell, ownCell } from './inputs.js';

const coating: Coating = {
  outerCoverage: 0.95,
  boundaryCoverage: 0.8,
  thickness: 5e-9,
  relativeRates: { film: 0.3, oxygen: 0.15, dissolution: 0.2, corrosion: 0.1 },
  resistance: 0,
  boundaryStrength: 1.3,
};
/** All mechanisms of a full cell together, sped up so that a few cycles show them. */
const everything = (c: Coating = BARE): Mechanism[] => [
  makeSeiOnGraphite({ ...SEI_CHEN2020, solventDiffusivity: 2.5e-21, metalCatalysis: 1e4 }),
  makeLithiumPlating(),
  makeMetalDeposition(1e-4),
  makeElectrolyteConsumption('positive', {
    reserve: 1e-3,
    pores: 1,
    settlingTime: 3600,
    particleRadius: 4e-6,
    maximumConcentration: 50000,
  }),
  makeFilmOnCathode(undefined, c),
  makeRockSaltShell(undefined, c),
  makeParticleCracking(undefined, c),
  makeMetalDissolution(undefined, c),
];

describe('mechanisms together', () => {
  it('the structured solve with ageing quantities inverts the derivative that finite differences give', () => {
    const cell = makeTestCell();
    const mechanisms = everything();
    const system = makeCellSystem(cell, 'dfn', { nodes: 5, shells: 6, thermal: 'isothermal' }, mechanisms);
    const y = drive(system, [0.8, 0.3], -0.6, { seconds: 300 });
    const c = 20;
    system.linearise(0, y);
    system.factorise(c);
    const rng = makeRng(5);
    const rhs = system.mass.map((m, i) => rng.normal() * (m === 0 ? 1 : m) * system.scale[i] * 1e-4);
    const delta = new Float64Array(system.size);
    system.solve(rhs.slice(), delta);
    const [plus, minus] = [new Float64Array(system.size), new Float64Array(system.size)];
    system.evaluate(
      0,
      y.map((v, i) => v + 1e-4 * delta[i]),
      plus,
    );
    system.evaluate(
      0,
      y.map((v, i) => v - 1e-4 * delta[i]),
      minus,
    );
    let worst = 0;
    for (let i = 0; i < system.size; i++) {
      const slope = (plus[i] - minus[i]) / 2e-4;
      worst = Math.max(
        worst,
        Math.abs((system.mass[i] === 0 ? -slope : system.mass[i] * delta[i] - c * slope) - rhs[i]) /
          (1e-4 * Math.max(1, system.mass[i]) * system.scale[i]),
      );
    }
    // Left out on purpose: slow shared quantities, and how ageing changes diffusion inside particles.
    expect(worst).toBeLessThan(0.1);
  });

  it('a coating slows what it covers, in every output', async () => {
    const cell = ownCell('ncm811-graphite-pouch.json');
    const protocol = parseProtocol(
      'set temperature to 45 degC; repeat 10 times: discharge at 1C to 2.8 V; charge at 1C to 4.3 V; hold at 4.3 V to 0.05C; end',
    );
    const run = async (c: Coating): Promise<Awaited<ReturnType<typeof simulateCell>>> =>
      simulateCell(cell, protocol, {
        mechanisms: everything(c),
        errorEstimate: false,
        nodes: 6,
        shells: 8,
        tolerance: 1e-4,
      });
    const [bare, coated] = [await run(BARE), await run(coating)];
    for (const { ending } of [bare, coated]) expect(ending.by).toBe('done');
    const [a, b] = [bare.view.materials[1], coated.view.materials[1]];
    for (const name of ['cathode_film_thickness_metre', 'shell_thickness_metre', 'crack_length_metre'])
      expect(b.quantities[name], name).toBeLessThan(a.quantities[name]);
    for (const name of ['dissolved_metal_mole', 'deposited_metal_mole', 'carbon_dioxide_mole', 'oxygen_mole'])
      expect(coated.view.shared[name], name).toBeLessThan(bare.view.shared[name]);
    expect(bare.view.materials[0].quantities.sei_thickness_metre).toBeGreaterThan(
      coated.view.materials[0].quantities.sei_thickness_metre,
    ); // by cross-over alone
    // Cracks make ways shorter, so that ten cycles do not cost the bare cell capacity yet; they cost it oxide.
    expect(b.activeShare).toBeGreaterThan(a.activeShare);
  });

  it('one difference at a time: each relative rate acts on its own outputs', async () => {
    const cell = ownCell('ncm811-coin-half-cell.json');
    const protocol = parseProtocol(
      'repeat 3 times: charge at 1C to 4.4 V; hold at 4.4 V to 0.1C; discharge at 1C to 3 V; end',
    );
    const only = (rate: keyof Coating['relativeRates']): Coating => ({
      ...BARE,
      outerCoverage: 1,
      boundaryCoverage: 1,
      relativeRates: { ...BARE.relativeRates, [rate]: 0.1 },
    });
    const run = async (
      c: Coating,
    ): Promise<{ film: number; oxygen: number; dissolution: number; corrosion: number }> => {
      const { view } = await simulateCell(cell, protocol, {
        mechanisms: [
          makeFilmOnCathode(undefined, c),
          makeRockSaltShell(undefined, c),
          makeParticleCracking(undefined, c),
          makeMetalDissolution(undefined, c),
        ],
        errorEstimate: false,
        model: 'spme',
        nodes: 6,
        shells: 8,
      });
      const q = view.materials[0].quantities;
      return {
        film: q.cathode_film_thickness_metre - 1e-9,
        oxygen: q.shell_thickness_metre - 5e-10,
        dissolution: view.shared.dissolved_metal_mole,
        corrosion: q.crack_length_metre - 2e-8,
      };
    };
    const bare = await run(BARE);
    for (const rate of ['film', 'oxygen', 'dissolution', 'corrosion'] as const) {
      const one = await run(only(rate));
      expect(one[rate] / bare[rate], rate).toBeLessThan(0.6);
      for (const other of ['film', 'oxygen', 'dissolution'] as const)
        if (other !== rate) expect(one[other] / bare[other], `${rate} on ${other}`).toBeGreaterThan(0.8);
    }
  });
});

it('lithium metal gains impedance with the charge passed, and more with metal on it', async () => {
  const cell = ownCell('lithium-symmetric-cell.json');
  const protocol = parseProtocol(
    'repeat 4 times: charge at 1 mA/cm2 for 2 mAh/cm2; discharge at 1 mA/cm2 for 2 mAh/cm2; end',
  );
  const { view, steps, system, state } = await simulateCell(cell, protocol, {
    mechanisms: [makeLithiumMetalAgeing()],
    errorEstimate: false,
  });
  const passed = 8 * 2 * 36000;
  expect(view.foil.lithium_film_resistance_ohm_square_metre).toBeCloseTo(
    LITHIUM_AGEING_ASSUMED.initialResistance + LITHIUM_AGEING_ASSUMED.resistancePerCharge * passed,
    8,
  );
  expect(Math.abs(steps[7].endVoltage)).toBeGreaterThan(Math.abs(steps[1].endVoltage));
  const aged = await computeImpedance(system, state, Float64Array.of(1e6));
  const fresh = await computeImpedance(system, system.makeInitialState([], 298.15), Float64Array.of(1e6));
  expect((aged.real[0] - fresh.real[0]) * cell.area).toBeCloseTo(
    LITHIUM_AGEING_ASSUMED.resistancePerCharge * passed,
    7,
  );
});
