import { InputError } from '../../core/index.js';
import { computeDoniachLine, computeGaussLorentz, computeVoigtLine, type LineShape } from './line-shapes.js';

/**
 * How electrons that lose energy on their way out are taken: a kernel over the distance to the line, in eV, times a
 * factor that is fitted.
 */
export type LossKernel =
  | { kind: 'none' }
  /** The same share at every loss: an active Shirley step. */
  | { kind: 'shirley' }
  /** T/(C + T²)², Tougaard's universal cross-section (U2). */
  | { kind: 'tougaard'; c: number }
  /** T/((C − T²)² + D T²) beyond a gap (U3; U4 with a gap above zero). */
  | { kind: 'tougaard-3'; c: number; d: number; gap: number };

/** Numbers of each line, in this order in the vector of parameters. */
export const LINE_PARAMETERS = ['area', 'position', 'gauss', 'lorentz', 'asymmetry'] as const;
export const PER_LINE = LINE_PARAMETERS.length;
/** base, slope and the factor of the losses stand before the lines. */
export const BACKGROUND_PARAMETERS = ['base', 'slope', 'loss'] as const;
export const FIRST_LINE = BACKGROUND_PARAMETERS.length;

/** A region as a function of its parameters: base + slope + lines + losses of the lines. */
export interface RegionModel {
  /** [eV] (n) rising */
  energy: Float64Array;
  /** [eV] (n) width that each point stands for */
  width: Float64Array;
  kernel: LossKernel;
  shapes: readonly LineShape[];
  /** [count] (n) added as it is: a background found before the fit */
  fixed?: Float64Array;
}

/** Widths that the points of a rising axis stand for. [eV] (n) */
export function computeWidths(energy: Float64Array): Float64Array {
  const n = energy.length;
  if (n < 2) throw new InputError('a spectrum needs at least two points');
  return energy.map(
    (_, i) => (energy[Math.min(n - 1, i + 1)] - energy[Math.max(0, i - 1)]) / (i === 0 || i === n - 1 ? 1 : 2),
  );
}

/**
 * Intensity of a model, and its derivatives where wanted. The losses integrate the lines per eV and never the base, so
 * that a constant offset changes no area.
 *
 * @param parameters [count, eV] (3 + 5 lines)
 * @param jacobian   (n, 3 + 5 lines) row-major, overwritten where given
 * @returns [count] (n)
 */
export function computeRegion(model: RegionModel, parameters: Float64Array, jacobian?: Float64Array): Float64Array {
  const { energy, shapes } = model;
  const n = energy.length;
  const q = FIRST_LINE + PER_LINE * shapes.length;
  const [base, slope, loss] = parameters;
  const lines = new Float64Array(n);
  const column = new Float64Array(n);
  const out = new Float64Array(n);
  if (jacobian) jacobian.fill(0);
  const put = (k: number, values: Float64Array, factor: number): void => {
    if (!jacobian) return;
    const lost = loss === 0 ? undefined : applyKernel(model, values);
    for (let i = 0; i < n; i++) jacobian[i * q + k] = factor * (values[i] + (lost ? loss * lost[i] : 0));
  };
  shapes.forEach((shape, s) => {
    const at = FIRST_LINE + PER_LINE * s;
    const area = parameters[at];
    const slopes = jacobian && shape.kind === 'voigt' ? new Float64Array(3 * n) : undefined;
    computeLine(shape, energy, parameters, at, column, slopes);
    for (let i = 0; i < n; i++) lines[i] += area * column[i];
    if (!jacobian) return;
    put(at, column, 1);
    if (slopes) for (let k = 0; k < 3; k++) put(at + 1 + k, slopes.subarray(k * n, k * n + n), area);
    else
      for (let k = 1; k < PER_LINE; k++) {
        if (k === 4 && shape.kind !== 'doniach') continue;
        put(at + k, differentiate(shape, energy, parameters, at, k), area);
      }
  });
  const lost = applyKernel(model, lines);
  const middle = energy[0];
  for (let i = 0; i < n; i++) {
    out[i] = base + slope * (energy[i] - middle) + lines[i] + loss * lost[i] + (model.fixed?.[i] ?? 0);
    if (!jacobian) continue;
    jacobian[i * q] = 1;
    jacobian[i * q + 1] = energy[i] - middle;
    jacobian[i * q + 2] = lost[i];
  }
  return out;
}

/** One line of unit area (shapes by height are scaled to it). [1/eV] (n) */
export function computeLine(
  shape: LineShape,
  energy: Float64Array,
  parameters: ArrayLike<number>,
  at: number,
  out: Float64Array,
  slopes?: Float64Array,
): void {
  const position = parameters[at + 1];
  const gauss = parameters[at + 2];
  const lorentz = parameters[at + 3];
  if (shape.kind === 'voigt') computeVoigtLine(energy, position, gauss, lorentz, out, slopes);
  else if (shape.kind === 'doniach')
    computeDoniachLine(energy, position, gauss, lorentz, parameters[at + 4], shape.cut, out);
  else if (shape.kind === 'la') shape.compute(energy, position, gauss, out);
  else {
    const product = shape.kind === 'gl-product';
    const area = areaOfGaussLorentz(shape.mix, product) * gauss;
    for (let i = 0; i < energy.length; i++)
      out[i] = computeGaussLorentz(energy[i] - position, gauss, shape.mix, product) / area;
  }
}

/** Lines of a model without background or losses. [count] (n) each */
export function computeLines(model: RegionModel, parameters: ArrayLike<number>): Float64Array[] {
  return model.shapes.map((shape, s) => {
    const at = FIRST_LINE + PER_LINE * s;
    const out = new Float64Array(model.energy.length);
    computeLine(shape, model.energy, parameters, at, out);
    return out.map((v) => v * parameters[at]);
  });
}

const areas = new Map<string, number>();
function areaOfGaussLorentz(mix: number, product: boolean): number {
  if (!product) return ((1 - mix) * Math.sqrt(Math.PI / Math.LN2) + mix * Math.PI) / 2;
  const key = String(mix);
  let area = areas.get(key);
  if (area === undefined) {
    area = 0;
    // u = tan θ maps the whole axis to a finite one, where the integrand is smooth.
    const steps = 2000;
    for (let k = 0; k < steps; k++) {
      const theta = ((k + 0.5) / steps - 0.5) * Math.PI;
      const u = Math.tan(theta);
      area += (computeGaussLorentz(u / 2, 1, mix, true) * (1 + u * u) * Math.PI) / steps / 2;
    }
    areas.set(key, area);
  }
  return area;
}

function differentiate(
  shape: LineShape,
  energy: Float64Array,
  parameters: Float64Array,
  at: number,
  k: number,
): Float64Array {
  const step = k === 4 ? 1e-4 : k === 1 ? 2e-4 : 1e-4 * Math.max(0.1, parameters[at + k]);
  const moved = Float64Array.from(parameters.subarray(at, at + PER_LINE));
  const high = new Float64Array(energy.length);
  const low = new Float64Array(energy.length);
  moved[k] = parameters[at + k] + step;
  computeLine(shape, energy, moved, 0, high);
  const back = Math.max(k === 1 ? -Infinity : 0, parameters[at + k] - step);
  moved[k] = back;
  computeLine(shape, energy, moved, 0, low);
  const span = parameters[at + k] + step - back;
  return high.map((v, i) => (v - low[i]) / span);
}

/** Losses of lines: each point adds to every point of higher binding energy. (n) */
export function applyKernel(model: RegionModel, lines: Float64Array): Float64Array {
  const { energy, width, kernel } = model;
  const n = energy.length;
  const out = new Float64Array(n);
  if (kernel.kind === 'none') return out;
  if (kernel.kind === 'shirley') {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const part = lines[i] * width[i];
      out[i] = sum + part / 2;
      sum += part;
    }
    return out;
  }
  const weight = tougaardWeights(model);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < i; j++) sum += lines[j] * weight[i * n + j];
    out[i] = sum;
  }
  return out;
}

const weights = new WeakMap<RegionModel, Float64Array>();
function tougaardWeights(model: RegionModel): Float64Array {
  let known = weights.get(model);
  if (known) return known;
  const { energy, width, kernel } = model;
  const n = energy.length;
  known = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) known[i * n + j] = computeLoss(kernel, energy[i] - energy[j]) * width[j];
  weights.set(model, known);
  return known;
}

/**
 * Share of electrons that lose an energy, per eV and per factor of one. Tougaard, Surf. Interface Anal. 11 (1988) 453
 * and 25 (1997) 137.
 *
 * @param loss [eV]
 * @returns [1/eV] times the units of the factor
 */
export function computeLoss(kernel: LossKernel, loss: number): number {
  if (kernel.kind === 'none' || loss <= 0) return 0;
  if (kernel.kind === 'shirley') return 1;
  if (kernel.kind === 'tougaard') return loss / (kernel.c + loss * loss) ** 2;
  return loss < kernel.gap ? 0 : loss / ((kernel.c - loss * loss) ** 2 + kernel.d * loss * loss);
}
