import { NODES, WEIGHTS } from './gauss-legendre.js';
import { addPeak, addPeakWithDerivatives, type PeakRoom, type ProfileWidth } from './pseudo-voigt.js';

const DEG = 180 / Math.PI;

/**
 * Adds a pseudo-Voigt folded with the axial divergence of equal sample and detector heights, S/L = H/L = `asymmetry`.
 * Finger, Cox and Jephcoat, J. Appl. Cryst. 27 (1994) 892: heights differ by h with weight 2S − h, and each is seen at
 * cos 2φ = cos 2θ · √(1 + h²).
 */
export function addAxial(
  room: PeakRoom | undefined,
  y: Float64Array,
  x: Float64Array,
  from: number,
  to: number,
  position: number,
  profile: ProfileWidth,
  area: number,
  per: number,
  asymmetry: number,
): void {
  const cosine = Math.cos(position / DEG);
  const S = Math.max(asymmetry, 1e-6);
  for (let j = 0; j < 16; j++) {
    // heights from 0 to 2S with weight 2S − h, as a share v of 2S; the weights add up to one
    const v = 0.5 + 0.5 * (j < 8 ? -NODES[j] : NODES[j - 8]);
    const weight = WEIGHTS[j % 8] * (1 - v);
    const h = 2 * S * v;
    const seen = Math.max(-1, Math.min(1, cosine * Math.sqrt(1 + h * h)));
    const shifted = Math.acos(seen) * DEG;
    if (!room) {
      addPeak(y, x, from, to, shifted, profile, weight * area);
      continue;
    }
    const slope = (-cosine * h) / Math.sqrt(1 + h * h) / Math.max(1e-6, Math.sqrt(1 - seen * seen));
    const byS = slope * 2 * v * DEG;
    const before = room.byPosition.slice(from, to);
    addPeakWithDerivatives(room, y, x, from, to, shifted, profile, weight * area, weight * per);
    for (let i = from; i < to; i++) room.byAsymmetry[i] += byS * (room.byPosition[i] - before[i - from]);
  }
}
