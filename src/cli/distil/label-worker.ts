import { parentPort, workerData } from 'node:worker_threads';
import { labelFrame, type LabelJob } from '../../atoms/index.js';
import type { Structure } from '../../core/index.js';
import { openPotential } from '../resolve.js';

/** What a label worker is told, and what it answers. */
export type LabelAnswer = { frame: Structure | undefined } | { error: string };

const potential = openPotential(workerData as string);
const port = parentPort!;

port.on('message', (job: LabelJob) => {
  void potential
    .then((known) => labelFrame(job, known))
    .then(
      (frame) => port.postMessage({ frame } satisfies LabelAnswer),
      (error: unknown) => port.postMessage({ error: (error as Error).message } satisfies LabelAnswer),
    );
});
