/**
 * A particle of grains to be shown in 3D: polygons between grains and towards the outside, and what became of them in
 * each history. Facets come first, then outer faces.
 */
export interface ParticleScene {
  id: string;
  title: string;
  caption: string;
  /** [m] (V, 3) corners, and those of each polygon in order: polygon i has `items[start[i]] … items[start[i + 1] - 1]`. */
  vertices: Float64Array;
  start: Int32Array;
  items: Int32Array;
  /** (P, 2) grains on both sides; −1 is the outside. */
  grains: Int32Array;
  /** [m] (G, 3) */
  centres: Float64Array;
  histories: ParticleHistory[];
}

/** What became of the facets of a particle. */
export interface ParticleHistory {
  label: string;
  /** (F) 1 under a film. */
  film: Uint8Array;
  /** Whether the outer surface carries one. */
  outerFilm: boolean;
  /** [1] number of cycles at each frame. */
  cycles: readonly number[];
  frames: readonly ParticleFrame[];
}

/** What the facets of a particle are at one cycle. */
export interface ParticleFrame {
  /** (F) from 0 to 255. */
  damage: Uint8Array;
  /** (F) 1 where the electrolyte is. */
  wet: Uint8Array;
  /** (F) traction along the normal at the last state of charge that was followed, in steps of `TRACTION_STEP`, tension above 0. */
  traction: Int8Array;
}

/** [Pa] Tractions are kept to 2.5 GPa either way. */
export const TRACTION_STEP = 2e7;

/**
 * Tractions in whole steps.
 *
 * @param tractions [Pa]
 */
export function toTractionSteps(tractions: Float64Array): Int8Array {
  return Int8Array.from(tractions, (t) => Math.max(-127, Math.min(127, Math.round(t / TRACTION_STEP))));
}

/**
 * Largest tension of any history in steps, 1 where there is none: the end of the scale of colours. Tension is what
 * breaks a boundary and cannot pass its strength; pressure on a small facet can be many times that.
 */
export function strongestTension(histories: readonly ParticleHistory[]): number {
  let most = 1;
  for (const { frames } of histories)
    for (const { traction } of frames) for (const t of traction) most = Math.max(most, t);
  return most;
}

/** How faces may be coloured. */
export const FACE_COLOURS = ['state', 'damage', 'stress', 'grain'] as const;
export type FaceColour = (typeof FACE_COLOURS)[number];

/** What a face can be, in the order of the legend. */
export const FACE_STATES = [
  { label: 'whole boundary', colour: '#aeb8c1' },
  { label: 'under a film', colour: '#a3509b' },
  { label: 'broken, dry', colour: '#d1690e' },
  { label: 'broken, wet', colour: '#2b7bba' },
  { label: 'outer surface', colour: '#e4e0d6' },
] as const;
/** From whole to broken. */
export const DAMAGE_COLOURS = ['#f2ead8', '#a8201a'] as const;
/** From pressed through nothing to pulled. */
export const TRACTION_COLOURS = ['#2166ac', '#f4f1ea', '#b2182b'] as const;

/**
 * Whether a face is seen where all grains beyond a plane are taken away: what lies between a grain that is left and one
 * that is not, or the outside.
 *
 * @param scene what is drawn
 * @param face  [1]
 * @param plane [1], [m] unit normal and distance from the origin: grains whose centre lies farther are away
 * @returns the grain it is seen on, −1 where it is not seen
 */
export function seenOn(scene: ParticleScene, face: number, plane: readonly number[]): number {
  const { grains, centres } = scene;
  const left = (g: number): boolean =>
    g >= 0 && plane[0] * centres[3 * g] + plane[1] * centres[3 * g + 1] + plane[2] * centres[3 * g + 2] <= plane[3];
  const [first, second] = [grains[2 * face], grains[2 * face + 1]];
  if (left(first) === left(second)) return -1;
  return left(first) ? first : second;
}
