// asc: --maximumMemory 65536
// Grains as bodies with an affine displacement, joined by springs on their facets: residuals and openings in double precision; corrections in single precision.
import { bodies, configure, ends, F, G, intAt, isWeak, load0, names, openings, rest, slim, wide, x } from './_grains-layout.as';
import { place, refresh } from './_grains-blocks.as';
import { couple } from './_grains-coupling.as';
import { beginCorrection, endCorrection, stepCorrection } from './_grains-correction.as';

export { beginCorrection, configure, couple, endCorrection, place, refresh, stepCorrection };

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/**
 * Stiffness of one facet, tangential and normal, times its area. What the normal has more resists the mean opening
 * only: contact then costs no energy at the moment of touching. `rest` follows where it is to be kept.
 */
export function setSpring(f: i32, tangential: f64, normal: f64, weak: i32, keep: i32): void {
  const w = wide + <usize>f * 160;
  const kt = load<f64>(w, 24);
  const dk = load<f64>(w, 56);
  store<f64>(w, tangential, 24);
  store<f64>(w, normal - tangential, 56);
  const s = slim + <usize>f * 80;
  store<f32>(s, <f32>tangential, 12);
  store<f32>(s, <f32>(normal - tangential), 28);
  store<u8>(isWeak + f, <u8>weak);
  if (!keep) return;
  const i = <usize>intAt(ends, 2 * f) * 128;
  const j = <usize>intAt(ends, 2 * f + 1) * 128;
  pull(x + i, x + j, w, tangential - kt, normal - tangential - dk);
  pushBoth(i, j, w);
}

/** Copies facets into single precision. */
export function narrow(): void {
  for (let i = 0; i < 20 * F; i++) store<f32>(slim + (<usize>i << 2), <f32>load<f64>(wide + (<usize>i << 3)));
}

/** rest = load − A x, and openings, in double precision; gives the square of the size of rest. */
export function residual(): f64 {
  for (let g = 0; g < G; g++) {
    const at = <usize>g * 128;
    memory.copy(rest + at, load0 + at, 128);
    subtractBody(g);
  }
  for (let f = 0; f < F; f++) {
    const i = <usize>intAt(ends, 2 * f) * 128;
    const j = <usize>intAt(ends, 2 * f + 1) * 128;
    const w = wide + <usize>f * 160;
    pull(x + i, x + j, w, load<f64>(w, 24), load<f64>(w, 56));
    writeOpening(openings + <usize>intAt(names, f) * 24);
    pushBoth(i, j, w);
  }
  return restSize();
}

/** Square of the size of rest. */
export function restSize(): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = rest, end = rest + <usize>G * 128; k < end; k += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(k), v128.load(k)));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Takes what a body's own stiffness does out of its rest. */
function subtractBody(g: i32): void {
  const at = x + <usize>g * 128;
  const y = rest + <usize>g * 128;
  let k = bodies + <usize>g * 864;
  let a = v128.load(y, 32);
  let b = v128.load(y, 48);
  let c = v128.load(y, 64);
  let d = v128.load(y, 80);
  let e = v128.load(y, 96);
  let f = v128.load(y, 112);
  for (let column: usize = 32; column < 128; column += 32)
    for (let m: usize = 0; m < 24; m += 8, k += 96) {
      const s = v128.load64_splat(at + column + m);
      a = f64x2.sub(a, f64x2.mul(s, v128.load(k)));
      b = f64x2.sub(b, f64x2.mul(s, v128.load(k, 16)));
      c = f64x2.sub(c, f64x2.mul(s, v128.load(k, 32)));
      d = f64x2.sub(d, f64x2.mul(s, v128.load(k, 48)));
      e = f64x2.sub(e, f64x2.mul(s, v128.load(k, 64)));
      f = f64x2.sub(f, f64x2.mul(s, v128.load(k, 80)));
    }
  v128.store(y, a, 32);
  v128.store(y, b, 48);
  v128.store(y, c, 64);
  v128.store(y, d, 80);
  v128.store(y, e, 96);
  v128.store(y, f, 112);
}

let normal: f64 = 0;
let slide: f64 = 0;
let bend: f64 = 0;
let fa0: v128 = f64x2.splat(0);
let fb0: v128 = f64x2.splat(0);
let fc0: v128 = f64x2.splat(0);
let fa1: v128 = f64x2.splat(0);
let fb1: v128 = f64x2.splat(0);
let fc1: v128 = f64x2.splat(0);

/** Opening and forces of a facet between two bodies' numbers, for stiffness kt and dk more along the normal. */
// @ts-ignore: decorator
@inline function pull(xi: usize, xj: usize, w: usize, kt: f64, dk: f64): void {
  jump(xi, xj, w, 0);
  const a0 = ja;
  const b0 = jb;
  const c0 = jc;
  jump(xi, xj, w, 16);
  const k = f64x2.splat(kt);
  fa0 = f64x2.mul(k, a0);
  fb0 = f64x2.mul(k, b0);
  fc0 = f64x2.mul(k, c0);
  fa1 = f64x2.mul(k, ja);
  fb1 = f64x2.mul(k, jb);
  fc1 = f64x2.mul(k, jc);
  const n0 = v128.load(w, 128);
  const n1 = v128.load(w, 144);
  normal = across(a0, ja, n0, n1);
  if (dk != 0) {
    const na = f64x2.splat(dk * normal);
    fa0 = f64x2.add(fa0, f64x2.mul(na, n0));
    fa1 = f64x2.add(fa1, f64x2.mul(na, n1));
  }
  slide = across(a0, ja, a0, ja) - normal * normal;
  const bend0 = f64x2.add(f64x2.mul(b0, b0), f64x2.mul(c0, c0));
  const both = f64x2.add(bend0, f64x2.add(f64x2.mul(jb, jb), f64x2.mul(jc, jc)));
  bend = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

// @ts-ignore: decorator
@inline function writeOpening(out: usize): void {
  store<f64>(out, normal);
  store<f64>(out, Math.sqrt(Math.max(0, slide)), 8);
  store<f64>(out, Math.sqrt(bend), 16);
}

// @ts-ignore: decorator
@inline function pushBoth(i: usize, j: usize, w: usize): void {
  push(rest + i, rest + j, w, fa0, fb0, fc0);
  push(rest + i + 16, rest + j + 16, w, fa1, fb1, fc1);
}

let ja: v128 = f64x2.splat(0);
let jb: v128 = f64x2.splat(0);
let jc: v128 = f64x2.splat(0);

/**
 * Jump of a facet at its centroid (ja) and along its moment vectors (jb, jc): components x, y with `half` 0, z and
 * nothing with 16.
 */
// @ts-ignore: decorator
@inline function jump(xi: usize, xj: usize, w: usize, half: usize): void {
  const i0 = v128.load(xi + half, 32);
  const i1 = v128.load(xi + half, 64);
  const i2 = v128.load(xi + half, 96);
  const j0 = v128.load(xj + half, 32);
  const j1 = v128.load(xj + half, 64);
  const j2 = v128.load(xj + half, 96);
  const d0 = f64x2.sub(j0, i0);
  const d1 = f64x2.sub(j1, i1);
  const d2 = f64x2.sub(j2, i2);
  let a = f64x2.sub(v128.load(xj + half), v128.load(xi + half));
  a = f64x2.add(a, f64x2.mul(j0, v128.load64_splat(w)));
  a = f64x2.add(a, f64x2.mul(j1, v128.load64_splat(w, 8)));
  a = f64x2.add(a, f64x2.mul(j2, v128.load64_splat(w, 16)));
  a = f64x2.sub(a, f64x2.mul(i0, v128.load64_splat(w, 32)));
  a = f64x2.sub(a, f64x2.mul(i1, v128.load64_splat(w, 40)));
  ja = f64x2.sub(a, f64x2.mul(i2, v128.load64_splat(w, 48)));
  jb = f64x2.add(f64x2.add(f64x2.mul(d0, v128.load64_splat(w, 64)), f64x2.mul(d1, v128.load64_splat(w, 72))), f64x2.mul(d2, v128.load64_splat(w, 80)));
  jc = f64x2.add(f64x2.add(f64x2.mul(d0, v128.load64_splat(w, 96)), f64x2.mul(d1, v128.load64_splat(w, 104))), f64x2.mul(d2, v128.load64_splat(w, 112)));
}

// @ts-ignore: decorator
@inline function across(a: v128, b: v128, n: v128, m: v128): f64 {
  const s = f64x2.add(f64x2.mul(a, n), f64x2.mul(b, m));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Takes half of a facet's forces from the rest. */
// @ts-ignore: decorator
@inline function push(yi: usize, yj: usize, w: usize, f: v128, g: v128, h: v128): void {
  v128.store(yj, f64x2.sub(v128.load(yj), f));
  v128.store(yi, f64x2.add(v128.load(yi), f));
  for (let l: usize = 0; l < 3; l++) {
    const at = w + (l << 3);
    const moment = f64x2.add(f64x2.mul(g, v128.load64_splat(at, 64)), f64x2.mul(h, v128.load64_splat(at, 96)));
    const to = (l + 1) << 5;
    v128.store(yj + to, f64x2.sub(v128.load(yj + to), f64x2.add(f64x2.mul(f, v128.load64_splat(at)), moment)));
    v128.store(yi + to, f64x2.add(v128.load(yi + to), f64x2.add(f64x2.mul(f, v128.load64_splat(at, 32)), moment)));
  }
}
