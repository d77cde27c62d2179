// NEP training kernel: energy, forces and virial of a frame, keeping what the gradient needs.
import { describe, fillHarmonics, slopeSums } from './_nep-angular.as';
import {
  ANGULAR, ANGULAR_BASIS, ANGULAR_CUTOFF, ATOMS, BATCH, BATCHES, GROUPS, KINDS, MOMENTS, NEURONS, PARAMETERS, PULL, RADIAL, RADIAL_BASIS, RADIAL_COUNT,
  RADIAL_CUTOFF, ROW, ROWS, SLOPES, TYPES, angularWide, atomBytes, evenFunctions, farBytes, nearBytes, radialWide, wideFunctions,
} from './_nep-train-layout.as';
import { add, all, each, ld, mad, mul, st, sub, sumLanes, sumOf } from './_nep-simd.as';
import { pullHarmonics, pullX, pullY, pullZ } from './_nep-train-harmonics.as';
import { runNetwork } from './_nep-train-network.as';
import { fillBasis, startPairs } from './_nep-train-pairs.as';
import { sumOverPairs } from './_nep-train-sums.as';

/** Energy of a frame; forces as (atoms + 1, 4) and the virial as six f64 are added to. */
export function addForces(settings: usize, frame: usize, scratch: usize, near: usize, far: usize, moments: usize, atoms: usize, forces: usize, virial: usize): f64 {
  const types = load<i32>(settings + TYPES);
  const functions = evenFunctions(settings);
  const wide = wideFunctions(settings);
  const radialCount = <usize>load<i32>(settings + RADIAL_COUNT);
  const radialEnd = <usize>load<i32>(settings + RADIAL_BASIS) << 4;
  const angularEnd = <usize>load<i32>(settings + ANGULAR_BASIS) << 4;
  const wideRadial = radialWide(settings), wideAngular = angularWide(settings);
  const nearStride = nearBytes(settings), farStride = farBytes(settings), atomStride = atomBytes(settings);
  const radialCutoff = load<f32>(settings + RADIAL_CUTOFF), angularCutoff = load<f32>(settings + ANGULAR_CUTOFF);
  const parameters = load<usize>(settings + PARAMETERS);
  const rows = load<usize>(settings + ROWS) << 2;
  const neurons = load<usize>(settings + NEURONS) << 3;
  const skip = ((radialCount + 3) & ~3) << 2;
  // Where the parts of a kept near batch begin.
  const toBasis = SLOPES + radialEnd, toBasisSlopes = toBasis + (wideAngular << 4), toG = toBasisSlopes + (wideAngular << 4);
  const toGSlopes = toG + (functions << 4), toAlong = toGSlopes + (functions << 4), toY = toAlong + (functions << 4);
  const count = load<i32>(frame + ATOMS);
  let kind = load<usize>(frame + KINDS), group = load<usize>(frame + GROUPS), batch = load<usize>(frame + BATCHES);
  let atom = atoms;
  let energy: f64 = 0;
  for (let i = 0; i < count; i++) {
    const type = load<i32>(kind);
    const lastGroup = group + (<usize>load<i32>(kind, 4) << 4);
    const q = atom, fp = atom + rows, sums = fp + rows + neurons, slopes = sums + wide * 96;
    memory.fill(q, 0, rows);
    memory.fill(sums, 0, wide * 96);
    const tableR = parameters + load<usize>(settings + RADIAL) + ((<usize>(type * types) * radialCount * wideRadial) << 2);
    const tableA = parameters + load<usize>(settings + ANGULAR) + ((<usize>(type * types) * functions * wideAngular) << 2);
    let nearAt = near, farAt = far, batchAt = batch;
    for (let g = group; g < lastGroup; g += 16) {
      const other = <usize>load<i32>(g);
      const nearEnd = nearAt + <usize>load<i32>(g, 4) * nearStride, farEnd = farAt + <usize>load<i32>(g, 8) * farStride;
      const own = tableA + ((other * functions * wideAngular) << 2);
      memory.fill(scratch + MOMENTS, 0, wideRadial << 4);
      for (; nearAt < nearEnd; nearAt += nearStride) {
        const r = startPairs(batchAt, nearAt);
        fillBasis(r, radialCutoff, radialEnd, scratch + MOMENTS, nearAt + SLOPES, true);
        fillBasis(r, angularCutoff, angularEnd, nearAt + toBasis, nearAt + toBasisSlopes, false);
        for (let k = angularEnd; k < wideAngular << 4; k += 16) {
          st(nearAt + toBasis + k, all(0.0));
          st(nearAt + toBasisSlopes + k, all(0.0));
        }
        fillHarmonics(nearAt, nearAt + toY, 4);
        for (let n: usize = 0; n < functions; n += 2) {
          let g0 = all(0.0), g1 = all(0.0), h0 = all(0.0), h1 = all(0.0);
          let c = own + ((n * wideAngular) << 2);
          for (let k: usize = 0; k < angularEnd; k += 16) {
            const f = ld(nearAt + toBasis + k), df = ld(nearAt + toBasisSlopes + k);
            const c0 = each(c), c1 = each(c + (wideAngular << 2));
            g0 = mad(g0, c0, f);
            h0 = mad(h0, c0, df);
            g1 = mad(g1, c1, f);
            h1 = mad(h1, c1, df);
            c += 4;
          }
          st(nearAt + toG + (n << 4), g0);
          st(nearAt + toG + (n << 4) + 16, g1);
          st(nearAt + toGSlopes + (n << 4), h0);
          st(nearAt + toGSlopes + (n << 4) + 16, h1);
        }
        batchAt += BATCH;
      }
      for (; farAt < farEnd; farAt += farStride) {
        fillBasis(startPairs(batchAt, farAt), radialCutoff, radialEnd, scratch + MOMENTS, farAt + SLOPES, true);
        batchAt += BATCH;
      }
      // q_n += Σ_k c_nk Σ_pairs f_k
      const kept = moments + (((g - load<usize>(frame + GROUPS)) >> 4) * wideRadial << 2);
      for (let k: usize = 0; k < wideRadial; k += 4) {
        const m = scratch + MOMENTS + (k << 4);
        st(kept + (k << 2), sumLanes(ld(m), ld(m, 16), ld(m, 32), ld(m, 48)));
      }
      let c = tableR + ((other * radialCount * wideRadial) << 2);
      for (let n: usize = 0; n < radialCount; n++) {
        let sum = all(0.0);
        for (let k: usize = 0; k < wideRadial << 2; k += 16) sum = mad(sum, ld(c + k), ld(kept + k));
        store<f32>(q + (n << 2), load<f32>(q + (n << 2)) + sumOf(sum));
        c += wideRadial << 2;
      }
    }
    sumOverPairs((nearAt - near) / nearStride, functions, wide, near + toG, nearStride, near + toY, nearStride, false, 0, 0, 0, 0, sums);
    describe(settings, q + skip, wide, 4, sums);
    energy += runNetwork(settings, type, q, fp, fp + rows);
    slopeSums(settings, fp + skip, wide, 4, sums, slopes);

    // Forces of all pairs of the centre.
    let fx = all(0.0), fy = all(0.0), fz = all(0.0);
    let wxx = all(0.0), wyy = all(0.0), wzz = all(0.0), wxy = all(0.0), wxz = all(0.0), wyz = all(0.0);
    for (let g = group; g < lastGroup; g += 16) {
      const other = <usize>load<i32>(g);
      const nearEnd = near + <usize>load<i32>(g, 4) * nearStride, farEnd = far + <usize>load<i32>(g, 8) * farStride;
      for (let k: usize = 0; k < wideRadial << 2; k += 16) {
        let sum = all(0.0);
        let c = tableR + ((other * radialCount * wideRadial) << 2) + k;
        for (let n: usize = 0; n < radialCount; n++) {
          sum = mad(sum, each(fp + (n << 2)), ld(c));
          c += wideRadial << 2;
        }
        st(scratch + ROW + k, sum);
      }
      for (;;) {
        const isNear = near < nearEnd;
        if (!isNear && far >= farEnd) break;
        const pairs = isNear ? near : far;
        let along = all(0.0);
        for (let k: usize = 0; k < radialEnd; k += 16) along = mad(along, each(scratch + ROW + (k >> 2)), ld(pairs + SLOPES + k));
        const ux = ld(pairs), uy = ld(pairs, 16), uz = ld(pairs, 32);
        let px: v128, py: v128, pz: v128;
        if (isNear) {
          for (let h: usize = 0; h < 24; h += 4) {
            let g0 = all(0.0), g1 = all(0.0), g2 = all(0.0), g3 = all(0.0);
            const y = near + toY + (h << 4);
            const y0 = ld(y), y1 = ld(y, 16), y2 = ld(y, 32), y3 = ld(y, 48);
            let d = slopes + ((h * wide) << 2);
            for (let n: usize = 0; n < functions << 4; n += 16) {
              const d0 = each(d), d1 = each(d + (wide << 2)), d2 = each(d + (wide << 3)), d3 = each(d + wide * 12);
              const value = ld(near + toG + n);
              g0 = mad(g0, d0, value);
              g1 = mad(g1, d1, value);
              g2 = mad(g2, d2, value);
              g3 = mad(g3, d3, value);
              const part = mad(mad(mad(mul(d0, y0), d1, y1), d2, y2), d3, y3);
              st(near + toAlong + n, h ? add(ld(near + toAlong + n), part) : part);
              d += 4;
            }
            const to = scratch + PULL + (h << 4);
            st(to, g0);
            st(to + 16, g1);
            st(to + 32, g2);
            st(to + 48, g3);
          }
          for (let n: usize = 0; n < functions << 4; n += 16) along = mad(along, ld(near + toGSlopes + n), ld(near + toAlong + n));
          pullHarmonics(ux, uy, uz, scratch + PULL);
          const inverse = ld(near, 48);
          along = sub(along, mul(mad(mad(mul(pullX, ux), pullY, uy), pullZ, uz), inverse));
          px = mad(mul(pullX, inverse), along, ux);
          py = mad(mul(pullY, inverse), along, uy);
          pz = mad(mul(pullZ, inverse), along, uz);
          near += nearStride;
        } else {
          px = mul(along, ux);
          py = mul(along, uy);
          pz = mul(along, uz);
          far += farStride;
        }
        const dx = ld(batch), dy = ld(batch, 16), dz = ld(batch, 32);
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
        const xyLow = v128.shuffle<f32>(px, py, 0, 4, 1, 5), xyHigh = v128.shuffle<f32>(px, py, 2, 6, 3, 7);
        const zLow = v128.shuffle<f32>(pz, none, 0, 4, 1, 5), zHigh = v128.shuffle<f32>(pz, none, 2, 6, 3, 7);
        take(forces, load<i32>(batch, 48), v128.shuffle<f32>(xyLow, zLow, 0, 1, 4, 5));
        take(forces, load<i32>(batch, 52), v128.shuffle<f32>(xyLow, zLow, 2, 3, 6, 7));
        take(forces, load<i32>(batch, 56), v128.shuffle<f32>(xyHigh, zHigh, 0, 1, 4, 5));
        take(forces, load<i32>(batch, 60), v128.shuffle<f32>(xyHigh, zHigh, 2, 3, 6, 7));
        batch += BATCH;
      }
    }
    const own = forces + (<usize>i << 4);
    st(own, add(ld(own), sumLanes(fx, fy, fz, all(0.0))));
    const first = sumLanes(wxx, wyy, wzz, wxy);
    store<f64>(virial, load<f64>(virial) + <f64>f32x4.extract_lane(first, 0));
    store<f64>(virial, load<f64>(virial, 8) + <f64>f32x4.extract_lane(first, 1), 8);
    store<f64>(virial, load<f64>(virial, 16) + <f64>f32x4.extract_lane(first, 2), 16);
    store<f64>(virial, load<f64>(virial, 24) + <f64>f32x4.extract_lane(first, 3), 24);
    store<f64>(virial, load<f64>(virial, 32) + <f64>sumOf(wxz), 32);
    store<f64>(virial, load<f64>(virial, 40) + <f64>sumOf(wyz), 40);
    kind += 8;
    group = lastGroup;
    atom += atomStride;
  }
  return energy;
}

// @ts-ignore: decorator
@inline function take(forces: usize, atom: i32, p: v128): void {
  const at = forces + (<usize>atom << 4);
  st(at, sub(ld(at), p));
}
