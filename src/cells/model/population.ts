import { solveComplex } from '../../num/linalg/solve-complex.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { AveragedKinetics } from './averaged-kinetics.js';
import { ParticleDiffusion } from './particle-diffusion.js';
import { SurfaceKinetics, type InterfaceState } from './surface-kinetics.js';

/**
 * All particles of one material in one electrode: diffusion inside, kinetics at the surface, ageing. It is eliminated
 * node by node, so that an electrode's mesh cell keeps three unknowns only: concentration and two potentials.
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
  /** [A/m2] (n) change of the source by a right-hand side alone. */
  readonly eliminated: Float64Array;
  /** (n) changes of concentration and of Δφ that back substitution starts from. */
  readonly driveC: Float64Array;
  readonly drivePhi: Float64Array;
  private readonly scalars: { one: Float64Array; perCurrent: Float64Array };
  private readonly localRhs: Float64Array;
  private readonly matrix: Float64Array;

  constructor(
    memory: SolverMemory,
    electrode: 'negative' | 'positive',
    material: ActiveMaterial,
    nodes: number,
    shells: number,
    concentrationScale: number,
    mechanisms: readonly Mechanism[],
    sharedNames: readonly string[],
    options: { grading?: number; samples?: number } = {},
  ) {
    this.electrode = electrode;
    this.material = material;
    this.nodes = nodes;
    this.shells = shells;
    const { samples } = options;
    this.samples = samples ?? nodes;
    this.kinetics = samples
      ? new AveragedKinetics(memory, material, samples, concentrationScale, mechanisms, sharedNames)
      : new SurfaceKinetics(memory, material, nodes, concentrationScale, mechanisms, sharedNames);
    this.particles = new ParticleDiffusion(
      memory,
      material,
      nodes,
      shells,
      this.kinetics.constantDiffusivity,
      options.grading,
    );
    const n = (this.unknowns = 2 + this.kinetics.quantities);
    const make = (size = nodes): Float64Array => memory.doubles(size);
    [
      this.sourceByConcentration,
      this.sourceByPotential,
      this.surface,
      this.mean,
      this.flux,
      this.gap,
      this.j,
      this.eliminated,
      this.driveC,
      this.drivePhi,
    ] = Array.from({ length: 10 }, () => make());
    this.c = make(this.samples);
    this.inverse = make(nodes * n * n);
    [this.responseC, this.responsePhi, this.sourceRow, this.localRhs] = Array.from({ length: 4 }, () =>
      make(nodes * n),
    );
    this.matrix = make(n * n);
    this.scalars = { one: memory.number(1), perCurrent: memory.number(this.kinetics.fluxOfCurrent) };
  }

  /** [K] */
  setTemperature(T: number): void {
    this.particles.setTemperature(T);
    this.kinetics.setTemperature(T);
  }

  /**
   * Lays down particles and surface at a state.
   *
   * @param y      state vector on the solver's memory; concentration, potentials start at `c`, `phiE`, `phiS` for this
   *   electrode's first node
   * @param shared shared ageing quantities, in their units
   */
  add(sequence: Sequence, y: Float64Array, c: number, phiE: number, phiS: number, shared: Float64Array): void {
    const { nodes, shells, samples, kinetics, particles, scalars } = this;
    this.interfaceState = {
      c: this.c,
      gap: this.gap,
      surface: this.surface,
      mean: this.mean,
      j: this.j,
      y,
      at: this.quantitiesAt,
      shared,
    };
    if (kinetics.aged) sequence.call(() => kinetics.applyShape(y, this.quantitiesAt, shared));
    particles.add(sequence, y.subarray(this.shellsAt), kinetics.aged ? kinetics.diffusionRatio : undefined);
    sequence.add('scaleArray', samples, y.subarray(c), scalars.one, this.c);
    sequence.add(
      'surfaceState',
      nodes,
      shells,
      y.subarray(this.shellsAt),
      y.subarray(this.currentAt),
      y.subarray(phiE),
      y.subarray(phiS),
      scalars.perCurrent,
      kinetics.areaRatio,
      particles.scalars.gap,
      particles.diffusivity,
      this.gap,
      this.j,
      this.flux,
      this.surface,
    );
    if (kinetics.aged) sequence.call(() => particles.fillMean(y, this.shellsAt, this.mean));
    kinetics.add(sequence, this.interfaceState);
  }

  private interfaceState?: InterfaceState;

  /** Lays down derivatives, after {@link add}. */
  addSlopes(sequence: Sequence): void {
    const { y } = this.interfaceState!;
    this.particles.addSlopes(
      sequence,
      y.subarray(this.shellsAt),
      this.kinetics.aged ? this.kinetics.diffusionRatio : undefined,
    );
    this.kinetics.addSlopes(sequence, this.interfaceState!);
  }

  /** [1] how far the surface closest to empty or full is from it; diffusivity and area as last evaluated. */
  surfaceMargin(y: Float64Array): number {
    const { nodes, shells, kinetics } = this;
    const { diffusivity, scalars } = this.particles;
    const perSurface = scalars.gap[0] * kinetics.fluxOfCurrent;
    let margin = 1;
    for (let i = 0; i < nodes; i++) {
      const last = (i + 1) * shells - 1;
      const surface =
        y[this.shellsAt + last] - (perSurface * kinetics.areaRatio[i] * y[this.currentAt + i]) / diffusivity[last];
      margin = Math.min(margin, surface, 1 - surface);
    }
    return margin;
  }

  /** Lays down the rates of shells and ageing quantities and the kinetics' residual. */
  addRates(sequence: Sequence, y: Float64Array, out: Float64Array): void {
    const { kinetics, scalars, nodes } = this;
    this.particles.addRates(sequence, y.subarray(this.shellsAt), this.flux, out.subarray(this.shellsAt));
    if (kinetics.quantities > 0)
      sequence.add('scaleArray', kinetics.rates.length, kinetics.rates, scalars.one, out.subarray(this.quantitiesAt));
    sequence.add('scaleArray', nodes, kinetics.residual, scalars.one, out.subarray(this.currentAt));
  }

  /**
   * Lays down the elimination of shells, surface, current and ageing quantities.
   *
   * @param y     state where derivatives were taken
   * @param c     [s] step factor
   * @param width [m] (n) of the mesh cells
   */
  addFactors(sequence: Sequence, y: Float64Array, c: Float64Array, width: Float64Array): void {
    const { particles } = this;
    particles.addFactors(sequence, y.subarray(this.shellsAt), c, this.flux);
    sequence.add(
      'factorisePopulation',
      this.nodes,
      this.unknowns,
      c,
      this.kinetics.local,
      particles.surfaceByLast,
      particles.surfaceByFlux,
      particles.lastPerFlux,
      width,
      this.matrix,
      this.inverse,
      this.responseC,
      this.responsePhi,
      this.sourceRow,
      this.sourceByConcentration,
      this.sourceByPotential,
    );
  }

  /**
   * Lays down the elimination of a right-hand side; `eliminated` holds the changes of the source that it causes alone.
   */
  addElimination(sequence: Sequence, rhs: Float64Array, to: Float64Array): void {
    const { particles, shellsAt } = this;
    sequence.add(
      'eliminatePopulation',
      this.nodes,
      this.shells,
      this.unknowns,
      particles.multiplier,
      particles.inversePivot,
      particles.surfaceByLast,
      this.sourceRow,
      rhs.subarray(shellsAt),
      rhs.subarray(this.currentAt),
      rhs.subarray(this.quantitiesAt),
      to.subarray(shellsAt),
      this.localRhs,
      this.eliminated,
    );
  }

  /** Lays down back substitution from `driveC` and `drivePhi`. */
  addSubstitution(sequence: Sequence, c: Float64Array, to: Float64Array): void {
    const { particles } = this;
    sequence.add(
      'substitutePopulation',
      this.nodes,
      this.shells,
      this.unknowns,
      c,
      particles.scalars.fluxToLast,
      particles.inversePivot,
      particles.above,
      this.kinetics.local,
      this.localRhs,
      this.responseC,
      this.responsePhi,
      this.inverse,
      this.driveC,
      this.drivePhi,
      to.subarray(this.shellsAt),
      to.subarray(this.currentAt),
      to.subarray(this.quantitiesAt),
    );
  }

  /**
   * Change of the source [A/m3] by c/c0 and by Δφ for a signal of angular frequency ω, with a double layer beside the
   * reaction.
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

  /**
   * The same without ageing quantities, where current and surface are eliminated by hand: j = −(r_c δc + δΔφ) / (r_x S
   * κ + r_j).
   */
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
