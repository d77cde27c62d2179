import { SolverMemory } from '../solver-memory.js';
import type { DaeSystem } from './dae-system.js';

const ROWS = 8;

/** Vectors of an integrator beside those of its system; the next integrator of the same system takes them over. */
export class IntegratorSpace {
  readonly kernel: SolverMemory['kernel'];
  /** Backward differences, highest order 5, and two more. */
  readonly differences: Float64Array[];
  /** [byte] from one row of differences to the next. */
  readonly stride: number;
  readonly f: Float64Array;
  readonly rhs: Float64Array;
  readonly delta: Float64Array;
  readonly correction: Float64Array;
  readonly predicted: Float64Array;
  readonly trial: Float64Array;
  readonly history: Float64Array;
  readonly weight: Float64Array;
  readonly mass: Float64Array;
  readonly importance: Float64Array;
  readonly absolute: Float64Array;
  /** (6) weights of the history, and (6, 6) change of the differences with the step. */
  readonly q: Float64Array;
  readonly change: Float64Array;

  constructor(memory: SolverMemory, system: Pick<DaeSystem, 'size' | 'mass' | 'importance'>) {
    this.kernel = memory.kernel;
    const n = system.size;
    const even = n + (n % 2);
    const rows = memory.doubles(ROWS * even);
    this.stride = 8 * even;
    this.differences = Array.from({ length: ROWS }, (_, k) => rows.subarray(k * even, k * even + n));
    const vector = (): Float64Array => memory.doubles(n);
    [this.f, this.rhs, this.delta, this.correction, this.predicted, this.trial, this.history, this.weight] = Array.from(
      { length: 8 },
      vector,
    );
    this.mass = vector();
    this.mass.set(system.mass);
    this.importance = vector();
    this.importance.set(system.importance ?? new Float64Array(n).fill(1));
    // The place behind an odd number of entries stays out of every norm.
    const padded = memory.doubles(even).fill(1);
    this.absolute = padded.subarray(0, n);
    this.q = memory.doubles(6);
    this.change = memory.doubles(36);
  }

  /** The space that a system brings, or one made for it. */
  static of(system: DaeSystem): IntegratorSpace {
    return system.space ?? SolverMemory.build((memory) => new IntegratorSpace(memory, system));
  }
}
