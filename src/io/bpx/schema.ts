/**
 * Keys of BPX 1.1.1 (Battery Parameter eXchange, github.com/FaradayInstitution/BPX), as data.
 * A value is a number, text, a formula in x, or a table; `?` marks what may be absent.
 */
export type KeyKind = 'number' | 'positive' | 'fraction' | 'whole' | 'text' | 'function';
export type Keys = Readonly<Record<string, KeyKind | `${KeyKind}?`>>;

export const HEADER_KEYS: Keys = {
  BPX: 'text',
  Title: 'text?',
  Description: 'text?',
  References: 'text?',
  Model: 'text',
};

export const CELL_KEYS: Keys = {
  'Electrode area [m2]': 'positive',
  'External surface area [m2]': 'positive?',
  'Volume [m3]': 'positive?',
  'Number of electrode pairs connected in parallel to make a cell': 'whole',
  'Lower voltage cut-off [V]': 'number',
  'Upper voltage cut-off [V]': 'number',
  'Nominal cell capacity [A.h]': 'positive',
  'Reference temperature [K]': 'positive?',
  'Density [kg.m-3]': 'positive?',
  'Specific heat capacity [J.K-1.kg-1]': 'positive?',
};

export const ELECTROLYTE_KEYS: Keys = {
  'Cation transference number': 'number',
  'Diffusivity [m2.s-1]': 'function',
  'Diffusivity activation energy [J.mol-1]': 'number?',
  'Conductivity [S.m-1]': 'function',
  'Conductivity activation energy [J.mol-1]': 'number?',
};

export const SEPARATOR_KEYS: Keys = {
  'Thickness [m]': 'positive',
  Porosity: 'fraction',
  'Transport efficiency': 'fraction',
};
export const ELECTRODE_KEYS: Keys = { ...SEPARATOR_KEYS, 'Conductivity [S.m-1]': 'positive' };
export const SPM_ELECTRODE_KEYS: Keys = { 'Thickness [m]': 'positive' };

export const PARTICLE_KEYS: Keys = {
  'Minimum stoichiometry': 'fraction',
  'Maximum stoichiometry': 'fraction',
  'Maximum concentration [mol.m-3]': 'positive',
  'Particle radius [m]': 'positive',
  'Surface area per unit volume [m-1]': 'positive',
  'Diffusivity [m2.s-1]': 'function',
  'Diffusivity activation energy [J.mol-1]': 'number?',
  'OCP [V]': 'function',
  'OCP (delithiation) [V]': 'function?',
  'OCP (lithiation) [V]': 'function?',
  'OCP hysteresis decay constant': 'number?',
  'Entropic change coefficient [V.K-1]': 'function?',
  'Reaction rate constant [mol.m-2.s-1]': 'positive',
  'Reaction rate constant activation energy [J.mol-1]': 'number?',
};

export const INITIAL_KEYS: Keys = {
  'Initial state-of-charge': 'fraction?',
  'Initial temperature [K]': 'positive?',
  'Initial electrolyte concentration [mol.m-3]': 'positive?',
};
export const THERMAL_KEYS: Keys = {
  'Ambient temperature [K]': 'positive?',
  'Heat transfer coefficient [W.m-2.K-1]': 'number?',
};
