/** [ms] that a run may take before it gives way to a newer request. */
const PATIENCE = 150;

/** Reason of an abort in favour of a newer request. */
export const SUPERSEDED = 'superseded';

/**
 * Answers the newest of many requests. One runs and one waits; those between are dropped. A run that has taken longer
 * than its patience when a newer request waits is aborted, so that short ones finish while a slider moves, and long
 * ones never stand in the way.
 */
export class LatestRunner<I> {
  #running?: { controller: AbortController; began: number; patience: number };
  #waiting?: { input: I; patience: number };

  constructor(private readonly act: (input: I, signal: AbortSignal) => Promise<void>) {}

  submit(input: I, patience = PATIENCE): void {
    this.#waiting = { input, patience };
    if (!this.#running) return void this.#next();
    const { began, patience: left, controller } = this.#running;
    setTimeout(() => this.#waiting && controller.abort(SUPERSEDED), Math.max(0, began + left - performance.now()));
  }

  /** Ends what runs; what it has reached is still shown. */
  stop(): void {
    this.#waiting = undefined;
    this.#running?.controller.abort();
  }

  async #next(): Promise<void> {
    while (this.#waiting) {
      const { input, patience } = this.#waiting;
      this.#waiting = undefined;
      const controller = new AbortController();
      this.#running = { controller, began: performance.now(), patience };
      await this.act(input, controller.signal);
      this.#running = undefined;
    }
  }
}
