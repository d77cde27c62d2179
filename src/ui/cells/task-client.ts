import type { Progress, Reply, TaskName, Tasks } from './messages.js';
import CellWorker from './cell-worker.ts?worker&inline';

interface Options<K extends TaskName> {
  signal?: AbortSignal;
  onPart?: (part: Tasks[K]['part']) => void;
  onProgress?: (progress: Progress) => void;
}

/** One worker and what it has been asked. An abort is answered by the worker, with what it has reached. */
export class TaskClient {
  readonly #worker = new CellWorker();
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #count = 0;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#waiting.get(data.id)?.(data);
    // A worker that cannot run at all answers nobody; everyone who waits is told.
    this.#worker.onerror = (event) =>
      this.#waiting.forEach((reply, id) =>
        reply({ id, error: event.message || 'this browser cannot run the simulation' }),
      );
  }

  run<K extends TaskName>(
    task: K,
    input: Tasks[K]['input'],
    { signal, onPart, onProgress }: Options<K> = {},
  ): Promise<Tasks[K]['output']> {
    const id = ++this.#count;
    const abort = (): void => this.#worker.postMessage({ abort: id });
    return new Promise<Tasks[K]['output']>((resolve, reject) => {
      const reply = (message: Reply): void => {
        if ('progress' in message) return onProgress?.(message.progress);
        if ('part' in message) return onPart?.(message.part as Tasks[K]['part']);
        this.#waiting.delete(id);
        signal?.removeEventListener('abort', abort);
        if ('error' in message) reject(new Error(message.error));
        else resolve(message.result as Tasks[K]['output']);
      };
      this.#waiting.set(id, reply);
      this.#worker.postMessage({ id, task, input });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  }
}
