import { isAbsolute, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CermetError, computeContentHash, encodeValue, InputError } from '../../core/index.js';
import { Pending, type PieceHost, type ResourceRef } from '../../evidence/index.js';
import { planEvidence, type Job } from '../../study/index.js';
import type { Cermet } from '../../workbench/index.js';
import { loadCermetWith } from '../cermet.js';
import { namedStructure, readPlace } from '../places.js';
import { fileSource } from '../files.js';
import { openPotential } from '../resolve.js';
import { makeFileCache } from './file-cache.js';
import type { FromWorker, ToWorker, WorkerSetup } from './piece-pool.js';

/** [ms] between progress messages. */
const TELL_EVERY = 50;

const { study, folder, cacheFolder, plugins } = workerData as WorkerSetup;
const port = parentPort!;
const send = (message: FromWorker): void => port.postMessage(message);
const cache = makeFileCache(cacheFolder);
let controller = new AbortController();
let cermet: Promise<Cermet> | undefined;

port.on('message', (message: ToWorker) => {
  if (message.type === 'abort') controller.abort();
  else
    void run(message.job).then(
      (value) => send({ type: 'done', value }),
      (error: unknown) => send(describeError(error)),
    );
});

async function run(job: Extract<ToWorker, { type: 'run' }>['job']): Promise<string> {
  const { evidence, entry, index, hash, kind, label, weight } = job;
  controller = new AbortController();
  cermet ??= loadCermetWith(plugins);
  const known = await cermet;
  const piece = planEvidence(evidence, entry, study, await known.evidence()).pieces[index];
  if (!piece) throw new InputError(`evidence "${evidence}" plans fewer pieces here than where the study was started`);
  let told = 0;
  const value = await piece.run(
    {
      signal: controller.signal,
      checkpoint: cache.checkpoint(hash),
      progress(done, total, inner) {
        const now = performance.now();
        if (now - told < TELL_EVERY) return;
        told = now;
        send({ type: 'progress', done, total, label: inner });
      },
    },
    makePieceHost(known, job),
  );
  if (value instanceof Pending) return encodeValue({ pending: { ticket: value.ticket, says: value.says } });
  await cache.put(hash, value, { evidence, index, kind, label, weight });
  await cache.finish(hash);
  return encodeValue({ value });
}

/** Files are found beside the study; each piece computes on one thread, since pieces run beside one another. */
function makePieceHost(cermet: Cermet, { evidence, index, kind, label, weight, code }: Job): PieceHost {
  const placed = (path: string): string => (isAbsolute(path) ? path : join(folder, path));
  const read = (path: string): ReturnType<PieceHost['read']> => readPlace(placed(path), cermet);
  const resources = {
    potential: (name?: string) => openPotential(name, folder),
    structure: (name = '') => namedStructure(name, (path) => readPlace(placed(path), cermet)),
    engine: async (name = '') => {
      const engines = await cermet.engines();
      const found = engines.find((engine) => engine.name === name);
      if (!found)
        throw new InputError(`there is no engine "${name}"`, { value: name, allowed: engines.map((e) => e.name) });
      return found.open();
    },
  };
  return {
    open: (path) => fileSource(placed(path)),
    read,
    use: async <T>(type: ResourceRef['type'], name?: string) => (await resources[type](name)) as T,
    async keep<T>(from: unknown, make: () => Promise<T>): Promise<T> {
      const hash = await computeContentHash({ kind, shared: from, code });
      const kept = await cache.get(hash);
      if (kept) return kept.value as T;
      const value = await make();
      await cache.put(hash, value, { evidence, index, kind, label, weight });
      return value;
    },
    threads: 1,
  };
}

function describeError(error: unknown): FromWorker {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof CermetError)) return { type: 'error', name, message, what: message, stack };
  return {
    type: 'error',
    name,
    message,
    what: error.what,
    code: error.code,
    hint: error.hint,
    where: error.where,
    stack,
  };
}
