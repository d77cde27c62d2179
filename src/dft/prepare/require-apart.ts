import { InputError, invertMatrix3, type Structure, toCartesian, toFractional } from '../../core/index.js';

/** [Å] The shortest bond there is, of H2, measures 0.74. */
const LEAST_DISTANCE = 0.5;

/**
 * Refuses a structure in which two atoms, or an atom and an image of another, lie on one another.
 *
 * @throws InputError with the numbers of the two, from 1
 */
export function requireApart(structure: Structure): void {
  const { cell, pbc, elements, positions } = structure;
  const fractional = toFractional(cell, positions);
  const inverse = invertMatrix3(cell);
  // Only atoms that are this near along the first vector can be near at all.
  const reach = LEAST_DISTANCE * Math.hypot(inverse[0], inverse[3], inverse[6]);
  const along = (i: number): number => fractional[3 * i] - (pbc[0] ? Math.floor(fractional[3 * i]) : 0);
  const order = elements.map((_, i) => i).sort((a, b) => along(a) - along(b));
  const check = (i: number, j: number): void => {
    const apart = [0, 1, 2].map((k) => {
      const d = fractional[3 * j + k] - fractional[3 * i + k];
      return pbc[k] ? d - Math.round(d) : d;
    });
    const distance = Math.hypot(...toCartesian(cell, apart));
    if (distance < LEAST_DISTANCE) {
      const [a, b] = [Math.min(i, j), Math.max(i, j)];
      throw new InputError(
        `atoms ${a + 1} (${elements[a]}) and ${b + 1} (${elements[b]}) lie ${distance.toFixed(2)} Å apart`,
        { hint: 'they overlap, through the edge of the cell perhaps: mend positions or cell' },
      );
    }
  };
  for (let a = 0; a < order.length; a++)
    for (let step = 1; step < order.length; step++) {
      const b = (a + step) % order.length;
      const wraps = a + step >= order.length;
      if (wraps && !pbc[0]) break;
      if (along(order[b]) - along(order[a]) + (wraps ? 1 : 0) > reach) break;
      check(order[a], order[b]);
    }
}
