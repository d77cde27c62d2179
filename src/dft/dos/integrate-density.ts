/** Content of a density of states in a window, and where it lies. */
export interface Content {
  /** [states] */
  states: number;
  /** [eV] centre of gravity, on the axis given; undefined where nothing is there. */
  centre?: number;
}

/**
 * ∫ D(E) dE and ∫ E D(E) dE / ∫ D(E) dE between two energies, by trapezoids; ends between two points are interpolated.
 *
 * @param energies [eV] (n) ascending
 * @param density  [states/eV] (n)
 * @param from     [eV]
 * @param to       [eV]
 */
export function integrateDensity(
  energies: ArrayLike<number>,
  density: ArrayLike<number>,
  from: number,
  to: number,
): Content {
  let states = 0;
  let moment = 0;
  for (let i = 0; i + 1 < energies.length; i++) {
    const a = energies[i];
    const b = energies[i + 1];
    const low = Math.max(a, from);
    const high = Math.min(b, to);
    if (!(high > low)) continue;
    const slope = (density[i + 1] - density[i]) / (b - a);
    const dLow = density[i] + slope * (low - a);
    const dHigh = density[i] + slope * (high - a);
    const width = high - low;
    states += (width * (dLow + dHigh)) / 2;
    // ∫ E D dE of a straight line.
    moment += (width * (dLow * (2 * low + high) + dHigh * (low + 2 * high))) / 6;
  }
  return { states, ...(states > 1e-9 && { centre: moment / states }) };
}

/**
 * A density at one energy, between points by a straight line.
 *
 * @param energies [eV] (n) ascending
 * @param density  [states/eV] (n)
 * @param at       [eV]
 * @returns [states/eV] 0 outside
 */
export function densityAt(energies: ArrayLike<number>, density: ArrayLike<number>, at: number): number {
  const n = energies.length;
  if (n === 0 || at < energies[0] || at > energies[n - 1]) return 0;
  let low = 0;
  let high = n - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (energies[mid] <= at) low = mid;
    else high = mid;
  }
  const t = high === low ? 0 : (at - energies[low]) / (energies[high] - energies[low]);
  return density[low] + t * (density[high] - density[low]);
}
