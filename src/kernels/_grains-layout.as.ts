// Where grains, facets and vectors lie in memory. A body has 16 numbers: displacement of its centre (x, y, z, 0) and
// the columns of its gradient (x, y, z, 0) each. Lengths in grain sizes, stiffness in the largest modulus. Facets are
// in the order of their first body, which is the lesser of the two.

export let G: i32 = 0;
export let F: i32 = 0;
/** (F, 2) ints: the bodies. */
export let ends: usize = 0;
/** (F) ints: number of the facet for the caller. */
export let names: usize = 0;
/**
 * (F, 3) doubles, by that number: opening along the normal, sliding, and the root mean square of what rotates and
 * stretches the jump.
 */
export let openings: usize = 0;
/**
 * (F, 20) doubles: arm to body 1, tangential stiffness × area; arm to body 0, normal minus tangential; first and second
 * moment vector; normal. Fourth lanes as said or 0.
 */
export let wide: usize = 0;
/** The same in single precision. */
export let slim: usize = 0;
/** (G, 36) doubles: transposed rotation of Mandel vectors from crystal axes, and stiffness in these. */
export let rotations: usize = 0;
export let crystals: usize = 0;
/** (G, 8) doubles: volume, stress-free strain along a and c, c axis. */
export let traits: usize = 0;
/**
 * (G, 108) doubles: stiffness × volume that takes the gradient's columns to the load's: for each of 9 gradient
 * components three columns of 4.
 */
export let bodies: usize = 0;
/** (G, 144) floats: the inverse of each body's own 12 × 12 block. */
export let inverses: usize = 0;
/** (G, 16) doubles. */
export let x: usize = 0;
export let load0: usize = 0;
export let rest: usize = 0;
/** (G, 16) floats. */
export let r: usize = 0;
export let z: usize = 0;
export let p: usize = 0;
export let t: usize = 0;
export let u: usize = 0;
export let y: usize = 0;
export let dx: usize = 0;
/** Facets that corrections couple bodies by, in order; where those whose first body is g begin, (G + 1)th the end. */
export let coupled: usize = 0;
export let runs: usize = 0;
/** Facets of each body: (G + 1) starts, then facets. */
export let listStart: usize = 0;
export let listItems: usize = 0;
/** (F) bytes: 1 where next to nothing is left of a facet's springs. */
export let isWeak: usize = 0;
/** (G) ints: grains that hold together share a root, which counts its members. */
export let root: usize = 0;
export let members: usize = 0;

export function configure(table: usize): void {
  G = load<i32>(table);
  F = load<i32>(table, 4);
  ends = load<u32>(table, 8);
  names = load<u32>(table, 12);
  openings = load<u32>(table, 16);
  wide = load<u32>(table, 20);
  slim = load<u32>(table, 24);
  rotations = load<u32>(table, 28);
  crystals = load<u32>(table, 32);
  traits = load<u32>(table, 36);
  bodies = load<u32>(table, 40);
  inverses = load<u32>(table, 44);
  x = load<u32>(table, 48);
  load0 = load<u32>(table, 52);
  rest = load<u32>(table, 56);
  r = load<u32>(table, 60);
  z = load<u32>(table, 64);
  p = load<u32>(table, 68);
  t = load<u32>(table, 72);
  u = load<u32>(table, 76);
  y = load<u32>(table, 80);
  dx = load<u32>(table, 84);
  coupled = load<u32>(table, 88);
  runs = load<u32>(table, 92);
  listStart = load<u32>(table, 96);
  listItems = load<u32>(table, 100);
  isWeak = load<u32>(table, 104);
  root = load<u32>(table, 108);
  members = load<u32>(table, 112);
}

// @ts-ignore: decorator
@inline export function intAt(at: usize, k: i32): i32 {
  return load<i32>(at + (<usize>k << 2));
}
