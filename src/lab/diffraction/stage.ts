import { atomicNumber, type Context, InputError, type Note, throwIfAborted } from '../../core/index.js';
import { type Agreement, measureAgreement } from './agreement.js';
import { findLayeredSites, makeMixing } from './layered-oxide.js';
import type { FormFactorChoice, OccupancyMode } from './phase-factors.js';
import type { CrystalModel } from './crystal-model.js';
import { PatternModel } from './pattern-model.js';
import type { PatternSpec } from './pattern-spec.js';
import type { Radiation } from './radiation.js';
import { type PatternData, type Refined, refinePattern, weigh, weighByModel } from './refine.js';
import { findEnvelope, guessWidth, searchCell } from './search-cell.js';

/** How angles are shifted. */
export type ShiftKind = 'auto' | 'zero' | 'displacement' | 'transparency' | 'none';

/** How texture is described. */
export type TextureChoice = 'auto' | 'off' | { axis: readonly [number, number, number] } | { harmonics: 2 | 4 | 6 | 8 };

/** What a staged refinement starts from. */
export interface RietveldProblem {
  /** [deg] (n) rising */
  angles: Float64Array;
  data: PatternData;
  radiation: Radiation;
  phases: readonly CrystalModel[];
  formFactors?: FormFactorChoice;
  shift?: ShiftKind;
  /** Coefficients of the background; chosen by the data where absent. */
  background?: number;
  mixing?: 'exchange' | 'deficient' | 'none';
  /** March–Dollase with the planes that lie flat, or harmonics up to an order; `auto` asks the data. */
  texture?: TextureChoice;
  /** Displacements that are held. */
  holdDisplacements?: boolean;
  /** Anisotropic displacements on the phase that dominates. */
  anisotropic?: boolean;
  /** [1] equal axial divergence of sample and detector; `refine` lets the data say. */
  asymmetry?: number | 'refine';
  hump?: { centre: number; width: number };
  /** More occupancy modes, by phase. */
  modes?: readonly (readonly OccupancyMode[])[];
  /** Phases whose cells are known and held: internal standards. */
  standards?: readonly number[];
  /** Instrument's own profile, held: U V W [deg2]. */
  instrument?: { U: number; V: number; W: number };
  /** Stages as given: lists of parameter ids, each stage adding to the last. */
  stages?: readonly (readonly string[])[];
}

/** One stage as it went. */
export interface StageRecord {
  stage: string;
  freed: readonly string[];
  rWp: number;
  iterations: number;
}

/** A refinement with all it took. */
export interface Rietveld {
  problem: RietveldProblem;
  model: PatternModel;
  refined: Refined;
  agreement: Agreement;
  stages: StageRecord[];
  shift: ShiftKind;
  /** Phases whose texture is refined. */
  textured: readonly number[];
  notes: Note[];
}

/** [Å2] isotropic displacement that a site starts from, and keeps where it is not refined: light atoms move more. */
export function guessDisplacement(element: string): number {
  const z = atomicNumber(element);
  return z < 5 ? 0.012 : z < 10 ? 0.008 : 0.005;
}

const noiseOf = new WeakMap<Float64Array, number>();

/** [counts] noise of a quiet point: the root of the lower quartile of the variances. */
function usualNoise({ variance }: PatternData): number {
  let noise = noiseOf.get(variance);
  if (noise === undefined) {
    const known = variance.filter((v) => v > 0).sort();
    noise = known.length > 0 ? Math.sqrt(known[known.length >> 2]) : 0;
    noiseOf.set(variance, noise);
  }
  return noise;
}

/** [deg] within which a goniometer's zero is usually adjusted: it parts zero from displacement where both are free. */
export const USUAL_ZERO = 0.02;

/** Makes the model of a problem. */
export function makePatternModel(problem: RietveldProblem, background: number, structureless = false): PatternModel {
  const { texture } = problem;
  const described = typeof texture === 'object' ? texture : {};
  const spec: PatternSpec = {
    angles: problem.angles,
    radiation: problem.radiation,
    formFactors: problem.formFactors ?? 'neutral',
    background,
    noise: usualNoise(problem.data),
    ...(problem.hump && { hump: problem.hump }),
    phases: problem.phases.map((model, p) => {
      const layered = findLayeredSites(model);
      const kind = problem.mixing ?? 'exchange';
      const mixing = layered && kind !== 'none' ? makeMixing(model, layered, kind) : undefined;
      return {
        model,
        ...(structureless && { structureless }),
        u: model.sites.map((site) => guessDisplacement(site.occupants[0].element)),
        modes: [...(mixing ? [mixing] : []), ...(problem.modes?.[p] ?? [])],
        axis: [0, 0, 1],
        ...described,
        ...(problem.anisotropic && p === 0 && { anisotropic: model.sites.map((_, s) => s) }),
      };
    }),
  };
  return new PatternModel(spec);
}

/** Refines a pattern in stages from a generic start, or by the stages that are given. */
export async function refineInStages(problem: RietveldProblem, ctx?: Context): Promise<Rietveld> {
  const runner = new StageRunner(problem, problem.background ?? firstBackground(problem), ctx);
  return problem.stages ? runner.runGiven(problem.stages) : runner.runStaged();
}

/**
 * Refines anew from a finished refinement with another problem: a variant of the model, or the next pattern of a
 * series.
 */
export function refineFrom(
  problem: RietveldProblem,
  before: Rietveld,
  {
    textured = before.textured,
    add = [],
    drop = [],
    seed,
  }: {
    textured?: readonly number[];
    add?: readonly string[];
    drop?: readonly string[];
    seed?: ReadonlyMap<string, number>;
  } = {},
  ctx?: Context,
): Rietveld {
  const runner = new StageRunner(problem, problem.background ?? before.model.spec.background, ctx);
  return runner.runFrom(before, textured, add, drop, seed);
}

/** Coefficients that a background of this range starts with. */
function firstBackground({ angles }: RietveldProblem): number {
  return angles[angles.length - 1] - angles[0] < 15 ? 3 : 6;
}

class StageRunner {
  private model: PatternModel;
  private values: Float64Array;
  private readonly free = new Set<string>();
  private readonly stages: StageRecord[] = [];
  private readonly notes: Note[] = [];
  private textured: number[] = [];
  private last: Refined | undefined;
  private shift: ShiftKind;
  /** [deg] of the strongest line */
  private width = 0;

  constructor(
    private readonly problem: RietveldProblem,
    background: number,
    private readonly ctx: Context | undefined,
  ) {
    this.model = makePatternModel(problem, background);
    this.values = Float64Array.from(this.model.parameters, (p) => p.value);
    this.shift = problem.shift ?? 'auto';
    if (problem.instrument) for (const [id, v] of Object.entries(problem.instrument)) this.set(id, v);
    if (typeof problem.asymmetry === 'number') this.set('asymmetry', problem.asymmetry);
  }

  async runStaged(): Promise<Rietveld> {
    const { problem, model } = this;
    const phases = model.phases.map((_, p) => p);
    const excess = this.start();
    this.release(
      'background and scale',
      [...this.backgroundIds(), ...phases.map((p) => `${p}.scale`), ...(problem.hump ? ['hump.area'] : [])],
      4,
    );
    this.orderAndSearch(excess);
    this.release('scale again', [], 4);
    const major = this.findMajor(0.2);
    const cells = major.flatMap((p) => this.cellIds(p));
    this.release('cell and width', [...cells, ...(problem.instrument ? [] : ['W']), ...major.map((p) => `${p}.Y`)], 12);
    this.release('shift', this.shiftIds(), 8);
    this.release('profile', [...(problem.instrument ? [] : ['U', 'V']), ...major.map((p) => `${p}.X`)], 12);
    if (problem.asymmetry === 'refine') {
      this.set('asymmetry', 0.02);
      this.release('asymmetry', ['asymmetry'], 6);
    }
    await this.turn();
    this.freeMinor(major);
    this.release(
      'coordinates',
      major.flatMap((p) => this.coordinates(p)),
      6,
    );
    if (!problem.holdDisplacements)
      this.release(
        'displacements',
        major.flatMap((p) => this.displacements(p)),
        8,
      );
    this.release(
      'occupancies',
      major.flatMap((p) => model.spec.phases[p].modes.map((m) => `${p}.${m.id}`)),
      8,
    );
    await this.turn();
    this.chooseShift();
    this.chooseBackground();
    this.tryTexture(major);
    return this.finish();
  }

  runGiven(stages: readonly (readonly string[])[]): Rietveld {
    const excess = this.start();
    this.release(
      'background and scale',
      [...this.backgroundIds(), ...this.model.phases.map((_, p) => `${p}.scale`)],
      4,
    );
    this.orderAndSearch(excess);
    for (const [k, ids] of stages.entries()) {
      throwIfAborted(this.ctx);
      this.release(`stage ${k + 1}`, ids, 20);
    }
    return this.finish();
  }

  runFrom(
    before: Rietveld,
    textured: readonly number[],
    add: readonly string[],
    drop: readonly string[],
    seed?: ReadonlyMap<string, number>,
  ): Rietveld {
    this.shift = before.shift;
    this.textured = [...textured];
    before.model.parameters.forEach((p, i) => {
      if (this.model.has(p.id)) this.set(p.id, before.refined.values[i]);
    });
    if (seed) for (const [id, v] of seed) if (this.model.has(id)) this.set(id, v);
    for (const i of before.refined.free) {
      const { id } = before.model.parameters[i];
      if (this.model.has(id)) this.free.add(id);
    }
    for (const id of this.backgroundIds()) this.free.add(id);
    for (const p of before.textured)
      if (!textured.includes(p))
        for (const id of this.model.textureIds(p)) {
          this.free.delete(id);
          this.set(id, this.model.parameters[this.at(id)].value);
        }
    for (const p of textured) for (const id of this.model.textureIds(p)) this.free.add(id);
    for (const id of add) this.free.add(id);
    for (const id of drop) this.free.delete(id);
    this.release('all', [], 12, 1e-5);
    return this.finish(1);
  }

  private at(id: string): number {
    return this.model.at(id);
  }

  private set(id: string, value: number): void {
    this.values[this.at(id)] = value;
  }

  private async turn(): Promise<void> {
    this.ctx?.progress?.(this.stages.length, 12, this.stages.at(-1)?.stage ?? 'start');
    throwIfAborted(this.ctx);
    if (this.ctx) await new Promise<void>((soon) => setTimeout(soon));
  }

  private backgroundIds(): string[] {
    return Array.from({ length: this.model.spec.background }, (_, k) => `background.${k}`);
  }

  private shiftIds(): string[] {
    return this.shift === 'none' ? [] : [this.shift === 'auto' ? 'displacement' : this.shift];
  }

  private cellIds(p: number): string[] {
    if (this.problem.standards?.includes(p)) return [];
    return this.model.spec.phases[p].model.metrics.map((_, k) => `${p}.metric.${k}`);
  }

  private coordinates(p: number): string[] {
    return this.model.spec.phases[p].model.sites.flatMap((site, s) => site.free.map((f) => `${p}.${f.name}.${s}`));
  }

  private displacements(p: number): string[] {
    const { model, anisotropic } = this.model.spec.phases[p];
    return model.sites.flatMap((site, s) =>
      anisotropic?.includes(s) ? site.tensors.map((_, k) => `${p}.tensor.${s}.${k}`) : [`${p}.u.${s}`],
    );
  }

  /** Widths, scales and background to start from. */
  private start(): Float64Array {
    const { problem } = this;
    const envelope = findEnvelope(problem.angles, problem.data.counts);
    const excess = problem.data.counts.map((v, i) => Math.max(0, v - envelope[i]));
    this.width = guessWidth(problem.angles, excess);
    this.startWidths();
    this.set('background.0', envelope.reduce((a, b) => a + b, 0) / envelope.length);
    return excess;
  }

  private startWidths(): void {
    const { width } = this;
    if (!this.problem.instrument)
      for (const [id, v] of [
        ['U', 0],
        ['V', 0],
        ['W', (0.6 * width) ** 2],
      ] as const)
        this.set(id, v);
    this.model.phases.forEach((_, p) => {
      this.set(`${p}.X`, 0.1 * width);
      this.set(`${p}.Y`, 0.4 * width);
    });
  }

  /** Moves every phase's cell to the pattern: the strongest far, the others on what it leaves and not far. */
  private orderAndSearch(excess: Float64Array): void {
    const { model, problem } = this;
    const left = excess.slice();
    const waiting = new Set(model.phases.keys());
    let first = true;
    while (waiting.size > 0) {
      const strength = [...waiting].map((p) => ({
        p,
        s: model.contribution(this.values, p).reduce((a, b) => a + b, 0),
      }));
      const { p } = strength.reduce((a, b) => (b.s > a.s ? b : a));
      waiting.delete(p);
      const standard = problem.standards?.includes(p) ?? false;
      if (!standard) this.values = searchCell(model, this.values, p, left, first ? 0.025 : 0.006);
      if (waiting.size === 0) break;
      this.release(`cell of ${problem.phases[p].name}`, [], 4);
      if (first) {
        // the strongest phase is brought near before others are sought in what it leaves
        this.release(`fit of ${problem.phases[p].name}`, [...this.cellIds(p), `${p}.Y`, ...this.shiftIds()], 8);
      }
      const own = model.contribution(this.values, p);
      for (let i = 0; i < left.length; i++) left[i] = Math.max(0, left[i] - own[i]);
      first = false;
    }
  }

  /** Phases whose computed peaks make up at least a share of the pattern. */
  private findMajor(share: number): number[] {
    const areas = this.model.phases.map((_, p) => this.model.contribution(this.values, p).reduce((a, b) => a + b, 0));
    const total = areas.reduce((a, b) => a + b, 0) || 1;
    const major = [...areas.keys()].filter((p) => areas[p] / total >= share);
    return major.length > 0 ? major : [areas.indexOf(Math.max(...areas))];
  }

  /** Cells and widths of phases that show, as far as they show. */
  private freeMinor(major: readonly number[]): void {
    const minor = [...this.model.phases.keys()].filter((p) => !major.includes(p));
    if (minor.length === 0) return;
    for (const p of minor) {
      this.set(`${p}.X`, this.values[this.at(`${major[0]}.X`)] + 0.08);
      this.set(`${p}.Y`, this.values[this.at(`${major[0]}.Y`)] + 0.03);
    }
    this.release('minor phases', [], 5);
    for (const p of minor) {
      const strength = this.strength(`${p}.scale`);
      const ids: string[] = [];
      if (strength > 5) ids.push(`${p}.X`);
      if (strength > 10) ids.push(...this.cellIds(p));
      if (strength > 20) ids.push(`${p}.Y`);
      if (ids.length > 0) this.release(`cell and width of ${this.problem.phases[p].name}`, ids, 8);
    }
  }

  /** Value over esd of a parameter. */
  private strength(id: string): number {
    const { free, covariance, chiSquare, points } = this.last!;
    const k = free.indexOf(this.at(id));
    if (k < 0) return 0;
    const sigma = Math.sqrt(covariance[k * free.length + k] * Math.max(1, chiSquare / points));
    return sigma > 0 ? this.values[free[k]] / sigma : 0;
  }

  /**
   * Where nobody says which shift it is, both are free, the zero within its usual adjustment: they trade off, and the
   * cell's esds say so.
   */
  private chooseShift(): void {
    if (this.problem.shift !== undefined && this.problem.shift !== 'auto') return;
    this.release('zero beside displacement', ['zero'], 10);
  }

  /** More coefficients of the background, as long as the data ask for them (Bayesian information). */
  private chooseBackground(): void {
    if (this.problem.background !== undefined) return;
    for (const count of [9, 13, 18]) {
      const kept = { model: this.model, values: this.values, last: this.last! };
      this.model = makePatternModel(this.problem, count);
      const next = Float64Array.from(this.model.parameters, (p) => p.value);
      kept.model.parameters.forEach((p, i) => {
        next[this.at(p.id)] = kept.values[i];
      });
      this.values = next;
      this.release(`background of ${count}`, this.backgroundIds(), 6, 1e-5);
      const variance = Math.max(1, this.last!.chiSquare / this.last!.points);
      const gained = (kept.last.chiSquare - this.last!.chiSquare) / variance;
      if (gained > 2 * (count - kept.model.spec.background) * Math.log(this.model.size)) continue;
      for (const id of this.backgroundIds()) if (!kept.model.has(id)) this.free.delete(id);
      this.model = kept.model;
      this.values = kept.values;
      this.last = kept.last;
      this.stages.pop();
      return;
    }
  }

  /** Widths from anew, after a stage that explained what they had been driven off by; kept where that fits better. */
  private restartWidths(): void {
    const kept = { values: this.values, last: this.last! };
    this.values = this.values.slice();
    this.startWidths();
    this.release('widths anew', [], 15, 1e-5);
    if (this.last!.chiSquare < kept.last.chiSquare) return;
    this.values = kept.values;
    this.last = kept.last;
    this.stages.pop();
  }

  /** Texture where the data ask for it. */
  private tryTexture(major: readonly number[]): void {
    const { texture = 'auto' } = this.problem;
    if (texture === 'off') return;
    for (const p of major) {
      const model = this.model.spec.phases[p].model;
      if (texture === 'auto' && model.spaceGroup >= 195) continue;
      const ids = this.model.textureIds(p);
      if (ids.length === 0)
        throw new InputError(`harmonics up to order 2 leave the symmetry of ${model.name} no term`, {
          hint: 'a cubic crystal needs texture=harmonics-4 or more',
          where: { path: 'texture' },
        });
      const kept = { values: this.values, last: this.last! };
      this.release(`texture of ${model.name}`, ids, 10, 1e-5);
      const variance = Math.max(1, this.last!.chiSquare / this.last!.points);
      if (texture !== 'auto' || (kept.last.chiSquare - this.last!.chiSquare) / variance > 9) {
        this.textured.push(p);
        if (this.last!.chiSquare < kept.last.chiSquare / 4) this.restartWidths();
        continue;
      }
      for (const id of ids) this.free.delete(id);
      this.values = kept.values;
      this.last = kept.last;
      this.stages.pop();
    }
  }

  private release(
    stage: string,
    ids: readonly string[],
    maxIterations: number,
    tolerance = 1e-4,
    weights?: Float64Array,
  ): void {
    throwIfAborted(this.ctx);
    for (const id of ids) this.free.add(id);
    const free = [...this.free].map((id) => this.at(id)).sort((a, b) => a - b);
    this.last = refinePattern(this.model, this.problem.data, this.values, free, {
      maxIterations,
      tolerance,
      weights: weights ?? weigh(this.problem.data),
      ...(this.shift === 'auto' && { restraints: [{ parameter: this.at('zero'), value: 0, sigma: USUAL_ZERO }] }),
      ctx: this.ctx,
    });
    this.values = this.last.values;
    this.stages.push({
      stage,
      freed: ids,
      rWp: measureAgreement(this.problem.data, this.last).rWp,
      iterations: this.last.iterations,
    });
  }

  private finish(rounds = 2): Rietveld {
    const { data } = this.problem;
    if (data.gain)
      for (let k = 0; k < rounds; k++)
        this.release(
          'weights of the model',
          [],
          20,
          k + 1 === rounds ? 1e-8 : 1e-6,
          weighByModel(data, this.last!.calculated),
        );
    else this.release('last', [], 30, 1e-8);
    return {
      problem: this.problem,
      model: this.model,
      refined: this.last!,
      agreement: measureAgreement(data, this.last!),
      stages: this.stages,
      shift: this.shift,
      textured: this.textured,
      notes: this.notes,
    };
  }
}
