// Balances of the Doyle–Fuller–Newman model along x and their 3×3 blocks (c, φ_e, φ_s). Electrodes are the mesh cells
// before `separator` and from `positive` on. Every pointer is a byte offset.

import { get, set } from './_doubles.as';

/** Adds a population's source [A/m3] times width to its mesh cells. */
export function addSources(nodes: i32, source: usize, width: usize, to: usize): void {
  for (let i = 0; i < nodes; i++) set(to, i, get(to, i) + get(source, i) * get(width, i));
}

/**
 * Residuals of salt, charge in the electrolyte and charge in the solid; a foil (1 or 0) at either end carries all
 * current there.
 */
export function balanceCells(n: i32, separator: i32, positive: i32, leftFoil: i32, rightFoil: i32, current: f64, flow: usize, lithium: usize, source: usize, conductance: usize, phiS: usize, solidFlux: usize, outC: usize, outE: usize, outS: usize): void {
  let left = 0.0;
  for (let f = 0; f < n; f++) {
    const right = get(phiS, f);
    set(solidFlux, f, get(conductance, f) * (left - right));
    left = right;
  }
  set(solidFlux, n, rightFoil != 0 ? 0.0 : current);
  let inC = leftFoil != 0 ? current : 0.0;
  let inE = 0.0;
  for (let i = 0; i < n; i++) {
    const end = i == n - 1;
    const outer = rightFoil != 0 ? current : 0.0;
    const nextC = end ? outer : get(lithium, i);
    const nextE = end ? outer : get(flow, i);
    const s = get(source, i);
    set(outC, i, inC - nextC + s);
    set(outE, i, inE - nextE + s);
    set(outS, i, i < separator || i >= positive ? get(solidFlux, i) - get(solidFlux, i + 1) - s : -get(phiS, i));
    inC = nextC;
    inE = nextE;
  }
}

/** Blocks of transport alone, for a step factor c. */
export function assembleCells(n: i32, separator: i32, positive: i32, c: f64, mass: usize, conductance: usize, slopes: usize, lower: usize, diagonal: usize, upper: usize): void {
  const bytes = <usize>(n * 72);
  memory.fill(lower, 0, bytes);
  memory.fill(diagonal, 0, bytes);
  memory.fill(upper, 0, bytes);
  for (let i = 0; i < n; i++) {
    const l = lower + <usize>(i * 72);
    const d = diagonal + <usize>(i * 72);
    const u = upper + <usize>(i * 72);
    set(d, 0, get(d, 0) + get(mass, i));
    if (i >= separator && i < positive) set(d, 8, 1.0);
    else {
      const left = get(conductance, i);
      const right = i < n - 1 ? get(conductance, i + 1) : 0.0;
      set(d, 8, left + right);
      if (i > 0) set(l, 8, -left);
      if (i < n - 1) set(u, 8, -right);
    }
    if (i == n - 1) continue;
    const ia = get(slopes, 0), ib = get(slopes, 1), k = get(slopes, 2);
    const na = c * get(slopes, 3), nb = c * get(slopes, 4), np = c * get(slopes, 5);
    slopes += 48;
    // Flux from i to i + 1 leaves i and enters i + 1.
    set(d, 0, get(d, 0) + na);
    set(u, 0, nb);
    set(d, 1, get(d, 1) + np);
    set(u, 1, -np);
    set(d, 3, get(d, 3) + ia);
    set(u, 3, ib);
    set(d, 4, get(d, 4) + k);
    set(u, 4, -k);
    const m = l + 72;
    const e = d + 72;
    set(m, 0, -na);
    set(e, 0, -nb);
    set(m, 1, -np);
    set(e, 1, np);
    set(m, 3, -ia);
    set(e, 3, -ib);
    set(m, 4, -k);
    set(e, 4, k);
  }
}

/** Adds what a population's source does to the blocks of its mesh cells. */
export function addSourceSlopes(nodes: i32, c: f64, byConcentration: usize, byPotential: usize, diagonal: usize): void {
  for (let i = 0; i < nodes; i++) {
    const sc = get(byConcentration, i);
    const sp = get(byPotential, i);
    set(diagonal, 0, get(diagonal, 0) - c * sc);
    set(diagonal, 1, get(diagonal, 1) + c * sp);
    set(diagonal, 2, get(diagonal, 2) - c * sp);
    set(diagonal, 3, get(diagonal, 3) - sc);
    set(diagonal, 4, get(diagonal, 4) + sp);
    set(diagonal, 5, get(diagonal, 5) - sp);
    set(diagonal, 6, get(diagonal, 6) + sc);
    set(diagonal, 7, get(diagonal, 7) - sp);
    set(diagonal, 8, get(diagonal, 8) + sp);
    diagonal += 72;
  }
}

/** Right-hand sides of the three balances, cell by cell. */
export function gatherCells(n: i32, rhsC: usize, rhsE: usize, rhsS: usize, w: usize): void {
  for (let i = 0; i < n; i++) {
    set(w, 0, get(rhsC, i));
    set(w, 1, get(rhsE, i));
    set(w, 2, get(rhsS, i));
    w += 24;
  }
}

/**
 * Adds eliminated sources; where a foil's relation stands in place of the first charge balance, `skip` = 1 leaves that
 * out.
 */
export function addEliminated(nodes: i32, c: f64, sources: usize, skip: i32, w: usize): void {
  for (let i = 0; i < nodes; i++) {
    const s = get(sources, i);
    set(w, 0, get(w, 0) + c * s);
    if (i > 0 || skip == 0) set(w, 1, get(w, 1) + s);
    set(w, 2, get(w, 2) - s);
    w += 24;
  }
}

/** w − border · change into the three stretches of the solution. */
export function scatterCells(n: i32, w: usize, border: usize, change: f64, outC: usize, outE: usize, outS: usize): void {
  for (let i = 0; i < n; i++) {
    set(outC, i, get(w, 0) - get(border, 0) * change);
    set(outE, i, get(w, 1) - get(border, 1) * change);
    set(outS, i, get(w, 2) - get(border, 2) * change);
    w += 24;
    border += 24;
  }
}

/** Changes of concentration and of Δφ at a population's mesh cells. */
export function takeDrives(nodes: i32, c: usize, phiE: usize, phiS: usize, concentration: usize, potential: usize): void {
  for (let i = 0; i < nodes; i++) {
    set(concentration, i, get(c, i));
    set(potential, i, get(phiS, i) - get(phiE, i));
  }
}
