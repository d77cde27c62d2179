import { InputError, type Structure, toFractional } from '../../core/index.js';
import { LEAST_VACUUM } from './vacuum.js';

/** Openings at which energies are computed, ending where nothing holds any longer. */
export const OPENINGS: readonly number[] = [0, 0.3, 0.6, 1, 1.5, 2, 3, 4, 6, 8];

/**
 * A structure whose part above a plane is shifted up along the normal of a and b, with the cell made longer by as much:
 * rigid separation for a cohesive zone (Jarvis, Hayes and Carter, ChemPhysChem 2 (2001) 55).
 *
 * @param plane   [1] fraction of c, between two layers of atoms
 * @param opening [Å]
 * @throws InputError where the plane cuts through an atom's place, or no atom lies on one side
 */
export function openRigidly(structure: Structure, plane: number, opening: number): Structure {
  if (!(plane > 0 && plane < 1))
    throw new InputError(`the plane lies at ${plane} of c`, { value: plane, hint: 'give a fraction between 0 and 1' });
  if (!(opening >= 0)) throw new InputError(`an opening of ${opening} Å`, { value: opening });
  const { cell, positions } = structure;
  const fractional = toFractional(cell, positions);
  const normal = [
    cell[1] * cell[5] - cell[2] * cell[4],
    cell[2] * cell[3] - cell[0] * cell[5],
    cell[0] * cell[4] - cell[1] * cell[3],
  ];
  const length = Math.hypot(...normal) * Math.sign(normal[0] * cell[6] + normal[1] * cell[7] + normal[2] * cell[8]);
  const unit = normal.map((x) => x / length);
  let above = 0;
  const moved = positions.slice();
  for (let i = 0; i < structure.elements.length; i++) {
    const f = fractional[3 * i + 2];
    const wrapped = f - Math.floor(f);
    // An atom at the plane itself would be cut: its place is not decided.
    if (Math.abs(wrapped - plane) < 1e-4)
      throw new InputError(`atom ${i + 1} lies in the plane at ${plane} of c`, {
        hint: 'take a plane between two layers',
      });
    for (let k = 0; k < 3; k++) moved[3 * i + k] += (wrapped - f) * cell[6 + k];
    if (wrapped > plane) {
      above++;
      for (let k = 0; k < 3; k++) moved[3 * i + k] += opening * unit[k];
    }
  }
  if (above === 0 || above === structure.elements.length)
    throw new InputError(`no atom lies ${above === 0 ? 'above' : 'below'} the plane at ${plane} of c`, {
      value: plane,
    });
  const longer = cell.slice();
  for (let k = 0; k < 3; k++) longer[6 + k] += opening * unit[k];
  const { energy: _, stress: __, atomic, ...rest } = structure;
  return { ...rest, cell: longer, positions: moved, ...(atomic?.group && { atomic: { group: atomic.group } }) };
}

/** Whether the farthest opening is far enough to stand for infinity. */
export function isOpen(openings: readonly number[]): boolean {
  return Math.max(...openings) >= LEAST_VACUUM;
}
