import { GAS_CONSTANT, number, quantity, text } from '../../core/index.js';
import { parseCalibration } from '../dems/parse-calibration.js';
import { defineInstrument } from './instrument.js';
import { readRange } from './read-range.js';

/** [s] of calibration gas and rest before the charge */
const LEAD = 600;

/** A mass spectrometer on a cell that is charged once, after steps of calibration gas. */
export const massSpectrometer = defineInstrument({
  id: 'dems',
  title: 'Mass spectrometer on a cell',
  kind: 'dems',
  endings: ['.csv'],
  settings: {
    carbon_dioxide: quantity('specific amount', '20 umol/g', 'CO2 of the charge, per mass of active material'),
    carbon_dioxide_at: quantity('voltage', '4.2 V', 'voltage at which most CO2 comes'),
    oxygen: quantity('specific amount', '3 umol/g', 'O2 of the charge'),
    oxygen_from: quantity('voltage', '4.18 V', 'voltage from which O2 comes, in proportion to the excess'),
    mass: quantity('mass', '16.2 mg', 'mass of active material'),
    charge: text('3.0..4.4 V', 'voltages between which the cell is charged, at an even rate'),
    duration: quantity('time', '4.5 h', 'duration of the charge'),
    carrier: quantity('volume flow', '0.5 mL/min', 'flow of carrier gas at 25 °C and 101325 Pa'),
    calibration: text(
      '600..1200 s: CO2 500 ppm, O2 500 ppm; 1800..2400 s: CO2 1500 ppm, O2 1500 ppm',
      'steps of calibration gas, before the charge',
    ),
    drift: quantity('time', '30 h', 'decay time of all sensitivities'),
    noise: number(1, 'factor on the noise, 6 fA of a channel and 6 pA of the tracer', { min: 0, max: 1000 }),
    step: quantity('time', '12 s', 'time between rows'),
  },
  async simulate(settings, ctx) {
    const { simulateGas } = await import('../dems/simulate-gas.js');
    const { mass, duration, carrier, drift, noise, step } = settings;
    const { carbon_dioxide: co2, carbon_dioxide_at: centre, oxygen, oxygen_from: onset } = settings;
    const [low, high] = readRange(settings.charge, 'V', 'charge');
    const calibration = parseCalibration(settings.calibration);
    const begin = Math.max(...calibration.map((w) => w.to)) + 3 * LEAD;
    const end = begin + duration;
    const slope = (high - low) / duration;
    const voltage = (t: number): number => Math.min(high, Math.max(low, low + slope * (t - begin)));
    const isOn = (t: number): boolean => t > begin && t < end;
    const width = 0.08;
    return [
      simulateGas(
        {
          step,
          end: end + 6 * LEAD,
          flow: (carrier * 101325) / (GAS_CONSTANT * 298.15),
          calibration,
          voltage,
          rate: {
            // A bell over the voltage, and a straight rise; both add up to the amounts.
            CO2: (t) =>
              isOn(t)
                ? ((co2 * mass * slope) / bellShare(low, high, centre, width)) *
                  Math.exp(-0.5 * ((voltage(t) - centre) / width) ** 2)
                : 0,
            O2: (t) =>
              isOn(t) && high > onset
                ? ((2 * oxygen * mass * slope) / (high - onset) ** 2) * Math.max(0, voltage(t) - onset)
                : 0,
          },
          sensitivity: { CO2: 1.9e-3, O2: 1.4e-3 },
          drift,
          tracer: { channel: 36, current: 2.4e-9 },
          background: { 28: [6e-13, 0, 1], 32: [3e-13, 8e-13, 9000], 44: [1.5e-13, 4e-13, 6000] },
          noise: { 28: 6e-15 * noise, 32: 6.5e-15 * noise, 36: 6e-12 * noise, 44: 6e-15 * noise },
        },
        ctx,
      ),
    ];
  },
});

/** [V] integral of the bell over the voltages of the charge, by the trapezoid rule. */
function bellShare(low: number, high: number, centre: number, width: number): number {
  const n = 2000;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const v = low + ((high - low) * i) / n;
    sum += (i === 0 || i === n ? 0.5 : 1) * Math.exp(-0.5 * ((v - centre) / width) ** 2);
  }
  return (sum * (high - low)) / n;
}
