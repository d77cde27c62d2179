import { InputError, number, quantity, text } from '../../core/index.js';
import { defineInstrument } from './instrument.js';

/** A volumetric sorption analyser. */
export const sorptionAnalyser = defineInstrument({
  id: 'sorption',
  title: 'Sorption analyser',
  kind: 'sorption',
  endings: ['.aif', '.csv'],
  settings: {
    area: quantity('specific area', '0.4 m2/g', 'BET area; 0 for none'),
    c: number(90, 'BET constant C', { min: 1, max: 10_000 }),
    pores: quantity('specific volume', '0 cm3/g', 'volume of mesopores, cylinders'),
    diameter: quantity('length', '8 nm', 'median diameter of the mesopores'),
    spread: number(0.25, 'standard deviation of the logarithm of the diameter', { min: 0.01, max: 2 }),
    micropores: quantity('specific volume', '0 cm3/g', 'volume of micropores, full from the start'),
    external: quantity('specific area', '0 m2/g', 'area under a film beside the micropores, by the thickness curve'),
    adsorptive: text('N2', 'gas at its boiling point'),
    points: number(40, 'points of each branch', { min: 5, max: 1000, whole: true }),
    low: number(0.01, 'lowest relative pressure', { min: 1e-7, max: 0.5 }),
    high: number(0.97, 'highest relative pressure', { min: 0.3, max: 0.999 }),
    noise: number(2e-5, 'standard deviation of a loading in mmol/g', { min: 0 }),
    mass: quantity('mass', '2 g', 'mass of sample'),
  },
  async simulate(settings, ctx) {
    const { simulateIsotherm } = await import('../sorption/simulate-isotherm.js');
    const { area, c, pores, diameter, spread, micropores, external, points, low, high } = settings;
    if (!(high > low)) throw new InputError('high must lie above low', { where: { path: 'high' } });
    const up = Array.from({ length: points }, (_, i) => low + ((high - low) * i) / (points - 1));
    const down = Array.from({ length: points }, (_, i) => high - ((high - 0.3) * (i + 1)) / points);
    return [
      simulateIsotherm(
        {
          ...(area > 0 && { bet: { area, c } }),
          ...((micropores > 0 || external > 0) && { film: { externalArea: external, microporeVolume: micropores } }),
          ...(pores > 0 && { pores: { volume: pores, median: diameter, logSigma: spread } }),
          pressure: [...up, ...down],
          noise: settings.noise,
          adsorptive: settings.adsorptive,
          mass: settings.mass,
        },
        ctx,
      ),
    ];
  },
});
