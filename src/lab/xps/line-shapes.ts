import { computeVoigt, GAUSS_FWHM, type VoigtValue } from '../../num/special/index.js';

/** Shapes of lines; energies are binding energies and asymmetric tails lie on the side of high binding energy. */
export type LineShape =
  | { kind: 'voigt' }
  /** Doniach–Šunjić line, its tail cut, convolved with a Gaussian. */
  | { kind: 'doniach'; cut: number }
  /** Sum or product of a Gaussian and a Lorentzian of one width; `mix` is the Lorentzian share, 0 to 1. */
  | { kind: 'gl-sum' | 'gl-product'; mix: number }
  /** A shape by its own function: unit area, position, full width at half maximum. */
  | { kind: 'la'; compute(energy: Float64Array, position: number, width: number, out: Float64Array): void };

const voigt: VoigtValue = { value: 0, byDistance: 0, byGauss: 0, byLorentz: 0 };

/**
 * Voigt lines of unit area on a grid, with derivatives.
 *
 * @param energy   [eV] (n)
 * @param position [eV]
 * @param gauss    [eV] full width at half maximum
 * @param lorentz  [eV] full width at half maximum
 * @param value    [1/eV] (n) overwritten
 * @param slopes   (3, n) by position, gauss and lorentz, overwritten where given
 */
export function computeVoigtLine(
  energy: Float64Array,
  position: number,
  gauss: number,
  lorentz: number,
  value: Float64Array,
  slopes?: Float64Array,
): void {
  const n = energy.length;
  for (let i = 0; i < n; i++) {
    computeVoigt(energy[i] - position, gauss, lorentz, voigt);
    value[i] = voigt.value;
    if (!slopes) continue;
    slopes[i] = -voigt.byDistance;
    slopes[n + i] = voigt.byGauss;
    slopes[2 * n + i] = voigt.byLorentz;
  }
}

/**
 * A Doniach–Šunjić line convolved with a Gaussian, its tail cut at a distance above the line so that its area is
 * finite; unit area.
 *
 * Doniach and Šunjić, J. Phys. C 3 (1970) 285, doi:10.1088/0022-3719/3/2/010.
 *
 * @param energy    [eV] (n) any order
 * @param position  [eV] E0, not the maximum
 * @param gauss     [eV] full width at half maximum
 * @param lorentz   [eV] full width 2γ
 * @param asymmetry [1] α, 0 to 0.5
 * @param cut       [eV] where the tail ends, above the line
 * @param value     [1/eV] (n) overwritten
 */
export function computeDoniachLine(
  energy: Float64Array,
  position: number,
  gauss: number,
  lorentz: number,
  asymmetry: number,
  cut: number,
  value: Float64Array,
): void {
  const gamma = Math.max(lorentz, 1e-3) / 2;
  const power = (1 - asymmetry) / 2;
  const shape = (u: number): number =>
    Math.cos((Math.PI * asymmetry) / 2 - (1 - asymmetry) * Math.atan(u / gamma)) / (u * u + gamma * gamma) ** power;
  convolve(energy, position, gauss / GAUSS_FWHM, Math.min(gamma / 3, 0.1), -cut, cut, shape, value);
}

/**
 * A shape between two limits, convolved with a Gaussian and scaled to unit area, by sampling on a fine even grid.
 */
export function convolve(
  energy: Float64Array,
  position: number,
  sigma: number,
  finest: number,
  from: number,
  to: number,
  shape: (u: number) => number,
  value: Float64Array,
): void {
  // Steps are halved, not stretched, and one sample lies on the line itself: the curve stays smooth in every parameter.
  let h = 0.1;
  const wanted = Math.max(0.006, Math.min(finest, sigma > 0 ? sigma / 4 : finest));
  while (h > wanted) h /= 2;
  const before = Math.ceil(-from / h);
  const size = before + Math.ceil(to / h) + 1;
  const start = -before * h;
  const samples = new Float64Array(size);
  let area = 0;
  for (let k = 0; k < size; k++) {
    samples[k] = shape(start + k * h);
    area += samples[k] * (k === 0 || k === size - 1 ? h / 2 : h);
  }
  const half = Math.ceil((5 * sigma) / h);
  const padded = size + 2 * half;
  const smooth = new Float64Array(padded);
  const kernel = new Float64Array(2 * half + 1);
  let sum = 0;
  for (let j = -half; j <= half; j++) sum += kernel[j + half] = sigma > 0 ? Math.exp(-0.5 * ((j * h) / sigma) ** 2) : 1;
  for (let k = 0; k < size; k++) {
    const s = (samples[k] * (k === 0 || k === size - 1 ? 0.5 : 1)) / (sum * area);
    for (let j = 0; j <= 2 * half; j++) smooth[k + j] += s * kernel[j];
  }
  const origin = start - half * h;
  for (let i = 0; i < energy.length; i++) {
    const at = (energy[i] - position - origin) / h;
    const k = Math.floor(at);
    value[i] = k < 0 || k >= padded - 1 ? 0 : smooth[k] + (at - k) * (smooth[k + 1] - smooth[k]);
  }
}

/**
 * Sum or product of a Gaussian and a Lorentzian of one width, peak height one (CasaXPS: SGL and GL with m = 100·mix).
 *
 * @param distance [any unit] from the centre
 * @param width    [any unit] full width at half maximum, same unit
 * @param mix      [1] Lorentzian share
 * @param product  whether the two are multiplied
 */
export function computeGaussLorentz(distance: number, width: number, mix: number, product: boolean): number {
  const u = (2 * distance) / width;
  const u2 = u * u;
  return product
    ? Math.exp(-Math.LN2 * (1 - mix) * u2) / (1 + mix * u2)
    : (1 - mix) * Math.exp(-Math.LN2 * u2) + mix / (1 + u2);
}
