import type { Structure } from '../../../core/index.js';
import { crossProduct, toVector } from '../../crystal/lattice-plane.js';
import { buildPlaneStack } from '../../crystal/plane-layers.js';

/**
 * A crystal in a cell whose first two vectors span (hkl): the reduced in-plane cell, and as many repeats along the
 * third axis as reach `height`. The first vector lies along x, the normal along z.
 *
 * @param miller [1] (3) indices on the cell of `crystal`
 * @param height [Å] least period along the normal
 * @param parentSupercell [1] (3, 3) the crystal's cell on the lattice that the indices count on, where that is another
 * @returns the cell, and [Å] how much of it one repeat of the crystal takes
 */
export async function orientCrystal(
  crystal: Structure,
  miller: readonly number[],
  height: number,
  parentSupercell?: readonly number[],
): Promise<{ structure: Structure; spacing: number }> {
  const stack = await buildPlaneStack(crystal, miller, undefined, parentSupercell);
  const [a, b] = stack.basis.inPlane.map((v) => toVector(stack.primitive, v));
  const step = toVector(stack.primitive, stack.basis.step);
  const z = crossProduct(a, b).map((v) => v / stack.area);
  const x = a.map((v) => v / Math.hypot(...a));
  const y = crossProduct(z, x);
  const turn = (v: readonly number[]): number[] => [x, y, z].map((u) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2]);
  const [ra, rb, rs] = [a, b, step].map(turn);
  const times = Math.max(1, Math.ceil(height / stack.spacing - 1e-9));
  const c = rs.map((v) => v * times);
  const alongB = Math.round(c[1] / rb[1]);
  for (let k = 0; k < 3; k++) c[k] -= alongB * rb[k];
  const alongA = Math.round(c[0] / ra[0]);
  for (let k = 0; k < 3; k++) c[k] -= alongA * ra[k];
  const elements: string[] = [];
  const positions: number[] = [];
  for (let repeat = 0; repeat < times; repeat++) {
    stack.atoms.forEach((site, i) => {
      const [u, v, w] = stack.coordinates.subarray(3 * i, 3 * i + 3);
      elements.push(crystal.elements[site]);
      for (let k = 0; k < 3; k++) positions.push(u * ra[k] + v * rb[k] + (w + repeat) * rs[k]);
    });
  }
  return {
    structure: {
      cell: Float64Array.of(...ra, ...rb, ...c),
      pbc: [true, true, true],
      elements,
      positions: Float64Array.from(positions),
    },
    spacing: stack.spacing,
  };
}
