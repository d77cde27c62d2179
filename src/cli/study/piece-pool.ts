import { Worker } from 'node:worker_threads';
import { AbortError, CermetError, decodeValue, type Context, type Where } from '../../core/index.js';
import { Pending } from '../../evidence/index.js';
import type { Job, Study } from '../../study/index.js';

/** [ms] that a worker has to stop by itself before it is ended; its checkpoint stays. */
const GRACE = 250;

/** What a worker is told of the study it works for. */
export interface WorkerSetup {
  study: Study;
  folder: string;
  cacheFolder: string;
  plugins: readonly string[];
}

export type ToWorker = { type: 'run'; job: Job } | { type: 'abort' };
export type FromWorker =
  | { type: 'progress'; done: number; total: number | undefined; label: string }
  | { type: 'done'; value: string }
  | {
      type: 'error';
      name: string;
      message: string;
      what: string;
      code?: string;
      hint?: string;
      where?: Where;
      stack?: string;
    };

/** Workers that run pieces, each one piece at a time, started when first needed. */
export interface PiecePool {
  run(job: Job, ctx: Context): Promise<unknown>;
  close(): Promise<void>;
}

export function openPiecePool(setup: WorkerSetup): PiecePool {
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const start = (): Worker => {
    const worker = new Worker(new URL('./piece-worker.js', import.meta.url), { workerData: setup });
    worker.setMaxListeners(0);
    all.add(worker);
    worker.once('exit', () => all.delete(worker));
    return worker;
  };
  return {
    async run(job, ctx) {
      const worker = idle.pop() ?? start();
      const value = await runOn(worker, job, ctx);
      idle.push(worker);
      const answer = decodeValue(value) as { value: unknown } | { pending: { ticket: string; says: string } };
      return 'pending' in answer ? new Pending(answer.pending.ticket, answer.pending.says) : answer.value;
    },
    async close() {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

function runOn(worker: Worker, job: Job, ctx: Context): Promise<string> {
  return new Promise((done, fail) => {
    let timer: NodeJS.Timeout | undefined;
    const abort = (): void => {
      worker.postMessage({ type: 'abort' } satisfies ToWorker);
      timer = setTimeout(() => {
        settle();
        void worker.terminate().then(() => fail(new AbortError()));
      }, GRACE);
    };
    const settle = (): void => {
      clearTimeout(timer);
      ctx.signal?.removeEventListener('abort', abort);
      worker.off('message', receive).off('error', crash).off('exit', leave);
    };
    const receive = (message: FromWorker): void => {
      if (message.type === 'progress') return ctx.progress?.(message.done, message.total, message.label);
      settle();
      if (message.type === 'done') done(message.value);
      else fail(reviveError(message, job));
    };
    const crash = (error: Error): void => {
      settle();
      fail(error);
    };
    const leave = (code: number): void => {
      settle();
      fail(
        new CermetError('worker', `the worker of "${job.label}" ended with code ${code}`, {
          hint: 'there may be too little memory; finished pieces are kept, run again to go on',
        }),
      );
    };
    worker.on('message', receive).on('error', crash).on('exit', leave);
    ctx.signal?.addEventListener('abort', abort, { once: true });
    worker.postMessage({ type: 'run', job } satisfies ToWorker);
  });
}

/** The error a worker met, as one of this thread's, with the piece it belongs to. */
function reviveError(message: Extract<FromWorker, { type: 'error' }>, { evidence, label }: Job): Error {
  if (message.code === 'abort') return new AbortError();
  if (message.code)
    return new CermetError(message.code, `${evidence}, ${label}: ${message.what}`, {
      hint: message.hint,
      where: message.where,
    });
  const error = new Error(`${evidence}, ${label}: ${message.message}`);
  error.stack = message.stack;
  return error;
}
