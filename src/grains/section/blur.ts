import type { GreyPicture } from './make-section.js';

/**
 * Gaussian blur, mirrored at the borders.
 *
 * @param sigma [1] in pixels
 */
export function blurGrey(picture: GreyPicture, sigma: number): GreyPicture {
  const reach = Math.max(1, Math.ceil(3.5 * sigma));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-0.5 * ((k - reach) / sigma) ** 2));
  const sum = kernel.reduce((s, v) => s + v, 0);
  const { width, height } = picture;
  const mirror = (i: number, n: number): number => (i < 0 ? -i - 1 : i >= n ? 2 * n - 1 - i : i);
  const pass = (from: Float64Array, n: number, step: number, m: number, other: number): Float64Array => {
    const out = new Float64Array(from.length);
    for (let j = 0; j < m; j++)
      for (let i = 0; i < n; i++) {
        let total = 0;
        for (let k = -reach; k <= reach; k++)
          total += kernel[k + reach] * from[j * other + Math.min(n - 1, Math.max(0, mirror(i + k, n))) * step];
        out[j * other + i * step] = total / sum;
      }
    return out;
  };
  return {
    width,
    height,
    values: pass(pass(picture.values, width, 1, height, width), height, width, width, 1),
  };
}
