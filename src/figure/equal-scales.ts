/** [px] of the longer side of a plot whose axes have one scale: with its axis it fills a journal column. */
const SIDE = 276;
/** [1] A plot is at least this share as high as it is wide. */
const FLATTEST = 0.35;

/**
 * Size and domains of a plot in which one unit is as long upwards as it is to the right, as Nyquist plots are drawn.
 */
export interface EqualScales {
  /** Members of the specification: size of the plot itself. */
  frame: { width: number; height: number; autosize: { type: 'pad' } };
  x: { domain: [number, number]; nice: false };
  y: { domain: [number, number]; nice: false };
}

/** Frames points with equal scales of both axes; zero is in both. */
export function makeEqualScales(xs: readonly number[], ys: readonly number[]): EqualScales {
  const [x, y] = [rangeOf(xs), rangeOf(ys)];
  const width = Math.max(x[1] - x[0], y[1] - y[0]) || 1;
  const height = Math.max(y[1] - y[0], FLATTEST * width);
  return {
    frame: { width: SIDE, height: Math.round((SIDE * height) / width), autosize: { type: 'pad' } },
    x: { domain: [x[0], x[0] + width], nice: false },
    y: { domain: [y[0], y[0] + height], nice: false },
  };
}

/** From the least to the greatest and zero, with a little room at the ends that are not zero. */
function rangeOf(values: readonly number[]): [number, number] {
  let [low, high] = [0, 0];
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const room = 0.04 * (high - low);
  return [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
}
