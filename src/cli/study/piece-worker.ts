import { isAbsolute, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { CermetError, InputError } from '../../core/index.js';
import { encodeValue, planEvidence, type EvidenceKind, type PieceHost } from '../../study/index.js';
import { fileSource } from '../files.js';
import { openPotential } from '../resolve.js';
import { loadKinds } from './load-study.js';
import { makeFileCache } from './file-cache.js';
import type { FromWorker, ToWorker, WorkerSetup } from './piece-pool.js';

/** [ms] between progress messages. */
const TELL_EVERY = 50;

const { study, folder, cacheFolder, plugins } = workerData as WorkerSetup;
const port = parentPort!;
const send = (message: FromWorker): void => port.postMessage(message);
const cache = makeFileCache(cacheFolder);
let controller = new AbortController();
let kinds: Promise<readonly EvidenceKind[]> | undefined;

port.on('message', (message: ToWorker) => {
  if (message.type === 'abort') controller.abort();
  else
    void run(message.job).then(
      (value) => send({ type: 'done', value }),
      (error: unknown) => send(describeError(error)),
    );
});

async function run({
  evidence,
  index,
  hash,
  kind,
  label,
  weight,
}: Extract<ToWorker, { type: 'run' }>['job']): Promise<string> {
  controller = new AbortController();
  kinds ??= loadKinds(plugins);
  const piece = planEvidence(evidence, study.evidence[evidence], study, await kinds).pieces[index];
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
    makePieceHost(),
  );
  await cache.put(hash, value, { evidence, index, kind, label, weight });
  await cache.finish(hash);
  return encodeValue(value);
}

/** Files are found beside the study; each piece computes on one thread, since pieces run beside one another. */
function makePieceHost(): PieceHost {
  return {
    open: (path) => fileSource(isAbsolute(path) ? path : join(folder, path)),
    openPotential: (name) => openPotential(name, folder),
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
