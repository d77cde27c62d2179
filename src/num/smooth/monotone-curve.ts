/**
 * Cubic through points that rises and falls only where they do, with a continuous slope: Fritsch and Carlson's limits
 * on harmonic means (SIAM J. Numer. Anal. 17 (1980) 238, doi:10.1137/0717021; Fritsch and Butland, SIAM J. Sci. Stat.
 * Comput. 5 (1984) 300, doi:10.1137/0905021). Beyond the ends it stays what it is there.
 */
export class MonotoneCurve {
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly slopes: Float64Array;

  /**
   * @param x [any unit] (n) rising, two points at least
   * @param y [any unit] (n)
   */
  constructor(x: ArrayLike<number>, y: ArrayLike<number>) {
    this.x = Float64Array.from(x);
    this.y = Float64Array.from(y);
    const n = this.x.length;
    const step = Array.from({ length: n - 1 }, (_, k) => this.x[k + 1] - this.x[k]);
    const rise = step.map((h, k) => (this.y[k + 1] - this.y[k]) / h);
    this.slopes = Float64Array.from({ length: n }, (_, k) => {
      if (k === 0 || k === n - 1)
        return n === 2
          ? rise[0]
          : endSlope(
              k === 0 ? [step[0], step[1], rise[0], rise[1]] : [step[n - 2], step[n - 3], rise[n - 2], rise[n - 3]],
            );
      if (rise[k - 1] * rise[k] <= 0) return 0;
      const [a, b] = [2 * step[k] + step[k - 1], step[k] + 2 * step[k - 1]];
      return (a + b) / (a / rise[k - 1] + b / rise[k]);
    });
  }

  valueAt(x: number): number {
    return this.evaluate(x)[0];
  }

  slopeAt(x: number): number {
    return this.evaluate(x)[1];
  }

  private evaluate(at: number): [value: number, slope: number] {
    const { x, y, slopes } = this;
    const n = x.length;
    if (!(at > x[0])) return [y[0], 0];
    if (at >= x[n - 1]) return [y[n - 1], 0];
    let low = 0;
    let high = n - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] <= at) low = middle;
      else high = middle;
    }
    const h = x[high] - x[low];
    const t = (at - x[low]) / h;
    const rise = (y[high] - y[low]) / h;
    const [a, b] = [slopes[low], slopes[high]];
    const c = 3 * rise - 2 * a - b;
    const d = a + b - 2 * rise;
    return [y[low] + h * t * (a + t * (c + t * d)), a + t * (2 * c + 3 * t * d)];
  }
}

/** One-sided slope of three points, held to what keeps the curve monotone. */
function endSlope([h, next, rise, riseNext]: number[]): number {
  const slope = ((2 * h + next) * rise - h * riseNext) / (h + next);
  if (slope * rise <= 0) return 0;
  return rise * riseNext <= 0 && Math.abs(slope) > Math.abs(3 * rise) ? 3 * rise : slope;
}
