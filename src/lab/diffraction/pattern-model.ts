import { InputError } from '../../core/index.js';
import { type CellNumbers, cellOfMetric, massOfCell, metricOf } from './crystal-model.js';
import { AXIAL_LINES, splitAxially } from './axial-divergence.js';
import { PhaseFactors, type PhaseState } from './phase-factors.js';
import { LINE, patternMemory } from './pattern-memory.js';
import type { ComputedReflection, Parameter, PatternSpec, PhaseSpec } from './pattern-spec.js';
import { mixWidths } from './pseudo-voigt.js';
import { listOwnReflections, type Reflections } from './reflections.js';
import { makeHarmonicTexture, makeMarchDollase, type Texture } from './texture.js';

const DEG = 180 / Math.PI;
/** [1] sin θ from which a line is not drawn */
const LAST_SINE = 0.9998;
/** Kinds of derivatives of a line, as the kernel numbers them. */
const [BY_INTENSITY, BY_POSITION, BY_GAUSS, BY_LORENTZ, BY_ASYMMETRY] = [0, 1, 2, 3, 4];
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
  private readonly shared: Record<'zero' | 'displacement' | 'transparency' | 'asymmetry' | 'U' | 'V' | 'W', number>;

  constructor(readonly spec: PatternSpec) {
    const x = spec.angles;
    this.size = x.length;
    const [low, high] = [x[0], x[x.length - 1]];
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
    this.compute(values, free);
    const memory = patternMemory();
    y.set(memory.pattern);
    free.forEach((_, k) => J[k].set(memory.derivative(k)));
  }

  /** Computes the pattern and derivatives in `patternMemory`, where they stay until the next are computed. */
  compute(values: Float64Array, free: readonly number[] = []): void {
    const slot = this.begin(values, free);
    this.addBackground(values, slot);
    this.phases.forEach((_, p) => this.addReflections(p, values, slot));
    patternMemory().addTails();
  }

  /** Background alone. */
  background(values: Float64Array): Float64Array {
    this.addBackground(values, this.begin(values, []));
    return patternMemory().pattern.slice();
  }

  /** Columns by which coefficients of the background are multiplied, (coefficients) of n. */
  backgroundBasis(): Float64Array[] {
    const free = Array.from({ length: this.spec.background }, (_, k) => this.at(`background.${k}`));
    const values = new Float64Array(this.parameters.length);
    this.addBackground(values, this.begin(values, free));
    return free.map((_, k) => patternMemory().derivative(k).slice());
  }

  /** Contribution of one phase alone. */
  contribution(values: Float64Array, p: number): Float64Array {
    this.addReflections(p, values, this.begin(values, []));
    patternMemory().addTails();
    return patternMemory().pattern.slice();
  }

  /** Empties the memory for a pattern. Gives the derivative of each parameter, −1 for none. */
  private begin(values: Float64Array, free: readonly number[]): Int32Array {
    const slot = new Int32Array(this.parameters.length).fill(-1);
    free.forEach((p, k) => {
      slot[p] = k;
    });
    const reflections = Math.max(...this.phases.map((phase) => phase.reflections.multiplicity.length), 0);
    patternMemory().begin(this.spec.angles, {
      derivatives: free.length,
      background: this.spec.background,
      lines: reflections * this.linesEach(this.isAxial(values, slot)),
      factors: reflections * free.length,
      slots: free.length,
    });
    return slot;
  }

  private isAxial(values: Float64Array, slot: Int32Array): boolean {
    return values[this.shared.asymmetry] > 0 || slot[this.shared.asymmetry] >= 0;
  }

  /** Lines that the kernel adds for each reflection. */
  private linesEach(axial: boolean): number {
    return this.spec.radiation.lines.length * (axial ? AXIAL_LINES : 1);
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
    const most = (longest / (2 * Math.sin(Math.max(low - 3, 0.2) / 2 / DEG))) * 1.02;
    const reflections = listOwnReflections(model, Math.max(spacing, longest / 2), most);
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

  private addBackground(values: Float64Array, slot: Int32Array): void {
    const at = Array.from({ length: this.spec.background }, (_, k) => this.at(`background.${k}`));
    const memory = patternMemory();
    memory.addBackground(
      at.map((i) => values[i]),
      at.map((i) => slot[i]),
    );
    if (!this.spec.hump) return;
    const y = memory.pattern;
    const [a, c, w] = ['hump.area', 'hump.centre', 'hump.width'].map((id) => this.at(id));
    const [byArea, byCentre, byWidth] = [a, c, w].map((i) => (slot[i] < 0 ? undefined : memory.derivative(slot[i])));
    for (let i = 0; i < y.length; i++) {
      const u = (this.spec.angles[i] - values[c]) / values[w];
      const g = ((2 * Math.sqrt(Math.LN2 / Math.PI)) / values[w]) * Math.exp(-4 * Math.LN2 * u * u);
      y[i] += values[a] * g;
      if (byArea) byArea[i] += g;
      if (byCentre) byCentre[i] += (values[a] * g * 8 * Math.LN2 * u) / values[w];
      if (byWidth) byWidth[i] += (values[a] * g * (8 * Math.LN2 * u * u - 1)) / values[w];
    }
  }

  /** Derivatives of a phase's intensities, (reflections), by those parameters of which they are wanted. */
  private differentiateIntensities(p: number, values: Float64Array, slot: Int32Array) {
    const { reflections, factors, state, spec, texture, textureBy, grains } = this.phases[p];
    const n = reflections.multiplicity.length;
    const { squared } = factors.out;
    const scale = values[this.at(`${p}.scale`)];
    const wanted: { k: number; d: Float64Array }[] = [];
    const push = (id: string, fill: (into: Float64Array) => void, ofSquared: boolean) => {
      const k = this.has(id) ? slot[this.at(id)] : -1;
      if (k < 0 || spec.structureless) return;
      const d = new Float64Array(n);
      fill(d);
      if (ofSquared) for (let h = 0; h < n; h++) d[h] *= scale * reflections.multiplicity[h] * texture[h];
      wanted.push({ k, d });
    };
    const times = (by: Float64Array, factor: number) => (d: Float64Array) => {
      for (let h = 0; h < n; h++) d[h] = factor * reflections.multiplicity[h] * by[h] * squared[h];
    };
    push(`${p}.scale`, times(texture, 1), false);
    textureBy.forEach((by, k) => push(`${p}.${grains.parameters[k].id}`, times(by, scale), false));
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
    return wanted;
  }

  private addReflections(p: number, values: Float64Array, slot: Int32Array): void {
    const phase = this.phases[p];
    this.prepare(phase, values, p);
    const memory = patternMemory();
    const { shared } = this;
    const axial = this.isAxial(values, slot);
    const n = phase.reflections.multiplicity.length;
    for (let h = 0; h < n; h++) this.writeLines(memory.lines, h, phase, values, axial);
    // derivatives that the lines of a reflection share, each a multiple of one kind
    let count = 0;
    const want = (at: number, kind: number): number => {
      if (slot[at] < 0) return -1;
      memory.slots[2 * count] = slot[at];
      memory.slots[2 * count + 1] = kind;
      return count++;
    };
    const byArea = this.differentiateIntensities(p, values, slot);
    for (const { k } of byArea) {
      memory.slots[2 * count] = k;
      memory.slots[2 * count++ + 1] = BY_INTENSITY;
    }
    const zero = want(shared.zero, BY_POSITION);
    const displacement = want(shared.displacement, BY_POSITION);
    const transparency = want(shared.transparency, BY_POSITION);
    const metric = phase.at.metric.map((at) => want(at, BY_POSITION));
    const [U, V, W] = [shared.U, shared.V, shared.W].map((at) => want(at, BY_GAUSS));
    const [X, Y] = [phase.at.X, phase.at.Y].map((at) => want(at, BY_LORENTZ));
    const asymmetry = want(shared.asymmetry, BY_ASYMMETRY);
    const { hkl } = phase.reflections;
    const { wavelength } = this.spec.radiation.lines[0];
    const put = (h: number, c: number, factor: number) => {
      if (c >= 0) memory.factors[h * count + c] = factor;
    };
    for (let h = 0; h < n && count > 0; h++) {
      // coefficients are those of the first line, 0.3 % from those of the second
      const root = Math.sqrt(phase.s2[h]);
      const theta = Math.asin(Math.min(LAST_SINE, wavelength * root));
      const cosine = Math.cos(theta);
      const { slope, gauss, t } = this.widths(values, phase, theta);
      byArea.forEach(({ d }, c) => put(h, c, d[h]));
      put(h, zero, 1);
      put(h, displacement, -cosine);
      put(h, transparency, Math.sin(2 * theta));
      const bySquare = (2 * DEG * wavelength) / (8 * root * cosine);
      const [a, b, c] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
      for (let m = 0; m < metric.length; m++) {
        const B = phase.spec.model.metrics[m];
        const form = B[0] * a * a + B[1] * b * b + B[2] * c * c + 2 * (B[3] * a * b + B[4] * a * c + B[5] * b * c);
        put(h, metric[m], bySquare * form);
      }
      const byWidth = slope / (2 * gauss);
      put(h, U, byWidth * t * t);
      put(h, V, byWidth * t);
      put(h, W, byWidth);
      put(h, X, 1 / cosine);
      put(h, Y, t);
      put(h, asymmetry, 1);
    }
    memory.addPhase(n, this.linesEach(axial), count, axial);
  }

  /** Writes the lines of a reflection as the kernel takes them. */
  private writeLines(into: Float64Array, h: number, phase: Phase, values: Float64Array, axial: boolean): void {
    const { shared } = this;
    const { lines } = this.spec.radiation;
    const reach = this.spec.reach ?? 30;
    // a Lorentzian's tail is area · share · width / (2π d²)
    const least = this.spec.noise ? 0.02 * Math.PI * this.spec.noise : 1e-300;
    const intensity = this.intensity(phase, values, h);
    const root = Math.sqrt(phase.s2[h]);
    const size = LINE * (axial ? AXIAL_LINES : 1);
    for (let j = 0; j < lines.length; j++) {
      const line = lines[j];
      const o = (h * lines.length + j) * size;
      const sine = line.wavelength * root;
      if (sine >= LAST_SINE) {
        into.fill(0, o, o + size);
        continue;
      }
      const theta = Math.asin(sine);
      const { gauss, lorentz } = this.widths(values, phase, theta);
      const profile = mixWidths(gauss, lorentz);
      const per = line.weight * (phase.spec.structureless ? 1 : this.lorentzPolarisation(theta));
      const area = intensity * per;
      const far = Math.sqrt((Math.abs(area) * profile.share) / (least * profile.width));
      into[o] =
        2 * theta * DEG +
        values[shared.zero] -
        values[shared.displacement] * Math.cos(theta) +
        values[shared.transparency] * Math.sin(2 * theta);
      into[o + 1] = Math.max(0.3, profile.width * Math.min(reach, Math.max(6, far)));
      into[o + 2] = profile.width;
      into[o + 3] = profile.share;
      into[o + 4] = profile.widthByGauss;
      into[o + 5] = profile.widthByLorentz;
      into[o + 6] = profile.shareByGauss;
      into[o + 7] = profile.shareByLorentz;
      into[o + 8] = area;
      into[o + 9] = per;
      into[o + 10] = 0;
      into[o + 11] = into[o];
      if (axial) splitAxially(into.subarray(o, o + size), values[shared.asymmetry]);
    }
  }
}

function spacingOf(hkl: Int16Array, h: number, g: ArrayLike<number>): number {
  const [a, b, c] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
  return 1 / Math.sqrt(g[0] * a * a + g[1] * b * b + g[2] * c * c + 2 * (g[3] * a * b + g[4] * a * c + g[5] * b * c));
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
