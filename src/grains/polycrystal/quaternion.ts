/**
 * (9) rotation matrix, row-major, of a quaternion of any length.
 *
 * @param q [1] (4) w, x, y, z
 */
export function toRotationMatrix(q: readonly number[]): number[] {
  const size = Math.hypot(...q);
  const [w, x, y, z] = q.map((v) => v / size);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
