import { breathe, makeRng, type Context, type Structure } from '../../core/index.js';
import type { LabelJob, Motion } from './label-frame.js';

/** Frames that belong together, each made from the one before it or anew. */
export interface Chain {
  /** Unlike any other's; names the trajectory that training and held-out frames are kept apart by. */
  name: string;
  family: string;
  /** Name of the pair that it is made for; absent where it is for all. */
  pair?: string;
  heldOut: boolean;
  /** Number of frames. */
  frames: number;
  /**
   * What is moved and labelled to give frame `k`; undefined ends the chain. `before` is the frame before it, and is
   * absent where that was refused.
   */
  next(k: number, before: Structure | undefined): Promise<{ structure: Structure; motion: Motion } | undefined>;
}

/** A labelled frame with its place in its chain: energy, forces and stress are on the structure. */
export interface ChainFrame {
  chain: string;
  index: number;
  family: string;
  pair?: string;
  structure: Structure;
}

/** Labels frames; several at once where it has several threads. */
export interface Labeller {
  threads: number;
  /** {@link labelFrame} in whatever thread is free. */
  label(job: LabelJob, signal?: AbortSignal): Promise<Structure | undefined>;
}

/** Where labelled frames are kept as they come, so that a killed run goes on from them. */
export interface FrameStore {
  find(chain: string, index: number): Structure | undefined;
  add(frame: ChainFrame): Promise<void>;
}

/**
 * Makes and labels the frames of chains, as many chains at once as the labeller has threads. Each frame depends on the
 * seed, its chain and the frame before it only, so that neither the number of threads nor a run that was killed
 * changes any; frames are given in order of the chains.
 */
export async function runChains(
  chains: readonly Chain[],
  seed: number,
  labeller: Labeller,
  store: FrameStore,
  ctx?: Context,
): Promise<ChainFrame[]> {
  const total = chains.reduce((sum, chain) => sum + chain.frames, 0);
  const made: ChainFrame[][] = chains.map(() => []);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    while (next < chains.length) {
      const at = next++;
      const chain = chains[at];
      let before: Structure | undefined;
      for (let k = 0; k < chain.frames; k++, done++) {
        await breathe(ctx);
        ctx?.progress?.(done, total, `${chain.family} ${chain.name}`);
        let frame = store.find(chain.name, k);
        if (!frame) {
          const start = await chain.next(k, before);
          if (!start) {
            done += chain.frames - k;
            break;
          }
          const rng = makeRng(seed).fork(`label ${chain.name}`).fork(k).state();
          frame = await labeller.label({ ...start, rng }, ctx?.signal);
          if (frame) await store.add(place(chain, k, frame));
        }
        if (frame) made[at].push(place(chain, k, frame));
        before = frame;
      }
    }
  };
  await Promise.all(Array.from({ length: labeller.threads }, work));
  ctx?.progress?.(total, total, 'labels');
  return made.flat();
}

const place = ({ name, family, pair }: Chain, index: number, structure: Structure): ChainFrame => ({
  chain: name,
  index,
  family,
  ...(pair !== undefined && { pair }),
  structure,
});
