import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { compileExpressions, differentiate, makeDifference, makeNumber, makeProduct, type Program } from '../../num/expression/index.js';
import type { Electrolyte, PorousLayer } from '../parameters/cell.js';

/**
 * Fluxes of charge and of lithium in the electrolyte between neighbouring cells of the mesh, in A/m2 of electrode area.
 *
 * i = K (φ_a − φ_b + X ln(c_b/c_a)), N F = G (c_a − c_b) + t₊ i, with K and G in series over the two half cells, X = (2RT/F)(1 − t₊)(1 + d ln f/d ln c)
 * (Newman and Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12).
 */
export class ElectrolyteTransport {
  readonly count: number;
  /** [m] (count) */
  readonly width: Float64Array;
  /** [1] (count) */
  readonly porosity: Float64Array;
  readonly conductivity: Float64Array;
  readonly diffusivity: Float64Array;
  readonly transference: Float64Array;
  readonly chi: Float64Array;
  /** [A/m2] (count − 1) */
  readonly current: Float64Array;
  readonly lithium: Float64Array;
  /** Derivatives of the two fluxes: current by c_a, c_b, φ_a; lithium by c_a, c_b, φ_a (by φ_b it is the opposite). */
  readonly slopes: Float64Array;
  readonly concentrationScale: number;
  private readonly efficiency: Float64Array;
  private readonly values: Program;
  private readonly valueSlopes: Program;
  private readonly dConductivity: Float64Array;
  private readonly dDiffusivity: Float64Array;
  private readonly dTransference: Float64Array;
  private readonly dChi: Float64Array;
  private readonly c: Float64Array;

  /** @param grading [1] 0 for equal cells; towards 1 they become thin at both ends of each layer */
  constructor(electrolyte: Electrolyte, layers: readonly { layer: PorousLayer; cells: number }[], grading = 0) {
    const n = (this.count = layers.reduce((sum, l) => sum + l.cells, 0));
    const make = (size = n): Float64Array => new Float64Array(size);
    this.width = make();
    this.porosity = make();
    this.efficiency = make();
    let at = 0;
    for (const { layer, cells } of layers) {
      const face = (k: number): number => k / cells - (grading * Math.sin((2 * Math.PI * k) / cells)) / (2 * Math.PI);
      for (let k = 0; k < cells; k++) this.width[at + k] = grading === 0 ? layer.thickness / cells : layer.thickness * (face(k + 1) - face(k));
      this.porosity.fill(layer.porosity, at, at + cells);
      this.efficiency.fill(layer.transportEfficiency, at, at + cells);
      at += cells;
    }
    this.concentrationScale = electrolyte.initialConcentration;
    const { conductivity, diffusivity, transferenceNumber: t, thermodynamicFactor } = electrolyte;
    const chi = makeProduct(makeDifference(makeNumber(1), t), thermodynamicFactor);
    this.values = compileExpressions([conductivity, diffusivity, t, chi], ['c'], ['T'], n);
    this.valueSlopes = compileExpressions([conductivity, diffusivity, t, chi].map((e) => differentiate(e, 'c')), ['c'], ['T'], n);
    [this.conductivity, this.diffusivity, this.transference, this.chi] = [make(), make(), make(), make()];
    [this.dConductivity, this.dDiffusivity, this.dTransference, this.dChi] = [make(), make(), make(), make()];
    this.c = make();
    this.current = make(n - 1);
    this.lithium = make(n - 1);
    this.slopes = make(6 * (n - 1));
  }

  /**
   * Properties and fluxes at a state.
   *
   * @param y  scaled concentrations from `c`, potentials [V] from `phi`
   * @param T  [K]
   */
  evaluate(y: Float64Array, c: number, phi: number, T: number, slopes = false): void {
    const { count, efficiency, conductivity, diffusivity, chi, transference, width } = this;
    for (let i = 0; i < count; i++) this.c[i] = y[c + i] * this.concentrationScale;
    const thermal = (2 * GAS_CONSTANT * T) / FARADAY;
    this.values(count, [this.c], [T], [conductivity, diffusivity, transference, chi]);
    for (let i = 0; i < count; i++) {
      conductivity[i] *= efficiency[i];
      diffusivity[i] *= efficiency[i];
      chi[i] *= thermal;
    }
    if (slopes) this.takeSlopes(T, thermal);
    const scale = FARADAY * this.concentrationScale;
    for (let i = 0; i < count - 1; i++) {
      const ca = y[c + i];
      const cb = y[c + i + 1];
      const k = 2 / (width[i] / conductivity[i] + width[i + 1] / conductivity[i + 1]);
      const g = (2 * scale) / (width[i] / diffusivity[i] + width[i + 1] / diffusivity[i + 1]);
      const x = 0.5 * (chi[i] + chi[i + 1]);
      const t = 0.5 * (transference[i] + transference[i + 1]);
      const ratio = ca > 0 && cb > 0 ? Math.log(cb / ca) : NaN; // NaN sends the integrator back
      const drive = y[phi + i] - y[phi + i + 1] + x * ratio;
      const current = k * drive;
      this.current[i] = current;
      this.lithium[i] = g * (ca - cb) + t * current;
      if (!slopes) continue;
      const o = 6 * i;
      const ka = (k * k * width[i] * this.dConductivity[i]) / (2 * conductivity[i] * conductivity[i]);
      const kb = (k * k * width[i + 1] * this.dConductivity[i + 1]) / (2 * conductivity[i + 1] * conductivity[i + 1]);
      const ga = (g * g * width[i] * this.dDiffusivity[i]) / (2 * scale * diffusivity[i] * diffusivity[i]);
      const gb = (g * g * width[i + 1] * this.dDiffusivity[i + 1]) / (2 * scale * diffusivity[i + 1] * diffusivity[i + 1]);
      const ia = ka * drive + k * (0.5 * this.dChi[i] * ratio - x / ca);
      const ib = kb * drive + k * (0.5 * this.dChi[i + 1] * ratio + x / cb);
      this.slopes[o] = ia;
      this.slopes[o + 1] = ib;
      this.slopes[o + 2] = k;
      this.slopes[o + 3] = g + ga * (ca - cb) + t * ia + 0.5 * this.dTransference[i] * current;
      this.slopes[o + 4] = -g + gb * (ca - cb) + t * ib + 0.5 * this.dTransference[i + 1] * current;
      this.slopes[o + 5] = t * k;
    }
  }

  /** Effective only by the electrolyte itself (no porosity): conductivity [S/m] and X [V] at one scaled concentration. */
  propertiesAt(relative: number, T: number): { conductivity: number; chi: number } {
    const c = Float64Array.of(relative * this.concentrationScale);
    const out = [new Float64Array(1), new Float64Array(1), new Float64Array(1), new Float64Array(1)];
    this.values(1, [c], [T], out);
    return { conductivity: out[0][0], chi: ((2 * GAS_CONSTANT * T) / FARADAY) * out[3][0] };
  }

  /** Change of the diffusive flux through face f with the diffusivities on both sides, for a difference of scaled concentration. */
  diffusionSlopes(f: number, difference: number): [number, number] {
    const { width, diffusivity, dDiffusivity } = this;
    const g = 2 / (width[f] / diffusivity[f] + width[f + 1] / diffusivity[f + 1]);
    const scale = FARADAY * this.concentrationScale * difference;
    const slope = (k: number): number => (scale * g * g * width[k] * dDiffusivity[k]) / (2 * diffusivity[k] * diffusivity[k]);
    return [slope(f), slope(f + 1)];
  }

  /** Derivative of the transference number by the scaled concentration in one cell. */
  transferenceSlope(cell: number): number {
    return this.dTransference[cell];
  }

  private takeSlopes(T: number, thermal: number): void {
    const { count, efficiency, dConductivity, dDiffusivity, dTransference, dChi, concentrationScale } = this;
    this.valueSlopes(count, [this.c], [T], [dConductivity, dDiffusivity, dTransference, dChi]);
    for (let i = 0; i < count; i++) {
      dConductivity[i] *= efficiency[i] * concentrationScale;
      dDiffusivity[i] *= efficiency[i] * concentrationScale;
      dTransference[i] *= concentrationScale;
      dChi[i] *= thermal * concentrationScale;
    }
  }
}
