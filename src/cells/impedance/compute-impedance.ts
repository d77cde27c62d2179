import { breathe, type Context } from '../../core/index.js';
import { solveConsistent } from '../../num/ode/index.js';
import type { CellSystem } from '../model/cell-system.js';
import { DfnSystem } from '../model/dfn-system.js';
import { lineariseSingleParticle } from '../model/linearise-single-particle.js';
import { refineSingleParticle, transferSingleParticle } from '../model/refine-single-particle.js';
import { refineSystem, transferState } from '../model/refine-system.js';
import { SingleParticleSystem } from '../model/single-particle-system.js';
import { solveSmallSignal } from '../model/solve-small-signal.js';

/** Impedance of the whole cell against frequency. */
export interface Spectrum {
  /** [Hz] */
  frequency: Float64Array;
  /** [ohm] */
  real: Float64Array;
  /** [ohm] negative where capacitive */
  imaginary: Float64Array;
  /** [ohm] error of the mesh in both parts. */
  sigma?: { real: Float64Array; imaginary: Float64Array };
}

const MESH = { nodes: 40, shells: 40 };

/**
 * Small-signal impedance at a state, by linearisation of the model's own equations: (iω M − ∂f/∂y) δy = δi, with a
 * double layer beside each charge transfer. At rest, under current, fresh or aged; ageing quantities of surfaces answer
 * too, temperature and shared quantities do not.
 *
 * @param y           [any unit] (size) state with consistent potentials; taken as stationary
 * @param frequencies [Hz]
 * @param mesh        [1] mesh cells in each layer and shells in each particle; the default is good to 0.3 % below 10
 *   kHz
 */
export async function computeImpedance(
  system: CellSystem,
  y: Float64Array,
  frequencies: Float64Array,
  mesh: { nodes: number; shells: number } = MESH,
  ctx?: Context,
): Promise<Spectrum> {
  const respond = linearise(system, y, mesh);
  const n = frequencies.length;
  const real = new Float64Array(n);
  const imaginary = new Float64Array(n);
  let rested = performance.now();
  for (let k = 0; k < n; k++) {
    const [re, im] = respond(2 * Math.PI * frequencies[k]);
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

/**
 * [1] of |Z| that codes of the same model differ by: at low frequencies in who supplies the ions of the double layer,
 * above 10 kHz in thin layers.
 */
const FORMULATION = 0.004;

/**
 * The same with its error: half of what half the mesh changes, over neighbouring frequencies, and what formulations of
 * the model differ by ({@link FORMULATION}, twice that from 100 kHz on).
 */
export async function computeImpedanceAndError(
  system: CellSystem,
  y: Float64Array,
  frequencies: Float64Array,
  ctx?: Context,
): Promise<Required<Spectrum>> {
  const fine = await computeImpedance(system, y, frequencies, MESH, ctx);
  const coarse = await computeImpedance(
    system,
    y,
    frequencies,
    { nodes: MESH.nodes / 2, shells: MESH.shells / 2 },
    ctx,
  );
  const change = frequencies.map((_, k) =>
    Math.hypot(fine.real[k] - coarse.real[k], fine.imaginary[k] - coarse.imaginary[k]),
  );
  const sigma = frequencies.map((f, k) => {
    const size = Math.hypot(fine.real[k], fine.imaginary[k]);
    const formulation = FORMULATION * (1 + Math.min(1, Math.max(0, Math.log10(f / 1e4))));
    return Math.hypot(0.5 * Math.max(change[k], change[k - 1] ?? 0, change[k + 1] ?? 0), formulation * size);
  });
  return { ...fine, sigma: { real: sigma, imaginary: sigma.slice() } };
}

/**
 * The impedance at a state as a function of angular frequency. The mesh of a discharge does not resolve where high
 * frequencies flow.
 */
function linearise(
  system: CellSystem,
  y: Float64Array,
  mesh: { nodes: number; shells: number },
): (omega: number) => [number, number] {
  const control = { mode: 'current', value: system.current(y) } as const;
  if (system instanceof DfnSystem) {
    const fine = refineSystem(system, mesh.nodes, mesh.shells);
    const state = transferState(system, y, fine);
    fine.setControl(control);
    solveConsistent(fine, 0, state);
    fine.linearise(0, state);
    return (omega) => solveSmallSignal(fine, omega);
  }
  if (system instanceof SingleParticleSystem) {
    const fine = refineSingleParticle(system, mesh.nodes, mesh.shells);
    const state = transferSingleParticle(system, y, fine);
    fine.setControl(control);
    solveConsistent(fine, 0, state);
    return lineariseSingleParticle(fine, state);
  }
  throw new TypeError('a cell system of no known model');
}
