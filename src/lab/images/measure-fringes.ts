import { InputError } from '../../core/index.js';
import type { Picture } from './picture.js';

/** Lattice fringes in a part of a picture. */
export interface Fringes {
  /** [px] distance between fringes, normal to them */
  spacing: number;
  sigma: number;
  /** [rad] direction of the normal against x, −π/2 to π/2 */
  angle: number;
  /** [grey value] amplitude of the fringes */
  amplitude: number;
  /** [1] power of the peak over the median around: how far they stand out */
  clearness: number;
}

/** [px] side of the part that is searched */
const SIDE = 256;
/** [1/px] finest and coarsest fringes that are looked for */
const FINEST = 0.34;
/** periods that must fit into the part */
const FEWEST = 5;

/**
 * Spacing of fringes from the strongest peak of the Fourier transform, found on a grid and then refined to the maximum
 * of the continuous transform; its error is the bound for one frequency in white noise, σ(f) = √6 σ/(π L A √N) (Rife
 * and Boorstyn, IEEE Trans. Inf. Theory 20 (1974) 591), with σ taken from the residual.
 */
export function measureFringes(picture: Picture): Fringes {
  const side = Math.min(SIDE, picture.width, picture.height);
  if (side < 24) throw new InputError(`fringes need a part of at least 24 pixels; this one has ${side}`);
  const x0 = (picture.width - side) >> 1;
  const y0 = (picture.height - side) >> 1;
  const data = new Float64Array(side * side);
  let mean = 0;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      data[y * side + x] = picture.values[(y + y0) * picture.width + x + x0];
      mean += data[y * side + x] / (side * side);
    }
  const window = Float64Array.from({ length: side }, (_, k) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (k + 0.5)) / side));
  const windowed = data.map((v, i) => (v - mean) * window[i % side] * window[Math.floor(i / side)]);
  const most = Math.floor(FINEST * side);
  const power = (fx: number, fy: number): number => {
    let re = 0;
    let im = 0;
    const cx = Math.cos(2 * Math.PI * fx);
    const sx = Math.sin(2 * Math.PI * fx);
    for (let y = 0; y < side; y++) {
      let c = Math.cos(2 * Math.PI * fy * y);
      let s = Math.sin(2 * Math.PI * fy * y);
      for (let x = 0; x < side; x++) {
        const v = windowed[y * side + x];
        re += v * c;
        im += v * s;
        const next = c * cx - s * sx;
        s = s * cx + c * sx;
        c = next;
      }
    }
    return re * re + im * im;
  };
  // Rows first, then columns: the grid of the transform without a library of powers of two.
  const rowRe = new Float64Array((most + 1) * side);
  const rowIm = new Float64Array((most + 1) * side);
  const cos = Float64Array.from({ length: side }, (_, k) => Math.cos((2 * Math.PI * k) / side));
  const sin = Float64Array.from({ length: side }, (_, k) => Math.sin((2 * Math.PI * k) / side));
  for (let y = 0; y < side; y++)
    for (let kx = 0; kx <= most; kx++) {
      let re = 0;
      let im = 0;
      for (let x = 0, k = 0; x < side; x++, k = (k + kx) % side) {
        re += windowed[y * side + x] * cos[k];
        im += windowed[y * side + x] * sin[k];
      }
      rowRe[kx * side + y] = re;
      rowIm[kx * side + y] = im;
    }
  const powers: number[] = [];
  let best = { kx: 0, ky: 0, power: -1 };
  for (let kx = 0; kx <= most; kx++)
    for (let ky = -most; ky <= most; ky++) {
      const radius = Math.hypot(kx, ky);
      if (radius < FEWEST || radius > most || (kx === 0 && ky <= 0)) continue;
      let re = 0;
      let im = 0;
      for (let y = 0; y < side; y++) {
        const k = (((ky * y) % side) + side) % side;
        re += rowRe[kx * side + y] * cos[k] - rowIm[kx * side + y] * sin[k];
        im += rowRe[kx * side + y] * sin[k] + rowIm[kx * side + y] * cos[k];
      }
      const value = re * re + im * im;
      powers.push(value);
      if (value > best.power) best = { kx, ky, power: value };
    }
  const middle = Float64Array.from(powers).sort()[powers.length >> 1];
  let fx = best.kx / side;
  let fy = best.ky / side;
  for (let step = 0.5 / side; step > 1e-4 / side; step /= 2) {
    let now = power(fx, fy);
    for (const [dx, dy] of [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ]) {
      const there = power(fx + dx, fy + dy);
      if (there > now) {
        now = there;
        fx += dx;
        fy += dy;
      }
    }
  }
  let norm = 0;
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) norm += window[x] * window[y];
  const amplitude = (2 * Math.sqrt(power(fx, fy))) / norm;
  let variance = 0;
  for (const v of data) variance += (v - mean) ** 2 / data.length;
  const noise = Math.sqrt(Math.max(1e-12, variance - amplitude ** 2 / 2));
  const frequency = Math.hypot(fx, fy);
  const sigmaF = (Math.sqrt(6) * noise) / (Math.PI * side * amplitude * side);
  return {
    spacing: 1 / frequency,
    // The window widens the peak: half of the points carry the weight.
    sigma: (2 * sigmaF) / frequency ** 2,
    angle: Math.atan2(fy, fx),
    amplitude,
    clearness: best.power / Math.max(middle, Number.MIN_VALUE),
  };
}
