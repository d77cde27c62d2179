/** A maximum of a sampled curve with the valleys on its sides. */
export interface CurvePeak {
  index: number;
  left: number;
  right: number;
  /** Place of the vertex of the parabola through the three highest points, in samples. */
  position: number;
}

/**
 * Peaks of an evenly sampled curve that stand out of their higher valley by at least `prominence`; valleys are the
 * lowest points between neighbouring peaks, or the ends.
 *
 * @param y          [any unit] (n)
 * @param prominence [any unit] unit of y
 */
export function findPeaks(y: ArrayLike<number>, prominence: number): CurvePeak[] {
  const n = y.length;
  const kept: number[] = [];
  for (let k = 1; k < n - 1; k++) {
    if (!(y[k] > y[k - 1] && y[k] >= y[k + 1])) continue;
    let left = y[k];
    let right = y[k];
    for (let i = k - 1; i >= 0 && y[i] <= y[k]; i--) left = Math.min(left, y[i]);
    for (let i = k + 1; i < n && y[i] <= y[k]; i++) right = Math.min(right, y[i]);
    if (y[k] - Math.max(left, right) >= prominence) kept.push(k);
  }
  const lowest = (from: number, to: number): number => {
    let best = from;
    for (let i = from; i <= to; i++) if (y[i] < y[best]) best = i;
    return best;
  };
  const valleys = [
    lowest(0, kept[0] ?? 0),
    ...kept.slice(1).map((k, p) => lowest(kept[p], k)),
    lowest(kept.at(-1) ?? 0, n - 1),
  ];
  return kept.map((index, p) => ({
    index,
    left: valleys[p],
    right: valleys[p + 1],
    position: index + (y[index - 1] - y[index + 1]) / (2 * (y[index - 1] - 2 * y[index] + y[index + 1]) || 1),
  }));
}
