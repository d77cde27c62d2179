import { describe, expect, it } from 'vitest';
import {
  type PorousElectrode,
  BARE,
  CATHODE_FILM_ASSUMED,
  CRACKING_ASSUMED,
  makeFilmOnCathode,
  makeMetalDissolution,
  MECHANISM_KINDS,
  parseAgeing,
  parseProtocol,
  readAgeing,
  relativeRate,
  SHIPPED_AGEING,
  shippedAgeing,
  simulateCell,
} from '../../src/cells/index.js';
import { convertUnit, InputError, ReadError } from '../../src/core/index.js';
import { makeLithiumCell, makeTestCell, ownCell } from './inputs.js';

const coin = ownCell('ncm811-coin-half-cell.json');
const pouch = ownCell('ncm811-graphite-pouch.json');

describe('a file of mechanisms', () => {
  it('gives the mechanisms that its numbers give by hand', () => {
    const text = JSON.stringify({
      title: 'mine',
      mechanisms: {
        'film-on-cathode': { oxidation_current: '6 uA/m2', blocking_thickness: '4 nm', activation_energy: '45 kJ/mol' },
        'metal-dissolution': {},
      },
      coating: { outer_coverage: '95 %', relative_rates: { film: 0.3 }, resistance: '1 ohm cm2' },
    });
    const { title, mechanisms, coating, notes } = parseAgeing(text, coin);
    expect(title).toBe('mine');
    expect(coating).toEqual({
      ...BARE,
      outerCoverage: expect.closeTo(0.95, 14),
      relativeRates: { ...BARE.relativeRates, film: 0.3 },
      resistance: expect.closeTo(1e-4, 16),
    });
    const film = {
      ...CATHODE_FILM_ASSUMED,
      oxidationCurrent: expect.closeTo(6e-6, 20) as number,
      blockingThickness: expect.closeTo(4e-9, 20) as number,
      activationEnergy: 45000,
    };
    expect(mechanisms.map((m) => m.id)).toEqual(['coating', makeFilmOnCathode().id, makeMetalDissolution().id]);
    const [{ radius: particleRadius, maximumConcentration }] = (coin.positive as PorousElectrode).materials;
    expect(mechanisms.map((m) => m.parameters)).toEqual([
      { coating },
      { ...film, coating },
      { ...makeMetalDissolution(undefined, coating).parameters, particleRadius, maximumConcentration },
    ]);
    expect(relativeRate(coating, 'film', 0)).toBeCloseTo(0.335, 12);
    expect(notes).toEqual([]);
  });

  it('takes radius and sites of particles from the cell', () => {
    const { mechanisms } = readAgeing(
      { mechanisms: { 'particle-cracking': {}, 'rock-salt-shell': { particle_radius: 3e-6 } } },
      coin,
    );
    const [shell, cracking] = mechanisms.map((m) => m.parameters);
    expect(cracking).toEqual({
      ...CRACKING_ASSUMED,
      particleRadius: 5.22e-6,
      maximumConcentration: 49034,
      coating: BARE,
    });
    expect([shell.particleRadius, shell.maximumConcentration]).toEqual([3e-6, 49034]);
  });

  const film = (value: unknown): object => ({ mechanisms: { 'film-on-cathode': value } });
  it.each([
    ['an unknown key at the top', { mechanism: {} }, /there is no "mechanism".*did you mean "mechanisms"/],
    [
      'an unknown mechanism',
      { mechanisms: { 'film-on-catode': {} } },
      /"film-on-catode" in mechanisms.*did you mean "film-on-cathode"/,
    ],
    [
      'an unknown number',
      film({ oxidation_curent: 1 }),
      /"oxidation_curent" in mechanisms → film-on-cathode.*did you mean "oxidation_current"/,
    ],
    [
      'a number out of range',
      film({ oxidation_current: -1 }),
      /oxidation_current must be at least 0 A\/m2, not -1 A\/m2 — mechanisms → film-on-cathode → oxidation_current/,
    ],
    [
      'nanometres without their unit',
      film({ blocking_thickness: 5 }),
      /blocking_thickness must be above 0 and at most 0.001 m, not 5 m/,
    ],
    ['a wrong unit', film({ blocking_thickness: '5 V' }), /blocking_thickness cannot be "5 V".*unit like m/],
    [
      'something that is no number',
      film({ blocking_thickness: [1] }),
      /blocking_thickness must be a number.*not \[1\]/,
    ],
    ['a mechanism that is no object', film(3), /film-on-cathode must be an object in braces/],
    ['no mechanisms', {}, /"mechanisms" is missing.*film-on-cathode/],
    [
      'an unknown key of the coating',
      { ...film({}), coating: { coverage: 1 } },
      /"coverage" in coating.*(did you mean|allowed)/,
    ],
    [
      'an unknown rate',
      { ...film({}), coating: { relative_rates: { oxigen: 1 } } },
      /"oxigen" in coating → relative_rates.*did you mean "oxygen"/,
    ],
    [
      'a coverage above one',
      { ...film({}), coating: { outer_coverage: 1.2 } },
      /outer_coverage must be from 0 to 1, not 1.2/,
    ],
    [
      'a film on graphite of a lithium cell',
      { mechanisms: { 'sei-on-graphite': {} } },
      /sei-on-graphite does not go with this cell: its negative electrode is lithium metal.*lithium-metal-ageing/,
    ],
    [
      'a number without a default',
      { mechanisms: { 'electrolyte-consumption-positive': { pores: 1 } } },
      /"reserve" is missing and has no default/,
    ],
    [
      'a coating on nothing',
      { mechanisms: { 'lithium-metal-ageing': {} }, coating: { outer_coverage: 1 } },
      /the coating lies on nothing/,
    ],
  ])('refuses %s by its key', (_, data, message) => {
    expect(() => readAgeing(data, coin)).toThrow(InputError);
    expect(() => readAgeing(data, coin)).toThrow(message);
  });

  it('refuses what is not JSON as a file, and lithium ageing of graphite', () => {
    expect(() => parseAgeing('{', coin, 'mine.json')).toThrow(ReadError);
    expect(() => readAgeing({ mechanisms: { 'lithium-metal-ageing': {} } }, pouch)).toThrow(
      /its negative electrode has particles.*sei-on-graphite/,
    );
  });

  it('says that one set of numbers serves a blend', () => {
    const cell = makeTestCell();
    if (cell.positive.kind !== 'porous') throw new Error('the test cell has particles');
    const blend = {
      ...cell,
      positive: { ...cell.positive, materials: [...cell.positive.materials, cell.positive.materials[0]] },
    };
    expect(readAgeing({ mechanisms: { 'rock-salt-shell': {} } }, blend).notes.map((n) => n.code)).toEqual([
      'ageing-of-a-blend',
    ]);
    expect(readAgeing({ mechanisms: { 'film-on-cathode': {} } }, blend).notes).toEqual([]);
  });
});

describe('kinds of mechanisms', () => {
  it.each(MECHANISM_KINDS.map((kind) => [kind.id, kind] as const))(
    '%s has units, defaults in range, and the name it makes',
    (_, kind) => {
      for (const { unit } of Object.values(kind.ranges)) expect(convertUnit(1, unit, unit)).toBe(1);
      const cell = kind.needs === 'lithium' ? coin : pouch;
      const defaults = kind.makeDefaults(cell);
      const missing = Object.keys(kind.ranges).filter((name) => defaults[name] === undefined);
      expect(missing).toEqual(kind.id.startsWith('electrolyte-consumption') ? ['reserve', 'pores'] : []);
      const values = { ...defaults, ...Object.fromEntries(missing.map((name) => [name, 1])) };
      const mechanism = kind.make(values, BARE);
      expect(mechanism.id).toBe(kind.id);
      expect(mechanism.electrode).toBe(kind.electrode);
      expect(mechanism.parameters).toMatchObject(values);
      for (const [name, { min, max, open }] of Object.entries(kind.ranges))
        expect(values[name] <= max && (open ? values[name] > min : values[name] >= min), name).toBe(true);
    },
  );
});

describe('shipped sets', () => {
  it.each(Object.keys(SHIPPED_AGEING))('%s age every cell of ours with a cathode', async (name) => {
    for (const cell of [coin, pouch]) {
      const { mechanisms } = shippedAgeing(name, cell);
      const { ending, view } = await simulateCell(
        cell,
        parseProtocol(`charge at 1C to ${cell.upperVoltage} V; discharge at 1C to ${cell.lowerVoltage} V`),
        { model: 'spme', mechanisms, errorEstimate: false, nodes: 6, shells: 8 },
      );
      expect(ending.by).toBe('done');
      expect(view.shared.dissolved_metal_mole).toBeGreaterThan(0);
    }
  });
  it('are refused by a wrong name, and a coating where there is no cathode', () => {
    expect(() => shippedAgeing('coatd', coin)).toThrow(/did you mean "coated"/);
    expect(() => shippedAgeing('coated', makeLithiumCell(false))).toThrow(/lies on nothing/);
    expect(shippedAgeing('bare', makeLithiumCell(false)).mechanisms.map((m) => m.id)).toEqual(['lithium-metal-ageing']);
  });
});

it('a run is told apart by every number of its mechanisms', async () => {
  const hash = async (oxidation: number, outer: number): Promise<string> => {
    const { mechanisms } = readAgeing(
      { mechanisms: { 'film-on-cathode': { oxidation_current: oxidation } }, coating: { outer_coverage: outer } },
      coin,
    );
    const { recording } = await simulateCell(coin, parseProtocol('rest 1 s'), {
      model: 'spm',
      mechanisms,
      errorEstimate: false,
      nodes: 3,
      shells: 3,
    });
    return recording.origin.type === 'simulated' ? recording.origin.parametersHash : '';
  };
  const [a, same, other, coated] = [
    await hash(1e-6, 0),
    await hash(1e-6, 0),
    await hash(2e-6, 0),
    await hash(1e-6, 0.5),
  ];
  expect(same).toBe(a);
  expect(new Set([a, other, coated]).size).toBe(3);
});
