// NEP kernel: the pairs of one atom by type and distance, and the repulsion of close ones.
import { ATOMS, CLOSEST, COUNTS, GROUPS, IMAGES, NEIGHBOURS, PAIRS, PAIR_ANGULAR, PAIR_CHARGE, PAIR_INNER, PAIR_LENGTH, PAIR_OUTER, PAIR_RADIAL, PAIR_SCREENING, PAIR_SHORTEST, PAIR_STRIDE, PAIR_WATCH, POSITIONS, SHIFTS, TYPES } from './_nep-layout.as';

/** Sorts the pairs of a centre within the cutoffs into near and far ones, by type; returns the energy of repulsion. */
export function gatherPairs(settings: usize, chunk: i32, atom: i32, type: i32, near: usize, far: usize, ends: usize, capacity: usize, forces: usize, virial: usize): f64 {
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
      // Without a branch, which a list with a skin would make a guess: what lies beyond the cutoff is written and then
      // written over.
      const isNear = square < angularSquare;
      const isFar = i32(square < radialSquare) & i32(!isNear);
      const to = isNear ? nearAt : farAt;
      store<f32>(to, <f32>dx);
      store<f32>(to + wide, <f32>dy);
      store<f32>(to + 2 * wide, <f32>dz);
      store<i32>(to + 3 * wide, j);
      nearAt += <usize>isNear << 2;
      farAt += <usize>isFar << 2;
      found += i32(isNear) + isFar;
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
@inline export function putNothing(to: usize, wide: usize, cutoff: f32, nobody: i32): void {
  store<f32>(to, cutoff);
  store<f32>(to + wide, 0);
  store<f32>(to + 2 * wide, 0);
  store<i32>(to + 3 * wide, nobody);
}

/** Repulsion of one close pair in double precision, and a record of the closest pair of each kind. */
export function repel(settings: usize, chunk: i32, atom: i32, other: i32, kind: i32, pair: usize, dx: f64, dy: f64, dz: f64, forces: usize, virial: usize): f64 {
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
