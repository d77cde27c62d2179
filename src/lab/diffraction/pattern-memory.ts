import { compileKernel, startKernel } from '../../core/index.js';
import { powderPatternWasm } from '../../kernels/built/powder-pattern.js';

/** Functions of `src/kernels/powder-pattern.as.ts`; arguments are numbers and byte offsets of arrays. */
type Kernel = Readonly<
  Record<
    'firstFree' | 'place' | 'begin' | 'addBackground' | 'addPhase' | 'addTails' | 'sumSquares' | 'buildNormal',
    (...numbers: number[]) => number
  >
>;

const PAGE = 65_536;
const BLOCK = 512;
/** Columns of the kernel's table. */
const ANGLES = 0;
const PATTERN = 1;
const OBSERVED = 2;
const WEIGHTS = 3;
const DERIVATIVES = 9;
/** Numbers that the kernel takes for a line. */
export const LINE = 12;

/** How much of everything a pattern needs. */
interface Needs {
  derivatives: number;
  /** Coefficients of the background. */
  background: number;
  /** Lines of the phase that has most, and factors of its reflections. */
  lines: number;
  factors: number;
  /** Derivatives of one phase. */
  slots: number;
}

/**
 * The memory in which patterns are computed: one for all models, since each computation begins anew. What is kept is
 * copied out of it.
 */
class PatternMemory {
  /** Numbers of the lines of a phase, LINE for each. */
  lines = new Float64Array(0);
  /** Factors by reflection and derivative. */
  factors = new Float64Array(0);
  /** Two for each derivative of a phase: its number, and of which kind it is. */
  slots = new Int32Array(0);
  private readonly memory = new WebAssembly.Memory({ initial: 2 });
  private readonly kernel = startKernel<Kernel>(compileKernel(powderPatternWasm), this.memory);
  private needs: Needs = { derivatives: 0, background: 0, lines: 0, factors: 0, slots: 0 };
  private angles: Float64Array | undefined;
  private size = 0;
  private table = 0;
  private stride = 0;
  private coefficients = new Float64Array(0);
  private backgroundSlots = new Int32Array(0);
  private normal = new Float64Array(0);
  private gradient = new Float64Array(0);

  /** Begins a pattern of zeros over an axis, with as many derivatives. */
  begin(angles: Float64Array, needs: Needs): void {
    const had = this.needs;
    const keys = Object.keys(had) as (keyof Needs)[];
    if (angles !== this.angles || keys.some((key) => needs[key] > had[key])) {
      const most = { ...had };
      for (const key of keys) most[key] = Math.max(had[key], needs[key]);
      this.lay(angles, most);
    }
    this.kernel.begin(needs.derivatives);
  }

  /** The pattern, and a derivative, as they are now. */
  get pattern(): Float64Array {
    return this.column(PATTERN);
  }

  derivative(k: number): Float64Array {
    return this.column(DERIVATIVES + k);
  }

  /** Adds Chebyshev polynomials; `slots` says which derivative each is, −1 for none. */
  addBackground(coefficients: readonly number[], slots: readonly number[]): void {
    this.coefficients.set(coefficients);
    this.backgroundSlots.set(slots);
    this.kernel.addBackground(this.coefficients.byteOffset, this.backgroundSlots.byteOffset, coefficients.length);
  }

  /** Adds the reflections of a phase that `lines`, `factors` and `slots` say. */
  addPhase(reflections: number, linesEach: number, derivatives: number, axial: boolean): void {
    const [lines, factors, slots] = [this.lines, this.factors, this.slots].map((a) => a.byteOffset);
    this.kernel.addPhase(reflections, lines, linesEach, factors, slots, derivatives, Number(axial));
  }

  /** Adds what the windows of the lines have left out. */
  addTails(): void {
    this.kernel.addTails();
  }

  /** Takes in what patterns are held against. */
  hold(observed: Float64Array, weights: Float64Array): void {
    this.column(OBSERVED).set(observed);
    this.column(WEIGHTS).set(weights);
  }

  /** Σ w (observed − pattern)². */
  sumSquares(): number {
    return this.kernel.sumSquares();
  }

  /** Normal matrix Jᵀ w J, (q, q), and gradient Jᵀ w (observed − pattern), (q). */
  buildNormal(normal: Float64Array, gradient: Float64Array): void {
    const q = gradient.length;
    this.kernel.buildNormal(q, this.normal.byteOffset, this.gradient.byteOffset);
    gradient.set(this.gradient.subarray(0, q));
    for (let a = 0; a < q; a++)
      for (let b = 0; b <= a; b++) normal[a * q + b] = normal[b * q + a] = this.normal[a * q + b];
  }

  private column(k: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.table + k * this.stride, this.size);
  }

  /** Places everything anew; what was there is lost. */
  private lay(angles: Float64Array, needs: Needs): void {
    const { derivatives: q } = needs;
    const n = angles.length;
    const each = Math.max(4, Math.round((0.25 * (n - 1)) / (angles[n - 1] - angles[0])));
    const picks = Math.ceil((n - 1) / each) + 1;
    let free = (this.kernel.firstFree() + 15) & ~15;
    const take = (doubles: number) => {
      const at = free;
      free += 16 * Math.ceil(doubles / 2);
      return at;
    };
    const [scratch, coarse, tails] = [take(BLOCK), take(picks), take(picks)];
    const [coefficients, backgroundSlots] = [take(needs.background), take(needs.background)];
    const [normal, gradient] = [take(q * q), take(q)];
    const [lines, factors, slots] = [take(needs.lines * LINE), take(needs.factors), take(needs.slots)];
    this.stride = 16 * Math.ceil(n / 2);
    this.table = take(0);
    const bytes = this.table + (DERIVATIVES + q) * this.stride;
    const { buffer } = this.memory;
    if (bytes > buffer.byteLength) this.memory.grow(Math.ceil((bytes - buffer.byteLength) / PAGE));
    const doubles = (at: number, count: number) => new Float64Array(this.memory.buffer, at, count);
    this.coefficients = doubles(coefficients, needs.background);
    this.backgroundSlots = new Int32Array(this.memory.buffer, backgroundSlots, needs.background);
    this.normal = doubles(normal, q * q);
    this.gradient = doubles(gradient, q);
    this.lines = doubles(lines, needs.lines * LINE);
    this.factors = doubles(factors, needs.factors);
    this.slots = new Int32Array(this.memory.buffer, slots, 2 * needs.slots);
    // the padding of the weights must be zero
    new Float64Array(this.memory.buffer, this.table, (DERIVATIVES * this.stride) / 8).fill(0);
    this.size = n;
    this.column(ANGLES).set(angles);
    const coarseAxis = doubles(coarse, picks);
    for (let k = 0; k < picks; k++) coarseAxis[k] = angles[Math.min(n - 1, k * each)];
    this.angles = angles;
    this.needs = needs;
    this.kernel.place(n, this.table, this.stride, coarse, tails, picks, each, scratch);
  }
}

let shared: PatternMemory | undefined;

/** The memory of this thread, made on first use. */
export function patternMemory(): PatternMemory {
  shared ??= new PatternMemory();
  return shared;
}
