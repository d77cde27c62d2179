import { describe, expect, it } from 'vitest';
import {
  CRACKING_ASSUMED,
  DISSOLUTION_ASSUMED,
  makeGraphiteCracking,
  makeStressDrivenLoss,
  makeSurfaceCarbonate,
  STRESS_LOSS_OKANE2022,
  makeElectrolyteConsumption,
  makeFilmOnCathode,
  makeLithiumPlating,
  makeMetalDeposition,
  makeMetalDissolution,
  makeParticleCracking,
  makeRockSaltShell,
  makeSeiOnGraphite,
  parseProtocol,
  SEI_CHEN2020,
  SHELL_ASSUMED,
  simulateCell,
  type Mechanism,
  type ModelName,
  type Simulation,
} from '../../src/cells/index.js';
import { FARADAY } from '../../src/core/index.js';
import { makeTestCell } from './inputs.js';

const oxide = { particleRadius: 4e-6, maximumConcentration: 50000 };
const carbon = { particleRadius: 6e-6, maximumConcentration: 30000 };
const sei = makeSeiOnGraphite({ ...SEI_CHEN2020, solventDiffusivity: 2.5e-20 });
const cracking = makeParticleCracking({ ...CRACKING_ASSUMED, ...oxide, fatigueRate: 5e-8 });
const shell = makeRockSaltShell({
  ...SHELL_ASSUMED,
  ...oxide,
  growthRate: 1e-12,
  oxygenDiffusivity: 1e-18,
  oxidisedShare: 0,
});
const drying = (side: 'negative' | 'positive'): Mechanism =>
  makeElectrolyteConsumption(side, {
    reserve: 0,
    pores: 1e-3,
    settlingTime: 3600,
    ...(side === 'negative' ? carbon : oxide),
  });
const START = [0.8, 0.3];
const CYCLES =
  'repeat 5 times: discharge at 1C to 3.2 V; charge at 1C to 4.2 V; hold at 4.2 V to 0.1C; rest 10 min; end';

const age = (mechanisms: readonly Mechanism[], model: ModelName, tolerance?: number): Promise<Simulation> =>
  simulateCell(makeTestCell(), parseProtocol(CYCLES), {
    model,
    mechanisms,
    errorEstimate: false,
    nodes: 8,
    shells: 8,
    tolerance,
    initial: { negative: START[0], positive: START[1] },
  });

/** [mol] of lithium: in connected particles before and after, in each account, and passed. */
function balance(
  { view, system, steps }: Simulation,
  mechanisms: readonly Mechanism[],
): { missing: number; accounts: Map<string, number>; throughput: number } {
  const sum = (v: typeof view): number => v.materials.reduce((s, m) => s + m.lithium, 0);
  const accounts = new Map(
    mechanisms
      .flatMap((m) => m.shared ?? [])
      .flatMap((s) => (s.lithium ? [[s.name, s.lithium * view.shared[s.name]] as const] : [])),
  );
  const graphite = ((3 * 0.6) / carbon.particleRadius) * 6e-5 * system.cell.area;
  for (const q of mechanisms.flatMap((m) => m.quantities))
    if (q.lithium) accounts.set(q.name, graphite * view.materials[0].quantities[q.name]);
  return {
    missing: sum(system.inspect(system.makeInitialState(START, 298.15))) - sum(view),
    accounts,
    throughput: steps.reduce((s, x) => s + Math.abs(x.charge), 0) / FARADAY,
  };
}

describe('lithium adds up over an aged run', () => {
  const cases: [string, Mechanism[]][] = [
    ['a film on graphite', [sei]],
    ['plating, stripping and dead lithium', [makeLithiumPlating()]],
    ['a film on a cathode that cracks', [makeFilmOnCathode(), cracking]],
    ['a rock-salt shell', [shell]],
    ['a rock-salt shell in cracks', [shell, cracking]],
    ['carbonate that decomposes', [makeSurfaceCarbonate()]],
    [
      'metal that dissolves and is deposited',
      [makeMetalDissolution({ ...DISSOLUTION_ASSUMED, ...oxide, rate: 1e-10 }), makeMetalDeposition(1e-4)],
    ],
    [
      'graphite that cracks and is lost by stress',
      [sei, makeGraphiteCracking(), makeStressDrivenLoss('negative', { ...STRESS_LOSS_OKANE2022.negative, ...carbon })],
    ],
    ['electrodes that dry', [makeFilmOnCathode(), drying('negative'), drying('positive')]],
    [
      'everything at once',
      [
        sei,
        makeLithiumPlating(),
        makeMetalDeposition(1e-4),
        drying('negative'),
        makeFilmOnCathode(),
        shell,
        cracking,
        makeMetalDissolution({ ...DISSOLUTION_ASSUMED, ...oxide }),
      ],
    ],
  ];
  it.each(
    cases.flatMap(([name, mechanisms]) => (['dfn', 'spme'] as const).map((model) => ({ name, mechanisms, model }))),
  )('$name, $model', async ({ mechanisms, model }) => {
    const { missing, accounts, throughput } = balance(await age(mechanisms, model), mechanisms);
    expect(Math.max(...[...accounts.values()].map(Math.abs)) / throughput).toBeGreaterThan(1e-7);
    // What side reactions take is linear in the state, and kept to what Newton's iterations leave; what leaves with
    // lost particles is a product, kept to the tolerance times the share that is lost.
    expect(Math.abs(missing - [...accounts.values()].reduce((s, v) => s + v, 0)) / throughput).toBeLessThan(1e-9);
  });

  it('nearer the tighter the tolerance, where particles are lost', async () => {
    const mechanisms = [shell];
    const error = async (tolerance: number): Promise<number> => {
      const { missing, accounts, throughput } = balance(await age(mechanisms, 'spme', tolerance), mechanisms);
      return Math.abs(missing - accounts.get('trapped_lithium_mole')!) / throughput;
    };
    // Oxide shrinks in proportion to what is left of it, so that even a loose tolerance keeps most of the product.
    expect(await error(1e-3)).toBeLessThan(1e-8);
    expect(await error(1e-6)).toBeLessThan(1e-9);
  });

  it('and what is trapped is the mean lithium of what is lost', async () => {
    const { view, steps } = await age([shell], 'spm');
    const oxideSites = view.materials[1].lithium / view.materials[1].mean / view.materials[1].activeShare;
    const mean = view.shared.trapped_lithium_mole / ((1 - view.materials[1].activeShare) * oxideSites);
    expect(steps.length).toBe(20);
    // Oxygen leaves below a stoichiometry of 0.4 at the surface, and a discharge at 1C does not go far below the 0.25
    // of 4.2 V.
    expect(mean).toBeGreaterThan(0.2);
    expect(mean).toBeLessThan(0.45);
  });
});
