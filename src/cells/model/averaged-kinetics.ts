import type { Mechanism } from '../ageing/mechanism.js';
import type { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { SurfaceKinetics, type InterfaceState } from './surface-kinetics.js';

/**
 * One particle for a whole electrode: the interface is the same everywhere but for the electrolyte's concentration,
 * over which the overpotential is averaged. Mechanisms of ageing react once, at the mean concentration: none depends on
 * it but in proportion. Has the shape of {@link SurfaceKinetics} for a single node.
 */
export class AveragedKinetics extends SurfaceKinetics {
  private readonly inner: SurfaceKinetics;

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
    this.inner = new SurfaceKinetics(memory, material, samples, concentrationScale, [], sharedNames);
    const make = (): Float64Array => memory.doubles(samples);
    this.spread = {
      c: make(),
      gap: make(),
      surface: make(),
      mean: make(),
      j: make(),
      y: new Float64Array(0),
      at: 0,
      shared: new Float64Array(0),
    };
  }

  /** The state at every place. */
  private readonly spread: InterfaceState;

  protected override get places(): number {
    return this.inner.count;
  }

  override setTemperature(T: number): void {
    super.setTemperature(T);
    this.inner.setTemperature(T);
  }

  override addProperties(sequence: Sequence, state: InterfaceState): void {
    const { inner, spread } = this;
    sequence.call(() => {
      spread.c.set(state.c);
      spread.surface.fill(state.surface[0]);
    });
    inner.addProperties(sequence, spread);
    sequence.call(() => {
      for (const name of ['c', 'openCircuit', 'entropic'] as const) average(inner[name], this[name]);
    });
  }

  protected override addBalance(sequence: Sequence, state: InterfaceState): void {
    const { inner, spread } = this;
    sequence.call(() => {
      for (const name of ['gap', 'surface', 'j'] as const) spread[name].fill(state[name][0]);
      if (!this.aged) return;
      this.react(state);
      for (const name of ['sideCurrent', 'filmResistance', 'areaRatio', 'activeShare', 'exchangeRatio'] as const)
        inner[name].fill(this[name][0]);
    });
    inner.addInterface(sequence, spread);
    sequence.call(() => {
      for (const name of ['residual', 'source', 'flux', 'overpotential'] as const) average(inner[name], this[name]);
    });
  }

  override addSlopes(sequence: Sequence, state: InterfaceState): void {
    if (this.aged) return super.addSlopes(sequence, state);
    this.inner.addSlopes(sequence, this.spread);
    sequence.call(() => average(this.inner.local, this.local));
  }
}

/** Mean of `from` (places, width) into `to` (width). */
function average(from: Float64Array, to: Float64Array): void {
  const width = to.length;
  const places = from.length / width;
  for (let k = 0; k < width; k++) {
    let sum = 0;
    for (let i = 0; i < places; i++) sum += from[i * width + k];
    to[k] = sum / places;
  }
}
