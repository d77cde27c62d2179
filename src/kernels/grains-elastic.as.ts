// asc: --maximumMemory 65536
// Grains as bodies with an affine displacement, joined by springs on their facets: the operator in double precision for residuals, the same in single precision
// with a block preconditioner for corrections. A body has 16 numbers: displacement of its centre (x, y, z, 0) and the columns of its gradient (x, y, z, 0) each.
// Lengths in grain sizes, stiffness in the largest modulus.

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

let G: i32 = 0;
let F: i32 = 0;
/** (F, 2) ints: the bodies. */
let ends: usize = 0;
/** (F, 20) doubles: arm to body 1, tangential stiffness × area; arm to body 0, normal minus tangential; first and second moment vector; normal. Fourth lanes as said or 0. */
let wide: usize = 0;
/** The same in single precision. */
let slim: usize = 0;
/** (G, 108) doubles and floats: stiffness × volume that takes the gradient's columns to the load's: for each of 9 gradient components three columns of 4. */
let bodies: usize = 0;
let slimBodies: usize = 0;
/** (G, 192) floats: inverse of each body's own 12 × 12 block. */
let inverses: usize = 0;
/** (G, 16) doubles. */
let x: usize = 0;
let load0: usize = 0;
let rest: usize = 0;
/** (G, 16) floats. */
let r: usize = 0;
let z: usize = 0;
let p: usize = 0;
let q: usize = 0;
let dx: usize = 0;
/** Facets of each body: (G + 1) starts, then facet numbers. */
let listStart: usize = 0;
let listItems: usize = 0;

export function configure(table: usize): void {
  G = load<i32>(table);
  F = load<i32>(table, 4);
  ends = load<u32>(table, 8);
  wide = load<u32>(table, 12);
  slim = load<u32>(table, 16);
  bodies = load<u32>(table, 20);
  slimBodies = load<u32>(table, 24);
  inverses = load<u32>(table, 28);
  x = load<u32>(table, 32);
  load0 = load<u32>(table, 36);
  rest = load<u32>(table, 40);
  r = load<u32>(table, 44);
  z = load<u32>(table, 48);
  p = load<u32>(table, 52);
  q = load<u32>(table, 56);
  dx = load<u32>(table, 60);
  listStart = load<u32>(table, 64);
  listItems = load<u32>(table, 68);
}

/** Stiffness of one facet, tangential and normal, times its area. What the normal has more resists the mean opening only: contact then costs no energy at the moment of touching. */
export function setSpring(f: i32, tangential: f64, normal: f64): void {
  const w = wide + <usize>f * 160;
  store<f64>(w, tangential, 24);
  store<f64>(w, normal - tangential, 56);
  const s = slim + <usize>f * 80;
  store<f32>(s, <f32>tangential, 12);
  store<f32>(s, <f32>(normal - tangential), 28);
}

/** Copies bodies and facets into single precision. */
export function narrow(): void {
  for (let i = 0; i < 20 * F; i++) store<f32>(slim + (<usize>i << 2), <f32>load<f64>(wide + (<usize>i << 3)));
  for (let i = 0; i < 108 * G; i++) store<f32>(slimBodies + (<usize>i << 2), <f32>load<f64>(bodies + (<usize>i << 3)));
}

// @ts-ignore: decorator
@inline function d(at: usize, k: i32): f64 {
  return load<f64>(at + (<usize>k << 3));
}

// @ts-ignore: decorator
@inline function add(at: usize, k: i32, value: f64): void {
  store<f64>(at + (<usize>k << 3), load<f64>(at + (<usize>k << 3)) + value);
}

/** rest = load − A x, in double precision; gives the square of its size. `withLoad` 0 leaves −A x. */
export function residual(withLoad: i32): f64 {
  for (let g = 0; g < G; g++) {
    const xg = x + <usize>g * 128;
    const yg = rest + <usize>g * 128;
    const bg = load0 + <usize>g * 128;
    let k = bodies + <usize>g * 864;
    const none = f64x2.splat(0);
    let a = withLoad ? v128.load(bg, 32) : none;
    let b = withLoad ? v128.load(bg, 48) : none;
    let c = withLoad ? v128.load(bg, 64) : none;
    let e = withLoad ? v128.load(bg, 80) : none;
    let f = withLoad ? v128.load(bg, 96) : none;
    let h = withLoad ? v128.load(bg, 112) : none;
    v128.store(yg, withLoad ? v128.load(bg) : none);
    v128.store(yg, withLoad ? v128.load(bg, 16) : none, 16);
    for (let column: usize = 32; column < 128; column += 32)
      for (let m: usize = 0; m < 24; m += 8, k += 96) {
        const s = v128.load64_splat(xg + column + m);
        a = f64x2.sub(a, f64x2.mul(s, v128.load(k)));
        b = f64x2.sub(b, f64x2.mul(s, v128.load(k, 16)));
        c = f64x2.sub(c, f64x2.mul(s, v128.load(k, 32)));
        e = f64x2.sub(e, f64x2.mul(s, v128.load(k, 48)));
        f = f64x2.sub(f, f64x2.mul(s, v128.load(k, 64)));
        h = f64x2.sub(h, f64x2.mul(s, v128.load(k, 80)));
      }
    v128.store(yg, a, 32);
    v128.store(yg, b, 48);
    v128.store(yg, c, 64);
    v128.store(yg, e, 80);
    v128.store(yg, f, 96);
    v128.store(yg, h, 112);
  }
  let ends0 = ends;
  let w = wide;
  for (let f = 0; f < F; f++, ends0 += 8, w += 160) {
    const i = <usize>load<i32>(ends0) * 128;
    const j = <usize>load<i32>(ends0, 4) * 128;
    const dk = load<f64>(w, 56);
    const xi = x + i;
    const xj = x + j;
    jump(xi, xj, w, 0);
    const a0 = ja;
    const b0 = jb;
    const c0 = jc;
    jump(xi, xj, w, 16);
    const kt = v128.load64_splat(w, 24);
    let fa0 = f64x2.mul(kt, a0);
    const fb0 = f64x2.mul(kt, b0);
    const fc0 = f64x2.mul(kt, c0);
    let fa1 = f64x2.mul(kt, ja);
    const fb1 = f64x2.mul(kt, jb);
    const fc1 = f64x2.mul(kt, jc);
    if (dk != 0) {
      const n0 = v128.load(w, 128);
      const n1 = v128.load(w, 144);
      const na = f64x2.splat(dk * across(a0, ja, n0, n1));
      fa0 = f64x2.add(fa0, f64x2.mul(na, n0));
      fa1 = f64x2.add(fa1, f64x2.mul(na, n1));
    }
    push(rest + i, rest + j, w, fa0, fb0, fc0);
    push(rest + i + 16, rest + j + 16, w, fa1, fb1, fc1);
  }
  let sum = f64x2.splat(0);
  for (let k: usize = rest, end = rest + <usize>G * 128; k < end; k += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(k), v128.load(k)));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

let ja: v128 = f64x2.splat(0);
let jb: v128 = f64x2.splat(0);
let jc: v128 = f64x2.splat(0);

/** Jump of a facet at its centroid (ja) and along its moment vectors (jb, jc): components x, y with `half` 0, z and nothing with 16. */
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

/** Of each facet: opening along the normal, sliding, and the root mean square of what rotates and stretches the jump; (F, 3) doubles. */
export function openings(out: usize): void {
  let e = ends;
  let w = wide;
  for (let f = 0; f < F; f++, e += 8, w += 160, out += 24) {
    const xi = x + <usize>load<i32>(e) * 128;
    const xj = x + <usize>load<i32>(e, 4) * 128;
    jump(xi, xj, w, 0);
    const a0 = ja;
    const bend0 = f64x2.add(f64x2.mul(jb, jb), f64x2.mul(jc, jc));
    jump(xi, xj, w, 16);
    const bend = f64x2.add(bend0, f64x2.add(f64x2.mul(jb, jb), f64x2.mul(jc, jc)));
    const normal = across(a0, ja, v128.load(w, 128), v128.load(w, 144));
    const square = across(a0, ja, a0, ja);
    store<f64>(out, normal);
    store<f64>(out, Math.sqrt(Math.max(0, square - normal * normal)), 8);
    store<f64>(out, Math.sqrt(f64x2.extract_lane(bend, 0) + f64x2.extract_lane(bend, 1)), 16);
  }
}

/** y = A v in single precision. */
function apply(v: usize, y: usize): void {
  for (let g = 0; g < G; g++) {
    const vg = v + (<usize>g << 6);
    const yg = y + (<usize>g << 6);
    const k9 = slimBodies + <usize>g * 432;
    let y0 = f32x4.splat(0);
    let y1 = f32x4.splat(0);
    let y2 = f32x4.splat(0);
    for (let m = 0; m < 9; m++) {
      const s = v128.load32_splat(vg + 16 + (<usize>((m / 3) * 4 + (m % 3)) << 2));
      const k = k9 + <usize>m * 48;
      y0 = f32x4.add(y0, f32x4.mul(s, v128.load(k)));
      y1 = f32x4.add(y1, f32x4.mul(s, v128.load(k, 16)));
      y2 = f32x4.add(y2, f32x4.mul(s, v128.load(k, 32)));
    }
    v128.store(yg, f32x4.splat(0));
    v128.store(yg, y0, 16);
    v128.store(yg, y1, 32);
    v128.store(yg, y2, 48);
  }
  let e = ends;
  let w = slim;
  for (let f = 0; f < F; f++, e += 8, w += 80) {
    const i = <usize>load<i32>(e) << 6;
    const j = <usize>load<i32>(e, 4) << 6;
    const xi = v + i;
    const xj = v + j;
    const i0 = v128.load(xi, 16);
    const i1 = v128.load(xi, 32);
    const i2 = v128.load(xi, 48);
    const j0 = v128.load(xj, 16);
    const j1 = v128.load(xj, 32);
    const j2 = v128.load(xj, 48);
    const rj0 = v128.load32_splat(w);
    const rj1 = v128.load32_splat(w, 4);
    const rj2 = v128.load32_splat(w, 8);
    const ri0 = v128.load32_splat(w, 16);
    const ri1 = v128.load32_splat(w, 20);
    const ri2 = v128.load32_splat(w, 24);
    let a = f32x4.sub(v128.load(xj), v128.load(xi));
    a = f32x4.add(a, f32x4.add(f32x4.add(f32x4.mul(j0, rj0), f32x4.mul(j1, rj1)), f32x4.mul(j2, rj2)));
    a = f32x4.sub(a, f32x4.add(f32x4.add(f32x4.mul(i0, ri0), f32x4.mul(i1, ri1)), f32x4.mul(i2, ri2)));
    const d0 = f32x4.sub(j0, i0);
    const d1 = f32x4.sub(j1, i1);
    const d2 = f32x4.sub(j2, i2);
    const s0 = v128.load32_splat(w, 32);
    const s1 = v128.load32_splat(w, 36);
    const s2 = v128.load32_splat(w, 40);
    const t0 = v128.load32_splat(w, 48);
    const t1 = v128.load32_splat(w, 52);
    const t2 = v128.load32_splat(w, 56);
    const b = f32x4.add(f32x4.add(f32x4.mul(d0, s0), f32x4.mul(d1, s1)), f32x4.mul(d2, s2));
    const c = f32x4.add(f32x4.add(f32x4.mul(d0, t0), f32x4.mul(d1, t1)), f32x4.mul(d2, t2));
    const kt = v128.load32_splat(w, 12);
    let fa = f32x4.mul(kt, a);
    const fb = f32x4.mul(kt, b);
    const fc = f32x4.mul(kt, c);
    const dk = load<f32>(w, 28);
    if (dk != 0) {
      const n = v128.load(w, 64);
      const m = f32x4.mul(n, f32x4.splat(dk));
      fa = f32x4.add(fa, f32x4.mul(m, dot3(a, n)));
    }
    const g0 = f32x4.add(f32x4.mul(fb, s0), f32x4.mul(fc, t0));
    const g1 = f32x4.add(f32x4.mul(fb, s1), f32x4.mul(fc, t1));
    const g2 = f32x4.add(f32x4.mul(fb, s2), f32x4.mul(fc, t2));
    const yi = y + i;
    const yj = y + j;
    v128.store(yj, f32x4.add(v128.load(yj), fa));
    v128.store(yj, f32x4.add(v128.load(yj, 16), f32x4.add(f32x4.mul(fa, rj0), g0)), 16);
    v128.store(yj, f32x4.add(v128.load(yj, 32), f32x4.add(f32x4.mul(fa, rj1), g1)), 32);
    v128.store(yj, f32x4.add(v128.load(yj, 48), f32x4.add(f32x4.mul(fa, rj2), g2)), 48);
    v128.store(yi, f32x4.sub(v128.load(yi), fa));
    v128.store(yi, f32x4.sub(v128.load(yi, 16), f32x4.add(f32x4.mul(fa, ri0), g0)), 16);
    v128.store(yi, f32x4.sub(v128.load(yi, 32), f32x4.add(f32x4.mul(fa, ri1), g1)), 32);
    v128.store(yi, f32x4.sub(v128.load(yi, 48), f32x4.add(f32x4.mul(fa, ri2), g2)), 48);
  }
}

/** a·b in every lane; the fourth lane of b is zero. */
// @ts-ignore: decorator
@inline function dot3(a: v128, b: v128): v128 {
  const m = f32x4.mul(a, b);
  const n = f32x4.add(m, v128.shuffle<f32>(m, m, 2, 3, 0, 1));
  return f32x4.add(n, v128.shuffle<f32>(n, n, 1, 0, 3, 2));
}

/** z = M⁻¹ r, with the dot product r·z in double precision. */
function precondition(): f64 {
  let sum = f64x2.splat(0);
  for (let g = 0; g < G; g++) {
    const rg = r + (<usize>g << 6);
    const zg = z + (<usize>g << 6);
    let m = inverses + <usize>g * 768;
    let z0 = f32x4.splat(0);
    let z1 = f32x4.splat(0);
    let z2 = f32x4.splat(0);
    let z3 = f32x4.splat(0);
    for (let c = 0; c < 4; c++) {
      for (let k = 0; k < 3; k++, m += 64) {
        const s = v128.load32_splat(rg + (<usize>(4 * c + k) << 2));
        z0 = f32x4.add(z0, f32x4.mul(s, v128.load(m)));
        z1 = f32x4.add(z1, f32x4.mul(s, v128.load(m, 16)));
        z2 = f32x4.add(z2, f32x4.mul(s, v128.load(m, 32)));
        z3 = f32x4.add(z3, f32x4.mul(s, v128.load(m, 48)));
      }
    }
    v128.store(zg, z0);
    v128.store(zg, z1, 16);
    v128.store(zg, z2, 32);
    v128.store(zg, z3, 48);
    const t = f32x4.add(
      f32x4.add(f32x4.mul(z0, v128.load(rg)), f32x4.mul(z1, v128.load(rg, 16))),
      f32x4.add(f32x4.mul(z2, v128.load(rg, 32)), f32x4.mul(z3, v128.load(rg, 48))),
    );
    sum = f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(t), f64x2.promote_low_f32x4(v128.shuffle<f32>(t, t, 2, 3, 0, 1))));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function dot(a: usize, b: usize): f64 {
  let sum = f64x2.splat(0);
  for (let g = 0; g < G; g++) {
    const ag = a + (<usize>g << 6);
    const bg = b + (<usize>g << 6);
    const t = f32x4.add(
      f32x4.add(f32x4.mul(v128.load(ag), v128.load(bg)), f32x4.mul(v128.load(ag, 16), v128.load(bg, 16))),
      f32x4.add(f32x4.mul(v128.load(ag, 32), v128.load(bg, 32)), f32x4.mul(v128.load(ag, 48), v128.load(bg, 48))),
    );
    sum = f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(t), f64x2.promote_low_f32x4(v128.shuffle<f32>(t, t, 2, 3, 0, 1))));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** y += a·v over all bodies; gives nothing. */
function addScaled(y: usize, a: f32, v: usize): void {
  const s = f32x4.splat(a);
  for (let k: usize = 0, end = <usize>G << 6; k < end; k += 16) v128.store(y + k, f32x4.add(v128.load(y + k), f32x4.mul(s, v128.load(v + k))));
}

let scale: f64 = 1;
let goal: f64 = 0;
let rz: f64 = 0;

/** Begins conjugate gradients on what `residual` left, until it is `reduction` of itself. */
export function beginCorrection(reduction: f64): void {
  let size = 0.0;
  for (let k = 0; k < 16 * G; k++) size += d(rest, k) * d(rest, k);
  scale = Math.sqrt(<f64>(16 * G) / size);
  for (let k = 0; k < 16 * G; k++) {
    store<f32>(r + (<usize>k << 2), <f32>(d(rest, k) * scale));
    store<f32>(dx + (<usize>k << 2), 0);
  }
  rz = precondition();
  memory.copy(p, z, <usize>G << 6);
  goal = reduction * reduction * <f64>(16 * G);
}

/** At most so many steps more; gives their number, negative where the goal is not reached. */
export function stepCorrection(limit: i32): i32 {
  let steps = 0;
  while (steps < limit) {
    apply(p, q);
    const pq = dot(p, q);
    if (!(pq > 0)) return steps;
    const a = rz / pq;
    addScaled(dx, <f32>a, p);
    addScaled(r, <f32>-a, q);
    steps++;
    if (dot(r, r) <= goal) return steps;
    const next = precondition();
    const b = f32x4.splat(<f32>(next / rz));
    rz = next;
    for (let k: usize = 0, end = <usize>G << 6; k < end; k += 16) v128.store(p + k, f32x4.add(v128.load(z + k), f32x4.mul(b, v128.load(p + k))));
  }
  return -steps;
}

/** Adds the correction to x. */
export function endCorrection(): void {
  for (let k = 0; k < 16 * G; k++) add(x, k, <f64>load<f32>(dx + (<usize>k << 2)) / scale);
}

const block = memory.data(144 * 8, 16);
const columns = memory.data(144 * 8, 16);

/** Inverts the own blocks of listed bodies anew. */
export function refresh(list: usize, count: i32): void {
  for (let c = 0; c < count; c++) invertBlock(load<i32>(list + (<usize>c << 2)));
}

/** Number of unknown t = 0 … 11 of a body: component k of vector c is t = 3c + k. */
function invertBlock(g: i32): void {
  memory.fill(block, 0, 144 * 8);
  const k9 = bodies + <usize>g * 864;
  for (let m = 0; m < 9; m++)
    for (let c = 0; c < 9; c++) add(block, 12 * (3 + c) + 3 + m, d(k9, 12 * m + (c / 3) * 4 + (c % 3)));
  const from = load<i32>(listStart + (<usize>g << 2));
  const to = load<i32>(listStart + (<usize>g << 2), 4);
  for (let e = from; e < to; e++) {
    const f = load<i32>(listItems + (<usize>e << 2));
    const w = wide + <usize>f * 160;
    const arm = load<i32>(ends + (<usize>f << 3)) == g ? 4 : 0;
    const kt = d(w, 3);
    const dk = d(w, 7);
    for (let s = 0; s < 4; s++) {
      const rs = s == 0 ? 1.0 : d(w, arm + s - 1);
      for (let t = 0; t < 4; t++) {
        const rt = t == 0 ? 1.0 : d(w, arm + t - 1);
        let m = rs * rt;
        if (s > 0 && t > 0) m += d(w, 8 + s - 1) * d(w, 8 + t - 1) + d(w, 12 + s - 1) * d(w, 12 + t - 1);
        for (let k = 0; k < 3; k++) {
          const at = 12 * (3 * s + k) + 3 * t;
          add(block, at + k, m * kt);
          if (dk != 0) for (let l = 0; l < 3; l++) add(block, at + l, rs * rt * dk * d(w, 16 + k) * d(w, 16 + l));
        }
      }
    }
  }
  let trace = 0.0;
  for (let t = 0; t < 12; t++) trace += d(block, 13 * t);
  for (let t = 0; t < 12; t++) add(block, 13 * t, 1e-9 * trace);
  // Cholesky in place, then the inverse of the factor, then its square.
  for (let j = 0; j < 12; j++) {
    let s = d(block, 13 * j);
    for (let k = 0; k < j; k++) s -= d(block, 12 * j + k) * d(block, 12 * j + k);
    const l = Math.sqrt(Math.max(s, 1e-12 * trace));
    store<f64>(block + (<usize>(13 * j) << 3), l);
    for (let i = j + 1; i < 12; i++) {
      let t = d(block, 12 * i + j);
      for (let k = 0; k < j; k++) t -= d(block, 12 * i + k) * d(block, 12 * j + k);
      store<f64>(block + (<usize>(12 * i + j) << 3), t / l);
    }
  }
  for (let j = 0; j < 12; j++)
    for (let i = j; i < 12; i++) {
      let s = i == j ? 1.0 : 0.0;
      for (let k = j; k < i; k++) s -= d(block, 12 * i + k) * d(columns, 12 * k + j);
      store<f64>(columns + (<usize>(12 * i + j) << 3), s / d(block, 13 * i));
    }
  const out = inverses + <usize>g * 768;
  for (let a = 0; a < 12; a++) {
    const row = out + (<usize>a << 6);
    for (let b = 0; b < 12; b++) {
      let s = 0.0;
      for (let k = max(a, b); k < 12; k++) s += d(columns, 12 * k + a) * d(columns, 12 * k + b);
      store<f32>(row + (<usize>((b / 3) * 4 + (b % 3)) << 2), <f32>s);
    }
    for (let b = 0; b < 4; b++) store<f32>(row + (<usize>(4 * b + 3) << 2), 0);
  }
}
