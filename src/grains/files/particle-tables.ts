import { Table } from '../../core/index.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';

const micro = (values: Float64Array, from = 0, step = 1, factor = 1e6): Float64Array =>
  Float64Array.from({ length: values.length / step }, (_, i) => values[step * i + from] * factor);

/** A row for each grain: centre, volume, free area, direction of the c axis. */
export function tabulateGrains(p: Polycrystal): Table {
  return new Table([
    { name: 'grain', values: Int32Array.from(p.volumes, (_, i) => i + 1) },
    { name: 'x_micrometre', values: micro(p.centres, 0, 3) },
    { name: 'y_micrometre', values: micro(p.centres, 1, 3) },
    { name: 'z_micrometre', values: micro(p.centres, 2, 3) },
    { name: 'volume_cubic_micrometre', values: micro(p.volumes, 0, 1, 1e18) },
    { name: 'outer_area_square_micrometre', values: micro(p.outerAreas, 0, 1, 1e12) },
    { name: 'c_axis_x', values: micro(p.orientations, 2, 9, 1) },
    { name: 'c_axis_y', values: micro(p.orientations, 5, 9, 1) },
    { name: 'c_axis_z', values: micro(p.orientations, 8, 9, 1) },
  ]);
}

/** A row for each boundary facet: its grains, area, place, normal, misorientation, and columns of one's own. */
export function tabulateFacets(p: Polycrystal, fields: Readonly<Record<string, Float64Array>> = {}): Table {
  const f = p.facets;
  return new Table([
    { name: 'facet', values: Int32Array.from(f.areas, (_, i) => i + 1) },
    { name: 'grain_a', values: Int32Array.from(f.areas, (_, i) => f.grains[2 * i] + 1) },
    { name: 'grain_b', values: Int32Array.from(f.areas, (_, i) => f.grains[2 * i + 1] + 1) },
    { name: 'area_square_micrometre', values: micro(f.areas, 0, 1, 1e12) },
    { name: 'x_micrometre', values: micro(f.centroids, 0, 3) },
    { name: 'y_micrometre', values: micro(f.centroids, 1, 3) },
    { name: 'z_micrometre', values: micro(f.centroids, 2, 3) },
    { name: 'normal_x', values: micro(f.normals, 0, 3, 1) },
    { name: 'normal_y', values: micro(f.normals, 1, 3, 1) },
    { name: 'normal_z', values: micro(f.normals, 2, 3, 1) },
    { name: 'at_surface', values: Int32Array.from(f.atSurface) },
    { name: 'misorientation_degree', values: micro(f.misorientations, 0, 1, 180 / Math.PI) },
    ...Object.entries(fields).map(([name, values]) => ({ name, values })),
  ]);
}
