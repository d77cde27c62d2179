import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import {
  compileExpressions,
  differentiate,
  makeDifference,
  makeNumber,
  makeProduct,
  type Program,
} from '../../num/expression/index.js';
import type { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { Electrolyte, PorousLayer } from '../parameters/cell.js';

/** [1] of the fresh porosity: pores never close entirely. */
const LEAST_POROSITY = 0.01;

/**
 * Fluxes of charge and of lithium in the electrolyte between neighbouring cells of the mesh, in A/m2 of electrode area.
 *
 * i = K (φ_a − φ_b + X ln(c_b/c_a)), N F = G (c_a − c_b) + t₊ i, with K and G in series over the two half cells, X =
 * (2RT/F)(1 − t₊)(1 + d ln f/d ln c) (Newman and Thomas-Alyea, Electrochemical Systems, 3rd ed., ch. 12).
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
  /** [1] (count) factor on conductivity and diffusivity. */
  readonly efficiency: Float64Array;
  private readonly fresh: { porosity: Float64Array; efficiency: Float64Array };
  private readonly values: Program;
  private readonly valueSlopes: Program;
  private readonly dConductivity: Float64Array;
  private readonly dDiffusivity: Float64Array;
  private readonly dTransference: Float64Array;
  private readonly dChi: Float64Array;
  private readonly c: Float64Array;
  private readonly scales: {
    one: Float64Array;
    concentration: Float64Array;
    current: Float64Array;
    thermal: Float64Array;
  };
  /** Properties at one concentration, for {@link propertiesAt}. */
  private readonly single: { program: Program; c: Float64Array; conductivity: Float64Array; chi: Float64Array };

  /**
   * @param grading [1] 0 for equal cells; towards 1 they become thin at both ends of each layer, unless a layer has its
   * own
   */
  constructor(
    memory: SolverMemory,
    electrolyte: Electrolyte,
    layers: readonly { layer: PorousLayer; cells: number; grading?: number }[],
    grading?: number,
  ) {
    const n = (this.count = layers.reduce((sum, l) => sum + l.cells, 0));
    const make = (size = n): Float64Array => memory.doubles(size);
    this.width = make();
    this.porosity = make();
    this.efficiency = make();
    let at = 0;
    for (const { layer, cells, grading: own } of layers) {
      const g = grading ?? own ?? 0;
      const face = (k: number): number => k / cells - (g * Math.sin((2 * Math.PI * k) / cells)) / (2 * Math.PI);
      for (let k = 0; k < cells; k++)
        this.width[at + k] = g === 0 ? layer.thickness / cells : layer.thickness * (face(k + 1) - face(k));
      this.porosity.fill(layer.porosity, at, at + cells);
      this.efficiency.fill(layer.transportEfficiency, at, at + cells);
      at += cells;
    }
    this.fresh = { porosity: this.porosity.slice(), efficiency: this.efficiency.slice() };
    this.concentrationScale = electrolyte.initialConcentration;
    const { conductivity, diffusivity, transferenceNumber: t, thermodynamicFactor } = electrolyte;
    const chi = makeProduct(makeDifference(makeNumber(1), t), thermodynamicFactor);
    [this.conductivity, this.diffusivity, this.transference, this.chi] = [make(), make(), make(), make()];
    [this.dConductivity, this.dDiffusivity, this.dTransference, this.dChi] = [make(), make(), make(), make()];
    this.c = make();
    const c0 = this.concentrationScale;
    this.scales = {
      one: memory.number(1),
      concentration: memory.number(c0),
      current: memory.number(FARADAY * c0),
      thermal: memory.number(0),
    };
    const formulas = [conductivity, diffusivity, t, chi];
    this.values = compileExpressions(
      memory,
      formulas,
      { c: this.c },
      ['T'],
      [this.conductivity, this.diffusivity, this.transference, this.chi],
    );
    this.valueSlopes = compileExpressions(
      memory,
      formulas.map((e) => differentiate(e, 'c')),
      { c: this.c },
      ['T'],
      [this.dConductivity, this.dDiffusivity, this.dTransference, this.dChi],
    );
    const one = { c: make(1), conductivity: make(1), chi: make(1) };
    this.single = {
      ...one,
      program: compileExpressions(memory, [conductivity, chi], { c: one.c }, ['T'], [one.conductivity, one.chi]),
    };
    this.current = make(n - 1);
    this.lithium = make(n - 1);
    this.slopes = make(6 * (n - 1));
  }

  /**
   * Sets the pores of a mesh cell; the transport efficiency follows with the exponent that the fresh values have (1.5
   * where they have none).
   *
   * @param ratio  [1] electrolyte in the pores against fresh
   * @param filled [1] volume fraction that has grown into them
   * @returns [1] former porosity over the new one
   */
  setPores(cell: number, ratio: number, filled: number): number {
    const { porosity, efficiency } = this.fresh;
    const before = this.porosity[cell];
    const now = Math.max(LEAST_POROSITY * porosity[cell], porosity[cell] * ratio - filled);
    if (Math.abs(now / before - 1) < 1e-9) return 1;
    const exponent =
      porosity[cell] < 1 && efficiency[cell] < 1 ? Math.log(efficiency[cell]) / Math.log(porosity[cell]) : 1.5;
    this.porosity[cell] = now;
    this.efficiency[cell] = efficiency[cell] * (now / porosity[cell]) ** exponent;
    return before / now;
  }

  /** [K] */
  setTemperature(T: number): void {
    this.values.setScalars(T);
    this.valueSlopes.setScalars(T);
    this.scales.thermal[0] = (2 * GAS_CONSTANT * T) / FARADAY;
  }

  /**
   * Lays down properties and fluxes at a state.
   *
   * @param c   [1] scaled concentrations
   * @param phi [V] potentials
   */
  add(sequence: Sequence, c: Float64Array, phi: Float64Array): void {
    const { count, efficiency, conductivity, diffusivity, transference, chi, width, scales } = this;
    sequence.add('scaleArray', count, c, scales.concentration, this.c);
    this.values.add(sequence, count);
    sequence.add(
      'scaleProperties',
      count,
      efficiency,
      scales.one,
      scales.thermal,
      conductivity,
      diffusivity,
      transference,
      chi,
    );
    sequence.add(
      'electrolyteFluxes',
      count,
      c,
      phi,
      width,
      conductivity,
      diffusivity,
      transference,
      chi,
      scales.current,
      this.current,
      this.lithium,
    );
  }

  /** Lays down derivatives, after the fluxes. */
  addSlopes(sequence: Sequence, c: Float64Array, phi: Float64Array): void {
    const {
      count,
      efficiency,
      conductivity,
      diffusivity,
      transference,
      chi,
      width,
      scales,
      dConductivity,
      dDiffusivity,
      dTransference,
      dChi,
    } = this;
    this.valueSlopes.add(sequence, count);
    sequence.add(
      'scaleProperties',
      count,
      efficiency,
      scales.concentration,
      scales.thermal,
      dConductivity,
      dDiffusivity,
      dTransference,
      dChi,
    );
    sequence.add(
      'electrolyteSlopes',
      count,
      c,
      phi,
      width,
      conductivity,
      diffusivity,
      transference,
      chi,
      dConductivity,
      dDiffusivity,
      dTransference,
      dChi,
      scales.current,
      this.current,
      this.slopes,
    );
  }

  /**
   * Effective only by the electrolyte itself (no porosity): conductivity [S/m] and X [V] at one scaled concentration.
   */
  propertiesAt(relative: number, T: number): { conductivity: number; chi: number } {
    const { program, c, conductivity, chi } = this.single;
    c[0] = relative * this.concentrationScale;
    program.setScalars(T);
    program.run(1);
    return { conductivity: conductivity[0], chi: ((2 * GAS_CONSTANT * T) / FARADAY) * chi[0] };
  }

  /**
   * Change of the diffusive flux through face f with the diffusivities on both sides, for a difference of scaled
   * concentration.
   */
  diffusionSlopes(f: number, difference: number): [number, number] {
    const { width, diffusivity, dDiffusivity } = this;
    const g = 2 / (width[f] / diffusivity[f] + width[f + 1] / diffusivity[f + 1]);
    const scale = FARADAY * this.concentrationScale * difference;
    const slope = (k: number): number =>
      (scale * g * g * width[k] * dDiffusivity[k]) / (2 * diffusivity[k] * diffusivity[k]);
    return [slope(f), slope(f + 1)];
  }

  /** Derivative of the transference number by the scaled concentration in one cell. */
  transferenceSlope(cell: number): number {
    return this.dTransference[cell];
  }
}
