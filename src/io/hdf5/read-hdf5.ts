import { AbortError, type Context, ReadError, throwIfAborted } from '../../core/index.js';
import type { Hdf5Answer, Hdf5Group, Hdf5Limits } from './hdf5-tree.js';
import { type Hdf5Thread, startHdf5Thread } from './hdf5-thread.js';

const LIMITS: Hdf5Limits = { seconds: 30, bytes: 2 ** 30, objects: 20_000, depth: 24, values: 2e7, largest: 5e6 };

/** A thread that has read its files well, kept for the next: the HDF5 library takes half a second to start. */
let idle: Hdf5Thread | undefined;

/**
 * The whole of an HDF5 file. The HDF5 library may follow damaged tables without end, so it runs in a thread that is
 * stopped when the time is over; after a failure its memory is not trusted and the thread goes.
 *
 * @throws ReadError where the file is damaged or costs more than is allowed
 */
export async function readHdf5(
  bytes: Uint8Array,
  file: string,
  ctx?: Context,
  limits: Partial<Hdf5Limits> = {},
): Promise<Hdf5Group> {
  throwIfAborted(ctx);
  const usual = Object.keys(limits).length === 0;
  const { seconds, ...most } = { ...LIMITS, ...limits };
  const thread = (usual && takeIdle()) || (await startHdf5Thread(most));
  let keep = false;
  try {
    const answer = await ask(thread, bytes, file, seconds, ctx);
    if ('failed' in answer) throw new ReadError(`the file is damaged, or ${answer.failed.slice(0, 200)}`, { file });
    keep = usual && idle === undefined;
    return answer.tree;
  } finally {
    if (keep) idle = thread;
    else await thread.end();
  }
}

function takeIdle(): typeof idle {
  const thread = idle;
  idle = undefined;
  return thread;
}

function ask(thread: Hdf5Thread, bytes: Uint8Array, file: string, seconds: number, ctx?: Context): Promise<Hdf5Answer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      ctx?.signal?.removeEventListener('abort', cancel);
      settle();
    };
    const refuse = (what: string): void => end(() => reject(new ReadError(what, { file })));
    const cancel = (): void => end(() => reject(new AbortError()));
    const timer = setTimeout(() => refuse(`the file was not read within ${seconds} s: it is damaged`), 1000 * seconds);
    ctx?.signal?.addEventListener('abort', cancel);
    thread.read(bytes).then(
      (given) => end(() => resolve(given)),
      (error: Error) => refuse(`the file is damaged (${error.message.slice(0, 200)})`),
    );
  });
}
