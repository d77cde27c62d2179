// NEP kernel: the pairs of one atom by distance and type, and the repulsion of close ones.
import { ATOMS, CLOSEST, COUNTS, GROUPS, IMAGES, NEIGHBOURS, PAIR, PAIRS, PAIR_ANGULAR, PAIR_CHARGE, PAIR_INNER, PAIR_LENGTH, PAIR_OUTER, PAIR_RADIAL, PAIR_SCREENING, PAIR_SHORTEST, PAIR_STRIDE, PAIR_WATCH, POSITIONS, SHIFTS, TYPES } from './_nep-layout.as';

// How many near and far pairs were found last, filled up to a multiple of four.
export let nearCount: usize = 0;
export let farCount: usize = 0;

/**
 * Finds the pairs of a centre within the cutoffs, near ones apart from far ones; returns the energy of repulsion.
 * `near` and `far` take the pairs, `nearTypes` and `farTypes` their types, `present` how many there are of each type.
 */
export function gatherPairs(settings: usize, chunk: i32, atom: i32, type: i32, near: usize, far: usize, nearTypes: usize, farTypes: usize, present: usize, forces: usize, virial: usize): f64 {
  const types = load<i32>(settings + TYPES);
  const positions = load<usize>(settings + POSITIONS);
  const shifts = load<usize>(settings + SHIFTS);
  const groups = load<usize>(settings + GROUPS) + ((<usize>atom * <usize>(types + 1)) << 2);
  const neighbours = load<usize>(settings + NEIGHBOURS);
  const images = load<usize>(settings + IMAGES);
  const pairs = load<usize>(settings + PAIRS) + <usize>(type * types) * PAIR_STRIDE;
  const xy = v128.load(positions + <usize>atom * 24);
  const z = v128.load64_zero(positions + <usize>atom * 24, 16);
  const toFar = far - near;
  const toFarTypes = farTypes - nearTypes;
  let nearAt: usize = 0;
  let farAt: usize = 0;
  let found: usize = 0;
  let energy: f64 = 0;
  for (let t = 0; t < types; t++) {
    const pair = pairs + <usize>t * PAIR_STRIDE;
    const radialCutoff = load<f64>(pair + PAIR_RADIAL);
    const angularCutoff = load<f64>(pair + PAIR_ANGULAR);
    const radialSquare = radialCutoff * radialCutoff;
    const angularSquare = angularCutoff * angularCutoff;
    const watch = load<f64>(pair + PAIR_WATCH);
    const watchSquare = watch * watch;
    const end = <usize>load<i32>(groups + (<usize>t << 2), 4) << 2;
    for (let m = <usize>load<i32>(groups + (<usize>t << 2)) << 2; m < end; m += 4) {
      const j = load<i32>(neighbours + m);
      const at = positions + <usize>j * 24;
      const shift = shifts + <usize>load<i32>(images + m) * 24;
      const dxy = f64x2.sub(f64x2.add(v128.load(at), v128.load(shift)), xy);
      const dz = f64x2.sub(f64x2.add(v128.load64_zero(at, 16), v128.load64_zero(shift, 16)), z);
      const squares = f64x2.mul(dxy, dxy);
      const square = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1) + f64x2.extract_lane(f64x2.mul(dz, dz), 0);
      // Without a branch, which a list with a skin would make a guess: what lies beyond the cutoff is written and then
      // written over.
      const isNear = square < angularSquare;
      const isFar = i32(square < radialSquare) & i32(!isNear);
      const to = isNear ? nearAt : farAt + toFar;
      const row = v128.shuffle<f32>(f32x4.demote_f64x2_zero(dxy), f32x4.demote_f64x2_zero(dz), 0, 1, 4, 5);
      v128.store(near + to, i32x4.replace_lane(row, 3, j));
      store<i32>(nearTypes + (isNear ? nearAt >> 2 : (farAt >> 2) + toFarTypes), t);
      nearAt += <usize>isNear << 4;
      farAt += <usize>isFar << 4;
      if (square < watchSquare)
        energy += repel(settings, chunk, atom, j, type * types + t, pair, f64x2.extract_lane(dxy, 0), f64x2.extract_lane(dxy, 1), f64x2.extract_lane(dz, 0), forces, virial);
    }
    store<i32>(present + (<usize>t << 2), <i32>(nearAt + farAt - found));
    found = nearAt + farAt;
  }
  endPairs(settings, atom, pairs, near, far, nearTypes, farTypes, nearAt >> 4, farAt >> 4);
  return energy;
}

/** Notes how many pairs were found. */
// @ts-ignore: decorator
@inline export function endPairs(settings: usize, atom: i32, pairs: usize, near: usize, far: usize, nearTypes: usize, farTypes: usize, nearFound: usize, farFound: usize): void {
  store<i32>(load<usize>(settings + COUNTS) + (<usize>atom << 2), <i32>(nearFound + farFound));
  nearCount = fillUp(settings, pairs, near, nearTypes, nearFound);
  farCount = fillUp(settings, pairs, far, farTypes, farFound);
}

/** Fills the last batch up with pairs beyond the cutoff, which contribute nothing, with an atom that does not exist. */
function fillUp(settings: usize, pairs: usize, rows: usize, kinds: usize, count: usize): usize {
  for (; count & 3; count++) {
    const t = load<i32>(kinds + (count << 2) - 4);
    const to = rows + count * PAIR;
    store<f32>(to, <f32>(2.0 * load<f64>(pairs + <usize>t * PAIR_STRIDE + PAIR_RADIAL)));
    store<f32>(to, 0, 4);
    store<f32>(to, 0, 8);
    store<i32>(to, load<i32>(settings + ATOMS), 12);
    store<i32>(kinds + (count << 2), t);
  }
  return count;
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
