import { expect, it } from 'vitest';
import { toCsv } from '../../../src/io/to-csv.js';
import { parseCalibration } from '../../../src/lab/dems/parse-calibration.js';
import { simulateGas, type GasPlan } from '../../../src/lab/dems/simulate-gas.js';
import { describeShared } from '../../shared-data.js';
import { analyse, pick, readBytes, readSharedFile, readTruth, rngOf } from './outcome.js';

const calibration = '300..900 s: CO2 400 ppm, O2 400 ppm; 1200..1800 s: CO2 1500 ppm, O2 1500 ppm';
const flow = (0.8e-6 / 60) * (101325 / (8.314462618 * 298.15));
const [from, to] = [4000, 15000];
const voltage = (t: number): number => (t < from ? 3 : t > to ? 4.4 : 3 + (1.4 * (t - from)) / (to - from));
const mass = 12e-3;
const rates = {
  CO2: (t: number): number =>
    t > from && t < to ? 7e-9 * mass * Math.exp(-0.5 * ((voltage(t) - 4.22) / 0.08) ** 2) : 0,
  O2: (t: number): number => (t > from && t < to ? 4e-8 * mass * Math.max(0, voltage(t) - 4.2) : 0),
};
const plan: GasPlan = {
  step: 10,
  end: 19000,
  flow,
  calibration: parseCalibration(calibration),
  voltage,
  rate: rates,
  sensitivity: { CO2: 2.2e-3, O2: 1.6e-3 },
  drift: 90_000,
  tracer: { channel: 36, current: 2.4e-9 },
  background: { 28: [5e-13, 0, 1], 32: [2.5e-13, 6e-13, 7000], 44: [1.2e-13, 4e-13, 5000] },
  noise: { 28: 7e-15, 32: 7e-15, 36: 8e-12, 44: 6e-15 },
};
const total = (rate: (t: number) => number): number => {
  let sum = 0;
  for (let t = 0; t < plan.end; t += 1) sum += rate(t);
  return (1e6 * sum) / mass;
};
const how = { mass: '12 mg', carrier: '0.8 mL/min', tracer: '36', calibration };

it('over 12 draws: CO2 within 5 %, O2 within 8 %, onset within 0.03 V, errors that cover', async () => {
  const [co2, o2] = [total(rates.CO2), total(rates.O2)];
  let covered = 0;
  for (let seed = 0; seed < 12; seed++) {
    const [read] = await readBytes('gas.csv', toCsv(simulateGas(plan, rngOf(seed)).table));
    const outcome = await analyse('dems', read, how);
    const [a, b] = [pick(outcome, 'carbon_dioxide').estimate, pick(outcome, 'oxygen').estimate];
    expect(Math.abs(a.value / co2 - 1)).toBeLessThan(0.05);
    expect(Math.abs(b.value / o2 - 1)).toBeLessThan(0.08);
    expect(Math.abs(pick(outcome, 'onset_voltage', { gas: 'O2' }).estimate.value - 4.2)).toBeLessThan(0.03);
    if (Math.abs(a.value - co2) < 2 * a.sigma!) covered++;
    if (Math.abs(b.value - o2) < 2 * b.sigma!) covered++;
    // No CO was made: what is on m/z 28 is CO2's fragment, which the calibration shows.
    const co = pick(outcome, 'carbon_monoxide').estimate;
    expect(Math.abs(co.value)).toBeLessThan(3 * co.sigma!);
    expect(pick(outcome, 'fragment').estimate.value).toBeCloseTo(0.114, 2);
  }
  expect(covered).toBeGreaterThan(20);
});

it('per area where an area is known, and the mass is an error common to all', async () => {
  const made = simulateGas(plan, rngOf(1));
  const outcome = await analyse('dems', made, { ...how, mass: '12 ± 0.2 mg', area: '0.5 m2/g' });
  const [gram, area] = [pick(outcome, 'oxygen').estimate, pick(outcome, 'oxygen_per_area').estimate];
  expect(area.value).toBeCloseTo(gram.value / 0.5, 9);
  expect(gram.budget!.common! / gram.value).toBeCloseTo(0.2 / 12, 6);
});

it('a clock that is off moves the onset by what it is off', async () => {
  const made = simulateGas(plan, rngOf(2));
  const onset = async (settings: Record<string, string>) =>
    pick(await analyse('dems', made, { ...how, evolution: '4000..15000 s', ...settings }), 'onset_voltage', {
      gas: 'O2',
    }).estimate.value;
  // 300 s are 38 mV of the ramp.
  expect((await onset({})) - (await onset({ 'clock shift': '300 s' }))).toBeCloseTo(0.038, 2);
});

it('mistakes are named', async () => {
  const made = simulateGas(plan, rngOf(1));
  await expect(analyse('dems', made, { ...how, tracer: '40' })).rejects.toThrow(/m\/z 40 was not recorded/);
  await expect(analyse('dems', made, { ...how, calibration: '300..900: CO2 400 ppm' })).rejects.toThrow(
    /range of time/,
  );
  await expect(analyse('dems', made, { ...how, calibration: '300..900 s: H2 400 ppm' })).rejects.toThrow(
    /m\/z 2 was not recorded/,
  );
  await expect(analyse('dems', made, { ...how, calibration: '2500..3100 s: CO2 400 ppm' })).rejects.toThrow(
    /does not rise/,
  );
  await expect(analyse('dems', made, { ...how, mass: '' })).rejects.toThrow(/mass/);
});

describeShared('the synthetic cell', () => {
  it('CO2 within 5 %, O2 within 8 %, onset within 0.03 V', async () => {
    const truth = readTruth('dems');
    const outcome = await analyse('dems', await readSharedFile('lab_synthetic/dems/dems.csv'), {
      mass: '16.2 mg',
      carrier: '0.5 mL/min',
      tracer: '36',
      calibration:
        '600..1200 s: CO2 500 ppm, O2 500 ppm; 1500..2100 s: CO2 1000 ppm, O2 1000 ppm; 2400..3000 s: CO2 2000 ppm, O2 2000 ppm',
    });
    const [a, b] = [pick(outcome, 'carbon_dioxide').estimate, pick(outcome, 'oxygen').estimate];
    expect(Math.abs(a.value / truth.co2_umol_per_g - 1)).toBeLessThan(0.05);
    expect(Math.abs(b.value / truth.o2_umol_per_g - 1)).toBeLessThan(0.08);
    expect(Math.abs(a.value - truth.co2_umol_per_g)).toBeLessThan(2 * a.sigma!);
    expect(Math.abs(b.value - truth.o2_umol_per_g)).toBeLessThan(2 * b.sigma!);
    expect(Math.abs(pick(outcome, 'onset_voltage', { gas: 'O2' }).estimate.value - truth.o2_onset_volt)).toBeLessThan(
      0.03,
    );
  });
});
