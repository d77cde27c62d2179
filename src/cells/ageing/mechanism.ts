import type { Citation } from '../../core/index.js';

/** What a mechanism does to the electrode it acts on, from its states alone. Start values are those of a fresh electrode. */
export interface SurfaceShape {
  /** [ohm m2] resistance of films in the way of all current; mechanisms add. */
  filmResistance: number;
  /** [1] share of the particles still connected; mechanisms multiply. */
  activeShare: number;
  /** [1] wetted surface against that of the fresh particle; mechanisms multiply. */
  areaRatio: number;
  /** [1] diffusivity over length squared in the particle against fresh; mechanisms multiply. */
  diffusionRatio: number;
  /** [1] exchange current density against fresh; mechanisms multiply. */
  exchangeRatio: number;
}

/** State of one node of one material, read by mechanisms. */
export interface SurfaceState {
  /** [mol/m3] salt in the electrolyte. */
  concentration: number;
  /** [V] solid minus electrolyte. */
  potential: number;
  /** [1] stoichiometry at the particle's surface. */
  surface: number;
  /** [1] mean stoichiometry of the particle. */
  mean: number;
  /** [A/m2] intercalation current of the surface; positive takes lithium out. */
  current: number;
  /** [K] */
  temperature: number;
  /** [V] open-circuit potential at the surface's stoichiometry. */
  openCircuit: number;
  shape: SurfaceShape;
}

/** What reactions at one node give. */
export interface SurfaceReaction {
  /** [A/m2] current of side reactions at the wetted surface; positive oxidises. Mechanisms add. */
  sideCurrent: number;
}

/** A quantity of one mechanism at every node of its electrode. */
export interface LocalQuantity {
  name: string;
  unit: string;
  initial: number;
  /** Size below which it counts as zero; also what it is scaled with. */
  scale: number;
  /** Given where it is lithium, in mol for each m2 of fresh surface, that was taken from connected particles. */
  lithium?: 1;
}

/** A quantity of the whole cell, for each m2 of electrode area, that mechanisms feed and read. */
export interface SharedQuantity {
  name: string;
  unit: string;
  scale: number;
  /**
   * [mol/mol] lithium that a mole of it has taken from connected particles, −1 where it gave some back. Such a quantity is fed with the side
   * current itself, or with what leaves with lost particles, so that it and the lithium in particles make up a constant.
   */
  lithium?: 1 | -1;
}

/**
 * A mechanism of ageing: quantities at each node, how they change the surface, and what reacts there. Everything is solved together with
 * the cell, so feedback (film → overpotential → reaction) is exact. Numbers are SI.
 */
export interface Mechanism {
  id: string;
  title: string;
  electrode: 'negative' | 'positive';
  /** Every number it was made with: runs that differ in one are told apart by it. */
  parameters: Readonly<Record<string, unknown>>;
  /** What the resistance that it adds is: of a film in the way of all current (default), or of lost contact. */
  resists?: 'film' | 'contact';
  quantities: readonly LocalQuantity[];
  /** Names of shared quantities it feeds or reads; a name means the same quantity in every mechanism. */
  shared?: readonly SharedQuantity[];
  /** Changes the surface from its own quantities `q` (in their units). */
  shape?(q: Float64Array, shape: SurfaceShape, shared: Float64Array): void;
  /**
   * Reaction and growth at one node.
   *
   * @param q      own quantities, in their units
   * @param rates  own rates out [unit/s]
   * @param shared own shared quantities, read
   * @param feed   own shared feeds out, [unit/s for each m2 of wetted surface]
   */
  react(
    state: SurfaceState,
    q: Float64Array,
    rates: Float64Array,
    reaction: SurfaceReaction,
    shared: Float64Array,
    feed: Float64Array,
  ): void;
  cite: readonly Citation[];
}
