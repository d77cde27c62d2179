/**
 * Chooses the points of a long curve that keep its look: largest triangle, three buckets.
 *
 * Steinarsson, Downsampling time series for visual representation, MSc thesis, University of Iceland, 2013, §4.2.
 *
 * @param x     [any unit] (n) ascending
 * @param y     [any unit] (n)
 * @param count [1] number of points to keep; the first and the last are among them
 * @returns [1] (≤ count) indices, ascending; all of them where n ≤ count
 */
export function thinSeries(x: ArrayLike<number>, y: ArrayLike<number>, count: number): Int32Array {
  const n = x.length;
  if (n <= count || count < 3)
    return Int32Array.from({ length: Math.min(n, Math.max(count, 0)) }, (_, i) => (n <= count || i === 0 ? i : n - 1));
  const kept = new Int32Array(count);
  const width = (n - 2) / (count - 2);
  let previous = 0;
  for (let bucket = 1; bucket < count - 1; bucket++) {
    const from = Math.floor((bucket - 1) * width) + 1;
    const to = Math.floor(bucket * width) + 1;
    const nextTo = Math.min(n, Math.floor((bucket + 1) * width) + 1);
    let meanX = 0;
    let meanY = 0;
    for (let i = to; i < nextTo; i++) {
      meanX += x[i] / (nextTo - to);
      meanY += y[i] / (nextTo - to);
    }
    let best = from;
    let largest = -1;
    for (let i = from; i < to; i++) {
      const area = Math.abs(
        (x[previous] - meanX) * (y[i] - y[previous]) - (x[previous] - x[i]) * (meanY - y[previous]),
      );
      if (area > largest) {
        largest = area;
        best = i;
      }
    }
    kept[bucket] = best;
    previous = best;
  }
  kept[count - 1] = n - 1;
  return kept;
}

/**
 * Chooses the lowest and the highest point of each of `count / 2` equal stretches, so that no spike is lost.
 *
 * @param y     [any unit] (n) sampled evenly
 * @param count [1] number of points to keep, even
 * @returns [1] (≤ count) indices, ascending
 */
export function thinToExtremes(y: ArrayLike<number>, count: number): Int32Array {
  const n = y.length;
  if (n <= count) return Int32Array.from({ length: n }, (_, i) => i);
  const stretches = Math.max(1, Math.floor(count / 2));
  const kept: number[] = [];
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * n) / stretches);
    const to = Math.floor(((s + 1) * n) / stretches);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    kept.push(Math.min(low, high));
    if (low !== high) kept.push(Math.max(low, high));
  }
  return Int32Array.from(kept);
}
