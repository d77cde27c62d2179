import type { GridField } from './grid-field.js';

/**
 * The same field on fewer points, by straight lines between its own; unchanged where it has no more.
 *
 * @param most [1] points
 */
export function resampleField(field: GridField, most: number): GridField {
  const points = field.shape[0] * field.shape[1] * field.shape[2];
  if (points <= most) return field;
  const scale = Math.cbrt(most / points);
  const shape: [number, number, number] = [0, 0, 0];
  for (let k = 0; k < 3; k++) shape[k] = Math.max(2, Math.floor(field.shape[k] * scale));
  const values = new Float64Array(shape[0] * shape[1] * shape[2]);
  const place = (i: number, k: number): [number, number] => {
    const x = (i / shape[k]) * field.shape[k];
    return [Math.floor(x), x - Math.floor(x)];
  };
  for (let i = 0, n = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++)
      for (let k = 0; k < shape[2]; k++, n++) {
        const [a, s] = place(i, 0);
        const [b, t] = place(j, 1);
        const [c, u] = place(k, 2);
        const along = (p: number, q: number): number => (1 - u) * field.at(p, q, c) + u * field.at(p, q, c + 1);
        const plane = (p: number): number => (1 - t) * along(p, b) + t * along(p, b + 1);
        values[n] = (1 - s) * plane(a) + s * plane(a + 1);
      }
  const wrap = (i: number, n: number): number => ((i % n) + n) % n;
  return {
    ...field,
    shape,
    values,
    at: (i, j, k) => values[(wrap(i, shape[0]) * shape[1] + wrap(j, shape[1])) * shape[2] + wrap(k, shape[2])],
    voxel: (field.voxel * points) / values.length,
  };
}
