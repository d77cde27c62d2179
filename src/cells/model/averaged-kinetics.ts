import type { Mechanism } from '../ageing/mechanism.js';
import type { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { SurfaceKinetics, type InterfaceState } from './surface-kinetics.js';

/**
 * One particle for a whole electrode: the interface is the same everywhere but for the electrolyte's concentration, over which the
 * overpotential is averaged. Has the shape of {@link SurfaceKinetics} for a single node.
 */
export class AveragedKinetics extends SurfaceKinetics {
  private readonly inner: SurfaceKinetics;
  private readonly samples: number;
  private readonly spread: InterfaceState;

  /** @param samples [1] places along x */
  constructor(
    memory: SolverMemory,
    material: ActiveMaterial,
    samples: number,
    concentrationScale: number,
    mechanisms: readonly Mechanism[],
    sharedNames: readonly string[],
  ) {
    super(memory, material, 1, concentrationScale, mechanisms, sharedNames);
    this.samples = samples;
    this.inner = new SurfaceKinetics(memory, material, samples, concentrationScale, mechanisms, sharedNames);
    const make = (): Float64Array => memory.doubles(samples);
    this.spread = {
      c: make(),
      gap: make(),
      surface: make(),
      mean: make(),
      j: make(),
      y: new Float64Array(samples * this.quantities),
      at: 0,
      shared: new Float64Array(sharedNames.length),
    };
  }

  override setTemperature(T: number): void {
    super.setTemperature(T);
    this.inner.setTemperature(T);
  }

  override add(sequence: Sequence, state: InterfaceState): void {
    const { inner, samples, spread, quantities: m } = this;
    sequence.call(() => {
      for (const name of ['gap', 'surface', 'mean', 'j'] as const) spread[name].fill(state[name][0]);
      spread.c.set(state.c);
      for (let i = 0; i < samples; i++) for (let k = 0; k < m; k++) spread.y[i * m + k] = state.y[state.at + k];
      spread.shared.set(state.shared);
      inner.applyShape(spread.y, 0, spread.shared);
    });
    inner.add(sequence, spread);
    sequence.call(() => {
      for (const name of [
        'residual',
        'source',
        'flux',
        'rates',
        'feeds',
        'openCircuit',
        'entropic',
        'overpotential',
        'sideCurrent',
        'sideHeat',
        'filmResistance',
        'areaRatio',
        'activeShare',
      ] as const)
        average(inner[name], this[name], samples);
    });
  }

  override addSlopes(sequence: Sequence): void {
    this.inner.addSlopes(sequence, this.spread);
    sequence.call(() => average(this.inner.local, this.local, this.samples));
  }
}

/** Mean of `from` (samples, width) into `to` (width). */
function average(from: Float64Array, to: Float64Array, samples: number): void {
  const width = to.length;
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let i = 0; i < samples; i++) sum += from[i * width + k];
    to[k] = sum / samples;
  }
}
