import { InputError, type Structure } from '../../core/index.js';
import { findNeighbourBlocks } from '../../num/neighbours.js';

export interface ExposedAreaOptions {
  /** [Å] radius by element */
  radii: Readonly<Record<string, number>>;
  /** [Å] radius of the ball that rolls over the surface. */
  probe: number;
  /** [1] points on each atom's sphere @default 960 */
  points?: number;
}

/**
 * Area over which the centre of a probe ball can touch each atom, by sampling spheres of radius r + probe and leaving
 * out points inside the sphere of any other atom or periodic image.
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
  const farthest = reach.reduce((most, r) => Math.max(most, r), 0);
  const area = new Float64Array(n);
  for (const list of findNeighbourBlocks(structure.cell, structure.pbc, structure.positions, 2 * farthest)) {
    for (let k = 0; k + 1 < list.offsets.length; k++) {
      const own = reach[list.first + k];
      const [from, to] = [list.offsets[k], list.offsets[k + 1]];
      let open = 0;
      let last = from;
      for (let p = 0; p < points; p++) {
        const x = own * sphere[3 * p];
        const y = own * sphere[3 * p + 1];
        const z = own * sphere[3 * p + 2];
        const covers = (at: number): boolean => {
          const r = reach[list.neighbours[at]];
          return (
            (list.vectors[3 * at] - x) ** 2 +
              (list.vectors[3 * at + 1] - y) ** 2 +
              (list.vectors[3 * at + 2] - z) ** 2 <
            r * r
          );
        };
        let covered = last < to && covers(last);
        for (let at = from; at < to && !covered; at++) {
          covered = covers(at);
          if (covered) last = at;
        }
        if (!covered) open++;
      }
      area[list.first + k] = (4 * Math.PI * own ** 2 * open) / points;
    }
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
