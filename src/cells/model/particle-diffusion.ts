import { compileExpressions, differentiate, type Program } from '../../num/expression/index.js';
import type { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { makeParticleMesh, type ParticleMesh } from './particle-mesh.js';

/**
 * Diffusion in the particles of n nodes: finite volumes in r, second order, exact in lithium. Stoichiometries stand
 * shell by shell, node after node. The surface lies half a shell outside the last mean and is known from the flux.
 */
export class ParticleDiffusion {
  readonly mesh: ParticleMesh;
  private readonly nodes: number;
  private readonly radius: number;
  private readonly constant: boolean;
  private readonly program: Program;
  private readonly slopeProgram: Program;
  /** [m2/s] (nodes, shells) */
  readonly diffusivity: Float64Array;
  private readonly slope: Float64Array;
  private readonly field: Float64Array;
  private readonly ratio: Float64Array;
  /** [m] radius; [m] what the surface's gradient spans; [1/m] rate of the last shell for a unit of flux. */
  readonly scalars: { radius: Float64Array; gap: Float64Array; fluxToLast: Float64Array };
  private readonly inverseVolume: Float64Array;
  /** [1/m2] of each face, over the radius squared. */
  private readonly conductance: Float64Array;
  // Factors of the tridiagonal matrix, one set for each node.
  readonly multiplier: Float64Array;
  readonly inversePivot: Float64Array;
  readonly above: Float64Array;
  /**
   * Change of the last shell for a unit change of flux; derivatives of the surface by the last shell and by the flux.
   */
  readonly lastPerFlux: Float64Array;
  readonly surfaceByLast: Float64Array;
  readonly surfaceByFlux: Float64Array;
  /** (nodes, shells) next shell minus this one, at the last state taken. */
  private readonly steps: Float64Array;

  constructor(
    memory: SolverMemory,
    material: ActiveMaterial,
    nodes: number,
    shells: number,
    constant: boolean,
    grading?: number,
  ) {
    const make = (length: number): Float64Array => memory.doubles(length);
    this.mesh = makeParticleMesh(shells, grading);
    this.radius = material.radius;
    this.scalars = {
      radius: memory.number(material.radius),
      gap: memory.number(this.mesh.gap * material.radius),
      fluxToLast: memory.number(this.fluxToLast),
    };
    this.nodes = nodes;
    this.constant = constant;
    const size = nodes * shells;
    [this.diffusivity, this.slope, this.field, this.steps, this.multiplier, this.inversePivot, this.above] = Array.from(
      { length: 7 },
      () => make(size),
    );
    [this.ratio, this.lastPerFlux, this.surfaceByLast, this.surfaceByFlux] = Array.from({ length: 4 }, () =>
      make(nodes),
    );
    this.ratio.fill(1);
    this.surfaceByLast.fill(1);
    this.inverseVolume = make(shells);
    this.inverseVolume.set(this.mesh.volume.map((v) => 1 / v));
    this.conductance = make(shells);
    this.conductance.set(this.mesh.conductance.map((g) => g / (material.radius * material.radius)));
    this.program = compileExpressions(memory, [material.diffusivity], { x: this.field }, ['T'], [this.diffusivity]);
    this.slopeProgram = compileExpressions(
      memory,
      [differentiate(material.diffusivity, 'x')],
      { x: this.field },
      ['T'],
      [this.slope],
    );
  }

  /** [K] */
  setTemperature(T: number): void {
    this.program.setScalars(T);
    this.slopeProgram.setScalars(T);
    if (!this.constant) return;
    this.program.run(this.diffusivity.length);
    this.scaleByRatio(this.diffusivity);
  }

  /**
   * Lays down the diffusivity at a state.
   *
   * @param y     [1] stoichiometries (nodes, shells)
   * @param ratio [1] (nodes) factor on the diffusivity, where ageing changes it
   */
  add(sequence: Sequence, y: Float64Array, ratio?: Float64Array): void {
    const size = this.diffusivity.length;
    if (!this.constant) {
      sequence.add('clampArray', size, y, this.field);
      this.program.add(sequence, size);
    }
    if (!ratio) return;
    sequence.call(() => {
      if (this.constant) {
        if (ratio.every((r, i) => r === this.ratio[i])) return;
        this.program.run(size);
      }
      this.ratio.set(ratio);
      this.scaleByRatio(this.diffusivity);
    });
  }

  /** Lays down the derivative of the diffusivity, after itself. */
  addSlopes(sequence: Sequence, y: Float64Array, ratio?: Float64Array): void {
    sequence.call(() => (this.lastSignal = undefined));
    if (this.constant) return;
    const size = this.diffusivity.length;
    sequence.add('takeSteps', size, y, this.steps);
    this.slopeProgram.add(sequence, size);
    if (ratio) sequence.call(() => this.scaleByRatio(this.slope));
  }

  private scaleByRatio(values: Float64Array): void {
    const { ratio, nodes, mesh } = this;
    for (let i = 0; i < nodes; i++) {
      if (ratio[i] === 1) continue;
      for (let k = i * mesh.count; k < (i + 1) * mesh.count; k++) values[k] *= ratio[i];
    }
  }

  /** [1] (nodes) mean stoichiometry of each particle. */
  fillMean(y: Float64Array, at: number, mean: Float64Array): void {
    const { count, volume } = this.mesh;
    for (let i = 0; i < this.nodes; i++) {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += volume[k] * y[at + i * count + k];
      mean[i] = 3 * sum;
    }
  }

  /** Lays down the rates of change [1/s] of stoichiometries `y` for a flux [m/s] out of the particles. */
  addRates(sequence: Sequence, y: Float64Array, flux: Float64Array, out: Float64Array): void {
    sequence.add(
      'particleRates',
      this.nodes,
      this.mesh.count,
      this.inverseVolume,
      this.conductance,
      this.scalars.radius,
      this.diffusivity,
      y,
      flux,
      out,
    );
  }

  /** [1/m] rate of the last shell for a flux of 1 m/s out of the particle, negative. */
  get fluxToLast(): number {
    return -1 / (this.radius * this.mesh.volume[this.mesh.count - 1]);
  }

  /** Derivative of the surface with respect to the last shell, and to the flux. */
  surfaceSlopes(node: number, flux: number): { last: number; flux: number } {
    const k = (node + 1) * this.mesh.count - 1;
    const gap = this.mesh.gap * this.radius;
    const d = this.diffusivity[k];
    return { last: this.constant ? 1 : 1 + (gap * flux * this.slope[k]) / (d * d), flux: -gap / d };
  }

  /** Lays down the factors of 1 − c ∂rates/∂y for every node, and the slopes of the surface at `flux` [m/s]. */
  addFactors(sequence: Sequence, y: Float64Array, c: Float64Array, flux: Float64Array): void {
    const { nodes, inverseVolume, conductance, diffusivity, slope, ratio, multiplier, inversePivot, above, scalars } =
      this;
    const { count } = this.mesh;
    const constant = this.constant ? 1 : 0;
    sequence.add(
      'factoriseParticles',
      nodes,
      count,
      inverseVolume,
      conductance,
      diffusivity,
      slope,
      ratio,
      constant,
      y,
      c,
      multiplier,
      inversePivot,
      above,
    );
    sequence.add(
      'surfaceSlopes',
      nodes,
      count,
      c,
      scalars.fluxToLast,
      constant,
      diffusivity,
      slope,
      flux,
      inversePivot,
      scalars.gap,
      this.surfaceByLast,
      this.surfaceByFlux,
      this.lastPerFlux,
    );
  }

  /** Change of the last shell for a unit change of flux at angular frequency ω, real and imaginary part. */
  smallSignalLast(node: number, omega: number): [number, number] {
    const { count } = this.mesh;
    if (
      this.constant &&
      this.lastSignal &&
      this.lastSignal.omega === omega &&
      this.lastSignal.ratio === this.ratio[node]
    )
      return this.lastSignal.value;
    // Pivot of 1 + (i/ω) A from the innermost shell outwards, A being the matrix of rates.
    let pr = 1;
    let pi = 0;
    for (let k = 0; k < count; k++) {
      const [lower, diagonal] = this.rateRow(node, k);
      pr = 1;
      pi = diagonal / omega;
      if (k > 0) {
        // (i l/ω)(i u/ω)/pivot, with u the entry above the diagonal in the row before.
        const product = -(lower * this.lastUpper) / (omega * omega);
        const size = this.lastPivot[0] ** 2 + this.lastPivot[1] ** 2;
        pr -= (product * this.lastPivot[0]) / size;
        pi += (product * this.lastPivot[1]) / size;
      }
      this.lastPivot = [pr, pi];
      this.lastUpper = this.rowUpper;
    }
    // Row: pivot · δx = (1/iω) fluxToLast δq.
    const size = pr * pr + pi * pi;
    const factor = -this.fluxToLast / omega;
    const value: [number, number] = [(factor * pi) / size, (factor * pr) / size];
    this.lastSignal = { omega, ratio: this.ratio[node], value };
    return value;
  }

  /** Answer for one frequency, which is the same for all nodes where the diffusivity is. */
  private lastSignal?: { omega: number; ratio: number; value: [number, number] };
  private lastPivot: [number, number] = [1, 0];
  private lastUpper = 0;
  private rowUpper = 0;

  /** Entries of the matrix of rates left of and on the diagonal; the one right of it goes to `rowUpper`. */
  private rateRow(node: number, k: number): [number, number] {
    const { count, volume } = this.mesh;
    const b = node * count;
    const [innerBelow, innerHere] = k > 0 ? this.faceSlopes(b, k - 1) : [0, 0];
    const [outerHere, outerAbove] = k < count - 1 ? this.faceSlopes(b, k) : [0, 0];
    this.rowUpper = outerAbove / volume[k];
    return [-innerBelow / volume[k], (outerHere - innerHere) / volume[k]];
  }

  /** Derivatives of the flux through the face outside shell k by that shell and the next. */
  private faceSlopes(b: number, k: number): [number, number] {
    const g = this.mesh.conductance[k] / (this.radius * this.radius);
    const mean = 0.5 * (this.diffusivity[b + k] + this.diffusivity[b + k + 1]);
    const step = this.constant ? 0 : 0.5 * this.steps[b + k];
    return [g * (-mean + step * this.slope[b + k]), g * (mean + step * this.slope[b + k + 1])];
  }
}
