// One convex cell, kept as its dual: a vertex is where three planes meet. Planes are numbered as they come; the first
// six are the box. A plane keeps n·x ≤ d, with x counted from the seed. Clipping after Ray, Sokolov, Lefebvre and Lévy,
// ACM Trans. Graph. 37 (2018) 265.

import { both, get, pair, set, setPair } from './_doubles.as';

export const MAX_PLANES: i32 = 256;
const MAX_VERTICES: i32 = 640;
const EPSILON: f64 = 1e-13;

const planes = memory.data(256 * 32, 16);
const owners = memory.data(256 * 8, 16);
// Coordinates of vertices, apart, so that two are worked on at once; one more than there are may be read.
const xs = memory.data(642 * 8, 16);
const ys = memory.data(642 * 8, 16);
const zs = memory.data(642 * 8, 16);
const triples = memory.data(640 * 4, 16);
const heights = memory.data(642 * 8, 16);
/**
 * For an ordered pair of planes: stamp of the last clip that removed an edge from the one to the other; then, vertex
 * tables of a walk.
 */
const stamps = memory.data(256 * 256 * 4, 16);
const follow = memory.data(256 * 4, 16);

export let vertexCount: i32 = 0;
export let planeCount: i32 = 0;
let stamp: i32 = 0;

// @ts-ignore: decorator
@inline export function xOf(v: i32): f64 {
  return get(xs, v);
}

// @ts-ignore: decorator
@inline export function yOf(v: i32): f64 {
  return get(ys, v);
}

// @ts-ignore: decorator
@inline export function zOf(v: i32): f64 {
  return get(zs, v);
}

// @ts-ignore: decorator
@inline function corner(v: i32, k: i32): i32 {
  return <i32>load<u8>(triples + (<usize>v << 2) + <usize>k);
}

// @ts-ignore: decorator
@inline export function planeAt(p: i32): usize {
  return planes + (<usize>p << 5);
}

// @ts-ignore: decorator
@inline export function ownerOf(p: i32): i32 {
  return load<i32>(owners + (<usize>p << 3));
}

// @ts-ignore: decorator
@inline export function shiftOf(p: i32): i32 {
  return load<i32>(owners + (<usize>p << 3), 4);
}

// @ts-ignore: decorator
@inline function pairAt(p: i32, q: i32): usize {
  return stamps + (<usize>((p << 8) | q) << 2);
}

function setPlane(p: i32, x: f64, y: f64, z: f64, d: f64, owner: i32, shift: i32): void {
  const at = planeAt(p);
  store<f64>(at, x);
  store<f64>(at, y, 8);
  store<f64>(at, z, 16);
  store<f64>(at, d, 24);
  store<i32>(owners + (<usize>p << 3), owner);
  store<i32>(owners + (<usize>p << 3), shift, 4);
}

function setVertex(v: i32, x: f64, y: f64, z: f64, p: i32, q: i32, r: i32): void {
  set(xs, v, x);
  set(ys, v, y);
  set(zs, v, z);
  store<u32>(triples + (<usize>v << 2), <u32>(p | (q << 8) | (r << 16)));
}

/** A box of half lengths a, b, c around the seed. */
export function beginBox(a: f64, b: f64, c: f64): void {
  setPlane(0, -1, 0, 0, a, -1, 0);
  setPlane(1, 1, 0, 0, a, -1, 0);
  setPlane(2, 0, -1, 0, b, -1, 0);
  setPlane(3, 0, 1, 0, b, -1, 0);
  setPlane(4, 0, 0, -1, c, -1, 0);
  setPlane(5, 0, 0, 1, c, -1, 0);
  for (let v = 0; v < 8; v++) {
    const i = v & 1;
    const j = (v >> 1) & 1;
    const k = (v >> 2) & 1;
    const even = ((i + j + k) & 1) == 1;
    setVertex(v, i ? a : -a, j ? b : -b, k ? c : -c, i, even ? 2 + j : 4 + k, even ? 4 + k : 2 + j);
  }
  planeCount = 6;
  vertexCount = 8;
}

/** The lane behind an odd number of vertices holds the last one again. */
// @ts-ignore: decorator
@inline function repeatLast(): void {
  set(xs, vertexCount, get(xs, vertexCount - 1));
  set(ys, vertexCount, get(ys, vertexCount - 1));
  set(zs, vertexCount, get(zs, vertexCount - 1));
}

/** Square of the distance of the farthest vertex. */
export function reach2(): f64 {
  repeatLast();
  let far = both(0.0);
  for (let v = 0; v < vertexCount; v += 2) {
    const x = pair(xs, v);
    const y = pair(ys, v);
    const z = pair(zs, v);
    far = f64x2.pmax(far, f64x2.add(f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)), f64x2.mul(z, z)));
  }
  return Math.max(f64x2.extract_lane(far, 0), f64x2.extract_lane(far, 1));
}

/** Numbers the planes afresh, without those that no vertex lies on. */
function compact(): void {
  for (let p = 0; p < planeCount; p++) store<i32>(follow + (<usize>p << 2), -1);
  for (let v = 0; v < vertexCount; v++) for (let k = 0; k < 3; k++) store<i32>(follow + (<usize>corner(v, k) << 2), 0);
  let next = 0;
  for (let p = 0; p < planeCount; p++) {
    if (load<i32>(follow + (<usize>p << 2)) < 0) continue;
    const at = planeAt(p);
    setPlane(next, load<f64>(at), load<f64>(at, 8), load<f64>(at, 16), load<f64>(at, 24), ownerOf(p), shiftOf(p));
    store<i32>(follow + (<usize>p << 2), next++);
  }
  for (let v = 0; v < vertexCount; v++) {
    let word: u32 = 0;
    for (let k = 0; k < 3; k++) word |= <u32>load<i32>(follow + (<usize>corner(v, k) << 2)) << (8 * k);
    store<u32>(triples + (<usize>v << 2), word);
  }
  planeCount = next;
}

/**
 * Cuts away what lies beyond a plane with unit normal. 0: it does not touch; 1: cut; 2: nothing is left; −1: too many
 * faces; −2: rounding has spoilt the ring of removed vertices.
 */
export function clip(nx: f64, ny: f64, nz: f64, d: f64, owner: i32, shift: i32): i32 {
  const limit = d + EPSILON;
  let removed = 0;
  repeatLast();
  const nx2 = both(nx);
  const ny2 = both(ny);
  const nz2 = both(nz);
  const limit2 = both(limit);
  for (let v = 0; v < vertexCount; v += 2) {
    const s = f64x2.add(
      f64x2.add(f64x2.mul(nx2, pair(xs, v)), f64x2.mul(ny2, pair(ys, v))),
      f64x2.mul(nz2, pair(zs, v)),
    );
    setPair(heights, v, s);
    removed += popcnt(i64x2.bitmask(f64x2.gt(s, limit2)));
  }
  if (vertexCount & 1) removed -= i32(get(heights, vertexCount) > limit);
  if (removed == 0) return 0;
  if (removed == vertexCount) {
    vertexCount = 0;
    return 2;
  }
  if (planeCount == MAX_PLANES) {
    compact();
    if (planeCount == MAX_PLANES) return -1;
  }
  // Removed vertices go to the end.
  let last = vertexCount - 1;
  const keep = vertexCount - removed;
  for (let v = 0; v < keep; v++) {
    if (!(load<f64>(heights + (<usize>v << 3)) > limit)) continue;
    while (load<f64>(heights + (<usize>last << 3)) > limit) last--;
    const x = get(xs, v);
    const y = get(ys, v);
    const z = get(zs, v);
    set(xs, v, get(xs, last));
    set(ys, v, get(ys, last));
    set(zs, v, get(zs, last));
    set(xs, last, x);
    set(ys, last, y);
    set(zs, last, z);
    const t = load<u32>(triples + (<usize>v << 2));
    store<u32>(triples + (<usize>v << 2), load<u32>(triples + (<usize>last << 2)));
    store<u32>(triples + (<usize>last << 2), t);
    last--;
  }
  stamp++;
  for (let v = keep; v < vertexCount; v++) {
    const p = corner(v, 0);
    const q = corner(v, 1);
    const r = corner(v, 2);
    store<i32>(pairAt(p, q), stamp);
    store<i32>(pairAt(q, r), stamp);
    store<i32>(pairAt(r, p), stamp);
  }
  // Edges without their reverse ring the hole.
  let first = -1;
  let edges = 0;
  for (let v = keep; v < vertexCount; v++) {
    for (let k = 0; k < 3; k++) {
      const p = corner(v, k);
      const q = corner(v, k == 2 ? 0 : k + 1);
      if (load<i32>(pairAt(q, p)) == stamp) continue;
      store<i32>(follow + (<usize>p << 2), q);
      first = p;
      edges++;
    }
  }
  if (edges < 3 || keep + edges > MAX_VERTICES) return -2;
  // The ring must close once, over all of its edges.
  let p = first;
  for (let e = 0; e < edges; e++) {
    const q = load<i32>(follow + (<usize>p << 2));
    if (load<i32>(pairAt(p, q)) != stamp || load<i32>(pairAt(q, p)) == stamp) return -2;
    p = q;
    if (p == first && e != edges - 1) return -2;
  }
  if (p != first) return -2;
  const fresh = planeCount++;
  setPlane(fresh, nx, ny, nz, d, owner, shift);
  vertexCount = keep;
  for (let e = 0; e < edges; e++) {
    const q = load<i32>(follow + (<usize>p << 2));
    meet(p, q, fresh);
    p = q;
  }
  return 1;
}

/** Appends the vertex where three planes meet. */
function meet(p: i32, q: i32, r: i32): void {
  const a = planeAt(p);
  const b = planeAt(q);
  const c = planeAt(r);
  const ax = load<f64>(a);
  const ay = load<f64>(a, 8);
  const az = load<f64>(a, 16);
  const ad = load<f64>(a, 24);
  const bx = load<f64>(b);
  const by = load<f64>(b, 8);
  const bz = load<f64>(b, 16);
  const bd = load<f64>(b, 24);
  const cx = load<f64>(c);
  const cy = load<f64>(c, 8);
  const cz = load<f64>(c, 16);
  const cd = load<f64>(c, 24);
  const ux = by * cz - bz * cy;
  const uy = bz * cx - bx * cz;
  const uz = bx * cy - by * cx;
  const inverse = 1.0 / (ax * ux + ay * uy + az * uz);
  const tx = cd * bx - bd * cx;
  const ty = cd * by - bd * cy;
  const tz = cd * bz - bd * cz;
  setVertex(
    vertexCount++,
    (ad * ux + ay * tz - az * ty) * inverse,
    (ad * uy + az * tx - ax * tz) * inverse,
    (ad * uz + ax * ty - ay * tx) * inverse,
    p,
    q,
    r,
  );
}

/** Prepares walks around faces: for planes p, q the vertex of p that lies just behind q. */
export function beginWalk(): void {
  stamp++;
  for (let v = 0; v < vertexCount; v++) {
    for (let k = 0; k < 3; k++) {
      const p = corner(v, k);
      const q = corner(v, k == 2 ? 0 : k + 1);
      store<i32>(pairAt(p, q), v);
      store<i32>(follow + (<usize>p << 2), v);
    }
  }
}

/** A vertex of a plane; only for planes that have one. */
export function someVertex(p: i32): i32 {
  return load<i32>(follow + (<usize>p << 2));
}

/** Marks all planes as bare before `beginWalk`. */
export function clearPlanes(): void {
  for (let p = 0; p < planeCount; p++) store<i32>(follow + (<usize>p << 2), -1);
}

/** The plane that shares with p the edge that leaves vertex v around p. */
export function edgeAfter(p: i32, v: i32): i32 {
  if (corner(v, 0) == p) return corner(v, 2);
  return corner(v, 1) == p ? corner(v, 0) : corner(v, 1);
}

/** The next vertex around p behind that edge. */
// @ts-ignore: decorator
@inline export function vertexBehind(p: i32, q: i32): i32 {
  return load<i32>(pairAt(p, q));
}

/** Stamps are counted on; a walk leaves vertex numbers in the table, which lie below them. */
export function beginCell(): void {
  if (stamp < 1000) stamp = 1000;
}
