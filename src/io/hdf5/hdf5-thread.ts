import { CermetError } from '../../core/index.js';
import type { Hdf5Answer, Hdf5Limits } from './hdf5-tree.js';
import { NODE_SCRIPT, PAGE_SCRIPT } from './walk-script.js';

/** A thread with an HDF5 library of its own, to be ended from outside where the library does not come to an end. */
export interface Hdf5Thread {
  /** Reads one file; rejects where the thread itself fell, and never settles where the library runs on. */
  read(bytes: Uint8Array): Promise<Hdf5Answer>;
  end(): Promise<unknown>;
}

type ThreadLimits = Omit<Hdf5Limits, 'seconds'>;

let givePart: (() => Promise<Blob>) | undefined;

/** Says where a page has its HDF5 library: a script that leaves it as `CermetHdf5`, asked for when a file needs it. */
export function provideHdf5Library(give: () => Promise<Blob>): void {
  givePart = give;
}

/** Starts a thread: of Node's, or a worker where a page has provided the library. */
export async function startHdf5Thread(limits: ThreadLimits): Promise<Hdf5Thread> {
  if (givePart) return startPageThread(await givePart(), limits);
  const host = (globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }).process;
  const threads = host?.getBuiltinModule?.('node:worker_threads') as typeof import('node:worker_threads') | undefined;
  if (threads) return startNodeThread(threads, limits);
  throw new CermetError('install', 'this page carries no HDF5 library', {
    hint: 'cermet convert makes a table or VAMAS of the file on the command line',
  });
}

function startNodeThread({ Worker }: typeof import('node:worker_threads'), limits: ThreadLimits): Hdf5Thread {
  const thread = new Worker(NODE_SCRIPT, {
    eval: true,
    workerData: { ...limits, library: import.meta.resolve('h5wasm') },
    stdout: true,
    stderr: true,
  });
  return {
    async read(bytes) {
      thread.ref();
      try {
        return await new Promise((resolve, reject) => {
          thread.once('message', resolve).once('error', reject);
          thread.once('exit', () => reject(new Error('it ends the HDF5 library')));
          thread.postMessage(bytes);
        });
      } finally {
        for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
        thread.unref();
      }
    },
    end: () => thread.terminate(),
  };
}

function startPageThread(library: Blob, limits: ThreadLimits): Hdf5Thread {
  const address = URL.createObjectURL(new Blob([library, PAGE_SCRIPT], { type: 'text/javascript' }));
  const worker = new Worker(address);
  worker.postMessage(limits);
  return {
    read: (bytes) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message || 'it ends the HDF5 library'));
        worker.postMessage(bytes);
      }),
    async end() {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
