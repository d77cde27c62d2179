import { InputError, type Structure } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

export interface ExposedAreaOptions {
  /** [Å] radius by element */
  radii: Readonly<Record<string, number>>;
  /** [Å] radius of the ball that rolls over the surface. */
  probe: number;
  /** [1] points on each atom's sphere @default 960 */
  points?: number;
}

/**
 * Area over which the centre of a probe ball can touch each atom, by sampling spheres of radius r + probe and leaving out points
 * inside the sphere of any other atom or periodic image.
 *
 * Shrake and Rupley, J. Mol. Biol. 79 (1973) 351, doi:10.1016/0022-2836(73)90011-9; points on a golden spiral.
 *
 * @returns [Å2] (n)
 */
export function computeExposedArea(
  structure: Structure,
  { radii, probe, points = 960 }: ExposedAreaOptions,
): Float64Array {
  const n = structure.elements.length;
  const reach = Float64Array.from(structure.elements, (element) => {
    const radius = radii[element];
    if (radius === undefined)
      throw new InputError(`no radius is given for ${element}`, { value: element, allowed: Object.keys(radii) });
    return radius + probe;
  });
  const sphere = spreadPoints(points);
  const list = findNeighbours(structure.cell, structure.pbc, structure.positions, 2 * Math.max(...reach));
  const area = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let open = 0;
    let last = list.offsets[i];
    for (let p = 0; p < points; p++) {
      const x = reach[i] * sphere[3 * p];
      const y = reach[i] * sphere[3 * p + 1];
      const z = reach[i] * sphere[3 * p + 2];
      const covers = (at: number): boolean => {
        const r = reach[list.neighbours[at]];
        return (
          (list.vectors[3 * at] - x) ** 2 + (list.vectors[3 * at + 1] - y) ** 2 + (list.vectors[3 * at + 2] - z) ** 2 <
          r * r
        );
      };
      let covered = last < list.offsets[i + 1] && covers(last);
      for (let at = list.offsets[i]; at < list.offsets[i + 1] && !covered; at++) {
        covered = covers(at);
        if (covered) last = at;
      }
      if (!covered) open++;
    }
    area[i] = (4 * Math.PI * reach[i] ** 2 * open) / points;
  }
  return area;
}

function spreadPoints(count: number): Float64Array {
  const out = new Float64Array(3 * count);
  const turn = Math.PI * (3 - Math.sqrt(5));
  for (let k = 0; k < count; k++) {
    const z = 1 - (2 * k + 1) / count;
    const r = Math.sqrt(1 - z * z);
    out.set([r * Math.cos(k * turn), r * Math.sin(k * turn), z], 3 * k);
  }
  return out;
}
