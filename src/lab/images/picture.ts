import { type Grid, InputError } from '../../core/index.js';

/** Grey values of a micrograph, row by row from the top. */
export interface Picture {
  width: number;
  height: number;
  /** (height, width) row-major */
  values: Float64Array;
}

/** A picture from a grid of two axes. */
export function toPicture(grid: Grid): Picture {
  if (grid.axes.length !== 2)
    throw new InputError(
      `a micrograph has two axes; this has ${grid.axes.length} (${grid.axes.map((a) => a.name).join(', ')})`,
    );
  return {
    height: grid.axes[0].values.length,
    width: grid.axes[1].values.length,
    values: Float64Array.from(grid.values),
  };
}

/** Rows become columns. */
export function transpose({ width, height, values }: Picture): Picture {
  const out = new Float64Array(values.length);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = values[y * width + x];
  return { width: height, height: width, values: out };
}

/** Gaussian blur, mirrored at the borders. [px] */
export function blur(picture: Picture, sigma: number): Picture {
  const reach = Math.max(1, Math.ceil(3 * sigma));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / sigma) ** 2));
  const sum = kernel.reduce((a, b) => a + b, 0);
  const along = ({ width, height, values }: Picture): Picture => {
    const out = new Float64Array(values.length);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let total = 0;
        for (let k = -reach; k <= reach; k++) {
          let at = x + k;
          if (at < 0) at = -at - 1;
          if (at >= width) at = 2 * width - 1 - at;
          total += kernel[k + reach] * values[y * width + Math.max(0, Math.min(width - 1, at))];
        }
        out[y * width + x] = total / sum;
      }
    return { width, height, values: out };
  };
  return transpose(along(transpose(along(picture))));
}
