import { alignEnergies, type DistilSystem, type Labeller, type TrainingFrame } from '../../atoms/index.js';
import { makeRng, type Context, type Note } from '../../core/index.js';

/** [1] own frames that are labelled between two states kept. */
const STRETCH = 40;

/** Brings energies of one's own frames to the zero of the labels, which takes a label of each. */
export async function alignOwn(
  frames: readonly TrainingFrame[],
  system: DistilSystem,
  pool: Labeller,
  ctx: Context,
): Promise<{ frames: TrainingFrame[]; notes: Note[] }> {
  const prior: number[] = [];
  for (let k = 0; k < frames.length; k += STRETCH) {
    const key = `prior ${k}`;
    let energies = (await ctx.checkpoint?.load(key)) as number[] | undefined;
    if (!energies) {
      const some = frames.slice(k, k + STRETCH);
      ctx.progress?.(k, frames.length, 'own frames');
      energies = await Promise.all(
        some.map(
          async ({ structure }) =>
            (await pool.label({ structure, motion: { kind: 'none' }, rng: makeRng(1).state() }, ctx.signal))?.energy ??
            NaN,
        ),
      );
      await ctx.checkpoint?.save(key, energies);
    }
    prior.push(...energies);
  }
  const known = frames.filter((_, k) => Number.isFinite(prior[k]));
  const aligned = alignEnergies(known, prior.filter(Number.isFinite), system.elements);
  const lost = frames.length - known.length;
  return {
    frames: aligned.frames,
    notes: [
      ...(lost > 0
        ? [
            {
              level: 'warning',
              code: 'unlabelled',
              text: `${lost} of your own frames explode in the potential that labels and are left out`,
            } as const,
          ]
        : []),
      ...aligned.notes,
    ],
  };
}
