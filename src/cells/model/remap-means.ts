/**
 * Brings means over the cells of one mesh to another of as many cells over the same length, in place. What they add up
 * to stays: profiles are linear in a cell, by the smaller of the slopes to its neighbours, none where these differ in
 * sign, and are integrated over each new cell (van Leer, J. Comput. Phys. 23 (1977) 276).
 *
 * @param from sizes of the cells that the means are over
 * @param to   sizes of the cells that they are wanted over
 */
export function remapMeans(means: Float64Array, from: Float64Array, to: Float64Array): void {
  const n = means.length;
  if (from.every((size, k) => size === to[k])) return;
  const old = means.slice();
  const slope = old.map((value, k) => {
    if (k === 0 || k === n - 1) return 0;
    const before = (2 * (value - old[k - 1])) / (from[k] + from[k - 1]);
    const after = (2 * (old[k + 1] - value)) / (from[k] + from[k + 1]);
    if (before * after <= 0) return 0;
    // No value of the cell lies beyond a neighbour's mean.
    const most = (2 / from[k]) * Math.min(Math.abs(value - old[k - 1]), Math.abs(old[k + 1] - value));
    return Math.sign(before) * Math.min(Math.abs(before), Math.abs(after), most);
  });
  let [cell, start, begin] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const end = begin + to[k];
    let sum = 0;
    for (let at = begin; ; cell++) {
      const last = cell === n - 1;
      const stop = last ? end : Math.min(end, start + from[cell]);
      const middle = start + from[cell] / 2;
      sum += (stop - at) * (old[cell] + slope[cell] * ((stop + at) / 2 - middle));
      at = stop;
      if (last || stop === end) break;
      start += from[cell];
    }
    means[k] = sum / to[k];
    begin = end;
  }
}
