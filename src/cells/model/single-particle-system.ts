import { FARADAY, InputError } from '../../core/index.js';
import { IntegratorSpace } from '../../num/ode/index.js';
import { Sequence } from '../../num/sequence.js';
import type { SolverMemory } from '../../num/solver-memory.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { Cell, Electrolyte, PorousElectrode } from '../parameters/cell.js';
import { balanceWeights } from './balance-weights.js';
import type { CellSystemOptions, CellView, SharedState } from './cell-system.js';
import { chooseFoilGrading, chooseParticleGrading } from './choose-grading.js';
import { evaluateControl } from './control.js';
import { ElectrolyteTransport } from './electrolyte-transport.js';
import { collectShared, FoilAgeing } from './foil-ageing.js';
import { LithiumFoil } from './lithium-foil.js';
import { Population } from './population.js';
import { PopulationSystem } from './population-system.js';
import { viewMaterial } from './view-material.js';

/** An electrolyte that is never asked for anything but its place: single-particle files have none. */
const NO_ELECTROLYTE: Electrolyte = {
  initialConcentration: 1000,
  diffusivity: { kind: 'number', value: 1 },
  conductivity: { kind: 'number', value: 1 },
  transferenceNumber: { kind: 'number', value: 0 },
  thermodynamicFactor: { kind: 'number', value: 1 },
};

/**
 * Single-particle models: one particle for each material. With `electrolyte`, the composite form of the SPMe (Brosa
 * Planella et al., Electrochim. Acta 388 (2021) 138524, doi:10.1016/j.electacta.2021.138524): diffusion of salt along x
 * driven by a uniform reaction, and closed forms for the losses in the electrolyte and in the solid; without, the SPM
 * (Marquis et al., doi:10.1149/2.0341915jes).
 */
export class SingleParticleSystem extends PopulationSystem {
  readonly space: IntegratorSpace;
  readonly size: number;
  readonly mass: Float64Array;
  readonly scale: Float64Array;
  readonly importance: Float64Array;
  readonly populations: Population[];
  readonly shared: SharedState;
  readonly kind: 'spm' | 'spme';
  readonly mechanisms: readonly Mechanism[];
  readonly thermal: boolean;
  /** [1] mesh cells along x in each layer. */
  readonly nodes: { negative: number; separator: number; positive: number };
  // Places in the state vector.
  readonly cAt: number;
  readonly chargeAt: number;
  readonly temperatureAt: number;
  readonly sharedAt: number;
  readonly foilAt: number;
  readonly gapAt: { negative: number; positive: number };
  readonly currentAt: number;
  private readonly withElectrolyte: boolean;
  protected readonly transport: ElectrolyteTransport;
  readonly foilAgeing?: FoilAgeing;
  private readonly foil?: LithiumFoil;
  private readonly count: number;
  /** [1] (count + 1) share of the current that the electrolyte carries at each face. */
  private readonly profile: Float64Array;
  private readonly ones: Float64Array;
  private readonly atLinearisation: Float64Array;
  /** Where the kernel finds a state, with a zero behind it, its rates, a right-hand side and its solution. */
  protected readonly state: Float64Array;
  private readonly rates: Float64Array;
  private readonly rhs: Float64Array;
  private readonly solution: Float64Array;
  /** [s] step factor. */
  private readonly stepFactor: Float64Array;
  private readonly evaluation: Sequence;
  private readonly particleRates: Sequence;
  private readonly linearisation: Sequence;
  private readonly factorisation: Sequence;
  private readonly elimination: Sequence;
  private readonly substitution: Sequence;
  /** [m] of each electrode. */
  private readonly thickness: { negative: Float64Array; positive: Float64Array };
  private readonly pivot: Float64Array;
  private readonly below: Float64Array;
  /** [1] of the solids' conductivities against fresh. */
  private readonly solidRatio = { negative: 1, positive: 1 };
  private readonly above: Float64Array;
  private readonly columns: { rhs: Float64Array; current: Float64Array };
  private voltageByCurrent = 0;
  private voltageByConcentration: Float64Array;
  private controlSlopes = { byCurrent: 0, byVoltage: 0 };

  constructor(
    memory: SolverMemory,
    cell: Cell,
    kind: 'spm' | 'spme',
    options: CellSystemOptions,
    mechanisms: readonly Mechanism[] = [],
  ) {
    super(cell);
    if (cell.positive.kind === 'lithium')
      throw new InputError('a lithium-lithium cell has no particles', { hint: 'use --model dfn' });
    this.kind = kind;
    this.mechanisms = mechanisms;
    this.withElectrolyte = kind === 'spme';
    if (this.withElectrolyte && (!cell.electrolyte || !cell.separator))
      throw new InputError('the file describes single particles only: it has no electrolyte', {
        hint: 'use --model spm',
      });
    this.thermal = options.thermal === 'lumped';
    if (this.thermal && !cell.thermal)
      throw new InputError(
        'a lumped thermal model needs volume, density, specific heat capacity and external surface area',
      );
    const n = this.withElectrolyte ? options.nodes : 1;
    const { negative, positive } = cell;
    const separator = cell.separator ?? { thickness: 1, porosity: 1, transportEfficiency: 1 };
    this.nodes = { negative: negative.kind === 'porous' ? n : 0, separator: n, positive: n };
    const full = options.density ?? cell.nominalCapacity / 3600 / cell.area;
    const layers = [
      ...(negative.kind === 'porous' ? [{ layer: negative, cells: n }] : []),
      { layer: separator, cells: n, grading: negative.kind === 'lithium' ? chooseFoilGrading(cell, n, full) : 0 },
      { layer: positive, cells: n },
    ];
    const electrolyte = cell.electrolyte ?? NO_ELECTROLYTE;
    this.transport = new ElectrolyteTransport(memory, electrolyte, layers);
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
            1,
            options.shells,
            electrolyte.initialConcentration,
            mechanisms.filter((x) => x.electrode === side),
            names,
            {
              samples: n,
              grading:
                options.particleGrading ??
                chooseParticleGrading(m, electrode, options.shells, full, cell.initialTemperature),
            },
          ),
      );
    this.populations = [
      ...(negative.kind === 'porous' ? make(negative, 'negative') : []),
      ...make(positive, 'positive'),
    ];
    if (negative.kind === 'lithium') {
      this.foil = new LithiumFoil(memory, negative);
      this.foilAgeing = new FoilAgeing(
        mechanisms.filter((m) => m.electrode === 'negative'),
        names,
      );
    }
    let at = 0;
    const reserve = (length: number): number => {
      at += length;
      return at - length;
    };
    for (const p of this.populations) p.shellsAt = reserve(p.shells);
    for (const p of this.populations) p.quantitiesAt = reserve(p.kinetics.quantities);
    this.cAt = reserve(N);
    this.chargeAt = reserve(1);
    this.temperatureAt = reserve(1);
    this.sharedAt = reserve(names.length);
    this.foilAt = reserve(this.foilAgeing?.quantities ?? 0);
    const algebraic = at;
    for (const p of this.populations) p.currentAt = reserve(1);
    this.gapAt = { negative: reserve(1), positive: reserve(1) };
    this.currentAt = reserve(1);
    this.size = at;
    this.mass = new Float64Array(at).fill(1, 0, algebraic);
    const { width, porosity } = this.transport;
    for (let i = 0; i < N; i++)
      this.mass[this.cAt + i] = FARADAY * electrolyte.initialConcentration * porosity[i] * width[i];
    const density = cell.nominalCapacity / 3600 / cell.area;
    this.scale = new Float64Array(at).fill(1);
    this.scale[this.chargeAt] = density * 3600;
    this.scale[this.currentAt] = density;
    for (const p of this.populations)
      this.scale[p.currentAt] = density / (p.material.surfaceArea * (cell[p.electrode] as PorousElectrode).thickness);
    this.importance = balanceWeights(at, [this.cAt, this.cAt + N, at]);
    this.profile = this.makeProfile();
    this.ones = new Float64Array(N).fill(1);
    this.atLinearisation = memory.doubles(at);
    this.state = memory.doubles(at + 1);
    [this.rates, this.rhs, this.solution] = Array.from({ length: 3 }, () => memory.doubles(at));
    this.stepFactor = memory.number(0);
    this.thickness = {
      negative: memory.number(negative.kind === 'porous' ? negative.thickness : 0),
      positive: memory.number(positive.thickness),
    };
    [this.pivot, this.below, this.above, this.voltageByConcentration] = Array.from(
      { length: 4 },
      () => new Float64Array(N),
    );
    this.columns = { rhs: new Float64Array(N), current: new Float64Array(N) };
    this.space = new IntegratorSpace(memory, this);
    const sequence = (fill: (s: Sequence, p: Population) => void, from = new Sequence(memory)): Sequence => {
      for (const p of this.populations) fill(from, p);
      return from.close();
    };
    this.evaluation = this.addEvaluation(new Sequence(memory)).close();
    this.particleRates = sequence((s, p) => p.addRates(s, this.state, this.rates));
    const slopes = this.addEvaluation(new Sequence(memory));
    if (this.withElectrolyte)
      this.transport.addSlopes(slopes, this.state.subarray(this.cAt), this.state.subarray(this.cAt));
    this.linearisation = sequence((s, p) => p.addSlopes(s), slopes);
    this.factorisation = sequence((s, p) =>
      p.addFactors(s, this.atLinearisation, this.stepFactor, this.thickness[p.electrode]),
    );
    this.elimination = sequence((s, p) => p.addElimination(s, this.rhs, this.solution));
    this.substitution = sequence((s, p) => p.addSubstitution(s, this.stepFactor, this.solution));
  }

  private addEvaluation(sequence: Sequence): Sequence {
    const { state, cAt, nodes } = this;
    if (this.withElectrolyte) this.transport.add(sequence, state.subarray(cAt), state.subarray(cAt));
    const first = { negative: cAt, positive: cAt + nodes.negative + nodes.separator };
    // A population takes the electrolyte's potential from the state too; here it is the zero kept behind it.
    for (const p of this.populations)
      p.add(sequence, state, first[p.electrode], this.size, this.gapAt[p.electrode], this.shared.values);
    return sequence;
  }

  private makeProfile(): Float64Array {
    const { negative, separator, positive } = this.nodes;
    return Float64Array.from({ length: this.count + 1 }, (_, f) => {
      if (negative > 0 && f < negative) return f / negative;
      const inPositive = f - negative - separator;
      return inPositive > 0 ? 1 - inPositive / positive : 1;
    });
  }

  makeInitialState(stoichiometry: readonly number[], temperature: number): Float64Array {
    const y = new Float64Array(this.size);
    y.fill(1, this.cAt, this.cAt + this.count);
    y[this.temperatureAt] = temperature;
    this.populations.forEach((p, k) => {
      y.fill(stoichiometry[k], p.shellsAt, p.shellsAt + p.shells);
      y.set(p.kinetics.initial, p.quantitiesAt);
      y[this.gapAt[p.electrode]] = p.kinetics.openCircuitAt(stoichiometry[k], temperature);
    });
    this.forgetTemperature();
    if (this.foilAgeing) y.set(this.foilAgeing.initial, this.foilAt);
    return y;
  }

  evaluate(t: number, y: Float64Array, to: Float64Array): void {
    this.run(y, this.evaluation);
    this.particleRates.run();
    const { rates: out } = this;
    const i0 = y[this.currentAt];
    const T = y[this.temperatureAt];
    const { transport, count: N, cAt } = this;
    const balance = { negative: -i0, positive: i0 };
    for (const p of this.populations) {
      balance[p.electrode] += p.kinetics.source[0] * (this.cell[p.electrode] as PorousElectrode).thickness;
    }
    out[this.gapAt.negative] = this.foil ? -y[this.gapAt.negative] : balance.negative;
    out[this.gapAt.positive] = balance.positive;
    const scale = FARADAY * transport.concentrationScale;
    for (let i = 0; i < N; i++) out[cAt + i] = this.withElectrolyte ? (this.profile[i + 1] - this.profile[i]) * i0 : 0;
    if (this.withElectrolyte) {
      if (this.foil) out[cAt] += i0 * this.profile[0];
      for (let f = 0; f + 1 < N; f++) {
        const flux =
          this.faceConductance(f) * scale * (y[cAt + f] - y[cAt + f + 1]) +
          0.5 * (transport.transference[f] + transport.transference[f + 1]) * i0 * this.profile[f + 1];
        out[cAt + f] -= flux;
        out[cAt + f + 1] += flux;
      }
    }
    out[this.chargeAt] = -i0;
    out[this.temperatureAt] = this.thermal ? this.heatingRate(y, T) : 0;
    this.fillSharedRates(y, out, T);
    out[this.currentAt] = evaluateControl(this.control, t, i0, this.voltage(y), 0, this.cell.area).residual;
    to.set(out);
  }

  private faceConductance(f: number): number {
    const { width, diffusivity } = this.transport;
    return 2 / (width[f] / diffusivity[f] + width[f + 1] / diffusivity[f + 1]);
  }

  private fillSharedRates(y: Float64Array, out: Float64Array, T: number): void {
    const { names, scales } = this.shared;
    for (let g = 0; g < names.length; g++) {
      out[this.sharedAt + g] =
        this.populations.reduce(
          (sum, p) => sum + p.kinetics.feeds[g] * (this.cell[p.electrode] as PorousElectrode).thickness,
          0,
        ) / scales[g];
    }
    if (this.foil && this.foilAgeing) {
      this.foilAgeing.fillRates(
        y,
        this.foilAt,
        this.sharedValues(y),
        y[this.currentAt],
        this.foilState(y, y[this.currentAt]),
        T,
        out,
        this.sharedAt,
        scales,
      );
    }
  }

  /** Runs a row of calls at a state. */
  private run(y: Float64Array, sequence: Sequence): void {
    this.take(y);
    sequence.run();
  }

  private foilState(y: Float64Array, i: number): ReturnType<LithiumFoil['evaluate']> {
    const film = this.foilAgeing!.applyShape(y, this.foilAt, this.sharedValues(y));
    if (!this.withElectrolyte) {
      const concentration = this.transport.concentrationScale;
      return {
        potential: 0,
        overpotential: this.foil!.computeOverpotential(i, concentration, y[this.temperatureAt], film.exchangeRatio),
        concentration,
      };
    }
    return this.foil!.evaluate(
      i,
      y[this.cAt],
      this.transport,
      0,
      y[this.temperatureAt],
      film.filmResistance,
      film.exchangeRatio,
    );
  }

  /** [ohm m2] charge-transfer resistance of a half cell's lithium foil at a state. */
  foilResistance(y: Float64Array): number | undefined {
    if (!this.foil) return undefined;
    const i = y[this.currentAt];
    const { concentration } = this.foilState(y, i);
    const { exchangeRatio } = this.foilAgeing!.applyShape(y, this.foilAt, this.sharedValues(y));
    return this.foil.chargeTransferResistance(i, concentration, y[this.temperatureAt], exchangeRatio);
  }

  /** [V] what lies between the particles' potentials and the terminals, contact resistance included. */
  private losses(y: Float64Array, i: number): number {
    const { cell, transport, nodes, cAt } = this;
    let drop = -i * cell.contactResistance * cell.area;
    if (!this.withElectrolyte) {
      if (this.foil) {
        const state = this.foilState(y, i);
        drop -=
          state.overpotential +
          i *
            ((cell.negative as { filmResistance: number }).filmResistance +
              this.foilAgeing!.applyShape(y, this.foilAt, this.sharedValues(y)).filmResistance);
      }
      return drop;
    }
    const T = y[this.temperatureAt];
    let thickness = 0;
    let mean = 0;
    for (let k = 0; k < this.count; k++) {
      mean += y[cAt + k] * transport.width[k];
      thickness += transport.width[k];
    }
    mean /= thickness;
    const { conductivity, chi } = transport.propertiesAt(mean, T);
    const average = (from: number, length: number): number => {
      let sum = 0;
      for (let k = from; k < from + length; k++) sum += Math.log(y[cAt + k] / mean);
      return sum / length;
    };
    const positive = cell.positive as PorousElectrode;
    const separator = cell.separator!;
    const positiveLog = average(nodes.negative + nodes.separator, nodes.positive);
    drop -=
      (i / conductivity) *
      (separator.thickness / separator.transportEfficiency +
        positive.thickness / (3 * transport.efficiency[this.count - 1]));
    drop -= (i * positive.thickness) / (3 * positive.conductivity * this.solidRatio.positive);
    if (this.foil) {
      const state = this.foilState(y, i);
      drop += chi * (positiveLog - Math.log(state.concentration / (mean * transport.concentrationScale)));
      drop -=
        state.overpotential +
        i *
          ((cell.negative as { filmResistance: number }).filmResistance +
            this.foilAgeing!.applyShape(y, this.foilAt, this.sharedValues(y)).filmResistance);
    } else {
      const negative = cell.negative as PorousElectrode;
      drop += chi * (positiveLog - average(0, nodes.negative));
      drop -= (i / conductivity) * (negative.thickness / (3 * transport.efficiency[0]));
      drop -= (i * negative.thickness) / (3 * negative.conductivity * this.solidRatio.negative);
    }
    return drop;
  }

  protected electrodeCells(side: 'negative' | 'positive'): { first: number; count: number } {
    const { negative, separator } = this.nodes;
    return {
      first: side === 'negative' ? 0 : negative + separator,
      count: this.withElectrolyte ? this.nodes[side] : 0,
    };
  }

  protected setSolid(side: 'negative' | 'positive', ratio: Float64Array): void {
    this.solidRatio[side] = ratio[0];
  }

  /** [K/s] */
  private heatingRate(y: Float64Array, T: number): number {
    const { cell } = this;
    let heat = 0;
    for (const p of this.populations) {
      const { kinetics } = p;
      const surface = p.material.surfaceArea * kinetics.areaRatio[0] * kinetics.activeShare[0];
      const intercalation = p.j[0] * (p.gap[0] - kinetics.openCircuit[0] + T * kinetics.entropic[0]);
      heat += surface * (intercalation + kinetics.sideHeat[0]) * (cell[p.electrode] as PorousElectrode).thickness;
    }
    heat -= y[this.currentAt] * this.losses(y, y[this.currentAt]);
    const { heatCapacity, surface, heatTransferCoefficient } = cell.thermal!;
    return (heat * cell.area - heatTransferCoefficient * surface * (T - this.ambient)) / heatCapacity;
  }

  linearise(t: number, y: Float64Array): void {
    this.atLinearisation.set(y);
    this.run(y, this.linearisation);
    const i = y[this.currentAt];
    const h = 1e-4 * Math.max(Math.abs(i), 1e-2 * this.scale[this.currentAt]);
    this.voltageByCurrent = (this.losses(y, i + h) - this.losses(y, i - h)) / (2 * h);
    if (this.control.mode !== 'current') {
      const moved = y.slice();
      const base = this.losses(y, i);
      for (let k = 0; k < this.count; k++) {
        const before = moved[this.cAt + k];
        moved[this.cAt + k] = before * (1 + 1e-6);
        this.voltageByConcentration[k] = (this.losses(moved, i) - base) / (before * 1e-6);
        moved[this.cAt + k] = before;
      }
      this.run(y, this.linearisation);
    }
    this.controlSlopes = evaluateControl(this.control, t, i, this.voltage(y), this.voltageByCurrent, this.cell.area);
  }

  factorise(c: number): void {
    const { transport, count: N, pivot, below, above, atLinearisation: y, cAt } = this;
    this.stepFactor[0] = c;
    const scale = FARADAY * transport.concentrationScale;
    for (let i = 0; i < N; i++) {
      pivot[i] = this.mass[cAt + i];
      below[i] = above[i] = 0;
    }
    if (this.withElectrolyte) {
      for (let f = 0; f + 1 < N; f++) {
        const g = this.faceConductance(f) * scale;
        const [da, db] = transport.diffusionSlopes(f, y[cAt + f] - y[cAt + f + 1]);
        const i0 = y[this.currentAt] * this.profile[f + 1];
        const ta = g + da + 0.5 * transport.transferenceSlope(f) * i0;
        const tb = -g + db + 0.5 * transport.transferenceSlope(f + 1) * i0;
        pivot[f] += c * ta;
        above[f] += c * tb;
        below[f + 1] -= c * ta;
        pivot[f + 1] -= c * tb;
      }
      for (let i = 1; i < N; i++) {
        below[i] /= pivot[i - 1];
        pivot[i] -= below[i] * above[i - 1];
      }
    }
    this.factorisation.run();
  }

  private solveConcentration(w: Float64Array): void {
    const { pivot, below, above, count: N } = this;
    for (let i = 1; i < N; i++) w[i] -= below[i] * w[i - 1];
    for (let i = N - 1; i >= 0; i--) w[i] = (w[i] - (i + 1 < N ? above[i] * w[i + 1] : 0)) / pivot[i];
  }

  solve(given: Float64Array, out: Float64Array): void {
    const { cAt, count: N, transport, columns, nodes, rhs, solution } = this;
    const c = this.stepFactor[0];
    rhs.set(given);
    this.elimination.run();
    // Concentrations follow from the current alone: δc = rhs + current · δi.
    for (let i = 0; i < N; i++) {
      columns.rhs[i] = rhs[cAt + i];
      columns.current[i] = 0;
    }
    if (this.withElectrolyte) {
      for (let i = 0; i < N; i++) columns.current[i] += c * (this.profile[i + 1] - this.profile[i]);
      if (this.foil) columns.current[0] += c * this.profile[0];
      for (let f = 0; f + 1 < N; f++) {
        const t = c * 0.5 * (transport.transference[f] + transport.transference[f + 1]) * this.profile[f + 1];
        columns.current[f] -= t;
        columns.current[f + 1] += t;
      }
    }
    this.solveConcentration(columns.rhs);
    if (this.withElectrolyte) this.solveConcentration(columns.current);
    const mean = (w: Float64Array, side: 'negative' | 'positive'): number => {
      const from = side === 'negative' ? 0 : nodes.negative + nodes.separator;
      let sum = 0;
      for (let k = from; k < from + nodes[side]; k++) sum += w[k];
      return sum / nodes[side];
    };
    // Each electrode's potential: δΔφ = gap + gapByCurrent · δi.
    const gap = { negative: 0, positive: 0 };
    const byCurrent = { negative: 0, positive: 0 };
    for (const side of ['negative', 'positive'] as const) {
      if (side === 'negative' && this.foil) {
        gap.negative = rhs[this.gapAt.negative];
        continue;
      }
      const sign = side === 'negative' ? 1 : -1;
      const own = this.populations.filter((p) => p.electrode === side);
      let slope = 0;
      let known = rhs[this.gapAt[side]];
      let current = -sign;
      for (const p of own) {
        slope += p.sourceByPotential[0];
        known += p.eliminated[0] + p.sourceByConcentration[0] * mean(columns.rhs, side);
        current += p.sourceByConcentration[0] * mean(columns.current, side);
      }
      gap[side] = -known / slope;
      byCurrent[side] = -current / slope;
    }
    const alongC = (w: Float64Array): number => {
      if (this.controlSlopes.byVoltage === 0) return 0;
      let sum = 0;
      for (let k = 0; k < N; k++) sum += this.voltageByConcentration[k] * w[k];
      return sum;
    };
    const { byCurrent: gi, byVoltage: gv } = this.controlSlopes;
    const fixed = gap.positive - gap.negative + alongC(columns.rhs);
    const moving = byCurrent.positive - byCurrent.negative + alongC(columns.current);
    const di = -(rhs[this.currentAt] + gv * fixed) / (gi + gv * moving);
    for (let i = 0; i < N; i++) solution[cAt + i] = columns.rhs[i] + columns.current[i] * di;
    for (const side of ['negative', 'positive'] as const) {
      solution[this.gapAt[side]] = gap[side] + byCurrent[side] * di;
    }
    for (const p of this.populations) {
      p.driveC[0] = mean(columns.rhs, p.electrode) + mean(columns.current, p.electrode) * di;
      p.drivePhi[0] = solution[this.gapAt[p.electrode]];
    }
    this.substitution.run();
    solution[this.currentAt] = di;
    solution[this.chargeAt] = rhs[this.chargeAt] - c * di;
    for (let k = this.temperatureAt; k < this.populations[0].currentAt; k++) solution[k] = rhs[k];
    out.set(solution);
  }

  voltage(y: Float64Array): number {
    return y[this.gapAt.positive] - y[this.gapAt.negative] + this.losses(y, y[this.currentAt]);
  }

  lowestConcentration(y: Float64Array): number {
    let lowest = 1;
    for (let i = 0; i < this.count; i++) lowest = Math.min(lowest, y[this.cAt + i]);
    return lowest;
  }

  /** The reaction is even along x by assumption, wherever salt is left. */
  saltMargin(y: Float64Array): number {
    return this.withElectrolyte ? this.lowestConcentration(y) : 1;
  }

  readonly outsideSalt =
    'SPMe lets the reaction go on evenly there, which is outside its validity: the porous-electrode model (dfn) goes on elsewhere in the electrode';

  inspect(y: Float64Array): CellView {
    this.run(y, this.evaluation);
    const { transport, cell } = this;
    const c = this.withElectrolyte
      ? y.slice(this.cAt, this.cAt + this.count).map((v) => v * transport.concentrationScale)
      : new Float64Array(0);
    return {
      concentration: c,
      porosity: this.withElectrolyte ? transport.porosity.slice() : new Float64Array(0),
      salt: c.reduce((sum, v, i) => sum + v * transport.width[i] * transport.porosity[i] * cell.area, 0),
      materials: this.populations.map((p) => viewMaterial(p, y, cell, this.ones.subarray(0, 1))),
      ...this.viewAgeing(y),
    };
  }
}
