import { readFileSync } from 'node:fs';
import { parseCell, type Cell, type CellSystem } from '../../src/cells/index.js';
import { BdfIntegrator, solveConsistent } from '../../src/num/ode/index.js';
import { sharedPath } from '../shared-data.js';

/** A parameter file that ships with the project. */
export const ownCell = (name: string): Cell =>
  parseCell(readFileSync(new URL(`../../data/cells/${name}`, import.meta.url), 'utf8'), name);

/** A parameter file of the reference folder. */
export const referenceCell = (name: string): Cell =>
  parseCell(readFileSync(sharedPath(`cells/inputs/${name}`), 'utf8'), name);

/** A small full cell with round numbers, every property of which differs from place to place, for identities. */
export function makeTestCell(changes: { diffusivity?: string; transference?: string } = {}): Cell {
  const particle = (ocp: string, max: number, radius: number, low: number, high: number, d: string) => ({
    'Minimum stoichiometry': low,
    'Maximum stoichiometry': high,
    'Maximum concentration [mol.m-3]': max,
    'Particle radius [m]': radius,
    'Surface area per unit volume [m-1]': (3 * 0.6) / radius,
    'Diffusivity [m2.s-1]': d,
    'OCP [V]': ocp,
    'Reaction rate constant [mol.m-2.s-1]': 1e-5,
    'Reaction rate constant activation energy [J.mol-1]': 30000,
    'Entropic change coefficient [V.K-1]': '-1e-4 + 2e-4 * x',
  });
  return parseCell(
    JSON.stringify({
      Header: { BPX: '1.1.1', Model: 'DFN' },
      Parameterisation: {
        Cell: {
          'Electrode area [m2]': 0.01,
          'Number of electrode pairs connected in parallel to make a cell': 2,
          'Lower voltage cut-off [V]': 2.8,
          'Upper voltage cut-off [V]': 4.3,
          'Nominal cell capacity [A.h]': 0.6,
          'Reference temperature [K]': 298.15,
          'Volume [m3]': 1e-5,
          'Density [kg.m-3]': 2000,
          'Specific heat capacity [J.K-1.kg-1]': 1000,
          'External surface area [m2]': 0.01,
        },
        Electrolyte: {
          'Cation transference number': 0.3,
          'Diffusivity [m2.s-1]': '8.794e-11 * (x / 1000) ** 2 - 3.972e-10 * (x / 1000) + 4.862e-10',
          'Conductivity [S.m-1]': '0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)',
          'Conductivity activation energy [J.mol-1]': 17000,
        },
        'Negative electrode': {
          'Thickness [m]': 6e-5,
          Porosity: 0.3,
          'Transport efficiency': 0.16,
          'Conductivity [S.m-1]': 20,
          ...particle(
            '0.1 + 0.6 * exp(-20 * x) - 0.05 * tanh(12 * (x - 0.5))',
            30000,
            6e-6,
            0.02,
            0.85,
            changes.diffusivity ?? '3e-14 * (1 + 0.8 * x)',
          ),
        },
        'Positive electrode': {
          'Thickness [m]': 7e-5,
          Porosity: 0.35,
          'Transport efficiency': 0.2,
          'Conductivity [S.m-1]': 0.3,
          ...particle('4.4 - 0.9 * x - 0.1 * tanh(10 * (x - 0.6))', 50000, 4e-6, 0.25, 0.9, '6e-15'),
        },
        Separator: { 'Thickness [m]': 2e-5, Porosity: 0.45, 'Transport efficiency': 0.3 },
      },
      State: {
        'Initial conditions': {
          'Initial temperature [K]': 298.15,
          'Initial electrolyte concentration [mol.m-3]': 1000,
        },
      },
    }),
  );
}

const lithium = { 'Exchange-current density [A.m-2]': '20 * (c / 1000) ** 0.5' };
const salt = {
  'Initial concentration [mol.m-3]': 1000,
  'Cation transference number': '0.3 + 0.05 * (c / 1000 - 1)',
  'Thermodynamic factor': '1 + 0.3 * c / 1000',
  'Diffusivity [m2.s-1]': '3e-10 * exp(-0.4 * c / 1000)',
  'Conductivity [S.m-1]': '1.1 * (c / 1000) * exp(-0.6 * c / 1000) * 1.6',
};

/** Geometry of the half cell below, SI. */
export const HALF_CELL = {
  area: 1e-4,
  thickness: 5e-5,
  radius: 4e-6,
  surface: 4.5e5,
  maximum: 50_000,
  diffusivity: 6e-15,
  lithiumExchange: 20,
};

/**
 * The same positive electrode against lithium, or, without it, lithium on both sides; with changes of the electrolyte,
 * the electrode and the lithium.
 */
export function makeLithiumCell(
  positive: boolean,
  changes: Record<string, unknown> = {},
  electrode: Record<string, unknown> = {},
  metal: Record<string, unknown> = {},
): Cell {
  return parseCell(
    JSON.stringify({
      Cell: {
        'Electrode area [m2]': 1e-4,
        'Nominal cell capacity [A.h]': positive ? 3e-3 : 1e-3,
        'Lower voltage cut-off [V]': positive ? 3 : -5,
        'Upper voltage cut-off [V]': positive ? 4.4 : 5,
      },
      'Lithium metal': { ...lithium, ...metal },
      Separator: { 'Thickness [m]': 2.5e-5, Porosity: 0.4, 'Transport efficiency': 0.25 },
      ...(positive && {
        'Positive electrode': {
          'Thickness [m]': 5e-5,
          Porosity: 0.3,
          'Transport efficiency': 0.17,
          'Conductivity [S.m-1]': 0.5,
          'Particle radius [m]': 4e-6,
          'Surface area per unit volume [m-1]': 4.5e5,
          'Maximum concentration [mol.m-3]': 50000,
          'Initial concentration [mol.m-3]': 15000,
          'Diffusivity [m2.s-1]': 6e-15,
          'OCP [V]': '4.4 - 0.9 * x - 0.1 * tanh(10 * (x - 0.6))',
          'Exchange-current density [A.m-2]': '3e-7 * c ** 0.5 * cs ** 0.5 * (50000 - cs) ** 0.5',
          ...electrode,
        },
      }),
      Electrolyte: { ...salt, ...changes },
    }),
  );
}

/** Drives a system from `start` for a while; the state is consistent where it ends. */
export function drive(
  system: CellSystem,
  start: readonly number[],
  current: number,
  { seconds = 200, tolerance = 1e-5 } = {},
): Float64Array {
  const y = system.makeInitialState(start, 298.15);
  system.setControl({ mode: 'current', value: current });
  solveConsistent(system, 0, y);
  const bdf = new BdfIntegrator(system, { relativeTolerance: tolerance });
  bdf.restart(0, y);
  while (bdf.t < seconds) bdf.advance(seconds);
  y.set(bdf.y);
  solveConsistent(system, 0, y);
  return y;
}
