import { AbortError } from './errors.js';
import { makeRng, type Rng } from './rng.js';

/** What long work gets from its caller. Every member is optional. */
export interface Context {
  signal?: AbortSignal;
  /** `done` of `total` units of work; `total` is undefined while unknown. */
  progress?: (done: number, total: number | undefined, label: string) => void;
  /** Keeps and returns the last saved state of a piece of work under a key, so that a killed run resumes. */
  checkpoint?: Checkpoint;
  rng?: Rng;
  log?: (text: string) => void;
}

/** Store for the state of unfinished work. State must survive structured clone or JSON with typed arrays as base64. */
export interface Checkpoint {
  load(key: string): Promise<unknown>;
  save(key: string, state: unknown): Promise<void>;
}

/** Raises {@link AbortError} when the caller has cancelled. Cheap enough for an inner loop. */
export function throwIfAborted(ctx: Context | undefined): void {
  if (ctx?.signal?.aborted) throw new AbortError();
}

/** Lets the event loop run, so that signals and drawing get a turn, then checks for cancellation. */
export async function breathe(ctx: Context | undefined): Promise<void> {
  await new Promise<void>(soon);
  throwIfAborted(ctx);
}

/** Calls back in the event loop's next turn. Timers would do too, but browsers hold them up for 4 ms once they nest. */
function soon(resolve: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void };
  if (setImmediate) setImmediate(resolve);
  else {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  }
}

/**
 * A context for one part of a larger piece of work: progress is scaled into [from, to] of the whole, keys are prefixed.
 */
export function subContext(ctx: Context | undefined, label: string, from = 0, to = 1): Context {
  return {
    ...ctx,
    progress:
      ctx?.progress &&
      ((done, total, inner) =>
        ctx.progress!(from + (to - from) * (total ? done / total : 0), 1, inner ? `${label}: ${inner}` : label)),
    checkpoint: ctx?.checkpoint && {
      load: (key) => ctx.checkpoint!.load(`${label}/${key}`),
      save: (key, state) => ctx.checkpoint!.save(`${label}/${key}`, state),
    },
  };
}

/** The caller's generator, or one seeded with 1 so that work without a seed is repeatable too. */
export function contextRng(ctx: Context | undefined): Rng {
  return ctx?.rng ?? makeRng(1);
}
