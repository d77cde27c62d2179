import { findKnownSymmetry, InputError, type KnownSymmetry, type Structure, toFractional } from '../../core/index.js';
import { loadMoyo } from '../../num/moyo.js';

/** Symmetry of a crystal in the cell that it is refined in. */
export interface FoundSymmetry extends KnownSymmetry {
  /** [Å] (3, 3) lattice vectors in rows */
  cell: ArrayLike<number>;
  /** (n, 3) */
  fractional: ArrayLike<number>;
  /** (n) kind of each atom, as given */
  kinds: readonly number[];
  labels?: readonly string[];
  /** Whether the cell is another than the given one. */
  another: boolean;
}

/**
 * Space group of a structure: the one that it was built from, where that is known, else by moyo. A cell that is not the
 * conventional one (rhombohedral axes, a primitive cell) is taken in its conventional setting.
 *
 * @param kinds (n) atoms of one kind are equal
 */
export async function findSymmetry(
  name: string,
  structure: Structure,
  kinds: readonly number[],
): Promise<FoundSymmetry> {
  const known = findKnownSymmetry(structure);
  if (!known) return searchSymmetry(name, structure, kinds);
  const { cell, labels } = structure;
  return {
    ...known,
    cell,
    fractional: toFractional(cell, structure.positions),
    kinds,
    another: false,
    ...(labels && { labels }),
  };
}

async function searchSymmetry(name: string, structure: Structure, numbers: readonly number[]): Promise<FoundSymmetry> {
  const moyo = await loadMoyo();
  let { labels } = structure;
  let cell: ArrayLike<number> = structure.cell;
  let fractional: ArrayLike<number> = toFractional(structure.cell, structure.positions);
  let kinds = numbers;
  let another = false;
  const analyse = () =>
    moyo.analyze_cell(
      JSON.stringify({
        lattice: { basis: Array.from(cell) },
        positions: kinds.map((_, i) => [fractional[3 * i], fractional[3 * i + 1], fractional[3 * i + 2]]),
        numbers: kinds,
      }),
      0.01,
      'Standard',
    );
  let found: ReturnType<typeof analyse>;
  try {
    found = analyse();
    const standard = found.std_cell;
    if (standard.numbers.length !== kinds.length || isRhombohedral(found.number, cell)) {
      cell = standard.lattice.basis;
      fractional = standard.positions.flat();
      kinds = [...standard.numbers];
      labels = undefined;
      found = analyse();
      another = true;
    }
  } catch (cause) {
    throw new InputError(`no space group can be found for ${name}`, {
      hint: 'look for atoms on top of one another',
      cause,
    });
  }
  return {
    number: found.number,
    symbol: found.hm_symbol.replaceAll(' ', ''),
    // moyo gives its matrices column by column
    operations: found.operations.map(({ rotation, translation }) => ({
      rotation: [0, 3, 6, 1, 4, 7, 2, 5, 8].map((k) => Math.round(rotation[k])),
      translation: Array.from(translation),
    })),
    cell,
    fractional,
    kinds,
    orbits: found.orbits,
    another,
    ...(labels && { labels }),
  };
}

/** Whether a cell of a rhombohedral group has rhombohedral axes. */
function isRhombohedral(spaceGroup: number, cell: ArrayLike<number>): boolean {
  if (![146, 148, 155, 160, 161, 166, 167].includes(spaceGroup)) return false;
  const row = (i: number) => [cell[3 * i], cell[3 * i + 1], cell[3 * i + 2]];
  const degrees = (u: number[], v: number[]) => {
    const dot = u.reduce((sum, x, i) => sum + x * v[i], 0);
    return (Math.acos(dot / (Math.hypot(...u) * Math.hypot(...v))) * 180) / Math.PI;
  };
  const [a, b, c] = [row(0), row(1), row(2)];
  return Math.abs(degrees(a, b) - 120) > 1 || Math.abs(degrees(b, c) - 90) > 1;
}
