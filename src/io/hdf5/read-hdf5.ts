import { AbortError, type Context, ReadError, throwIfAborted } from '../../core/index.js';
import { WALK_SCRIPT } from './walk-script.js';

type Value = number | string | boolean | null | Float64Array | readonly Value[];

/** A dataset with all its values; whole numbers are doubles; null where there are more than a single one may have. */
export interface Hdf5Dataset {
  path: string;
  attributes: Readonly<Record<string, Value>>;
  shape: readonly number[];
  /** Row by row; a single one where there is no shape. */
  value: Value;
}

/** A group with all that is in it. */
export interface Hdf5Group {
  path: string;
  attributes: Readonly<Record<string, Value>>;
  groups: Readonly<Record<string, Hdf5Group>>;
  datasets: Readonly<Record<string, Hdf5Dataset>>;
}

/**
 * What a file may cost: seconds, bytes of the HDF5 library, objects, depth of groups, values of all datasets. One of more
 * than `largest` values, such as a detector's images, is not read and costs nothing.
 */
export interface Hdf5Limits {
  seconds: number;
  bytes: number;
  objects: number;
  depth: number;
  values: number;
  largest: number;
}
const LIMITS: Hdf5Limits = { seconds: 30, bytes: 2 ** 30, objects: 20_000, depth: 24, values: 2e7, largest: 5e6 };

type Threads = typeof import('node:worker_threads');

/** A thread that has read its files well, kept for the next: the HDF5 library takes half a second to start. */
let idle: InstanceType<Threads['Worker']> | undefined;

/**
 * The whole of an HDF5 file. The HDF5 library may follow damaged tables without end, so it runs in a thread that is
 * stopped when the time is over; after a failure its memory is not trusted and the thread goes.
 *
 * @throws ReadError where the file is damaged, costs more than is allowed, or where no thread can be had: in a page
 */
export async function readHdf5(
  bytes: Uint8Array,
  file: string,
  ctx?: Context,
  limits: Partial<Hdf5Limits> = {},
): Promise<Hdf5Group> {
  const threads = nodeThreads();
  if (!threads)
    throw new ReadError(
      'HDF5 is not read in a page, where a damaged file could not be stopped',
      { file },
      { hint: 'cermet convert makes a table or VAMAS of it on the command line' },
    );
  throwIfAborted(ctx);
  const most = { ...LIMITS, ...limits };
  const thread = (Object.keys(limits).length === 0 && takeIdle()) || startThread(threads, most);
  let keep = false;
  try {
    thread.ref();
    const answer = await ask(thread, bytes, file, most.seconds, ctx);
    if ('failed' in answer) throw new ReadError(`the file is damaged, or ${answer.failed.slice(0, 200)}`, { file });
    keep = Object.keys(limits).length === 0 && idle === undefined;
    return answer.tree;
  } finally {
    thread.unref();
    if (keep) idle = thread;
    else await thread.terminate();
  }
}

function takeIdle(): typeof idle {
  const thread = idle;
  idle = undefined;
  return thread;
}

function startThread(threads: Threads, { seconds: _, ...limits }: Hdf5Limits): NonNullable<typeof idle> {
  return new threads.Worker(WALK_SCRIPT, {
    eval: true,
    workerData: { ...limits, library: import.meta.resolve('h5wasm') },
    stdout: true,
    stderr: true,
  });
}

type Answer = { tree: Hdf5Group } | { failed: string };

function ask(
  thread: NonNullable<typeof idle>,
  bytes: Uint8Array,
  file: string,
  seconds: number,
  ctx?: Context,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      ctx?.signal?.removeEventListener('abort', cancel);
      thread.off('message', answer).off('error', fail).off('exit', leave);
      settle();
    };
    const refuse = (what: string): void => end(() => reject(new ReadError(what, { file })));
    const answer = (given: Answer): void => end(() => resolve(given));
    const fail = (error: Error): void => refuse(`the file is damaged (${error.message.slice(0, 200)})`);
    const leave = (): void => refuse('the file is damaged: it ends the HDF5 library');
    const cancel = (): void => end(() => reject(new AbortError()));
    const timer = setTimeout(() => refuse(`the file was not read within ${seconds} s: it is damaged`), 1000 * seconds);
    ctx?.signal?.addEventListener('abort', cancel);
    thread.on('message', answer).on('error', fail).on('exit', leave);
    thread.postMessage(bytes);
  });
}

function nodeThreads(): Threads | undefined {
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process;
  return host?.getBuiltinModule?.('node:worker_threads') as Threads | undefined;
}
