import { fillPeak, makePeakRoom, type PeakRoom } from './pseudo-voigt.js';

/** Room for peaks with axial divergence. */
export interface AxialRoom {
  peak: PeakRoom;
  byAsymmetry: Float64Array;
}

/** Room that grows with the window. */
export function makeAxialRoom(): AxialRoom {
  return { peak: makePeakRoom(0), byAsymmetry: new Float64Array(0) };
}

const DEG = 180 / Math.PI;
const NODES = [
  0.095012509837637, 0.281603550779259, 0.458016777657227, 0.617876244402644, 0.755404408355003, 0.865631202387832,
  0.944575023073233, 0.98940093499165,
];
const WEIGHTS = [
  0.189450610455068, 0.182603415044924, 0.169156519395003, 0.149595988816577, 0.124628971255534, 0.095158511682493,
  0.062253523938648, 0.027152459411754,
];

/**
 * Pseudo-Voigt folded with the axial divergence of equal sample and detector heights, S/L = H/L = `asymmetry`.
 * Finger, Cox and Jephcoat, J. Appl. Cryst. 27 (1994) 892: the weight of the height difference h is (2S − h)·h-geometry,
 * each height being seen at cos 2φ = cos 2θ · √(1 + h²).
 */
export function fillAxial(
  room: PeakRoom,
  axial: AxialRoom,
  x: Float64Array,
  from: number,
  to: number,
  position: number,
  width: number,
  share: number,
  asymmetry: number,
): void {
  const m = to - from;
  if (axial.peak.value.length < m) axial.peak = makePeakRoom(2 * m);
  if (axial.byAsymmetry.length < m) axial.byAsymmetry = new Float64Array(2 * m);
  const { value, byPosition, byWidth, byShare } = room;
  for (const column of [value, byPosition, byWidth, byShare, axial.byAsymmetry]) column.fill(0, 0, m);
  const cosine = Math.cos(position / DEG);
  const sine = Math.sin(position / DEG);
  const S = Math.max(asymmetry, 1e-6);
  let total = 0;
  const parts: { shift: number; byS: number; weight: number }[] = [];
  for (let j = 0; j < 16; j++) {
    // heights from 0 to 2S with weight 2S − h, as a share v of 2S
    const v = 0.5 + 0.5 * (j < 8 ? -NODES[j] : NODES[j - 8]);
    const weight = WEIGHTS[j % 8] * (1 - v);
    const h = 2 * S * v;
    const seen = Math.max(-1, Math.min(1, cosine * Math.sqrt(1 + h * h)));
    const angle = Math.acos(seen);
    const slope = (-cosine * h) / Math.sqrt(1 + h * h) / Math.max(1e-6, Math.sqrt(1 - seen * seen));
    parts.push({ shift: angle * DEG - position, byS: slope * 2 * v * DEG, weight });
    total += weight;
  }
  void sine;
  for (const part of parts) {
    const w = part.weight / total;
    const { peak } = axial;
    fillPeak(peak, x, from, to, position + part.shift, width, share);
    for (let i = 0; i < m; i++) {
      value[i] += w * peak.value[i];
      byPosition[i] += w * peak.byPosition[i];
      byWidth[i] += w * peak.byWidth[i];
      byShare[i] += w * peak.byShare[i];
      axial.byAsymmetry[i] += w * peak.byPosition[i] * part.byS;
    }
  }
}
