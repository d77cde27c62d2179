import { breathe, InputError, type Context } from '../../core/index.js';
import { solveConsistent } from '../../num/ode/index.js';
import { DfnSystem } from '../model/dfn-system.js';
import type { CellSystem } from '../model/cell-system.js';
import { refineSystem, transferState } from '../model/refine-system.js';
import { solveSmallSignal } from '../model/solve-small-signal.js';


/** Impedance of the whole cell against frequency. */
export interface Spectrum {
  /** [Hz] */
  frequency: Float64Array;
  /** [ohm] */
  real: Float64Array;
  /** [ohm] negative where capacitive */
  imaginary: Float64Array;
}

/**
 * Small-signal impedance at a state, by linearisation: (iω M − ∂f/∂y) δy = δi, solved by the same elimination as a step in time, with 1/iω in
 * the place of the step. Exact for the discretised model at any state, also under current.
 *
 * @param y           [any unit] (size) state with consistent potentials; taken as stationary
 * @param frequencies [Hz]
 * @param mesh        [1] mesh cells in each layer and shells in each particle; the default is good to 0.3 % below 10 kHz
 */
export async function computeImpedance(system: CellSystem, y: Float64Array, frequencies: Float64Array, mesh: { nodes: number; shells: number } = { nodes: 40, shells: 40 }, ctx?: Context): Promise<Spectrum> {
  if (!(system instanceof DfnSystem)) throw new InputError('impedance needs the DFN model', { hint: 'use --model dfn' });
  // The mesh of a discharge does not resolve where high frequencies flow.
  const fine = refineSystem(system, mesh.nodes, mesh.shells);
  const state = transferState(system, y, fine);
  fine.setControl({ mode: 'current', value: system.current(y) });
  solveConsistent(fine, 0, state);
  fine.linearise(0, state);
  const n = frequencies.length;
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  let rested = performance.now();
  for (let k = 0; k < n; k++) {
    const [re, im] = solveSmallSignal(fine, 2 * Math.PI * frequencies[k]);
    real[k] = re;
    imaginary[k] = im;
    if (performance.now() - rested > 40) {
      ctx?.progress?.(k, n, 'impedance');
      await breathe(ctx);
      rested = performance.now();
    }
  }
  return { frequency: frequencies.slice(), real, imaginary };
}
