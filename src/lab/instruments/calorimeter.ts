import { flag, GAS_CONSTANT, InputError, number, quantity, text } from '../../core/index.js';
import type { ThermalReaction } from '../thermal/simulate-thermogram.js';
import { defineInstrument } from './instrument.js';

/** A calorimeter that heats a charged electrode. */
export const calorimeter = defineInstrument({
  id: 'dsc',
  title: 'Differential scanning calorimeter',
  kind: 'dsc',
  endings: ['.dsc.csv'],
  settings: {
    heat: quantity('specific energy', '700 J/g', 'heat given off, per mass of sample'),
    peak: quantity('temperature', '250 degC', 'temperature of the peak at this rate'),
    energy: quantity('molar energy', '200 kJ/mol', 'activation energy of every event'),
    order: number(1, 'order of the reaction', { min: 0.3, max: 4 }),
    others: text(
      undefined,
      'further events as heat and peak, such as "150 J/g at 290 degC; 80 J/g at 310 degC"',
      'none',
    ),
    mass: quantity('mass', '5 mg', 'mass of sample'),
    rate: number(10, 'heating rate in K/min', { min: 0.01, max: 1000 }),
    from: quantity('temperature', '100 degC', 'temperature at the beginning'),
    to: quantity('temperature', '350 degC', 'temperature at the end'),
    step: number(0.1, 'K between rows', { min: 1e-3, max: 10 }),
    noise: number(0.004, 'standard deviation of a row in W/g', { min: 0 }),
    capacity_change: number(80, 'how much the heat capacity grows with conversion, in J/(kg K)'),
    exo_up: flag(true, 'whether heat that comes out counts upward'),
  },
  async simulate(settings, ctx) {
    const { simulateThermogram } = await import('../thermal/simulate-thermogram.js');
    const { heat, peak, energy, order, others, mass, from, to, step, noise } = settings;
    const rate = settings.rate / 60;
    const reactions = [{ heat, peak }, ...readEvents(others)].map(({ heat: given, peak: at }): ThermalReaction => {
      if (!(at > from && at < to))
        throw new InputError(`an event at ${(at - 273.15).toFixed(1)} °C lies outside the run`, {
          where: { path: 'peak' },
        });
      return { heat: given, logFactor: frequencyOf(at, energy, rate), energy, order };
    });
    return [
      simulateThermogram(
        {
          reactions,
          mass,
          rate,
          from: from - 273.15,
          to: to - 273.15,
          step,
          noise: 1000 * noise,
          heatCapacity: { start: 900, slope: 0.2, change: settings.capacity_change },
          exothermic: settings.exo_up ? 'up' : 'down',
        },
        ctx,
      ),
    ];
  },
});

/** log₁₀(A/s⁻¹) that puts a step at a peak: Kissinger's condition, exact at first order. */
function frequencyOf(peak: number, energy: number, rate: number): number {
  return Math.log10((rate * energy) / (GAS_CONSTANT * peak * peak)) + energy / (GAS_CONSTANT * peak) / Math.LN10;
}

function readEvents(given: string | undefined): { heat: number; peak: number }[] {
  return (given ?? '')
    .split(';')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [heat, peak, ...more] = part.split(/\s+at\s+/);
      if (peak === undefined || more.length > 0)
        throw new InputError(`others: "${part.trim()}" is not an event`, {
          hint: 'write it like 150 J/g at 290 degC',
          where: { path: 'others' },
        });
      const read = quantity('specific energy', undefined, '').parse(heat.trim(), 'others');
      const at = quantity('temperature', undefined, '').parse(peak.trim(), 'others');
      return { heat: read!, peak: at! };
    });
}
