// NEP training kernel: gradient of the loss of a frame with respect to the parameters.
//
// The loss depends on energy E, forces −∂E/∂r and strain derivative ∂E/∂ε. With a = ∂loss/∂forces, B = −∂loss/∂(∂E/∂ε) its
// gradient is ∂loss/∂E·∂E/∂θ − d/ds ∂E/∂θ(r + s·a, ε + s·B): one derivative along one direction, which is carried
// through the descriptors and the network together with their values.
import { blendSlopes, changeDescriptors } from './_nep-train-change.as';
import {
  ANGULAR, ATOMS, BATCH, BATCHES, BLEND, CHANGE, GROUPS, GROUP_ROOM, HEAD, KINDS, MOMENTS, MOST_NEAR, NEURONS, NEURON_ROOM, PARAMETERS, Q_CHANGE, RADIAL,
  RADIAL_BASIS, RADIAL_COUNT, ROWS, SLOPES, SLOPE_CHANGE, STRAIN, SUM_CHANGE, TYPES, angularWide, atomBytes, evenFunctions, farBytes, nearBytes, radialWide,
  roomBytes, wideFunctions,
} from './_nep-train-layout.as';
import { add, all, each, ld, mad, mul, st, sub, sumLanes, sumOf } from './_nep-simd.as';
import { changeHarmonics } from './_nep-train-harmonics.as';
import { changeNetwork } from './_nep-train-network.as';
import { changePairs, changeX, changeY, changeZ } from './_nep-train-pairs.as';
import { addCoefficients, sumOverPairs } from './_nep-train-sums.as';

/** Adds the gradient of a frame; `moves` as (atoms + 1, 4) and the strain at STRAIN of the scratch are the direction, `factor` is ∂loss/∂E. */
export function addGradient(settings: usize, frame: usize, scratch: usize, near: usize, far: usize, moments: usize, atoms: usize, moves: usize, factor: f32, gradient: usize): void {
  const types = load<i32>(settings + TYPES);
  const functions = evenFunctions(settings);
  const wide = wideFunctions(settings);
  const radialCount = <usize>load<i32>(settings + RADIAL_COUNT);
  const radialEnd = <usize>load<i32>(settings + RADIAL_BASIS) << 4;
  const wideRadial = radialWide(settings), wideAngular = angularWide(settings);
  const nearStride = nearBytes(settings), farStride = farBytes(settings), atomStride = atomBytes(settings), roomStride = roomBytes(settings);
  const parameters = load<usize>(settings + PARAMETERS);
  const rows = load<usize>(settings + ROWS) << 2;
  const neurons = load<usize>(settings + NEURONS) << 3;
  const skip = ((radialCount + 3) & ~3) << 2;
  const toBasis = SLOPES + radialEnd, toBasisSlopes = toBasis + (wideAngular << 4), toG = toBasisSlopes + (wideAngular << 4);
  const toGSlopes = toG + (functions << 4), toAlong = toGSlopes + (functions << 4), toY = toAlong + (functions << 4);
  // Where the parts of the room of a near batch begin: changes of the harmonics, changes of the functions, slopes of the
  // basis and of its change.
  const toGChange: usize = 384, toSlope = toGChange + (functions << 4), toChangeSlope = toSlope + (functions << 4);
  const room = scratch + HEAD;
  const count = load<i32>(frame + ATOMS);
  const dq = scratch + Q_CHANGE, dfp = scratch + SLOPE_CHANGE, changes = scratch + SUM_CHANGE, blend = scratch + BLEND;
  let kind = load<usize>(frame + KINDS), group = load<usize>(frame + GROUPS), batch = load<usize>(frame + BATCHES);
  let atom = atoms;
  for (let i = 0; i < count; i++) {
    const type = load<i32>(kind);
    const lastGroup = group + (<usize>load<i32>(kind, 4) << 4);
    const q = atom, fp = atom + rows, sums = fp + rows + neurons, slopes = sums + wide * 96;
    const own = moves + (<usize>i << 4);
    const tableR = load<usize>(settings + RADIAL) + ((<usize>(type * types) * radialCount * wideRadial) << 2);
    const tableA = load<usize>(settings + ANGULAR) + ((<usize>(type * types) * functions * wideAngular) << 2);
    const firstNear = near;
    memory.fill(dq, 0, rows);
    let roomAt = room, toGroup = scratch + GROUP_ROOM;
    for (let g = group; g < lastGroup; g += 16) {
      const nearEnd = near + <usize>load<i32>(g, 4) * nearStride, farEnd = far + <usize>load<i32>(g, 8) * farStride;
      memory.fill(scratch + MOMENTS, 0, wideRadial << 4);
      for (; near < nearEnd; near += nearStride) {
        const change = changePairs(batch, near, moves, own, scratch + STRAIN);
        const inverse = ld(near, 48), ux = ld(near), uy = ld(near, 16), uz = ld(near, 32);
        changeHarmonics(ux, uy, uz, mul(sub(changeX, mul(ux, change)), inverse), mul(sub(changeY, mul(uy, change)), inverse), mul(sub(changeZ, mul(uz, change)), inverse), roomAt);
        for (let n: usize = 0; n < functions << 4; n += 16) st(roomAt + toGChange + n, mul(ld(near + toGSlopes + n), change));
        for (let k: usize = 0; k < radialEnd; k += 16) st(scratch + MOMENTS + k, mad(ld(scratch + MOMENTS + k), ld(near + SLOPES + k), change));
        batch += BATCH;
        roomAt += roomStride;
      }
      for (; far < farEnd; far += farStride) {
        const change = changePairs(batch, far, moves, own, scratch + STRAIN);
        for (let k: usize = 0; k < radialEnd; k += 16) st(scratch + MOMENTS + k, mad(ld(scratch + MOMENTS + k), ld(far + SLOPES + k), change));
        batch += BATCH;
      }
      for (let k: usize = 0; k < wideRadial; k += 4) {
        const m = scratch + MOMENTS + (k << 4);
        st(toGroup + (k << 2), sumLanes(ld(m), ld(m, 16), ld(m, 32), ld(m, 48)));
      }
      let c = parameters + tableR + ((<usize>load<i32>(g) * radialCount * wideRadial) << 2);
      for (let n: usize = 0; n < radialCount; n++) {
        let sum = all(0.0);
        for (let k: usize = 0; k < wideRadial << 2; k += 16) sum = mad(sum, ld(c + k), ld(toGroup + k));
        store<f32>(dq + (n << 2), load<f32>(dq + (n << 2)) + sumOf(sum));
        c += wideRadial << 2;
      }
      toGroup += wideRadial << 2;
    }
    const batches = (near - firstNear) / nearStride;
    memory.fill(changes, 0, wide * 96);
    sumOverPairs(batches, functions, wide, firstNear + toG, nearStride, firstNear + toY, nearStride, true, room + toGChange, roomStride, room, roomStride, changes);
    changeDescriptors(settings, wide, sums, changes, dq + skip);
    changeNetwork(settings, type, q, fp + rows, dq, dfp, scratch + NEURON_ROOM, factor, gradient);
    blendSlopes(settings, wide, sums, changes, fp + skip, dfp + skip, slopes, factor, blend);

    // Slope of each function in each near pair, and of its change.
    roomAt = room;
    for (let pairs = firstNear; pairs < near; pairs += nearStride) {
      const change = ld(pairs + CHANGE);
      for (let n: usize = 0; n < functions; n += 2) {
        let e0 = all(0.0), e1 = all(0.0), f0 = all(0.0), f1 = all(0.0);
        let a = blend + (n << 2), d = slopes + (n << 2);
        for (let h: usize = 0; h < 384; h += 16) {
          const y = ld(pairs + toY + h), dy = ld(roomAt + h);
          e0 = mad(e0, each(a), y);
          e1 = mad(e1, each(a + 4), y);
          f0 = mad(f0, each(d), dy);
          f1 = mad(f1, each(d + 4), dy);
          a += wide << 2;
          d += wide << 2;
        }
        st(roomAt + toSlope + (n << 4), sub(e0, f0));
        st(roomAt + toSlope + (n << 4) + 16, sub(e1, f1));
        st(roomAt + toChangeSlope + (n << 4), f32x4.neg(mul(ld(pairs + toAlong + (n << 4)), change)));
        st(roomAt + toChangeSlope + (n << 4) + 16, f32x4.neg(mul(ld(pairs + toAlong + (n << 4) + 16), change)));
      }
      roomAt += roomStride;
    }
    roomAt = room;
    let pairs = firstNear;
    toGroup = scratch + GROUP_ROOM;
    for (let g = group; g < lastGroup; g += 16) {
      const other = <usize>load<i32>(g);
      const inGroup = <usize>load<i32>(g, 4);
      if (inGroup) {
        const to = gradient + tableA + ((other * functions * wideAngular) << 2);
        addCoefficients(inGroup, functions, wideAngular, roomAt + toSlope, roomStride, pairs + toBasis, nearStride, roomAt + toChangeSlope, pairs + toBasisSlopes, to);
        roomAt += inGroup * roomStride;
        pairs += inGroup * nearStride;
      }
      const kept = moments + (((g - load<usize>(frame + GROUPS)) >> 4) * wideRadial << 2);
      let to = gradient + tableR + ((other * radialCount * wideRadial) << 2);
      for (let n: usize = 0; n < radialCount; n++) {
        const slope = load<f32>(fp + (n << 2));
        const e = all(factor * slope - load<f32>(dfp + (n << 2))), f = all(slope);
        for (let k: usize = 0; k < wideRadial << 2; k += 16) st(to + k, sub(mad(ld(to + k), e, ld(kept + k)), mul(f, ld(toGroup + k))));
        to += wideRadial << 2;
      }
      toGroup += wideRadial << 2;
    }
    kind += 8;
    group = lastGroup;
    atom += atomStride;
  }
}
