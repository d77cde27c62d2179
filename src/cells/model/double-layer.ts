/** [F/m2] of active surface where a file does not say; BPX has no key for it. */
export const DOUBLE_LAYER = 0.2;

/**
 * What a double layer beside the charge transfer takes from a foil's resistance: R − R/(1 + iω C R).
 *
 * @param resistance [ohm m2] of the charge transfer
 * @param omega      [rad/s]
 * @param capacity   [F/m2]
 * @returns          [ohm m2] real and imaginary part
 */
export function computeShunt(resistance: number, omega: number, capacity: number): [number, number] {
  const x = omega * capacity * resistance;
  const size = 1 + x * x;
  return [resistance - resistance / size, (resistance * x) / size];
}
