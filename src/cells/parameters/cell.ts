import type { Note } from '../../core/index.js';
import type { Expression } from '../../num/expression/index.js';

/**
 * A cell as the models see it. SI throughout. Formulas are expressions in
 * `x` (stoichiometry of a particle at the place asked for), `c` (electrolyte, mol/m3) and `T` (K).
 */
export interface Cell {
  title: string;
  /** [m2] area of all electrode pairs together. */
  area: number;
  /** [C] capacity that C-rates count on. */
  nominalCapacity: number;
  /** [V] */
  lowerVoltage: number;
  /** [V] */
  upperVoltage: number;
  /** [ohm] in series with the whole cell. */
  contactResistance: number;
  negative: PorousElectrode | LithiumMetal;
  /** Absent where only a single-particle description is given. */
  separator?: PorousLayer;
  positive: PorousElectrode | LithiumMetal;
  electrolyte?: Electrolyte;
  thermal?: ThermalMass;
  /** [K] */
  initialTemperature: number;
  /** [K] */
  ambientTemperature: number;
  /** Numbers that were fitted to recordings, in the order of the fits; runs with the cell say so. */
  fitted?: readonly FittedParameter[];
  notes: Note[];
}

/** A number of a cell that stands for no measurement of its own: least squares chose it. */
export interface FittedParameter {
  name: string;
  value: number;
  /** one sigma; undefined where the data do not fix it */
  sigma?: number;
  unit: string;
  /** Recordings that it was fitted to. */
  to: readonly string[];
}

export interface PorousLayer {
  /** [m] */
  thickness: number;
  /** [1] volume fraction of electrolyte. */
  porosity: number;
  /** [1] factor on the electrolyte's conductivity and diffusivity. */
  transportEfficiency: number;
}

export interface PorousElectrode extends PorousLayer {
  kind: 'porous';
  /** [S/m] effective, of the solid. */
  conductivity: number;
  /** One for each material or particle-size class. */
  materials: ActiveMaterial[];
  /** [F/m2] of active surface. */
  doubleLayerCapacity?: number;
}

export interface ActiveMaterial {
  name: string;
  /** [m] */
  radius: number;
  /** [1/m] active surface for each volume of electrode. */
  surfaceArea: number;
  /** [mol/m3] */
  maximumConcentration: number;
  /** [1] limits of use, where given: at 0 % and 100 % of the cell's charge. */
  minimumStoichiometry?: number;
  maximumStoichiometry?: number;
  /** [1] where the file says with what it starts. */
  initialStoichiometry?: number;
  /** [m2/s] (x, T) */
  diffusivity: Expression;
  /** [V] (x, T) against lithium. */
  openCircuitPotential: Expression;
  /** [V/K] (x) */
  entropicCoefficient: Expression;
  /** [A/m2] (c, x, T); j = 2 j0 sinh(F η / 2RT). */
  exchangeCurrentDensity: Expression;
}

export interface LithiumMetal {
  kind: 'lithium';
  /** [A/m2] (c, T) */
  exchangeCurrentDensity: Expression;
  /** [F/m2] */
  doubleLayerCapacity?: number;
  /** [ohm m2] of a film on it. */
  filmResistance: number;
}

export interface Electrolyte {
  /** [mol/m3] */
  initialConcentration: number;
  /** [m2/s] (c, T) */
  diffusivity: Expression;
  /** [S/m] (c, T) */
  conductivity: Expression;
  /** [1] (c, T) */
  transferenceNumber: Expression;
  /** [1] (c, T) 1 + d ln f / d ln c */
  thermodynamicFactor: Expression;
}

export interface ThermalMass {
  /** [J/K] */
  heatCapacity: number;
  /** [m2] */
  surface: number;
  /** [W/(m2 K)] */
  heatTransferCoefficient: number;
}
