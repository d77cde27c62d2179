import { solveComplexTridiagonal } from '../../num/linalg/solve-complex-tridiagonal.js';
import type { PorousElectrode } from '../parameters/cell.js';
import { computeShunt, DOUBLE_LAYER } from './double-layer.js';
import type { Population } from './population.js';
import type { SingleParticleSystem } from './single-particle-system.js';

/** A particle's interface and the concentrations that it sees. */
interface Interface {
  population: Population;
  /** [m] */
  thickness: number;
  /** Place of its first concentration. */
  first: number;
  /** (samples, rows) derivatives of its residual, source, flux and rates by each concentration. */
  byConcentration: Float64Array;
}

/**
 * Impedance of a single-particle system about a state, taken as stationary: salt follows the current alone (complex
 * tridiagonal), the particles' potentials follow from charge balance with double layers beside the reactions, and the
 * voltage from its closed form. The same equations as in time, linearised; derivatives by concentration are central
 * differences of them.
 *
 * @param y [any unit] (size) consistent state
 * @returns impedance [ohm], real and imaginary part, for an angular frequency [rad/s]
 */
export function lineariseSingleParticle(
  system: SingleParticleSystem,
  y: Float64Array,
): (omega: number) => [number, number] {
  const { cell, mass } = system;
  const { kind, nodes, cAt, currentAt } = system;
  const count = kind === 'spme' ? nodes.negative + nodes.separator + nodes.positive : 0;
  const start = { negative: 0, positive: nodes.negative + nodes.separator };
  const interfaces = system.populations.map(
    (population): Interface => ({
      population,
      thickness: (cell[population.electrode] as PorousElectrode).thickness,
      first: start[population.electrode],
      byConcentration: new Float64Array(population.samples * (3 + population.kinetics.quantities)),
    }),
  );
  const salt = count > 0 ? differentiateSalt(system, y, cAt, count, nodes.separator, interfaces) : undefined;
  const voltageSlope = (k: number, h: number): number => {
    const moved = y.slice();
    moved[k] = y[k] + h;
    const above = system.voltage(moved);
    moved[k] = y[k] - h;
    return (above - system.voltage(moved)) / (2 * h);
  };
  const voltageByConcentration = Float64Array.from({ length: count }, (_, k) =>
    voltageSlope(cAt + k, 1e-6 * y[cAt + k]),
  );
  const voltageByCurrent = voltageSlope(
    currentAt,
    1e-4 * Math.max(Math.abs(y[currentAt]), 1e-2 * system.scale[currentAt]),
  );
  const foil = system.foilResistance(y);
  system.linearise(0, y);

  const w = new Float64Array(2 * count);
  const diagonal = new Float64Array(2 * count);
  return (omega) => {
    let re = voltageByCurrent;
    let im = 0;
    if (salt) {
      for (let k = 0; k < count; k++) {
        diagonal[2 * k] = -salt.diagonal[k];
        diagonal[2 * k + 1] = omega * mass[cAt + k];
        w[2 * k] = salt.byCurrent[k];
        w[2 * k + 1] = 0;
      }
      solveComplexTridiagonal(salt.lower, diagonal, salt.upper, w);
      for (let k = 0; k < count; k++) {
        re += voltageByConcentration[k] * w[2 * k];
        im += voltageByConcentration[k] * w[2 * k + 1];
      }
    }
    for (const side of ['negative', 'positive'] as const) {
      const electrode = cell[side];
      if (electrode.kind === 'lithium') {
        const [r, i] = computeShunt(foil!, omega, electrode.doubleLayerCapacity ?? DOUBLE_LAYER);
        re += r;
        im += i;
        continue;
      }
      // Σ L (S_c δc + S_φ δΔφ) = ± δi
      const sign = side === 'negative' ? -1 : 1;
      const [kr, ki, sr, si] = sumSources(interfaces, side, omega, electrode.doubleLayerCapacity ?? DOUBLE_LAYER, w);
      const size = sr * sr + si * si;
      const known = kr + sign;
      re -= (sign * (known * sr + ki * si)) / size;
      im -= (sign * (ki * sr - known * si)) / size;
    }
    return [-re / cell.area, -im / cell.area];
  };
}

/**
 * Derivatives of the salt's rates (tridiagonal) by concentrations and by the current, and those of the interfaces by
 * concentrations: one concentration of each layer is moved at a time, so that no row sees two.
 */
function differentiateSalt(
  system: SingleParticleSystem,
  y: Float64Array,
  cAt: number,
  count: number,
  samples: number,
  interfaces: readonly Interface[],
): { lower: Float64Array; diagonal: Float64Array; upper: Float64Array; byCurrent: Float64Array } {
  const [lower, diagonal, upper] = Array.from({ length: 3 }, () => new Float64Array(count));
  const moved = y.slice();
  const above = new Float64Array(system.size);
  const below = new Float64Array(system.size);
  const collect = (from: Float64Array, { population: p }: Interface): number[] => {
    const { kinetics } = p;
    return [
      from[p.currentAt],
      kinetics.source[0],
      kinetics.flux[0],
      ...from.subarray(p.quantitiesAt, p.quantitiesAt + kinetics.quantities),
    ];
  };
  const differ = (places: readonly number[], relative: number): number[][] => {
    const h = relative * Math.max(...places.map((k) => Math.abs(y[k])), 1e-2 * system.scale[places[0]]);
    for (const k of places) moved[k] = y[k] + h;
    system.evaluate(0, moved, above);
    const high = interfaces.map((s) => collect(above, s));
    for (const k of places) moved[k] = y[k] - h;
    system.evaluate(0, moved, below);
    const slopes = interfaces.map((s, n) => collect(below, s).map((v, r) => (high[n][r] - v) / (2 * h)));
    for (const k of places) moved[k] = y[k];
    for (let k = 0; k < count; k++) above[cAt + k] = (above[cAt + k] - below[cAt + k]) / (2 * h);
    return slopes;
  };
  for (let k = 0; k < samples; k++) {
    const places: number[] = [];
    for (let at = k; at < count; at += samples) places.push(cAt + at);
    differ(places, 1e-5).forEach((rows, n) => interfaces[n].byConcentration.set(rows, k * rows.length));
    for (const place of places) {
      const at = place - cAt;
      diagonal[at] = above[place];
      if (at > 0) upper[at - 1] = -above[place - 1];
      if (at + 1 < count) lower[at + 1] = -above[place + 1];
    }
  }
  differ([system.size - 1], 1e-4);
  return { lower, diagonal, upper, byCurrent: above.slice(cAt, cAt + count) };
}

/**
 * [A/m2] what the changes of concentration `w` let into the electrolyte at fixed potential, and [S/m2] how it changes
 * with the potential.
 */
function sumSources(
  interfaces: readonly Interface[],
  side: 'negative' | 'positive',
  omega: number,
  capacity: number,
  w: Float64Array,
): [number, number, number, number] {
  const response = new Float64Array(4);
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (const { population: p, thickness, first, byConcentration } of interfaces) {
    if (p.electrode !== side) continue;
    const { local, quantities } = p.kinetics;
    const rows = 3 + quantities;
    const columns = 4 + quantities;
    const mean = Float64Array.from({ length: rows }, (_, r) => local[r * columns]);
    // The answer is linear in the column by concentration: the columns of all places, each times its change, take that
    // column's place.
    for (const part of w.length > 0 ? [0, 1] : []) {
      for (let r = 0; r < rows; r++) {
        let sum = 0;
        for (let k = 0; k < p.samples; k++) sum += byConcentration[k * rows + r] * w[2 * (first + k) + part];
        local[r * columns] = sum;
      }
      p.smallSignalSource(0, omega, capacity, response);
      sums[0] += thickness * (part === 0 ? response[0] : -response[1]);
      sums[1] += thickness * (part === 0 ? response[1] : response[0]);
    }
    for (let r = 0; r < rows; r++) local[r * columns] = mean[r];
    if (w.length === 0) p.smallSignalSource(0, omega, capacity, response);
    sums[2] += thickness * response[2];
    sums[3] += thickness * response[3];
  }
  return sums;
}
