import { breathe, throwIfAborted, type Context } from '../../core/index.js';

/** Milliseconds of work between turns of the event loop: cancelling takes effect within 50 ms. */
const TURN = 40;

/** Tells when it is time to let the event loop run, without allocating in the loop that asks. */
export class Pacer {
  #last = performance.now();

  /** True once enough work has passed; `pause` should then be awaited. */
  due(): boolean {
    return performance.now() - this.#last > TURN;
  }

  /** Reports progress, lets the event loop run and raises AbortError when the caller has cancelled. */
  async pause(ctx: Context | undefined, done: number, total: number, label: string): Promise<void> {
    ctx?.progress?.(done, total, label);
    if (ctx) await breathe(ctx);
    else await new Promise<void>((resolve) => setTimeout(resolve, 0));
    throwIfAborted(ctx);
    this.#last = performance.now();
  }
}
