/** Axes of the six entries of a symmetric tensor, in the order of the moments of a facet: xx, yy, zz, yz, xz, xy. */
export const MOMENT_AXES = [
  [0, 0],
  [1, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
] as const;
