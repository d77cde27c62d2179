// Interface of one material at n nodes. Formulas of the material are run between `prepareInterface` and
// `evaluateInterface`. Every pointer is a byte offset.

import { arcsinh2, both, get, pair, set, setPair } from './_doubles.as';

/**
 * State of the surface at each node: Δφ, current, flux out of the particle, stoichiometry from the last shell and the
 * flux.
 */
export function surfaceState(nodes: i32, shells: i32, stoichiometry: usize, current: usize, phiE: usize, phiS: usize, perCurrent: f64, areaRatio: usize, gapLength: f64, diffusivity: usize, gap: usize, j: usize, flux: usize, surface: usize): void {
  for (let i = 0; i < nodes; i++) {
    const last = (i + 1) * shells - 1;
    const ji = get(current, i);
    const q = perCurrent * get(areaRatio, i) * ji;
    set(gap, i, get(phiS, i) - get(phiE, i));
    set(j, i, ji);
    set(flux, i, q);
    set(surface, i, get(stoichiometry, last) - gapLength * q / get(diffusivity, last));
  }
}

/** Concentration in mol/m3, and stoichiometry kept inside 0 to 1. */
export function prepareInterface(n: i32, c: usize, scale: f64, surface: usize, edge: f64, concentration: usize, x: usize): void {
  for (let i = 0; i < n; i++) {
    set(concentration, i, get(c, i) * scale);
    const s = get(surface, i);
    set(x, i, s < edge ? edge : s > 1.0 - edge ? 1.0 - edge : s);
  }
}

/** Overpotential, residual of the kinetics, current into the electrolyte, flux out of the particle. */
export function evaluateInterface(n: i32, thermal: f64, exchange: usize, exchangeRatio: usize, openCircuit: usize, gap: usize, surface: usize, x: usize, j: usize, side: usize, film: usize, area: usize, active: usize, surfaceArea: f64, perCurrent: f64, overpotential: usize, residual: usize, source: usize, flux: usize): void {
  for (let i = 0; i < n; i += 2) {
    const ji = pair(j, i);
    let share = f64x2.div(ji, f64x2.mul(f64x2.mul(both(2.0), pair(exchange, i)), pair(exchangeRatio, i)));
    // What stands behind an odd number is no number.
    if (i + 1 == n) share = both(f64x2.extract_lane(share, 0));
    const eta = f64x2.mul(both(thermal), arcsinh2(share));
    const total = f64x2.add(ji, pair(side, i));
    const ratio = pair(area, i);
    setPair(overpotential, i, eta);
    // Beyond the ends the open-circuit potential goes on steeply, so that Newton's method is led back.
    const beyond = f64x2.mul(both(10.0), f64x2.sub(pair(surface, i), pair(x, i)));
    setPair(residual, i, f64x2.sub(f64x2.sub(f64x2.add(f64x2.sub(pair(gap, i), pair(openCircuit, i)), beyond), eta), f64x2.mul(pair(film, i), total)));
    setPair(source, i, f64x2.mul(f64x2.mul(f64x2.mul(both(surfaceArea), ratio), pair(active, i)), total));
    setPair(flux, i, f64x2.mul(f64x2.mul(both(perCurrent), ratio), ji));
  }
}

/** Derivatives of a surface without ageing: rows residual, source, flux; columns c/c0, Δφ, surface, j. */
export function linearisePlainInterface(n: i32, thermal: f64, scale: f64, exchange: usize, j: usize, slopeU: usize, slopeC: usize, slopeX: usize, surface: usize, x: usize, surfaceArea: f64, perCurrent: f64, local: usize): void {
  memory.fill(local, 0, <usize>(n * 96));
  for (let i = 0; i < n; i++) {
    const j0 = get(exchange, i);
    const ji = get(j, i);
    const root = Math.sqrt(ji * ji + 4.0 * j0 * j0);
    const perExchange = thermal * ji / (j0 * root);
    const inside = get(x, i) == get(surface, i);
    set(local, 0, perExchange * get(slopeC, i) * scale);
    set(local, 1, 1.0);
    set(local, 2, inside ? -get(slopeU, i) + perExchange * get(slopeX, i) : 10.0);
    set(local, 3, -thermal / root);
    set(local, 7, surfaceArea);
    set(local, 11, perCurrent);
    local += 96;
  }
}
