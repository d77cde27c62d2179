import { Worker } from 'node:worker_threads';
import type { Labeller, LabelJob } from '../../atoms/index.js';
import { AbortError, CermetError, type Structure } from '../../core/index.js';
import type { LabelAnswer } from './label-worker.js';

/** Workers that label frames, one each at a time. */
export interface LabelPool extends Labeller {
  close(): Promise<void>;
}

/** Opens a thread for each core that may be used; each loads the potential when it starts. */
export function openLabelPool(potential: string, threads: number): LabelPool {
  const all = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./label-worker.js', import.meta.url), { workerData: potential });
    worker.setMaxListeners(0);
    return worker;
  });
  const idle = [...all];
  const waiting: ((worker: Worker) => void)[] = [];
  const take = (): Promise<Worker> => {
    const worker = idle.pop();
    return worker ? Promise.resolve(worker) : new Promise((done) => waiting.push(done));
  };
  const give = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  return {
    threads,
    async label(job, signal) {
      const worker = await take();
      const frame = await labelOn(worker, job, signal);
      give(worker);
      return frame;
    },
    async close() {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

/** A frame takes a second or so: one that is cancelled is not waited for, and its thread ends with the pool. */
function labelOn(worker: Worker, job: LabelJob, signal: AbortSignal | undefined): Promise<Structure | undefined> {
  return new Promise((done, fail) => {
    const settle = (): void => {
      signal?.removeEventListener('abort', abort);
      worker.off('message', receive).off('error', crash).off('exit', leave);
    };
    const abort = (): void => {
      settle();
      fail(new AbortError());
    };
    const receive = (answer: LabelAnswer): void => {
      settle();
      if ('error' in answer) fail(new CermetError('label', answer.error));
      else done(answer.frame);
    };
    const crash = (error: Error): void => {
      settle();
      fail(error);
    };
    const leave = (code: number): void => {
      settle();
      fail(
        new CermetError('worker', `a thread that labels frames ended with code ${code}`, {
          hint: 'there may be too little memory; labelled frames are kept, run again to go on, with fewer --threads',
        }),
      );
    };
    worker.on('message', receive).on('error', crash).on('exit', leave);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    else worker.postMessage(job);
  });
}
