import {
  chooseHeldOut,
  makeTrialFrame,
  planAmounts,
  splitFrames,
  type DistilAmounts,
  type DistilSystem,
  type Labeller,
} from '../../atoms/index.js';
import { makeRng } from '../../core/index.js';

const WHOLE_EPOCHS = 100;

/** What a run does: as many frames as it was told, or what its budget holds on this machine. */
export async function chooseAmounts(
  system: DistilSystem,
  pool: Labeller,
  options: { budget: number; frames?: number; epochs?: number },
): Promise<DistilAmounts> {
  if (options.frames !== undefined)
    return { ...splitFrames(options.frames), training: { epochs: options.epochs ?? WHOLE_EPOCHS } };
  return planAmounts(options.budget, await timeLabel(system, pool), pool.threads, chooseHeldOut(system.pairs).length);
}

/** [s] of one label on each thread at once, the second time. */
async function timeLabel(system: DistilSystem, pool: Labeller): Promise<number> {
  const job = { structure: makeTrialFrame(system), motion: { kind: 'none' }, rng: makeRng(1).state() } as const;
  const all = (): Promise<unknown> => Promise.all(Array.from({ length: pool.threads }, () => pool.label(job)));
  await all();
  const began = performance.now();
  await all();
  return (performance.now() - began) / 1000;
}
