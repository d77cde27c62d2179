import { GAS_CONSTANT, InputError } from '../../core/index.js';
import type { Adsorptive } from './adsorptives.js';
import { computeThickness, type ThicknessCurve } from './thickness.js';

/** Meniscus at which a pore empties or fills: hemispherical r_k = 2γV/(RT|ln p|), cylindrical half of it. */
export type Meniscus = 'hemispherical' | 'cylindrical';
/** How the film on pores already emptied is counted: Barrett–Joyner–Halenda, or Dollimore–Heal. */
export type PoreMethod = 'bjh' | 'dh';

/** Pores by diameter, from the widest; a step of the isotherm each. */
export interface PoreSizes {
  /** [m] of the pores that a step is about, at the middle of its volume */
  diameter: Float64Array;
  /** [m] limits of each step */
  upper: Float64Array;
  lower: Float64Array;
  /** [m3/kg] */
  volume: Float64Array;
  /** [m2/kg] */
  area: Float64Array;
  /** [1] relative pressures between which a step lies */
  highPressure: Float64Array;
  lowPressure: Float64Array;
}

export interface PoreOptions {
  adsorptive: Adsorptive;
  /** [K] */
  temperature: number;
  curve?: ThicknessCurve;
  meniscus?: Meniscus;
  method?: PoreMethod;
  /** [1] from the lowest pressure down to which steps are counted; pores narrower are none of Kelvin's. @default 0.3 */
  lowest?: number;
}

/**
 * [m] Kelvin radius of a meniscus.
 *
 * @param pressure    [1] relative pressure
 * @param temperature [K]
 */
export function computeKelvinRadius(
  pressure: number,
  adsorptive: Adsorptive,
  temperature: number,
  meniscus: Meniscus = 'hemispherical',
): number {
  const length = (2 * adsorptive.surfaceTension * adsorptive.molarVolume) / (GAS_CONSTANT * temperature);
  return ((meniscus === 'hemispherical' ? 1 : 0.5) * length) / -Math.log(pressure);
}

/**
 * Volumes of cylindrical pores from the steps of a branch, from high pressure down. In each step pores whose core lets
 * go (Kelvin) empty to a film, and the film on all pores emptied before gets thinner.
 *
 * A pore of radius r holds V; when its core of radius r − t leaves, V (1 − t/r)² goes. The film on pores open before
 * gives Δt · Σ A (1 − t/r) (Barrett, Joyner and Halenda, J. Am. Chem. Soc. 73 (1951) 373, doi:10.1021/ja01145a126, with
 * their factor c computed for every pore size); Dollimore and Heal, J. Appl. Chem. 14 (1964) 109, write the same as Δt
 * ΣA − 2π t Δt ΣL and take r at the step. Volumes that come out negative are kept: they say that the model is wrong for
 * the sample.
 *
 * @param pressure [1] relative pressures, ascending
 * @param loading  [mol/kg]
 */
export function computePoreSizes(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  {
    adsorptive,
    temperature,
    curve = 'harkins-jura',
    meniscus = 'hemispherical',
    method = 'bjh',
    lowest = 0.3,
  }: PoreOptions,
): PoreSizes {
  const rows = Array.from(pressure as ArrayLike<number>, (_, i) => i)
    .filter((i) => pressure[i] >= lowest - 1e-9 && pressure[i] < 1)
    .reverse();
  if (rows.length < 4)
    throw new InputError(`pore sizes need four points or more at p/p0 above ${lowest}; this branch has ${rows.length}`);
  const steps = rows.length - 1;
  const out: PoreSizes = {
    diameter: new Float64Array(steps),
    upper: new Float64Array(steps),
    lower: new Float64Array(steps),
    volume: new Float64Array(steps),
    area: new Float64Array(steps),
    highPressure: new Float64Array(steps),
    lowPressure: new Float64Array(steps),
  };
  const radius = new Float64Array(steps);
  const film = (p: number): number => computeThickness(p, curve);
  const kelvin = (p: number): number => computeKelvinRadius(p, adsorptive, temperature, meniscus);
  let t1 = film(pressure[rows[0]]);
  let r1 = kelvin(pressure[rows[0]]) + t1;
  let area = 0;
  let length = 0;
  for (let k = 0; k < steps; k++) {
    const [high, low] = [rows[k], rows[k + 1]];
    const t2 = film(pressure[low]);
    const r2 = kelvin(pressure[low]) + t2;
    const liquid = (loading[high] - loading[low]) * adsorptive.molarVolume;
    const thinning = t1 - t2;
    const t = (t1 + t2) / 2;
    let fromFilm = 0;
    if (method === 'dh') fromFilm = thinning * area - 2 * Math.PI * t * thinning * length;
    else for (let j = 0; j < k; j++) fromFilm += thinning * out.area[j] * (1 - t / radius[j]);
    const r = (r1 + r2) / 2;
    // Pores of this step let go of their core along it and end with the film of its end.
    const core = (1 - t2 / r) ** 2;
    const volume = (liquid - fromFilm) / core;
    out.diameter[k] = 2 * r;
    out.upper[k] = 2 * r1;
    out.lower[k] = 2 * r2;
    out.volume[k] = volume;
    out.area[k] = (2 * volume) / r;
    out.highPressure[k] = pressure[high];
    out.lowPressure[k] = pressure[low];
    radius[k] = r;
    area += out.area[k];
    length += volume / (Math.PI * r * r);
    [t1, r1] = [t2, r2];
  }
  return out;
}

/** The maximum of dV/dd, with the parabola through it and its neighbours. */
export function findPoreMode(sizes: PoreSizes): { diameter: number; step: number } {
  const density = sizes.volume.map((v, i) => v / (sizes.upper[i] - sizes.lower[i]));
  let best = 0;
  for (let i = 1; i < density.length; i++) if (density[i] > density[best]) best = i;
  if (best === 0 || best === density.length - 1) return { diameter: sizes.diameter[best], step: best };
  // A parabola through log density over log diameter, least squares over up to five steps above half of the maximum.
  let low = best;
  let high = best;
  while (low > 0 && best - low < 3 && density[low - 1] > 0.5 * density[best]) low--;
  while (high < density.length - 1 && high - best < 3 && density[high + 1] > 0.5 * density[best]) high++;
  if (high - low < 2) {
    low = best - 1;
    high = best + 1;
  }
  const x: number[] = [];
  const y: number[] = [];
  for (let i = low; i <= high; i++) {
    x.push(Math.log(sizes.diameter[i] / sizes.diameter[best]));
    y.push(density[i] / density[best]);
  }
  const [a, b, c] = fitParabola(x, y);
  const shift = c < 0 ? -b / (2 * c) : 0;
  const inside = shift >= Math.min(...x) && shift <= Math.max(...x) && Number.isFinite(a);
  return { diameter: sizes.diameter[best] * Math.exp(inside ? shift : 0), step: best };
}

function fitParabola(x: readonly number[], y: readonly number[]): [number, number, number] {
  const m = new Float64Array(5);
  const q = new Float64Array(3);
  for (let i = 0; i < x.length; i++) {
    let power = 1;
    for (let k = 0; k < 5; k++, power *= x[i]) {
      m[k] += power;
      if (k < 3) q[k] += power * y[i];
    }
  }
  const determinant = (a: number[]): number =>
    a[0] * (a[4] * a[8] - a[5] * a[7]) - a[1] * (a[3] * a[8] - a[5] * a[6]) + a[2] * (a[3] * a[7] - a[4] * a[6]);
  const full = [m[0], m[1], m[2], m[1], m[2], m[3], m[2], m[3], m[4]];
  const d = determinant(full);
  const solved = [0, 1, 2].map((k) => determinant(full.map((v, i) => (i % 3 === k ? q[(i / 3) | 0] : v))) / d);
  return solved as [number, number, number];
}
