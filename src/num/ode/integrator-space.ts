import { SolverMemory } from '../solver-memory.js';
import type { DaeSystem } from './dae-system.js';

const ROWS = 8;

/** Where a system's own work finds a state, its rates, a right-hand side and the solution. */
export interface OwnVectors {
  state: Float64Array;
  rates: Float64Array;
  rhs: Float64Array;
  solution: Float64Array;
}

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

  /**
   * @param own what the integrator works on in place of vectors of its own, so that nothing is copied; the system may
   *   overwrite them whenever it is asked something
   */
  constructor(memory: SolverMemory, system: Pick<DaeSystem, 'size' | 'mass' | 'importance'>, own?: OwnVectors) {
    this.kernel = memory.kernel;
    const n = system.size;
    const even = n + (n % 2);
    const rows = memory.doubles(ROWS * even);
    this.stride = 8 * even;
    this.differences = Array.from({ length: ROWS }, (_, k) => rows.subarray(k * even, k * even + n));
    const vector = (): Float64Array => memory.doubles(n);
    this.trial = own?.state ?? vector();
    this.f = own?.rates ?? vector();
    this.rhs = own?.rhs ?? vector();
    this.correction = own?.solution ?? vector();
    [this.delta, this.predicted, this.history, this.weight] = Array.from({ length: 4 }, vector);
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
