import { invertDense } from '../../num/linalg/invert-dense.js';
import { solveComplex } from '../../num/linalg/solve-complex.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { AveragedKinetics } from './averaged-kinetics.js';
import { ParticleDiffusion } from './particle-diffusion.js';
import { SurfaceKinetics } from './surface-kinetics.js';

/**
 * All particles of one material in one electrode: diffusion inside, kinetics at the surface, ageing. It is eliminated node by node, so
 * that an electrode's mesh cell keeps three unknowns only: concentration and two potentials.
 */
export class Population {
  readonly electrode: 'negative' | 'positive';
  readonly material: ActiveMaterial;
  readonly nodes: number;
  readonly shells: number;
  /** Places along x at which the concentration is taken: one for each node, or many for one averaged particle. */
  readonly samples: number;
  readonly particles: ParticleDiffusion;
  readonly kinetics: SurfaceKinetics;
  /** Places in the state vector. */
  shellsAt = 0;
  quantitiesAt = 0;
  currentAt = 0;
  /** (n) change of the source by c, by Δφ, times the mesh cell's width. */
  readonly sourceByConcentration: Float64Array;
  readonly sourceByPotential: Float64Array;
  readonly surface: Float64Array;
  readonly mean: Float64Array;
  readonly flux: Float64Array;
  readonly c: Float64Array;
  readonly gap: Float64Array;
  readonly j: Float64Array;
  private readonly unknowns: number;
  private readonly inverse: Float64Array;
  private readonly responseC: Float64Array;
  private readonly responsePhi: Float64Array;
  private readonly sourceRow: Float64Array;
  private readonly lastSlope: Float64Array;
  private readonly localRhs: Float64Array;
  private readonly matrix: Float64Array;

  constructor(electrode: 'negative' | 'positive', material: ActiveMaterial, nodes: number, shells: number, concentrationScale: number, mechanisms: readonly Mechanism[], sharedNames: readonly string[], options: { grading?: number; samples?: number } = {}) {
    this.electrode = electrode;
    this.material = material;
    this.nodes = nodes;
    this.shells = shells;
    const { samples } = options;
    this.samples = samples ?? nodes;
    this.kinetics = samples ? new AveragedKinetics(material, samples, concentrationScale, mechanisms, sharedNames) : new SurfaceKinetics(material, nodes, concentrationScale, mechanisms, sharedNames);
    this.particles = new ParticleDiffusion(material, nodes, shells, this.kinetics.constantDiffusivity, options.grading);
    const n = (this.unknowns = 2 + this.kinetics.quantities);
    const make = (size = nodes): Float64Array => new Float64Array(size);
    [this.sourceByConcentration, this.sourceByPotential, this.surface, this.mean, this.flux, this.gap, this.j, this.lastSlope] = Array.from({ length: 8 }, () => make());
    this.c = make(this.samples);
    this.inverse = make(nodes * n * n);
    [this.responseC, this.responsePhi, this.sourceRow, this.localRhs] = Array.from({ length: 4 }, () => make(nodes * n));
    this.matrix = make(n * n);
  }

  /**
   * Evaluates particles and surface at a state.
   *
   * @param y       state vector; concentration, potentials start at `c`, `phiE`, `phiS` for this electrode's first node
   * @param slopes  also takes derivatives
   */
  evaluate(y: Float64Array, c: number, phiE: number, phiS: number, shared: Float64Array, T: number, slopes: boolean): void {
    const { nodes, kinetics, particles, j } = this;
    kinetics.applyShape(y, this.quantitiesAt, shared);
    particles.setState(y, this.shellsAt, kinetics.diffusionRatio, T, slopes);
    const perCurrent = kinetics.fluxOfCurrent;
    for (let i = 0; i < this.samples; i++) this.c[i] = y[c + i];
    for (let i = 0; i < nodes; i++) {
      this.gap[i] = y[phiS + i] - y[phiE + i];
      j[i] = y[this.currentAt + i];
      this.flux[i] = perCurrent * kinetics.areaRatio[i] * j[i];
    }
    particles.fillSurface(y, this.shellsAt, this.flux, this.surface);
    if (kinetics.quantities > 0) particles.fillMean(y, this.shellsAt, this.mean);
    const run = slopes ? kinetics.linearise : kinetics.evaluate;
    run.call(kinetics, this.c, this.gap, this.surface, this.mean, j, y, this.quantitiesAt, shared, T);
  }

  /** [1] how far the surface closest to empty or full is from it; diffusivity and area as last evaluated. */
  surfaceMargin(y: Float64Array): number {
    const { nodes, kinetics, particles, flux, surface } = this;
    for (let i = 0; i < nodes; i++) flux[i] = kinetics.fluxOfCurrent * kinetics.areaRatio[i] * y[this.currentAt + i];
    particles.fillSurface(y, this.shellsAt, flux, surface);
    let margin = 1;
    for (let i = 0; i < nodes; i++) margin = Math.min(margin, surface[i], 1 - surface[i]);
    return margin;
  }

  /** Writes the rates of shells and ageing quantities and the kinetics' residual. */
  fillRates(y: Float64Array, out: Float64Array): void {
    this.particles.fillRates(y, this.shellsAt, this.flux, out);
    out.set(this.kinetics.rates, this.quantitiesAt);
    out.set(this.kinetics.residual, this.currentAt);
  }

  /**
   * Eliminates shells, surface, current and ageing quantities for a step factor c.
   *
   * @param width [m] (n) of the mesh cells
   */
  factorise(y: Float64Array, c: number, width: Float64Array): void {
    const { nodes, unknowns: n, kinetics, particles, matrix, inverse } = this;
    const columns = n + 2;
    particles.factorise(y, this.shellsAt, c);
    for (let i = 0; i < nodes; i++) {
      const local = kinetics.local;
      const o = i * (n + 1) * columns;
      const slopes = particles.surfaceSlopes(i, this.flux[i]);
      const s = slopes.last * particles.lastPerFlux(i) + slopes.flux;
      this.lastSlope[i] = slopes.last;
      const source = o + columns;
      const flux = o + 2 * columns;
      for (let v = 0; v < n; v++) {
        matrix[v] = (v === 0 ? 1 : 0) - s * local[flux + 2 + v];
        matrix[n + v] = -local[o + 2 + v];
        for (let k = 0; k < n - 2; k++) matrix[(2 + k) * n + v] = (v === 2 + k ? 1 : 0) - c * local[o + (3 + k) * columns + 2 + v];
      }
      invertDense(matrix, n, inverse, i * n * n);
      let byC = local[source];
      let byPhi = local[source + 1];
      for (let r = 0; r < n; r++) {
        let rc = 0;
        let rp = 0;
        for (let k = 0; k < n; k++) {
          const inv = inverse[i * n * n + r * n + k];
          const row = k === 0 ? flux : k === 1 ? o : o + (k + 1) * columns;
          const factor = k === 0 ? s : k === 1 ? 1 : c;
          rc += inv * factor * local[row];
          rp += inv * factor * local[row + 1];
        }
        this.responseC[i * n + r] = rc;
        this.responsePhi[i * n + r] = rp;
        byC += local[source + 2 + r] * rc;
        byPhi += local[source + 2 + r] * rp;
        let m = 0;
        for (let k = 0; k < n; k++) m += local[source + 2 + k] * inverse[i * n * n + k * n + r];
        this.sourceRow[i * n + r] = width[i] * m;
      }
      this.sourceByConcentration[i] = width[i] * byC;
      this.sourceByPotential[i] = width[i] * byPhi;
    }
  }

  /** Eliminates a right-hand side at one node; the change of the source [A/m2] that it causes alone is returned. */
  eliminate(node: number, rhs: Float64Array, to: Float64Array): number {
    const { unknowns: n, localRhs, sourceRow } = this;
    const at = node * n;
    localRhs[at] = this.lastSlope[node] * this.particles.eliminate(node, rhs, to, this.shellsAt);
    localRhs[at + 1] = rhs[this.currentAt + node];
    for (let k = 0; k < n - 2; k++) localRhs[at + 2 + k] = rhs[this.quantitiesAt + node * (n - 2) + k];
    let source = 0;
    for (let k = 0; k < n; k++) source += sourceRow[at + k] * localRhs[at + k];
    return source;
  }

  /** Back substitution at one node from the changes of concentration and Δφ. */
  substitute(node: number, dc: number, dphi: number, to: Float64Array): void {
    const { unknowns: n, localRhs, responseC, responsePhi, inverse, kinetics } = this;
    const at = node * n;
    const columns = n + 2;
    const flux = node * (n + 1) * columns + 2 * columns;
    let fluxChange = kinetics.local[flux] * dc + kinetics.local[flux + 1] * dphi;
    for (let r = 0; r < n; r++) {
      let v = responseC[at + r] * dc + responsePhi[at + r] * dphi;
      for (let k = 0; k < n; k++) v += inverse[node * n * n + r * n + k] * localRhs[at + k];
      fluxChange += kinetics.local[flux + 2 + r] * v;
      if (r === 1) to[this.currentAt + node] = v;
      else if (r > 1) to[this.quantitiesAt + node * (n - 2) + r - 2] = v;
    }
    this.particles.substitute(node, fluxChange, to, this.shellsAt);
  }

  /**
   * Change of the source [A/m3] by c/c0 and by Δφ for a signal of angular frequency ω, with a double layer beside the reaction.
   *
   * @param capacity [F/m2]
   * @param out      real and imaginary parts of both
   */
  smallSignalSource(node: number, omega: number, capacity: number, out: Float64Array): void {
    const { unknowns: n, kinetics } = this;
    if (n === 2) return this.smallSignalFresh(node, omega, capacity, out);
    const columns = n + 2;
    const { local } = kinetics;
    const o = node * (n + 1) * columns;
    const slopes = this.particles.surfaceSlopes(node, this.flux[node]);
    const [lr, li] = this.particles.smallSignalLast(node, omega);
    const sr = slopes.last * lr + slopes.flux;
    const si = slopes.last * li;
    const film = kinetics.filmResistance[node];
    const area = this.material.surfaceArea * kinetics.areaRatio[node] * kinetics.activeShare[node];
    // Double layer: δj_dl = iωC (δΔφ − R δj_total), in parallel with all reactions and in series with films.
    const x = omega * capacity;
    const size = 1 + (x * film) ** 2;
    const yr = (x * x * film) / size;
    const yi = x / size;
    const source = o + columns;
    const layer = (v: number): [number, number] => {
      const drive = (v === 1 ? 1 : 0) - (film * local[source + v]) / area;
      return [yr * drive, yi * drive];
    };
    const matrix = new Float64Array(2 * n * n);
    const rhs = new Float64Array(4 * n);
    for (let v = 0; v < n; v++) {
      const [dr, di] = layer(2 + v);
      matrix[2 * v] = (v === 0 ? 1 : 0) - sr * local[o + 2 * columns + 2 + v];
      matrix[2 * v + 1] = -si * local[o + 2 * columns + 2 + v];
      matrix[2 * (n + v)] = -(local[o + 2 + v] - film * dr);
      matrix[2 * (n + v) + 1] = film * di;
      for (let k = 0; k < n - 2; k++) {
        matrix[2 * ((2 + k) * n + v)] = v === 2 + k ? 1 : 0;
        matrix[2 * ((2 + k) * n + v) + 1] = local[o + (3 + k) * columns + 2 + v] / omega;
      }
    }
    for (let v = 0; v < 2; v++) {
      const [dr, di] = layer(v);
      rhs[2 * v] = sr * local[o + 2 * columns + v];
      rhs[2 * v + 1] = si * local[o + 2 * columns + v];
      rhs[2 * (2 + v)] = local[o + v] - film * dr;
      rhs[2 * (2 + v) + 1] = -film * di;
      for (let k = 0; k < n - 2; k++) rhs[2 * (2 * (2 + k) + v) + 1] = -local[o + (3 + k) * columns + v] / omega;
    }
    solveComplex(matrix, n, rhs, 2);
    for (let v = 0; v < 2; v++) {
      let [re, im] = layer(v).map((d) => d * area);
      re += local[source + v];
      for (let k = 0; k < n; k++) {
        const [dr, di] = layer(2 + k);
        const gr = local[source + 2 + k] + area * dr;
        const gi = area * di;
        re += gr * rhs[2 * (2 * k + v)] - gi * rhs[2 * (2 * k + v) + 1];
        im += gr * rhs[2 * (2 * k + v) + 1] + gi * rhs[2 * (2 * k + v)];
      }
      out[2 * v] = re;
      out[2 * v + 1] = im;
    }
  }

  /** The same without ageing quantities, where current and surface are eliminated by hand: j = −(r_c δc + δΔφ) / (r_x S κ + r_j). */
  private smallSignalFresh(node: number, omega: number, capacity: number, out: Float64Array): void {
    const { local } = this.kinetics;
    const o = 12 * node;
    const slopes = this.particles.surfaceSlopes(node, this.flux[node]);
    const [lr, li] = this.particles.smallSignalLast(node, omega);
    const perSurface = local[o + 2] * local[o + 11];
    const re = perSurface * (slopes.last * lr + slopes.flux) + local[o + 3];
    const im = perSurface * slopes.last * li;
    const area = this.material.surfaceArea;
    const factor = -area / (re * re + im * im);
    out[0] = factor * re * local[o];
    out[1] = -factor * im * local[o];
    out[2] = factor * re;
    out[3] = -factor * im + area * omega * capacity;
  }
}
