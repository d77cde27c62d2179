import { expect, it } from 'vitest';
import { toThermogramCsv } from '../../../src/io/thermal/write-thermogram.js';
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

  it('four rates: 172 kJ/mol within 0.5 %', async () => {
    const runs = (
      await Promise.all([10, 2, 20, 5].map((r) => readSharedFile(`lab_synthetic/dsc/kissinger_${r}.csv`)))
    ).flat();
    const energy = pick(await analyse('kinetics', runs), 'activation_energy', { method: 'Kissinger' }).estimate;
    expect(Math.abs(energy.value / 172 - 1)).toBeLessThan(0.005);
  });
});
