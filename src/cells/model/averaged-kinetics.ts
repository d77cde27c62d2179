import type { Mechanism } from '../ageing/mechanism.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { SurfaceKinetics } from './surface-kinetics.js';

/**
 * One particle for a whole electrode: the interface is the same everywhere but for the electrolyte's concentration, over which the
 * overpotential is averaged. Has the shape of {@link SurfaceKinetics} for a single node.
 */
export class AveragedKinetics extends SurfaceKinetics {
  private readonly inner: SurfaceKinetics;
  private readonly samples: number;
  private readonly fields: Float64Array[];
  private readonly spread: Float64Array;

  /** @param samples [1] places along x */
  constructor(memory: SolverMemory, material: ActiveMaterial, samples: number, concentrationScale: number, mechanisms: readonly Mechanism[], sharedNames: readonly string[]) {
    super(memory, material, 1, concentrationScale, mechanisms, sharedNames);
    this.samples = samples;
    this.inner = new SurfaceKinetics(memory, material, samples, concentrationScale, mechanisms, sharedNames);
    this.fields = Array.from({ length: 4 }, () => memory.doubles(samples));
    this.spread = new Float64Array(samples * this.quantities);
  }

  override evaluate(c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    this.run(false, c, gap, surface, mean, j, q, at, shared, T);
  }

  override linearise(c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    this.run(true, c, gap, surface, mean, j, q, at, shared, T);
  }

  private run(slopes: boolean, c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    const { inner, samples, fields, spread, quantities: m } = this;
    [gap, surface, mean, j].forEach((v, k) => fields[k].fill(v[0]));
    for (let i = 0; i < samples; i++) for (let k = 0; k < m; k++) spread[i * m + k] = q[at + k];
    inner.applyShape(spread, 0, shared);
    const run = slopes ? inner.linearise : inner.evaluate;
    run.call(inner, c, fields[0], fields[1], fields[2], fields[3], spread, 0, shared, T);
    const average = (from: Float64Array, to: Float64Array): void => {
      const width = to.length;
      for (let k = 0; k < width; k++) {
        let sum = 0;
        for (let i = 0; i < samples; i++) sum += from[i * width + k];
        to[k] = sum / samples;
      }
    };
    for (const name of ['residual', 'source', 'flux', 'rates', 'feeds', 'openCircuit', 'entropic', 'overpotential', 'sideCurrent', 'filmResistance', 'areaRatio', 'activeShare'] as const) average(inner[name], this[name]);
    if (slopes) average(inner.local, this.local);
  }
}
