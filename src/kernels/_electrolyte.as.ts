// Electrolyte along x: properties at n mesh cells, fluxes through the n − 1 faces between them. Every pointer is a byte
// offset.

import { both, get, log2, pair, set, setPair } from './_doubles.as';

export function scaleArray(n: i32, from: usize, factor: f64, to: usize): void {
  for (let i = 0; i < n; i++) set(to, i, get(from, i) * factor);
}

/** Kept between 0 and 1. */
export function clampArray(n: i32, from: usize, to: usize): void {
  for (let i = 0; i < n; i++) set(to, i, Math.min(1.0, Math.max(0.0, get(from, i))));
}

/** The next entry minus this one. */
export function takeSteps(n: i32, from: usize, to: usize): void {
  for (let i = 0; i < n - 1; i++) set(to, i, get(from, i + 1) - get(from, i));
}

/**
 * Conductivity and diffusivity become effective; (1 − t)(1 + d ln f/d ln c) becomes X [V]. Also used for their
 * derivatives, by the scaled concentration.
 */
export function scaleProperties(n: i32, efficiency: usize, factor: f64, thermal: f64, conductivity: usize, diffusivity: usize, transference: usize, chi: usize): void {
  for (let i = 0; i < n; i++) {
    const e = get(efficiency, i) * factor;
    set(conductivity, i, get(conductivity, i) * e);
    set(diffusivity, i, get(diffusivity, i) * e);
    if (factor != 1.0) set(transference, i, get(transference, i) * factor);
    set(chi, i, get(chi, i) * thermal * factor);
  }
}

/**
 * Currents and lithium fluxes [A/m2]; `scale` = F c0. NaN where a concentration is not positive, which sends the
 * integrator back.
 */
export function electrolyteFluxes(n: i32, c: usize, phi: usize, width: usize, conductivity: usize, diffusivity: usize, transference: usize, chi: usize, scale: f64, current: usize, lithium: usize): void {
  const zero = both(0.0);
  for (let i = 0; i < n - 1; i += 2) {
    const ca = pair(c, i);
    const cb = pair(c, i + 1);
    const wa = pair(width, i);
    const wb = pair(width, i + 1);
    const k = f64x2.div(both(2.0), f64x2.add(f64x2.div(wa, pair(conductivity, i)), f64x2.div(wb, pair(conductivity, i + 1))));
    const g = f64x2.div(both(2.0 * scale), f64x2.add(f64x2.div(wa, pair(diffusivity, i)), f64x2.div(wb, pair(diffusivity, i + 1))));
    const x = f64x2.mul(both(0.5), f64x2.add(pair(chi, i), pair(chi, i + 1)));
    const t = f64x2.mul(both(0.5), f64x2.add(pair(transference, i), pair(transference, i + 1)));
    const positive = v128.and(f64x2.gt(ca, zero), f64x2.gt(cb, zero));
    const ratio = v128.bitselect(log2(f64x2.div(cb, ca)), both(NaN), positive);
    const flow = f64x2.mul(k, f64x2.add(f64x2.sub(pair(phi, i), pair(phi, i + 1)), f64x2.mul(x, ratio)));
    setPair(current, i, flow);
    setPair(lithium, i, f64x2.add(f64x2.mul(g, f64x2.sub(ca, cb)), f64x2.mul(t, flow)));
  }
}

/** Six derivatives a face: current by c_a, c_b, φ_a; lithium by c_a, c_b, φ_a. */
export function electrolyteSlopes(n: i32, c: usize, phi: usize, width: usize, conductivity: usize, diffusivity: usize, transference: usize, chi: usize, dConductivity: usize, dDiffusivity: usize, dTransference: usize, dChi: usize, scale: f64, current: usize, slopes: usize): void {
  for (let i = 0; i < n - 1; i++) {
    const ca = get(c, i), cb = get(c, i + 1);
    const wa = get(width, i), wb = get(width, i + 1);
    const Ka = get(conductivity, i), Kb = get(conductivity, i + 1);
    const Da = get(diffusivity, i), Db = get(diffusivity, i + 1);
    const k = 2.0 / (wa / Ka + wb / Kb);
    const g = 2.0 * scale / (wa / Da + wb / Db);
    const x = 0.5 * (get(chi, i) + get(chi, i + 1));
    const t = 0.5 * (get(transference, i) + get(transference, i + 1));
    const ratio = ca > 0.0 && cb > 0.0 ? Math.log(cb / ca) : NaN;
    const drive = get(phi, i) - get(phi, i + 1) + x * ratio;
    const flow = get(current, i);
    const ia = k * k * wa * get(dConductivity, i) / (2.0 * Ka * Ka) * drive + k * (0.5 * get(dChi, i) * ratio - x / ca);
    const ib = k * k * wb * get(dConductivity, i + 1) / (2.0 * Kb * Kb) * drive + k * (0.5 * get(dChi, i + 1) * ratio + x / cb);
    const ga = g * g * wa * get(dDiffusivity, i) / (2.0 * scale * Da * Da);
    const gb = g * g * wb * get(dDiffusivity, i + 1) / (2.0 * scale * Db * Db);
    set(slopes, 0, ia);
    set(slopes, 1, ib);
    set(slopes, 2, k);
    set(slopes, 3, g + ga * (ca - cb) + t * ia + 0.5 * get(dTransference, i) * flow);
    set(slopes, 4, -g + gb * (ca - cb) + t * ib + 0.5 * get(dTransference, i + 1) * flow);
    set(slopes, 5, t * k);
    slopes += 48;
  }
}
