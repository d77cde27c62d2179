/**
 * Weights that let each stretch of the state count alike in error control, however many entries it has.
 *
 * @param size [1] entries
 * @param ends [1] where each stretch ends, rising
 * @returns [1] (size) mean square 1
 */
export function balanceWeights(size: number, ends: readonly number[]): Float64Array {
  const weights = new Float64Array(size);
  ends.forEach((end, k) => {
    const from = k === 0 ? 0 : ends[k - 1];
    weights.fill(Math.sqrt(size / ends.length / (end - from)), from, end);
  });
  return weights;
}
