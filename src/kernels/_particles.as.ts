// Diffusion in the particles of `nodes` places: stoichiometries stand shell by shell, node after node. Every pointer is
// a byte offset.

import { get, set } from './_doubles.as';

/** Rates of change [1/s]; `conductance` per radius squared, `flux` [m/s] out of the particle. */
export function particleRates(nodes: i32, shells: i32, inverseVolume: usize, conductance: usize, radius: f64, diffusivity: usize, y: usize, flux: usize, out: usize): void {
  const last = shells - 1;
  for (let i = 0; i < nodes; i++) {
    let inner = 0.0;
    let here = get(y, 0);
    let d = get(diffusivity, 0);
    for (let k = 0; k < last; k++) {
      const next = get(y, k + 1);
      const e = get(diffusivity, k + 1);
      const outer = get(conductance, k) * 0.5 * (d + e) * (next - here);
      set(out, k, (outer - inner) * get(inverseVolume, k));
      inner = outer;
      here = next;
      d = e;
    }
    set(out, last, (-get(flux, i) / radius - inner) * get(inverseVolume, last));
    const step = <usize>shells << 3;
    y += step;
    diffusivity += step;
    out += step;
  }
}

/**
 * Factorises 1 − c ∂rates/∂y for every node. `constant` where the diffusivity does not depend on y; then nodes with the
 * same `ratio` share factors. `above` is taken over the pivot of its row.
 */
export function factoriseParticles(nodes: i32, shells: i32, inverseVolume: usize, conductance: usize, diffusivity: usize, slope: usize, ratio: usize, constant: i32, y: usize, c: f64, multiplier: usize, inversePivot: usize, above: usize): void {
  const bytes = <usize>shells << 3;
  for (let i = 0; i < nodes; i++) {
    if (constant != 0 && i > 0 && get(ratio, i) == get(ratio, i - 1)) {
      memory.copy(multiplier, multiplier - bytes, bytes);
      memory.copy(inversePivot, inversePivot - bytes, bytes);
      memory.copy(above, above - bytes, bytes);
    } else {
      let innerHere = 0.0; // ∂(flux through the inner face)/∂(this shell)
      let innerBelow = 0.0;
      let previous = 0.0;
      let upper = 0.0;
      for (let k = 0; k < shells; k++) {
        let outerHere = 0.0;
        let outerAbove = 0.0;
        if (k < shells - 1) {
          const g = get(conductance, k);
          const mean = 0.5 * (get(diffusivity, k) + get(diffusivity, k + 1));
          const step = constant != 0 ? 0.0 : 0.5 * (get(y, k + 1) - get(y, k));
          outerHere = g * (-mean + step * get(slope, k));
          outerAbove = g * (mean + step * get(slope, k + 1));
        }
        const scale = c * get(inverseVolume, k);
        const m = scale * innerBelow * previous;
        previous = 1.0 / (1.0 - scale * (outerHere - innerHere) - m * upper);
        upper = -scale * outerAbove;
        set(multiplier, k, m);
        set(inversePivot, k, previous);
        set(above, k, upper * previous);
        innerHere = outerAbove;
        innerBelow = outerHere;
      }
    }
    y += bytes;
    diffusivity += bytes;
    slope += bytes;
    multiplier += bytes;
    inversePivot += bytes;
    above += bytes;
  }
}

/**
 * Derivatives of the surface's stoichiometry by the last shell and by the flux, and change of the last shell for a unit
 * change of flux.
 */
export function surfaceSlopes(nodes: i32, shells: i32, c: f64, fluxToLast: f64, constant: i32, diffusivity: usize, slope: usize, flux: usize, inversePivot: usize, gapLength: f64, byLast: usize, byFlux: usize, lastPerFlux: usize): void {
  for (let i = 0; i < nodes; i++) {
    const last = (i + 1) * shells - 1;
    const d = get(diffusivity, last);
    set(byLast, i, constant != 0 ? 1.0 : 1.0 + gapLength * get(flux, i) * get(slope, last) / (d * d));
    set(byFlux, i, -gapLength / d);
    set(lastPerFlux, i, c * fluxToLast * get(inversePivot, last));
  }
}

/** Forward elimination of every node's right-hand side, over the pivots; two nodes at a time, which do not wait for each other. */
export function eliminateParticles(nodes: i32, shells: i32, multiplier: usize, inversePivot: usize, rhs: usize, to: usize): void {
  const bytes = <usize>shells << 3;
  for (let i = 0; i < nodes; i += 2) {
    // Of an odd number the last stands for both.
    const next = i + 1 < nodes ? bytes : 0;
    let v = get(rhs, 0);
    let w = get(rhs + next, 0);
    set(to, 0, v * get(inversePivot, 0));
    set(to + next, 0, w * get(inversePivot + next, 0));
    for (let k = 1; k < shells; k++) {
      v = get(rhs, k) - get(multiplier, k) * v;
      w = get(rhs + next, k) - get(multiplier + next, k) * w;
      set(to, k, v * get(inversePivot, k));
      set(to + next, k, w * get(inversePivot + next, k));
    }
    multiplier += 2 * bytes;
    inversePivot += 2 * bytes;
    rhs += 2 * bytes;
    to += 2 * bytes;
  }
}

/** Back substitution of every node, once the last shells are known. */
export function substituteParticles(nodes: i32, shells: i32, above: usize, to: usize): void {
  const bytes = <usize>shells << 3;
  for (let i = 0; i < nodes; i += 2) {
    const next = i + 1 < nodes ? bytes : 0;
    let v = get(to, shells - 1);
    let w = get(to + next, shells - 1);
    for (let k = shells - 2; k >= 0; k--) {
      v = get(to, k) - get(above, k) * v;
      w = get(to + next, k) - get(above + next, k) * w;
      set(to, k, v);
      set(to + next, k, w);
    }
    above += 2 * bytes;
    to += 2 * bytes;
  }
}
