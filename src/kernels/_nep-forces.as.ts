// NEP kernel: forces and virial from the slopes of the descriptors.
import { ANGULAR_COUNT, BATCH_HEAD, L_MAX, RADIAL_BASIS, RADIAL_R, RADIAL_S, TYPES } from './_nep-layout.as';
import { add, all, each, ld, mad, mul, st, sub, sumLanes, sumOf } from './_nep-simd.as';
import { harmonicsWide } from './_nep-angular.as';

/** Forces and virial of all pairs of a centre. */
// @ts-ignore: decorator
@inline export function push(
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
@inline export function take(forces: usize, atom: i32, p: v128): void {
  const at = forces + (<usize>atom << 4);
  st(at, sub(ld(at), p));
}
