import { computeFaddeeva } from './faddeeva.js';

const SQRT_2PI = Math.sqrt(2 * Math.PI);
/** [1] FWHM of a Gaussian over its standard deviation. */
export const GAUSS_FWHM = 2 * Math.sqrt(2 * Math.LN2);
/** [1] A Gaussian narrower than this share of the Lorentzian is none. */
const NARROWEST = 1e-4;

/** A Voigt profile of unit area with its derivatives at one place. */
export interface VoigtValue {
  value: number;
  /** by the distance from the centre */
  byDistance: number;
  byGauss: number;
  byLorentz: number;
}

const w = new Float64Array(2);

/**
 * Voigt profile of unit area and its derivatives by distance and both widths, from the Faddeeva function: V = Re
 * w(z)/(σ√2π), z = (x + iγ)/(σ√2), w′ = −2zw + 2i/√π.
 *
 * @param distance [any unit] from the centre
 * @param gauss    [any unit] full width at half maximum of the Gaussian part, same unit
 * @param lorentz  [any unit] full width at half maximum of the Lorentzian part, same unit
 * @param out      overwritten
 */
export function computeVoigt(distance: number, gauss: number, lorentz: number, out: VoigtValue): void {
  const sigma = Math.max(gauss, NARROWEST * lorentz, 1e-12) / GAUSS_FWHM;
  const gamma = Math.max(0, lorentz) / 2;
  const scale = 1 / (sigma * Math.SQRT2);
  const zr = distance * scale;
  const zi = gamma * scale;
  computeFaddeeva(zr, zi, w);
  const norm = 1 / (sigma * SQRT_2PI);
  const dr = -2 * (zr * w[0] - zi * w[1]);
  const di = -2 * (zr * w[1] + zi * w[0]) + 2 / Math.sqrt(Math.PI);
  out.value = w[0] * norm;
  out.byDistance = dr * scale * norm;
  out.byLorentz = (-di * scale * norm) / 2;
  out.byGauss = (-(w[0] + dr * zr - di * zi) * norm) / sigma / GAUSS_FWHM;
}
