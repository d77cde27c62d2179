import { invertMatrix3, multiplyRows, toCartesian, type Structure } from '../../core/index.js';
import { findSymmetry } from '../crystal/symmetry.js';
import { makeSupercell } from '../crystal/transform.js';

/** [Å] relaxed atoms of an ordered cell lie about this far from their mean places. */
const SPREAD = 0.3;

/**
 * The mixed crystal at the lattice and the mean atomic places of one of its ordered cells at rest, brought back to its
 * symmetry.
 *
 * @param mixed     the crystal with shared sites, conventional cell
 * @param ordered   an ordered cell of it as ordered, before relaxation, and after, in the same order of atoms
 * @param supercell (3, 3) whole numbers that make the ordered cell of the mixed one
 */
export async function averageCrystal(
  mixed: Structure,
  ordered: { before: Structure; after: Structure },
  supercell: readonly (readonly number[])[],
): Promise<Structure> {
  const toParent = invertMatrix3(supercell.flat());
  const cell = multiplyRows(toParent, ordered.after.cell);
  // Displacements beyond the cell's own change, averaged over the atoms that stand on images of one site.
  const before = multiplyRows(ordered.before.positions, invertMatrix3(ordered.before.cell));
  const after = multiplyRows(ordered.after.positions, invertMatrix3(ordered.after.cell));
  const large = makeSupercell({ ...mixed, atomic: undefined }, supercell);
  const places = multiplyRows(large.positions, invertMatrix3(large.cell));
  const copies = large.elements.length / mixed.elements.length;
  const sums = new Float64Array(mixed.positions.length);
  const counts = new Float64Array(mixed.elements.length);
  const drift = [0, 0, 0];
  const moves: { site: number; d: number[] }[] = [];
  for (let i = 0; i < ordered.before.elements.length; i++) {
    const at = places.length / 3;
    let site = -1;
    for (let k = 0; k < at && site < 0; k++) {
      const same = [0, 1, 2].every((c) => {
        const d = before[3 * i + c] - places[3 * k + c];
        return Math.abs(d - Math.round(d)) < 1e-6;
      });
      if (same) site = Math.floor(k / copies);
    }
    if (site < 0) continue;
    const d = [0, 1, 2].map((c) => {
      const move = after[3 * i + c] - before[3 * i + c];
      return move - Math.round(move);
    });
    moves.push({ site, d });
    for (let c = 0; c < 3; c++) drift[c] += d[c];
  }
  for (const { site, d } of moves) {
    const cartesian = toCartesian(
      ordered.after.cell,
      d.map((v, c) => v - drift[c] / moves.length),
    );
    for (let c = 0; c < 3; c++) sums[3 * site + c] += cartesian[c];
    counts[site]++;
  }
  const ideal = multiplyRows(multiplyRows(mixed.positions, invertMatrix3(mixed.cell)), cell);
  const structure: Structure = {
    ...mixed,
    cell,
    positions: ideal.map((x, k) => x + (counts[Math.floor(k / 3)] > 0 ? sums[k] / counts[Math.floor(k / 3)] : 0)),
  };
  const wanted = await findSymmetry(mixed);
  const found = await findSymmetry(structure, SPREAD).catch(() => undefined);
  if (found?.number === wanted.number) return found.conventional;
  return (await findSymmetry({ ...mixed, cell, positions: ideal }, SPREAD)).conventional;
}
