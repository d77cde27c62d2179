import { formatVtu } from '../../io/grains/vtu.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';

/**
 * Facets and outer faces as polygons for ParaView, in micrometres, with fields of the facets; outer faces get −1 there.
 */
export function toVtu(p: Polycrystal, fields: Readonly<Record<string, Float64Array>> = {}): string {
  const { vertices, loops } = p.polygons;
  const F = p.facets.areas.length;
  const n = loops.start.length - 1;
  const spread = (of: (facet: number) => number, outside: (face: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => (i < F ? of(i) : outside(i - F)));
  return formatVtu({
    vertices: vertices.map((v) => 1e6 * v),
    start: loops.start,
    items: loops.items,
    fields: {
      grain_a: Int32Array.from({ length: n }, (_, i) => (i < F ? p.facets.grains[2 * i] : p.outer.grains[i - F])),
      grain_b: Int32Array.from({ length: n }, (_, i) => (i < F ? p.facets.grains[2 * i + 1] : -1)),
      outer: Uint8Array.from({ length: n }, (_, i) => (i < F ? 0 : 1)),
      misorientation_degree: spread(
        (f) => (p.facets.misorientations[f] * 180) / Math.PI,
        () => -1,
      ),
      ...Object.fromEntries(
        Object.entries(fields).map(([name, values]) => [
          name,
          spread(
            (f) => values[f],
            () => -1,
          ),
        ]),
      ),
    },
  });
}
