import { expect, it } from 'vitest';
import { compileFigure, makeEqualScales } from '../../src/figure/index.js';

const compileOf = (encoding: object, values: object[], mark = 'point') =>
  compileFigure({ id: 'f', title: '', caption: '', spec: { data: { values }, mark, encoding } });
const axisOf = (spec: Record<string, unknown>, scale: string) =>
  (spec.axes as { scale: string; title?: string; values?: number[]; tickMinStep?: number; grid?: boolean }[]).find(
    (axis) => axis.scale === scale && axis.title !== undefined,
  )!;

it('writes units of axes in one way, and leaves what is no unit', async () => {
  const x = (title: string) => ({ field: 'x', type: 'quantitative', title });
  const titleOf = async (title: string) => axisOf(await compileOf({ x: x(title) }, [{ x: 1.5 }]), 'x').title;
  expect(await titleOf('traction (GPa)')).toBe('traction / GPa');
  expect(await titleOf('2θ (°)')).toBe('2θ / °');
  expect(await titleOf('dQ/dV / (mAh/g/V)')).toBe('dQ/dV / (mAh/g/V)');
  expect(await titleOf('g(r)')).toBe('g(r)');
  expect(await titleOf('energy (relaxed)')).toBe('energy (relaxed)');
});

it('counts cycles in whole numbers', async () => {
  const x = { field: 'cycle', type: 'quantitative', title: 'cycle' };
  expect(axisOf(await compileOf({ x }, [{ cycle: 1 }, { cycle: 3 }]), 'x').tickMinStep).toBe(1);
  expect(axisOf(await compileOf({ x }, [{ cycle: 1 }, { cycle: 1.5 }]), 'x').tickMinStep).toBeUndefined();
});

it('ends a logarithmic axis near its data, and says 1, 2 and 5', async () => {
  const x = { field: 'rate', type: 'quantitative', title: 'rate / C', scale: { type: 'log' } };
  const spec = await compileOf({ x }, [{ rate: 0.5 }, { rate: 5 }]);
  expect(axisOf(spec, 'x').values).toEqual([0.5, 1, 2, 5]);
  const [scale] = (spec.scales as { name: string; domain: number[] }[]).filter((s) => s.name === 'x');
  expect(scale.domain[0]).toBeCloseTo(0.472, 3);
  expect(scale.domain[1]).toBeCloseTo(5.3, 3);
});

it('gives both axes of a Nyquist plot one scale, with every point inside', () => {
  for (const [xs, ys] of [
    [
      [10, 70],
      [0, 8],
    ],
    [
      [0, 20],
      [-5, 40],
    ],
    [
      [-1, 3],
      [2, 2],
    ],
  ]) {
    const { frame, x, y } = makeEqualScales(xs, ys);
    const perPixel = (domain: [number, number], pixels: number): number => (domain[1] - domain[0]) / pixels;
    // The frame is whole pixels wide and high.
    expect(perPixel(x.domain, frame.width) / perPixel(y.domain, frame.height)).toBeCloseTo(1, 2);
    for (const [values, { domain }] of [
      [xs, x],
      [ys, y],
    ] as const)
      for (const v of [0, ...values]) expect(v >= domain[0] && v <= domain[1]).toBe(true);
  }
});
