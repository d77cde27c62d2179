import type { Estimate } from '../../core/index.js';
import type { GittPulse } from './find-pulses.js';

/** Diffusion in a particle from one pulse, by the short-time formula. */
export interface ShortTimeDiffusivity {
  /** [m2/s] of a particle of the given radius */
  diffusivity: Estimate;
  /** [1] D·t/R² at the end of the √t window: the formula is for values well below 1 */
  reach: number;
  /** [1] by how much of itself the slope in √t changes over the window */
  bend: number;
  /** Whether both are small enough. */
  valid: boolean;
}

/** [1] End of validity of the short-time formula: the sphere's own curvature is then about a tenth of the slope. */
const REACH = 0.02;
/** [1] */
const BEND = 0.2;

/**
 * Apparent diffusion coefficient of one pulse by the short-time formula, for spheres:
 * D = (4/π)·((R/3)·ΔE_s/(t_p·dE/d√t))², valid for t ≪ R²/D.
 *
 * Weppner and Huggins, J. Electrochem. Soc. 124 (1977) 1569, doi:10.1149/1.2133112, eq. 15. The slope is from √t
 * between a tenth and all of the pulse (in √t), which leaves charge transfer out; its bend and D·t/R² are the test of
 * validity.
 *
 * @param radius [m] of the particle
 */
export function computePulseDiffusivity(
  pulse: GittPulse,
  equilibriumBefore: Estimate,
  equilibriumAfter: Estimate,
  radius: number,
): ShortTimeDiffusivity | undefined {
  const root: number[] = [];
  const volts: number[] = [];
  const all = Math.sqrt(pulse.duration);
  for (let i = 0; i < pulse.loaded; i++) {
    const s = Math.sqrt(Math.max(0, pulse.time[i]));
    if (s < 0.1 * all) continue;
    root.push(s);
    volts.push(pulse.voltage[i]);
  }
  const n = root.length;
  const steady = equilibriumAfter.value - equilibriumBefore.value;
  if (n < 4 || steady === 0) return undefined;
  const mean = root.reduce((a, b) => a + b, 0) / n;
  const meanV = volts.reduce((a, b) => a + b, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (root[i] - mean) ** 2;
    sxy += (root[i] - mean) * (volts[i] - meanV);
  }
  const slope = sxy / sxx;
  if (slope === 0) return undefined;
  let rss = 0;
  for (let i = 0; i < n; i++) rss += (volts[i] - meanV - slope * (root[i] - mean)) ** 2;
  const slopeSigma = Math.sqrt(rss / Math.max(1, n - 2) / sxx);
  const value = (4 / Math.PI) * ((radius / 3) * (steady / (pulse.duration * slope))) ** 2;
  const steadySigma = Math.hypot(equilibriumBefore.sigma ?? 0, equilibriumAfter.sigma ?? 0);
  const half = (from: number, to: number): number => (volts[to] - volts[from]) / (root[to] - root[from] || 1);
  const middle = root.findIndex((s) => s > (root[0] + root[n - 1]) / 2);
  const bend = middle > 0 && middle < n - 1 ? Math.abs(half(middle, n - 1) - half(0, middle)) / Math.abs(slope) : 1;
  const reach = (value * pulse.duration) / radius ** 2;
  return {
    diffusivity: { value, n, unit: 'm2/s', sigma: 2 * value * Math.hypot(slopeSigma / slope, steadySigma / steady) },
    reach,
    bend,
    valid: reach < REACH && bend < BEND,
  };
}
