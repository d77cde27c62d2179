import type { DaeSystem } from '../../num/ode/index.js';
import type { Cell } from '../parameters/cell.js';
import type { Control } from './control.js';

export interface CellSystemOptions {
  /** [1] mesh cells in each layer. */
  nodes: number;
  /** [1] shells in each particle. */
  shells: number;
  thermal: 'isothermal' | 'lumped';
  /** [1] how much thinner mesh cells are at the ends of layers, 0 (default) to below 1. */
  grading?: number;
  /** [1] the same for the outermost shells of particles; by the current when absent. */
  particleGrading?: number;
  /**
   * [A/m2] largest current density that will set in at once: layers at surfaces are made thin enough for it. @default
   * 1C
   */
  density?: number;
}

/** A discretised cell under control of a cycler. Current > 0 charges. */
export interface CellSystem extends DaeSystem {
  readonly cell: Cell;
  /** [K] of the surroundings; may change between steps. */
  ambient: number;
  setControl(control: Control): void;
  /**
   * Lets pores and the solid's conductivity follow what ageing has done by a state; between steps of a protocol, as
   * they change slowly.
   *
   * @param y    state, whose salt stays what it is where pores shrink
   * @param keep true for a state that was reached with these pores, so that its concentrations are already those
   */
  settle(y: Float64Array, keep?: boolean): void;
  /**
   * A cell at rest, uniform.
   *
   * @param stoichiometry [1] of each material, negative first
   * @param temperature   [K]
   */
  makeInitialState(stoichiometry: readonly number[], temperature: number): Float64Array;
  /** [V] */
  voltage(y: Float64Array): number;
  /** [A] */
  current(y: Float64Array): number;
  /** [C] passed since the start, charging minus discharging. */
  charge(y: Float64Array): number;
  /** [K] */
  temperature(y: Float64Array): number;
  setTemperature(y: Float64Array, value: number): void;
  /** [1] smallest concentration of salt over the initial one; 1 where the model has none. */
  lowestConcentration(y: Float64Array): number;
  /**
   * [1] smallest concentration, over the initial one, where the model cannot go on without any: anywhere in a
   * single-particle model, at foils in the others.
   */
  saltMargin(y: Float64Array): number;
  /** What a model without salt somewhere should be exchanged for, if another goes on. */
  readonly outsideSalt?: string;
  /** [1] how far the surface that is closest to empty or full is from it. */
  surfaceMargin(y: Float64Array): number;
  inspect(y: Float64Array): CellView;
  /** Mesh and pores that states stand on now. */
  describeMesh(): StateMesh;
  /** Brings a state from the mesh and pores that it was reached on; lithium in particles and salt stay what they are. */
  adopt(y: Float64Array, from: StateMesh): void;
}

/** What values of a state are means over. */
export interface StateMesh {
  /** [1] volumes of the shells of each population's particles. */
  shells: Float64Array[];
  /** [m] (cells along x) */
  width: Float64Array;
  /** [1] (cells along x) */
  porosity: Float64Array;
}

/** What can be seen inside. */
export interface CellView {
  /** [mol/m3] along x; empty where the model has no electrolyte. */
  concentration: Float64Array;
  /** [1] of the mesh cells along x, as it was when the last step of a protocol began. */
  porosity: Float64Array;
  /** [mol] salt in the electrolyte. */
  salt: number;
  materials: MaterialView[];
  /** Shared ageing quantities of the whole cell. */
  shared: Record<string, number>;
  foil: Record<string, number>;
}

export interface MaterialView {
  electrode: 'negative' | 'positive';
  name: string;
  /** [1] mean over x of the surface stoichiometry. */
  surface: number;
  surfaceRange: [number, number];
  /** [1] */
  mean: number;
  /** [mol] in connected particles. */
  lithium: number;
  activeShare: number;
  /** [ohm m2] of active surface. */
  filmResistance: number;
  areaRatio: number;
  /** [V] */
  openCircuit: number;
  /** Ageing quantities, mean over x. */
  quantities: Record<string, number>;
}

/** Ageing quantities of the whole cell: their names, scales and a place for their values. */
export interface SharedState {
  names: string[];
  scales: Float64Array;
  values: Float64Array;
}
