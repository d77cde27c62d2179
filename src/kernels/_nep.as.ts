// Energy, forces and virial of a neuroevolution potential in single precision, four pairs at a time.
//
// The radial functions are sums of ½(T_k(x) + 1)·fc. Written in Chebyshev polynomials of the second kind, U_j, one recursion serves value and slope:
//   g = h·Σ R_j U_j,   dg/dr = a·Σ S_j U_j + b·Σ R_j U_j,   h = fc/2, a = h·dx/dr, b = ½ dfc/dr,
// with R_j, S_j made from the file's coefficients once. Radial sums over neighbours of one type need R only after summation, and their forces only one
// contracted row per centre and type. Angular sums over neighbours are a small matrix product (functions × pairs · pairs × harmonics), blocked for registers.
//
// Neighbours of a centre are grouped by type; a group is filled up to four with a pair at the cutoff, which contributes nothing. Pairs within the angular
// cutoff come apart from those beyond it. Each chunk of atoms has its own scratch and its own forces, added up later in a fixed order, so that the result
// does not depend on which thread took which chunk.

// Layout of the block of settings: i32 each, at these byte offsets. Written by src/atoms/potential/nep-kernel.ts.
// @ts-ignore: decorator
@inline const TYPES: usize = 0, RADIAL_COUNT: usize = 4, RADIAL_BASIS: usize = 8, ANGULAR_COUNT: usize = 12, ANGULAR_BASIS: usize = 16, L_MAX: usize = 20;
// @ts-ignore: decorator
@inline const FOUR_BODY: usize = 24, FIVE_BODY: usize = 28, NEURONS: usize = 32, BLOCKS: usize = 36;
// @ts-ignore: decorator
@inline const POSITIONS: usize = 40, SHIFTS: usize = 44, GROUPS: usize = 48, NEIGHBOURS: usize = 52, IMAGES: usize = 56, ATOM_TYPES: usize = 60, PAIRS: usize = 64;
// @ts-ignore: decorator
@inline const RADIAL_R: usize = 68, RADIAL_S: usize = 72, ANGULAR_R: usize = 76, ANGULAR_S: usize = 80, WEIGHTS: usize = 84;
// @ts-ignore: decorator
@inline const INPUT: usize = 88, BIAS: usize = 92, OUTPUT: usize = 96, OFFSETS: usize = 100, BOUNDS: usize = 104;
// @ts-ignore: decorator
@inline const ENERGIES: usize = 108, EXCESS: usize = 112, COUNTS: usize = 116, FORCES: usize = 120, FORCE_STRIDE: usize = 124, VIRIALS: usize = 128, CLOSEST: usize = 132;
// @ts-ignore: decorator
@inline const SCRATCH: usize = 136, SCRATCH_STRIDE: usize = 140, CAPACITY: usize = 144, NEAR_STRIDE: usize = 148, ATOMS: usize = 152, FOUR_FACTOR: usize = 156, FIVE_FACTOR: usize = 160;

// A pair of types: cutoffs, repulsion and shortest distance in training, f64 each.
// @ts-ignore: decorator
@inline const PAIR_STRIDE: usize = 160, PAIR_RADIAL: usize = 0, PAIR_ANGULAR: usize = 8, PAIR_WATCH: usize = 16, PAIR_INNER: usize = 24, PAIR_OUTER: usize = 32;
// @ts-ignore: decorator
@inline const PAIR_CHARGE: usize = 40, PAIR_LENGTH: usize = 48, PAIR_SHORTEST: usize = 56, PAIR_SCREENING: usize = 64;

// A batch of near pairs: unit vector, 1/r, then x, a, b of the radial functions; from 112 on g and dg/dr of each angular function, then the harmonics.
// A batch of far pairs: the same seven. All v128.
// @ts-ignore: decorator
@inline const BATCH_HEAD: usize = 112;

// @ts-ignore: decorator
@inline function ld(p: usize, o: usize = 0): v128 { return v128.load(p + o); }
// @ts-ignore: decorator
@inline function st(p: usize, v: v128): void { v128.store(p, v); }
// @ts-ignore: decorator
@inline function each(p: usize): v128 { return v128.load32_splat(p); }
// @ts-ignore: decorator
@inline function all(x: f32): v128 { return f32x4.splat(x); }
// @ts-ignore: decorator
@inline function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
// @ts-ignore: decorator
@inline function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
// @ts-ignore: decorator
@inline function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
// @ts-ignore: decorator
@inline function mad(c: v128, a: v128, b: v128): v128 { return f32x4.add(c, f32x4.mul(a, b)); }

/** Sums of the lanes of four vectors, as one vector. */
// @ts-ignore: decorator
@inline function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline function sumOf(a: v128): f32 {
  const b = add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(b, 0) + f32x4.extract_lane(b, 1);
}

/** tanh to about 1e-7 absolute: 1 − 2/(e²ˣ + 1), the exponential by a power of two and a Taylor polynomial on |t| ≤ ½ln 2. */
// @ts-ignore: decorator
@inline function tanh4(x: v128): v128 {
  const y = f32x4.min(f32x4.max(mul(x, all(2.8853900817779268)), all(-30.0)), all(30.0));
  const whole = f32x4.nearest(y);
  const t = mul(sub(y, whole), all(0.6931471805599453));
  let e = mad(all(0.001388888888888889), t, all(0.0001984126984126984));
  e = mad(all(0.008333333333333333), t, e);
  e = mad(all(0.041666666666666664), t, e);
  e = mad(all(0.16666666666666666), t, e);
  e = mad(all(0.5), t, e);
  e = mad(all(1.0), t, e);
  e = mad(all(1.0), t, e);
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return sub(all(1.0), f32x4.div(all(2.0), mad(all(1.0), e, scale)));
}

// Switching of four pairs at distance r: x of the Chebyshev polynomials, h = fc/2, a and b as above. Left in globals for want of several return values;
// they are inlined away.
/** sin(u) for 0 ≤ u ≤ π/2. */
// @ts-ignore: decorator
@inline function sin4(u: v128): v128 {
  const w = mul(u, u);
  let s = mad(all(2.7557319223985893e-6), w, all(-2.505210838544172e-8));
  s = mad(all(-1.984126984126984e-4), w, s);
  s = mad(all(0.008333333333333333), w, s);
  s = mad(all(-0.16666666666666666), w, s);
  return mad(u, mul(u, w), s);
}

// @ts-ignore: decorator
@inline function cos4(u: v128): v128 {
  const w = mul(u, u);
  let c = mad(all(-2.755731922398589e-7), w, all(2.08767569878681e-9));
  c = mad(all(2.48015873015873e-5), w, c);
  c = mad(all(-0.001388888888888889), w, c);
  c = mad(all(0.041666666666666664), w, c);
  c = mad(all(-0.5), w, c);
  return mad(all(1.0), w, c);
}

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
  energy += gatherPairs(settings, chunk, atom, type, near, far, ends, capacity, forces, virial);

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

/** Sorts the pairs of a centre within the cutoffs into near and far ones, by type; returns the energy of repulsion. */
function gatherPairs(settings: usize, chunk: i32, atom: i32, type: i32, near: usize, far: usize, ends: usize, capacity: usize, forces: usize, virial: usize): f64 {
  const types = load<i32>(settings + TYPES);
  const atoms = load<i32>(settings + ATOMS);
  const positions = load<usize>(settings + POSITIONS);
  const shifts = load<usize>(settings + SHIFTS);
  const groups = load<usize>(settings + GROUPS) + ((<usize>atom * <usize>(types + 1)) << 2);
  const neighbours = load<usize>(settings + NEIGHBOURS);
  const images = load<usize>(settings + IMAGES);
  const pairs = load<usize>(settings + PAIRS) + <usize>(type * types) * PAIR_STRIDE;
  const x = load<f64>(positions + <usize>atom * 24);
  const y = load<f64>(positions + <usize>atom * 24, 8);
  const z = load<f64>(positions + <usize>atom * 24, 16);
  const wide = capacity << 2;
  let nearAt = near;
  let farAt = far;
  let found: i32 = 0;
  let energy: f64 = 0;
  for (let t = 0; t < types; t++) {
    const pair = pairs + <usize>t * PAIR_STRIDE;
    const radialCutoff = load<f64>(pair + PAIR_RADIAL);
    const angularCutoff = load<f64>(pair + PAIR_ANGULAR);
    const radialSquare = radialCutoff * radialCutoff;
    const angularSquare = angularCutoff * angularCutoff;
    const watch = load<f64>(pair + PAIR_WATCH);
    const watchSquare = watch * watch;
    const end = <usize>load<i32>(groups + (<usize>t << 2), 4);
    for (let m = <usize>load<i32>(groups + (<usize>t << 2)); m < end; m++) {
      const j = load<i32>(neighbours + (m << 2));
      const at = positions + <usize>j * 24;
      const shift = shifts + <usize>load<i32>(images + (m << 2)) * 24;
      const dx = load<f64>(at) + load<f64>(shift) - x;
      const dy = load<f64>(at, 8) + load<f64>(shift, 8) - y;
      const dz = load<f64>(at, 16) + load<f64>(shift, 16) - z;
      const square = dx * dx + dy * dy + dz * dz;
      if (square >= radialSquare) {
        if (square < watchSquare) energy += repel(settings, chunk, atom, j, type * types + t, pair, dx, dy, dz, forces, virial);
        continue;
      }
      found++;
      const isNear = square < angularSquare;
      const to = isNear ? nearAt : farAt;
      store<f32>(to, <f32>dx);
      store<f32>(to + wide, <f32>dy);
      store<f32>(to + 2 * wide, <f32>dz);
      store<i32>(to + 3 * wide, j);
      nearAt += <usize>isNear << 2;
      farAt += <usize>!isNear << 2;
      if (square < watchSquare) energy += repel(settings, chunk, atom, j, type * types + t, pair, dx, dy, dz, forces, virial);
    }
    for (; nearAt & 15; nearAt += 4) putNothing(nearAt, wide, <f32>radialCutoff, atoms);
    for (; farAt & 15; farAt += 4) putNothing(farAt, wide, <f32>radialCutoff, atoms);
    store<i32>(ends + (<usize>t << 3), <i32>((nearAt - near) >> 2));
    store<i32>(ends + (<usize>t << 3), <i32>((farAt - far) >> 2), 4);
  }
  store<i32>(load<usize>(settings + COUNTS) + (<usize>atom << 2), found);
  return energy;
}

/** A pair at the cutoff with an atom that does not exist. */
// @ts-ignore: decorator
@inline function putNothing(to: usize, wide: usize, cutoff: f32, nobody: i32): void {
  store<f32>(to, cutoff);
  store<f32>(to + wide, 0);
  store<f32>(to + 2 * wide, 0);
  store<i32>(to + 3 * wide, nobody);
}

/** Repulsion of one close pair in double precision, and a record of the closest pair of each kind. */
function repel(settings: usize, chunk: i32, atom: i32, other: i32, kind: i32, pair: usize, dx: f64, dy: f64, dz: f64, forces: usize, virial: usize): f64 {
  const r = Math.sqrt(dx * dx + dy * dy + dz * dz);
  if (r < load<f64>(pair + PAIR_SHORTEST)) {
    const types = load<i32>(settings + TYPES);
    const record = load<usize>(settings + CLOSEST) + (<usize>(chunk * types * types + kind) << 4);
    if (r < load<f64>(record)) {
      store<f64>(record, r);
      store<i32>(record, atom, 8);
      store<i32>(record, other, 12);
      store<f64>(virial, 1, 56);
    }
  }
  const outer = load<f64>(pair + PAIR_OUTER);
  if (r >= outer) return 0;
  const inner = load<f64>(pair + PAIR_INNER);
  const length = load<f64>(pair + PAIR_LENGTH);
  let phi: f64 = 0;
  let slope: f64 = 0;
  for (let k: usize = 0; k < 4; k++) {
    const decay = load<f64>(pair + PAIR_SCREENING + (k << 4), 8) * length;
    const term = load<f64>(pair + PAIR_SCREENING + (k << 4)) * Math.exp(-decay * r);
    phi += term;
    slope -= decay * term;
  }
  let switching: f64 = 1;
  let switchingSlope: f64 = 0;
  if (r > inner) {
    const rate = Math.PI / (outer - inner);
    switching = 0.5 * (1 + Math.cos(rate * (r - inner)));
    switchingSlope = -0.5 * rate * Math.sin(rate * (r - inner));
  }
  const charge = load<f64>(pair + PAIR_CHARGE);
  const energy = (0.5 * charge * phi) / r;
  const along = ((0.5 * charge * slope * switching) / r - (energy * switching) / r + energy * switchingSlope) / r;
  const px = along * dx;
  const py = along * dy;
  const pz = along * dz;
  const own = forces + (<usize>atom << 4);
  const its = forces + (<usize>other << 4);
  store<f32>(own, load<f32>(own) + <f32>px);
  store<f32>(own, load<f32>(own, 4) + <f32>py, 4);
  store<f32>(own, load<f32>(own, 8) + <f32>pz, 8);
  store<f32>(its, load<f32>(its) - <f32>px);
  store<f32>(its, load<f32>(its, 4) - <f32>py, 4);
  store<f32>(its, load<f32>(its, 8) - <f32>pz, 8);
  store<f64>(virial, load<f64>(virial) + px * dx);
  store<f64>(virial, load<f64>(virial, 8) + py * dy, 8);
  store<f64>(virial, load<f64>(virial, 16) + pz * dz, 16);
  store<f64>(virial, load<f64>(virial, 24) + px * dy, 24);
  store<f64>(virial, load<f64>(virial, 32) + px * dz, 32);
  store<f64>(virial, load<f64>(virial, 40) + py * dz, 40);
  return energy * switching;
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

/** Real harmonics of four unit vectors, in plain polynomials; their weights belong to this form. Filled up to a multiple of four with zeros. */
// @ts-ignore: decorator
@inline function fillHarmonics(batch: usize, y: usize, lMax: i32): void {
  const a = ld(batch);
  const b = ld(batch, 16);
  const c = ld(batch, 32);
  st(y, c);
  st(y + 16, a);
  st(y + 32, b);
  if (lMax < 2) {
    st(y + 48, all(0.0));
    return;
  }
  const cc = mul(c, c);
  const u = sub(mul(a, a), mul(b, b));
  const ab = mul(a, b);
  const v = add(ab, ab);
  st(y + 48, sub(mul(cc, all(3.0)), all(1.0)));
  const ac = mul(a, c);
  const bc = mul(b, c);
  st(y + 64, ac);
  st(y + 80, bc);
  st(y + 96, u);
  st(y + 112, v);
  if (lMax < 3) return;
  const five = sub(mul(cc, all(5.0)), all(1.0));
  const p = sub(mul(a, u), mul(b, v));
  const q = add(mul(a, v), mul(b, u));
  st(y + 128, mul(sub(five, all(2.0)), c));
  st(y + 144, mul(five, a));
  st(y + 160, mul(five, b));
  st(y + 176, mul(u, c));
  st(y + 192, mul(v, c));
  st(y + 208, p);
  st(y + 224, q);
  if (lMax < 4) {
    st(y + 240, all(0.0));
    return;
  }
  const seven = sub(mul(cc, all(7.0)), all(1.0));
  const sevens = sub(seven, all(2.0));
  st(y + 240, mad(all(3.0), sub(mul(cc, all(35.0)), all(30.0)), cc));
  st(y + 256, mul(sevens, ac));
  st(y + 272, mul(sevens, bc));
  st(y + 288, mul(seven, u));
  st(y + 304, mul(seven, v));
  st(y + 320, mul(p, c));
  st(y + 336, mul(q, c));
  st(y + 352, sub(mul(u, u), mul(v, v)));
  const uv = mul(u, v);
  st(y + 368, add(uv, uv));
}

// @ts-ignore: decorator
@inline function harmonicsWide(lMax: i32): usize { return <usize>(((lMax + 1) * (lMax + 1) + 2) & ~3); }

/** Sums over pairs of function times harmonic, as (harmonic, function) with functions padded to a multiple of four. */
// @ts-ignore: decorator
@inline function sumAngular(batches: usize, stride: usize, count: usize, functions: usize, wide: usize, lMax: i32, rows: usize, sums: usize): void {
  const harmonics = harmonicsWide(lMax);
  const end = batches + count * stride;
  const toY = BATCH_HEAD + (functions << 5);
  for (let n: usize = 0; n < functions; n += 2) {
    for (let h: usize = 0; h < harmonics; h += 4) {
      let a0 = all(0.0), a1 = all(0.0), a2 = all(0.0), a3 = all(0.0);
      let b0 = all(0.0), b1 = all(0.0), b2 = all(0.0), b3 = all(0.0);
      for (let batch = batches; batch < end; batch += stride) {
        const g0 = ld(batch + BATCH_HEAD + (n << 4));
        const g1 = ld(batch + BATCH_HEAD + (n << 4) + 16);
        const y = batch + toY + (h << 4);
        const y0 = ld(y), y1 = ld(y, 16), y2 = ld(y, 32), y3 = ld(y, 48);
        a0 = mad(a0, g0, y0);
        a1 = mad(a1, g0, y1);
        a2 = mad(a2, g0, y2);
        a3 = mad(a3, g0, y3);
        b0 = mad(b0, g1, y0);
        b1 = mad(b1, g1, y1);
        b2 = mad(b2, g1, y2);
        b3 = mad(b3, g1, y3);
      }
      st(rows + ((n * harmonics + h) << 2), sumLanes(a0, a1, a2, a3));
      st(rows + (((n + 1) * harmonics + h) << 2), sumLanes(b0, b1, b2, b3));
    }
  }
  memory.fill(sums, 0, (harmonics * wide) << 2);
  for (let n: usize = 0; n < functions; n++) for (let h: usize = 0; h < harmonics; h++) store<f32>(sums + ((h * wide + n) << 2), load<f32>(rows + ((n * harmonics + h) << 2)));
}

/** Angular descriptors from the sums, four functions at a time. */
// @ts-ignore: decorator
@inline function describe(settings: usize, q: usize, wide: usize, lMax: i32, sums: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= lMax; l++) {
      let sum = all(0.0);
      for (let m = -l; m <= l; m++) {
        const a = ld(sums + h * row + n);
        sum = mad(sum, mul(a, a), each(weights + (h << 2)));
        h++;
      }
      st(q + <usize>(l - 1) * row + n, sum);
    }
    let block = <usize>lMax;
    if (load<i32>(settings + FOUR_BODY)) {
      const at = sums + 3 * row + n;
      const c = ld(at);
      const e = mul(ld(at + row), all(3.0));
      const f = mul(ld(at + 2 * row), all(3.0));
      const three = mul(ld(at + 3 * row), all(3.0));
      const a = mul(sub(three, c), all(0.5));
      const b = mul(add(three, c), all(-0.5));
      const d = mul(ld(at + 4 * row), all(1.5));
      const def = mul(mul(d, e), f);
      let det = mul(mul(a, b), c);
      det = add(det, add(def, def));
      det = sub(det, mul(a, mul(f, f)));
      det = sub(det, mul(b, mul(e, e)));
      det = sub(det, mul(c, mul(d, d)));
      st(q + block * row + n, mul(det, each(settings + FOUR_FACTOR)));
      block++;
    }
    if (load<i32>(settings + FIVE_BODY)) {
      const a = ld(sums + n), b = ld(sums + row + n), c = ld(sums + 2 * row + n);
      const square = mad(mad(mul(a, a), b, b), c, c);
      st(q + block * row + n, mul(mul(square, square), each(settings + FIVE_FACTOR)));
    }
  }
}

/** Derivative of the energy with respect to the sums. */
// @ts-ignore: decorator
@inline function slopeSums(settings: usize, fp: usize, wide: usize, lMax: i32, sums: usize, slopes: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  const harmonics = harmonicsWide(lMax);
  const used = <usize>((lMax + 1) * (lMax + 1) - 1);
  for (let h = used; h < harmonics; h++) memory.fill(slopes + h * row, 0, row);
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= lMax; l++) {
      const f = ld(fp + <usize>(l - 1) * row + n);
      const twice = add(f, f);
      for (let m = -l; m <= l; m++) {
        st(slopes + h * row + n, mul(mul(twice, each(weights + (h << 2))), ld(sums + h * row + n)));
        h++;
      }
    }
    let block = <usize>lMax;
    if (load<i32>(settings + FOUR_BODY)) {
      const k = mul(ld(fp + block * row + n), each(settings + FOUR_FACTOR));
      const at = sums + 3 * row + n;
      const to = slopes + 3 * row + n;
      const c = ld(at);
      const e = mul(ld(at + row), all(3.0));
      const f = mul(ld(at + 2 * row), all(3.0));
      const three = mul(ld(at + 3 * row), all(3.0));
      const a = mul(sub(three, c), all(0.5));
      const b = mul(add(three, c), all(-0.5));
      const d = mul(ld(at + 4 * row), all(1.5));
      const da = sub(mul(b, c), mul(f, f));
      const db = sub(mul(a, c), mul(e, e));
      const dc = sub(mul(a, b), mul(d, d));
      st(to, mad(ld(to), k, sub(dc, mul(add(da, db), all(0.5)))));
      st(to + row, mad(ld(to + row), k, mul(sub(mul(d, f), mul(b, e)), all(6.0))));
      st(to + 2 * row, mad(ld(to + 2 * row), k, mul(sub(mul(d, e), mul(a, f)), all(6.0))));
      st(to + 3 * row, mad(ld(to + 3 * row), k, mul(sub(da, db), all(1.5))));
      st(to + 4 * row, mad(ld(to + 4 * row), k, mul(sub(mul(e, f), mul(c, d)), all(3.0))));
      block++;
    }
    if (load<i32>(settings + FIVE_BODY)) {
      const a = ld(sums + n), b = ld(sums + row + n), c = ld(sums + 2 * row + n);
      const square = mad(mad(mul(a, a), b, b), c, c);
      const k = mul(mul(mul(square, all(4.0)), each(settings + FIVE_FACTOR)), ld(fp + block * row + n));
      st(slopes + n, mad(ld(slopes + n), k, a));
      st(slopes + row + n, mad(ld(slopes + row + n), k, b));
      st(slopes + 2 * row + n, mad(ld(slopes + 2 * row + n), k, c));
    }
  }
}

/** The network of a type: its energy, and the derivative with respect to each descriptor (the scaler is part of the weights). */
// @ts-ignore: decorator
@inline function runNetwork(settings: usize, type: i32, radialWide: usize, angularWide: usize, q: usize, fp: usize): f64 {
  const blocks = <usize>load<i32>(settings + BLOCKS);
  const rows = radialWide + angularWide * blocks;
  const neurons = <usize>load<i32>(settings + NEURONS);
  const row = neurons << 2;
  const input = load<usize>(settings + INPUT) + <usize>type * rows * row;
  const bias = load<usize>(settings + BIAS) + <usize>type * row;
  const output = load<usize>(settings + OUTPUT) + <usize>type * row;
  const slopes = fp + 1024;
  let energy: f64 = 0;
  const end = rows << 2;
  for (let m: usize = 0; m < row; m += 32) {
    let z0 = ld(bias + m);
    let z1 = ld(bias + m + 16);
    let w = input + m;
    for (let d: usize = 0; d < end; d += 4) {
      const value = each(q + d);
      z0 = mad(z0, value, ld(w));
      z1 = mad(z1, value, ld(w, 16));
      w += row;
    }
    const h0 = tanh4(z0);
    const h1 = tanh4(z1);
    const o0 = ld(output + m);
    const o1 = ld(output + m + 16);
    energy += <f64>sumOf(mad(mul(o0, h0), o1, h1));
    st(slopes + m, mul(o0, sub(all(1.0), mul(h0, h0))));
    st(slopes + m + 16, mul(o1, sub(all(1.0), mul(h1, h1))));
  }
  for (let d: usize = 0; d < rows; d += 4) {
    let s0 = all(0.0), s1 = all(0.0), s2 = all(0.0), s3 = all(0.0);
    const w = input + d * row;
    for (let m: usize = 0; m < row; m += 16) {
      const e = ld(slopes + m);
      s0 = mad(s0, e, ld(w + m));
      s1 = mad(s1, e, ld(w + row + m));
      s2 = mad(s2, e, ld(w + 2 * row + m));
      s3 = mad(s3, e, ld(w + 3 * row + m));
    }
    st(fp + (d << 2), sumLanes(s0, s1, s2, s3));
  }
  return energy;
}

/** How far the descriptors lie outside those of training, in widths of the training range. */
// @ts-ignore: decorator
@inline function watchBounds(settings: usize, type: i32, atom: i32, q: usize, rows: usize): void {
  const least = load<usize>(settings + BOUNDS) + <usize>type * rows * 12;
  const most = least + (rows << 2);
  const scale = most + (rows << 2);
  let worst = all(0.0);
  for (let d: usize = 0; d < rows << 2; d += 16) {
    const value = ld(q + d);
    worst = f32x4.max(worst, mul(f32x4.max(sub(value, ld(most + d)), sub(ld(least + d), value)), ld(scale + d)));
  }
  const half = f32x4.max(worst, v128.shuffle<f32>(worst, worst, 2, 3, 0, 1));
  store<f32>(load<usize>(settings + EXCESS) + (<usize>atom << 2), f32x4.extract_lane(f32x4.max(half, v128.shuffle<f32>(half, half, 1, 0, 3, 2)), 0));
}

/** Forces and virial of all pairs of a centre. */
// @ts-ignore: decorator
@inline function push(
  settings: usize, type: i32, near: usize, far: usize, ends: usize, capacity: usize, nearBatches: usize, nearStride: usize, farBatches: usize,
  fp: usize, radialWide: usize, angularWide: usize, slopes: usize, rows: usize, atom: i32, forces: usize, virial: usize,
): void {
  const types = load<i32>(settings + TYPES);
  const basis = <usize>load<i32>(settings + RADIAL_BASIS);
  const lMax = load<i32>(settings + L_MAX);
  const functions = <usize>((load<i32>(settings + ANGULAR_COUNT) + 1) & ~1);
  const harmonics = harmonicsWide(lMax);
  const table = (<usize>(type * types) * basis * radialWide) << 2;
  const wide = capacity << 2;
  const gradient = rows + 512;
  const toY = BATCH_HEAD + (functions << 5);
  const angularRow = angularWide << 2;
  let fx = all(0.0), fy = all(0.0), fz = all(0.0);
  let wxx = all(0.0), wyy = all(0.0), wzz = all(0.0), wxy = all(0.0), wxz = all(0.0), wyz = all(0.0);
  let nearAt: usize = 0;
  let farAt: usize = 0;
  if (lMax < 4) memory.fill(gradient, 0, 384);
  for (let t = 0; t < types; t++) {
    const nearEnd = <usize>load<i32>(ends + (<usize>t << 3));
    const farEnd = <usize>load<i32>(ends + (<usize>t << 3), 4);
    if (nearAt == nearEnd && farAt == farEnd) continue;
    // Rows R_j and S_j of this type, contracted with the slopes of the radial descriptors.
    const tableR = load<usize>(settings + RADIAL_R) + table + ((<usize>t * basis * radialWide) << 2);
    const tableS = load<usize>(settings + RADIAL_S) + table + ((<usize>t * basis * radialWide) << 2);
    for (let j: usize = 0; j < basis; j++) {
      let r = all(0.0), s = all(0.0);
      for (let n: usize = 0; n < radialWide << 2; n += 16) {
        const f = ld(fp + n);
        r = mad(r, f, ld(tableR + ((j * radialWide) << 2) + n));
        s = mad(s, f, ld(tableS + ((j * radialWide) << 2) + n));
      }
      store<f32>(rows + (j << 3), sumOf(r));
      store<f32>(rows + (j << 3), sumOf(s), 4);
    }
    for (;;) {
      const isNear = nearAt < nearEnd;
      if (!isNear && farAt >= farEnd) break;
      const batch = isNear ? nearBatches + (nearAt >> 2) * nearStride : farBatches + (farAt >> 2) * BATCH_HEAD;
      const from = isNear ? near + (nearAt << 2) : far + (farAt << 2);
      const x = ld(batch, 64);
      const twice = add(x, x);
      let before = all(0.0);
      let now = all(1.0);
      let sumR = all(0.0), sumS = all(0.0);
      for (let j: usize = 0; j < basis; j++) {
        sumR = mad(sumR, each(rows + (j << 3)), now);
        sumS = mad(sumS, each(rows + (j << 3) + 4), now);
        const next = sub(mul(twice, now), before);
        before = now;
        now = next;
      }
      let along = mad(mul(ld(batch, 80), sumS), ld(batch, 96), sumR);
      const ux = ld(batch), uy = ld(batch, 16), uz = ld(batch, 32);
      let px: v128, py: v128, pz: v128;
      if (isNear) {
        const y = batch + toY;
        for (let h: usize = 0; h < harmonics; h += 4) {
          let g0 = all(0.0), g1 = all(0.0), g2 = all(0.0), g3 = all(0.0);
          const y0 = ld(y + (h << 4)), y1 = ld(y + (h << 4) + 16), y2 = ld(y + (h << 4) + 32), y3 = ld(y + (h << 4) + 48);
          let d = slopes + h * angularRow;
          for (let n: usize = 0; n < functions; n++) {
            const d0 = each(d), d1 = each(d + angularRow), d2 = each(d + 2 * angularRow), d3 = each(d + 3 * angularRow);
            const g = ld(batch + BATCH_HEAD + (n << 4));
            g0 = mad(g0, d0, g);
            g1 = mad(g1, d1, g);
            g2 = mad(g2, d2, g);
            g3 = mad(g3, d3, g);
            along = mad(along, ld(batch + BATCH_HEAD + ((functions + n) << 4)), mad(mad(mad(mul(d0, y0), d1, y1), d2, y2), d3, y3));
            d += 4;
          }
          st(gradient + (h << 4), g0);
          st(gradient + (h << 4) + 16, g1);
          st(gradient + (h << 4) + 32, g2);
          st(gradient + (h << 4) + 48, g3);
        }
        const zz = mul(uz, uz);
        const u = sub(mul(ux, ux), mul(uy, uy));
        const xy = mul(ux, uy);
        const v = add(xy, xy);
        let gx = mad(ld(gradient, 16), uz, ld(gradient, 64));
        let gy = mad(ld(gradient, 32), uz, ld(gradient, 80));
        let gz = mad(mad(mad(ld(gradient), mul(uz, all(6.0)), ld(gradient, 48)), ux, ld(gradient, 64)), uy, ld(gradient, 80));
        const x2 = add(ux, ux), y2 = add(uy, uy);
        gx = mad(mad(gx, x2, ld(gradient, 96)), y2, ld(gradient, 112));
        gy = mad(sub(gy, mul(y2, ld(gradient, 96))), x2, ld(gradient, 112));
        if (lMax > 2) {
          const five = sub(mul(zz, all(5.0)), all(1.0));
          const z2 = add(uz, uz);
          const g11 = ld(gradient, 176), g12 = ld(gradient, 192), g13 = ld(gradient, 208), g14 = ld(gradient, 224);
          const u3 = mul(u, all(3.0)), v3 = mul(v, all(3.0));
          gx = mad(mad(mad(mad(gx, five, ld(gradient, 144)), z2, mad(mul(ux, g11), uy, g12)), u3, g13), v3, g14);
          gy = sub(mad(mad(mad(gy, five, ld(gradient, 160)), z2, sub(mul(ux, g12), mul(uy, g11))), u3, g14), mul(v3, g13));
          gz = mad(gz, sub(mul(zz, all(15.0)), all(3.0)), ld(gradient, 128));
          gz = mad(mad(mad(gz, mul(uz, all(10.0)), mad(mul(ux, ld(gradient, 144)), uy, ld(gradient, 160))), u, g11), v, g12);
        }
        if (lMax > 3) {
          const p = sub(mul(ux, u), mul(uy, v));
          const q = add(mul(ux, v), mul(uy, u));
          const seven = sub(mul(zz, all(7.0)), all(1.0));
          const g16 = ld(gradient, 256), g17 = ld(gradient, 272), g18 = ld(gradient, 288), g19 = ld(gradient, 304);
          const g20 = ld(gradient, 320), g21 = ld(gradient, 336), g22 = mul(ld(gradient, 352), all(4.0)), g23 = mul(ld(gradient, 368), all(4.0));
          const zs = mul(uz, sub(seven, all(2.0)));
          const s2 = add(seven, seven);
          const z3 = mul(uz, all(3.0));
          gx = mad(mad(mad(gx, zs, g16), s2, mad(mul(ux, g18), uy, g19)), z3, mad(mul(u, g20), v, g21));
          gx = mad(mad(gx, p, g22), q, g23);
          gy = mad(mad(mad(gy, zs, g17), s2, sub(mul(ux, g19), mul(uy, g18))), z3, sub(mul(u, g21), mul(v, g20)));
          gy = sub(mad(gy, p, g23), mul(q, g22));
          gz = mad(gz, mul(uz, sub(mul(zz, all(140.0)), all(60.0))), ld(gradient, 240));
          gz = mad(gz, sub(mul(zz, all(21.0)), all(3.0)), mad(mul(ux, g16), uy, g17));
          gz = mad(gz, mul(uz, all(14.0)), mad(mul(u, g18), v, g19));
          gz = mad(mad(gz, p, g20), q, g21);
        }
        const inverse = ld(batch, 48);
        const radial = mad(mad(mul(gx, ux), gy, uy), gz, uz);
        along = sub(along, mul(radial, inverse));
        px = mad(mul(gx, inverse), along, ux);
        py = mad(mul(gy, inverse), along, uy);
        pz = mad(mul(gz, inverse), along, uz);
        nearAt += 4;
      } else {
        px = mul(along, ux);
        py = mul(along, uy);
        pz = mul(along, uz);
        farAt += 4;
      }
      const dx = ld(from), dy = ld(from + wide), dz = ld(from + 2 * wide);
      wxx = mad(wxx, px, dx);
      wyy = mad(wyy, py, dy);
      wzz = mad(wzz, pz, dz);
      wxy = mad(wxy, px, dy);
      wxz = mad(wxz, px, dz);
      wyz = mad(wyz, py, dz);
      fx = add(fx, px);
      fy = add(fy, py);
      fz = add(fz, pz);
      const owners = from + 3 * wide;
      const none = all(0.0);
      const xyLow = v128.shuffle<f32>(px, py, 0, 4, 1, 5), xyHigh = v128.shuffle<f32>(px, py, 2, 6, 3, 7);
      const zLow = v128.shuffle<f32>(pz, none, 0, 4, 1, 5), zHigh = v128.shuffle<f32>(pz, none, 2, 6, 3, 7);
      take(forces, load<i32>(owners), v128.shuffle<f32>(xyLow, zLow, 0, 1, 4, 5));
      take(forces, load<i32>(owners, 4), v128.shuffle<f32>(xyLow, zLow, 2, 3, 6, 7));
      take(forces, load<i32>(owners, 8), v128.shuffle<f32>(xyHigh, zHigh, 0, 1, 4, 5));
      take(forces, load<i32>(owners, 12), v128.shuffle<f32>(xyHigh, zHigh, 2, 3, 6, 7));
    }
  }
  const own = forces + (<usize>atom << 4);
  st(own, add(ld(own), sumLanes(fx, fy, fz, all(0.0))));
  const first = sumLanes(wxx, wyy, wzz, wxy);
  store<f64>(virial, load<f64>(virial) + <f64>f32x4.extract_lane(first, 0));
  store<f64>(virial, load<f64>(virial, 8) + <f64>f32x4.extract_lane(first, 1), 8);
  store<f64>(virial, load<f64>(virial, 16) + <f64>f32x4.extract_lane(first, 2), 16);
  store<f64>(virial, load<f64>(virial, 24) + <f64>f32x4.extract_lane(first, 3), 24);
  store<f64>(virial, load<f64>(virial, 32) + <f64>sumOf(wxz), 32);
  store<f64>(virial, load<f64>(virial, 40) + <f64>sumOf(wyz), 40);
}

// @ts-ignore: decorator
@inline function take(forces: usize, atom: i32, p: v128): void {
  const at = forces + (<usize>atom << 4);
  st(at, sub(ld(at), p));
}
