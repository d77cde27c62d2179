import { compileExpressions, differentiate, type Program } from '../../num/expression/index.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { makeParticleMesh, type ParticleMesh } from './particle-mesh.js';

/**
 * Diffusion in the particles of n nodes: finite volumes in r, second order, exact in lithium. Stoichiometries stand shell by shell,
 * node after node. The surface lies half a shell outside the last mean and is known from the flux.
 */
export class ParticleDiffusion {
  readonly mesh: ParticleMesh;
  private readonly nodes: number;
  private readonly radius: number;
  private readonly constant: boolean;
  private readonly program: Program;
  private readonly slopeProgram: Program;
  private readonly diffusivity: Float64Array;
  private readonly slope: Float64Array;
  private readonly field: Float64Array;
  private readonly ratio: Float64Array;
  // Factors of the tridiagonal matrix, one set for each node.
  private readonly multiplier: Float64Array;
  private readonly inversePivot: Float64Array;
  private readonly above: Float64Array;
  private factor = 0;
  /** (nodes, shells) next shell minus this one, at the last state taken. */
  private readonly steps: Float64Array;

  constructor(material: ActiveMaterial, nodes: number, shells: number, constant: boolean, grading?: number) {
    this.mesh = makeParticleMesh(shells, grading);
    this.nodes = nodes;
    this.radius = material.radius;
    this.constant = constant;
    const size = nodes * shells;
    this.program = compileExpressions([material.diffusivity], ['x'], ['T'], constant ? 1 : size);
    this.slopeProgram = compileExpressions([differentiate(material.diffusivity, 'x')], ['x'], ['T'], constant ? 1 : size);
    this.diffusivity = new Float64Array(size);
    this.slope = new Float64Array(size);
    this.field = new Float64Array(size);
    this.ratio = new Float64Array(nodes).fill(1);
    this.steps = new Float64Array(size);
    this.multiplier = new Float64Array(size);
    this.inversePivot = new Float64Array(size);
    this.above = new Float64Array(size);
  }

  /**
   * Takes the diffusivity at a state.
   *
   * @param y     stoichiometries from `at`, (nodes, shells)
   * @param ratio [1] (nodes) factor on the diffusivity from ageing
   * @param T     [K]
   */
  setState(y: Float64Array, at: number, ratio: Float64Array, T: number, slopes = false): void {
    const { nodes, diffusivity } = this;
    const shells = this.mesh.count;
    this.ratio.set(ratio);
    this.lastSignal = undefined;
    if (this.constant) {
      this.program(1, [this.field], [T], [diffusivity]);
      const d = diffusivity[0];
      for (let i = 0; i < nodes; i++) diffusivity.fill(d * ratio[i], i * shells, (i + 1) * shells);
      return;
    }
    const size = nodes * shells;
    for (let k = 0; k < size; k++) this.field[k] = Math.min(1, Math.max(0, y[at + k]));
    if (slopes) for (let k = 0; k < size - 1; k++) this.steps[k] = y[at + k + 1] - y[at + k];
    this.program(size, [this.field], [T], [diffusivity]);
    if (slopes) this.slopeProgram(size, [this.field], [T], [this.slope]);
    for (let i = 0; i < nodes; i++) {
      for (let k = i * shells; k < (i + 1) * shells; k++) {
        diffusivity[k] *= ratio[i];
        if (slopes) this.slope[k] *= ratio[i];
      }
    }
  }

  /** Surface stoichiometry of each node from the flux out of it [m/s]. */
  fillSurface(y: Float64Array, at: number, flux: Float64Array, surface: Float64Array): void {
    const shells = this.mesh.count;
    const gap = this.mesh.gap * this.radius;
    for (let i = 0; i < this.nodes; i++) {
      const last = (i + 1) * shells - 1;
      surface[i] = y[at + last] - (gap * flux[i]) / this.diffusivity[last];
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

  /** Rates of change [1/s] into `out` from `at`. */
  fillRates(y: Float64Array, at: number, flux: Float64Array, out: Float64Array): void {
    const { count, volume, conductance } = this.mesh;
    const { diffusivity } = this;
    const perArea = 1 / (this.radius * this.radius);
    for (let i = 0; i < this.nodes; i++) {
      const b = i * count;
      let inner = 0;
      for (let k = 0; k < count - 1; k++) {
        const outer = perArea * conductance[k] * 0.5 * (diffusivity[b + k] + diffusivity[b + k + 1]) * (y[at + b + k + 1] - y[at + b + k]);
        out[at + b + k] = (outer - inner) / volume[k];
        inner = outer;
      }
      out[at + b + count - 1] = (-flux[i] / this.radius - inner) / volume[count - 1];
    }
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

  /** Factorises 1 − c ∂rates/∂y for every node. */
  factorise(y: Float64Array, at: number, c: number): void {
    const { count, volume, conductance } = this.mesh;
    const { diffusivity, slope, multiplier, inversePivot, above, constant } = this;
    const perArea = 1 / (this.radius * this.radius);
    this.factor = c;
    for (let i = 0; i < this.nodes; i++) {
      const b = i * count;
      if (constant && i > 0 && this.ratio[i] === this.ratio[i - 1]) {
        multiplier.copyWithin(b, b - count, b);
        inversePivot.copyWithin(b, b - count, b);
        above.copyWithin(b, b - count, b);
        continue;
      }
      let innerHere = 0; // ∂(flux through the inner face)/∂(this shell)
      let innerBelow = 0;
      let previous = 0;
      for (let k = 0; k < count; k++) {
        let outerHere = 0;
        let outerAbove = 0;
        if (k < count - 1) {
          const g = perArea * conductance[k];
          const mean = 0.5 * (diffusivity[b + k] + diffusivity[b + k + 1]);
          const step = constant ? 0 : 0.5 * (y[at + b + k + 1] - y[at + b + k]);
          outerHere = g * (-mean + step * slope[b + k]);
          outerAbove = g * (mean + step * slope[b + k + 1]);
        }
        const scale = c / volume[k];
        const lower = scale * innerBelow;
        const m = k > 0 ? lower * previous : 0;
        const pivot = 1 - scale * (outerHere - innerHere) - (k > 0 ? m * above[b + k - 1] : 0);
        multiplier[b + k] = m;
        previous = inversePivot[b + k] = 1 / pivot;
        above[b + k] = -scale * outerAbove;
        innerHere = outerAbove;
        innerBelow = outerHere;
      }
    }
  }

  /** Forward elimination of one node's right-hand side into `to`; the last entry over its pivot is returned. */
  eliminate(node: number, rhs: Float64Array, to: Float64Array, at: number): number {
    const { count } = this.mesh;
    const b = node * count;
    let w = rhs[at + b];
    to[at + b] = w;
    for (let k = 1; k < count; k++) {
      w = rhs[at + b + k] - this.multiplier[b + k] * w;
      to[at + b + k] = w;
    }
    return w * this.inversePivot[b + count - 1];
  }

  /** Change of the last shell for a unit change of flux. */
  lastPerFlux(node: number): number {
    return this.factor * this.fluxToLast * this.inversePivot[(node + 1) * this.mesh.count - 1];
  }

  /** Back substitution of one node, once the change of its flux is known. */
  substitute(node: number, fluxChange: number, to: Float64Array, at: number): void {
    const { count } = this.mesh;
    const b = node * count;
    let x = (to[at + b + count - 1] + this.factor * this.fluxToLast * fluxChange) * this.inversePivot[b + count - 1];
    to[at + b + count - 1] = x;
    for (let k = count - 2; k >= 0; k--) {
      x = (to[at + b + k] - this.above[b + k] * x) * this.inversePivot[b + k];
      to[at + b + k] = x;
    }
  }

  /** Change of the last shell for a unit change of flux at angular frequency ω, real and imaginary part. */
  smallSignalLast(node: number, omega: number): [number, number] {
    const { count } = this.mesh;
    if (this.constant && this.lastSignal && this.lastSignal.omega === omega && this.lastSignal.ratio === this.ratio[node]) return this.lastSignal.value;
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
