// NEP kernel: forces and virial from the slopes of the descriptors.
import { ANGULAR_COUNT, BATCH_HEAD, INVERSE, L_MAX, PAIR, RADIAL_BACK, RADIAL_BASIS, RADIAL_COUNT, SWITCH, TYPES, VECTOR } from './_nep-layout.as';
import { add, all, each, joinHigh, joinLow, ld, mad, mixHigh, mixLow, mul, st, sub, sumLanes, sumOf } from './_nep-simd.as';
import { harmonicsWide } from './_nep-angular.as';

/** Forces and virial of all pairs of a centre. */
// @ts-ignore: decorator
@inline export function push(
  settings: usize, type: i32, near: usize, far: usize, nearTypes: usize, farTypes: usize, nearCount: usize, farCount: usize,
  nearBatches: usize, nearStride: usize, farBatches: usize, farStride: usize, toG: usize, toY: usize,
  present: usize, rows: usize, fp: usize, slopes: usize, gradient: usize, atom: i32, forces: usize, virial: usize,
): void {
  const lMax = load<i32>(settings + L_MAX);
  const functions = <usize>((load<i32>(settings + ANGULAR_COUNT) + 1) & ~1);
  const basis = <usize>((load<i32>(settings + RADIAL_BASIS) + 3) & ~3) << 2;
  const harmonics = harmonicsWide(lMax);
  const angularRow = <usize>((load<i32>(settings + ANGULAR_COUNT) + 3) & ~3) << 2;
  const toSlopes = angularRow << 2;
  fillRows(settings, type, present, fp, rows, basis << 1);
  let fx = all(0.0), fy = all(0.0), fz = all(0.0);
  let wxx = all(0.0), wyy = all(0.0), wzz = all(0.0), wxy = all(0.0), wxz = all(0.0), wyz = all(0.0);
  if (lMax < 4) memory.fill(gradient, 0, 384);
  let batch = nearBatches;
  let from = near;
  let kinds = nearTypes;
  for (let k: usize = 0; k < nearCount + farCount; k += 4) {
    const isNear = k < nearCount;
    if (k == nearCount) {
      batch = farBatches;
      from = far;
      kinds = farTypes;
    }
    let along = slopeRadial(batch, kinds, rows, basis);
    const ux = ld(batch), uy = ld(batch, 16), uz = ld(batch, 32);
    let px: v128, py: v128, pz: v128;
    if (isNear) {
      const g = batch + toG;
      const y = batch + toY;
      for (let h: usize = 0; h < harmonics; h += 4) {
        let g0 = all(0.0), g1 = all(0.0), g2 = all(0.0), g3 = all(0.0);
        let s0 = all(0.0), s1 = all(0.0), s2 = all(0.0), s3 = all(0.0);
        let d = slopes + h * angularRow;
        for (let n: usize = 0; n < functions << 4; n += 16) {
          const value = ld(g + n), slope = ld(g + n + toSlopes);
          const d0 = each(d), d1 = each(d + angularRow), d2 = each(d + 2 * angularRow), d3 = each(d + 3 * angularRow);
          g0 = mad(g0, d0, value);
          s0 = mad(s0, d0, slope);
          g1 = mad(g1, d1, value);
          s1 = mad(s1, d1, slope);
          g2 = mad(g2, d2, value);
          s2 = mad(s2, d2, slope);
          g3 = mad(g3, d3, value);
          s3 = mad(s3, d3, slope);
          d += 4;
        }
        st(gradient + (h << 4), g0);
        st(gradient + (h << 4) + 16, g1);
        st(gradient + (h << 4) + 32, g2);
        st(gradient + (h << 4) + 48, g3);
        const at = y + (h << 4);
        along = mad(mad(mad(mad(along, s0, ld(at)), s1, ld(at, 16)), s2, ld(at, 32)), s3, ld(at, 48));
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
      const inverse = ld(batch, INVERSE);
      const radial = mad(mad(mul(gx, ux), gy, uy), gz, uz);
      along = sub(along, mul(radial, inverse));
      px = mad(mul(gx, inverse), along, ux);
      py = mad(mul(gy, inverse), along, uy);
      pz = mad(mul(gz, inverse), along, uz);
    } else {
      px = mul(along, ux);
      py = mul(along, uy);
      pz = mul(along, uz);
    }
    const dx = ld(batch, VECTOR), dy = ld(batch, VECTOR + 16), dz = ld(batch, VECTOR + 32);
    wxx = mad(wxx, px, dx);
    wyy = mad(wyy, py, dy);
    wzz = mad(wzz, pz, dz);
    wxy = mad(wxy, px, dy);
    wxz = mad(wxz, px, dz);
    wyz = mad(wyz, py, dz);
    fx = add(fx, px);
    fy = add(fy, py);
    fz = add(fz, pz);
    const none = all(0.0);
    const xyLow = mixLow(px, py), xyHigh = mixHigh(px, py), zLow = mixLow(pz, none), zHigh = mixHigh(pz, none);
    take(forces, load<i32>(from, 12), joinLow(xyLow, zLow));
    take(forces, load<i32>(from, 28), joinHigh(xyLow, zLow));
    take(forces, load<i32>(from, 44), joinLow(xyHigh, zHigh));
    take(forces, load<i32>(from, 60), joinHigh(xyHigh, zHigh));
    batch += isNear ? nearStride : farStride;
    from += 4 * PAIR;
    kinds += 16;
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
@inline export function take(forces: usize, atom: i32, p: v128): void {
  const at = forces + (<usize>atom << 4);
  st(at, sub(ld(at), p));
}

/** Rows R_j and S_j of each type that is there, contracted with the slopes of the radial descriptors. */
// @ts-ignore: decorator
@inline function fillRows(settings: usize, type: i32, present: usize, fp: usize, rows: usize, wide: usize): void {
  const types = load<i32>(settings + TYPES);
  const count = <usize>load<i32>(settings + RADIAL_COUNT);
  const stride = count * wide;
  let table = load<usize>(settings + RADIAL_BACK) + <usize>(type * types) * stride;
  for (let t = 0; t < types; t++) {
    if (load<i32>(present + (<usize>t << 2))) {
      for (let j: usize = 0; j < wide; j += 16) {
        let sum = all(0.0);
        let from = table + j;
        for (let n: usize = 0; n < count; n++) {
          sum = mad(sum, each(fp + (n << 2)), ld(from));
          from += wide;
        }
        st(rows + j, sum);
      }
    }
    table += stride;
    rows += wide;
  }
}

/** Derivative of the energy by the length of each of four pairs, through the radial descriptors. */
// @ts-ignore: decorator
@inline function slopeRadial(batch: usize, kinds: usize, rows: usize, basis: usize): v128 {
  const wide = basis << 1;
  const t0 = rows + <usize>load<i32>(kinds) * wide, t1 = rows + <usize>load<i32>(kinds, 4) * wide;
  const t2 = rows + <usize>load<i32>(kinds, 8) * wide, t3 = rows + <usize>load<i32>(kinds, 12) * wide;
  let r0 = all(0.0), r1 = all(0.0), r2 = all(0.0), r3 = all(0.0);
  let s0 = all(0.0), s1 = all(0.0), s2 = all(0.0), s3 = all(0.0);
  for (let j: usize = 0; j < basis; j += 16) {
    const at = batch + BATCH_HEAD + j;
    let u = ld(at);
    r0 = mad(r0, u, ld(t0 + j));
    s0 = mad(s0, u, ld(t0 + basis + j));
    u = ld(at + basis);
    r1 = mad(r1, u, ld(t1 + j));
    s1 = mad(s1, u, ld(t1 + basis + j));
    u = ld(at + 2 * basis);
    r2 = mad(r2, u, ld(t2 + j));
    s2 = mad(s2, u, ld(t2 + basis + j));
    u = ld(at + 3 * basis);
    r3 = mad(r3, u, ld(t3 + j));
    s3 = mad(s3, u, ld(t3 + basis + j));
  }
  return mad(mul(ld(batch, SWITCH), sumLanes(s0, s1, s2, s3)), ld(batch, SWITCH + 16), sumLanes(r0, r1, r2, r3));
}
