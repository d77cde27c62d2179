import { DomainError } from '../../../core/index.js';
import { canShareMemory, MOST_PIECES } from '../crew.js';
import type { PackedFrame } from './pack-frame.js';
import type { ParameterLayout } from './parameter-layout.js';

const PAGE = 65536;
const MOST_PAGES = 65536;
const FRAME_BYTES = 192;
/** Bytes of the small vectors at the head of a scratch, as in `_nep-train-layout.as.ts`. */
export const SCRATCH_HEAD = 27648;

/**
 * Memory of the training kernel, which frames are copied into one by one: 64 bytes for each four pairs of an atom with
 * one element within one of the cutoffs, 16 for each atom and element around it and 24 for each atom.
 */
export class FrameStore {
  readonly memory: WebAssembly.Memory;
  /** Threads that help the calling one. */
  readonly helpers: number;
  /** Where the record of each frame stands, and its number of atoms. */
  readonly records: number[] = [];
  readonly atoms: number[] = [];
  readonly sizes: ReturnType<typeof computeSizes>;
  /** Most batches of pairs of one atom, and most bytes that one frame keeps between forces and gradient. */
  mostNear = 0;
  private mostKept = 0;
  private end = PAGE;

  constructor(layout: ParameterLayout, threads: number) {
    this.helpers = canShareMemory() ? Math.max(1, Math.min(threads, MOST_PIECES)) - 1 : 0;
    this.sizes = computeSizes(layout);
    this.memory = new WebAssembly.Memory({
      initial: 2,
      maximum: MOST_PAGES,
      ...(this.helpers > 0 && { shared: true }),
    });
  }

  /** [byte] what a thread needs for the largest frame: about 300 for each of its pairs. */
  get scratch(): number {
    return Math.ceil((SCRATCH_HEAD + this.mostNear * this.sizes.room + this.mostKept) / 64) * 64;
  }

  /** Copies a frame into memory. */
  add(frame: PackedFrame): void {
    const at = {
      record: this.take(FRAME_BYTES),
      kinds: this.take(frame.kinds.byteLength),
      groups: this.take(frame.groups.byteLength),
      batches: this.take(frame.batches.byteLength),
      forces: this.take(frame.forces.byteLength),
    };
    const { buffer } = this.memory;
    new Int32Array(buffer, at.kinds, frame.kinds.length).set(frame.kinds);
    new Int32Array(buffer, at.groups, frame.groups.length).set(frame.groups);
    new Int32Array(buffer, at.batches, frame.batches.length).set(frame.batches);
    new Float32Array(buffer, at.forces, frame.forces.length).set(frame.forces);
    new Int32Array(buffer, at.record, 8).set([
      frame.atoms,
      at.kinds,
      at.groups,
      at.batches,
      at.forces,
      frame.groups.length / 4,
      frame.nearBatches,
      frame.farBatches,
    ]);
    new Float64Array(buffer, at.record + 32, 7).set([frame.energy, ...frame.virial]);
    new Int32Array(buffer, at.record + 100, 1)[0] = Number(frame.hasVirial);
    this.records.push(at.record);
    this.atoms.push(frame.atoms);
    const { sizes } = this;
    this.mostNear = Math.max(this.mostNear, frame.mostNear);
    this.mostKept = Math.max(
      this.mostKept,
      frame.nearBatches * sizes.near +
        frame.farBatches * sizes.far +
        (frame.groups.length / 4) * sizes.group +
        frame.atoms * sizes.atom +
        16 * (frame.atoms + 1),
    );
  }

  /** Memory for `bytes` more; views of it are made anew once it has grown. */
  take(bytes: number): number {
    const from = this.end;
    this.end = Math.ceil((from + bytes) / 64) * 64;
    const missing = Math.ceil((this.end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      const there = this.memory.buffer.byteLength / PAGE;
      try {
        // By a part of what there is, so that many frames do not grow it many times.
        this.memory.grow(Math.min(MOST_PAGES - there, Math.max(missing, Math.floor(there / 8))));
      } catch (cause) {
        throw this.makeFullError(cause);
      }
      if (this.end > this.memory.buffer.byteLength) throw this.makeFullError();
    }
    return from;
  }

  private makeFullError(cause?: unknown): DomainError {
    return new DomainError(
      `the training frames need more memory than there is (${Math.round(this.end / 2 ** 20)} MiB)`,
      { hint: 'take fewer frames, or a shorter radial cutoff', cause },
    );
  }
}

/** Bytes that a visit keeps, as in `_nep-train-layout.as.ts`. */
function computeSizes(layout: ParameterLayout) {
  const four = (value: number): number => Math.ceil(value / 4) * 4;
  const functions = Math.ceil(layout.angularCount / 2) * 2;
  const far = 80 + 16 * layout.radialBasis;
  return {
    far,
    near: far + 32 * four(layout.angularBasis) + 48 * functions + 384,
    room: 384 + 48 * functions,
    group: 4 * four(layout.radialBasis),
    atom: 8 * layout.rows + 8 * layout.neurons + 192 * four(layout.angularCount),
  };
}
