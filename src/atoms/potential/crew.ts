/** What a thread needs to help with one kernel. */
export interface CrewOrders {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Byte offset of the control words in the memory, and argument of the kernel. */
  control: number;
  settings: number;
}

// Control words: round, next piece, pieces done, stop flag, number of pieces, then the bounds of the pieces.
const ROUND = 0;
const NEXT = 1;
const DONE = 2;
const STOP = 3;
const PIECES = 4;
const BOUNDS = 5;
export const MOST_PIECES = 16;
export const CONTROL_BYTES = 4 * (BOUNDS + MOST_PIECES + 1);

/**
 * What a thread runs: it waits for a round, helps with its pieces, and waits again, at first awake for some tens of
 * microseconds, then asleep. Plain script, because it must run from text in Node and in a page alike.
 */
const SCRIPT = `
const serve = ({ module, memory, control, settings }) => {
  const { evaluate } = new WebAssembly.Instance(module, { env: { memory, abort() {} } }).exports;
  const word = new Int32Array(memory.buffer, control, ${BOUNDS + MOST_PIECES + 1});
  let seen = 0;
  for (;;) {
    for (let k = 0; k < 4000 && Atomics.load(word, ${ROUND}) === seen; k++);
    Atomics.wait(word, ${ROUND}, seen);
    seen = Atomics.load(word, ${ROUND});
    if (Atomics.load(word, ${STOP})) return;
    for (;;) {
      const piece = Atomics.add(word, ${NEXT}, 1);
      if (piece >= word[${PIECES}]) break;
      evaluate(settings, piece, word[${BOUNDS} + piece], word[${BOUNDS} + piece + 1]);
      Atomics.add(word, ${DONE}, 1);
      Atomics.notify(word, ${DONE});
    }
  }
};
`;

/** Whether several threads can share memory here: always in Node, in a page only where it is cross-origin isolated. */
export function canShareMemory(): boolean {
  return nodeThreads() !== undefined || (globalThis.crossOriginIsolated === true && typeof Worker === 'function');
}

function nodeThreads(): typeof import('node:worker_threads') | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process;
  return host?.getBuiltinModule?.('node:worker_threads') as typeof import('node:worker_threads') | undefined;
}

/**
 * Threads that help the calling one with the pieces of a kernel. The caller takes pieces too, so work is done even
 * before the helpers have started, and which thread does a piece does not matter to the result.
 */
export class Crew {
  private readonly word: Int32Array;
  private readonly workers: { terminate(): unknown }[] = [];

  constructor(
    private readonly orders: CrewOrders,
    private readonly evaluate: (settings: number, piece: number, first: number, last: number) => void,
    helpers: number,
  ) {
    this.word = new Int32Array(orders.memory.buffer, orders.control, BOUNDS + MOST_PIECES + 1);
    const threads = nodeThreads();
    for (let k = 0; k < helpers; k++) {
      if (threads) {
        const worker = new threads.Worker(`${SCRIPT}serve(require('node:worker_threads').workerData);`, {
          eval: true,
          workerData: orders,
        });
        worker.unref();
        worker.on('error', () => undefined);
        this.workers.push(worker);
      } else {
        const address = URL.createObjectURL(
          new Blob([`${SCRIPT}onmessage = (event) => serve(event.data);`], { type: 'text/javascript' }),
        );
        const worker = new Worker(address);
        worker.postMessage(orders);
        URL.revokeObjectURL(address);
        this.workers.push(worker);
      }
    }
  }

  /** Works out all pieces; `bounds` holds where each begins, and where the last ends. */
  run(bounds: ArrayLike<number>): void {
    const { word } = this;
    const pieces = bounds.length - 1;
    word.set(bounds, BOUNDS);
    word[PIECES] = pieces;
    Atomics.store(word, DONE, 0);
    Atomics.store(word, NEXT, 0);
    Atomics.add(word, ROUND, 1);
    Atomics.notify(word, ROUND);
    for (;;) {
      const piece = Atomics.add(word, NEXT, 1);
      if (piece >= pieces) break;
      this.evaluate(this.orders.settings, piece, bounds[piece], bounds[piece + 1]);
      Atomics.add(word, DONE, 1);
    }
    for (let k = 0; ; k++) {
      const done = Atomics.load(word, DONE);
      if (done === pieces) return;
      if (k > 4000 && nodeThreads()) Atomics.wait(word, DONE, done, 1);
    }
  }

  dispose(): void {
    Atomics.store(this.word, STOP, 1);
    Atomics.add(this.word, ROUND, 1);
    Atomics.notify(this.word, ROUND);
    for (const worker of this.workers) void worker.terminate();
    this.workers.length = 0;
  }
}
