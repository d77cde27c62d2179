import { number, quantity } from '../../core/index.js';
import { defineInstrument } from './instrument.js';

/** A titrator on the washing water of a powder. */
export const titrator = defineInstrument({
  id: 'titration',
  title: 'Titrator',
  kind: 'titration',
  endings: ['.csv'],
  settings: {
    lioh: number(0.45, 'LiOH of the powder in wt%', { min: 0, max: 100 }),
    li2co3: number(0.25, 'Li2CO3 of the powder in wt%', { min: 0, max: 100 }),
    powder: quantity('mass', '10 g', 'powder that was washed'),
    water: quantity('volume', '100 mL', 'water that washed it'),
    aliquot: quantity('volume', '40 mL', 'part that is titrated'),
    added: quantity('volume', '100 mL', 'water added to that part'),
    acid: quantity('concentration', '0.1 mol/L', 'concentration of the acid'),
    step: quantity('volume', '0.05 mL', 'acid between points'),
    noise: number(0.008, 'standard deviation of a pH', { min: 0, max: 1 }),
    end: number(4, 'pH at which it stops', { min: 1, max: 12 }),
    carbon_dioxide: quantity('amount', '0 mmol', 'CO2 that the aliquot takes up from air'),
  },
  simulate: async ({ lioh, li2co3, carbon_dioxide: carbonDioxide, ...rest }, ctx) => [
    (await import('../solutions/simulate-titration.js')).simulateTitration(
      { lioh: lioh / 100, li2co3: li2co3 / 100, carbonDioxide, ...rest },
      ctx,
    ),
  ],
});
