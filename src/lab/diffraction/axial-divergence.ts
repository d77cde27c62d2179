import { NODES, WEIGHTS } from './gauss-legendre.js';
import { LINE } from './pattern-memory.js';

const DEG = 180 / Math.PI;

/** [1] lines that stand for one that axial divergence draws out */
export const AXIAL_LINES = 2 * NODES.length;

/**
 * Draws a line out by the axial divergence of equal sample and detector heights, S/L = H/L = `asymmetry`: it becomes
 * `AXIAL_LINES` of them. Finger, Cox and Jephcoat, J. Appl. Cryst. 27 (1994) 892: heights differ by h with weight
 * 2S − h, and each is seen at cos 2φ = cos 2θ · √(1 + h²).
 *
 * @param lines (`AXIAL_LINES`, LINE) as the kernel takes them, the first set; overwritten
 */
export function splitAxially(lines: Float64Array, asymmetry: number): void {
  const whole = lines.slice(0, LINE);
  const cosine = Math.cos(whole[0] / DEG);
  const S = Math.max(asymmetry, 1e-6);
  for (let j = 0; j < AXIAL_LINES; j++) {
    // heights from 0 to 2S with weight 2S − h, as a share v of 2S; the weights add up to one
    const half = NODES.length;
    const v = 0.5 + 0.5 * (j < half ? -NODES[j] : NODES[j - half]);
    const weight = WEIGHTS[j % half] * (1 - v);
    const h = 2 * S * v;
    const seen = Math.max(-1, Math.min(1, cosine * Math.sqrt(1 + h * h)));
    const slope = (-cosine * h) / Math.sqrt(1 + h * h) / Math.max(1e-6, Math.sqrt(1 - seen * seen));
    const o = j * LINE;
    lines.set(whole, o);
    lines[o] = Math.acos(seen) * DEG;
    lines[o + 8] *= weight;
    lines[o + 9] *= weight;
    lines[o + 10] = slope * 2 * v * DEG;
  }
}
