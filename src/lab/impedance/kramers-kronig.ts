import { InputError, type Note } from '../../core/index.js';
import { loadMatrixLibrary, type MatrixLibrary } from '../../num/linalg/load-matrix-library.js';
import { reduceRows } from '../../num/linalg/reduce-rows.js';
import type { Spectrum } from './spectrum.js';

export interface KramersKronigOptions {
  /** [1] the number of elements grows until μ falls to this. @default 0.85 */
  threshold?: number;
  /** Elements, instead of the automatic number. */
  elements?: number;
  /** Most elements tried. @default as many as there are frequencies, at most 100 */
  maximum?: number;
  /** A series capacitor, for spectra that end capacitive. @default true */
  capacitor?: boolean;
}

export interface KramersKronigTest {
  /** Number M of RC elements. */
  elements: number;
  /** [1] 1 − Σ|negative R| / Σ|positive R|; near 1 underfits, near 0 overfits */
  mu: number;
  model: Spectrum;
  /** [1] (m) residual over |Z|, real part */
  residualReal: Float64Array;
  /** [1] (m) residual over |Z|, imaginary part */
  residualImaginary: Float64Array;
  /** [1] root mean square over both parts */
  rms: number;
  notes: Note[];
}

/** [1] Residuals beyond this share of |Z| are worth a word. */
const NOTABLE = 0.01;
/**
 * Elements a decade of frequency that the automatic number begins from: μ may dip before there are enough to follow an
 * arc.
 */
const LEAST_PER_DECADE = 3;

/**
 * Linear Kramers–Kronig test: a series of resistor, inductor, capacitor and M RC elements at time constants spaced
 * evenly in the logarithm is fitted linearly, weights 1/|Z|, real and imaginary parts together. Whatever it can follow
 * is causal, linear and stable; residuals with a trend are not. M is the first, from three a decade on, for which the
 * mass of negative resistors is felt: μ ≤ threshold.
 *
 * Schönleber, Klotz and Ivers-Tiffée, Electrochim. Acta 131 (2014) 20, doi:10.1016/j.electacta.2014.01.034.
 */
export async function testKramersKronig(
  spectrum: Spectrum,
  options: KramersKronigOptions = {},
): Promise<KramersKronigTest> {
  const library = await loadMatrixLibrary();
  const { frequency, real, imaginary } = spectrum;
  const m = frequency.length;
  const threshold = options.threshold ?? 0.85;
  if (!(threshold > 0 && threshold < 1)) throw new InputError(`a threshold of ${threshold} for μ is outside 0 to 1`);
  const maximum = options.elements ?? options.maximum ?? Math.min(100, m);
  const notes: Note[] = [];
  const decades = Math.log10(
    frequency.reduce((a, b) => Math.max(a, b), 0) / frequency.reduce((a, b) => Math.min(a, b), Infinity),
  );
  const least = Math.max(1, Math.min(maximum, Math.floor(LEAST_PER_DECADE * decades)));
  let fitted = fitElements(library, spectrum, options.elements ?? least, options.capacitor ?? true);
  while (options.elements === undefined && fitted.mu > threshold && fitted.elements < maximum)
    fitted = fitElements(library, spectrum, fitted.elements + 1, options.capacitor ?? true);
  if (options.elements === undefined && fitted.mu > threshold)
    notes.push({
      level: 'warning',
      code: 'threshold-not-reached',
      text: `μ is still ${fitted.mu.toFixed(2)} with ${maximum} elements`,
    });
  const residualReal = real.map((v, i) => (v - fitted.model.real[i]) / Math.hypot(v, imaginary[i]));
  const residualImaginary = imaginary.map((v, i) => (v - fitted.model.imaginary[i]) / Math.hypot(v, real[i]));
  const all = [...residualReal, ...residualImaginary];
  const large = Array.from(frequency, (f, i) => ({
    f,
    r: Math.max(Math.abs(residualReal[i]), Math.abs(residualImaginary[i])),
  })).filter(({ r }) => r > NOTABLE);
  if (large.length > 0) {
    const range = large.map(({ f }) => f);
    notes.push({
      level: large.length > m / 5 ? 'serious' : 'warning',
      code: 'not-kramers-kronig',
      text: `${large.length} of ${m} points, between ${Math.min(...range).toPrecision(3)} and ${Math.max(...range).toPrecision(3)} Hz, are off by more than 1 % of |Z|: there the spectrum is noisy, or the cell changed while it was measured`,
    });
  }
  return {
    ...fitted,
    residualReal,
    residualImaginary,
    rms: Math.sqrt(all.reduce((s, r) => s + r * r, 0) / all.length),
    notes,
  };
}

function fitElements(
  library: MatrixLibrary,
  { frequency, real, imaginary }: Spectrum,
  elements: number,
  capacitor: boolean,
): { elements: number; mu: number; model: Spectrum } {
  const m = frequency.length;
  const columns = elements + (capacitor ? 3 : 2);
  const omega = frequency.map((f) => 2 * Math.PI * f);
  const highest = omega.reduce((a, b) => Math.max(a, b), 0);
  const lowest = omega.reduce((a, b) => Math.min(a, b), Infinity);
  // Columns: R, elements, L, and 1/C.
  const basis = (k: number, w: number): [number, number] => {
    if (k === 0) return [1, 0];
    if (k === elements + 1) return [0, w / highest];
    if (k === elements + 2) return [0, -lowest / w];
    const tau = elements === 1 ? 1 / lowest : (1 / highest) * (highest / lowest) ** ((k - 1) / (elements - 1));
    const d = 1 + (w * tau) ** 2;
    return [1 / d, (-w * tau) / d];
  };
  const matrix = new Float64Array(2 * m * columns);
  const rhs = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    const modulus = Math.hypot(real[i], imaginary[i]);
    for (let k = 0; k < columns; k++) {
      const [re, im] = basis(k, omega[i]);
      matrix[i * columns + k] = re / modulus;
      matrix[(m + i) * columns + k] = im / modulus;
    }
    rhs[i] = real[i] / modulus;
    rhs[m + i] = imaginary[i] / modulus;
  }
  const x = solve(library, matrix, rhs, 2 * m, columns);
  let negative = 0;
  let positive = 0;
  for (let k = 1; k <= elements; k++) {
    if (x[k] < 0) negative -= x[k];
    else positive += x[k];
  }
  const model = { frequency, real: new Float64Array(m), imaginary: new Float64Array(m) };
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < columns; k++) {
      const [re, im] = basis(k, omega[i]);
      model.real[i] += x[k] * re;
      model.imaginary[i] += x[k] * im;
    }
  }
  return { elements, mu: positive > 0 ? 1 - negative / positive : -Infinity, model };
}

/** Least squares by singular values; directions lost in rounding get nothing. */
function solve(
  { Matrix, SingularValueDecomposition }: MatrixLibrary,
  matrix: Float64Array,
  rhs: Float64Array,
  m: number,
  n: number,
): Float64Array {
  const { r, qtb } = reduceRows(matrix, rhs, m, n);
  const svd = new SingularValueDecomposition(
    new Matrix(Array.from({ length: n }, (_, i) => Array.from(r.subarray(i * n, i * n + n)))),
    { autoTranspose: true },
  );
  const out = new Float64Array(n);
  const floor = svd.diagonal[0] * 1e-14;
  for (let s = 0; s < n; s++) {
    if (svd.diagonal[s] <= floor) continue;
    let projection = 0;
    for (let i = 0; i < n; i++) projection += svd.leftSingularVectors.get(i, s) * qtb[i];
    for (let j = 0; j < n; j++) out[j] += (projection / svd.diagonal[s]) * svd.rightSingularVectors.get(j, s);
  }
  return out;
}
