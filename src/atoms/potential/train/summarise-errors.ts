import { computeVolume } from '../../../core/index.js';
import type { FrameErrors } from './nep-trainer.js';
import type { FamilyErrors, TrainingFrame } from './training-frame.js';

/** Root mean squares by family, in the order in which families first appear. */
export function summariseErrors(frames: readonly TrainingFrame[], errors: readonly FrameErrors[]): FamilyErrors[] {
  return [...new Set(frames.map((frame) => frame.family))].map((family) => ({
    family,
    ...summarise(frames, errors, (frame) => frame.family === family),
  }));
}

/** Root mean squares by pair and family; of frames that belong to a pair. */
export function summarisePairs(frames: readonly TrainingFrame[], errors: readonly FrameErrors[]): FamilyErrors[] {
  const pairs = [...new Set(frames.flatMap(({ pair }) => pair ?? []))];
  return pairs.flatMap((pair) => {
    const families = [...new Set(frames.filter((frame) => frame.pair === pair).map(({ family }) => family))];
    return families.map((family) => ({
      family,
      pair,
      ...summarise(frames, errors, (frame) => frame.pair === pair && frame.family === family),
    }));
  });
}

function summarise(
  frames: readonly TrainingFrame[],
  errors: readonly FrameErrors[],
  counts: (frame: TrainingFrame) => boolean,
): Omit<FamilyErrors, 'family' | 'pair'> {
  let energy = 0;
  let force = 0;
  let components = 0;
  let stress = 0;
  let stressed = 0;
  let count = 0;
  frames.forEach((frame, k) => {
    if (!counts(frame)) return;
    const n = frame.structure.elements.length;
    count++;
    energy += (errors[k].energy / n) ** 2;
    force += errors[k].forceSquares;
    components += 3 * n;
    if (frame.stress) {
      stress += errors[k].virialSquares / computeVolume(frame.structure.cell) ** 2;
      stressed += 9;
    }
  });
  return {
    frames: count,
    energyRmse: Math.sqrt(energy / count),
    forceRmse: Math.sqrt(force / components),
    ...(stressed > 0 && { stressRmse: Math.sqrt(stress / stressed) }),
  };
}
