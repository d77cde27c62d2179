import type { Structure } from '../../../src/core/index.js';

/** Face-centred cubic crystal, conventional cell repeated. */
export function makeFcc(
  element: string,
  a: number,
  [nx, ny, nz]: readonly [number, number, number] = [1, 1, 1],
): Structure {
  const positions: number[] = [];
  for (let i = 0; i < nx; i++)
    for (let j = 0; j < ny; j++)
      for (let k = 0; k < nz; k++) {
        for (const [x, y, z] of [
          [0, 0, 0],
          [0, 0.5, 0.5],
          [0.5, 0, 0.5],
          [0.5, 0.5, 0],
        ])
          positions.push((i + x) * a, (j + y) * a, (k + z) * a);
      }
  return {
    cell: Float64Array.of(nx * a, 0, 0, 0, ny * a, 0, 0, 0, nz * a),
    pbc: [true, true, true],
    elements: Array(positions.length / 3).fill(element),
    positions: Float64Array.from(positions),
  };
}

/** Rock-salt crystal of an A and a B lattice. */
export function makeRockSalt(
  a: number,
  elements: readonly [string, string],
  times: readonly [number, number, number] = [1, 1, 1],
): Structure {
  const one = makeFcc(elements[0], a, times);
  const n = one.elements.length;
  return {
    ...one,
    elements: [...one.elements, ...Array(n).fill(elements[1])],
    positions: Float64Array.of(...one.positions, ...one.positions.map((v, i) => v + (i % 3 === 0 ? a / 2 : 0))),
  };
}
