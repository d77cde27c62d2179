import { compileKernel, startKernel } from '../core/index.js';
import { solverWasm } from '../kernels/built/solver.js';

/** Functions of `src/kernels/solver.as.ts`; arguments are numbers and byte offsets of arrays. */
export type SolverKernel = Readonly<
  Record<
    | 'predictState'
    | 'newtonResidual'
    | 'sumWeightedSquares'
    | 'addCorrection'
    | 'acceptDifferences'
    | 'rescaleDifferences'
    | 'interpolateState'
    | 'runFormulas'
    | 'replay'
    | 'firstFree',
    (...numbers: number[]) => number
  >
>;

const PAGE = 65536;

class MemoryFull extends Error {}

/** Memory of one system and the kernel that works on it. It does not grow, so that arrays on it stay valid. */
export class SolverMemory {
  readonly kernel: SolverKernel;
  private readonly buffer: ArrayBuffer;
  private free: number;

  private constructor(bytes: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
    this.kernel = startKernel<SolverKernel>(compileKernel(solverWasm), memory);
    this.buffer = memory.buffer;
    this.free = (this.kernel.firstFree() + 15) & ~15;
  }

  /** Builds what needs memory, again with more of it where it was not enough. */
  static build<T>(make: (memory: SolverMemory) => T): T {
    for (let bytes = 4 * PAGE; ; bytes *= 4) {
      try {
        return make(new SolverMemory(bytes));
      } catch (error) {
        if (!(error instanceof MemoryFull)) throw error;
      }
    }
  }

  /** Zeros; room for one more behind an odd number, which kernels may write. */
  doubles(length: number): Float64Array {
    const at = this.free;
    this.free += 16 * Math.ceil(length / 2);
    if (this.free > this.buffer.byteLength) throw new MemoryFull();
    return new Float64Array(this.buffer, at, length);
  }

  /** One double, to be read by the kernel at any time. */
  number(value: number): Float64Array {
    return this.doubles(1).fill(value);
  }
}
