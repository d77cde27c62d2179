/**
 * Form of one peak among several: a reaction of some order, heated at a constant rate, or the asymmetric Gauss curve of
 * Fraser and Suzuki, which asks for no mechanism.
 */
export type PeakForm = 'reaction' | 'fraser-suzuki';

/** A peak of unit area: how fast it is converted, and how far, at every row. */
export interface PeakCurve {
  /** [1/K] */
  speed: Float64Array;
  /** [1] from 0 to 1 */
  conversion: Float64Array;
}

/** [K] zero of the Celsius scale */
const ZERO = 273.15;

/**
 * A reaction of order n on a ramp: dα/dT = a exp(−E/RT) (1 − α)ⁿ, a being such that it is fastest at a given
 * temperature. E follows from the width: a reaction of first order is 2.446 R T²/E wide at half of its height. The
 * integral of exp(−E/RT) is the rational approximation of the fourth degree of Senum and Yang, J. Therm. Anal. 11 (1977)
 * 445, good to 1e-5 here.
 *
 * @param temperature [degC] ascending
 * @param peak        [degC]
 * @param width       [K]
 * @param order       [1]
 */
export function computeReactionPeak(temperature: Float64Array, peak: number, width: number, order: number): PeakCurve {
  const top = peak + ZERO;
  // Energies in kelvin; exponentials are taken relative to that at the peak, so that none underflows.
  const energy = (2.446 * top * top) / width;
  const atTop = energy / (top * top);
  const a = atTop / (order - (order - 1) * atTop * integrate(energy, top, top));
  const n = temperature.length;
  const speed = new Float64Array(n);
  const conversion = new Float64Array(n);
  const toFirst = Math.abs(order - 1) < 1e-6;
  for (let i = 0; i < n; i++) {
    const kelvin = temperature[i] + ZERO;
    const progress = a * integrate(energy, kelvin, top);
    const base = 1 + (order - 1) * progress;
    const left = toFirst ? Math.exp(-progress) : base > 0 ? base ** (-1 / (order - 1)) : 0;
    conversion[i] = 1 - left;
    speed[i] = left > 0 ? a * Math.exp(energy / top - energy / kelvin) * left ** order : 0;
  }
  return { speed, conversion };
}

/** [K] ∫ exp(E/R·(1/T₀ − 1/T)) dT from absolute zero to a temperature. */
function integrate(energy: number, kelvin: number, reference: number): number {
  const x = energy / kelvin;
  const ratio = (x * x * x + 18 * x * x + 86 * x + 96) / (x * x * x * x + 20 * x * x * x + 120 * x * x + 240 * x + 120);
  return kelvin * ratio * Math.exp(energy / reference - x);
}

/**
 * The asymmetric Gauss curve exp(−ln 2 · (ln(1 + 2s(T − Tp)/w)/s)²), over its area.
 *
 * Fraser and Suzuki, Anal. Chem. 41 (1969) 37; for overlapping steps Muravyev, Pivkina and Koga, Molecules 24 (2019)
 * 2298, doi:10.3390/molecules24122298.
 *
 * @param temperature [degC] ascending
 * @param peak        [degC]
 * @param width       [K] at half of the height where s is small
 * @param skew        [1] s, below zero with the tail at low temperature
 */
export function computeFraserSuzuki(temperature: Float64Array, peak: number, width: number, skew: number): PeakCurve {
  const area = 0.5 * width * Math.sqrt(Math.PI / Math.LN2) * Math.exp((skew * skew) / (4 * Math.LN2));
  const n = temperature.length;
  const speed = new Float64Array(n);
  const conversion = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const u = (2 * (temperature[i] - peak)) / width;
    const inside = 1 + skew * u;
    const log = Math.abs(skew) < 1e-6 ? u : inside > 0 ? Math.log(inside) / skew : Number.NaN;
    speed[i] = Number.isNaN(log) ? 0 : Math.exp(-Math.LN2 * log * log) / area;
    conversion[i] =
      i === 0 ? 0 : conversion[i - 1] + 0.5 * (speed[i] + speed[i - 1]) * (temperature[i] - temperature[i - 1]);
  }
  return { speed, conversion };
}
