import { type Citation, InputError } from '../../core/index.js';
import { LITERATURE_LATTICE, type LatticeTable } from './lattice.js';
import { averageModulus, type HexagonalConstants, largestModulus, toMandel } from './stiffness.js';

/**
 * Elastic constants against the share of lithium that is left; between rows they are interpolated. One row: constant.
 */
export interface StiffnessTable {
  /** [1] falling. */
  x: readonly number[];
  constants: readonly HexagonalConstants[];
  source: string;
  cite?: readonly Citation[];
}

const gigapascals = (c11: number, c12: number, c13: number, c33: number, c44: number): HexagonalConstants => ({
  c11: c11 * 1e9,
  c12: c12 * 1e9,
  c13: c13 * 1e9,
  c33: c33 * 1e9,
  c44: c44 * 1e9,
});

/**
 * Of LixNiO2 from the potential that ships, relaxed ions, two orders of lithium: indicative, and softer than oxides
 * with cobalt.
 */
export const COMPUTED_STIFFNESS: StiffnessTable = {
  x: [1, 0.5, 0.25],
  constants: [gigapascals(191, 79, 54, 136, 27), gigapascals(140, 61, 24, 42, 15), gigapascals(131, 67, 22, 40, 9)],
  source: 'computed for LixNiO2 with the potential that ships; indicative',
};

/** Of a lithiated oxide, the same at every x: what cracking looks like without softening. E = 150 GPa. */
export const STIFF: StiffnessTable = {
  x: [1],
  constants: [gigapascals(250, 80, 60, 200, 50)],
  source: 'a lithiated layered oxide, constant',
};

/** What grains and boundaries are made of. */
export interface Material {
  lattice: LatticeTable;
  stiffness: StiffnessTable;
  /** [J/m2] work of separation of a bare boundary. */
  workOfSeparation: number;
  /** [1] of a boundary with a film, over that of a bare one. */
  filmRatio: number;
  /** [1] standard deviation of its logarithm from facet to facet. */
  scatter: number;
  /** [Pa] strength of the bonds, which caps that of a facet. */
  bondStrength: number;
  /** [1] length ℓ of the law over the size of a grain. */
  resolution: number;
  /** [1] share of the work of separation that is lost once all oxygen of a facet is gone. */
  weakening: number;
  /** [1] standard deviation of x from grain to grain. */
  lithiumScatter: number;
  /** [m2/s] chemical diffusivity, for the gradient in the particle. */
  diffusivity: number;
  /** [kg/m3] */
  density: number;
  /** [kg/mol] of the oxide. */
  molarMass: number;
}

export const DEFAULT_MATERIAL: Material = {
  lattice: LITERATURE_LATTICE,
  stiffness: COMPUTED_STIFFNESS,
  workOfSeparation: 1.35,
  filmRatio: 3.7,
  scatter: 0.3,
  bondStrength: 9e9,
  resolution: 1,
  weakening: 0.7,
  lithiumScatter: 0.03,
  diffusivity: 1e-14,
  density: 4750,
  molarMass: 0.0973,
};

/** Checks a table of elastic constants; throws an InputError that names the row. */
function checkStiffness({ x, constants }: StiffnessTable): void {
  if (x.length === 0 || constants.length !== x.length)
    throw new InputError('a table of elastic constants needs a row at least, with x and C11 to C44');
  constants.forEach((c, i) => {
    const where = { path: `row ${i + 1}` };
    const row = `row ${i + 1} of the elastic constants`;
    if (![x[i], ...Object.values(c)].every(Number.isFinite))
      throw new InputError(`${row} has a hole`, { where, hint: 'give x and C11 to C44 in every row, or leave it out' });
    if (x[i] < 0 || x[i] > 1.1)
      throw new InputError(`${row} has x = ${x[i]}, which is no share of lithium`, {
        where,
        hint: 'from 0 to 1, not in per cent',
      });
    if (x.indexOf(x[i]) < i) throw new InputError(`x = ${x[i]} stands twice among the elastic constants`, { where });
    const moduli = [c.c11 / 1e9, c.c33 / 1e9];
    if (!moduli.every((v) => v >= 1 && v <= 2000))
      throw new InputError(`${row} has C11 = ${moduli[0]} GPa, C33 = ${moduli[1]} GPa, which no oxide has`, {
        where,
        hint: 'they are in GPa: some tens to some hundreds; check units',
      });
    toMandel(c);
  });
}

/** Checks what a person may have typed. */
export function checkMaterial(m: Material): void {
  checkStiffness(m.stiffness);
  const above = (name: string, value: number, unit: string, max: number): void => {
    if (!(value > 0 && value <= max))
      throw new InputError(`${name} of ${value} ${unit} is not possible`, {
        hint: `above 0, at most ${max} ${unit}; check its unit`,
      });
  };
  above('a work of separation', m.workOfSeparation, 'J/m2', 1000);
  above('a ratio of works of separation', m.filmRatio, '', 1000);
  above('a strength of bonds', m.bondStrength / 1e9, 'GPa', 1000);
  above('a resolution', m.resolution, 'grain sizes', 100);
  above('a density', m.density, 'kg/m3', 30_000);
  above('a molar mass', m.molarMass, 'kg/mol', 1);
  above('a diffusivity', m.diffusivity, 'm2/s', 1e-6);
  const share = (name: string, value: number): void => {
    if (!(value >= 0 && value <= 1)) throw new InputError(`${name} of ${value} is no share from 0 to 1`);
  };
  share('a weakening', m.weakening);
  share('a scatter of x', m.lithiumScatter);
  share('a scatter of toughness', m.scatter);
}

/**
 * Elastic constants at a share of lithium.
 *
 * @param x [1]
 */
export function interpolateStiffness(table: StiffnessTable, x: number): HexagonalConstants {
  const rows = table.x.map((v, i) => ({ x: v, c: table.constants[i] })).sort((p, q) => q.x - p.x);
  let k = 1;
  while (k < rows.length - 1 && x < rows[k].x) k++;
  if (rows.length === 1) return rows[0].c;
  const [p, q] = [rows[k - 1], rows[k]];
  const t = Math.min(1, Math.max(0, (x - p.x) / (q.x - p.x)));
  const mix = (key: keyof HexagonalConstants): number => p.c[key] + t * (q.c[key] - p.c[key]);
  return { c11: mix('c11'), c12: mix('c12'), c13: mix('c13'), c33: mix('c33'), c44: mix('c44') };
}

/** Largest modulus of any row: the unit of stiffness. [Pa] */
export const stiffestModulus = (table: StiffnessTable): number => Math.max(...table.constants.map(largestModulus));

/** Young's modulus in the middle of the charge. [Pa] */
export const middleModulus = (table: StiffnessTable): number => averageModulus(interpolateStiffness(table, 0.5));
