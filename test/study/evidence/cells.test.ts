import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  BARE,
  checkMechanisms,
  LITHIUM_AGEING_ASSUMED,
  makeShape,
  parseCell,
  parseProtocol,
  simulateCell,
} from '../../../src/cells/index.js';
import { computeStudentQuantile, estimateDraws, InputError, Table } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import type { Cycle } from '../../../src/lab/index.js';
import { cellsBalance } from '../../../src/cells/evidence/balance.js';
import {
  CELL_GROUPS,
  COATING_PARTS,
  makeAgeing,
  makeCoating,
  PARTICLE_CASES,
  particleCaseOf,
  type Particles,
} from '../../../src/studies/yoon-2021/ageing.js';
import { CAMPAIGNS } from '../../../src/studies/yoon-2021/campaigns.js';
import { DRAWN, drawCell, NOMINAL_DRAW, type CellDraw } from '../../../src/studies/yoon-2021/draw.js';
import {
  capacitiesAtNoCurrent,
  differentiate,
  dischargeCapacities,
  measureVoltageLoss,
  splitRecovered,
  valueAt,
} from '../../../src/studies/yoon-2021/measure.js';
import { cellsPair } from '../../../src/studies/yoon-2021/pair.js';
import {
  cathodeMass,
  runCampaign,
  type Campaign,
  type CampaignValue,
} from '../../../src/studies/yoon-2021/run-campaign.js';
import { cellsSymmetric, computeNickel } from '../../../src/studies/yoon-2021/symmetric.js';
import type { AnyEvidenceKind } from '../../../src/evidence/index.js';
import { alone, checkEvidence, makePieceHost, planPieces, runEvidence } from '../run-evidence.js';

const COIN = 'ncm811-coin-half-cell.json';
const coinText = readFileSync(new URL(`../../../data/cells/${COIN}`, import.meta.url), 'utf8');
const coin = parseCell(coinText, COIN);
const RESISTANCE = { where: 'layers', value: 0.18 } as const;
const pick = (values: readonly CampaignValue[], id: string, at?: string): number =>
  values.find((v) => v.id === id && v.at === at)!.value;

describe('draws', () => {
  it('lie in their ranges, and the same sample is the same everywhere', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (sample) => {
        const draw = drawCell(sample);
        expect(drawCell(sample)).toEqual(draw);
        for (const [name, { low, high }] of Object.entries(DRAWN)) {
          expect(draw[name as keyof CellDraw]).toBeGreaterThanOrEqual(low);
          expect(draw[name as keyof CellDraw]).toBeLessThanOrEqual(high);
        }
      }),
    );
  });
  it('are independent of each other', () => {
    const a = Array.from({ length: 400 }, (_, k) => drawCell(k + 1));
    const position = (name: keyof CellDraw): number[] =>
      a.map((d) => (d[name] - DRAWN[name].low) / (DRAWN[name].high - DRAWN[name].low) - 0.5);
    const [x, y] = [position('filmEnergy'), position('shellEnergy')];
    const r = (12 / 400) * x.reduce((sum, v, i) => sum + v * y[i], 0);
    expect(Math.abs(r)).toBeLessThan(0.2); // four standard errors of 400 independent pairs
  });
  it('of what is unknown have the interval of one further draw', () => {
    const { value, sigma, interval } = estimateDraws([1, 2, 3, 4], '1');
    expect(value).toBe(2.5);
    expect(sigma).toBeCloseTo(Math.sqrt(5 / 3) * Math.sqrt(1.25), 12);
    expect(interval![1] - 2.5).toBeCloseTo(computeStudentQuantile(0.975, 3) * sigma!, 12);
    // A further draw falls inside 95 times in 100.
    let inside = 0;
    for (let k = 0; k < 1000; k++) {
      const [next, ...known] = [1, 2, 3, 4, 5, 6].map((j) => gaussian(k * 6 + j));
      const [low, high] = estimateDraws(known, '1').interval!;
      if (next > low && next < high) inside++;
    }
    expect(inside / 1000).toBeGreaterThan(0.922); // 0.95 less four standard errors
    expect(inside / 1000).toBeLessThan(0.978);
  });
});

/** A normal number from two draws of different samples. */
function gaussian(k: number): number {
  const u = (name: keyof CellDraw): number =>
    (drawCell(k)[name] - DRAWN[name].low) / (DRAWN[name].high - DRAWN[name].low);
  return Math.sqrt(-2 * Math.log(1 - u('filmEnergy'))) * Math.cos(2 * Math.PI * u('shellEnergy'));
}

describe('coatings', () => {
  it('have, alone, one thing of the whole coating', () => {
    const whole = makeCoating('coated', NOMINAL_DRAW);
    expect(makeCoating('pristine', NOMINAL_DRAW)).toBe(BARE);
    for (const name of Object.keys(COATING_PARTS) as (keyof typeof COATING_PARTS)[]) {
      const part = makeCoating(name, NOMINAL_DRAW);
      const none = { ...whole, relativeRates: BARE.relativeRates, resistance: 0, boundaryStrength: 1 };
      const flat = (c: typeof whole): number[] => [
        c.outerCoverage,
        c.boundaryCoverage,
        ...Object.values(c.relativeRates),
        c.resistance,
        c.boundaryStrength,
      ];
      const reference = name === 'outer surface alone' || name === 'boundaries alone' ? whole : none;
      expect(flat(part).filter((v, k) => v !== flat(reference)[k]).length, name).toBe(1);
    }
  });
  it('that change no rate leave the cell as it is', async () => {
    const inert = { ...BARE, outerCoverage: 1, boundaryCoverage: 1, thickness: 5e-9 };
    const run = (coating: typeof BARE) =>
      simulateCell(coin, parseProtocol('charge at 1C to 4.4 V; discharge at 1C to 3 V'), {
        model: 'spm',
        nodes: 5,
        shells: 6,
        tolerance: 1e-6,
        errorEstimate: false,
        mechanisms: makeAgeing(coin, coating, NOMINAL_DRAW, RESISTANCE, { factor: 20 }),
      });
    const [a, b] = await Promise.all([run(BARE), run(inert)]);
    // Patches are integrated apart: alike to ten times the tolerance of the solver.
    b.steps.forEach((s, k) => {
      expect(s.duration / a.steps[k].duration).toBeCloseTo(1, 5);
    });
    for (const [name, amount] of Object.entries(a.view.shared))
      expect(Math.abs(b.view.shared[name] - amount), name).toBeLessThanOrEqual(1e-5 * amount);
  });
});

describe('campaigns', () => {
  it('age a cell by one cycle that stands for nine as by nine', async () => {
    const cycles = (times: number): ReturnType<typeof parseProtocol> =>
      parseProtocol(
        `set temperature to 45 degC; repeat ${times} times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 5C to 3 V; end`,
      );
    const run = async (times: number, factor: number): Promise<number[]> => {
      const { view } = await simulateCell(coin, cycles(times), {
        model: 'spm',
        nodes: 5,
        shells: 8,
        tolerance: 1e-3,
        errorEstimate: false,
        mechanisms: makeAgeing(coin, BARE, NOMINAL_DRAW, RESISTANCE, { factor }),
      });
      const cathode = view.materials.find((m) => m.electrode === 'positive')!;
      return [
        cathode.quantities.shell_thickness_metre,
        cathode.quantities.cathode_film_thickness_metre,
        view.shared.dissolved_metal_mole + view.shared.deposited_metal_mole,
        view.foil.lithium_film_resistance_ohm_square_metre,
      ];
    };
    const [slow, fast, fresh] = [await run(9, 1), await run(1, 9), await run(1, 1e-9)];
    // To a tenth of the growth: the first charge of nine starts from a cell that is not full.
    slow.forEach((v, k) => expect(Math.abs(fast[k] - v)).toBeLessThan(0.1 * Math.abs(v - fresh[k])));
  });

  it('interpolate between cycles', () => {
    expect(valueAt([1, 10, 19], [100, 90, 60], 13)).toBeCloseTo(80, 12);
  });
  it('give gas on the first charge above 4 V only from a cathode that is far emptied, less with the coating', async () => {
    const run = (group: 'pristine' | 'coated') =>
      runCampaign(coin, CAMPAIGNS['first-charge'], group, NOMINAL_DRAW, RESISTANCE);
    const [pristine, coated] = [await run('pristine'), await run('coated')];
    const oxygen = pristine.curves.find((c) => c.curve === 'O2')!;
    // No oxygen above the onset in lithium, but for what Newton's iterations about the onset leave.
    expect(Math.abs(valueAt(oxygen.x, oxygen.y, 3.9))).toBeLessThan(1e-12 * Math.max(...oxygen.y));
    expect(oxygen.y.every((v, k) => k === 0 || v >= oxygen.y[k - 1])).toBe(true);
    for (const id of ['carbon_dioxide', 'oxygen'])
      expect(pick(coated.values, id)).toBeLessThan(0.5 * pick(pristine.values, id));
  });
  it('say why a test ended early, and go no further', async () => {
    const campaign: Campaign = {
      ...CAMPAIGNS['first-cycle'],
      phases: [
        { name: 'charged', protocol: 'charge at 1C to 4.3 V', factor: 1 },
        { name: 'too long', protocol: 'discharge at 1C for 5 h', factor: 1 },
        { name: 'never', protocol: 'rest 1 min', factor: 1 },
      ],
      measure: ({ phase }) =>
        Promise.resolve({
          values: ['charged', 'too long', 'never'].filter(phase).map((id) => ({ id, value: 1 })),
          curves: [],
        }),
    };
    const { values, notes } = await runCampaign(coin, campaign, 'pristine', NOMINAL_DRAW, RESISTANCE);
    expect(values.map((v) => v.id)).toEqual(['charged']);
    expect(notes).toEqual([
      expect.objectContaining({ code: 'ended-early', text: expect.stringMatching(/"too long".*3 V/) as string }),
    ]);
  });
});

describe('what is read off a run', () => {
  const run = (protocol: string, cell = coin, model: 'spm' | 'spme' = 'spm') =>
    simulateCell(cell, parseProtocol(protocol), { model, nodes: 6, shells: 16, tolerance: 1e-4, errorEstimate: false });
  let slow: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    slow = await run('charge at 0.01C to 4.4 V every 100 s; discharge at 0.01C to 3.0 V every 100 s');
  });

  it('capacities are what the model itself counted', async () => {
    const fast = await run(
      'repeat 3 times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; rest 5 min; discharge at 2C to 3 V; rest 5 min; end',
      coin,
      'spme',
    );
    const mass = cathodeMass(coin);
    expect(mass).toBeCloseTo(10.5e-2 * 0.9 * coin.area, 7); // 10.5 mg/cm2 of which 90 % is active
    const counted = fast.steps.filter((s) => s.label.startsWith('discharge')).map((s) => -s.charge / mass / 3600);
    // To the rounding of a cycler's counters in Ah.
    expect(dischargeCapacities(fast, mass)).toEqual(counted.map((c) => expect.closeTo(c, 6)));
  });
  it('the capacity at no current is that of a very slow discharge, and falls with the material that is left', () => {
    const [held] = capacitiesAtNoCurrent(coin, [slow], 3, 4.4);
    const discharged = -slow.steps.at(-1)!.charge;
    expect(discharged).toBeLessThan(held);
    expect(discharged / held).toBeGreaterThan(0.997); // a hundredth of 1C still costs a few millivolts at the steep end
    const half = {
      ...slow,
      view: { ...slow.view, materials: slow.view.materials.map((m) => ({ ...m, activeShare: 0.5 * m.activeShare })) },
    };
    const [before, after] = capacitiesAtNoCurrent(coin, [slow, half], 3, 4.4);
    expect(after / before).toBeCloseTo(0.5, 12);
  });
  it('the highest peak of dQ/dV lies where the open-circuit potential is flattest, a polarisation apart', async () => {
    const { charge, discharge } = await differentiate(slow);
    for (const { peak, voltage, dqdv } of [charge, discharge]) {
      const highest = dqdv.indexOf(Math.max(...dqdv));
      expect(Math.abs(peak.voltage - voltage[highest])).toBeLessThan(voltage[1] - voltage[0]);
      expect(peak.sigma).toBeLessThan(1e-3);
    }
    expect(charge.peak.voltage - discharge.peak.voltage).toBeGreaterThan(0);
    expect(charge.peak.voltage - discharge.peak.voltage).toBeLessThan(0.01); // 10 mV at a tenth of the rate of the study's first cycle, which has 15
  });
  it('the voltage lost between two titrations is the resistance put between them, all of it ohmic', async () => {
    const titrate = (cell: typeof coin) =>
      run(
        'charge at 0.5C to 4.4 V; hold at 4.4 V to 0.02C; rest 1 h; repeat 8 times: discharge at 0.5C for 8 min every 30 s; rest 1 h every 5 min; end',
        cell,
      );
    const [fresh, aged] = [
      await titrate(coin),
      await titrate({ ...coin, contactResistance: coin.contactResistance + 20 }),
    ];
    const { polarisation, ohmic } = await measureVoltageLoss(fresh, aged);
    const expected = (20 * 0.5 * coin.nominalCapacity) / 3600;
    // A per cent: states of charge are counted from the emptiest, and the charge before ends a little earlier.
    expect(Math.abs(polarisation.value / expected - 1)).toBeLessThan(0.01);
    expect(Math.abs(ohmic.value / polarisation.value - 1)).toBeLessThan(0.02);
  });
  it('fade splits into what slow cycles bring back and what they do not', () => {
    const cycle = (capacity: number): Cycle => ({ number: 1, discharge: { capacity } as Cycle['discharge'] });
    const fast = (from: number, to: number): Cycle[] =>
      Array.from({ length: 12 }, (_, k) => cycle(from + ((to - from) * k) / 11));
    const [first, second] = splitRecovered([[cycle(200)], fast(100, 60), [cycle(190)], fast(70, 20), [cycle(160)]]);
    expect([first.total.value, first.thermodynamic.value, first.kinetic.value]).toEqual([40, 10, 30]);
    expect([second.total.value, second.thermodynamic.value, second.kinetic.value]).toEqual([80, 40, 40]);
  });
});

describe('yoon-2021/pair', () => {
  const entry = { cell: COIN, campaign: 'first-cycle', samples: '1..3' };
  it('checks what is asked', () => {
    const check = (more: Record<string, unknown>) => () => checkEvidence(cellsPair, { ...entry, ...more });
    expect(check({ campaign: 'frist-cycle' })).toThrow(/first-cycle/);
    expect(check({ alone: '4' })).toThrow(InputError);
    expect(check({ samples: 'many' })).toThrow(/samples/);
  });
  it('runs sample by sample and compares each coated cell with the pristine one of its sample', async () => {
    const settings = checkEvidence(cellsPair, { ...entry, alone: '2' });
    const pieces = planPieces(cellsPair, { ...entry, alone: '2' });
    expect(pieces.map((p) => p.label)).toHaveLength(6 + Object.keys(COATING_PARTS).length);
    // Side by side run different samples, so that each fit is begun once.
    expect(pieces.slice(0, 3).map((p) => p.label.split(', ').slice(1).join(', '))).toEqual([
      'pristine, sample 1',
      'pristine, sample 2',
      'pristine, sample 3',
    ]);
    const values = pieces.map((_, k) => ({
      title: 'cell',
      parametersHash: 'h',
      citations: [],
      notes: [],
      curves: [],
      values: [{ id: 'first_discharge', value: k >= 3 && k < 6 ? 2 * (200 + k - 3) : 200 + k }],
    }));
    const { results } = (cellsPair as AnyEvidenceKind).assemble(settings, values, alone);
    const ratio = results.find((r) => r.id === 'first_discharge_over_pristine' && r.group === 'coated')!;
    expect(ratio.replicates).toEqual({ 'sample 1': 2, 'sample 2': 2, 'sample 3': 2 });
    expect(ratio.estimate.sigma).toBe(0);
    for (const r of results) expect(CELL_GROUPS).toContain(r.group);
    expect(
      results.find((r) => r.id === 'first_discharge' && r.group === 'film rate alone')!.estimate.sigma,
    ).toBeUndefined();
  });
  const table = (crack: number, last = 100): Table =>
    new Table([
      { name: 'cycle_count', values: Float64Array.of(0, last / 100, last) },
      { name: 'outer_area_bare_square_metre_per_gram', values: Float64Array.of(1.4, 1.4, 1.4) },
      { name: 'outer_area_covered_square_metre_per_gram', values: Float64Array.of(0, 0, 0) },
      { name: 'crack_area_bare_square_metre_per_gram', values: Float64Array.of(0, crack, 2 * crack) },
      { name: 'crack_area_covered_square_metre_per_gram', values: Float64Array.of(0, crack, crack) },
      { name: 'mean_diffusion_length_micrometre', values: Float64Array.of(0.12, 0.05, 0.03) },
      { name: 'oxygen_released_micromole_per_gram', values: Float64Array.of(0, 10, 20) },
    ]);
  it('says where a cell has more cycles than its particle', async () => {
    const run = async (last: number): Promise<string[]> => {
      const particles = Object.fromEntries(PARTICLE_CASES.map((name) => [name, table(0.1, last)])) as Particles;
      const { notes } = await runCampaign(
        coin,
        { ...CAMPAIGNS['first-charge'], model: 'spm', mesh: { nodes: 5, shells: 6, tolerance: 1e-3 } },
        'coated',
        NOMINAL_DRAW,
        { where: 'cracks', value: 1e-3 },
        particles,
      );
      return notes.map((note) => `${note.code}, ${note.where}`);
    };
    expect(await run(0.2)).toEqual(['beyond-particle, coated']);
    expect(await run(100)).toEqual([]);
  });
  it('has the cracks of computed particles where they are given, each group those of its boundaries', () => {
    const given = (names: readonly string[]) => ({
      kind: 'particle',
      tables: Object.fromEntries(names.map((name, k) => [name, table(0.1 * (k + 1)).columns])),
    });
    expect(() => checkEvidence(cellsPair, { ...entry, particle: given(['pristine', 'coated', 'bond']) })).toThrow(
      /no group "shield", only pristine, coated, bond/,
    );
    const pieces = planPieces(cellsPair, { ...entry, particle: given(PARTICLE_CASES) });
    expect(pieces[0].inputs).toHaveProperty('particle.coated');
    expect(CELL_GROUPS.map(particleCaseOf).filter((name) => name !== 'pristine')).toEqual([
      'coated',
      'coated',
      'shield',
      'bond',
    ]);
    const coating = makeCoating('coated', NOMINAL_DRAW);
    const mechanisms = makeAgeing(
      coin,
      coating,
      NOMINAL_DRAW,
      { where: 'cracks', value: 1e-3 },
      { factor: 1 },
      table(0.2),
    );
    const ids = mechanisms.map((m) => m.id);
    expect(ids).toContain('particle');
    expect(ids).not.toContain('particle-cracking');
    // Its rock salt is the cell's own.
    expect(ids).toContain('rock-salt-shell');
    checkMechanisms(mechanisms);
    const shape = makeShape({ radius: 5.22e-6, maximumConcentration: 5e4 });
    const q = Float64Array.of(100);
    mechanisms.find((m) => m.id === 'particle')!.areas!(q, shape, q);
    expect(shape.outerCovered).toBeCloseTo(coating.outerCoverage, 12);
    expect(shape.outerArea).toBe(1);
    expect(shape.crackArea).toBeCloseTo((0.6 * 5.22e-6 * 4.75e6) / 3, 9);
    expect(shape.crackCovered).toBeCloseTo(1 / 3, 12);
  });
  it('runs a piece from files alone', async () => {
    const given = { ...entry, samples: '1' };
    const host = makePieceHost({ open: () => Promise.resolve(makeSource(COIN, new TextEncoder().encode(coinText))) });
    const [piece] = planPieces(cellsPair, given);
    const a = (await piece.run({}, host)) as { values: CampaignValue[] };
    expect(piece.files).toEqual([COIN]);
    expect(pick(a.values, 'first_discharge')).toBeGreaterThan(210); // the set was made to give 215
    expect(pick(a.values, 'first_discharge')).toBeLessThan(220);
    expect(pick(a.values, 'first_efficiency')).toBeGreaterThan(99.5);
  });
});

describe('yoon-2021/symmetric', () => {
  const file = 'lithium-symmetric-cell.json';
  const text = readFileSync(new URL(`../../../data/cells/${file}`, import.meta.url), 'utf8');
  const cell = parseCell(text, file);
  const nickel = computeNickel(cell, 600e-6);
  const host = makePieceHost({ open: () => Promise.resolve(makeSource(file, new TextEncoder().encode(text))) });
  const given = { cell: file, samples: '1' };
  let values: Record<string, CampaignValue[]>;
  beforeAll(async () => {
    const pieces = planPieces(cellsSymmetric, given);
    values = Object.fromEntries(
      await Promise.all(
        pieces.map(
          async (piece) =>
            [
              piece.inputs.group as string,
              ((await piece.run({}, host)) as { values: CampaignValue[] }).values,
            ] as const,
        ),
      ),
    );
  });

  it('counts nickel by the mass of its salt', () => {
    // 80 µL of 1.2 g/mL hold 57.6 µg of a salt of 618.97 g/mol, for 15 mm of lithium; the file's area has five digits.
    expect(nickel / (57.6e-6 / 618.97 / (Math.PI * 0.0075 ** 2))).toBeCloseTo(1, 4);
  });
  it('without nickel grows by the resistance of the charge passed at both electrodes', () => {
    const passed = 24 * 4 * 36000; // [C/m2] in 24 cycles of 2 mAh/cm2 each way
    const expected = 1000 * 10 * 2 * drawCell(1).lithiumGrowth * passed;
    // To 1 %: the last cycle is a mean over its own growth, as the first one is.
    expect(Math.abs(pick(values['0 ppm'], 'overpotential_growth', '1 mA/cm2') / expected - 1)).toBeLessThan(0.01);
  });
  it('has all nickel on the lithium in the end, which then speeds up growth as it is said to', () => {
    for (const group of ['0 ppm', '200 ppm', '600 ppm'])
      expect(pick(values[group], 'deposited_metal')).toBeCloseTo(pick(values[group], 'nickel_available'), 2);
    const growth = (group: string): number => pick(values[group], 'overpotential_growth', '2 mA/cm2');
    const faster = 1 + LITHIUM_AGEING_ASSUMED.metalCatalysis * drawCell(1).catalysis * (nickel / 2);
    // To 3 %: the first of these cycles begins with a fortieth of the nickel still dissolved.
    expect(Math.abs(growth('600 ppm') / growth('0 ppm') / faster - 1)).toBeLessThan(0.03);
  });
  it('refuses a cell with a cathode', async () => {
    const [piece] = planPieces(cellsSymmetric, given);
    await expect(
      piece.run({}, { ...host, open: () => Promise.resolve(makeSource(COIN, new TextEncoder().encode(coinText))) }),
    ).rejects.toThrow(/not lithium/);
  });
});

describe('cells/balance', () => {
  const entry = {
    positive_loading: '10 ± 0 mg/cm2',
    positive_fraction: '0.9 ± 0.009',
    positive_capacity: '200 ± 0 mAh/g',
    negative_loading: '6 ± 0 mg/cm2',
    negative_fraction: '1 ± 0',
    negative_capacity: '330 ± 3.3 mAh/g',
  };
  it('multiplies, and carries uncertainties', async () => {
    const { results } = await runEvidence(cellsBalance, entry);
    expect(results[0].estimate.value).toBeCloseTo(1.1, 12);
    expect(results[0].estimate.sigma).toBeCloseTo(1.1 * Math.SQRT2 * 0.01, 12);
    expect(results.find((r) => r.group === 'positive')!.estimate.value).toBeCloseTo(1.8, 12);
  });
  it('asks for uncertainties', () => {
    expect(() => checkEvidence(cellsBalance, { ...entry, positive_loading: '10 mg/cm2' })).toThrow(/uncertainty/);
    expect(() => checkEvidence(cellsBalance, { ...entry, negative_fraction: '-1 ± 0.1' })).toThrow(/above zero/);
  });
});
