import { InputError } from '../../core/index.js';
import { type CellNumbers, cellOfMetric, type CrystalModel, massOfCell, metricOf } from './crystal-model.js';
import { addAxial } from './axial-divergence.js';
import { type FormFactorChoice, type OccupancyMode, PhaseFactors, type PhaseState } from './phase-factors.js';
import { addPeak, addPeakWithDerivatives, makePeakRoom, mixWidths, type PeakRoom } from './pseudo-voigt.js';
import type { Radiation } from './radiation.js';
import { listReflections, type Reflections } from './reflections.js';
import { makeHarmonicTexture, makeMarchDollase, type Texture } from './texture.js';

/** One phase of a pattern. */
export interface PhaseSpec {
  model: CrystalModel;
  /** [Å2] start of each site's isotropic displacement */
  u: readonly number[];
  modes: readonly OccupancyMode[];
  /** Planes that lie flat, for March–Dollase. */
  axis: readonly [number, number, number];
  /** Highest order of harmonics that stand in place of March–Dollase. */
  harmonics?: number;
  /** Sites with anisotropic displacement. */
  anisotropic?: readonly number[];
  /** Intensities free of a structure (Le Bail). */
  structureless?: boolean;
}

/** What a pattern is computed from. */
export interface PatternSpec {
  /** [deg] (n) rising */
  angles: Float64Array;
  radiation: Radiation;
  phases: readonly PhaseSpec[];
  formFactors: FormFactorChoice;
  /** Chebyshev coefficients of the background */
  background: number;
  /** [deg] and [deg]: centre and width of an amorphous hump */
  hump?: { centre: number; width: number };
  /** [1] half-width of a peak's window in units of its width (default 30) */
  reach?: number;
  /**
   * [counts] usual noise of a point: tails below a hundredth of it are summed on a coarser axis, and have no
   * derivatives
   */
  noise?: number;
  /** [deg] extra Gaussian width of every peak: how the data were smoothed */
  smoothing?: number;
}

/** A number of the model that may be refined. */
export interface Parameter {
  id: string;
  /** As a person reads it. */
  label: string;
  value: number;
  lower: number;
  upper: number;
  /** Index of the phase, where it belongs to one. */
  phase?: number;
}

/** One reflection as computed. */
export interface ComputedReflection {
  phase: number;
  hkl: [number, number, number];
  multiplicity: number;
  /** [Å] */
  spacing: number;
  /** [deg] before zero and displacement */
  bragg: number;
  /** [electrons2] */
  squared: number;
  lorentzPolarisation: number;
  texture: number;
  /** [counts deg] of the first line */
  area: number;
  /** [deg] */
  gauss: number;
  lorentz: number;
}

const DEG = 180 / Math.PI;
/** [deg2] square of the Gaussian width at which U tan²θ + V tan θ + W is 0 */
const LEAST_SQUARE = 1e-6;

interface Phase {
  spec: PhaseSpec;
  reflections: Reflections;
  factors: PhaseFactors;
  state: PhaseState;
  grains: Texture;
  texture: Float64Array;
  textureBy: Float64Array[];
  s2: Float64Array;
  at: {
    scale: number;
    X: number;
    Y: number;
    texture: number[];
    metric: number[];
    u: number[];
    free: number[][];
    tensor: number[][];
    modes: number[];
  };
  /** [counts deg] (n) Le Bail's intensities */
  intensities: Float64Array;
}

/** A powder pattern as a function of its parameters, with analytic derivatives. */
export class PatternModel {
  readonly parameters: Parameter[] = [];
  readonly size: number;
  readonly phases: Phase[];
  private readonly index = new Map<string, number>();
  private readonly chebyshev: Float64Array[];
  private readonly room: PeakRoom;
  /** Points of the coarse axis on which far tails are summed. */
  private readonly coarse: Float64Array;
  private readonly far: Float64Array;
  private readonly each: number;
  private readonly columns: [Float64Array[], Float64Array[]] = [[], []];
  private readonly shared: Record<'zero' | 'displacement' | 'transparency' | 'asymmetry' | 'U' | 'V' | 'W', number>;

  constructor(readonly spec: PatternSpec) {
    const x = spec.angles;
    this.size = x.length;
    const [low, high] = [x[0], x[x.length - 1]];
    this.chebyshev = Array.from({ length: spec.background }, () => new Float64Array(x.length));
    for (let i = 0; i < x.length; i++) {
      const t = (2 * (x[i] - low)) / (high - low) - 1;
      let [before, now] = [1, t];
      for (let k = 0; k < spec.background; k++) {
        this.chebyshev[k][i] = k === 0 ? 1 : now;
        if (k > 0) [before, now] = [now, 2 * t * now - before];
      }
    }
    this.each = Math.max(4, Math.round((0.25 * (x.length - 1)) / (high - low)));
    const picks = Math.ceil((x.length - 1) / this.each) + 1;
    this.coarse = Float64Array.from({ length: picks }, (_, k) => x[Math.min(x.length - 1, k * this.each)]);
    this.far = new Float64Array(picks);
    const add = (id: string, label: string, value: number, lower = -Infinity, upper = Infinity, phase?: number) => {
      this.index.set(id, this.parameters.length);
      this.parameters.push({ id, label, value, lower, upper, ...(phase !== undefined && { phase }) });
    };
    for (let k = 0; k < spec.background; k++) add(`background.${k}`, `background ${k}`, 0);
    add('zero', 'zero', 0, -1, 1);
    add('displacement', 'displacement', 0, -2, 2);
    add('transparency', 'transparency', 0, -1, 1);
    add('U', 'U', 0, -1, 2);
    add('V', 'V', 0, -2, 1);
    add('W', 'W', 0.005, 0, 2);
    add('asymmetry', 'axial divergence', 0, 0, 0.2);
    if (spec.hump) {
      add('hump.area', 'amorphous area', 0, 0);
      add('hump.centre', 'amorphous centre', spec.hump.centre, low, high);
      add('hump.width', 'amorphous width', spec.hump.width, 2, high - low);
    }
    this.room = makePeakRoom(x.length);
    this.shared = {
      zero: this.at('zero'),
      displacement: this.at('displacement'),
      transparency: this.at('transparency'),
      asymmetry: this.at('asymmetry'),
      U: this.at('U'),
      V: this.at('V'),
      W: this.at('W'),
    };
    this.phases = spec.phases.map((phase, p) => this.addPhase(phase, p, add));
  }

  /** Index of a parameter. */
  at(id: string): number {
    const found = this.index.get(id);
    if (found === undefined)
      throw new InputError(`no parameter "${id}"`, { value: id, allowed: [...this.index.keys()] });
    return found;
  }

  /** Whether there is such a parameter. */
  has(id: string): boolean {
    return this.index.has(id);
  }

  /** Parameters of the texture of a phase. */
  textureIds(p: number): string[] {
    return this.phases[p].grains.parameters.map((t) => `${p}.${t.id}`);
  }

  /** Cell of a phase at given parameters. */
  cell(values: ArrayLike<number>, p: number): CellNumbers {
    return cellOfMetric(this.metric(values, p));
  }

  /** [Å⁻²] (6) reciprocal metric of a phase. */
  metric(values: ArrayLike<number>, p: number): Float64Array {
    return metricOf(
      this.spec.phases[p].model.metrics,
      this.phases[p].at.metric.map((k) => values[k]),
    );
  }

  /** [amu Å3] mass of a phase up to a common factor: S · (Z M) · V. */
  weightOf(values: ArrayLike<number>, p: number): number {
    const phase = this.phases[p];
    this.readState(phase, values);
    const sites = phase.spec.model.sites.map((site, s) => ({
      ...site,
      occupants: [...phase.state.occupancies[s]].map(([element, occupancy]) => ({ element, occupancy })),
    }));
    return values[this.at(`${p}.scale`)] * massOfCell(sites) * this.cell(values, p).volume;
  }

  /** Occupancy of each element on each site of a phase. */
  occupancies(values: ArrayLike<number>, p: number): Map<string, number>[] {
    this.readState(this.phases[p], values);
    return this.phases[p].state.occupancies.map((o) => new Map(o));
  }

  /** Every reflection as computed. */
  reflections(values: Float64Array): ComputedReflection[] {
    const out: ComputedReflection[] = [];
    this.phases.forEach((phase, p) => {
      this.prepare(phase, values, p);
      const { hkl, multiplicity } = phase.reflections;
      for (let h = 0; h < multiplicity.length; h++) {
        const { wavelength, weight } = this.spec.radiation.lines[0];
        const sine = (wavelength * Math.sqrt(phase.s2[h]) * 2) / 2;
        if (sine >= 1) continue;
        const theta = Math.asin(sine);
        const lp = this.lorentzPolarisation(theta);
        const { gauss, lorentz } = this.widths(values, phase, theta);
        out.push({
          phase: p,
          hkl: [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]],
          multiplicity: multiplicity[h],
          spacing: 1 / (2 * Math.sqrt(phase.s2[h])),
          bragg: 2 * theta * DEG,
          squared: phase.spec.structureless ? 0 : phase.factors.out.squared[h],
          lorentzPolarisation: lp,
          texture: phase.texture[h],
          area: this.intensity(phase, values, h) * weight * (phase.spec.structureless ? 1 : lp),
          gauss,
          lorentz,
        });
      }
    });
    return out;
  }

  /**
   * Computes the pattern, and where asked its derivatives.
   *
   * @param free indices of parameters whose derivatives are wanted
   * @param J    (free) columns of n; overwritten
   */
  evaluate(values: Float64Array, y: Float64Array, free: readonly number[] = [], J: readonly Float64Array[] = []): void {
    y.fill(0);
    for (const column of J) column.fill(0);
    const slot = new Int32Array(this.parameters.length).fill(-1);
    free.forEach((p, k) => {
      slot[p] = k;
    });
    this.addBackground(values, y, slot, J);
    this.far.fill(0);
    this.phases.forEach((_, p) => this.addPhasePeaks(p, values, y, slot, J));
    this.addTails(y);
  }

  /**
   * Two sets of columns for derivatives, of the size of the pattern: the same at every call, so that a refinement in
   * stages does not ask for tens of megabytes.
   *
   * @param count [1]
   */
  borrowColumns(count: number): [Float64Array[], Float64Array[]] {
    for (const set of this.columns) while (set.length < count) set.push(new Float64Array(this.size));
    return [this.columns[0].slice(0, count), this.columns[1].slice(0, count)];
  }

  /** Background alone. */
  background(values: Float64Array): Float64Array {
    const y = new Float64Array(this.size);
    this.addBackground(values, y, new Int32Array(this.parameters.length).fill(-1), []);
    return y;
  }

  /** Columns by which coefficients of the background are multiplied, (coefficients) of n. */
  backgroundBasis(): Float64Array[] {
    return this.chebyshev.map((column) => column.slice());
  }

  /** Contribution of one phase alone. */
  contribution(values: Float64Array, p: number): Float64Array {
    const y = new Float64Array(this.size);
    this.far.fill(0);
    this.addPhasePeaks(p, values, y, new Int32Array(this.parameters.length).fill(-1), []);
    this.addTails(y);
    return y;
  }

  private addPhase(
    spec: PhaseSpec,
    p: number,
    add: (id: string, label: string, value: number, lower?: number, upper?: number, phase?: number) => void,
  ): Phase {
    const { model } = spec;
    const longest = this.spec.radiation.lines.reduce((m, l) => Math.max(m, l.wavelength), 0);
    const [low, high] = [this.spec.angles[0], this.spec.angles[this.size - 1]];
    // cells may move by 1 % on the way
    const spacing = (longest / (2 * Math.sin(Math.min(high + 2, 179) / 2 / DEG))) * 0.99;
    const metric = metricOf(model.metrics, model.metricAmounts);
    const all = listReflections(model, metric, Math.max(spacing, longest / 2));
    const most = (longest / (2 * Math.sin(Math.max(low - 3, 0.2) / 2 / DEG))) * 1.02;
    const keep = Array.from(all.multiplicity.keys()).filter((h) => spacingOf(all.hkl, h, metric) < most);
    const reflections: Reflections = {
      hkl: Int16Array.from(keep.flatMap((h) => [...all.hkl.subarray(3 * h, 3 * h + 3)])),
      multiplicity: Uint16Array.from(keep, (h) => all.multiplicity[h]),
      families: keep.map((h) => all.families[h]),
    };
    const n = reflections.multiplicity.length;
    const name = model.name;
    add(`${p}.scale`, `${name}: scale`, 1, 0, Infinity, p);
    model.metrics.forEach((_, k) => {
      add(`${p}.metric.${k}`, `${name}: cell ${k + 1}`, model.metricAmounts[k], -Infinity, Infinity, p);
    });
    add(`${p}.X`, `${name}: X (size)`, 0.02, 0, 5, p);
    add(`${p}.Y`, `${name}: Y (strain)`, 0.05, 0, 10, p);
    const grains =
      spec.harmonics === undefined
        ? makeMarchDollase(reflections, spec.axis)
        : makeHarmonicTexture(model, reflections, spec.harmonics);
    for (const t of grains.parameters) add(`${p}.${t.id}`, `${name}: ${t.label}`, t.value, t.lower, t.upper, p);
    model.sites.forEach((site, s) => {
      add(`${p}.u.${s}`, `${name}: U(${site.label})`, spec.u[s], -0.05, 0.3, p);
      for (const free of site.free)
        add(`${p}.${free.name}.${s}`, `${name}: ${free.name}(${site.label})`, 0, -0.3, 0.3, p);
      if (spec.anisotropic?.includes(s))
        site.tensors.forEach((basis, k) => {
          const pivot = basis.findIndex((v) => Math.abs(v - 1) < 1e-9);
          add(`${p}.tensor.${s}.${k}`, `${name}: U${k + 1}(${site.label})`, spec.u[s] * metric[pivot], -1, 1, p);
        });
    });
    for (const mode of spec.modes) add(`${p}.${mode.id}`, `${name}: ${mode.label}`, 0, -1, 1, p);
    return {
      spec,
      reflections,
      factors: new PhaseFactors(model, reflections, this.spec.radiation, this.spec.formFactors),
      state: {
        u: new Float64Array(model.sites.length),
        tensors: model.sites.map((_, s) => (spec.anisotropic?.includes(s) ? new Float64Array(6) : undefined)),
        shifts: new Float64Array(3 * model.sites.length),
        occupancies: model.sites.map((site) => new Map(site.occupants.map((o) => [o.element, o.occupancy]))),
      },
      grains,
      texture: new Float64Array(n).fill(1),
      textureBy: grains.parameters.map(() => new Float64Array(n)),
      s2: new Float64Array(n),
      at: {
        scale: this.at(`${p}.scale`),
        X: this.at(`${p}.X`),
        Y: this.at(`${p}.Y`),
        texture: grains.parameters.map((t) => this.at(`${p}.${t.id}`)),
        metric: model.metrics.map((_, k) => this.at(`${p}.metric.${k}`)),
        u: model.sites.map((_, s) => this.at(`${p}.u.${s}`)),
        free: model.sites.map((site, s) => site.free.map((f) => this.at(`${p}.${f.name}.${s}`))),
        tensor: model.sites.map((site, s) =>
          spec.anisotropic?.includes(s) ? site.tensors.map((_, k) => this.at(`${p}.tensor.${s}.${k}`)) : [],
        ),
        modes: spec.modes.map((mode) => this.at(`${p}.${mode.id}`)),
      },
      intensities: new Float64Array(n).fill(1),
    };
  }

  private readState(phase: Phase, values: ArrayLike<number>): void {
    const { state, spec, at } = phase;
    spec.model.sites.forEach((site, s) => {
      state.u[s] = values[at.u[s]];
      state.shifts.fill(0, 3 * s, 3 * s + 3);
      site.free.forEach(({ direction }, k) => {
        for (let i = 0; i < 3; i++) state.shifts[3 * s + i] += values[at.free[s][k]] * direction[i];
      });
      const tensor = state.tensors[s];
      if (tensor) {
        tensor.fill(0);
        site.tensors.forEach((basis, k) => {
          for (let i = 0; i < 6; i++) tensor[i] += values[at.tensor[s][k]] * basis[i];
        });
      }
      state.occupancies[s].clear();
      for (const o of site.occupants) state.occupancies[s].set(o.element, o.occupancy);
    });
    for (const [m, mode] of spec.modes.entries()) {
      const v = values[at.modes[m]];
      for (const { site, element, factor } of mode.terms) {
        const map = state.occupancies[site];
        map.set(element, (map.get(element) ?? 0) + v * factor);
      }
    }
  }

  private prepare(phase: Phase, values: Float64Array, p: number): void {
    const metric = this.metric(values, p);
    const { hkl } = phase.reflections;
    for (let h = 0; h < phase.s2.length; h++) phase.s2[h] = 0.25 / spacingOf(hkl, h, metric) ** 2;
    this.readState(phase, values);
    if (!phase.spec.structureless) {
      phase.factors.setSpacings(phase.s2);
      phase.factors.compute(phase.state);
    }
    const { grains, texture, textureBy, at } = phase;
    grains.compute(
      metric,
      at.texture.map((k) => values[k]),
      texture,
      textureBy,
    );
  }

  private lorentzPolarisation(theta: number): number {
    const { kind, polarisation: A } = this.spec.radiation;
    const lorentz = 1 / (Math.sin(theta) ** 2 * Math.cos(theta));
    return kind === 'neutron' ? lorentz : (lorentz * (1 + A * Math.cos(2 * theta) ** 2)) / (1 + A);
  }

  private intensity(phase: Phase, values: Float64Array, h: number): number {
    if (phase.spec.structureless) return phase.intensities[h];
    return values[phase.at.scale] * phase.reflections.multiplicity[h] * phase.factors.out.squared[h] * phase.texture[h];
  }

  private widths(values: Float64Array, phase: Phase, theta: number) {
    const t = Math.tan(theta);
    const g2 =
      values[this.shared.U] * t * t +
      values[this.shared.V] * t +
      values[this.shared.W] +
      (this.spec.smoothing ?? 0) ** 2;
    // a square below zero is drawn to 0 smoothly, so that a width at 0 feels where it should go
    const root = Math.hypot(g2, 2 * LEAST_SQUARE);
    const square = g2 < 0 ? (2 * LEAST_SQUARE ** 2) / (root - g2) : (root + g2) / 2;
    return {
      gauss: Math.sqrt(square),
      slope: square / root,
      lorentz: Math.max(1e-5, values[phase.at.X] / Math.cos(theta) + values[phase.at.Y] * t),
      t,
    };
  }

  private addBackground(values: Float64Array, y: Float64Array, slot: Int32Array, J: readonly Float64Array[]): void {
    for (let k = 0; k < this.chebyshev.length; k++) {
      const at = this.at(`background.${k}`);
      const v = values[at];
      const basis = this.chebyshev[k];
      for (let i = 0; i < y.length; i++) y[i] += v * basis[i];
      if (slot[at] >= 0) J[slot[at]].set(basis);
    }
    if (!this.spec.hump) return;
    const [a, c, w] = ['hump.area', 'hump.centre', 'hump.width'].map((id) => this.at(id));
    for (let i = 0; i < y.length; i++) {
      const u = (this.spec.angles[i] - values[c]) / values[w];
      const g = ((2 * Math.sqrt(Math.LN2 / Math.PI)) / values[w]) * Math.exp(-4 * Math.LN2 * u * u);
      y[i] += values[a] * g;
      if (slot[a] >= 0) J[slot[a]][i] += g;
      if (slot[c] >= 0) J[slot[c]][i] += (values[a] * g * 8 * Math.LN2 * u) / values[w];
      if (slot[w] >= 0) J[slot[w]][i] += (values[a] * g * (8 * Math.LN2 * u * u - 1)) / values[w];
    }
  }

  private addPhasePeaks(
    p: number,
    values: Float64Array,
    y: Float64Array,
    slot: Int32Array,
    J: readonly Float64Array[],
  ): void {
    const phase = this.phases[p];
    this.prepare(phase, values, p);
    const { reflections, factors, state, spec } = phase;
    const n = reflections.multiplicity.length;
    const x = this.spec.angles;
    const scale = values[this.at(`${p}.scale`)];
    const { hkl } = reflections;
    const common = (h: number) => scale * reflections.multiplicity[h] * phase.texture[h];
    // derivatives of intensities, by parameter
    const byArea: { k: number; d: Float64Array }[] = [];
    const wants = (id: string) => this.index.has(id) && slot[this.at(id)] >= 0;
    const push = (id: string, fill: (into: Float64Array) => void, ofSquared: boolean) => {
      if (!wants(id) || spec.structureless) return;
      const d = new Float64Array(n);
      fill(d);
      if (ofSquared) for (let h = 0; h < n; h++) d[h] *= common(h);
      byArea.push({ k: slot[this.at(id)], d });
    };
    push(
      `${p}.scale`,
      (d) => d.forEach((_, h) => (d[h] = reflections.multiplicity[h] * phase.texture[h] * factors.out.squared[h])),
      false,
    );
    phase.textureBy.forEach((by, k) =>
      push(
        `${p}.${phase.grains.parameters[k].id}`,
        (d) => d.forEach((_, h) => (d[h] = scale * reflections.multiplicity[h] * by[h] * factors.out.squared[h])),
        false,
      ),
    );
    spec.model.sites.forEach((site, s) => {
      if (!state.tensors[s]) push(`${p}.u.${s}`, (d) => factors.byDisplacement(s, d), true);
      for (const { name, direction } of site.free)
        push(`${p}.${name}.${s}`, (d) => factors.byPoints(s, state, d, { direction }), true);
      if (state.tensors[s])
        site.tensors.forEach((tensor, k) =>
          push(`${p}.tensor.${s}.${k}`, (d) => factors.byPoints(s, state, d, { tensor }), true),
        );
    });
    for (const mode of spec.modes) push(`${p}.${mode.id}`, (d) => factors.byOccupancy(mode, d), true);
    const shared = this.shared;
    const reach = this.spec.reach ?? 30;
    // a Lorentzian's tail is area · share · width / (2π d²)
    const least = this.spec.noise ? 0.02 * Math.PI * this.spec.noise : 1e-300;
    const asymmetry = values[shared.asymmetry];
    const axial = asymmetry > 0 || slot[shared.asymmetry] >= 0;
    const wanted = J.length > 0;
    const room = this.room;
    // parameters that move lines, and those that change their Gaussian and Lorentzian widths, with coefficients set for
    // each reflection
    const pick = (indices: readonly number[]) => indices.map((i) => slot[i]);
    const [kZero, kDisplacement, kTransparency] = pick([shared.zero, shared.displacement, shared.transparency]);
    const kMetric = pick(phase.at.metric);
    const [kU, kV, kW, kX, kY] = pick([shared.U, shared.V, shared.W, phase.at.X, phase.at.Y]);
    for (let h = 0; h < n; h++) {
      const intensity = this.intensity(phase, values, h);
      const root = Math.sqrt(phase.s2[h]);
      let low = x.length;
      let high = 0;
      for (const line of this.spec.radiation.lines) {
        const sine = line.wavelength * root;
        if (sine >= 0.9998) continue;
        const theta = Math.asin(sine);
        const { gauss, lorentz } = this.widths(values, phase, theta);
        const profile = mixWidths(gauss, lorentz);
        const position =
          2 * theta * DEG +
          values[shared.zero] -
          values[shared.displacement] * Math.cos(theta) +
          values[shared.transparency] * Math.sin(2 * theta);
        const per = line.weight * (spec.structureless ? 1 : this.lorentzPolarisation(theta));
        const area = intensity * per;
        const far = Math.sqrt((Math.abs(area) * profile.share) / (least * profile.width));
        const span = Math.max(0.3, profile.width * Math.min(reach, Math.max(6, far)));
        const from = lowerBound(x, position - span);
        const to = lowerBound(x, position + span);
        this.sumTail(position, span, profile.width, profile.share, area);
        if (to <= from) continue;
        low = Math.min(low, from);
        high = Math.max(high, to);
        if (axial) addAxial(wanted ? room : undefined, y, x, from, to, position, profile, area, per, asymmetry);
        else if (wanted) addPeakWithDerivatives(room, y, x, from, to, position, profile, area, per);
        else addPeak(y, x, from, to, position, profile, area);
      }
      if (!wanted || high <= low) continue;
      // the lines of one reflection share coefficients: those of the first, 0.3 % from those of the second
      const theta = Math.asin(Math.min(0.9998, this.spec.radiation.lines[0].wavelength * root));
      const cosine = Math.cos(theta);
      const { slope, gauss, t } = this.widths(values, phase, theta);
      for (const { k, d } of byArea) addTo(J[k], room.value, low, high, d[h]);
      addTo(J[kZero], room.byPosition, low, high, 1);
      addTo(J[kDisplacement], room.byPosition, low, high, -cosine);
      addTo(J[kTransparency], room.byPosition, low, high, Math.sin(2 * theta));
      const bySquare = (2 * DEG * this.spec.radiation.lines[0].wavelength) / (8 * root * cosine);
      const [a, b, c] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
      for (let m = 0; m < kMetric.length; m++) {
        const B = spec.model.metrics[m];
        const form = B[0] * a * a + B[1] * b * b + B[2] * c * c + 2 * (B[3] * a * b + B[4] * a * c + B[5] * b * c);
        addTo(J[kMetric[m]], room.byPosition, low, high, bySquare * form);
      }
      const byWidth = slope / (2 * gauss);
      addTo(J[kU], room.byGauss, low, high, byWidth * t * t);
      addTo(J[kV], room.byGauss, low, high, byWidth * t);
      addTo(J[kW], room.byGauss, low, high, byWidth);
      addTo(J[kX], room.byLorentz, low, high, 1 / cosine);
      addTo(J[kY], room.byLorentz, low, high, t);
      if (axial) addTo(J[slot[shared.asymmetry]], room.byAsymmetry, low, high, 1);
      for (const column of Object.values(room)) column.fill(0, low, high);
    }
  }

  /** Lorentzian tails beyond the window, on the coarse axis. */
  private sumTail(position: number, span: number, width: number, share: number, area: number): void {
    const { coarse, far } = this;
    const c = (2 / Math.PI / width) * share * area;
    const q = 4 / (width * width);
    for (let k = 0; k < coarse.length; k++) {
      const d = coarse[k] - position;
      if (d > -span && d < span) continue;
      far[k] += c / (1 + q * d * d);
    }
  }

  private addTails(y: Float64Array): void {
    const { coarse, far, each } = this;
    const x = this.spec.angles;
    for (let k = 0; k + 1 < coarse.length; k++) {
      const from = k * each;
      const to = Math.min(x.length - 1, from + each);
      const per = (far[k + 1] - far[k]) / (coarse[k + 1] - coarse[k] || 1);
      const last = k + 2 === coarse.length ? to + 1 : to;
      for (let i = from; i < last; i++) y[i] += far[k] + per * (x[i] - coarse[k]);
    }
  }
}

function spacingOf(hkl: Int16Array, h: number, g: ArrayLike<number>): number {
  const [a, b, c] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
  return 1 / Math.sqrt(g[0] * a * a + g[1] * b * b + g[2] * c * c + 2 * (g[3] * a * b + g[4] * a * c + g[5] * b * c));
}

/** Adds a multiple of a window to a column, where that column is wanted. */
function addTo(column: Float64Array | undefined, of: Float64Array, low: number, high: number, factor: number): void {
  if (column === undefined || factor === 0) return;
  for (let i = low; i < high; i++) column[i] += factor * of[i];
}

/**
 * First index whose value is not below a limit.
 *
 * @param x [any unit] (n) rising
 * @param limit [any unit] of `x`
 */
export function lowerBound(x: Float64Array, limit: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
