import { InputError } from '../../core/index.js';
import { convolve, type LineShape } from './line-shapes.js';

/**
 * [1] Gaussian FWHM over the width F of an LA or LF shape, for each unit of m: 0.2706 of half of F; measured on an
 * export with m = 6.
 */
const SMOOTH = 0.1353;
/** [1] Damping of LF at w tenths of a width; measured on one export. */
const DAMPING = 2.37;

/**
 * A line shape by the name that CasaXPS gives it: `GL(30)`, `SGL(30)`, `LA(1.2,80,50)`, `LF(0.54,10,80,100,6)`.
 *
 * GL and SGL follow exports of CasaXPS to 0.04 % of the height. LA is (1 + 4u²)^(−α) on the side of high and ^(−β) on
 * that of low binding energy, u in units of half the stated width, convolved with a Gaussian. How LF damps its tail is
 * not published: here the high side times exp(−2.37 (10x/wF)²), which follows an export of LF(0.54,10,80,100,6) to 0.2
 * % of its height.
 */
export function parseCasaShape(text: string): { shape: LineShape; approximate: boolean } {
  const match = /^\s*([A-Z]+)\(([^)]*)\)\s*$/.exec(text);
  const numbers = match?.[2].split(',').map(Number) ?? [];
  if (!match || numbers.some((n) => !Number.isFinite(n)))
    throw new InputError(`"${text}" is not a line shape that is known`, {
      hint: 'GL, SGL, LA and LF are',
      where: { path: 'components' },
    });
  const [name] = match.slice(1);
  if (name === 'GL' || name === 'SGL')
    return {
      shape: { kind: name === 'GL' ? 'gl-product' : 'gl-sum', mix: Math.max(0, Math.min(1, numbers[0] / 100)) },
      approximate: false,
    };
  if (name === 'LA') {
    const [high, low, m] =
      numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], numbers[0], numbers[1]] : numbers;
    return { shape: makeTailed(high, low, m, undefined), approximate: true };
  }
  if (name === 'LF') {
    const [high, low, w] = numbers;
    return { shape: makeTailed(high, low, numbers[numbers.length - 1], w), approximate: true };
  }
  throw new InputError(`the line shape ${text} of CasaXPS is not known here`, { hint: 'GL, SGL, LA and LF are' });
}

function makeTailed(high: number, low: number, m: number, w: number | undefined): LineShape {
  const reach = w === undefined ? 60 : Math.max(4, 0.35 * w);
  return {
    kind: 'la',
    compute(energy, position, width, out) {
      const sigma = (SMOOTH * m * width) / 2.3548200450309493;
      const damp = (u: number): number => (w === undefined ? 1 : Math.exp(-DAMPING * ((10 * u) / w) ** 2));
      convolve(
        energy,
        position,
        sigma,
        width / 16,
        -20 * width,
        reach * width,
        (x) => {
          const u = x / width;
          return x > 0 ? (1 + 16 * u * u) ** -high * damp(u) : (1 + 16 * u * u) ** -low;
        },
        out,
      );
    },
  };
}
