import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKET, outlinePanel } from '../../src/ui/workbench/plot/outline.js';
import type { Panel } from '../../src/ui/workbench/plot/panel.js';
import { traceSeries } from '../../src/ui/workbench/plot/trace-series.js';

const panelOf = (x: Float64Array, y: Float64Array, more: Partial<Panel> = {}): Panel => ({
  id: 'p',
  title: 'p',
  x: { title: 'x' },
  y: { title: 'y' },
  series: [{ label: 'a', x, y }],
  ...more,
});

/** Traces a curve from x = 0 to 1 over a width; gives the points of the path, a break as undefined. */
function trace(x: Float64Array, y: Float64Array, width: number, from = 0, to = 1) {
  const points: ([number, number] | undefined)[] = [];
  const panel = outlinePanel(panelOf(x, y));
  const looked = traceSeries(
    { moveTo: (u, v) => points.push(undefined, [u, v]), lineTo: (u, v) => points.push([u, v]) },
    panel.series[0],
    panel.outlines[0],
    (u) => ((u - from) / (to - from)) * width,
    (v) => v,
    from,
    to,
  );
  return { points: points.slice(1), drawn: points.filter((p) => p !== undefined), looked };
}

const ramp = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i / n);

describe('a long curve', () => {
  const n = 500_000;
  const x = ramp(n);
  const y = x.map((u) => Math.sin(40 * u));
  y[123_457] = 9;
  y[321_001] = -7;

  it('keeps the single highest and lowest value, and its ends', () => {
    const { drawn } = trace(x, y, 800);
    const values = drawn.map(([, v]) => v);
    expect(Math.max(...values)).toBe(9);
    expect(Math.min(...values)).toBe(-7);
    expect(drawn[0]).toEqual([0, y[0]]);
    expect(drawn.at(-1)![1]).toBe(y[n - 1]);
    // Points of the curve itself, in its order.
    for (const [u, v] of drawn) expect(y[Math.round((u / 800) * n)]).toBe(v);
    for (let k = 1; k < drawn.length; k++) expect(drawn[k][0]).toBeGreaterThan(drawn[k - 1][0]);
  });

  it('costs its buckets where all is in sight, and what is in sight where little is', () => {
    expect(trace(x, y, 800).looked).toBeLessThanOrEqual(n / BUCKET + 1);
    expect(trace(x, y, 800, 0.5, 0.501).looked).toBeLessThan(510);
  });

  it('draws from buckets what it draws from rows, column by column', () => {
    const few = trace(x, y, 800);
    // As many columns as make it look at each row: the extremes of sixteen of them are those of one of the others.
    const all = trace(x, y, 800 * 16);
    expect(all.looked).toBe(n);
    const extreme = (of: number[][], scale: number) => {
      const columns = new Map<number, number>();
      for (const [u, v] of of)
        columns.set(Math.floor(u / scale), Math.max(v, columns.get(Math.floor(u / scale)) ?? -9));
      return columns;
    };
    const [coarse, fine] = [extreme(few.drawn, 4), extreme(all.drawn, 64)];
    // A bucket lies in the column of its first row, so that extremes are right to a column: 40/800 of the sine's slope.
    for (const [column, v] of coarse) expect(Math.abs(v - fine.get(column)!)).toBeLessThan(0.05);
  });
});

it('breaks where values are missing, in short curves and in long ones', () => {
  const short = trace(ramp(5), Float64Array.of(1, 2, NaN, 4, 5), 100).points;
  expect(short.filter((p) => p === undefined)).toHaveLength(1);
  const y = ramp(200_000).map((u) => (u > 0.4 && u < 0.6 ? NaN : 1));
  const { points, drawn } = trace(ramp(200_000), y, 500);
  expect(points.filter((p) => p === undefined)).toHaveLength(1);
  expect(drawn.every(([u]) => u <= 201 || u >= 299)).toBe(true);
});

it('joins points in their order where x turns back', () => {
  const { drawn } = trace(Float64Array.of(0, 1, 0.5, 0.2), Float64Array.of(0, 1, 2, 3), 10);
  expect(drawn).toEqual([
    [0, 0],
    [10, 1],
    [5, 2],
    [2, 3],
  ]);
});

const value = fc
  .oneof(fc.double({ min: -1e6, max: 1e6 }), fc.constantFrom(NaN, Infinity, 0, 1e-6))
  .map((v) => (Math.abs(v) < 1e-9 ? 0 : v));

it('bounds hold every value that can be drawn, with a little room', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 200 }), fc.boolean(), (pairs, log) => {
      const [x, y] = [0, 1].map((k) => Float64Array.from(pairs, (p) => p[k]));
      const { bounds } = outlinePanel(panelOf(x, y, { x: { title: 'x', log } }));
      expect(bounds.every(Number.isFinite)).toBe(true);
      for (let i = 0; i < x.length; i++) {
        if (!(Number.isFinite(x[i]) && Number.isFinite(y[i])) || (log && x[i] <= 0)) continue;
        expect(x[i]).toBeGreaterThanOrEqual(bounds[0]);
        expect(x[i]).toBeLessThanOrEqual(bounds[1]);
        expect(y[i]).toBeGreaterThanOrEqual(bounds[2]);
        expect(y[i]).toBeLessThanOrEqual(bounds[3]);
      }
    }),
  );
});
