import type { Citation } from '../../core/index.js';

/**
 * What mechanisms do to the surface of a particle and to the electrode around it, from their states alone. Start values
 * are those of a fresh electrode. Areas are set by all mechanisms first, layers and the rest after.
 */
export interface SurfaceShape {
  /** [m], [mol/m3] of the particle that the surface belongs to: its radius and its sites of lithium. */
  readonly particleRadius: number;
  readonly maximumConcentration: number;
  /** [ohm m2] charge transfer of fresh surface, half full, against which patches share the current. */
  chargeTransfer: number;
  /** [1] wetted surface outside, and inside cracks, against all of a fresh particle. */
  outerArea: number;
  crackArea: number;
  /** [1] share of each that a coating covers. */
  outerCovered: number;
  crackCovered: number;
  /** [1] both areas together; set after them. */
  areaRatio: number;
  /**
   * [ohm m2] (4) of films and coating on each class of surface (`CLASSES`): in series on a patch, patches side by side;
   * mechanisms add.
   */
  layers: Float64Array;
  /**
   * [ohm m2] of films in the way of all current, for each m2 of wetted surface; the layers are added to it in the end.
   */
  filmResistance: number;
  /** [ohm m2] of lost contact, for each m2 of wetted surface; mechanisms add. */
  contactResistance: number;
  /** [1] share of the particles still connected; mechanisms multiply. */
  activeShare: number;
  /** [1] diffusivity over length squared in the particle against fresh; mechanisms multiply. */
  diffusionRatio: number;
  /** [1] exchange current density against fresh; mechanisms multiply. */
  exchangeRatio: number;
  /** [1] thickness of the film on graphite against that of the fresh one. */
  filmGrowth: number;
  /**
   * [m] what has grown into the pores, for each m2 of fresh surface; mechanisms add. Pores follow between steps of a
   * protocol.
   */
  filledDepth: number;
  /** [1] electrolyte in the pores against fresh; mechanisms multiply. */
  porosityRatio: number;
  /** [1] conductivity of the electrode's solid against fresh; mechanisms multiply. */
  solidConductivityRatio: number;
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
  /** Set where the surface is that of lithium metal. */
  foil?: true;
  shape: SurfaceShape;
}

/** What reactions at one node give. */
export interface SurfaceReaction {
  /** [A/m2] current of side reactions at the wetted surface; positive oxidises. Mechanisms add. */
  sideCurrent: number;
  /** [W/m2] heat of side reactions at the wetted surface, current times overpotential; mechanisms add. */
  sideHeat: number;
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
   * [mol/mol] lithium that a mole of it has taken from connected particles, −1 where it gave some back. Such a quantity
   * is fed with the side current itself, or with what leaves with lost particles, so that it and the lithium in
   * particles make up a constant.
   */
  lithium?: 1 | -1;
}

/**
 * A mechanism of ageing: quantities at each node, how they change the surface, and what reacts there. Everything is
 * solved together with the cell, so feedback (film → overpotential → reaction) is exact. Numbers are SI.
 */
export interface Mechanism {
  id: string;
  title: string;
  electrode: 'negative' | 'positive';
  /** Every number it was made with: runs that differ in one are told apart by it. */
  parameters: Readonly<Record<string, unknown>>;
  /** Ids of mechanisms that say the same of the surface: with them it would be counted twice. */
  excludes?: readonly string[];
  quantities: readonly LocalQuantity[];
  /** Names of shared quantities it feeds or reads; a name means the same quantity in every mechanism. */
  shared?: readonly SharedQuantity[];
  /** Says what of the surface is wetted and covered, before any `shape`. */
  areas?(q: Float64Array, shape: SurfaceShape, shared: Float64Array): void;
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
