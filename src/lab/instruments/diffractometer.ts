import { list, required } from '../../core/index.js';
import { readSimulation, simulationSettings } from '../diffraction/simulation-settings.js';
import { defineInstrument } from './instrument.js';

/** A powder diffractometer. */
export const diffractometer = defineInstrument({
  id: 'diffraction',
  title: 'Powder diffractometer',
  kind: 'diffraction',
  endings: ['.xy', '.xye', '.xrdml', '.csv'],
  settings: {
    phases: required(list('crystals of the powder by name, formula or file, such as LiNi0.8Co0.1Mn0.1O2,NiO')),
    ...simulationSettings,
  },
  async simulate({ phases, ...settings }, ctx, open) {
    const { simulateDiffraction } = await import('../diffraction/simulate-diffraction.js');
    const simulation = readSimulation(await Promise.all(phases.map(open)), settings);
    return [await simulateDiffraction(simulation.phases, simulation.instrument, ctx)];
  },
});
