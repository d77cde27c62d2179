// Which facets corrections couple bodies by.
import { coupled, ends, F, G, intAt, isWeak, members, root, runs } from './_grains-layout.as';

// @ts-ignore: decorator
@inline function setInt(at: usize, k: i32, value: i32): void {
  store<i32>(at + (<usize>k << 2), value);
}

function find(g: i32): i32 {
  for (let up = intAt(root, g); up != g; up = intAt(root, g)) {
    const above = intAt(root, up);
    setInt(root, g, above);
    g = above;
  }
  return g;
}

/**
 * Lists the facets that corrections couple bodies by: all, or all but weak ones within the largest body of grains that
 * hold together. Those count in the blocks of their grains only. A' = A + E with −D ≤ E ≤ D for the blocks D of what is
 * left out, so that residuals of A itself still fall with each correction.
 */
export function couple(all: i32): void {
  for (let g = 0; g < G; g++) setInt(root, g, g);
  for (let f = 0; f < F; f++) if (!load<u8>(isWeak + f)) setInt(root, find(intAt(ends, 2 * f)), find(intAt(ends, 2 * f + 1)));
  memory.fill(members, 0, <usize>G << 2);
  for (let g = 0; g < G; g++) {
    const r = find(g);
    setInt(root, g, r);
    setInt(members, r, intAt(members, r) + 1);
  }
  let largest = 0;
  for (let g = 1; g < G; g++) if (intAt(members, g) > intAt(members, largest)) largest = g;
  let count = 0;
  let g = 0;
  for (let f = 0; f < F; f++) {
    const i = intAt(ends, 2 * f);
    const j = intAt(ends, 2 * f + 1);
    while (g < i) setInt(runs, ++g, count);
    if (i != j && (all || !load<u8>(isWeak + f) || intAt(root, i) != largest || intAt(root, j) != largest)) setInt(coupled, count++, f);
  }
  while (g < G) setInt(runs, ++g, count);
}
