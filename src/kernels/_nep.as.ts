// Energy, forces and virial of a neuroevolution potential in single precision, four pairs at a time.
//
// The radial functions are sums of ½(T_k(x) + 1)·fc. Written in Chebyshev polynomials of the second kind, U_j, one
// recursion serves value and slope:
//   g = h·Σ R_j U_j,   dg/dr = a·Σ S_j U_j + b·Σ R_j U_j,   h = fc/2, a = h·dx/dr, b = ½ dfc/dr,
// with R_j, S_j made from the file's coefficients once. Radial sums over neighbours of one type need R only after
// summation, and their forces only one contracted row per centre and type. Angular sums over neighbours are a small
// matrix product (functions × pairs · pairs × harmonics), blocked for registers.
//
// Neighbours of a centre are grouped by type; a group is filled up to four with a pair at the cutoff, which contributes
// nothing. Pairs within the angular cutoff come apart from those beyond it. Each chunk of atoms has its own scratch and
// its own forces, added up later in a fixed order, so that the result does not depend on which thread took which chunk.

import { ANGULAR_BASIS, ANGULAR_COUNT, ANGULAR_R, ANGULAR_S, ATOM_TYPES, BATCH_HEAD, BLOCKS, BY_CELLS, CAPACITY, ENERGIES, FORCES, FORCE_STRIDE, L_MAX, NEAR_STRIDE, OFFSETS, PAIRS, PAIR_ANGULAR, PAIR_RADIAL, PAIR_STRIDE, RADIAL_BASIS, RADIAL_COUNT, RADIAL_R, SCRATCH, SCRATCH_STRIDE, TYPES, VIRIALS } from './_nep-layout.as';
import { add, all, cos4, each, ld, mad, mul, sin4, st, sub, sumOf } from './_nep-simd.as';
import { fillHarmonics, sumAngular, describe, slopeSums } from './_nep-angular.as';
import { push } from './_nep-forces.as';
import { runNetwork, watchBounds } from './_nep-network.as';
import { gatherFromCells } from './_nep-cells.as';
import { gatherPairs } from './_nep-pairs.as';

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
  const scratch = load<usize>(settings + SCRATCH) + <usize>chunk * load<usize>(settings + SCRATCH_STRIDE);
  // Scratch: near pairs then far pairs as arrays of dx, dy, dz, owner; ends of groups; vectors of the centre; batches.
  const near = scratch;
  const far = scratch + 16 * capacity;
  const ends = far + 16 * capacity;
  const centre = ends + 1024;
  const sums = centre + 8192;
  const slopes = sums + 4096;
  const nearBatches = slopes + 4096;
  const nearStride = <usize>load<i32>(settings + NEAR_STRIDE);
  const farBatches = nearBatches + (capacity >> 2) * nearStride;

  let energy: f64 = load<f64>(load<usize>(settings + OFFSETS) + (<usize>type << 3));
  energy += load<i32>(settings + BY_CELLS)
    ? gatherFromCells(settings, chunk, atom, type, near, far, ends, capacity, sums, forces, virial)
    : gatherPairs(settings, chunk, atom, type, near, far, ends, capacity, forces, virial);

  // Radial descriptors, and what the angular ones and the forces need of each pair.
  const radialCount = load<i32>(settings + RADIAL_COUNT);
  const radialWide = <usize>((radialCount + 3) & ~3);
  const radialBasis = load<i32>(settings + RADIAL_BASIS);
  const angularBasis = load<i32>(settings + ANGULAR_BASIS);
  const angularEven = (load<i32>(settings + ANGULAR_COUNT) + 1) & ~1;
  const lMax = load<i32>(settings + L_MAX);
  const q = centre;
  memory.fill(q, 0, 1024);
  const moments = centre + 2048;
  const pairs = load<usize>(settings + PAIRS) + <usize>(type * types) * PAIR_STRIDE;
  const radialR = load<usize>(settings + RADIAL_R) + ((<usize>(type * types) * <usize>radialBasis * radialWide) << 2);
  const angularR = load<usize>(settings + ANGULAR_R) + ((<usize>(type * types) * <usize>(angularEven * angularBasis)) << 2);
  const angularS = load<usize>(settings + ANGULAR_S) + ((<usize>(type * types) * <usize>(angularEven * angularBasis)) << 2);
  let nearAt: usize = 0;
  let farAt: usize = 0;
  for (let t = 0; t < types; t++) {
    const nearEnd = <usize>load<i32>(ends + (<usize>t << 3));
    const farEnd = <usize>load<i32>(ends + (<usize>t << 3) + 4);
    if (nearAt == nearEnd && farAt == farEnd) continue;
    memory.fill(moments, 0, <usize>radialBasis << 4);
    const pair = pairs + <usize>t * PAIR_STRIDE;
    const radialCutoff = <f32>load<f64>(pair + PAIR_RADIAL);
    const angularCutoff = <f32>load<f64>(pair + PAIR_ANGULAR);
    const skip = <usize>t * <usize>(angularEven * angularBasis) << 2;
    for (; nearAt < nearEnd; nearAt += 4) {
      const batch = nearBatches + (nearAt >> 2) * nearStride;
      startBatch(near, nearAt, capacity, batch, radialCutoff, moments, radialBasis);
      fillAngular(batch, angularCutoff, angularR + skip, angularS + skip, angularEven, angularBasis, moments + 512);
      fillHarmonics(batch, batch + BATCH_HEAD + (<usize>angularEven << 5), lMax);
    }
    for (; farAt < farEnd; farAt += 4) startBatch(far, farAt, capacity, farBatches + (farAt >> 2) * BATCH_HEAD, radialCutoff, moments, radialBasis);
    // q_n += Σ_j R_nj Σ_pairs h U_j
    const rows = radialR + ((<usize>t * <usize>radialBasis * radialWide) << 2);
    for (let j: usize = 0; j < <usize>radialBasis; j++) {
      const moment = all(sumOf(ld(moments + (j << 4))));
      for (let n: usize = 0; n < radialWide; n += 4) st(q + (n << 2), mad(ld(q + (n << 2)), moment, ld(rows + ((j * radialWide + n) << 2))));
    }
  }

  const fp = centre + 3072;
  const angularWide = <usize>((load<i32>(settings + ANGULAR_COUNT) + 3) & ~3);
  sumAngular(nearBatches, nearStride, nearAt >> 2, <usize>angularEven, angularWide, lMax, slopes, sums);
  describe(settings, q + (radialWide << 2), angularWide, lMax, sums);
  energy += runNetwork(settings, type, radialWide, angularWide, q, fp);
  watchBounds(settings, type, atom, q, radialWide + angularWide * <usize>load<i32>(settings + BLOCKS));
  slopeSums(settings, fp + (radialWide << 2), angularWide, lMax, sums, slopes);

  store<f64>(load<usize>(settings + ENERGIES) + (<usize>atom << 3), energy);
  push(settings, type, near, far, ends, capacity, nearBatches, nearStride, farBatches, fp, radialWide, angularWide, slopes, moments, atom, forces, virial);
}

/** Unit vectors and radial switching of four pairs; h·U_j added to the moments. */
// @ts-ignore: decorator
@inline function startBatch(from: usize, at: usize, capacity: usize, batch: usize, cutoff: f32, moments: usize, basis: i32): void {
  const wide = capacity << 2;
  const dx = ld(from + (at << 2));
  const dy = ld(from + (at << 2) + wide);
  const dz = ld(from + (at << 2) + 2 * wide);
  const r = f32x4.sqrt(mad(mad(mul(dx, dx), dy, dy), dz, dz));
  const inverse = f32x4.div(all(1.0), r);
  st(batch, mul(dx, inverse));
  st(batch + 16, mul(dy, inverse));
  st(batch + 32, mul(dz, inverse));
  st(batch + 48, inverse);
  const s = f32x4.min(sub(mul(r, all(<f32>1.0 / cutoff)), all(1.0)), all(0.0));
  const u = mul(s, all(-1.5707963267948966));
  const sine = sin4(u);
  const h = mul(mul(sine, sine), all(0.5));
  const x = sub(mul(mul(s, s), all(2.0)), all(1.0));
  st(batch + 64, x);
  st(batch + 80, mul(mul(s, all(<f32>4.0 / cutoff)), h));
  st(batch + 96, mul(mul(sine, cos4(u)), all(<f32>-1.5707963267948966 / cutoff)));
  const twice = add(x, x);
  let before = all(0.0);
  let now = h;
  const end = moments + (<usize>basis << 4);
  for (let m = moments; m < end; m += 16) {
    st(m, add(ld(m), now));
    const next = sub(mul(twice, now), before);
    before = now;
    now = next;
  }
}

/** g and dg/dr of the angular functions of four pairs. */
// @ts-ignore: decorator
@inline function fillAngular(batch: usize, cutoff: f32, rowsR: usize, rowsS: usize, count: i32, basis: i32, polynomials: usize): void {
  const s = f32x4.min(sub(f32x4.div(all(<f32>1.0 / cutoff), ld(batch, 48)), all(1.0)), all(0.0));
  const u = mul(s, all(-1.5707963267948966));
  const sine = sin4(u);
  const h = mul(mul(sine, sine), all(0.5));
  const a = mul(mul(s, all(<f32>4.0 / cutoff)), h);
  const b = mul(mul(sine, cos4(u)), all(<f32>-1.5707963267948966 / cutoff));
  const x = sub(mul(mul(s, s), all(2.0)), all(1.0));
  const twice = add(x, x);
  let before = all(0.0);
  let now = all(1.0);
  const end = <usize>basis << 4;
  for (let m: usize = 0; m < end; m += 16) {
    st(polynomials + m, now);
    const next = sub(mul(twice, now), before);
    before = now;
    now = next;
  }
  const g = batch + BATCH_HEAD;
  const dg = g + (<usize>count << 4);
  const row = <usize>basis << 2;
  for (let n: usize = 0; n < <usize>count; n += 2) {
    let r0 = all(0.0);
    let r1 = all(0.0);
    let s0 = all(0.0);
    let s1 = all(0.0);
    let cr = rowsR + n * row;
    let cs = rowsS + n * row;
    for (let m: usize = 0; m < end; m += 16) {
      const p = ld(polynomials + m);
      r0 = mad(r0, each(cr), p);
      r1 = mad(r1, each(cr + row), p);
      s0 = mad(s0, each(cs), p);
      s1 = mad(s1, each(cs + row), p);
      cr += 4;
      cs += 4;
    }
    st(g + (n << 4), mul(h, r0));
    st(g + (n << 4) + 16, mul(h, r1));
    st(dg + (n << 4), mad(mul(a, s0), b, r0));
    st(dg + (n << 4) + 16, mad(mul(a, s1), b, r1));
  }
}
