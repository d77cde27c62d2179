/** [1] share of the greatest bend, and of the height, that a maximum or shoulder has; standard deviations of its bend */
const SHARE = 0.06;
const DEVIATIONS = 6;

/**
 * Rows of the maxima and shoulders of a smoothed curve, from the bends on its way up and down: where −y'' stands out.
 *
 * @param y     [any unit] above zero
 * @param noise [any unit] standard deviation of a row
 */
export function findMaxima(y: Float64Array, noise: number): number[] {
  const half = Math.max(2, Math.round(y.length / 60));
  const smooth = y.map((_, i) => {
    const reach = Math.min(half, i, y.length - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += y[k];
    return sum / (2 * reach + 1);
  });
  const top = smooth.reduce((m, v) => Math.max(m, v), 0);
  const step = 2 * half;
  const bend = smooth.map((v, i) =>
    i < step || i >= y.length - step ? 0 : -(smooth[i - step] - 2 * v + smooth[i + step]),
  );
  // Three independent means with weights 1, −2, 1.
  const bendNoise = noise * Math.sqrt(6 / (2 * half + 1));
  const clear = Math.max(SHARE * bend.reduce((m, v) => Math.max(m, v), 0), DEVIATIONS * bendNoise);
  const found: number[] = [];
  let inside = false;
  for (let i = 0; i < bend.length; i++) {
    if (bend[i] > clear && smooth[i] > SHARE * top) {
      if (!inside) found.push(i);
      else if (bend[i] > bend[found[found.length - 1]]) found[found.length - 1] = i;
      inside = true;
    } else if (bend[i] < 0) inside = false;
  }
  return found;
}
