import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeStudentQuantile } from '../../src/core/index.js';
import { renderFigureSvg } from '../../src/figure/index.js';
import {
  compareGroups,
  figureComparison,
  findAnalysis,
  findOutliers,
  type Replicate,
} from '../../src/evidence/index.js';
import { analyses } from '../../src/lab/index.js';
import { analyse } from '../analyse.js';
import { exampleCell, runAnalyticCell } from './analytic-cell.js';

const group = (name: string, values: readonly number[], at = '7C'): Replicate[] =>
  values.map((value, k) => ({
    name: `${name}-${k + 1}`,
    findings: [{ id: 'capacity', label: 'capacity', at: { rate: at }, estimate: { value, n: 1, unit: 'mAh/g' } }],
  }));

describe('groups', () => {
  it('Welch, by hand', () => {
    const [c] = compareGroups(group('a', [10, 12, 14]), group('b', [7, 8, 9, 8]));
    // Means 12 and 8, variances 4 and 2/3, standard error √(4/3 + 1/6); Welch's degrees of freedom by his formula.
    const [va, vb] = [4 / 3, 2 / 3 / 4];
    const dof = (va + vb) ** 2 / (va ** 2 / 2 + vb ** 2 / 3);
    expect(c.difference.value).toBeCloseTo(4, 12);
    expect(c.difference.interval![1] - 4).toBeCloseTo(computeStudentQuantile(0.975, dof) * Math.sqrt(va + vb), 9);
    expect(c.a.estimate.spread).toBeCloseTo(2, 12);
    expect(c.bootstrap).toBeUndefined();
  });

  it('one cell a side: a difference and nothing more', () => {
    const [c] = compareGroups(group('a', [10]), group('b', [8]));
    expect(c.difference.value).toBe(2);
    expect(c.difference.interval).toBeUndefined();
    expect(c.notes.some((n) => n.code === 'few-cells')).toBe(true);
  });

  it('an outlier is named and stays', () => {
    const values = [10, 10.1, 9.9, 10.05, 14];
    const [c] = compareGroups(group('a', values), group('b', [8, 8.1, 7.9, 8, 8.05]));
    expect(c.a.outliers).toEqual(['a-5']);
    expect(c.a.estimate.n).toBe(5);
    expect(c.a.estimate.value).toBeCloseTo(values.reduce((s, v) => s + v, 0) / 5, 12);
    expect(findOutliers({ a: 1, b: 1, c: 50 })).toEqual([]);
  });

  it('a cell that lacks a condition is said', () => {
    const a = group('a', [10, 11, 12]);
    a[2] = { ...a[2], findings: [] };
    const [c] = compareGroups(a, group('b', [8, 8, 9]));
    expect(c.a.estimate.n).toBe(2);
    expect(c.notes.some((n) => n.code === 'not-in-all')).toBe(true);
    expect(() => compareGroups(group('a', [1]), group('a', [2]))).toThrow(/twice/);
    expect(() => compareGroups([], group('a', [2]))).toThrow(/at least one/);
  });

  it('changing sides turns the difference and inverts the ratio', () => {
    const values = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 4, maxLength: 6 });
    fc.assert(
      fc.property(values, values, (p, q) => {
        const [ab] = compareGroups(group('a', p), group('b', q));
        const [ba] = compareGroups(group('b', q), group('a', p));
        expect(ab.difference.value).toBeCloseTo(-ba.difference.value, 9);
        expect(ab.ratio.value * ba.ratio.value).toBeCloseTo(1, 9);
        if (ab.difference.interval && ba.difference.interval)
          expect(ab.difference.interval[0]).toBeCloseTo(-ba.difference.interval[1], 6);
        if (ab.bootstrap) expect(ab.bootstrap.difference[0]).toBeLessThanOrEqual(ab.bootstrap.difference[1]);
      }),
      { seed: 11, numRuns: 100 },
    );
  });
});

describe('the list of analyses', () => {
  it('names are apart, settings say their default, and a wrong one is refused with the nearest', async () => {
    expect(new Set(analyses.map((a) => a.id)).size).toBe(analyses.length);
    for (const a of analyses)
      for (const [key, p] of Object.entries(a.settings))
        expect(`${a.id}.${key}: ${p.describe} ${p.default ?? 'none'}`).not.toMatch(/undefined|: {2}|\s$/);
    expect(() => findAnalysis(analyses, 'cycle')).toThrow(/did you mean "cycles"/);
    const recording = runAnalyticCell(exampleCell, [{ current: 1e-3, duration: 100 }]);
    for (const a of analyses)
      await expect(
        analyse(a, { ...recording, kind: Object.values(a.inputs)[0].kind }, { nonsense: 1 }),
      ).rejects.toThrow(/has no setting "nonsense"/);
  });

  it('figures of analyses and comparisons draw', async () => {
    const oneC = exampleCell.capacity / 3600;
    const recording = runAnalyticCell(
      exampleCell,
      [1, 1, 2, 2, 3, 3].flatMap((rate) => [
        { current: 0.5 * oneC, duration: 20_000, until: { above: 4.25 } },
        { current: 0, duration: 600 },
        { current: -rate * oneC, duration: 20_000, until: { below: 3.3 } },
        { current: 0, duration: 600 },
      ]),
    );
    for (const id of ['cycles', 'retention', 'rate', 'resistance', 'dqdv']) {
      const { figures } = await analyse(id, recording);
      expect(figures.length).toBeGreaterThan(0);
      for (const figure of figures) expect((await renderFigureSvg(figure)).match(/<path/g)!.length).toBeGreaterThan(3);
    }
    const figure = figureComparison(
      [
        ...compareGroups(group('a', [10, 11, 12]), group('b', [8, 9, 9])),
        ...compareGroups(group('a', [9, 10, 11], '10C'), group('b', [7, 8, 8], '10C')),
      ],
      ['coated', 'pristine'],
    );
    expect(await renderFigureSvg(figure)).toContain('coated');
  });
});
