// What belongs to one body: its stiffness and load in particle axes, and the inverse of its own 12 × 12 block of the
// stiffness matrix. Unknown 3 c + k of a body is component k of its vector c.
import { bodies, crystals, ends, G, intAt, inverses, listItems, listStart, load0, rotations, traits, wide } from './_grains-layout.as';

const block = memory.data(144 * 8, 16);
const half = memory.data(36 * 8, 16);
const turned = memory.data(36 * 8, 16);
const strain = memory.data(9 * 8, 16);
/** One of a facet's arms, 1 before it, times the components of the normal. */
const reach = memory.data(12 * 8, 16);

// @ts-ignore: decorator
@inline function d(at: usize, k: i32): f64 {
  return load<f64>(at + (<usize>k << 3));
}

// @ts-ignore: decorator
@inline function set(at: usize, k: i32, value: f64): void {
  store<f64>(at + (<usize>k << 3), value);
}

/** Turns stiffness into particle axes, and makes the load of the stress-free strain, for all bodies. */
export function place(): void {
  for (let g = 0; g < G; g++) {
    const trait = traits + <usize>g * 64;
    const turn = rotations + <usize>g * 288;
    multiplyTransposed(turn, crystals + <usize>g * 288, half);
    multiply(half, turn, turned);
    writeBody(bodies + <usize>g * 864, d(trait, 0));
    writeLoad(load0 + <usize>g * 128, bodies + <usize>g * 864, trait);
  }
}

/** out = aᵀ b, all (6, 6). */
function multiplyTransposed(turn: usize, c: usize, out: usize): void {
  for (let i: usize = 0; i < 48; i += 8) {
    let p = f64x2.splat(0);
    let q = f64x2.splat(0);
    let r = f64x2.splat(0);
    for (let k: usize = 0; k < 288; k += 48) {
      const s = v128.load64_splat(turn + k + i);
      p = f64x2.add(p, f64x2.mul(s, v128.load(c + k)));
      q = f64x2.add(q, f64x2.mul(s, v128.load(c + k, 16)));
      r = f64x2.add(r, f64x2.mul(s, v128.load(c + k, 32)));
    }
    const at = out + 6 * i;
    v128.store(at, p);
    v128.store(at, q, 16);
    v128.store(at, r, 32);
  }
}

/** out = a b, all (6, 6). */
function multiply(a: usize, b: usize, out: usize): void {
  for (let i: usize = 0; i < 288; i += 48) {
    let p = f64x2.splat(0);
    let q = f64x2.splat(0);
    let r = f64x2.splat(0);
    for (let k: usize = 0; k < 6; k++) {
      const s = v128.load64_splat(a + i + (k << 3));
      const row = b + k * 48;
      p = f64x2.add(p, f64x2.mul(s, v128.load(row)));
      q = f64x2.add(q, f64x2.mul(s, v128.load(row, 16)));
      r = f64x2.add(r, f64x2.mul(s, v128.load(row, 32)));
    }
    v128.store(out + i, p);
    v128.store(out + i, q, 16);
    v128.store(out + i, r, 32);
  }
}

/**
 * From Mandel's form to columns for the nine components of the gradient, times the volume; √2 of shear components goes
 * out.
 */
function writeBody(out: usize, volume: f64): void {
  for (let l = 0; l < 3; l++)
    for (let k = 0; k < 3; k++) {
      const b = l == k ? l : 6 - l - k;
      const row = turned + <usize>b * 48;
      const s = b > 2 ? volume * Math.SQRT1_2 : volume;
      const shear = s * Math.SQRT1_2;
      const c0 = s * d(row, 0);
      const c1 = s * d(row, 1);
      const c2 = s * d(row, 2);
      const c3 = shear * d(row, 3);
      const c4 = shear * d(row, 4);
      const c5 = shear * d(row, 5);
      const at = out + <usize>(3 * l + k) * 96;
      set(at, 0, c0);
      set(at, 1, c5);
      set(at, 2, c4);
      set(at, 4, c5);
      set(at, 5, c1);
      set(at, 6, c3);
      set(at, 8, c4);
      set(at, 9, c3);
      set(at, 10, c2);
    }
}

function writeLoad(out: usize, k9: usize, trait: usize): void {
  const a = d(trait, 1);
  const more = d(trait, 2) - a;
  for (let l = 0; l < 3; l++) for (let k = 0; k < 3; k++) set(strain, 3 * l + k, (l == k ? a : 0.0) + more * d(trait, 3 + l) * d(trait, 3 + k));
  for (let k: usize = 0; k < 32; k += 16) v128.store(out + k, f64x2.splat(0));
  for (let q: usize = 0; q < 96; q += 16) {
    let sum = f64x2.splat(0);
    for (let m: usize = 0; m < 9; m++) sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(strain + (m << 3)), v128.load(k9 + m * 96 + q)));
    v128.store(out + 32 + q, sum);
  }
}

/** Makes the inverses of listed bodies anew. */
export function refresh(list: usize, count: i32): void {
  for (let c = 0; c < count; c++) {
    const g = intAt(list, c);
    assemble(g);
    invert();
    write(inverses + <usize>g * 576);
  }
}

function assemble(g: i32): void {
  memory.fill(block, 0, 288);
  const k9 = bodies + <usize>g * 864;
  for (let m: usize = 0; m < 9; m++) {
    const row = block + 288 + m * 96;
    const from = k9 + m * 96;
    v128.store(row, f64x2.splat(0));
    store<f64>(row, 0, 16);
    v128.store(row, v128.load(from), 24);
    store<f64>(row, load<f64>(from, 16), 40);
    v128.store(row, v128.load(from, 32), 48);
    store<f64>(row, load<f64>(from, 48), 64);
    v128.store(row, v128.load(from, 64), 72);
    store<f64>(row, load<f64>(from, 80), 88);
  }
  // Rows of Σ kt times the products of (1, arm), moment vectors added.
  let a0 = f64x2.splat(0);
  let a1 = f64x2.splat(0);
  let b0 = f64x2.splat(0);
  let b1 = f64x2.splat(0);
  let c0 = f64x2.splat(0);
  let c1 = f64x2.splat(0);
  let d0 = f64x2.splat(0);
  let d1 = f64x2.splat(0);
  const to = intAt(listStart, g + 1);
  for (let e = intAt(listStart, g); e < to; e++) {
    const f = intAt(listItems, e);
    const w = wide + <usize>f * 160;
    const first = intAt(ends, 2 * f) == g;
    // A body that touches itself across a period is only stretched.
    const own = first && intAt(ends, 2 * f + 1) == g;
    const arm = w + (first ? 32 : 0);
    const one = own ? 0.0 : 1.0;
    const x = own ? d(w, 0) - d(w, 4) : d(arm, 0);
    const y = own ? d(w, 1) - d(w, 5) : d(arm, 1);
    const z = own ? d(w, 2) - d(w, 6) : d(arm, 2);
    const kt = d(w, 3);
    const k0 = f64x2.replace_lane(f64x2.splat(kt * one), 1, kt * x);
    const k1 = f64x2.replace_lane(f64x2.splat(kt * y), 1, kt * z);
    a0 = f64x2.add(a0, f64x2.mul(k0, f64x2.splat(one)));
    a1 = f64x2.add(a1, f64x2.mul(k1, f64x2.splat(one)));
    b0 = f64x2.add(b0, f64x2.mul(k0, f64x2.splat(x)));
    b1 = f64x2.add(b1, f64x2.mul(k1, f64x2.splat(x)));
    c0 = f64x2.add(c0, f64x2.mul(k0, f64x2.splat(y)));
    c1 = f64x2.add(c1, f64x2.mul(k1, f64x2.splat(y)));
    d0 = f64x2.add(d0, f64x2.mul(k0, f64x2.splat(z)));
    d1 = f64x2.add(d1, f64x2.mul(k1, f64x2.splat(z)));
    if (!own)
      for (let moment: usize = 64; moment < 128; moment += 32) {
        const at = w + moment;
        const m0 = f64x2.replace_lane(f64x2.splat(0), 1, kt * d(at, 0));
        const m1 = f64x2.mul(f64x2.splat(kt), v128.load(at, 8));
        b0 = f64x2.add(b0, f64x2.mul(m0, v128.load64_splat(at)));
        b1 = f64x2.add(b1, f64x2.mul(m1, v128.load64_splat(at)));
        c0 = f64x2.add(c0, f64x2.mul(m0, v128.load64_splat(at, 8)));
        c1 = f64x2.add(c1, f64x2.mul(m1, v128.load64_splat(at, 8)));
        d0 = f64x2.add(d0, f64x2.mul(m0, v128.load64_splat(at, 16)));
        d1 = f64x2.add(d1, f64x2.mul(m1, v128.load64_splat(at, 16)));
      }
    const dk = d(w, 7);
    if (dk != 0) {
      for (let k = 0; k < 3; k++) {
        const n = d(w, 16 + k);
        set(reach, k, one * n);
        set(reach, 3 + k, x * n);
        set(reach, 6 + k, y * n);
        set(reach, 9 + k, z * n);
      }
      addSquare(dk);
    }
  }
  spreadRow(0, a0, a1);
  spreadRow(3, b0, b1);
  spreadRow(6, c0, c1);
  spreadRow(9, d0, d1);
  let trace = 0.0;
  for (let k = 0; k < 12; k++) trace += d(block, 13 * k);
  // A body that nothing holds stays where it is.
  for (let k = 0; k < 12; k++) set(block, 13 * k, d(block, 13 * k) + 1e-9 * trace);
}

/** Adds a row of the products of arms to the block, for each direction in space. */
// @ts-ignore: decorator
@inline function spreadRow(row: i32, low: v128, high: v128): void {
  for (let k = 0; k < 3; k++) {
    const at = block + <usize>(12 * (row + k) + k) * 8;
    store<f64>(at, load<f64>(at) + f64x2.extract_lane(low, 0));
    store<f64>(at, load<f64>(at, 24) + f64x2.extract_lane(low, 1), 24);
    store<f64>(at, load<f64>(at, 48) + f64x2.extract_lane(high, 0), 48);
    store<f64>(at, load<f64>(at, 72) + f64x2.extract_lane(high, 1), 72);
  }
}

/** block += dk × the square of `reach`. */
function addSquare(dk: f64): void {
  const r0 = v128.load(reach);
  const r1 = v128.load(reach, 16);
  const r2 = v128.load(reach, 32);
  const r3 = v128.load(reach, 48);
  const r4 = v128.load(reach, 64);
  const r5 = v128.load(reach, 80);
  for (let i = 0; i < 12; i++) {
    const row = block + <usize>i * 96;
    const c = f64x2.splat(dk * d(reach, i));
    v128.store(row, f64x2.add(v128.load(row), f64x2.mul(c, r0)));
    v128.store(row, f64x2.add(v128.load(row, 16), f64x2.mul(c, r1)), 16);
    v128.store(row, f64x2.add(v128.load(row, 32), f64x2.mul(c, r2)), 32);
    v128.store(row, f64x2.add(v128.load(row, 48), f64x2.mul(c, r3)), 48);
    v128.store(row, f64x2.add(v128.load(row, 64), f64x2.mul(c, r4)), 64);
    v128.store(row, f64x2.add(v128.load(row, 80), f64x2.mul(c, r5)), 80);
  }
}

/** Gauss–Jordan elimination of a matrix that is symmetric and positive definite, in place. */
function invert(): void {
  for (let k = 0; k < 12; k++) {
    const rk = block + <usize>k * 96;
    const inverse = 1.0 / d(rk, k);
    set(rk, k, 1.0);
    const s = f64x2.splat(inverse);
    const a0 = f64x2.mul(v128.load(rk), s);
    const a1 = f64x2.mul(v128.load(rk, 16), s);
    const a2 = f64x2.mul(v128.load(rk, 32), s);
    const a3 = f64x2.mul(v128.load(rk, 48), s);
    const a4 = f64x2.mul(v128.load(rk, 64), s);
    const a5 = f64x2.mul(v128.load(rk, 80), s);
    v128.store(rk, a0);
    v128.store(rk, a1, 16);
    v128.store(rk, a2, 32);
    v128.store(rk, a3, 48);
    v128.store(rk, a4, 64);
    v128.store(rk, a5, 80);
    for (let i = 0; i < 12; i++) {
      if (i == k) continue;
      const ri = block + <usize>i * 96;
      const c = f64x2.splat(d(ri, k));
      set(ri, k, 0.0);
      v128.store(ri, f64x2.sub(v128.load(ri), f64x2.mul(c, a0)));
      v128.store(ri, f64x2.sub(v128.load(ri, 16), f64x2.mul(c, a1)), 16);
      v128.store(ri, f64x2.sub(v128.load(ri, 32), f64x2.mul(c, a2)), 32);
      v128.store(ri, f64x2.sub(v128.load(ri, 48), f64x2.mul(c, a3)), 48);
      v128.store(ri, f64x2.sub(v128.load(ri, 64), f64x2.mul(c, a4)), 64);
      v128.store(ri, f64x2.sub(v128.load(ri, 80), f64x2.mul(c, a5)), 80);
    }
  }
}

function write(out: usize): void {
  for (let k: usize = 0; k < 144; k += 4) {
    const at = block + (k << 3);
    const low = f32x4.demote_f64x2_zero(v128.load(at));
    const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
    v128.store(out + (k << 2), v128.shuffle<f32>(low, high, 0, 1, 4, 5));
  }
}
