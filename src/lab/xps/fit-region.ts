import type { Context, Note } from '../../core/index.js';
import { fitLeastSquares, type LeastSquaresFit, type Tie } from '../../num/index.js';
import {
  BACKGROUND_PARAMETERS,
  computeRegion,
  computeWidths,
  FIRST_LINE,
  LINE_PARAMETERS,
  type LossKernel,
  PER_LINE,
  type RegionModel,
} from './region-model.js';
import type { LineShape } from './line-shapes.js';

/** Counts against binding energy, rising, each with what one standard deviation rests on. */
export interface RegionData {
  /** [eV] (n) rising */
  energy: Float64Array;
  /** [count] (n) */
  counts: Float64Array;
  /**
   * [count] (n) where the file knows it; else counts are taken as Poisson, or the scatter decides where they are not
   * counts
   */
  sigma?: Float64Array;
  /** Whether the numbers are counted electrons, so that their variance is known. */
  counted: boolean;
}

/** A line to fit: where each of its numbers starts, which are held, and how they hang on another line. */
export interface LineStart {
  name: string;
  shape: LineShape;
  area: number;
  position: number;
  gauss: number;
  lorentz: number;
  asymmetry?: number;
  held?: readonly (typeof LINE_PARAMETERS)[number][];
  /** [eV] bounds of the position; ± 2 where absent */
  within?: readonly [number, number];
  /** [eV] bounds of the Gaussian width */
  gaussWithin?: readonly [number, number];
  /** [eV] what is known of the Lorentzian width before the data speak, and of the asymmetry */
  prior?: { gauss?: Prior; lorentz?: Prior; asymmetry?: Prior };
  /** Number of the line whose Lorentzian width this one has too. */
  sameLorentz?: number;
  /** And whose Gaussian width. */
  sameGauss?: number;
  /** Area and position by those of another line: area × ratio; position + splitting where it is given. */
  partner?: { line: number; ratio?: number; splitting?: number };
}

export interface RegionFit {
  model: RegionModel;
  lines: readonly LineStart[];
  parameters: Float64Array;
  sigma: readonly (number | undefined)[];
  fit: LeastSquaresFit;
  /** [1] χ² of the data alone */
  chiSquare: number;
  /** [1] parameters that were free */
  free: number;
  /** [count] (n) of the last pass */
  noise: Float64Array;
  notes: Note[];
}

/** What is known of a number before the data speak. */
export interface Prior {
  mean: number;
  sigma: number;
}

export interface RegionOptions {
  kernel: LossKernel;
  fixed?: Float64Array;
  start?: { base: number; slope: number; loss: number };
  /** Passes of reweighting by the model's own counts. @default 2 */
  passes?: number;
  /** [1] relative change of χ² at which to stop. @default 1e-9 */
  tolerance?: number;
}

/**
 * Lines over a background by weighted least squares with the background among the free parameters (*active*:
 * Herrera-Gomez et al., Surf. Interface Anal. 46 (2014) 897). Counts weigh by the variance of the model, in a second
 * pass, so that low counts do not pull.
 */
export async function fitRegion(
  data: RegionData,
  lines: readonly LineStart[],
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  const { energy, counts } = data;
  const n = energy.length;
  const model: RegionModel = {
    energy,
    width: computeWidths(energy),
    kernel: options.kernel,
    shapes: lines.map((line) => line.shape),
    fixed: options.fixed,
  };
  const q = FIRST_LINE + PER_LINE * lines.length;
  const { initial, lower, upper, fixed, ties, priors } = layOut(data, lines, options);
  const names = [
    ...BACKGROUND_PARAMETERS,
    ...lines.flatMap((line) => LINE_PARAMETERS.map((parameter) => `${line.name} ${parameter}`)),
  ];
  let noise = data.sigma ?? counts.map((c) => Math.sqrt(Math.max(c, 1)));
  let start: Float64Array = initial;
  let fit: LeastSquaresFit | undefined;
  const passes = data.sigma || !data.counted ? 1 : (options.passes ?? 2);
  if (!data.counted && !data.sigma) noise = new Float64Array(n).fill(estimateNoise(counts));
  for (let pass = 0; pass < passes; pass++) {
    const weights = noise;
    fit = await fitLeastSquares(
      {
        residual: (p) => {
          const values = computeRegion(model, p);
          const out = new Float64Array(n + priors.length);
          for (let i = 0; i < n; i++) out[i] = values[i] - counts[i];
          priors.forEach((prior, k) => (out[n + k] = p[prior.parameter] - prior.mean));
          return out;
        },
        jacobian: (p) => {
          const out = new Float64Array((n + priors.length) * q);
          computeRegion(model, p, out.subarray(0, n * q));
          priors.forEach((prior, k) => (out[(n + k) * q + prior.parameter] = 1));
          return out;
        },
        initial: start,
        names,
        lower,
        upper,
        fixed,
        ties,
        sigma: Float64Array.from({ length: n + priors.length }, (_, i) => (i < n ? weights[i] : priors[i - n].sigma)),
        absoluteSigma: data.counted || data.sigma !== undefined,
        tolerance: options.tolerance ?? 1e-9,
        maxIterations: 100,
      },
      ctx,
    );
    start = fit.parameters;
    if (pass + 1 < passes) noise = computeRegion(model, fit.parameters).map((v) => Math.sqrt(Math.max(v, 1)));
  }
  const done = fit as LeastSquaresFit;
  let chiSquare = 0;
  for (let i = 0; i < n; i++) chiSquare += done.residual[i] ** 2;
  return {
    model,
    lines,
    parameters: done.parameters,
    sigma: done.sigma,
    fit: done,
    chiSquare,
    free: done.free.length,
    noise,
    notes: done.notes,
  };
}

/** The lines of a fit as the start of another. */
export function restart(fit: RegionFit): LineStart[] {
  return fit.lines.map((line, s) => {
    const at = FIRST_LINE + PER_LINE * s;
    const [area, position, gauss, lorentz, asymmetry] = fit.parameters.subarray(at, at + PER_LINE);
    return { ...line, area, position, gauss, lorentz, asymmetry };
  });
}

interface Layout {
  initial: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  fixed: boolean[];
  ties: Tie[];
  priors: { parameter: number; mean: number; sigma: number }[];
}

function layOut(data: RegionData, lines: readonly LineStart[], options: RegionOptions): Layout {
  const { energy, counts } = data;
  const n = energy.length;
  const q = FIRST_LINE + PER_LINE * lines.length;
  const low = average(counts, 0, Math.max(1, Math.min(10, n >> 3)));
  const initial = new Float64Array(q);
  const lower = new Float64Array(q).fill(-Infinity);
  const upper = new Float64Array(q).fill(Infinity);
  const fixed: boolean[] = new Array(q).fill(false);
  const ties: Tie[] = [];
  const priors: Layout['priors'] = [];
  const start = options.start ?? { base: options.fixed ? 0 : low, slope: 0, loss: 0 };
  initial.set([start.base, start.slope, start.loss]);
  lower[2] = 0;
  if (options.kernel.kind === 'none' || lines.length === 0) fixed[2] = true;
  else initial[2] = Math.max(initial[2], options.kernel.kind === 'shirley' ? 1e-3 : 1);
  if (options.fixed) fixed.fill(true, 0, 3);
  lines.forEach((line, s) => {
    const at = FIRST_LINE + PER_LINE * s;
    initial.set([line.area, line.position, line.gauss, line.lorentz, line.asymmetry ?? 0], at);
    const span = line.within ?? [line.position - 2, line.position + 2];
    const width = line.gaussWithin ?? [0.2, 8];
    lower.set([-Infinity, span[0], width[0], 0, 0], at);
    upper.set([Infinity, span[1], width[1], 4, 0.45], at);
    for (let k = 1; k < PER_LINE; k++)
      initial[at + k] = Math.max(lower[at + k], Math.min(upper[at + k], initial[at + k]));
    LINE_PARAMETERS.forEach((name, k) => {
      const unused =
        (name === 'lorentz' && line.shape.kind !== 'voigt' && line.shape.kind !== 'doniach') ||
        (name === 'asymmetry' && line.shape.kind !== 'doniach');
      if (unused || line.held?.includes(name)) fixed[at + k] = true;
    });
    if (line.prior?.lorentz && !fixed[at + 3] && line.sameLorentz === undefined)
      priors.push({ parameter: at + 3, ...line.prior.lorentz });
    if (line.prior?.gauss && !fixed[at + 2]) priors.push({ parameter: at + 2, ...line.prior.gauss });
    if (line.prior?.asymmetry && !fixed[at + 4] && !line.partner)
      priors.push({ parameter: at + 4, ...line.prior.asymmetry });
    if (line.sameGauss !== undefined) tie(at + 2, FIRST_LINE + PER_LINE * line.sameGauss + 2, 1, 0);
    if (line.sameLorentz !== undefined && !fixed[at + 3])
      tie(at + 3, FIRST_LINE + PER_LINE * line.sameLorentz + 3, 1, 0);
    const { partner } = line;
    if (partner?.ratio !== undefined) tie(at, FIRST_LINE + PER_LINE * partner.line, partner.ratio, 0);
    if (partner?.splitting !== undefined) tie(at + 1, FIRST_LINE + PER_LINE * partner.line + 1, 1, partner.splitting);
    if (partner && line.shape.kind === 'doniach' && !line.held?.includes('asymmetry'))
      tie(at + 4, FIRST_LINE + PER_LINE * partner.line + 4, 1, 0);
  });
  function tie(parameter: number, to: number, factor: number, offset: number): void {
    ties.push({ parameter, terms: [{ parameter: to, factor }], offset });
    lower[parameter] = -Infinity;
    upper[parameter] = Infinity;
    fixed[parameter] = false;
  }
  return { initial, lower, upper, fixed, ties, priors };
}

function average(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / Math.max(1, to - from);
}

/** Noise of a smooth curve from its second differences. [unit of values] */
export function estimateNoise(values: Float64Array): number {
  const seconds: number[] = [];
  for (let i = 1; i < values.length - 1; i++) seconds.push(Math.abs(values[i - 1] - 2 * values[i] + values[i + 1]));
  seconds.sort((a, b) => a - b);
  const median = seconds[seconds.length >> 1] ?? 0;
  return Math.max(median / (0.6745 * Math.sqrt(6)), 1e-12 * Math.max(1, ...values.map(Math.abs)));
}
