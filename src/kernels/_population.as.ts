// Elimination of a population of particles node by node: shells, surface, current and ageing quantities, u unknowns
// beside the shells (surface, current, quantities).
// `local` holds u + 1 rows (residual, source, flux, rates) of u + 2 columns (c/c0, Δφ, surface, current, quantities). Every pointer is a byte offset.

import { get, set } from './_doubles.as';
import { eliminateParticles, substituteParticles } from './_particles.as';

/** Change of the source by concentration and potential, and what elimination and back substitution need. */
export function factorisePopulation(nodes: i32, u: i32, c: f64, local: usize, surfaceByLast: usize, surfaceByFlux: usize, lastPerFlux: usize, width: usize, matrix: usize, inverse: usize, responseC: usize, responsePhi: usize, sourceRow: usize, byConcentration: usize, byPotential: usize): void {
  const columns = u + 2;
  const row = <usize>columns << 3;
  for (let i = 0; i < nodes; i++) {
    const residual = local;
    const source = local + row;
    const flux = source + row;
    const rates = flux + row;
    const s = get(surfaceByLast, i) * get(lastPerFlux, i) + get(surfaceByFlux, i);
    for (let v = 0; v < u; v++) {
      set(matrix, v, (v == 0 ? 1.0 : 0.0) - s * get(flux, 2 + v));
      set(matrix, u + v, -get(residual, 2 + v));
      for (let k = 2; k < u; k++) set(matrix, k * u + v, (v == k ? 1.0 : 0.0) - c * get(rates, (k - 2) * columns + 2 + v));
    }
    invertDense(matrix, u, inverse);
    let byC = get(source, 0);
    let byPhi = get(source, 1);
    for (let r = 0; r < u; r++) {
      let rc = 0.0;
      let rp = 0.0;
      let m = 0.0;
      for (let k = 0; k < u; k++) {
        const inv = get(inverse, r * u + k);
        const from = k == 0 ? flux : k == 1 ? residual : rates + <usize>(k - 2) * row;
        const factor = inv * (k == 0 ? s : k == 1 ? 1.0 : c);
        rc += factor * get(from, 0);
        rp += factor * get(from, 1);
        m += get(source, 2 + k) * get(inverse, k * u + r);
      }
      set(responseC, r, rc);
      set(responsePhi, r, rp);
      byC += get(source, 2 + r) * rc;
      byPhi += get(source, 2 + r) * rp;
      set(sourceRow, r, get(width, i) * m);
    }
    set(byConcentration, i, get(width, i) * byC);
    set(byPotential, i, get(width, i) * byPhi);
    local += <usize>(u + 1) * row;
    inverse += <usize>(u * u) << 3;
    responseC += <usize>u << 3;
    responsePhi += <usize>u << 3;
    sourceRow += <usize>u << 3;
  }
}

/** Eliminates a right-hand side at every node; `sources` get the change [A/m2] of the source that it causes alone. */
export function eliminatePopulation(nodes: i32, shells: i32, u: i32, multiplier: usize, inversePivot: usize, surfaceByLast: usize, sourceRow: usize, rhsShells: usize, rhsCurrent: usize, rhsQuantities: usize, to: usize, localRhs: usize, sources: usize): void {
  eliminateParticles(nodes, shells, multiplier, inversePivot, rhsShells, to);
  for (let i = 0; i < nodes; i++) {
    const last = get(surfaceByLast, i) * get(to, (i + 1) * shells - 1);
    const current = get(rhsCurrent, i);
    set(localRhs, 0, last);
    set(localRhs, 1, current);
    let source = get(sourceRow, 0) * last + get(sourceRow, 1) * current;
    for (let k = 2; k < u; k++) {
      const q = get(rhsQuantities, k - 2);
      set(localRhs, k, q);
      source += get(sourceRow, k) * q;
    }
    set(sources, i, source);
    rhsQuantities += <usize>(u - 2) << 3;
    localRhs += <usize>u << 3;
    sourceRow += <usize>u << 3;
  }
}

/** Back substitution at every node from the changes of concentration and of Δφ; `fluxToLast` [1/m] times c. */
export function substitutePopulation(nodes: i32, shells: i32, u: i32, fluxToLast: f64, inversePivot: usize, above: usize, local: usize, localRhs: usize, responseC: usize, responsePhi: usize, inverse: usize, concentration: usize, potential: usize, toShells: usize, toCurrent: usize, toQuantities: usize): void {
  const columns = u + 2;
  for (let i = 0; i < nodes; i++) {
    const last = (i + 1) * shells - 1;
    const dc = get(concentration, i);
    const dphi = get(potential, i);
    const flux = local + (<usize>(2 * columns) << 3);
    let change = get(flux, 0) * dc + get(flux, 1) * dphi;
    for (let r = 0; r < u; r++) {
      let v = get(responseC, r) * dc + get(responsePhi, r) * dphi;
      for (let k = 0; k < u; k++) v += get(inverse, r * u + k) * get(localRhs, k);
      change += get(flux, 2 + r) * v;
      if (r == 1) set(toCurrent, i, v);
      else if (r > 1) set(toQuantities, r - 2, v);
    }
    set(toShells, last, get(toShells, last) + fluxToLast * change * get(inversePivot, last));
    toQuantities += <usize>(u - 2) << 3;
    local += <usize>((u + 1) * columns) << 3;
    localRhs += <usize>u << 3;
    responseC += <usize>u << 3;
    responsePhi += <usize>u << 3;
    inverse += <usize>(u * u) << 3;
  }
  substituteParticles(nodes, shells, above, toShells);
}

/** Inverse by Gauss–Jordan elimination with row pivoting; `matrix` (n, n) is destroyed. */
function invertDense(matrix: usize, n: i32, out: usize): void {
  if (n == 2) {
    const a = get(matrix, 0), b = get(matrix, 1), c = get(matrix, 2), d = get(matrix, 3);
    const t = 1.0 / (a * d - b * c);
    set(out, 0, d * t);
    set(out, 1, -b * t);
    set(out, 2, -c * t);
    set(out, 3, a * t);
    return;
  }
  memory.fill(out, 0, <usize>(n * n) << 3);
  for (let i = 0; i < n; i++) set(out, i * n + i, 1.0);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) if (Math.abs(get(matrix, r * n + column)) > Math.abs(get(matrix, pivot * n + column))) pivot = r;
    if (pivot != column) {
      for (let k = 0; k < n; k++) {
        const a = get(matrix, column * n + k);
        set(matrix, column * n + k, get(matrix, pivot * n + k));
        set(matrix, pivot * n + k, a);
        const b = get(out, column * n + k);
        set(out, column * n + k, get(out, pivot * n + k));
        set(out, pivot * n + k, b);
      }
    }
    const inverse = 1.0 / get(matrix, column * n + column);
    for (let k = 0; k < n; k++) {
      set(matrix, column * n + k, get(matrix, column * n + k) * inverse);
      set(out, column * n + k, get(out, column * n + k) * inverse);
    }
    for (let r = 0; r < n; r++) {
      const factor = get(matrix, r * n + column);
      if (r == column || factor == 0.0) continue;
      for (let k = 0; k < n; k++) {
        set(matrix, r * n + k, get(matrix, r * n + k) - factor * get(matrix, column * n + k));
        set(out, r * n + k, get(out, r * n + k) - factor * get(out, column * n + k));
      }
    }
  }
}
