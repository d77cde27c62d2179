import { describe, expect, it } from 'vitest';
import { toThermogramCsv } from '../../../src/io/thermal/write-thermogram.js';
import { computeFraserSuzuki, computeReactionPeak } from '../../../src/lab/thermal/peak-shapes.js';
import { simulateThermogram, type ThermogramPlan } from '../../../src/lab/thermal/simulate-thermogram.js';
import { describeShared } from '../../shared-data.js';
import { analyse, pick, readBytes, readSharedFile, readTruth, rngOf } from './outcome.js';

const plan: ThermogramPlan = {
  reactions: [{ heat: 612e3, logFactor: 17.2, energy: 195e3, order: 1 }],
  mass: 4.2e-6,
  rate: 8 / 60,
  from: 90,
  to: 360,
  step: 0.1,
  noise: 4,
  heatCapacity: { start: 950, slope: 0.3, change: 70 },
};

it.each(['up', 'down'] as const)(
  'a simulated run, written, read and analysed, gives its heat back (exothermic %s)',
  async (exothermic) => {
    const made = simulateThermogram({ ...plan, exothermic }, rngOf(3));
    const [read] = await readBytes('run.csv', toThermogramCsv(made));
    expect(read.kind).toBe('dsc');
    expect(read.metadata.exothermic).toBe(exothermic);
    const outcome = await analyse('dsc', read);
    const heat = pick(outcome, 'enthalpy').estimate;
    // The requirement is 1 %; noise and lines under the event make 0.2 %.
    expect(Math.abs(heat.value / 612 - 1)).toBeLessThan(0.004);
    expect(heat.budget).toMatchObject({
      counting: expect.any(Number),
      model: expect.any(Number),
      calibration: expect.any(Number),
    });
    expect(heat.unit).toBe('J/g');
  },
);

it('heat that is taken up comes out below zero, whichever way the file points', async () => {
  const made = simulateThermogram({ ...plan, reactions: [{ ...plan.reactions[0], heat: -150e3 }] }, rngOf(4));
  expect(pick(await analyse('dsc', made), 'enthalpy').estimate.value).toBeCloseTo(-150, -0.3);
});

it('a file that does not say which way is exothermic is told by the level of the heat capacity, with a warning', async () => {
  const made = simulateThermogram({ ...plan, exothermic: 'down' }, rngOf(5));
  delete made.metadata.exothermic;
  const outcome = await analyse('dsc', made);
  expect(outcome.notes.map((n) => n.code)).toContain('direction-from-level');
  expect(pick(outcome, 'enthalpy').estimate.value).toBeGreaterThan(600);
  const turned = await analyse('dsc', made, { exothermic: 'up' });
  expect(pick(turned, 'enthalpy').estimate.value).toBeLessThan(-600);
});

describe('events that overlap', () => {
  const two = (second: object, noise = 4): ThermogramPlan => ({
    ...plan,
    noise,
    reactions: [
      { heat: 400e3, logFactor: 17.2, energy: 195e3, order: 1 },
      { heat: 250e3, logFactor: 16.2, energy: 195e3, order: 1.3, ...second },
    ],
  });

  it.each([
    ['a shoulder', {}],
    ['a weak shoulder, broad', { heat: 150e3, logFactor: 14.6, energy: 180e3 }],
  ])('%s: each peak has its heat and its place within three sigma, and the total stays', async (_, second) => {
    const { reactions, ...rest } = two(second);
    const outcome = await analyse('dsc', simulateThermogram({ ...rest, reactions }, rngOf(5)));
    expect(outcome.notes.map((n) => n.code)).toContain('overlapping-events');
    expect(pick(outcome, 'enthalpy').at).toBeUndefined();
    expect(pick(outcome, 'enthalpy').estimate.value).toBeCloseTo((reactions[0].heat + reactions[1].heat) / 1e3, -1);
    for (const [k, reaction] of reactions.entries()) {
      const alone = await analyse('dsc', simulateThermogram({ ...rest, reactions: [reaction] }, rngOf(6)));
      for (const [id, truth] of [
        ['enthalpy', reaction.heat / 1e3],
        ['peak_temperature', pick(alone, 'peak_temperature').estimate.value],
      ] as const) {
        const { value, sigma } = pick(outcome, id, { peak: k + 1 }).estimate;
        expect(Math.abs(value - truth) / sigma!).toBeLessThan(3);
        // Said to be known, not covered by an error that covers everything.
        expect(sigma!).toBeLessThan(0.05 * truth);
      }
    }
  });

  it('turned round, taken up, two of one run: signs, numbers of event and peak', async () => {
    const { reactions, heatCapacity: _, ...rest } = two({});
    const taken = reactions.map((r) => ({ ...r, heat: -r.heat }));
    const early = { heat: 200e3, logFactor: 21.2, energy: 195e3, order: 1 };
    const outcome = await analyse(
      'dsc',
      simulateThermogram({ ...rest, reactions: [early, ...taken], exothermic: 'down' }, rngOf(7)),
    );
    expect(pick(outcome, 'enthalpy', { event: 1 }).estimate.value).toBeCloseTo(200, -1);
    expect(pick(outcome, 'enthalpy', { event: 2, peak: 1 }).estimate.value).toBeLessThan(-350);
    expect(pick(outcome, 'enthalpy', { event: 2, peak: 2 }).estimate.value).toBeLessThan(-200);
  });

  it('peaks that nearly coincide are told to trade off, and their errors say how little each is known', async () => {
    const run = simulateThermogram(two({ heat: 157.9e3, logFactor: 17.4, energy: 200e3 }), rngOf(5));
    expect((await analyse('dsc', run)).notes.map((n) => n.code)).not.toContain('overlapping-events');
    const outcome = await analyse('dsc', run, { peaks: '2' });
    expect(outcome.notes.map((n) => n.code)).toContain('peaks-trade-off');
    const { value, sigma } = pick(outcome, 'enthalpy', { peak: 1 }).estimate;
    expect(sigma! / value).toBeGreaterThan(0.1);
    expect(Math.abs(value - 400)).toBeLessThan(3 * sigma!);
    const table = outcome.tables.find((t) => t.id === 'peaks')!.table;
    expect(table.column('correlation_with_peak_2')[0]).toBeLessThan(-0.99);
  });

  it.each([0.5, 1, 2])('one reaction of order %d is one peak, whatever the noise', async (order) => {
    for (const noise of [0.4, 4, 40]) {
      const run = simulateThermogram({ ...plan, noise, reactions: [{ ...plan.reactions[0], order }] }, rngOf(8));
      expect((await analyse('dsc', run)).findings.filter((f) => f.at?.peak !== undefined)).toEqual([]);
    }
  });
});

it('a reaction peak is the solution of its equation, and has its top where it is said', () => {
  const [peak, width] = [250, 20];
  const temperature = Float64Array.from({ length: 8001 }, (_, i) => 150 + 0.02 * i);
  for (const order of [0.5, 1, 1 + 1e-9, 2.3]) {
    const { speed, conversion } = computeReactionPeak(temperature, peak, width, order);
    const energy = (2.446 * (peak + 273.15) ** 2) / width;
    const top = temperature[speed.indexOf(Math.max(...speed))];
    expect(Math.abs(top - peak)).toBeLessThan(0.03);
    let alpha = 0;
    const factor = speed[5000] / (Math.exp(-energy / 523.15) * (1 - conversion[5000]) ** order);
    for (let i = 1; i < temperature.length; i++) {
      const k = factor * Math.exp(-energy / (temperature[i] - 0.01 + 273.15));
      const half = alpha + 0.01 * k * Math.max(0, 1 - alpha) ** order;
      alpha = Math.min(1, alpha + 0.02 * k * Math.max(0, 1 - half) ** order);
      // The integral of Senum and Yang is good to 1e-5, the midpoint rule of the test to about as much.
      if (alpha < 0.98) expect(Math.abs(conversion[i] - alpha)).toBeLessThan(1e-4);
    }
  }
});

it('the curve of Fraser and Suzuki has unit area and its width at half of its height', () => {
  const temperature = Float64Array.from({ length: 6001 }, (_, i) => 100 + 0.05 * i);
  for (const skew of [-0.6, 0, 0.4]) {
    const { speed, conversion } = computeFraserSuzuki(temperature, 240, 20, skew);
    expect(conversion.at(-1)).toBeCloseTo(1, 3);
    const half = 0.5 * Math.max(...speed);
    const above = temperature.filter((_, i) => speed[i] >= half);
    const width = skew === 0 ? 20 : (20 * Math.sinh(skew)) / skew;
    expect(above[above.length - 1] - above[0]).toBeCloseTo(width, 0);
  }
});

it('without a mass heats are in joule and said to be', async () => {
  const made = simulateThermogram(plan, rngOf(6));
  delete made.metadata.sample_mass_gram;
  const outcome = await analyse('dsc', made);
  expect(pick(outcome, 'enthalpy').estimate.unit).toBe('J');
  expect(pick(outcome, 'enthalpy').estimate.value).toBeCloseTo(612 * 4.2e-3, 1);
  expect(outcome.notes.map((n) => n.code)).toContain('mass-unknown');
  expect(pick(await analyse('dsc', made, { mass: '4.2 mg' }), 'enthalpy').estimate.unit).toBe('J/g');
});

it('several rates give the activation energy that the runs were made with', async () => {
  const runs = [2, 6, 15, 30].map((rate, i) =>
    simulateThermogram({ ...plan, rate: rate / 60, noise: 1, heatCapacity: undefined }, rngOf(10 + i)),
  );
  const outcome = await analyse('kinetics', runs);
  // 1.5 % is asked for; the approximations of Kissinger and Starink are good to 0.2 %.
  for (const method of ['Kissinger', 'Friedman at half conversion', 'Starink at half conversion'])
    expect(Math.abs(pick(outcome, 'activation_energy', { method }).estimate.value / 195 - 1)).toBeLessThan(0.006);
});

it('two steps with unlike activation energies are told apart from one', async () => {
  const reactions = [
    { heat: 300e3, logFactor: 12, energy: 140e3, order: 1 },
    { heat: 300e3, logFactor: 20.5, energy: 235e3, order: 1 },
  ];
  const runs = [2, 5, 10, 20].map((rate, i) =>
    simulateThermogram({ ...plan, reactions, rate: rate / 60, noise: 1 }, rngOf(i)),
  );
  expect((await analyse('kinetics', runs)).notes.map((n) => n.code)).toContain('energy-varies');
});

it('two runs or too narrow rates are refused', async () => {
  const run = (rate: number) => simulateThermogram({ ...plan, rate: rate / 60 }, rngOf(1));
  await expect(analyse('kinetics', [run(5), run(10)])).rejects.toThrow('three heating rates');
  await expect(analyse('kinetics', [run(9), run(10), run(11)])).rejects.toThrow('factor of two');
});

describeShared('the synthetic runs', () => {
  it.each(['charged_a', 'charged_b', 'kissinger_2', 'kissinger_5', 'kissinger_10', 'kissinger_20'])(
    '%s: heat within 1 %%, peak 0.2 °C, onset 1 °C',
    async (name) => {
      const truth = readTruth('dsc')[name];
      const outcome = await analyse('dsc', await readSharedFile(`lab_synthetic/dsc/${name}.csv`));
      expect(Math.abs(pick(outcome, 'enthalpy').estimate.value / truth.enthalpy_joule_per_gram - 1)).toBeLessThan(
        0.003,
      );
      expect(Math.abs(pick(outcome, 'peak_temperature').estimate.value - truth.peak_celsius)).toBeLessThan(0.1);
      expect(Math.abs(pick(outcome, 'onset_temperature').estimate.value - truth.onset_celsius)).toBeLessThan(0.1);
    },
  );

  it('the run of two steps under one maximum: asked for, both heats within their errors', async () => {
    const [first, second] = readTruth('dsc').charged_b.steps;
    const outcome = await analyse('dsc', await readSharedFile('lab_synthetic/dsc/charged_b.csv'), { peaks: '2' });
    for (const [k, step] of [first, second].entries()) {
      const { value, sigma } = pick(outcome, 'enthalpy', { peak: k + 1 }).estimate;
      expect(Math.abs(value - step.H) / sigma!).toBeLessThan(3);
    }
  });

  it('four rates: 172 kJ/mol within 0.5 %', async () => {
    const runs = (
      await Promise.all([10, 2, 20, 5].map((r) => readSharedFile(`lab_synthetic/dsc/kissinger_${r}.csv`)))
    ).flat();
    const energy = pick(await analyse('kinetics', runs), 'activation_energy', { method: 'Kissinger' }).estimate;
    expect(Math.abs(energy.value / 172 - 1)).toBeLessThan(0.005);
  });
});
