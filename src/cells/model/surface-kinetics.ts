import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { compileExpressions, differentiate, listVariables, type Program } from '../../num/expression/index.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import type { Mechanism, SurfaceReaction, SurfaceShape, SurfaceState } from '../ageing/mechanism.js';

/** Stoichiometries are kept this far from 0 and 1 where formulas would be infinite. */
const EDGE = 1e-9;

/** One mechanism with the places of its quantities among those of the surface. */
interface Placed {
  mechanism: Mechanism;
  q: Float64Array;
  rates: Float64Array;
  shared: Float64Array;
  feed: Float64Array;
  from: number;
  sharedPlaces: number[];
}

/**
 * Interface of one material at n nodes: overpotential, current that enters the electrolyte, flux into the particle, and whatever ageing
 * mechanisms add. `local` holds, for each node, the derivatives that the block elimination needs.
 *
 * j = 2 j0 sinh(F η / 2RT) is used as η = (2RT/F) arcsinh(j / 2 j0), which Newton's method solves from far away.
 */
export class SurfaceKinetics {
  readonly count: number;
  /** Number of ageing quantities at each node. */
  readonly quantities: number;
  readonly scales: Float64Array;
  readonly initial: Float64Array;
  readonly names: string[];
  /** [V] (n) residual of the kinetics. */
  readonly residual: Float64Array;
  /** [A/m3] (n) current into the electrolyte. */
  readonly source: Float64Array;
  /** [m/s] (n) stoichiometry times length a second, out of the particle. */
  readonly flux: Float64Array;
  /** (n, quantities) rates, each divided by its scale. */
  readonly rates: Float64Array;
  /** (n, shared) [unit/s for each m3 of electrode] */
  readonly feeds: Float64Array;
  readonly openCircuit: Float64Array;
  readonly entropic: Float64Array;
  readonly overpotential: Float64Array;
  readonly diffusionRatio: Float64Array;
  readonly activeShare: Float64Array;
  readonly areaRatio: Float64Array;
  readonly filmResistance: Float64Array;
  readonly sideCurrent: Float64Array;
  /** (n, 3 + m, 4 + m): rows residual, source, flux, rates; columns c/c0, Δφ, surface, j, quantities. */
  readonly local: Float64Array;
  private readonly kernel: SolverMemory['kernel'];
  private readonly material: ActiveMaterial;
  private readonly concentrationScale: number;
  private readonly values: Program;
  private readonly slopes: Program;
  private readonly placed: Placed[];
  private readonly sharedCount: number;
  private readonly exchange: Float64Array;
  private readonly exchangeRatio: Float64Array;
  private readonly slopeU: Float64Array;
  private readonly slopeC: Float64Array;
  private readonly slopeX: Float64Array;
  private readonly x: Float64Array;
  private readonly c: Float64Array;
  private readonly shape: SurfaceShape = { filmResistance: 0, activeShare: 1, areaRatio: 1, diffusionRatio: 1, exchangeRatio: 1 };
  private readonly state: SurfaceState;
  private readonly reaction: SurfaceReaction = { sideCurrent: 0 };
  /** State that differences are taken about, and results on one side of it. */
  private readonly trial: { c: Float64Array; gap: Float64Array; surface: Float64Array; j: Float64Array; own: Float64Array; plus: Float64Array };

  /**
   * @param count              [1] nodes
   * @param concentrationScale [mol/m3] what a scaled concentration of 1 means
   */
  constructor(memory: SolverMemory, material: ActiveMaterial, count: number, concentrationScale: number, mechanisms: readonly Mechanism[], sharedNames: readonly string[]) {
    this.kernel = memory.kernel;
    this.material = material;
    this.count = count;
    this.concentrationScale = concentrationScale;
    let from = 0;
    this.placed = mechanisms.map((mechanism) => {
      const m = mechanism.quantities.length;
      const shared = mechanism.shared ?? [];
      const place = { mechanism, q: new Float64Array(m), rates: new Float64Array(m), shared: new Float64Array(shared.length), feed: new Float64Array(shared.length), from, sharedPlaces: shared.map((g) => sharedNames.indexOf(g.name)) };
      from += m;
      return place;
    });
    this.quantities = from;
    this.sharedCount = sharedNames.length;
    const all = mechanisms.flatMap((m) => m.quantities);
    this.scales = Float64Array.from(all, (q) => q.scale);
    this.initial = Float64Array.from(all, (q) => q.initial / q.scale);
    this.names = all.map((q) => q.name);
    const make = (n = count): Float64Array => memory.doubles(n);
    [this.residual, this.source, this.flux, this.openCircuit, this.entropic, this.overpotential, this.filmResistance, this.sideCurrent] = Array.from({ length: 8 }, () => make());
    [this.diffusionRatio, this.activeShare, this.areaRatio, this.exchangeRatio] = Array.from({ length: 4 }, () => make().fill(1));
    [this.exchange, this.slopeU, this.slopeC, this.slopeX, this.x, this.c] = Array.from({ length: 6 }, () => make());
    this.rates = make(count * from);
    this.feeds = make(count * this.sharedCount);
    this.local = make(count * (3 + from) * (4 + from));
    this.trial = { c: make(), gap: make(), surface: make(), j: make(), own: new Float64Array(count * from), plus: new Float64Array(count * (3 + from)) };
    const { openCircuitPotential: u, exchangeCurrentDensity: j0, entropicCoefficient: s } = material;
    const fields = { c: this.c, x: this.x };
    this.values = compileExpressions(memory, [u, j0, s], fields, ['T'], [this.openCircuit, this.exchange, this.entropic]);
    this.slopes = compileExpressions(memory, [differentiate(u, 'x'), differentiate(j0, 'c'), differentiate(j0, 'x')], fields, ['T'], [this.slopeU, this.slopeC, this.slopeX]);
    this.state = { concentration: 0, potential: 0, surface: 0, mean: 0, current: 0, temperature: 0, openCircuit: 0, shape: this.shape };
  }

  /** True where the diffusivity does not depend on the stoichiometry. */
  get constantDiffusivity(): boolean {
    return !listVariables(this.material.diffusivity).has('x');
  }

  /**
   * How ageing has changed the surface; call before the flux into the particle is needed.
   *
   * @param quantities (n, m) scaled
   * @param shared     (shared) in their units
   */
  applyShape(quantities: Float64Array, at: number, shared: Float64Array): void {
    if (this.placed.length === 0) return;
    const { shape, quantities: m } = this;
    for (let i = 0; i < this.count; i++) {
      this.takeShape(quantities, at + i * m, shared);
      this.filmResistance[i] = shape.filmResistance;
      this.activeShare[i] = shape.activeShare;
      this.areaRatio[i] = shape.areaRatio;
      this.diffusionRatio[i] = shape.diffusionRatio;
      this.exchangeRatio[i] = shape.exchangeRatio;
    }
  }

  private takeShape(quantities: Float64Array, at: number, shared: Float64Array): void {
    const { shape } = this;
    shape.filmResistance = 0;
    shape.activeShare = shape.areaRatio = shape.diffusionRatio = shape.exchangeRatio = 1;
    for (const p of this.placed) {
      for (let k = 0; k < p.q.length; k++) p.q[k] = quantities[at + p.from + k] * this.scales[p.from + k];
      for (let k = 0; k < p.shared.length; k++) p.shared[k] = shared[p.sharedPlaces[k]];
      p.mechanism.shape?.(p.q, shape, p.shared);
    }
  }

  /** [m/s] flux out of a fresh particle's surface for 1 A/m2. */
  get fluxOfCurrent(): number {
    return 1 / (FARADAY * this.material.maximumConcentration);
  }

  /**
   * Evaluates the interface at all nodes. `c`, `gap`, `surface` and `j` lie on the solver's memory.
   *
   * @param c        (n) electrolyte concentration over the scale
   * @param gap      [V] (n) potential of the solid minus that of the electrolyte
   * @param surface  [1] (n) stoichiometry at the surface
   * @param mean     [1] (n) mean stoichiometry
   * @param j        [A/m2] (n) intercalation current of the wetted surface
   * @param q        scaled ageing quantities from `at`, (n, m)
   * @param shared   shared quantities, in their units
   * @param T        [K]
   */
  evaluate(c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    this.takeProperties(c, surface, T);
    this.balance(gap, surface, mean, j, q, at, shared, T);
  }

  /** Open-circuit potential, exchange current density and entropic coefficient. */
  private takeProperties(c: Float64Array, surface: Float64Array, T: number): void {
    const { kernel, count } = this;
    kernel.prepareInterface(count, c.byteOffset, this.concentrationScale, surface.byteOffset, EDGE, this.c.byteOffset, this.x.byteOffset);
    this.values(count, T);
  }

  private balance(gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    const { kernel, count, material } = this;
    if (this.placed.length > 0) for (let i = 0; i < count; i++) this.react(i, gap[i], surface[i], mean[i], j[i], q, at, shared, T);
    kernel.evaluateInterface(
      count, (2 * GAS_CONSTANT * T) / FARADAY, this.exchange.byteOffset, this.exchangeRatio.byteOffset, this.openCircuit.byteOffset, gap.byteOffset, surface.byteOffset, this.x.byteOffset, j.byteOffset,
      this.sideCurrent.byteOffset, this.filmResistance.byteOffset, this.areaRatio.byteOffset, this.activeShare.byteOffset, material.surfaceArea, this.fluxOfCurrent,
      this.overpotential.byteOffset, this.residual.byteOffset, this.source.byteOffset, this.flux.byteOffset,
    );
  }

  private react(i: number, gap: number, surface: number, mean: number, j: number, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    const { state, reaction, quantities: m } = this;
    this.takeShape(q, at + i * m, shared);
    state.concentration = this.c[i];
    state.potential = gap;
    state.surface = surface;
    state.mean = mean;
    state.current = j;
    state.temperature = T;
    state.openCircuit = this.openCircuit[i];
    reaction.sideCurrent = 0;
    const area = this.material.surfaceArea * this.areaRatio[i] * this.activeShare[i];
    for (let g = 0; g < this.sharedCount; g++) this.feeds[i * this.sharedCount + g] = 0;
    for (const p of this.placed) {
      p.rates.fill(0);
      p.feed.fill(0);
      p.mechanism.react(state, p.q, p.rates, reaction, p.shared, p.feed);
      for (let k = 0; k < p.rates.length; k++) this.rates[i * m + p.from + k] = p.rates[k] / this.scales[p.from + k];
      for (let k = 0; k < p.feed.length; k++) this.feeds[i * this.sharedCount + p.sharedPlaces[k]] += p.feed[k] * area;
    }
    this.sideCurrent[i] = reaction.sideCurrent;
  }

  /** Fills `local`: in closed form without mechanisms, otherwise by central differences of the whole interface, all nodes at once. */
  linearise(c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    if (this.placed.length > 0) return this.lineariseByDifferences(c, gap, surface, mean, j, q, at, shared, T);
    this.evaluate(c, gap, surface, mean, j, q, at, shared, T);
    this.slopes(this.count, T);
    this.kernel.linearisePlainInterface(
      this.count, (2 * GAS_CONSTANT * T) / FARADAY, this.concentrationScale, this.exchange.byteOffset, j.byteOffset, this.slopeU.byteOffset, this.slopeC.byteOffset, this.slopeX.byteOffset,
      surface.byteOffset, this.x.byteOffset, this.material.surfaceArea, this.fluxOfCurrent, this.local.byteOffset,
    );
  }

  private lineariseByDifferences(c: Float64Array, gap: Float64Array, surface: Float64Array, mean: Float64Array, j: Float64Array, q: Float64Array, at: number, shared: Float64Array, T: number): void {
    const { count, quantities: m, local, trial } = this;
    const { own, plus } = trial;
    const columns = 4 + m;
    const rows = 3 + m;
    for (let i = 0; i < count; i++) {
      trial.c[i] = c[i];
      trial.gap[i] = gap[i];
      trial.surface[i] = surface[i];
      trial.j[i] = j[i];
    }
    for (let k = 0; k < own.length; k++) own[k] = q[at + k];
    const variables = [trial.c, trial.gap, trial.surface, trial.j];
    this.takeProperties(trial.c, trial.surface, T);
    for (let v = 0; v < columns; v++) {
      const target = v < 4 ? variables[v] : own;
      const first = v < 4 ? 0 : v - 4;
      const stride = v < 4 ? 1 : m;
      const run = (): void => {
        if (v >= 4) this.applyShape(own, 0, shared);
        if (v === 0 || v === 2) this.takeProperties(trial.c, trial.surface, T);
        this.balance(trial.gap, trial.surface, mean, trial.j, own, 0, shared, T);
      };
      const before = Float64Array.from({ length: count }, (_, i) => target[first + i * stride]);
      const step = before.map((x) => 1e-6 * Math.max(Math.abs(x), 1e-2));
      for (let i = 0; i < count; i++) target[first + i * stride] = before[i] + step[i];
      run();
      for (let i = 0; i < count; i++) {
        plus[i * rows] = this.residual[i];
        plus[i * rows + 1] = this.source[i];
        plus[i * rows + 2] = this.flux[i];
        for (let k = 0; k < m; k++) plus[i * rows + 3 + k] = this.rates[i * m + k];
      }
      for (let i = 0; i < count; i++) target[first + i * stride] = before[i] - step[i];
      run();
      for (let i = 0; i < count; i++) {
        const o = i * rows * columns + v;
        const d = 2 * step[i];
        local[o] = (plus[i * rows] - this.residual[i]) / d;
        local[o + columns] = (plus[i * rows + 1] - this.source[i]) / d;
        local[o + 2 * columns] = (plus[i * rows + 2] - this.flux[i]) / d;
        for (let k = 0; k < m; k++) local[o + (3 + k) * columns] = (plus[i * rows + 3 + k] - this.rates[i * m + k]) / d;
        target[first + i * stride] = before[i];
      }
      if (v === 0 || v === 2) this.takeProperties(trial.c, trial.surface, T);
    }
    this.applyShape(own, 0, shared);
    this.balance(trial.gap, trial.surface, mean, trial.j, own, 0, shared, T);
  }
}
