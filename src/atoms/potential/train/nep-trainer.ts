import { compileKernel } from '../../../core/index.js';
import { nepTrainSharedWasm } from '../../../kernels/built/nep-train-shared.js';
import { nepTrainSingleWasm } from '../../../kernels/built/nep-train-single.js';
import { CONTROL_BYTES, Crew, MOST_PIECES } from '../crew.js';
import { makeHarmonicWeights } from '../harmonics.js';
import { FIVE_BODY, FOUR_BODY } from '../many-body.js';
import { HARMONIC_RATIOS } from '../nep-tables.js';
import { SCRATCH_HEAD, type FrameStore } from './frame-store.js';
import type { NepRecipe } from './nep-recipe.js';
import type { ParameterLayout } from './parameter-layout.js';

/** Norm beyond which a gradient is cut down. */
const MOST_NORM = 5;

/** Weights of the three parts of the loss. */
export interface LossWeights {
  energy: number;
  force: number;
  virial: number;
}

/** Squared errors of one frame, as a visit leaves them. */
export interface FrameErrors {
  /** [eV] of the whole cell. */
  energy: number;
  /** [eV2/Å2] summed over all components. */
  forceSquares: number;
  /** [eV2] of dE/dε, summed over nine components. */
  virialSquares: number;
}

/** The training kernel over a store of frames: errors, gradients and steps. */
export class NepTrainer {
  readonly parameters: Float32Array;
  readonly average: Float32Array;
  readonly scaler: Float32Array;
  readonly moments: Float32Array;
  readonly squares: Float32Array;
  private readonly kernel: {
    evaluate(settings: number, piece: number, first: number, last: number): void;
    sumGradients(settings: number, pieces: number): number;
    step(settings: number, norm: number, rate: number, first: number, second: number, keep: number, most: number): void;
  };
  private readonly crew: Crew | undefined;
  private readonly records: readonly number[];
  private readonly atoms: readonly number[];
  private readonly memory: WebAssembly.Memory;
  private readonly at: Record<'settings' | 'control' | 'parameters' | 'average' | 'table', number>;

  constructor(
    recipe: NepRecipe,
    private readonly layout: ParameterLayout,
    private readonly store: FrameStore,
  ) {
    const { helpers, memory } = store;
    this.memory = memory;
    this.records = store.records;
    this.atoms = store.atoms;
    const module = compileKernel(helpers > 0 ? nepTrainSharedWasm : nepTrainSingleWasm);
    this.kernel = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } })
      .exports as unknown as typeof this.kernel;
    const bytes = 4 * layout.length;
    const at = {
      settings: store.take(256),
      control: store.take(CONTROL_BYTES),
      weights: store.take(96),
      scaler: store.take(4 * layout.rows),
      parameters: store.take(bytes),
      average: store.take(bytes),
      moments: store.take(bytes),
      squares: store.take(bytes),
      table: store.take(4 * MOST_PIECES),
      gradients: store.take(bytes * MOST_PIECES),
      scratch: store.take(store.scratch * (helpers + 1)),
    };
    this.at = at;
    const { buffer } = memory;
    const view = (from: number, length: number): Float32Array => new Float32Array(buffer, from, length);
    this.parameters = view(at.parameters, layout.length);
    this.average = view(at.average, layout.length);
    this.moments = view(at.moments, layout.length);
    this.squares = view(at.squares, layout.length);
    this.scaler = view(at.scaler, layout.rows);
    view(at.weights, 24).set(makeHarmonicWeights(4).map((w, h) => w * HARMONIC_RATIOS[h] ** 2));
    // The order is that of the settings in the kernel.
    new Int32Array(buffer, at.settings, 35).set([
      layout.types,
      layout.radialCount,
      layout.radialBasis,
      layout.angularCount,
      layout.angularBasis,
      4,
      1,
      recipe.lMax[2],
      layout.neurons,
      layout.rows,
      at.parameters,
      at.scaler,
      layout.length,
      4 * layout.bias,
      4 * layout.output,
      4 * layout.shared,
      4 * layout.radial,
      4 * layout.angular,
      0,
      0,
      0,
      at.weights,
      at.table,
      at.gradients,
      bytes,
      at.scratch,
      store.scratch,
      0,
      0,
      0,
      store.mostNear,
      at.moments,
      at.squares,
      at.average,
      0,
    ]);
    view(at.settings + 108, 2).set([recipe.cutoff.radial, recipe.cutoff.angular]);
    view(at.settings + 156, 2).set([FOUR_BODY, FIVE_BODY]);
    // The calling thread takes the first scratch, whose descriptors are read.
    this.kernel.evaluate(at.settings, 0, 0, 0);
    if (helpers > 0)
      this.crew = new Crew(
        { module, memory, control: at.control, settings: at.settings },
        this.kernel.evaluate,
        helpers,
      );
  }

  /** [byte] memory in use. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Gradient of the loss over a batch, one for each frame; what the frames were off by. */
  addGradients(frames: readonly number[], weights: readonly number[], loss: LossWeights): FrameErrors[] {
    const atoms = frames.reduce((sum, k) => sum + this.atoms[k], 0);
    frames.forEach((k, place) => {
      const n = this.atoms[k];
      const share = (2 * weights[place]) / (frames.length * n * n);
      new Float32Array(this.memory.buffer, this.records[k] + 88, 3).set([
        loss.energy * share,
        (2 * weights[place] * loss.force) / (3 * atoms),
        this.hasVirial(k) ? (loss.virial * share) / 9 : 0,
      ]);
    });
    return this.visit(frames, true);
  }

  /** What frames are off by, with the running average of the parameters or the last ones. */
  computeErrors(frames: readonly number[], averaged: boolean): FrameErrors[] {
    this.setAveraged(averaged);
    const errors: FrameErrors[] = [];
    for (let k = 0; k < frames.length; k += MOST_PIECES)
      errors.push(...this.visit(frames.slice(k, k + MOST_PIECES), false));
    this.setAveraged(false);
    return errors;
  }

  private setAveraged(averaged: boolean): void {
    new Int32Array(this.memory.buffer, this.at.settings, 64)[10] = averaged ? this.at.average : this.at.parameters;
  }

  /** Adds up the gradients of a batch, in the order of its frames; the norm. */
  sumGradients(pieces: number): number {
    return this.kernel.sumGradients(this.at.settings, pieces);
  }

  /** One step of Adam against the summed gradients, its `count`-th. */
  step(norm: number, rate: number, count: number, keep: number): void {
    this.kernel.step(this.at.settings, norm, rate, 1 - 0.9 ** count, 1 - 0.999 ** count, keep, MOST_NORM);
  }

  /** Scaled descriptors (atoms, rows) of a frame, in the kernel's padded order. */
  computeDescriptors(frame: number, averaged = false): Float32Array {
    this.setAveraged(averaged);
    this.run([frame], false, false);
    this.setAveraged(false);
    const { buffer } = this.memory;
    const settings = new Int32Array(buffer, this.at.settings, 64);
    const [, , , , , groups, near, far] = new Int32Array(buffer, this.records[frame], 8);
    const { sizes } = this.store;
    const from =
      settings[25] +
      SCRATCH_HEAD +
      settings[30] * sizes.room +
      near * sizes.near +
      far * sizes.far +
      groups * sizes.group;
    const found = new Float32Array(this.atoms[frame] * this.layout.rows);
    for (let i = 0; i < this.atoms[frame]; i++)
      found.set(new Float32Array(buffer, from + i * sizes.atom, this.layout.rows), i * this.layout.rows);
    return found;
  }

  /** Gradient of the last batch, as {@link sumGradients} leaves it. */
  gradient(): Float32Array {
    return new Float32Array(
      this.memory.buffer,
      new Int32Array(this.memory.buffer, this.at.settings, 64)[23],
      this.layout.length,
    );
  }

  dispose(): void {
    this.crew?.dispose();
  }

  private hasVirial(frame: number): boolean {
    return new Int32Array(this.memory.buffer, this.records[frame] + 100, 1)[0] === 1;
  }

  private visit(frames: readonly number[], trains: boolean): FrameErrors[] {
    this.run(frames, trains, true);
    return frames.map((k) => {
      const found = new Float64Array(this.memory.buffer, this.records[k] + 104, 8);
      const virial = found.subarray(2);
      return {
        energy: found[0],
        forceSquares: found[1],
        virialSquares: this.hasVirial(k)
          ? virial[0] ** 2 + virial[1] ** 2 + virial[2] ** 2 + 2 * (virial[3] ** 2 + virial[4] ** 2 + virial[5] ** 2)
          : NaN,
      };
    });
  }

  private run(frames: readonly number[], trains: boolean, shared: boolean): void {
    const { buffer } = this.memory;
    new Int32Array(buffer, this.at.settings, 64)[29] = Number(trains);
    new Int32Array(buffer, this.at.table, MOST_PIECES).set(frames.map((k) => this.records[k]));
    if (this.crew && shared) this.crew.run(Int32Array.from({ length: frames.length + 1 }, (_, k) => k));
    else this.kernel.evaluate(this.at.settings, 0, 0, frames.length);
  }
}
