import { CermetError } from '../../../core/errors.js';
import type { Context } from '../../../core/context.js';
import { startWorker } from './start-worker.js';

/** What work is given beside its input: cancellation, progress, and a way to hand over parts before the end. */
export interface TaskContext extends Context {
  part(value: unknown, transfer?: Transferable[]): void;
}

/** Work that a worker does, by name. */
// biome-ignore lint/suspicious/noExplicitAny: each task has an input and an output of its own
export type TaskTable = Record<string, (input: any, ctx: TaskContext) => any>;

type Request = { id: number; task: string; input: unknown } | { abort: number };
type Reply = { id: number } & (
  | { progress: [done: number, total: number | undefined, label: string] }
  | { part: unknown }
  | { result: unknown }
  | { error: string; code?: string; partial?: unknown }
);

/** An error that a worker met. */
export class TaskError extends Error {
  constructor(
    message: string,
    readonly code: string | undefined,
  ) {
    super(message);
  }
}

interface Port {
  postMessage(reply: Reply, transfer?: Transferable[]): void;
  onmessage: (event: MessageEvent<Request>) => void;
}

/** A result whose buffers are handed over rather than copied. */
export class Transferred<T> {
  constructor(
    readonly value: T,
    readonly buffers: Transferable[],
  ) {}
}

/** Answers requests in a worker. */
export function serveTasks(tasks: TaskTable): void {
  const here: unknown = globalThis;
  const port = here as Port;
  const running = new Map<number, AbortController>();
  port.onmessage = ({ data }) => {
    if ('abort' in data) {
      running.get(data.abort)?.abort();
      return;
    }
    const { id, task, input } = data;
    const controller = new AbortController();
    running.set(id, controller);
    const ctx: TaskContext = {
      signal: controller.signal,
      progress: (done, total, label) => port.postMessage({ id, progress: [done, total, label] }),
      part: (value, transfer = []) => port.postMessage({ id, part: value }, transfer),
    };
    void (async () => {
      try {
        const result: unknown = await tasks[task](input, ctx);
        if (result instanceof Transferred) port.postMessage({ id, result: result.value }, result.buffers);
        else port.postMessage({ id, result });
      } catch (error) {
        port.postMessage(
          error instanceof CermetError
            ? { id, error: error.message, code: error.code }
            : { id, error: `unexpected: ${error instanceof Error ? error.message : String(error)}` },
        );
      } finally {
        running.delete(id);
      }
    })();
  };
}

interface AskOptions {
  signal?: AbortSignal;
  onPart?: (part: never) => void;
  onProgress?: (done: number, total: number | undefined, label: string) => void;
  /** Buffers of the input that are handed over rather than copied. */
  transfer?: Transferable[];
}

/** A worker and what it has been asked. */
export class TaskWorker<T extends TaskTable> {
  readonly #worker: Promise<Worker>;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #count = 0;

  constructor() {
    this.#worker = this.#start();
    // A worker that cannot run at all answers nobody; everyone who waits is told.
    this.#worker.catch((error: unknown) => this.#fail(String(error)));
  }

  async #start(): Promise<Worker> {
    const worker = await startWorker();
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#waiting.get(data.id)?.(data);
    worker.onerror = (event) => this.#fail(event.message || 'this browser cannot run the work');
    return worker;
  }

  #fail(error: string): void {
    this.#waiting.forEach((reply, id) => reply({ id, error }));
  }

  async #post(message: Request, transfer: Transferable[] = []): Promise<void> {
    await this.#worker.then(
      (worker) => worker.postMessage(message, transfer),
      (error: unknown) => this.#fail(String(error)),
    );
  }

  ask<K extends keyof T & string>(
    task: K,
    input: Parameters<T[K]>[0],
    { signal, onPart, onProgress, transfer = [] }: AskOptions = {},
  ): Promise<Untransferred<Awaited<ReturnType<T[K]>>>> {
    const id = ++this.#count;
    const abort = (): void => void this.#post({ abort: id });
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (message) => {
        if ('progress' in message) return onProgress?.(...message.progress);
        if ('part' in message) return onPart?.(message.part as never);
        this.#waiting.delete(id);
        signal?.removeEventListener('abort', abort);
        if ('error' in message) reject(new TaskError(message.error, message.code));
        else resolve(message.result as Untransferred<Awaited<ReturnType<T[K]>>>);
      });
      void this.#post({ id, task, input }, transfer);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }

  end(): void {
    void this.#worker.then((worker) => worker.terminate());
  }
}

type Untransferred<T> = T extends Transferred<infer U> ? U : T;
