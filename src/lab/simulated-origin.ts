import { CERMET_VERSION, type Simulated } from '../core/index.js';

/** Origin of what a simulated instrument wrote. */
export function makeSimulatedOrigin(model: string, parameters: Record<string, unknown>): Simulated {
  return {
    type: 'simulated',
    model,
    parameters,
    parametersHash: JSON.stringify(parameters),
    cermet: CERMET_VERSION,
  };
}
