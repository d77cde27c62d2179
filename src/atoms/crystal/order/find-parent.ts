import { invertMatrix3, multiplyRows, type Structure } from '../../../core/index.js';
import { findSymmetry } from '../symmetry.js';
import { usualValence } from '../formal-charges.js';

/** The simpler crystal of which a structure is an ordered cell. */
export interface Parent {
  /** [Å] (3, 3) its conventional lattice, in the orientation of the structure. */
  lattice: Float64Array;
  /** (3, 3) whole numbers: the structure's vectors on that lattice. */
  supercell: readonly number[];
  spaceGroup: { number: number; symbol: string };
}

/** [Å] an ordering moves atoms by about this much off their mean places. */
const TOLERANCE = 0.25;
const ALKALI = new Set(['Li', 'Na', 'K']);

/**
 * The parent of an ordered cell: as the structure itself says (`info.parent_supercell`), or what symmetry finds when
 * its metals are taken as one, and where alkali sites are partly empty without these.
 *
 * @returns undefined where the structure is as simple as that already
 */
export async function findParent(structure: Structure): Promise<Parent | undefined> {
  const own = await findSymmetry(structure).catch(() => undefined);
  const metals = (element: string): boolean =>
    usualValence(element) === undefined || element === 'Al' || element === 'Mg';
  const merge = (keep: (element: string) => boolean): Structure => {
    const sites = structure.elements.map((_, i) => i).filter((i) => keep(structure.elements[i]));
    return {
      cell: structure.cell,
      pbc: [true, true, true],
      elements: sites.map((i) => (metals(structure.elements[i]) ? 'Ni' : structure.elements[i])),
      positions: Float64Array.from(sites.flatMap((i) => [...structure.positions.subarray(3 * i, 3 * i + 3)])),
    };
  };
  for (const keep of [() => true, (element: string) => !ALKALI.has(element)]) {
    const candidate = merge(keep);
    if (candidate.elements.length === 0) continue;
    for (const tolerance of [0.01, TOLERANCE]) {
      const found = await findSymmetry(candidate, tolerance).catch(() => undefined);
      if (!found) continue;
      const supercell = multiplyRows(structure.cell, invertMatrix3(found.lattice));
      const whole = [...supercell].map(Math.round);
      if (!whole.every((value, k) => Math.abs(value - supercell[k]) < 0.02)) continue;
      const simpler =
        !own || found.operations.length * own.wyckoffs.length > own.operations.length * candidate.elements.length * 1.5;
      if (found.number > 2 && (found.number !== own?.number || whole.join() !== '1,0,0,0,1,0,0,0,1') && simpler)
        return { lattice: found.lattice, supercell: whole, spaceGroup: { number: found.number, symbol: found.symbol } };
    }
  }
  return undefined;
}

/** The parent lattice that `orderStructure` has noted in a structure, in its present cell. */
export function statedParent(structure: Structure): Pick<Parent, 'lattice' | 'supercell'> | undefined {
  const stated = structure.info?.parent_supercell;
  if (!Array.isArray(stated) || stated.length !== 9 || !stated.every((v) => Number.isInteger(v))) return undefined;
  const supercell = stated as number[];
  return { supercell, lattice: multiplyRows(invertMatrix3(supercell), structure.cell) };
}
