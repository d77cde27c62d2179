import type { ReactionKink } from './react-phases.js';

/** What the reaction of a whole film means for a surface. */
export interface FilmReaction {
  /** [eV/Å2] energy gained when the whole film reacts at the strongest kink; negative. */
  energyPerArea: number;
  /** [Å] depth of oxide that the film uses up. */
  oxideDepth: number;
}

/**
 * Driving force and depth of a film that reacts to its end.
 *
 * @param kink      the kink at which it reacts
 * @param thickness [Å] of the film
 * @param volumes   [Å3] of one unit of the coating and of the oxide
 */
export function computeFilmReaction(
  kink: ReactionKink,
  thickness: number,
  volumes: { coating: number; oxide: number },
): FilmReaction {
  if (kink.mutualPerAtom === 0 || kink.coatingUnits === 0) return { energyPerArea: 0, oxideDepth: 0 };
  const unitsPerArea = thickness / volumes.coating;
  return {
    energyPerArea: (unitsPerArea * kink.mutualPerAtom) / kink.coatingUnits,
    oxideDepth: (unitsPerArea * volumes.oxide * kink.oxideUnits) / kink.coatingUnits,
  };
}
