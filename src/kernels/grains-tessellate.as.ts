// asc: --maximumMemory 65536
// Power cells of seeds in a periodic box, one after another, with their faces, polygons and moments. Lengths are in units of the caller's.
import {
  beginBox,
  beginCell,
  beginWalk,
  clearPlanes,
  clip,
  edgeAfter,
  ownerOf,
  planeAt,
  planeCount,
  reach2,
  shiftOf,
  someVertex,
  vertexBehind,
  vertexCount,
  xOf,
  yOf,
  zOf,
} from './_grains-cell.as';

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

let seeds: usize = 0;
let binStart: usize = 0;
let offsets: usize = 0;
let offsetCount: i32 = 0;
let nx: i32 = 0;
let ny: i32 = 0;
let nz: i32 = 0;
let lx: f64 = 0;
let ly: f64 = 0;
let lz: f64 = 0;
let heaviest: f64 = 0;

/**
 * `seeds`: (n, 4) doubles x, y, z, weight, in order of bins; `binStart`: first seed of each bin, and the end; `offsets`: (m, 4) doubles, bin steps in x, y, z and
 * the square of the least distance between bins so far apart, which grows.
 */
export function configure(seedsAt: usize, binStartAt: usize, offsetsAt: usize, count: i32, bx: i32, by: i32, bz: i32, x: f64, y: f64, z: f64, wmax: f64): void {
  seeds = seedsAt;
  binStart = binStartAt;
  offsets = offsetsAt;
  offsetCount = count;
  nx = bx;
  ny = by;
  nz = bz;
  lx = x;
  ly = y;
  lz = z;
  heaviest = wmax;
}

// @ts-ignore: decorator
@inline function floorDiv(a: i32, n: i32): i32 {
  return a >= 0 ? a / n : -((n - 1 - a) / n);
}

/** Distance along one axis from x to bin b of width h, zero inside. */
// @ts-ignore: decorator
@inline function gap(x: f64, b: f64, h: f64): f64 {
  const low = b * h - x;
  return low > 0 ? low : Math.max(0, x - (b + 1) * h);
}

/** Builds the cell of a seed. 1: done; 0: the list of offsets was too short; −1: too many faces. */
function buildCell(s: i32): i32 {
  beginCell();
  const at = seeds + (<usize>s << 5);
  const x = load<f64>(at);
  const y = load<f64>(at, 8);
  const z = load<f64>(at, 16);
  const w = load<f64>(at, 24);
  const hx = lx / nx;
  const hy = ly / ny;
  const hz = lz / nz;
  const ix = min(nx - 1, <i32>(x / hx));
  const iy = min(ny - 1, <i32>(y / hy));
  const iz = min(nz - 1, <i32>(z / hz));
  // A little too large, so that a seed alone is parted from its own images by planes that know them.
  beginBox(0.50001 * lx, 0.50001 * ly, 0.50001 * lz);
  let far = 2.0 * Math.sqrt(reach2());
  const lighter = w - heaviest; // ≤ 0
  for (let o = 0; o < offsetCount; o++) {
    const step = offsets + (<usize>o << 5);
    const least = load<f64>(step, 24);
    // A plane at distance ρ cuts at (ρ + (w − wj)/ρ)/2, which grows with ρ.
    if (least > 0 && least + lighter > far * Math.sqrt(least)) return 1;
    const kx = ix + <i32>load<f64>(step);
    const ky = iy + <i32>load<f64>(step, 8);
    const kz = iz + <i32>load<f64>(step, 16);
    const gx = gap(x, kx, hx);
    const gy = gap(y, ky, hy);
    const gz = gap(z, kz, hz);
    const near = gx * gx + gy * gy + gz * gz;
    if (near > 0 && near + lighter > far * Math.sqrt(near)) continue;
    const sx = floorDiv(kx, nx);
    const sy = floorDiv(ky, ny);
    const sz = floorDiv(kz, nz);
    const bin = ((kx - sx * nx) * ny + (ky - sy * ny)) * nz + (kz - sz * nz);
    const from = load<i32>(binStart + (<usize>bin << 2));
    const to = load<i32>(binStart + (<usize>bin << 2), 4);
    const ox = sx * lx - x;
    const oy = sy * ly - y;
    const oz = sz * lz - z;
    for (let j = from; j < to; j++) {
      const q = seeds + (<usize>j << 5);
      const dx = load<f64>(q) + ox;
      const dy = load<f64>(q, 8) + oy;
      const dz = load<f64>(q, 16) + oz;
      const d2 = dx * dx + dy * dy + dz * dz;
      const excess = d2 + (w - load<f64>(q, 24));
      // Beyond the farthest vertex; compared without the root.
      if (excess > 0 && excess * excess >= far * far * d2) continue;
      if (j == s && sx == 0 && sy == 0 && sz == 0) continue;
      const inverse = 1.0 / Math.sqrt(d2);
      let cut = 0.5 * excess * inverse;
      const shift = (sx + 512) | ((sy + 512) << 10) | ((sz + 512) << 20);
      let how = clip(dx * inverse, dy * inverse, dz * inverse, cut, j, shift);
      // Rounding: the plane is moved by less than anything that is computed from it.
      for (let again = 1; how == -2 && again < 8; again++) {
        cut += (again & 1 ? 1.0 : -1.0) * <f64>again * 4e-13;
        how = clip(dx * inverse, dy * inverse, dz * inverse, cut, j, shift);
      }
      if (how < 0) return how;
      if (how == 2) return 1;
      if (how == 1) far = 2.0 * Math.sqrt(reach2());
    }
  }
  return 0;
}

export let doneCells: i32 = 0;
export let usedFaces: i32 = 0;
export let usedVertices: i32 = 0;
export let usedLoop: i32 = 0;

/**
 * Cells of the seeds listed from `from` on, until done or the room is used up. Per cell: 8 doubles (volume, centroid
 * from the seed, faces, vertices, -, -). Per face: 12 doubles (area, centroid from the seed, second moment about the
 * centroid xx, yy, zz, yz, xz, xy, -, -) and 4 ints (neighbour, shift, loop start, loop length). Per vertex 3 doubles
 * from the seed. Per loop entry two ints: vertex within the cell, and the face within the cell across the edge that
 * leaves it. Returns 0, or what
 * `buildCell` gave for the cell it ended at.
 */
export function cells(list: usize, from: i32, to: i32, cellOut: usize, faceOut: usize, faceInts: usize, vertexOut: usize, loopOut: usize, maxFaces: i32, maxVertices: i32, maxLoop: i32): i32 {
  doneCells = 0;
  usedFaces = 0;
  usedVertices = 0;
  usedLoop = 0;
  for (let c = from; c < to; c++) {
    if (usedFaces + 256 > maxFaces || usedVertices + 640 > maxVertices || usedLoop + 1920 > maxLoop) return 0;
    const how = buildCell(load<i32>(list + (<usize>c << 2)));
    if (how != 1) return how == 0 ? 1 : how;
    describeCell(cellOut + (<usize>(c - from) << 6), faceOut, faceInts, vertexOut, loopOut);
    doneCells++;
  }
  return 0;
}

const faceNumber = memory.data(256 * 4, 16);

function describeCell(out: usize, faceOut: usize, faceInts: usize, vertexOut: usize, loopOut: usize): void {
  clearPlanes();
  beginWalk();
  let faces = 0;
  for (let p = 0; p < planeCount; p++) {
    const bare = someVertex(p) < 0 || vertexCount == 0;
    store<i32>(faceNumber + (<usize>p << 2), bare ? -1 : faces);
    if (!bare) faces++;
  }
  let volume = 0.0;
  let mx = 0.0;
  let my = 0.0;
  let mz = 0.0;
  for (let p = 0; p < planeCount; p++) {
    if (load<i32>(faceNumber + (<usize>p << 2)) < 0) continue;
    const start = someVertex(p);
    const loopStart = usedLoop;
    let v = start;
    let length = 0;
    let ox = 0.0;
    let oy = 0.0;
    let oz = 0.0;
    do {
      const q = edgeAfter(p, v);
      const entry = loopOut + (<usize>usedLoop << 3);
      store<i32>(entry, v);
      store<i32>(entry, load<i32>(faceNumber + (<usize>q << 2)), 4);
      usedLoop++;
      length++;
      ox += xOf(v);
      oy += yOf(v);
      oz += zOf(v);
      v = vertexBehind(p, q);
    } while (v != start && length < 600);
    const share = 1.0 / length;
    ox *= share;
    oy *= share;
    oz *= share;
    let area = 0.0;
    let cx = 0.0;
    let cy = 0.0;
    let cz = 0.0;
    let xx = 0.0;
    let yy = 0.0;
    let zz = 0.0;
    let yz = 0.0;
    let xz = 0.0;
    let xy = 0.0;
    const plane = planeAt(p);
    const nx = load<f64>(plane);
    const ny = load<f64>(plane, 8);
    const nz = load<f64>(plane, 16);
    for (let e = 0; e < length; e++) {
      const a = load<i32>(loopOut + (<usize>(loopStart + e) << 3));
      const b = load<i32>(loopOut + (<usize>(loopStart + (e + 1 == length ? 0 : e + 1)) << 3));
      const ax = xOf(a) - ox;
      const ay = yOf(a) - oy;
      const az = zOf(a) - oz;
      const bx = xOf(b) - ox;
      const by = yOf(b) - oy;
      const bz = zOf(b) - oz;
      const s = 0.5 * (nx * (ay * bz - az * by) + ny * (az * bx - ax * bz) + nz * (ax * by - ay * bx));
      area += s;
      const sx = ax + bx;
      const sy = ay + by;
      const sz = az + bz;
      cx += s * sx;
      cy += s * sy;
      cz += s * sz;
      xx += s * (ax * ax + bx * bx + sx * sx);
      yy += s * (ay * ay + by * by + sy * sy);
      zz += s * (az * az + bz * bz + sz * sz);
      yz += s * (ay * az + by * bz + sy * sz);
      xz += s * (ax * az + bx * bz + sx * sz);
      xy += s * (ax * ay + bx * by + sx * sy);
    }
    // The moment of each triangle's pyramid over the seed gives the volume's.
    const inverse = area > 0 ? 1.0 / area : 0.0;
    cx *= inverse / 3.0;
    cy *= inverse / 3.0;
    cz *= inverse / 3.0;
    const height = load<f64>(plane, 24);
    const v3 = (area * height) / 3.0;
    volume += v3;
    mx += v3 * 0.75 * (cx + ox);
    my += v3 * 0.75 * (cy + oy);
    mz += v3 * 0.75 * (cz + oz);
    const face = faceOut + <usize>usedFaces * 96;
    store<f64>(face, area);
    store<f64>(face, cx + ox, 8);
    store<f64>(face, cy + oy, 16);
    store<f64>(face, cz + oz, 24);
    store<f64>(face, xx / 12.0 - area * cx * cx, 32);
    store<f64>(face, yy / 12.0 - area * cy * cy, 40);
    store<f64>(face, zz / 12.0 - area * cz * cz, 48);
    store<f64>(face, yz / 12.0 - area * cy * cz, 56);
    store<f64>(face, xz / 12.0 - area * cx * cz, 64);
    store<f64>(face, xy / 12.0 - area * cx * cy, 72);
    const ints = faceInts + (<usize>usedFaces << 4);
    store<i32>(ints, ownerOf(p));
    store<i32>(ints, shiftOf(p), 4);
    store<i32>(ints, loopStart, 8);
    store<i32>(ints, length, 12);
    usedFaces++;
  }
  for (let v = 0; v < vertexCount; v++) {
    const at = vertexOut + <usize>(usedVertices + v) * 24;
    store<f64>(at, xOf(v));
    store<f64>(at, yOf(v), 8);
    store<f64>(at, zOf(v), 16);
  }
  usedVertices += vertexCount;
  store<f64>(out, volume);
  store<f64>(out, volume > 0 ? mx / volume : 0, 8);
  store<f64>(out, volume > 0 ? my / volume : 0, 16);
  store<f64>(out, volume > 0 ? mz / volume : 0, 24);
  store<f64>(out, <f64>faces, 32);
  store<f64>(out, <f64>vertexCount, 40);
}
