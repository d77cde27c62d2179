import {
  atomicNumber,
  InputError,
  multiplyRows,
  toCartesian,
  toFractional,
  type SiteOccupancy,
  type Structure,
} from '../../core/index.js';
import type { SymmetryOperation } from '../../io/structures/symmetry-operation.js';
import { loadMoyo } from '../../num/moyo.js';

/** The space group of a structure, as moyo finds it, and the cells in its standard setting. */
export interface Symmetry {
  /** Number in International Tables A, 1 to 230. */
  number: number;
  /** Short Hermann–Mauguin symbol, e.g. `R-3m`. */
  symbol: string;
  hallNumber: number;
  pearson: string;
  /** On the fractional coordinates of the structure as given; pure translations of a centred cell included. */
  operations: readonly SymmetryOperation[];
  /** (n) Wyckoff letter of each site. */
  wyckoffs: readonly string[];
  /** (n) lowest index among the sites that symmetry makes equal to this one. */
  orbits: readonly number[];
  /** [Å] (3, 3) lattice vectors of the conventional cell in the orientation of the structure as given. */
  lattice: Float64Array;
  /** Conventional cell, standard setting of International Tables, symmetrised. */
  conventional: Structure;
  /** Primitive cell, symmetrised. */
  primitive: Structure;
}

/**
 * Finds the space group. Shared and partly vacant sites count as equal when their occupants and occupancies are.
 *
 * @param tolerance [Å] distance within which atoms are taken as symmetric (default 0.01)
 */
export async function findSymmetry(structure: Structure, tolerance = 0.01): Promise<Symmetry> {
  if (structure.elements.length === 0) throw new InputError('a structure without atoms has no space group');
  if (!(tolerance > 0 && tolerance < 1))
    throw new InputError(`a symmetry tolerance of ${tolerance} Å`, {
      hint: 'give one between 0 and 1 Å, for example 0.01',
    });
  const moyo = await loadMoyo();
  const { numbers, occupants } = numberOccupants(structure);
  const fractional = toFractional(structure.cell, structure.positions);
  const positions = numbers.map((_, i) => Array.from(fractional.subarray(3 * i, 3 * i + 3)));
  let dataset: ReturnType<typeof moyo.analyze_cell>;
  try {
    dataset = moyo.analyze_cell(
      JSON.stringify({ lattice: { basis: Array.from(structure.cell) }, positions, numbers }),
      tolerance,
      'Standard',
    );
  } catch (cause) {
    throw new InputError('no space group can be found for this structure', {
      hint: 'look for atoms on top of one another, or use another tolerance',
      cause,
    });
  }
  const toStructure = (cell: { lattice: { basis: number[] }; positions: number[][]; numbers: number[] }): Structure => {
    const disorder = new Map(
      cell.numbers.flatMap((number, i) =>
        occupants.get(number)!.length > 1 || occupants.get(number)![0].occupancy !== 1
          ? [[i, occupants.get(number)!] as const]
          : [],
      ),
    );
    return {
      cell: Float64Array.from(cell.lattice.basis),
      pbc: [true, true, true],
      elements: cell.numbers.map((number) => occupants.get(number)![0].element),
      positions: toCartesian(cell.lattice.basis, cell.positions.flat()),
      ...(disorder.size > 0 && { disorder }),
    };
  };
  return {
    number: dataset.number,
    symbol: moyo.space_group_type(dataset.number).hm_short.replaceAll(' ', ''),
    hallNumber: dataset.hall_number,
    pearson: dataset.pearson_symbol,
    // moyo gives its matrices column by column.
    operations: dataset.operations.map(({ rotation, translation }) => ({
      rotation: [0, 3, 6, 1, 4, 7, 2, 5, 8].map((k) => rotation[k]),
      translation: Array.from(translation),
    })),
    wyckoffs: dataset.wyckoffs,
    orbits: dataset.orbits,
    // The matrix that makes the standard vectors of the given ones comes column by column: its columns are its new
    // vectors.
    lattice: multiplyRows(dataset.std_linear, structure.cell),
    conventional: toStructure(dataset.std_cell),
    primitive: toStructure(dataset.prim_std_cell),
  };
}

/**
 * Conventional cell in the standard setting, symmetrised; a new orientation.
 *
 * @param tolerance [Å] distance within which atoms are taken as symmetric (default 0.01)
 */
export async function toConventional(structure: Structure, tolerance?: number): Promise<Structure> {
  return (await findSymmetry(structure, tolerance)).conventional;
}

/**
 * Primitive cell, symmetrised; a new orientation.
 *
 * @param tolerance [Å] distance within which atoms are taken as symmetric (default 0.01)
 */
export async function toPrimitive(structure: Structure, tolerance?: number): Promise<Structure> {
  return (await findSymmetry(structure, tolerance)).primitive;
}

/**
 * Gives each kind of site a number: the atomic number where it is one whole atom, one above 200 where it is shared or
 * partly vacant.
 */
function numberOccupants(structure: Structure): {
  numbers: number[];
  occupants: Map<number, readonly SiteOccupancy[]>;
} {
  const occupants = new Map<number, readonly SiteOccupancy[]>();
  const known = new Map<string, number>();
  const numbers = structure.elements.map((element, i) => {
    const shared = structure.disorder?.get(i);
    if (!shared) {
      const number = atomicNumber(element);
      occupants.set(number, [{ element, occupancy: 1 }]);
      return number;
    }
    const key = shared
      .map((o) => `${o.element}${o.occupancy}`)
      .sort()
      .join();
    const number = known.get(key) ?? 201 + known.size;
    known.set(key, number);
    occupants.set(number, shared);
    return number;
  });
  return { numbers, occupants };
}
