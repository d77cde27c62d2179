import { compileKernel, startKernel } from '../../core/index.js';
import { cellSearchWasm } from '../../kernels/built/cell-search.js';

/** Functions of `src/kernels/cell-search.as.ts`; arguments are numbers and byte offsets of arrays. */
type Kernel = Readonly<Record<'firstFree' | 'sample' | 'search', (...numbers: number[]) => number>>;

const PAGE = 65_536;
/** Most amounts of a metric, and lines that a search takes. */
const MOST = 6;
const LINES = 60;

/** What a cell is searched by. */
interface Search {
  /** [Å⁻²] (amounts) of the reciprocal metric */
  start: readonly number[];
  /** [1] (lines, amounts) what each amount adds to 1/d² */
  forms: readonly number[];
  /** [1] (lines) */
  amplitudes: readonly number[];
  /** A wide and a narrow curve over 2θ, which are not changed afterwards. */
  rounds: readonly Float64Array[];
  /** [deg] first angle and step of the curves */
  from: number;
  step: number;
  /** [Å] */
  wavelength: number;
  /** [1] largest relative change of a length */
  range: number;
}

/** The memory in which cells are searched; the curves that were sampled last stay, for they serve many phases. */
class SearchMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 2 });
  private readonly kernel = startKernel<Kernel>(compileKernel(cellSearchWasm), this.memory);
  private readonly start = (this.kernel.firstFree() + 15) & ~15;
  private readonly best = this.start + 8 * MOST;
  private readonly amplitudes = this.best + 3 * 8 * MOST;
  private readonly forms = this.amplitudes + 8 * LINES;
  private readonly curves = this.forms + 8 * LINES * MOST;
  private sampled: Pick<Search, 'rounds' | 'from' | 'step' | 'wavelength'> | undefined;

  /** [Å⁻²] amounts where the lines meet the curves best. */
  search(by: Search): Float64Array {
    const { rounds, start, amplitudes } = by;
    const n = rounds[0].length;
    const steps = Math.max(4096, 4 * n);
    const given = this.curves;
    const [wide, narrow] = [given + 8 * n, given + 8 * (n + steps + 1)];
    const had = this.sampled;
    if (had?.rounds !== rounds || had.from !== by.from || had.step !== by.step || had.wavelength !== by.wavelength) {
      const short = narrow + 8 * (steps + 1) - this.memory.buffer.byteLength;
      if (short > 0) this.memory.grow(Math.ceil(short / PAGE));
      for (const [k, out] of [wide, narrow].entries()) {
        this.doubles(given, n).set(rounds[k]);
        this.kernel.sample(given, n, by.from, by.step, out, steps);
      }
      this.sampled = by;
    }
    this.doubles(this.start, MOST).set(start);
    this.doubles(this.amplitudes, LINES).set(amplitudes);
    this.doubles(this.forms, LINES * MOST).set(by.forms);
    const highest = (2 / by.wavelength) ** 2;
    const { forms, best } = this;
    const lines = amplitudes.length;
    this.kernel.search(
      this.start,
      start.length,
      best,
      forms,
      this.amplitudes,
      lines,
      wide,
      narrow,
      steps,
      highest,
      by.range,
    );
    return this.doubles(best, start.length).slice();
  }

  private doubles(at: number, count: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, count);
  }
}

let shared: SearchMemory | undefined;

/** The memory of this thread, made on first use. */
export function searchMemory(): SearchMemory {
  shared ??= new SearchMemory();
  return shared;
}
