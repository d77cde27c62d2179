import type { SolverMemory } from './solver-memory.js';

/** Operations of the kernel's `replay` (src/kernels/_sequence.as.ts), in its order. */
const OPERATIONS = [
  'scaleArray',
  'clampArray',
  'takeSteps',
  'runFormulas',
  'scaleProperties',
  'electrolyteFluxes',
  'electrolyteSlopes',
  'surfaceState',
  'prepareInterface',
  'evaluateInterface',
  'linearisePlainInterface',
  'particleRates',
  'factoriseParticles',
  'surfaceSlopes',
  'factorisePopulation',
  'eliminatePopulation',
  'substitutePopulation',
  'addSources',
  'balanceCells',
  'assembleCells',
  'addSourceSlopes',
  'gatherCells',
  'addEliminated',
  'scatterCells',
  'takeDrives',
  'factoriseBlocks',
  'solveBlocks',
  'fillZeros',
  'solveBorder',
] as const;

/**
 * Calls of the kernel in a row, laid down in its memory, so that one call runs them all; work that is not in the kernel
 * stands between. Arguments are counts and arrays; a single double is an array of one.
 */
export class Sequence {
  private readonly memory: SolverMemory;
  private readonly pieces: ({ words: number[]; at: number; end: number } | (() => void))[] = [];

  constructor(memory: SolverMemory) {
    this.memory = memory;
  }

  add(operation: (typeof OPERATIONS)[number], ...args: (number | Float64Array)[]): this {
    let last = this.pieces[this.pieces.length - 1];
    if (!last || typeof last === 'function') this.pieces.push((last = { words: [], at: 0, end: 0 }));
    last.words.push(
      OPERATIONS.indexOf(operation),
      4 * (args.length + 2),
      ...args.map((a) => (typeof a === 'number' ? a : a.byteOffset)),
    );
    return this;
  }

  /** Work outside of the kernel, in its place. */
  call(work: () => void): this {
    this.pieces.push(work);
    return this;
  }

  /** Lays the calls down; none can be added after. */
  close(): this {
    for (const piece of this.pieces) {
      if (typeof piece === 'function') continue;
      const place = this.memory.doubles(Math.ceil(piece.words.length / 2));
      new Int32Array(place.buffer, place.byteOffset, piece.words.length).set(piece.words);
      piece.at = place.byteOffset;
      piece.end = place.byteOffset + 4 * piece.words.length;
    }
    return this;
  }

  run(): void {
    const { kernel } = this.memory;
    for (const piece of this.pieces) {
      if (typeof piece === 'function') piece();
      else kernel.replay(piece.at, piece.end);
    }
  }
}
