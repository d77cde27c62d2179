// Basis functions of lengths and angles with their derivatives.

import { cos4, load4, sin4, sincos4, splat, sum4 } from './_simd.as';

/**
 * Smooth radial Bessel basis: b_k = √(2/rc)·sin(ω_k d/rc)/d·env(d/rc), env = 1 + a x^p + b x^(p+1) + c x^(p+2) with p =
 * 8, zero from rc on. Rows of 32 (`frequencies` padded with zeros): value and derivative by d. `distance` is double.
 */
export function radialBasis(from: i32, to: i32, distance: usize, cutoff: f64, frequencies: usize, out: usize, slope: usize): void {
  const norm = Math.sqrt(2.0 / cutoff);
  for (let u = from; u < to; u++) {
    const o: usize = out + (<usize>u << 7);
    const ds: usize = slope + (<usize>u << 7);
    const d = load<f64>(distance + (<usize>u << 3));
    const x = d / cutoff;
    if (x >= 1.0) {
      memory.fill(o, 0, 128);
      memory.fill(ds, 0, 128);
      continue;
    }
    const x2 = x * x;
    const x4 = x2 * x2;
    const x7 = x4 * x2 * x;
    const x8 = x4 * x4;
    const envelope = 1.0 - 45.0 * x8 + 80.0 * x8 * x - 36.0 * x8 * x2;
    const envelopeSlope = (-360.0 * x7 + 720.0 * x8 - 360.0 * x8 * x) / cutoff;
    const f0 = splat(<f32>((norm * envelope) / d));
    const f1 = splat(<f32>(norm * (envelopeSlope / d - envelope / (d * d))));
    const f2 = splat(<f32>((norm * envelope) / d / cutoff));
    const xx = f64x2.splat(x);
    for (let k: usize = 0; k < 128; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, xx), f64x2.mul(w23, xx));
      v128.store(o + k, f32x4.mul(f0, sin4));
      v128.store(ds + k, f32x4.add(f32x4.mul(f1, sin4), f32x4.mul(f2, f32x4.mul(w, cos4))));
    }
  }
}

/**
 * Fourier basis of angles: 1/√(2π), sin(ω_n θ)/√π (15), cos(ω_n θ)/√π (15), padded to 32, with θ = acos(cosine·(1 −
 * 1e-6)); and its derivative by the cosine.
 * `frequencies` holds 16 (one pad).
 */
export function angleBasis(from: i32, to: i32, cosine: usize, frequencies: usize, out: usize, slope: usize): void {
  const scale: f64 = 0.5641895835477563;
  for (let a = from; a < to; a++) {
    const o: usize = out + (<usize>a << 7);
    const ds: usize = slope + (<usize>a << 7);
    const c = load<f64>(cosine + (<usize>a << 3)) * (1.0 - 1e-6);
    const theta = Math.acos(c);
    const chain = splat(<f32>((-scale * (1.0 - 1e-6)) / Math.sqrt(1.0 - c * c)));
    const s = splat(<f32>scale);
    const tt = f64x2.splat(theta);
    store<f32>(o, <f32>0.3989422804014327);
    store<f32>(ds, 0);
    for (let k: usize = 0; k < 64; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, tt), f64x2.mul(w23, tt));
      // The 16th lane of the sines lands where the first cosine goes: sines first, cosines after.
      v128.store(o + 4 + k, f32x4.mul(s, sin4));
      v128.store(ds + 4 + k, f32x4.mul(chain, f32x4.mul(w, cos4)));
    }
    for (let k: usize = 0; k < 64; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, tt), f64x2.mul(w23, tt));
      v128.store(o + 64 + k, f32x4.mul(s, cos4));
      v128.store(ds + 64 + k, f32x4.neg(f32x4.mul(chain, f32x4.mul(w, sin4))));
    }
    store<f32>(o + 124, 0);
    store<f32>(ds + 124, 0);
  }
}

/** out[r] (double) = Σ_k x[r][k]·y[r][k] over 32 floats, added to what is there. */
export function dotRows(from: i32, to: i32, x: usize, y: usize, out: usize): void {
  for (let r = from; r < to; r++) {
    const p: usize = x + (<usize>r << 7);
    const q: usize = y + (<usize>r << 7);
    let s = splat(0);
    for (let k: usize = 0; k < 128; k += 16) s = f32x4.add(s, f32x4.mul(load4(p + k), load4(q + k)));
    const o: usize = out + (<usize>r << 3);
    store<f64>(o, load<f64>(o) + <f64>sum4(s));
  }
}
