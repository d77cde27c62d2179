import { choice, number, quantity, ELECTRONVOLT } from '../../core/index.js';
import { WHITE_LINE_EDGES } from '../eels/edges.js';
import { defineInstrument } from './instrument.js';

const volt = (joule: number): number => Number((joule / ELECTRONVOLT).toPrecision(9));

/** An energy-loss spectrometer behind a beam that walks from the surface of a grain inward. */
export const energyLossSpectrometer = defineInstrument({
  id: 'eels',
  title: 'Energy-loss spectrometer along a line',
  kind: 'eels',
  endings: ['.eels.csv'],
  settings: {
    element: choice(
      WHITE_LINE_EDGES.map((e) => e.element),
      'Ni',
      'metal whose L2,3 edge is recorded, with the O K edge where the range holds it',
    ),
    shell: quantity('length', '10 nm', 'thickness of the reduced shell; 0 for none'),
    transition: quantity('length', '2.2 nm', 'half-width of the transition, tanh'),
    shift: quantity('energy', '1.7 eV', 'how much lower L3 lies in the shell than in the bulk'),
    ratio: number(2.55, 'area of L3 over L2 in the bulk', { min: 0.5, max: 10 }),
    shell_ratio: number(3.6, 'area of L3 over L2 in the shell', { min: 0.5, max: 10 }),
    prepeak: number(400, 'area of the O K prepeak of the bulk in counts eV; a tenth of it is left in the shell', {
      min: 0,
    }),
    counts: number(6000, 'counts of the background in a channel at 500 eV', { min: 10, max: 1e9 }),
    length: quantity('length', '30 nm', 'length of the line'),
    spacing: quantity('length', '1.25 nm', 'distance between spectra'),
    from: quantity('energy', '500 eV', 'first channel'),
    to: quantity('energy', '900 eV', 'last channel'),
    step: quantity('energy', '0.5 eV', 'energy between channels'),
    offset: quantity('energy', '0 eV', 'error of the energy scale'),
  },
  simulate: async ({ element, ...s }, ctx) => [
    (await import('../eels/simulate-spectrum-line.js')).simulateSpectrumLine(
      {
        edge: WHITE_LINE_EDGES.find((e) => e.element === element)!,
        shell: s.shell,
        halfWidth: s.transition,
        shift: volt(s.shift),
        ratio: s.ratio,
        shellRatio: s.shell_ratio,
        prepeak: s.prepeak,
        counts: s.counts,
        length: s.length,
        spacing: s.spacing,
        from: volt(s.from),
        to: volt(s.to),
        step: volt(s.step),
        offset: volt(s.offset),
      },
      ctx,
    ),
  ],
});
