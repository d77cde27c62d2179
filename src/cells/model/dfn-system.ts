import { FARADAY, InputError } from '../../core/index.js';
import { IntegratorSpace } from '../../num/ode/index.js';
import { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { Cell, PorousElectrode } from '../parameters/cell.js';
import type { CellSystemOptions, CellView, SharedState } from './cell-system.js';
import { chooseFoilGrading, chooseParticleGrading } from './choose-grading.js';
import { evaluateControl } from './control.js';
import { ElectrolyteTransport } from './electrolyte-transport.js';
import { LithiumFoil } from './lithium-foil.js';
import { Population } from './population.js';
import { PopulationSystem } from './population-system.js';
import { collectShared, FoilAgeing } from './foil-ageing.js';
import { balanceWeights } from './balance-weights.js';
import { viewMaterial } from './view-material.js';

/**
 * The pseudo-two-dimensional model of Doyle, Fuller and Newman (J. Electrochem. Soc. 140 (1993) 1526,
 * doi:10.1149/1.2221597) for full cells, half cells with lithium metal and lithium-lithium cells; finite volumes,
 * second order in x and in r. Left is the negative electrode or the foil.
 *
 * Unknowns: particle shells, ageing quantities, c over its initial value, charge passed, temperature, shared and foil
 * quantities | φ_e, φ_s, j, i. Particles, currents and ageing quantities are eliminated node by node, then 3×3 blocks
 * along x, then the applied current by bordering.
 */
export class DfnSystem extends PopulationSystem {
  readonly space: IntegratorSpace;
  readonly size: number;
  readonly mass: Float64Array;
  readonly scale: Float64Array;
  readonly importance: Float64Array;
  readonly positive: readonly [number, number];
  readonly populations: Population[];
  readonly transport: ElectrolyteTransport;
  readonly shared: SharedState;
  readonly cells: { negative: number; separator: number; positive: number };
  // Places in the state vector, and what impedance and changes of mesh read.
  readonly cAt: number;
  readonly chargeAt: number;
  readonly temperatureAt: number;
  readonly sharedAt: number;
  readonly foilAt: number;
  readonly phiEAt: number;
  readonly phiSAt: number;
  readonly currentAt: number;
  readonly count: number;
  readonly thermal: boolean;
  readonly mechanisms: readonly Mechanism[];
  readonly leftFoil?: LithiumFoil;
  readonly rightFoil?: LithiumFoil;
  readonly foilAgeing?: FoilAgeing;
  private readonly solidFlux: Float64Array;
  readonly solidConductance: Float64Array;
  /** [1] (count) of the solid's conductivity against fresh. */
  private readonly solidRatio: Float64Array;
  /** Blocks along x, nine numbers each: factors after {@link factorise}. */
  private readonly blocks: { lower: Float64Array; diagonal: Float64Array; upper: Float64Array };
  private readonly border: Float64Array;
  private readonly work: Float64Array;
  /** Where the kernel finds a state, its rates, a right-hand side and its solution. */
  protected readonly state: Float64Array;
  private readonly rates: Float64Array;
  private readonly rhs: Float64Array;
  private readonly solution: Float64Array;
  /**
   * [s] step factor; change of the applied current; control by voltage, voltage by the last concentration, pivot of the
   * border.
   */
  private readonly scalars: {
    c: Float64Array;
    change: Float64Array;
    byVoltage: Float64Array;
    byConcentration: Float64Array;
    pivot: Float64Array;
  };
  private readonly evaluation: Sequence;
  private readonly balances: Sequence;
  private readonly linearisation: Sequence;
  private readonly factorisation: Sequence;
  private readonly elimination: Sequence;
  readonly atLinearisation: Float64Array;
  private readonly source: Float64Array;
  // Derivatives kept from the last linearisation.
  leftSlopes = { byCurrent: 0, byConcentration: 0 };
  voltageSlopes = { byCurrent: 0, byConcentration: 0, byPotential: 0 };
  private controlSlopes = { byCurrent: 0, byVoltage: 0 };

  constructor(memory: SolverMemory, cell: Cell, options: CellSystemOptions, mechanisms: readonly Mechanism[] = []) {
    super(cell);
    const { electrolyte, separator, negative, positive } = cell;
    if (!electrolyte || !separator)
      throw new InputError('the file describes single particles only: it has no electrolyte', {
        hint: 'use --model spm',
      });
    this.mechanisms = mechanisms;
    this.thermal = options.thermal === 'lumped';
    if (this.thermal && !cell.thermal)
      throw new InputError(
        'a lumped thermal model needs volume, density, specific heat capacity and external surface area',
      );
    const n = options.nodes;
    // Profiles in the separator are nearly straight: a third of the cells is enough there, unless there is nothing
    // else.
    const between = negative.kind === 'porous' || positive.kind === 'porous' ? Math.max(3, Math.round(n / 3)) : n;
    this.cells = {
      negative: negative.kind === 'porous' ? n : 0,
      separator: between,
      positive: positive.kind === 'porous' ? n : 0,
    };
    const full = options.density ?? cell.nominalCapacity / 3600 / cell.area;
    const foil = negative.kind === 'lithium' || positive.kind === 'lithium';
    const layers = [
      ...(negative.kind === 'porous' ? [{ layer: negative, cells: n }] : []),
      { layer: separator, cells: between, grading: foil ? chooseFoilGrading(cell, between, full) : 0 },
      ...(positive.kind === 'porous' ? [{ layer: positive, cells: n }] : []),
    ];
    this.transport = new ElectrolyteTransport(memory, electrolyte, layers, options.grading);
    const N = (this.count = this.transport.count);
    this.shared = collectShared(mechanisms);
    const names = this.shared.names;
    const make = (electrode: PorousElectrode, side: 'negative' | 'positive'): Population[] =>
      electrode.materials.map(
        (m) =>
          new Population(
            memory,
            side,
            m,
            n,
            options.shells,
            electrolyte.initialConcentration,
            mechanisms.filter((x) => x.electrode === side),
            names,
            {
              grading:
                options.particleGrading ??
                chooseParticleGrading(m, electrode, options.shells, full, cell.initialTemperature),
            },
          ),
      );
    this.populations = [
      ...(negative.kind === 'porous' ? make(negative, 'negative') : []),
      ...(positive.kind === 'porous' ? make(positive, 'positive') : []),
    ];
    if (negative.kind === 'lithium') {
      this.leftFoil = new LithiumFoil(memory, negative);
      this.foilAgeing = new FoilAgeing(
        mechanisms.filter((m) => m.electrode === 'negative'),
        names,
      );
    }
    if (positive.kind === 'lithium') this.rightFoil = new LithiumFoil(memory, positive);

    let at = 0;
    const reserve = (length: number): number => {
      at += length;
      return at - length;
    };
    for (const p of this.populations) p.shellsAt = reserve(p.nodes * p.shells);
    for (const p of this.populations) p.quantitiesAt = reserve(p.nodes * p.kinetics.quantities);
    this.cAt = reserve(N);
    this.positive = [this.cAt, this.cAt + N];
    this.chargeAt = reserve(1);
    this.temperatureAt = reserve(1);
    this.sharedAt = reserve(names.length);
    this.foilAt = reserve(this.foilAgeing?.quantities ?? 0);
    this.phiEAt = reserve(N);
    this.phiSAt = reserve(N);
    for (const p of this.populations) p.currentAt = reserve(p.nodes);
    this.currentAt = reserve(1);
    this.size = at;

    this.mass = memory.doubles(at).fill(1, 0, this.phiEAt);
    const { width, porosity } = this.transport;
    for (let i = 0; i < N; i++)
      this.mass[this.cAt + i] = FARADAY * electrolyte.initialConcentration * porosity[i] * width[i];
    const density = cell.nominalCapacity / 3600 / cell.area;
    this.scale = new Float64Array(at).fill(1);
    this.scale[this.chargeAt] = density * 3600;
    this.scale[this.temperatureAt] = 1;
    for (const p of this.populations) {
      const electrode = cell[p.electrode] as PorousElectrode;
      this.scale.fill(
        density / (electrode.materials.reduce((s, m) => s + m.surfaceArea, 0) * electrode.thickness),
        p.currentAt,
        p.currentAt + p.nodes,
      );
    }
    this.scale[this.currentAt] = density;
    this.importance = balanceWeights(at, [this.cAt, this.cAt + N, this.phiEAt, this.phiEAt + 2 * N, at]);
    this.solidFlux = memory.doubles(N + 1);
    this.solidConductance = memory.doubles(N + 1);
    this.solidRatio = new Float64Array(N).fill(1);
    this.fillSolidConductance();
    this.blocks = { lower: memory.doubles(9 * N), diagonal: memory.doubles(9 * N), upper: memory.doubles(9 * N) };
    this.border = memory.doubles(3 * N);
    this.work = memory.doubles(3 * N);
    this.source = memory.doubles(N);
    this.atLinearisation = memory.doubles(at);
    [this.state, this.rates, this.rhs, this.solution] = Array.from({ length: 4 }, () => memory.doubles(at));
    this.scalars = {
      c: memory.number(0),
      change: memory.number(0),
      byVoltage: memory.number(0),
      byConcentration: memory.number(0),
      pivot: memory.number(1),
    };
    const { state, rates, rhs, solution } = this;
    this.space = new IntegratorSpace(memory, this, { state, rates, rhs, solution });
    this.evaluation = this.addEvaluation(new Sequence(memory)).close();
    this.balances = this.addBalances(new Sequence(memory)).close();
    this.linearisation = this.addEvaluation(new Sequence(memory));
    this.transport.addSlopes(this.linearisation, this.state.subarray(this.cAt), this.state.subarray(this.phiEAt));
    for (const p of this.populations) p.addSlopes(this.linearisation);
    this.linearisation.close();
    this.factorisation = this.addFactors(new Sequence(memory)).close();
    this.elimination = this.addElimination(new Sequence(memory)).close();
  }

  /** Fluxes in the electrolyte, particles and interfaces, and what these let into the electrolyte. */
  private addEvaluation(sequence: Sequence): Sequence {
    const { transport, state, source, cAt, phiEAt, phiSAt } = this;
    transport.add(sequence, state.subarray(cAt), state.subarray(phiEAt));
    sequence.add('fillZeros', this.count, source);
    for (const p of this.populations) {
      const at = this.firstNode(p);
      p.add(sequence, state, cAt + at, phiEAt + at, phiSAt + at, this.shared.values);
      sequence.add('addSources', p.nodes, p.kinetics.source, transport.width.subarray(at), source.subarray(at));
    }
    return sequence;
  }

  /** Rates and residuals, after the evaluation. */
  private addBalances(sequence: Sequence): Sequence {
    const { transport, state, rates, count, cAt, phiEAt, phiSAt } = this;
    const { negative, separator } = this.cells;
    for (const p of this.populations) p.addRates(sequence, state, rates);
    return sequence.add(
      'balanceCells',
      count,
      negative,
      negative + separator,
      this.leftFoil ? 1 : 0,
      this.rightFoil ? 1 : 0,
      state.subarray(this.currentAt),
      transport.current,
      transport.lithium,
      this.source,
      this.solidConductance,
      state.subarray(phiSAt),
      this.solidFlux,
      rates.subarray(cAt),
      rates.subarray(phiEAt),
      rates.subarray(phiSAt),
    );
  }

  private addFactors(sequence: Sequence): Sequence {
    const { transport, count, blocks, scalars, border, leftFoil } = this;
    const { lower, diagonal: D, upper: U } = blocks;
    const { negative, separator } = this.cells;
    sequence.add(
      'assembleCells',
      count,
      negative,
      negative + separator,
      scalars.c,
      this.mass.subarray(this.cAt),
      this.solidConductance,
      transport.slopes,
      lower,
      D,
      U,
    );
    for (const p of this.populations) {
      const at = this.firstNode(p);
      p.addFactors(sequence, this.atLinearisation, scalars.c, transport.width.subarray(at));
      sequence.add(
        'addSourceSlopes',
        p.nodes,
        scalars.c,
        p.sourceByConcentration,
        p.sourceByPotential,
        D.subarray(9 * at),
      );
    }
    sequence.call(() => {
      border.fill(0);
      if (leftFoil) {
        // The foil's relation takes the place of the first charge balance, which follows from the others.
        D[3] = -this.leftSlopes.byConcentration;
        D[4] = 1;
        D[5] = 0;
        U[3] = U[4] = 0;
        border[0] = -scalars.c[0];
        border[1] = -this.leftSlopes.byCurrent;
      }
      if (this.rightFoil) {
        border[3 * count - 3] = scalars.c[0];
        border[3 * count - 2] = 1;
      } else border[3 * count - 1] = 1;
    });
    return sequence.add('factoriseBlocks', count, lower, D, U).add('solveBlocks', count, lower, D, U, border);
  }

  private addElimination(sequence: Sequence): Sequence {
    const { rhs, solution, work: w, count, cAt, phiEAt, phiSAt, border, blocks, scalars } = this;
    sequence.add('gatherCells', count, rhs.subarray(cAt), rhs.subarray(phiEAt), rhs.subarray(phiSAt), w);
    for (const p of this.populations) {
      const at = this.firstNode(p);
      p.addElimination(sequence, rhs, solution);
      sequence.add(
        'addEliminated',
        p.nodes,
        scalars.c,
        p.eliminated,
        at === 0 && this.leftFoil ? 1 : 0,
        w.subarray(3 * at),
      );
    }
    sequence.add('solveBlocks', count, blocks.lower, blocks.diagonal, blocks.upper, w);
    const last = 3 * (count - 1);
    sequence.add(
      'solveBorder',
      scalars.change,
      rhs.subarray(this.currentAt),
      scalars.byVoltage,
      scalars.byConcentration,
      w.subarray(last),
      w.subarray(last + (this.rightFoil ? 1 : 2)),
      scalars.pivot,
    );
    sequence.add(
      'scatterCells',
      count,
      w,
      border,
      scalars.change,
      solution.subarray(cAt),
      solution.subarray(phiEAt),
      solution.subarray(phiSAt),
    );
    for (const p of this.populations) {
      const at = this.firstNode(p);
      sequence.add(
        'takeDrives',
        p.nodes,
        solution.subarray(cAt + at),
        solution.subarray(phiEAt + at),
        solution.subarray(phiSAt + at),
        p.driveC,
        p.drivePhi,
      );
      p.addSubstitution(sequence, scalars.c, solution);
    }
    return sequence;
  }

  makeInitialState(stoichiometry: readonly number[], temperature: number): Float64Array {
    const y = new Float64Array(this.size);
    y.fill(1, this.cAt, this.cAt + this.count);
    y[this.temperatureAt] = temperature;
    const potentials = { negative: 0, positive: 0 };
    this.populations.forEach((p, k) => {
      const x = stoichiometry[k];
      y.fill(x, p.shellsAt, p.shellsAt + p.nodes * p.shells);
      for (let i = 0; i < p.nodes; i++) y.set(p.kinetics.initial, p.quantitiesAt + i * p.kinetics.quantities);
      if (this.populations.findIndex((q) => q.electrode === p.electrode) === k)
        potentials[p.electrode] = p.kinetics.openCircuitAt(x, temperature);
    });
    this.forgetTemperature();
    if (this.foilAgeing) y.set(this.foilAgeing.initial, this.foilAt);
    y.fill(-potentials.negative, this.phiEAt, this.phiEAt + this.count);
    const { negative, separator } = this.cells;
    y.fill(potentials.positive - potentials.negative, this.phiSAt + negative + separator, this.phiSAt + this.count);
    return y;
  }

  evaluate(t: number, y: Float64Array, out: Float64Array): void {
    this.take(y);
    this.evaluation.run();
    this.balances.run();
    const { rates, state, phiEAt } = this;
    const T = state[this.temperatureAt];
    const i0 = state[this.currentAt];
    if (this.leftFoil) rates[phiEAt] = this.leftFoilState(i0, state[this.cAt], state, T).potential - state[phiEAt];
    rates[this.chargeAt] = -i0;
    rates[this.temperatureAt] = this.thermal ? this.heatingRate(state, T) : 0;
    this.fillSharedRates(state, rates, T);
    rates[this.currentAt] = evaluateControl(this.control, t, i0, this.voltage(state), 0, this.cell.area).residual;
    if (out !== rates) out.set(rates);
  }

  linearise(t: number, y: Float64Array): void {
    this.atLinearisation.set(y);
    this.take(y);
    this.linearisation.run();
    const i = y[this.currentAt];
    const T = y[this.temperatureAt];
    if (this.leftFoil) {
      const at = (current: number, c: number): number => this.leftFoilState(current, c, y, T).potential;
      this.leftSlopes = differences(at, i, y[this.cAt], this.scale[this.currentAt]);
    }
    if (this.rightFoil) {
      const last = this.count - 1;
      const at = (current: number, c: number): number =>
        -this.rightFoil!.evaluate(-current, c, this.transport, last, T, 0).potential;
      this.voltageSlopes = { ...differences(at, i, y[this.cAt + last], this.scale[this.currentAt]), byPotential: 1 };
    } else this.voltageSlopes = { byCurrent: this.wallDrop(), byConcentration: 0, byPotential: 1 };
    this.voltageSlopes.byCurrent -= this.cell.contactResistance * this.cell.area;
    const control = evaluateControl(this.control, t, i, this.voltage(y), this.voltageSlopes.byCurrent, this.cell.area);
    this.controlSlopes = control;
  }

  private leftFoilState(current: number, c: number, y: Float64Array, T: number): ReturnType<LithiumFoil['evaluate']> {
    const film = this.foilAgeing?.applyShape(y, this.foilAt, this.sharedValues(y)) ?? {
      filmResistance: 0,
      exchangeRatio: 1,
    };
    return this.leftFoil!.evaluate(current, c, this.transport, 0, T, film.filmResistance, film.exchangeRatio);
  }

  /** [ohm m2] minus half a mesh cell of solid at the positive collector. */
  private wallDrop(): number {
    const electrode = this.cell.positive as PorousElectrode;
    return -this.transport.width[this.count - 1] / (2 * electrode.conductivity * this.solidRatio[this.count - 1]);
  }

  protected electrodeCells(side: 'negative' | 'positive'): { first: number; count: number } {
    const { negative, separator } = this.cells;
    return { first: side === 'negative' ? 0 : negative + separator, count: this.cells[side] };
  }

  protected setSolid(side: 'negative' | 'positive', ratio: Float64Array): void {
    const { first, count } = this.electrodeCells(side);
    let changed = false;
    for (let k = 0; k < count; k++) {
      changed ||= Math.abs(this.solidRatio[first + k] - ratio[k]) > 1e-9;
      this.solidRatio[first + k] = ratio[k];
    }
    if (changed) this.fillSolidConductance();
  }

  private fillSolidConductance(): void {
    const { negative, separator } = this.cells;
    const { width } = this.transport;
    const { solidRatio } = this;
    for (let f = 0; f <= this.count; f++) {
      const inNegative = f < negative;
      const inPositive = f > negative + separator && f < this.count;
      const electrode = (inNegative ? this.cell.negative : this.cell.positive) as PorousElectrode;
      if (f === 0 && negative > 0) this.solidConductance[0] = (2 * electrode.conductivity * solidRatio[0]) / width[0];
      else if ((inNegative && f > 0) || inPositive)
        this.solidConductance[f] =
          (2 * electrode.conductivity) / (width[f - 1] / solidRatio[f - 1] + width[f] / solidRatio[f]);
    }
  }

  private fillSharedRates(y: Float64Array, out: Float64Array, T: number): void {
    const { names, scales } = this.shared;
    for (let g = 0; g < names.length; g++) {
      let sum = 0;
      for (const p of this.populations) {
        const at = this.firstNode(p);
        for (let i = 0; i < p.nodes; i++) sum += p.kinetics.feeds[i * names.length + g] * this.transport.width[at + i];
      }
      out[this.sharedAt + g] = sum / scales[g];
    }
    if (this.foilAgeing && this.leftFoil) {
      const foil = this.leftFoilState(y[this.currentAt], y[this.cAt], y, T);
      this.foilAgeing.fillRates(
        y,
        this.foilAt,
        this.sharedValues(y),
        y[this.currentAt],
        foil,
        T,
        out,
        this.sharedAt,
        scales,
      );
    }
  }

  /** [K/s] lumped energy balance: reversible, reaction, ohmic and contact heat against cooling. */
  private heatingRate(y: Float64Array, T: number): number {
    const { cell, transport, count: N, phiEAt, solidFlux } = this;
    let heat = 0;
    for (const p of this.populations) {
      const at = this.firstNode(p);
      const { kinetics } = p;
      for (let i = 0; i < p.nodes; i++) {
        const loss = p.gap[i] - kinetics.openCircuit[i];
        const surface = p.material.surfaceArea * kinetics.areaRatio[i] * kinetics.activeShare[i];
        const intercalation = surface * p.j[i] * (loss + T * kinetics.entropic[i]);
        heat += (intercalation + surface * kinetics.sideHeat[i]) * transport.width[at + i];
      }
    }
    for (let i = 0; i < N - 1; i++) heat += transport.current[i] * (y[phiEAt + i] - y[phiEAt + i + 1]);
    for (let f = 0; f < N; f++)
      if (this.solidConductance[f] > 0) heat += (solidFlux[f] * solidFlux[f]) / this.solidConductance[f];
    const i0 = y[this.currentAt];
    if (!this.rightFoil) heat -= i0 * i0 * this.wallDrop();
    else heat += i0 * (y[phiEAt + N - 1] - this.voltage(y) - i0 * cell.contactResistance * cell.area);
    if (this.leftFoil) heat -= i0 * y[phiEAt];
    heat += i0 * i0 * cell.contactResistance * cell.area;
    const { heatCapacity, surface, heatTransferCoefficient } = cell.thermal!;
    return (heat * cell.area - heatTransferCoefficient * surface * (T - this.ambient)) / heatCapacity;
  }

  /** Mesh cell at which an electrode begins. */
  firstNode(p: Population): number {
    return p.electrode === 'negative' ? 0 : this.cells.negative + this.cells.separator;
  }

  /** Whether a mesh cell lies in an electrode. */
  hasSolid(i: number): boolean {
    return i < this.cells.negative || i >= this.cells.negative + this.cells.separator;
  }

  factorise(c: number): void {
    const { scalars, controlSlopes } = this;
    scalars.c[0] = c;
    this.factorisation.run();
    scalars.byVoltage[0] = controlSlopes.byVoltage;
    scalars.byConcentration[0] = this.voltageSlopes.byConcentration;
    scalars.pivot[0] = -controlSlopes.byCurrent + controlSlopes.byVoltage * this.voltageChange(this.border);
  }

  /** Change of the voltage with the nodes' unknowns. */
  private voltageChange(w: Float64Array): number {
    const o = 3 * (this.count - 1);
    return this.rightFoil ? this.voltageSlopes.byConcentration * w[o] + w[o + 1] : w[o + 2];
  }

  solve(given: Float64Array, out: Float64Array): void {
    const { rhs, solution, scalars } = this;
    if (given !== rhs) rhs.set(given);
    this.elimination.run();
    const change = scalars.change[0];
    solution[this.currentAt] = change;
    solution[this.chargeAt] = rhs[this.chargeAt] - scalars.c[0] * change;
    for (let k = this.temperatureAt; k < this.phiEAt; k++) solution[k] = rhs[k];
    if (out !== solution) out.set(solution);
  }

  /** [1] smallest concentration of salt over the initial one. */
  lowestConcentration(y: Float64Array): number {
    let lowest = this.saltMargin(y);
    for (let i = 0; i < this.count; i++) lowest = Math.min(lowest, y[this.cAt + i]);
    return lowest;
  }

  /** At lithium metal the current has nowhere else to go; in electrodes it leaves the places without salt. */
  saltMargin(y: Float64Array): number {
    const { transport, count } = this;
    const atFoil = (foil: LithiumFoil, sign: number, cell: number): number =>
      foil.evaluate(sign * y[this.currentAt], y[this.cAt + cell], transport, cell, y[this.temperatureAt], 0)
        .concentration / transport.concentrationScale;
    let lowest = 1;
    if (this.leftFoil) lowest = Math.min(lowest, atFoil(this.leftFoil, 1, 0));
    if (this.rightFoil) lowest = Math.min(lowest, atFoil(this.rightFoil, -1, count - 1));
    return lowest;
  }

  /** [V] */
  voltage(y: Float64Array): number {
    const i0 = y[this.currentAt];
    const N = this.count;
    const series = -i0 * this.cell.contactResistance * this.cell.area;
    if (!this.rightFoil) return y[this.phiSAt + N - 1] + i0 * this.wallDrop() + series;
    const foil = this.rightFoil.evaluate(-i0, y[this.cAt + N - 1], this.transport, N - 1, y[this.temperatureAt], 0);
    return y[this.phiEAt + N - 1] - foil.potential + series;
  }

  inspect(y: Float64Array): CellView {
    const c = y.slice(this.cAt, this.cAt + this.count).map((v) => v * this.transport.concentrationScale);
    this.take(y);
    this.evaluation.run();
    const { width, porosity } = this.transport;
    let salt = 0;
    for (let i = 0; i < this.count; i++) salt += c[i] * width[i] * porosity[i] * this.cell.area;
    return {
      concentration: c,
      porosity: porosity.slice(),
      salt,
      materials: this.populations.map((p) => {
        const at = this.firstNode(p);
        const { thickness } = this.cell[p.electrode] as PorousElectrode;
        return viewMaterial(
          p,
          y,
          this.cell,
          width.subarray(at, at + p.nodes).map((w) => w / thickness),
        );
      }),
      ...this.viewAgeing(y),
    };
  }
}

/** Central differences of a potential by current and by scaled concentration. */
function differences(
  f: (i: number, c: number) => number,
  i: number,
  c: number,
  scale: number,
): { byCurrent: number; byConcentration: number } {
  const di = 1e-4 * Math.max(Math.abs(i), 1e-2 * scale);
  const dc = 1e-5 * c;
  return {
    byCurrent: (f(i + di, c) - f(i - di, c)) / (2 * di),
    byConcentration: (f(i, c + dc) - f(i, c - dc)) / (2 * dc),
  };
}
