/** Widths of a Thompson–Cox–Hastings pseudo-Voigt with their derivatives. */
export interface ProfileWidth {
  /** [deg] full width at half maximum */
  width: number;
  /** [1] Lorentzian share */
  share: number;
  /** derivatives of width and share by the Gaussian and the Lorentzian width */
  widthByGauss: number;
  widthByLorentz: number;
  shareByGauss: number;
  shareByLorentz: number;
}

/**
 * Width and Lorentzian share of the pseudo-Voigt that stands for a Voigt. Thompson, Cox and Hastings, J. Appl. Cryst.
 * 20 (1987) 79.
 *
 * @param gauss   [deg] FWHM of the Gaussian part, above 0
 * @param lorentz [deg] FWHM of the Lorentzian part
 */
export function mixWidths(gauss: number, lorentz: number): ProfileWidth {
  const [g, l] = [gauss, lorentz];
  const [g2, l2] = [g * g, l * l];
  const [g3, l3] = [g2 * g, l2 * l];
  const [g4, l4] = [g2 * g2, l2 * l2];
  const fifth = g4 * g + 2.69269 * g4 * l + 2.42843 * g3 * l2 + 4.47163 * g2 * l3 + 0.07842 * g * l4 + l4 * l;
  const width = fifth ** 0.2;
  const outer = width / (5 * fifth);
  const widthByGauss =
    outer * (5 * g4 + 4 * 2.69269 * g3 * l + 3 * 2.42843 * g2 * l2 + 2 * 4.47163 * g * l3 + 0.07842 * l4);
  const widthByLorentz =
    outer * (2.69269 * g4 + 2 * 2.42843 * g3 * l + 3 * 4.47163 * g2 * l2 + 4 * 0.07842 * g * l3 + 5 * l4);
  const q = l / width;
  const slope = 1.36603 - 2 * 0.47719 * q + 3 * 0.11116 * q * q;
  return {
    width,
    share: 1.36603 * q - 0.47719 * q * q + 0.11116 * q * q * q,
    widthByGauss,
    widthByLorentz,
    shareByGauss: (-slope * q * widthByGauss) / width,
    shareByLorentz: slope * (1 / width - (q * widthByLorentz) / width),
  };
}

const LN2 = Math.LN2;
const GAUSS = 2 * Math.sqrt(LN2 / Math.PI);
const LORENTZ = 2 / Math.PI;

/** Adds a pseudo-Voigt of an area to `y` at points [from, to) of an axis. */
export function addPeak(
  y: Float64Array,
  x: Float64Array,
  from: number,
  to: number,
  position: number,
  { width, share }: ProfileWidth,
  area: number,
): void {
  const per = 1 / width;
  const peakL = LORENTZ * per * share * area;
  const peakG = GAUSS * per * (1 - share) * area;
  for (let i = from; i < to; i++) {
    const u = (x[i] - position) * per;
    const u2 = u * u;
    y[i] += peakL / (1 + 4 * u2) + (u2 < 16 ? peakG * Math.exp(-4 * LN2 * u2) : 0);
  }
}
