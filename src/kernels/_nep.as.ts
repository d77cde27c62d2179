// Energy, forces and virial of a neuroevolution potential in single precision, four pairs at a time.
//
// The radial functions are sums of ½(T_k(x) + 1)·fc. Written in Chebyshev polynomials of the second kind, U_j, one
// recursion serves value and slope:
//   g = h·Σ R_j U_j,   dg/dr = a·Σ S_j U_j + b·Σ R_j U_j,   h = fc/2, a = h·dx/dr, b = ½ dfc/dr,
// with R_j, S_j made from the file's coefficients once. Radial sums over neighbours of one type need R only after
// summation, and their forces only one contracted row per centre and type. Angular sums over neighbours are a small
// matrix product (functions × pairs · pairs × harmonics), blocked for registers.
//
// Pairs of a centre within the angular cutoff come apart from those beyond it, four to a batch whatever their types; only
// the last batch of each is filled up with pairs that contribute nothing. Each chunk of atoms has its own scratch and its
// own forces, added up later in a fixed order, so that the result does not depend on which thread took which chunk.

import { ANGULAR, ANGULAR_BASIS, ANGULAR_COUNT, ATOM_TYPES, BATCH_HEAD, BLOCKS, BY_CELLS, CAPACITY, ENERGIES, FORCES, FORCE_STRIDE, INVERSE, LENGTH, L_MAX, NEAR_STRIDE, OFFSETS, PAIR, PAIRS, PAIR_ANGULAR_SCALE, PAIR_RADIAL_SCALE, PAIR_STRIDE, RADIAL, RADIAL_BASIS, RADIAL_COUNT, SCRATCH, SCRATCH_STRIDE, SWITCH, TYPES, TYPE_ROOM, VECTOR, VIRIALS } from './_nep-layout.as';
import { add, all, cos4, each, joinHigh, joinLow, ld, mad, mixHigh, mixLow, mul, sin4, st, sub } from './_nep-simd.as';
import { fillHarmonics, harmonicsWide, sumAngular, describe, slopeSums } from './_nep-angular.as';
import { push } from './_nep-forces.as';
import { runNetwork, watchBounds } from './_nep-network.as';
import { gatherFromCells } from './_nep-cells.as';
import { farCount, gatherPairs, nearCount } from './_nep-pairs.as';

/** Works out atoms `first` to `last − 1` into the forces, virial and scratch of `chunk`. */
export function evaluate(settings: usize, chunk: i32, first: i32, last: i32): void {
  const forces = load<usize>(settings + FORCES) + <usize>chunk * load<usize>(settings + FORCE_STRIDE);
  memory.fill(forces, 0, load<usize>(settings + FORCE_STRIDE));
  const virial = load<usize>(settings + VIRIALS) + <usize>chunk * 64;
  memory.fill(virial, 0, 64);
  for (let i = first; i < last; i++) evaluateAtom(settings, chunk, i, forces, virial);
}

function evaluateAtom(settings: usize, chunk: i32, atom: i32, forces: usize, virial: usize): void {
  const types = load<i32>(settings + TYPES);
  const type = load<i32>(load<usize>(settings + ATOM_TYPES) + (<usize>atom << 2));
  const capacity = <usize>load<i32>(settings + CAPACITY);
  const radialWide = <usize>((load<i32>(settings + RADIAL_COUNT) + 3) & ~3);
  const radialBasis = <usize>((load<i32>(settings + RADIAL_BASIS) + 3) & ~3);
  const angularWide = <usize>((load<i32>(settings + ANGULAR_COUNT) + 3) & ~3);
  const angularBasis = <usize>((load<i32>(settings + ANGULAR_BASIS) + 1) & ~1);
  const lMax = load<i32>(settings + L_MAX);
  const scratch = load<usize>(settings + SCRATCH) + <usize>chunk * load<usize>(settings + SCRATCH_STRIDE);
  // Scratch: near pairs and far pairs; their types; how many there are of each type, with the radial sums and rows of
  // each; vectors of the centre; batches.
  const near = scratch;
  const far = near + PAIR * capacity;
  const nearTypes = far + PAIR * capacity;
  const farTypes = nearTypes + 4 * capacity;
  const present = farTypes + 4 * capacity;
  const moments = present + (((<usize>types << 2) + 15) & ~15);
  const rows = moments + ((<usize>types * radialBasis) << 2);
  const centre = present + load<usize>(settings + TYPE_ROOM);
  const fp = centre + 3072;
  const sums = centre + 8192;
  const slopes = sums + 4096;
  const nearBatches = slopes + 4096;
  const nearStride = <usize>load<i32>(settings + NEAR_STRIDE);
  const farStride = BATCH_HEAD + (radialBasis << 4);
  const farBatches = nearBatches + (capacity >> 2) * nearStride;

  let energy: f64 = load<f64>(load<usize>(settings + OFFSETS) + (<usize>type << 3));
  energy += load<i32>(settings + BY_CELLS)
    ? gatherFromCells(settings, chunk, atom, type, near, far, nearTypes, farTypes, present, sums, forces, virial)
    : gatherPairs(settings, chunk, atom, type, near, far, nearTypes, farTypes, present, forces, virial);

  // What each pair adds to the radial sums, and what the angular ones and the forces need of it: one thing after another
  // for all batches, so that the long chains of one are worked on together with those of the next.
  memory.fill(moments, 0, (<usize>types * radialBasis) << 2);
  const pairs = load<usize>(settings + PAIRS) + <usize>(type * types) * PAIR_STRIDE;
  const angular = load<usize>(settings + ANGULAR) + ((<usize>(type * types) * angularWide * angularBasis) << 3);
  const toG = BATCH_HEAD + (radialBasis << 4);
  const toY = toG + (angularWide << 5);
  const toAngular = toY + (harmonicsWide(lMax) << 4);
  const nearEnd = nearBatches + (nearCount >> 2) * nearStride;
  const farEnd = farBatches + (farCount >> 2) * farStride;
  let from = near;
  let kinds = nearTypes;
  for (let batch = nearBatches; batch < nearEnd; batch += nearStride) {
    startBatch(from, batch);
    const r = ld(batch, LENGTH);
    switchOff(r, lookUp(pairs, kinds, PAIR_RADIAL_SCALE), batch + SWITCH);
    switchOff(r, lookUp(pairs, kinds, PAIR_ANGULAR_SCALE), batch + toAngular);
    fillHarmonics(batch, batch + toY, lMax);
    from += 4 * PAIR;
    kinds += 16;
  }
  from = far;
  kinds = farTypes;
  for (let batch = farBatches; batch < farEnd; batch += farStride) {
    startBatch(from, batch);
    switchOff(ld(batch, LENGTH), lookUp(pairs, kinds, PAIR_RADIAL_SCALE), batch + SWITCH);
    from += 4 * PAIR;
    kinds += 16;
  }
  kinds = nearTypes;
  for (let batch = nearBatches; batch < nearEnd; batch += nearStride) {
    fillRadial(kinds, batch, moments, radialBasis << 2);
    fillPolynomials(batch + toAngular, angularBasis);
    kinds += 16;
  }
  kinds = farTypes;
  for (let batch = farBatches; batch < farEnd; batch += farStride) {
    fillRadial(kinds, batch, moments, radialBasis << 2);
    kinds += 16;
  }
  kinds = nearTypes;
  for (let batch = nearBatches; batch < nearEnd; batch += nearStride) {
    fillAngular(kinds, batch + toAngular, batch + toG, angular, angularWide, angularBasis);
    kinds += 16;
  }

  const q = centre;
  memory.fill(q, 0, 1024);
  describeRadial(load<usize>(settings + RADIAL) + ((<usize>(type * types) * radialBasis * radialWide) << 2), types, present, moments, radialBasis, radialWide, q);
  sumAngular(nearBatches, nearStride, nearCount >> 2, toG, toY, <usize>((load<i32>(settings + ANGULAR_COUNT) + 1) & ~1), angularWide, lMax, slopes, sums);
  describe(settings, q + (radialWide << 2), angularWide, lMax, sums);
  energy += runNetwork(settings, type, radialWide, angularWide, q, fp);
  watchBounds(settings, type, atom, q, radialWide + angularWide * <usize>load<i32>(settings + BLOCKS));
  slopeSums(settings, fp + (radialWide << 2), angularWide, lMax, sums, slopes);

  store<f64>(load<usize>(settings + ENERGIES) + (<usize>atom << 3), energy);
  push(settings, type, near, far, nearTypes, farTypes, nearCount, farCount, nearBatches, nearStride, farBatches, farStride, toG, toY, present, rows, fp, slopes, centre + 2048, atom, forces, virial);
}

/** A number of each of four pairs' types, from its place in the record of a pair of types. */
// @ts-ignore: decorator
@inline function lookUp(pairs: usize, types: usize, place: usize): v128 {
  const at = pairs + place;
  let v = v128.load32_splat(at + <usize>load<i32>(types) * PAIR_STRIDE);
  v = v128.load32_lane(at + <usize>load<i32>(types, 4) * PAIR_STRIDE, v, 1);
  v = v128.load32_lane(at + <usize>load<i32>(types, 8) * PAIR_STRIDE, v, 2);
  return v128.load32_lane(at + <usize>load<i32>(types, 12) * PAIR_STRIDE, v, 3);
}

/** Vectors, lengths and unit vectors of four pairs. */
// @ts-ignore: decorator
@inline function startBatch(from: usize, batch: usize): void {
  const p0 = ld(from), p1 = ld(from, 16), p2 = ld(from, 32), p3 = ld(from, 48);
  const low01 = mixLow(p0, p1), low23 = mixLow(p2, p3);
  const dx = joinLow(low01, low23), dy = joinHigh(low01, low23), dz = joinLow(mixHigh(p0, p1), mixHigh(p2, p3));
  const r = f32x4.sqrt(mad(mad(mul(dx, dx), dy, dy), dz, dz));
  const inverse = f32x4.div(all(1.0), r);
  st(batch, mul(dx, inverse));
  st(batch + 16, mul(dy, inverse));
  st(batch + 32, mul(dz, inverse));
  st(batch + INVERSE, inverse);
  st(batch + VECTOR, dx);
  st(batch + VECTOR + 16, dy);
  st(batch + VECTOR + 32, dz);
  st(batch + LENGTH, r);
}

/** The switching of four pairs: a, b, h and 2x, in this order; `scale` is one over the cutoff. */
// @ts-ignore: decorator
@inline function switchOff(r: v128, scale: v128, to: usize): void {
  const s = f32x4.min(sub(mul(r, scale), all(1.0)), all(0.0));
  const u = mul(s, all(-1.5707963267948966));
  const sine = sin4(u);
  const h = mul(mul(sine, sine), all(0.5));
  st(to, mul(mul(mul(s, all(4.0)), scale), h));
  st(to + 16, mul(mul(mul(sine, cos4(u)), all(-1.5707963267948966)), scale));
  st(to + 32, h);
  st(to + 48, sub(mul(mul(s, s), all(4.0)), all(2.0)));
}

/** Polynomials U_j of four pairs, as rows of `wide` bytes; h·U_j added to the moments of their types. */
// @ts-ignore: decorator
@inline function fillRadial(types: usize, batch: usize, moments: usize, wide: usize): void {
  const h0 = each(batch + SWITCH + 32), h1 = each(batch + SWITCH + 36), h2 = each(batch + SWITCH + 40), h3 = each(batch + SWITCH + 44);
  const twice = ld(batch, SWITCH + 48);
  const m0 = moments + <usize>load<i32>(types) * wide, m1 = moments + <usize>load<i32>(types, 4) * wide;
  const m2 = moments + <usize>load<i32>(types, 8) * wide, m3 = moments + <usize>load<i32>(types, 12) * wide;
  let u0 = all(1.0), u1 = twice;
  for (let j: usize = 0; j < wide; j += 16) {
    const u2 = sub(mul(twice, u1), u0);
    const u3 = sub(mul(twice, u2), u1);
    const a = mixLow(u0, u1), b = mixLow(u2, u3), c = mixHigh(u0, u1), d = mixHigh(u2, u3);
    const row0 = joinLow(a, b), row1 = joinHigh(a, b), row2 = joinLow(c, d), row3 = joinHigh(c, d);
    const to = batch + BATCH_HEAD + j;
    st(to, row0);
    st(to + wide, row1);
    st(to + 2 * wide, row2);
    st(to + 3 * wide, row3);
    st(m0 + j, mad(ld(m0 + j), h0, row0));
    st(m1 + j, mad(ld(m1 + j), h1, row1));
    st(m2 + j, mad(ld(m2 + j), h2, row2));
    st(m3 + j, mad(ld(m3 + j), h3, row3));
    u0 = sub(mul(twice, u3), u2);
    u1 = sub(mul(twice, u0), u3);
  }
}

/** Polynomials U_j of four pairs behind their switching. */
// @ts-ignore: decorator
@inline function fillPolynomials(switching: usize, basis: usize): void {
  const twice = ld(switching, 48);
  const end = switching + 64 + (basis << 4);
  let now = all(1.0), next = twice;
  for (let m = switching + 64; m < end; m += 32) {
    st(m, now);
    st(m + 16, next);
    now = sub(mul(twice, next), now);
    next = sub(mul(twice, now), next);
  }
}

/** g and dg/dr of the angular functions of four pairs, from their switching and polynomials. */
// @ts-ignore: decorator
@inline function fillAngular(types: usize, switching: usize, g: usize, table: usize, count: usize, basis: usize): void {
  const a = ld(switching), b = ld(switching, 16), h = ld(switching, 32);
  const polynomials = switching + 64;
  const end = polynomials + (basis << 4);
  const wide = (count * basis) << 3;
  let c0 = table + <usize>load<i32>(types) * wide, c1 = table + <usize>load<i32>(types, 4) * wide;
  let c2 = table + <usize>load<i32>(types, 8) * wide, c3 = table + <usize>load<i32>(types, 12) * wide;
  const dg = g + (count << 4);
  for (let n: usize = 0; n < count << 4; n += 64) {
    let r0 = all(0.0), r1 = all(0.0), r2 = all(0.0), r3 = all(0.0);
    let s0 = all(0.0), s1 = all(0.0), s2 = all(0.0), s3 = all(0.0);
    for (let m = polynomials; m < end; m += 32) {
      let p = each(m);
      r0 = mad(r0, p, ld(c0));
      s0 = mad(s0, p, ld(c0, 16));
      p = each(m + 4);
      r1 = mad(r1, p, ld(c1));
      s1 = mad(s1, p, ld(c1, 16));
      p = each(m + 8);
      r2 = mad(r2, p, ld(c2));
      s2 = mad(s2, p, ld(c2, 16));
      p = each(m + 12);
      r3 = mad(r3, p, ld(c3));
      s3 = mad(s3, p, ld(c3, 16));
      p = each(m + 16);
      r0 = mad(r0, p, ld(c0, 32));
      s0 = mad(s0, p, ld(c0, 48));
      p = each(m + 20);
      r1 = mad(r1, p, ld(c1, 32));
      s1 = mad(s1, p, ld(c1, 48));
      p = each(m + 24);
      r2 = mad(r2, p, ld(c2, 32));
      s2 = mad(s2, p, ld(c2, 48));
      p = each(m + 28);
      r3 = mad(r3, p, ld(c3, 32));
      s3 = mad(s3, p, ld(c3, 48));
      c0 += 64;
      c1 += 64;
      c2 += 64;
      c3 += 64;
    }
    const rLow01 = mixLow(r0, r1), rLow23 = mixLow(r2, r3), rHigh01 = mixHigh(r0, r1), rHigh23 = mixHigh(r2, r3);
    const sLow01 = mixLow(s0, s1), sLow23 = mixLow(s2, s3), sHigh01 = mixHigh(s0, s1), sHigh23 = mixHigh(s2, s3);
    put(g + n, dg + n, h, a, b, joinLow(rLow01, rLow23), joinLow(sLow01, sLow23));
    put(g + n + 16, dg + n + 16, h, a, b, joinHigh(rLow01, rLow23), joinHigh(sLow01, sLow23));
    put(g + n + 32, dg + n + 32, h, a, b, joinLow(rHigh01, rHigh23), joinLow(sHigh01, sHigh23));
    put(g + n + 48, dg + n + 48, h, a, b, joinHigh(rHigh01, rHigh23), joinHigh(sHigh01, sHigh23));
  }
}

// @ts-ignore: decorator
@inline function put(g: usize, dg: usize, h: v128, a: v128, b: v128, r: v128, s: v128): void {
  st(g, mul(h, r));
  st(dg, mad(mul(a, s), b, r));
}

/** Radial descriptors from the moments: q_n = Σ_types Σ_j R_jn Σ_pairs h U_j. */
// @ts-ignore: decorator
@inline function describeRadial(table: usize, types: i32, present: usize, moments: usize, basis: usize, wide: usize, q: usize): void {
  const stride = (basis * wide) << 2;
  const row = wide << 2;
  for (let n: usize = 0; n < row; n += 16) {
    let even = all(0.0), odd = all(0.0);
    let from = table + n;
    let m = moments;
    for (let t = 0; t < types; t++) {
      if (load<i32>(present + (<usize>t << 2))) {
        for (let j: usize = 0; j < basis; j += 2) {
          even = mad(even, each(m + (j << 2)), ld(from + j * row));
          odd = mad(odd, each(m + (j << 2) + 4), ld(from + j * row + row));
        }
      }
      from += stride;
      m += basis << 2;
    }
    st(q + n, add(even, odd));
  }
}
