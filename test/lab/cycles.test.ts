import { describe, expect, it } from 'vitest';
import { formatCondition } from '../../src/core/index.js';
import { analyse } from '../analyse.js';
import { makeRng, Table, type Recording } from '../../src/core/index.js';
import { computeCycles } from '../../src/lab/cycling/compute-cycles.js';
import { computeDifferential } from '../../src/lab/cycling/differential.js';
import { parseElectrode } from '../../src/lab/cycling/electrode.js';
import { findSteps } from '../../src/lab/cycling/find-steps.js';
import { measureResistances } from '../../src/lab/cycling/measure-resistance.js';
import { nameRate } from '../../src/lab/cycling/rates.js';
import { recogniseProtocol } from '../../src/lab/cycling/recognise-protocol.js';
import { computeRetention } from '../../src/lab/cycling/retention.js';
import { specifyCapacity } from '../../src/lab/cycling/specify.js';
import { splitFade } from '../../src/lab/cycling/split-fade.js';
import { cyclesAnalysis } from '../../src/lab/analyses/cycles.js';
import { rateAnalysis } from '../../src/lab/analyses/rate.js';
import { describeShared } from '../shared-data.js';
import { exampleCell, runAnalyticCell, type AnalyticStep } from './analytic-cell.js';
import { readShared } from './read.js';

const oneC = exampleCell.capacity / 3600;
const rateTest = (rates: readonly number[], repeats = 2): AnalyticStep[] =>
  rates.flatMap((rate) =>
    Array.from({ length: repeats }, () => [
      { current: 0.5 * oneC, duration: 20_000, until: { above: 4.25 } },
      { current: 0, duration: 600 },
      { current: -rate * oneC, duration: 40_000, until: { below: 3.3 } },
      { current: 0, duration: 600 },
    ]).flat(),
  );

describeShared('real files', () => {
  it('Arbin: the capacities that cellpy gives', async () => {
    const { cycles, begin, steps } = computeCycles(await readShared('cycling/20160805_test001_45_cc_01.res'));
    expect(begin).toBe('discharge');
    expect(cycles.length).toBe(18);
    // Stated with six decimals, mAh.
    const mAh = (c: number): number => c / 3.6;
    expect(mAh(cycles[0].charge!.capacity)).toBeCloseTo(1.625406, 5);
    expect(mAh(cycles[0].discharge!.capacity)).toBeCloseTo(1.755094, 5);
    expect(mAh(cycles[1].charge!.capacity)).toBeCloseTo(1.699564, 5);
    expect(mAh(cycles[1].discharge!.capacity)).toBeCloseTo(1.567475, 5);
    expect(cycles.map((c) => c.cyclerNumber)).toEqual(Array.from({ length: 18 }, (_, k) => k + 1));
    expect(steps.every((s) => s.mode === 'rest' || s.mode === 'constant current')).toBe(true);
  });

  it('Digatron: constant current, constant voltage and the capacities counted from the files', async () => {
    for (const [file, ah] of [
      ['Cell781_0p1C', 4.961],
      ['Cell785_0p5C', 4.842],
    ] as const) {
      const { cycles } = computeCycles(await readShared(`gitt_ocv_rate/${file}_25degC.csv`));
      // Stated to a milliampere-hour.
      expect(Math.abs(cycles[0].discharge!.capacity / 3600 - ah), file).toBeLessThan(0.0015);
    }
    const { steps } = computeCycles(await readShared('gitt_ocv_rate/Cell785_0p5C_25degC.csv'));
    expect(steps.filter((s) => s.mode === 'constant voltage').length).toBe(2);
  });

  it('BioLogic: a part of a discharge before the first cycle is in none', async () => {
    const { cycles, notes, begin } = computeCycles(
      await readShared('cycling/jdb11-1_c3_gcpl_5cycles_2V-3p8V_C-24_data_C09.mpr'),
    );
    expect(begin).toBe('charge');
    expect(cycles.length).toBe(6);
    expect(notes.some((n) => n.code === 'leading-part')).toBe(true);
    for (const c of cycles) expect((100 * c.discharge!.capacity) / c.charge!.capacity).toBeGreaterThan(85);
  });

  it('dQ/dV of a real half cycle holds its charge', async () => {
    const recording = await readShared('cycling/20160805_test001_45_cc_01.res');
    const { cycles, charge } = computeCycles(recording);
    const half = cycles[4].charge!;
    const d = computeDifferential(recording, half, charge);
    const integral = d.dqdv.reduce((s, v) => s + v, 0) * (d.voltage[1] - d.voltage[0]);
    // The sum over 400 points of a smooth curve.
    expect(integral / half.capacity).toBeCloseTo(1, 2);
    expect(d.peaks.length).toBeGreaterThan(0);
  });
});

describe('steps of the analytic cell', () => {
  it('charge, hold, rest, discharge and pulses are told apart', () => {
    const recording = runAnalyticCell(exampleCell, [
      { current: 0, duration: 600 },
      { current: 0.5 * oneC, duration: 5000 },
      { current: 0, duration: 1200 },
      ...Array.from({ length: 3 }, () => [
        { current: -oneC, duration: 10 },
        { current: 0, duration: 300 },
      ]).flat(),
      { current: -0.5 * oneC, duration: 4000 },
      { current: 0, duration: 300 },
    ]);
    const { steps } = findSteps(recording);
    expect(steps.map((s) => s.mode)).toEqual([
      'rest',
      'constant current',
      'rest',
      'pulse',
      'rest',
      'pulse',
      'rest',
      'pulse',
      'rest',
      'constant current',
      'rest',
    ]);
    expect(steps[1].charge).toBeCloseTo(0.5 * oneC * 5000, 6);
    // One second after the pulse begins: ohmic and charge transfer to 63 %, and some diffusion.
    const found = measureResistances(recording, steps, 10).filter((r) => r.from === 'current on' && r.direction === -1);
    for (const r of found) expect(r.resistance).toBeGreaterThan(32);
  });

  it('a hold is found by its falling current', () => {
    const n = 200;
    const rows = Array.from({ length: n }, (_, k) => ({
      t: 10 * k,
      i: k < 100 ? 1e-3 : 1e-3 * Math.exp(-(k - 99) / 30),
      v: k < 100 ? 4 + 0.002 * k : 4.2 + 1e-4 * Math.sin(k),
    }));
    const base = runAnalyticCell(exampleCell, [{ current: 0, duration: 10 }]);
    const recording: Recording = { ...base, table: base.table.slice(0, 0) };
    const column = (name: string, pick: (r: (typeof rows)[number]) => number) => ({
      name,
      values: Float64Array.from(rows, pick),
    });
    recording.table = new (recording.table.constructor as new (c: ReturnType<typeof column>[]) => Recording['table'])([
      column('test_time_second', (r) => r.t),
      column('voltage_volt', (r) => r.v),
      column('current_ampere', (r) => r.i),
    ]);
    const { steps } = findSteps(recording);
    expect(steps.map((s) => s.mode)).toEqual(['constant current', 'constant voltage']);
    expect(Math.abs(steps[1].from - 100)).toBeLessThanOrEqual(2);
  });

  it('the rate test of the paper is recognised, and rates are named', async () => {
    const rates = [0.5, 1, 2, 3, 5, 7, 10];
    const recording = runAnalyticCell(exampleCell, rateTest(rates));
    const { cycles } = computeCycles(recording);
    expect(cycles.length).toBe(14);
    const [block] = recogniseProtocol(cycles, oneC);
    expect(block).toMatchObject({
      role: 'rate test',
      from: 1,
      to: 14,
      chargeRates: ['0.5C'],
      dischargeRates: ['0.5C', '1C', '2C', '3C', '5C', '7C', '10C'],
    });
    const { findings } = await analyse(rateAnalysis, recording, { 'one C': '2.05 mA', mass: '10 ± 0.2 mg' });
    const capacity = findings.filter((f) => f.id === 'capacity');
    expect(capacity.map((f) => formatCondition(f.at))).toEqual(['0.5C', '1C', '2C', '3C', '5C', '7C', '10C']);
    for (let k = 1; k < capacity.length; k++)
      expect(capacity[k].estimate.value).toBeLessThan(capacity[k - 1].estimate.value);
    expect(capacity[0].estimate.sigma! / capacity[0].estimate.value).toBeCloseTo(0.02, 10);
    expect(capacity[0].estimate.unit).toBe('mAh/g');
  });

  it('every quantity of a cycle has its value and unit', async () => {
    const { findings, tables } = await analyse(cyclesAnalysis, runAnalyticCell(exampleCell, rateTest([0.5], 3)), {
      loading: '10.5 ± 0.2 mg/cm2',
      diameter: '14 mm',
      'active fraction': '90 %',
    });
    const at = findings.filter((f) => formatCondition(f.at) === 'cycle 2');
    expect(Object.fromEntries(at.map((f) => [f.id, f.estimate.unit]))).toMatchObject({
      charge_capacity: 'mAh/g',
      discharge_energy: 'mWh/g',
      coulombic_efficiency: '%',
      energy_efficiency: '%',
      discharge_mean_voltage: 'V',
      discharge_rest_voltage: 'V',
    });
    expect(tables[0].table.names).toContain('discharge_capacity_mah_per_square_centimetre');
    const ce = at.find((f) => f.id === 'coulombic_efficiency')!.estimate.value;
    // The analytic cell loses nothing; its second cycle returns to within a row of where it began.
    expect(Math.abs(ce - 100)).toBeLessThan(1);
  });
});

describe('electrodes', () => {
  it('mass is loading × area × active fraction, with their uncertainties', () => {
    const e = parseElectrode({
      loading: '10.5 ± 0.2 mg/cm2',
      diameter: '14 mm',
      active_fraction: '90 %',
      'one C': '220 mA/g',
    });
    expect(e.mass!.value).toBeCloseTo(10.5e-2 * Math.PI * 0.007 ** 2 * 0.9, 12);
    expect(e.mass!.sigma! / e.mass!.value).toBeCloseTo(0.2 / 10.5, 12);
    // 2.05 mAh/cm2 at 217 mAh/g of 90 % of 10.5 mg/cm2, as the paper's electrode.
    const charge = 2.05e-3 * 3600 * (Math.PI * 0.7 ** 2);
    expect(specifyCapacity(charge, e).value).toBeCloseTo(2.05 / (10.5e-3 * 0.9), 1);
    expect(specifyCapacity(charge, e, 'area').value).toBeCloseTo(2.05, 10);
  });

  it.each([
    [{ loadin: '1 mg/cm2' }, /did you mean "loading"/],
    [{ loading: '10 mg/cm2' }, /needs an area/],
    [{ mass: '10 mm' }, /mass/],
    [{ 'active fraction': '90' }, /above 1/],
    [{ mass: '-1 mg' }, /above zero/],
  ])('refuses %o', (given, message) => expect(() => parseElectrode(given)).toThrow(message));

  it('names rates as people do', () =>
    expect([0.1, 0.503, 1 / 3, 6.97, 0.62, 1 / 20].map(nameRate)).toEqual([
      '0.1C',
      '0.5C',
      'C/3',
      '7C',
      '0.62C',
      '0.05C',
    ]));
});

describe('fade', () => {
  it('rate, life and knee of a broken line', async () => {
    const rng = makeRng(2);
    const cycles = Float64Array.from({ length: 200 }, (_, k) => k + 1);
    const capacity = cycles.map(
      (c) => 200 * (1 - 0.0005 * (c - 1) - 0.003 * Math.max(0, c - 120)) + 0.05 * rng.normal(),
    );
    const r = await computeRetention(cycles, capacity);
    expect(Math.abs(r.knee!.value - 120)).toBeLessThan(3 * r.knee!.sigma!);
    // 0.8 = 1 − 0.0005(c − 1) − 0.003(c − 120)
    expect(Math.abs(r.cycleLife!.value - (0.2 + 0.0005 + 0.36) / 0.0035)).toBeLessThan(1.5);
    const straight = await computeRetention(
      cycles,
      cycles.map((c) => 200 - 0.1 * c + 0.05 * rng.normal()),
      { reference: 1 },
    );
    expect(straight.knee).toBeUndefined();
    expect(straight.fadeRate.interval![0]).toBeLessThan((0.1 / 199.9) * 100);
    expect(straight.fadeRate.interval![1]).toBeGreaterThan((0.1 / 199.9) * 100 * 0.998);
    await expect(computeRetention(cycles, capacity, { reference: 999 })).rejects.toThrow(/not among the cycles/);
  });

  it('kinetic and thermodynamic parts from recovery cycles', () => {
    const half = (capacity: number, current: number) => ({
      capacity,
      energy: capacity * 3.8,
      meanVoltage: 3.8,
      current,
      heldCapacity: 0,
      endVoltage: 3,
      duration: 1,
      steps: [],
    });
    const make = (number: number, capacity: number, current: number) => ({
      number,
      charge: half(capacity, 0.5),
      discharge: half(capacity, current),
    });
    const cycles = [
      ...[1, 2].map((n) => make(n, 210, 0.1)),
      ...Array.from({ length: 50 }, (_, k) => make(3 + k, 160 - k, 7)),
      ...[53, 54, 55].map((n) => make(n, 200, 0.2)),
    ];
    const blocks = recogniseProtocol(cycles, 1);
    expect(blocks.map((b) => b.role)).toEqual(['formation', 'cycling', 'recovery']);
    const [split] = splitFade(cycles, blocks).splits;
    expect(split.total.value).toBeCloseTo((100 * 49) / 160, 10);
    expect(split.thermodynamic.value).toBeCloseTo((100 * 10) / 160, 10);
    expect(split.kinetic.value).toBeCloseTo((100 * 39) / 160, 10);
    const dead = cycles.map((c) => ({ ...c, discharge: c.discharge && { ...c.discharge, capacity: 0 } }));
    expect(splitFade(dead, blocks)).toMatchObject({
      splits: [],
      notes: [{ level: 'serious', code: 'nothing-to-fade' }],
    });
  });
});

describe('dQ/dV', () => {
  it('finds the peaks of the analytic curve through noise and repeated rows', () => {
    const rng = makeRng(9);
    const recording = runAnalyticCell(
      {
        ...exampleCell,
        ohmic: 0,
        chargeTransfer: 1e-6,
        diffusionTime: 10,
        equilibrium: (x) => 3.5 + 0.5 * x + 0.1 * Math.atanh(0.98 * (2 * x - 1)),
      },
      Array.from({ length: 40 }, () => ({ current: 0.05 * oneC, duration: 1700 })),
      0.02,
      () => 5e-4 * rng.normal(),
    );
    const { cycles, charge } = computeCycles(recording);
    const d = computeDifferential(recording, cycles[0].charge!, charge, { voltageBandwidth: 0.02 });
    // The curve is flattest at half charge, 3.75 V; its slope there is 0.5 + 0.196 V.
    const peak = d.peaks.reduce((a, b) => (b.area > a.area ? b : a));
    expect(Math.abs(peak.voltage - 3.75)).toBeLessThan(0.02);
    expect(peak.height / exampleCell.capacity).toBeCloseTo(1 / 0.696, 1);
    expect(d.notes.some((n) => n.code === 'voltage-not-monotonic')).toBe(true);
  });

  it('states errors of peaks that are the scatter under noise', () => {
    const rng = makeRng(12);
    // q(V) is two logistic steps on a slope.
    const share = (v: number): number =>
      0.2 * (v - 3.4) + 0.45 / (1 + Math.exp(-(v - 3.7) / 0.02)) + 0.35 / (1 + Math.exp(-(v - 3.9) / 0.015));
    const n = 1200;
    const current = 1e-3;
    const volts = Float64Array.from({ length: n }, (_, k) => 3.5 + (0.6 * k) / (n - 1));
    const peaks = Array.from({ length: 30 }, () => {
      const column = (name: string, of: (k: number) => number) => ({
        name,
        values: Float64Array.from({ length: n }, (_, k) => of(k)),
      });
      const table = new Table([
        column('test_time_second', (k) => ((share(volts[k]) - share(volts[0])) * 3.6) / current),
        column('voltage_volt', (k) => volts[k] + 1e-3 * rng.normal()),
        column('current_ampere', () => current),
      ]);
      const recording: Recording = {
        kind: 'cycling',
        table,
        about: {},
        metadata: {},
        origin: { type: 'simulated', model: 'two steps', parameters: {}, parametersHash: '0', cermet: '0' },
        notes: [],
      };
      const { cycles, charge } = computeCycles(recording);
      return computeDifferential(recording, cycles[0].charge!, charge, { voltageBandwidth: 0.006 }).peaks.filter(
        (p) => p.area > 0.5,
      );
    });
    for (const place of [0, 1])
      for (const key of ['voltage', 'height', 'area'] as const) {
        const own = peaks.map((p) => p[place]);
        const mean = own.reduce((sum, p) => sum + p[key], 0) / own.length;
        const scatter = Math.sqrt(own.reduce((sum, p) => sum + (p[key] - mean) ** 2, 0) / (own.length - 1));
        const stated = own.map((p) => p.sigma![key]).sort((a, b) => a - b)[15];
        // Thirty draws know the scatter to an eighth; the errors are from four parts each, and hold the smoothing's as
        // well, which is most of the height's.
        expect(stated / scatter, `${key} of peak ${place + 1}`).toBeGreaterThan(0.6);
        expect(stated / scatter, `${key} of peak ${place + 1}`).toBeLessThan(3);
      }
  });
});
