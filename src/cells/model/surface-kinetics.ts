import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { compileExpressions, differentiate, listVariables, type Program } from '../../num/expression/index.js';
import { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { ActiveMaterial } from '../parameters/cell.js';
import { chargeTransferOf, closeAreas, closeShape, makeShape, resetShape } from '../ageing/surface-shape.js';
import type { Mechanism, SurfaceReaction, SurfaceShape, SurfaceState } from '../ageing/mechanism.js';

/** Stoichiometries are kept this far from 0 and 1 where formulas would be infinite. */
const EDGE = 1e-13;

/** State of the interface at n nodes; all but the quantities and `mean` on the solver's memory. */
export interface InterfaceState {
  /** [1] (n) electrolyte concentration over the scale. */
  c: Float64Array;
  /** [V] (n) potential of the solid minus that of the electrolyte. */
  gap: Float64Array;
  /** [1] (n) stoichiometry at the surface. */
  surface: Float64Array;
  /** [1] (n) mean stoichiometry. */
  mean: Float64Array;
  /** [A/m2] (n) intercalation current of the wetted surface. */
  j: Float64Array;
  /** Scaled ageing quantities (n, m) from `at`. */
  y: Float64Array;
  at: number;
  /** Shared quantities, in their units. */
  shared: Float64Array;
}

/** One mechanism with the places of its quantities among those of the surface. */
interface Placed {
  mechanism: Mechanism;
  /** Its quantities at each node, in their units, as the shape was last made from them. */
  q: Float64Array[];
  rates: Float64Array;
  shared: Float64Array;
  feed: Float64Array;
  from: number;
  sharedPlaces: number[];
}

/** State that differences are taken about, results on one side of it, and what is run there. */
interface Trial extends InterfaceState {
  plus: Float64Array;
  properties: Sequence;
  balance: Sequence;
}

/**
 * Interface of one material at n nodes: overpotential, current that enters the electrolyte, flux into the particle, and
 * whatever ageing mechanisms add. `local` holds, for each node, the derivatives that the block elimination needs.
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
  /** [W/m2] */
  readonly sideHeat: Float64Array;
  /**
   * [1/m] (n) of what has grown into pores for each m3 of electrode; [1] electrolyte and solid conductivity against
   * fresh.
   */
  readonly filled: Float64Array;
  readonly porosityRatio: Float64Array;
  readonly solidConductivityRatio: Float64Array;
  /** (n, 3 + m, 4 + m): rows residual, source, flux, rates; columns c/c0, Δφ, surface, j, quantities. */
  readonly local: Float64Array;
  private readonly scalars: {
    concentration: Float64Array;
    edge: Float64Array;
    thermal: Float64Array;
    area: Float64Array;
    perCurrent: Float64Array;
  };
  private temperature = NaN;
  private readonly material: ActiveMaterial;
  private readonly values: Program;
  private readonly slopes: Program;
  private readonly placed: Placed[];
  private readonly sharedCount: number;
  readonly exchangeRatio: Float64Array;
  /** [mol/m3] (n) */
  readonly c: Float64Array;
  private readonly memory: SolverMemory;
  private readonly exchange: Float64Array;
  private readonly slopeU: Float64Array;
  private readonly slopeC: Float64Array;
  private readonly slopeX: Float64Array;
  private readonly x: Float64Array;
  /** Of each node, as {@link applyShape} left it. */
  private readonly shapes: SurfaceShape[];
  private readonly states: SurfaceState[];
  private readonly reaction: SurfaceReaction = { sideCurrent: 0, sideHeat: 0 };
  private madeTrial?: Trial;

  /**
   * @param count              [1] nodes
   * @param concentrationScale [mol/m3] what a scaled concentration of 1 means
   */
  constructor(
    memory: SolverMemory,
    material: ActiveMaterial,
    count: number,
    concentrationScale: number,
    mechanisms: readonly Mechanism[],
    sharedNames: readonly string[],
  ) {
    this.memory = memory;
    this.material = material;
    this.count = count;
    this.shapes = Array.from({ length: count }, () => makeShape(material));
    this.states = this.shapes.map((shape) => ({
      concentration: 0,
      potential: 0,
      surface: 0,
      mean: 0,
      current: 0,
      temperature: 0,
      openCircuit: 0,
      shape,
    }));
    let from = 0;
    this.placed = mechanisms.map((mechanism) => {
      const m = mechanism.quantities.length;
      const shared = mechanism.shared ?? [];
      const place = {
        mechanism,
        q: Array.from({ length: count }, () => new Float64Array(m)),
        rates: new Float64Array(m),
        shared: new Float64Array(shared.length),
        feed: new Float64Array(shared.length),
        from,
        sharedPlaces: shared.map((g) => sharedNames.indexOf(g.name)),
      };
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
    [
      this.residual,
      this.source,
      this.flux,
      this.openCircuit,
      this.entropic,
      this.overpotential,
      this.filmResistance,
      this.sideCurrent,
      this.sideHeat,
      this.filled,
    ] = Array.from({ length: 10 }, () => make());
    [
      this.diffusionRatio,
      this.activeShare,
      this.areaRatio,
      this.exchangeRatio,
      this.porosityRatio,
      this.solidConductivityRatio,
    ] = Array.from({ length: 6 }, () => make().fill(1));
    [this.exchange, this.slopeU, this.slopeC, this.slopeX, this.x, this.c] = Array.from({ length: 6 }, () => make());
    this.rates = make(count * from);
    this.feeds = make(count * this.sharedCount);
    this.local = make(count * (3 + from) * (4 + from));
    const { openCircuitPotential: u, exchangeCurrentDensity: j0, entropicCoefficient: s } = material;
    const fields = { c: this.c, x: this.x };
    this.values = compileExpressions(
      memory,
      [u, j0, s],
      fields,
      ['T'],
      [this.openCircuit, this.exchange, this.entropic],
    );
    this.slopes = compileExpressions(
      memory,
      [differentiate(u, 'x'), differentiate(j0, 'c'), differentiate(j0, 'x')],
      fields,
      ['T'],
      [this.slopeU, this.slopeC, this.slopeX],
    );
    this.scalars = {
      concentration: memory.number(concentrationScale),
      edge: memory.number(EDGE),
      thermal: memory.number(0),
      area: memory.number(material.surfaceArea),
      perCurrent: memory.number(this.fluxOfCurrent),
    };
  }

  /**
   * [1] places along x at which the concentration is taken; all of them belong to one node where they are more than the
   * nodes.
   */
  protected get places(): number {
    return this.count;
  }

  private get trial(): Trial {
    if (this.madeTrial) return this.madeTrial;
    const { count, quantities: m, memory } = this;
    const make = (n = count): Float64Array => memory.doubles(n);
    const state: InterfaceState = {
      c: make(this.places),
      gap: make(),
      surface: make(),
      mean: make(),
      j: make(),
      y: new Float64Array(count * m),
      at: 0,
      shared: new Float64Array(this.sharedCount),
    };
    const trial = {
      ...state,
      plus: new Float64Array(count * (3 + m)),
      properties: new Sequence(memory),
      balance: new Sequence(memory),
    };
    this.addProperties(trial.properties, state);
    this.addBalance(trial.balance, state);
    trial.properties.close();
    trial.balance.close();
    return (this.madeTrial = trial);
  }

  /** True where mechanisms of ageing act. */
  get aged(): boolean {
    return this.placed.length > 0;
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
    const { quantities: m } = this;
    for (const p of this.placed) for (let k = 0; k < p.shared.length; k++) p.shared[k] = shared[p.sharedPlaces[k]];
    for (let i = 0; i < this.count; i++) {
      const shape = this.shapes[i];
      this.takeShape(i, quantities, at + i * m);
      this.filmResistance[i] = shape.filmResistance + shape.contactResistance;
      this.activeShare[i] = shape.activeShare;
      this.areaRatio[i] = shape.areaRatio;
      this.diffusionRatio[i] = shape.diffusionRatio;
      this.exchangeRatio[i] = shape.exchangeRatio;
      this.filled[i] = shape.filledDepth * this.material.surfaceArea;
      this.porosityRatio[i] = shape.porosityRatio;
      this.solidConductivityRatio[i] = shape.solidConductivityRatio;
    }
  }

  private takeShape(i: number, quantities: Float64Array, at: number): void {
    const shape = this.shapes[i];
    resetShape(shape);
    for (const p of this.placed) {
      const q = p.q[i];
      for (let k = 0; k < q.length; k++) q[k] = quantities[at + p.from + k] * this.scales[p.from + k];
      p.mechanism.areas?.(q, shape, p.shared);
    }
    closeAreas(shape);
    for (const p of this.placed) p.mechanism.shape?.(p.q[i], shape, p.shared);
    closeShape(shape);
  }

  /** [m/s] flux out of a fresh particle's surface for 1 A/m2. */
  get fluxOfCurrent(): number {
    return 1 / (FARADAY * this.material.maximumConcentration);
  }

  /** [K] */
  setTemperature(T: number): void {
    this.temperature = T;
    if (this.aged) {
      const chargeTransfer = chargeTransferOf(this.material, this.scalars.concentration[0], T);
      for (const shape of this.shapes) shape.chargeTransfer = chargeTransfer;
    }
    this.values.setScalars(T);
    this.slopes.setScalars(T);
    this.scalars.thermal[0] = (2 * GAS_CONSTANT * T) / FARADAY;
  }

  /** [V] at a stoichiometry and an initial concentration of salt. */
  openCircuitAt(stoichiometry: number, T: number): number {
    this.setTemperature(T);
    const { trial } = this;
    trial.c.fill(1);
    trial.surface.fill(stoichiometry);
    trial.properties.run();
    return this.openCircuit[0];
  }

  /** Lays down the whole interface. */
  add(sequence: Sequence, state: InterfaceState): void {
    this.addProperties(sequence, state);
    this.addBalance(sequence, state);
  }

  /** Open-circuit potential, exchange current density and entropic coefficient. */
  addProperties(sequence: Sequence, { c, surface }: InterfaceState): void {
    sequence.add(
      'prepareInterface',
      this.count,
      c,
      this.scalars.concentration,
      surface,
      this.scalars.edge,
      this.c,
      this.x,
    );
    this.values.add(sequence, this.count);
  }

  protected addBalance(sequence: Sequence, state: InterfaceState): void {
    if (this.placed.length > 0) sequence.call(() => this.react(state));
    this.addInterface(sequence, state);
  }

  /** Residual, source and flux, with what mechanisms have done. */
  addInterface(sequence: Sequence, { gap, surface, j }: InterfaceState): void {
    const { thermal, area, perCurrent } = this.scalars;
    sequence.add(
      'evaluateInterface',
      this.count,
      thermal,
      this.exchange,
      this.exchangeRatio,
      this.openCircuit,
      gap,
      surface,
      this.x,
      j,
      this.sideCurrent,
      this.filmResistance,
      this.areaRatio,
      this.activeShare,
      area,
      perCurrent,
      this.overpotential,
      this.residual,
      this.source,
      this.flux,
    );
  }

  /** Reactions of all mechanisms at every node, on the surfaces that {@link applyShape} made. */
  protected react(state: InterfaceState): void {
    for (let i = 0; i < this.count; i++) this.reactAt(i, state);
  }

  private reactAt(i: number, { gap, surface, mean, j }: InterfaceState): void {
    const { reaction, quantities: m } = this;
    const state = this.states[i];
    state.concentration = this.c[i];
    state.potential = gap[i];
    state.surface = surface[i];
    state.mean = mean[i];
    state.current = j[i];
    state.temperature = this.temperature;
    state.openCircuit = this.openCircuit[i];
    reaction.sideCurrent = reaction.sideHeat = 0;
    const area = this.material.surfaceArea * this.areaRatio[i] * this.activeShare[i];
    for (let g = 0; g < this.sharedCount; g++) this.feeds[i * this.sharedCount + g] = 0;
    for (const p of this.placed) {
      p.rates.fill(0);
      p.feed.fill(0);
      p.mechanism.react(state, p.q[i], p.rates, reaction, p.shared, p.feed);
      for (let k = 0; k < p.rates.length; k++) this.rates[i * m + p.from + k] = p.rates[k] / this.scales[p.from + k];
      for (let k = 0; k < p.feed.length; k++) this.feeds[i * this.sharedCount + p.sharedPlaces[k]] += p.feed[k] * area;
    }
    this.sideCurrent[i] = reaction.sideCurrent;
    this.sideHeat[i] = reaction.sideHeat;
  }

  /**
   * Lays down `local`, after the interface itself: in closed form without mechanisms, otherwise by central differences
   * of the whole interface, all nodes at once.
   */
  addSlopes(sequence: Sequence, state: InterfaceState): void {
    if (this.placed.length > 0) {
      sequence.call(() => this.lineariseByDifferences(state));
      return;
    }
    const { thermal, concentration, area, perCurrent } = this.scalars;
    this.slopes.add(sequence, this.count);
    sequence.add(
      'linearisePlainInterface',
      this.count,
      thermal,
      concentration,
      this.exchange,
      state.j,
      this.slopeU,
      this.slopeC,
      this.slopeX,
      state.surface,
      this.x,
      area,
      perCurrent,
      this.local,
    );
  }

  /**
   * Central differences by the state of the surface; one-sided ones by quantities of ageing, which change slowly and
   * ask for no more.
   */
  private lineariseByDifferences(state: InterfaceState): void {
    const { count, quantities: m, local, trial } = this;
    const { y: own, plus } = trial;
    const columns = 4 + m;
    const rows = 3 + m;
    for (const name of ['c', 'gap', 'surface', 'mean', 'j'] as const) trial[name].set(state[name]);
    for (let k = 0; k < own.length; k++) own[k] = state.y[state.at + k];
    trial.shared.set(state.shared);
    const variables = [trial.c, trial.gap, trial.surface, trial.j];
    const store = (): void => {
      for (let i = 0; i < count; i++) {
        plus[i * rows] = this.residual[i];
        plus[i * rows + 1] = this.source[i];
        plus[i * rows + 2] = this.flux[i];
        for (let k = 0; k < m; k++) plus[i * rows + 3 + k] = this.rates[i * m + k];
      }
    };
    const before = new Float64Array(this.places);
    const step = new Float64Array(this.places);
    const subtract = (v: number, per: (i: number) => number): void => {
      for (let i = 0; i < count; i++) {
        const o = i * rows * columns + v;
        const d = per(i);
        local[o] = (plus[i * rows] - this.residual[i]) / d;
        local[o + columns] = (plus[i * rows + 1] - this.source[i]) / d;
        local[o + 2 * columns] = (plus[i * rows + 2] - this.flux[i]) / d;
        for (let k = 0; k < m; k++) local[o + (3 + k) * columns] = (plus[i * rows + 3 + k] - this.rates[i * m + k]) / d;
      }
    };
    trial.properties.run();
    for (let v = 0; v < 4; v++) {
      const target = variables[v];
      const run = (): void => {
        if (v === 0 || v === 2) trial.properties.run();
        trial.balance.run();
      };
      // Places of one node move together.
      const one = target.length > count;
      for (let i = 0; i < target.length; i++) {
        before[i] = target[i];
        step[i] = 1e-6 * Math.max(Math.abs(target[one ? 0 : i]), 1e-2);
      }
      for (let i = 0; i < target.length; i++) target[i] = before[i] + step[i];
      run();
      store();
      for (let i = 0; i < target.length; i++) target[i] = before[i] - step[i];
      run();
      subtract(v, (i) => 2 * step[i]);
      for (let i = 0; i < target.length; i++) target[i] = before[i];
      if (v === 0 || v === 2) trial.properties.run();
    }
    trial.balance.run();
    store();
    for (let k = 0; k < m; k++) {
      for (let i = 0; i < count; i++) {
        before[i] = own[i * m + k];
        step[i] = 2e-8 * Math.max(Math.abs(before[i]), 1e-2);
        own[i * m + k] = before[i] + step[i];
      }
      this.applyShape(own, 0, trial.shared);
      trial.balance.run();
      subtract(4 + k, (i) => -step[i]);
      for (let i = 0; i < count; i++) own[i * m + k] = before[i];
    }
    this.applyShape(own, 0, trial.shared);
    trial.balance.run();
  }
}
