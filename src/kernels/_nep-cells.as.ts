// NEP kernel: pairs of one atom straight from linked cells, for structures whose list of pairs would fill the memory.
//
// Atoms are numbered by cell and, within it, by type; positions are those inside the home cell. Each cell is at least
// the longest cutoff wide, so that partners stand in the 27 cells around.
import { BINS, BIN_OF, BIN_START, CELL, PAIRS, PAIR_ANGULAR, PAIR_RADIAL, PAIR_STRIDE, PAIR_WATCH, PERIODIC, POSITIONS, TYPES } from './_nep-layout.as';
import { endPairs, repel } from './_nep-pairs.as';

/** As `gatherPairs`; `around` holds, for up to 27 cells, the shift as three f64 and the number of the cell. */
export function gatherFromCells(settings: usize, chunk: i32, atom: i32, type: i32, near: usize, far: usize, nearTypes: usize, farTypes: usize, present: usize, around: usize, forces: usize, virial: usize): f64 {
  const types = load<i32>(settings + TYPES);
  const positions = load<usize>(settings + POSITIONS);
  const start = load<usize>(settings + BIN_START);
  const pairs = load<usize>(settings + PAIRS) + <usize>(type * types) * PAIR_STRIDE;
  const last = listCells(settings, load<i32>(load<usize>(settings + BIN_OF) + (<usize>atom << 2)), around);
  const x = load<f64>(positions + <usize>atom * 24);
  const y = load<f64>(positions + <usize>atom * 24, 8);
  const z = load<f64>(positions + <usize>atom * 24, 16);
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
    for (let c = around; c < last; c += 32) {
      const range = start + (<usize>(load<i32>(c, 24) * types + t) << 2);
      const end = load<i32>(range, 4);
      const fromX = load<f64>(c) - x;
      const fromY = load<f64>(c, 8) - y;
      const fromZ = load<f64>(c, 16) - z;
      for (let j = load<i32>(range); j < end; j++) {
        const at = positions + <usize>j * 24;
        const dx = load<f64>(at) + fromX;
        const dy = load<f64>(at, 8) + fromY;
        const dz = load<f64>(at, 16) + fromZ;
        const square = dx * dx + dy * dy + dz * dz;
        if (square >= radialSquare && square >= watchSquare) continue;
        // The atom itself; another atom in the very same place is told below by its repulsion.
        if (j == atom && square == 0) continue;
        if (square < radialSquare) {
          const isNear = square < angularSquare;
          const to = isNear ? near + nearAt : far + farAt;
          store<f32>(to, <f32>dx);
          store<f32>(to, <f32>dy, 4);
          store<f32>(to, <f32>dz, 8);
          store<i32>(to, j, 12);
          store<i32>(isNear ? nearTypes + (nearAt >> 2) : farTypes + (farAt >> 2), t);
          nearAt += <usize>isNear << 4;
          farAt += <usize>!isNear << 4;
        }
        if (square < watchSquare) energy += repel(settings, chunk, atom, j, type * types + t, pair, dx, dy, dz, forces, virial);
      }
    }
    store<i32>(present + (<usize>t << 2), <i32>(nearAt + farAt - found));
    found = nearAt + farAt;
  }
  endPairs(settings, atom, pairs, near, far, nearTypes, farTypes, nearAt >> 4, farAt >> 4);
  return energy;
}

/** The cells around one, with the shifts of those beyond a periodic border; where the list ends. */
function listCells(settings: usize, home: i32, around: usize): usize {
  const na = load<i32>(settings + BINS), nb = load<i32>(settings + BINS, 4), nc = load<i32>(settings + BINS, 8);
  const periodic = load<i32>(settings + PERIODIC);
  const cell = load<usize>(settings + CELL);
  const b = (home / nc) % nb;
  const a = home / (nb * nc);
  const c = home % nc;
  let at = around;
  for (let da = -1; da <= 1; da++) {
    let u = a + da;
    const turnA = u < 0 ? -1 : u >= na ? 1 : 0;
    if (turnA != 0 && !(periodic & 1)) continue;
    u -= turnA * na;
    for (let db = -1; db <= 1; db++) {
      let v = b + db;
      const turnB = v < 0 ? -1 : v >= nb ? 1 : 0;
      if (turnB != 0 && !(periodic & 2)) continue;
      v -= turnB * nb;
      for (let dc = -1; dc <= 1; dc++) {
        let w = c + dc;
        const turnC = w < 0 ? -1 : w >= nc ? 1 : 0;
        if (turnC != 0 && !(periodic & 4)) continue;
        w -= turnC * nc;
        for (let k: usize = 0; k < 24; k += 8)
          store<f64>(at + k, <f64>turnA * load<f64>(cell + k) + <f64>turnB * load<f64>(cell + k, 24) + <f64>turnC * load<f64>(cell + k, 48));
        store<i32>(at, (u * nb + v) * nc + w, 24);
        at += 32;
      }
    }
  }
  return at;
}
