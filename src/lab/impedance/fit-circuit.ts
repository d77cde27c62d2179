import { InputError, type Context, type Estimate, type Note } from '../../core/index.js';
import { fitLeastSquares, toFitEstimate, type LeastSquaresFit, type Tie } from '../../num/fit/index.js';
import { makeCircuitEvaluator } from './circuit/evaluate-circuit.js';
import { guessParameters } from './circuit/guess-parameters.js';
import { findParameter, parseCircuit, type Circuit } from './circuit/parse-circuit.js';
import type { Spectrum } from './spectrum.js';

export interface CircuitFitOptions {
  /** Starting values by parameter, in SI. What is not named is read off the spectrum. */
  initial?: Readonly<Record<string, number>>;
  /** Parameters held at a value. */
  fixed?: Readonly<Record<string, number>>;
  bounds?: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Parameters equal to another, or to a multiple: `{ CPE2_alpha: 'CPE1_alpha', R3: '2 R1' }`. */
  tied?: Readonly<Record<string, string>>;
  /**
   * `unit`: all residuals count alike; `modulus`: relative to |Z|; `proportional`: each part relative to itself, no
   * less than 1 % of |Z|. @default 'modulus'
   */
  weights?: Weights;
  /** Starting points. @default 1 where initial values are given, 10 otherwise */
  starts?: number;
}

export type Weights = 'unit' | 'modulus' | 'proportional';

export interface CircuitFit {
  circuit: Circuit;
  /** By name, in the circuit's order; parameters that are held have no sigma. */
  parameters: Record<string, Estimate>;
  /** Full covariance and correlation of the free parameters, residuals and the rest. */
  fit: LeastSquaresFit;
  /** The model at the measured frequencies. */
  model: Spectrum;
  /** [1] (m) residuals over |Z|, real part */
  residualReal: Float64Array;
  /** [1] (m) residuals over |Z|, imaginary part */
  residualImaginary: Float64Array;
  weights: Weights;
  /** Akaike's criterion, corrected for small samples; lower is better, at equal weights and data only. */
  aicc: number;
  notes: Note[];
}

/**
 * Complex non-linear least squares of an equivalent circuit: real and imaginary parts together, with exact derivatives.
 *
 * Standard uncertainties come from the full covariance, scaled by the scatter of the residuals.
 *
 * @throws InputError for a circuit or parameter that cannot be; for a spectrum with fewer data than parameters
 */
export async function fitCircuit(
  spectrum: Spectrum,
  given: string | Circuit,
  options: CircuitFitOptions = {},
  ctx?: Context,
): Promise<CircuitFit> {
  const circuit = typeof given === 'string' ? parseCircuit(given) : given;
  const n = circuit.parameters.length;
  const m = spectrum.frequency.length;
  const find = (name: string): number => findParameter(circuit, name);
  const initial = guessParameters(circuit, spectrum);
  const lower = Float64Array.from(circuit.parameters, (p) => p.lower);
  const upper = Float64Array.from(circuit.parameters, (p) => p.upper);
  for (const [name, [low, high]] of Object.entries(options.bounds ?? {})) {
    const k = find(name);
    if (!(low < high)) throw new InputError(`the bounds of ${name}, ${low} and ${high}, leave nothing between`);
    lower[k] = low;
    upper[k] = high;
  }
  for (const [name, value] of Object.entries(options.initial ?? {})) initial[find(name)] = value;
  const fixed = circuit.parameters.map(() => false);
  for (const [name, value] of Object.entries(options.fixed ?? {})) {
    fixed[find(name)] = true;
    initial[find(name)] = value;
  }
  const ties = Object.entries(options.tied ?? {}).map(([name, to]): Tie => {
    const match = /^\s*(?:([\d.eE+-]+)\s*[*·]?\s*)?([A-Za-z]\w*)\s*$/.exec(to);
    if (!match)
      throw new InputError(`${name} cannot be tied to "${to}"`, {
        hint: 'write the name of a parameter, or a multiple such as "2 R1"',
      });
    return {
      parameter: find(name),
      terms: [{ parameter: find(match[2]), factor: match[1] === undefined ? 1 : Number(match[1]) }],
    };
  });
  for (const { parameter } of ties) {
    lower[parameter] = -Infinity;
    upper[parameter] = Infinity;
  }
  for (let k = 0; k < n; k++) if (!fixed[k]) initial[k] = Math.min(upper[k], Math.max(lower[k], initial[k]));
  const freeCount = n - fixed.filter(Boolean).length - ties.length;
  if (2 * m < freeCount)
    throw new InputError(`${m} frequencies cannot fix the ${freeCount} free parameters of ${circuit.text}`, {
      hint: 'hold some, or take a simpler circuit',
    });
  const evaluator = makeCircuitEvaluator(circuit, spectrum.frequency);
  const data = new Float64Array(2 * m);
  data.set(spectrum.real);
  data.set(spectrum.imaginary, m);
  const weights = options.weights ?? 'modulus';
  const fit = await fitLeastSquares(
    {
      residual: (p) => evaluator.impedance(p).map((z, i) => z - data[i]),
      jacobian: (p) => evaluator.jacobian(p),
      initial,
      lower,
      upper,
      fixed,
      ties,
      names: circuit.parameters.map((p) => p.name),
      sigma: makeSigma(spectrum, weights),
      starts: options.starts ?? (options.initial ? 1 : 10),
    },
    ctx,
  );
  const z = evaluator.impedance(fit.parameters);
  const model: Spectrum = { frequency: spectrum.frequency, real: z.slice(0, m), imaginary: z.slice(m) };
  const modulus = spectrum.real.map((re, i) => Math.hypot(re, spectrum.imaginary[i]));
  return {
    circuit,
    parameters: Object.fromEntries(circuit.parameters.map((p, k) => [p.name, toFitEstimate(fit, k, p.unit)])),
    fit,
    model,
    residualReal: model.real.map((v, i) => (spectrum.real[i] - v) / modulus[i]),
    residualImaginary: model.imaginary.map((v, i) => (spectrum.imaginary[i] - v) / modulus[i]),
    weights,
    aicc: computeAicc(2 * fit.cost, 2 * m, freeCount),
    notes: fit.notes,
  };
}

/** Standard deviations that stand for a kind of weights; undefined for unit ones. */
function makeSigma(spectrum: Spectrum, weights: Weights): Float64Array | undefined {
  if (weights === 'unit') return undefined;
  const m = spectrum.frequency.length;
  const sigma = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    const modulus = Math.hypot(spectrum.real[i], spectrum.imaginary[i]);
    if (!(modulus > 0))
      throw new InputError(`the impedance at ${spectrum.frequency[i]} Hz is zero`, {
        hint: 'leave the point out, or weigh all alike with weights: unit',
      });
    sigma[i] = weights === 'modulus' ? modulus : Math.max(Math.abs(spectrum.real[i]), 0.01 * modulus);
    sigma[m + i] = weights === 'modulus' ? modulus : Math.max(Math.abs(spectrum.imaginary[i]), 0.01 * modulus);
  }
  return sigma;
}

/** Hurvich and Tsai, Biometrika 76 (1989) 297, doi:10.1093/biomet/76.2.297; the variance counts as a parameter. */
function computeAicc(rss: number, data: number, free: number): number {
  const k = free + 1;
  return (
    data * Math.log(Math.max(rss, Number.MIN_VALUE) / data) +
    2 * k +
    (data - k - 1 > 0 ? (2 * k * (k + 1)) / (data - k - 1) : Infinity)
  );
}
