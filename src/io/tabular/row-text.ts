import { compileKernel, startKernel } from '../../core/index.js';
import { textRowsWasm } from '../../kernels/built/text-rows.js';

/** [bytes] of text that there is room for at first. */
const ROOM = 1 << 21;
/** [bytes] past the text that the kernel may look at. */
const MARGIN = 64;
/** [bytes] of numbers made at once: these stay in the processor's cache until they are moved to their columns. */
const NUMBERS = 1 << 20;
const MOST_ROWS = 8192;
/** Cells that are told of at once, where rows have fewer. */
const MOST_CELLS = 1 << 14;
const PAGE = 65_536;

/** Functions of `src/kernels/text-rows.as.ts`. */
interface Kernel {
  firstFree(): number;
  layOut(
    delimiter: number,
    decimal: number,
    fields: number,
    kinds: number,
    left: number,
    columns: number,
    rows: number,
    cells: number,
    cellsRoom: number,
  ): void;
  readRows(from: number, end: number): number;
  stopped: WebAssembly.Global;
  told: WebAssembly.Global;
}

/** How rows of text are split, and which of their fields are numbers. */
export interface RowShape {
  /** [1] byte between fields, and that of the decimal sign */
  delimiter: number;
  decimal: number;
  /** Of each field. */
  kinds: readonly ('skipped' | 'number' | 'other')[];
  /** Whether rows that begin with a byte are left to the caller. */
  leaves(first: number): boolean;
}

/** Rows that were read. */
export interface RowBatch {
  rows: number;
  /** Numbers of a field in these rows, to be overwritten by the next; NaN where nothing stands. */
  numbers(field: number): Float64Array;
  /** Of each cell that is no plain number: row, field, first byte and the one after the last. */
  cells: Int32Array;
}

const KINDS = { skipped: 0, number: 1, other: 2 };

/** Memory that no text uses at present: made anew for every file of hundreds it would be slow to come back. */
let spare: { memory: WebAssembly.Memory; kernel: Kernel } | undefined;

function takeSpare(): NonNullable<typeof spare> {
  const taken = spare;
  spare = undefined;
  if (taken) return taken;
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { memory, kernel: startKernel<Kernel>(compileKernel(textRowsWasm), memory) };
}

/** Text in the memory of a kernel that reads its rows. */
export class RowText {
  /** The memory: text lies in it from `at` to `end`. */
  bytes: Uint8Array;
  at: number;
  end: number;
  private readonly held = takeSpare();
  private readonly textAt: number;
  private readonly columnsAt: number;
  private readonly cellsAt: number;
  private readonly most: number;

  constructor(shape: RowShape) {
    const { memory, kernel } = this.held;
    const width = shape.kinds.length;
    const align = (place: number): number => (place + 15) & ~15;
    this.most = Math.max(64, Math.min(MOST_ROWS, Math.floor(NUMBERS / 8 / Math.max(1, width))));
    const kindsAt = align(kernel.firstFree());
    const leftAt = align(kindsAt + width);
    const cells = Math.max(MOST_CELLS, width);
    this.cellsAt = align(leftAt + 256);
    this.columnsAt = this.cellsAt + 16 * cells;
    // A byte that is no quote stands before the first row.
    this.textAt = this.columnsAt + 8 * width * this.most + 1;
    this.at = this.end = this.textAt;
    this.bytes = new Uint8Array(memory.buffer);
    this.reserve(this.textAt + ROOM + MARGIN);
    this.bytes[this.textAt - 1] = 0;
    this.bytes.set(
      shape.kinds.map((kind) => KINDS[kind]),
      kindsAt,
    );
    for (let first = 0; first < 256; first++) this.bytes[leftAt + first] = Number(shape.leaves(first));
    kernel.layOut(
      shape.delimiter,
      shape.decimal,
      width,
      kindsAt,
      leftAt,
      this.columnsAt,
      this.most,
      this.cellsAt,
      cells,
    );
  }

  /** [bytes] that are not read yet */
  get unread(): number {
    return this.end - this.at;
  }

  append(bytes: Uint8Array): void {
    this.bytes.copyWithin(this.textAt, this.at, this.end);
    this.end += this.textAt - this.at;
    this.at = this.textAt;
    this.reserve(this.end + bytes.length + MARGIN);
    this.bytes.set(bytes, this.end);
    this.end += bytes.length;
  }

  /** Reads rows from `at` on; none where the first is not plain or is not whole. */
  read(): RowBatch {
    const { kernel, memory } = this.held;
    const rows = kernel.readRows(this.at, this.end);
    this.at = kernel.stopped.value as number;
    return {
      rows,
      numbers: (field) => new Float64Array(memory.buffer, this.columnsAt + 8 * field * this.most, rows),
      cells: new Int32Array(memory.buffer, this.cellsAt, 4 * (kernel.told.value as number)),
    };
  }

  /** Lets go of the memory, which then must not be looked at again. */
  close(): void {
    spare = this.held;
  }

  private reserve(size: number): void {
    const { memory } = this.held;
    const lacking = Math.ceil((size - memory.buffer.byteLength) / PAGE);
    if (lacking > 0) memory.grow(lacking);
    this.bytes = new Uint8Array(memory.buffer);
  }
}
