import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementColour } from '../../src/core/index.js';
import {
  compileFigure,
  figureToCsv,
  houseFigure,
  housePanels,
  JOURNAL_WIDTHS,
  makePointsWithErrors,
  renderFigureSvg,
  CATEGORY_COLOURS,
  thinSeries,
  thinToExtremes,
  type Figure,
} from '../../src/figure/index.js';

const values = [
  { plane: 'bulk', strength: 11.4, sigma: 0.6 },
  { plane: 'interface, "left"', strength: 39.8, sigma: 3.2 },
];
const layered = {
  data: { values },
  encoding: { x: { field: 'plane', type: 'nominal' } },
  layer: makePointsWithErrors('y', 'strength', { sigmaField: 'sigma' }, 'Strength / GPa'),
};
const figureOf = (spec: Record<string, unknown>): Figure => ({ id: 'f', title: 'F', caption: '', spec });

describe('houseFigure', () => {
  it.each(['single', 'double'] as const)('is exactly as wide on paper as a journal wants: %s', async (width) => {
    const svg = await renderFigureSvg(figureOf(houseFigure(layered, { width, height: 50 })));
    const [, wide, high] = /width="([\d.]+)mm" height="([\d.]+)mm"/.exec(svg)!.map(Number);
    expect(Math.abs(wide - JOURNAL_WIDTHS[width])).toBeLessThan(0.14); // whole pixels: 0.26 mm
    expect(Math.abs(high - 50)).toBeLessThan(0.14);
  });

  it('draws error bars of the stated length', async () => {
    const svg = await renderFigureSvg(figureOf(houseFigure(layered)));
    expect(svg).toContain('Strength / GPa');
    const bars = /mark-rule role-mark.*?<\/g>/.exec(svg)![0];
    const [short, long] = [...bars.matchAll(/y2="-([\d.]+)"/g)].map((m) => Number(m[1]));
    expect(long / short).toBeCloseTo(3.2 / 0.6, 6); // both on one linear axis
  });

  it('letters panels a, b, c', async () => {
    const svg = await renderFigureSvg(figureOf(housePanels([layered, layered, layered])));
    for (const letter of ['a', 'b', 'c']) expect(svg).toContain(`>${letter}</text>`);
  });
});

describe('colours', () => {
  const colouredBy = (words: string[]): Record<string, unknown> =>
    houseFigure({
      data: { values: words.map((what, i) => ({ what, y: i + 1 })) },
      mark: 'bar',
      encoding: {
        x: { field: 'what', type: 'nominal' },
        y: { field: 'y', type: 'quantitative' },
        color: { field: 'what', type: 'nominal', title: null },
      },
    });
  const legendOf = async (words: string[]): Promise<[string, string][]> => {
    const svg = await renderFigureSvg(figureOf(colouredBy(words)));
    const legend = svg.slice(svg.indexOf('role-legend'));
    const fills = [...legend.matchAll(/<path transform="[^"]*" d="M-3,-3h6v6h-6Z" fill="(#\w+)"/g)].map((m) => m[1]);
    const names = [...legend.matchAll(/>([^<>]+)<\/text>/g)].map((m) => m[1]);
    return names.slice(0, fills.length).map((name, i) => [name, fills[i]]);
  };

  it('puts what others are held against first, in the first colour', async () => {
    expect(await legendOf(['coated', 'pristine'])).toEqual([
      ['pristine', CATEGORY_COLOURS[0]],
      ['coated', CATEGORY_COLOURS[1]],
    ]);
    expect((await legendOf(['interface', 'bulk']))[0]).toEqual(['bulk', CATEGORY_COLOURS[0]]);
  });

  it('colours elements as structures do', async () => {
    expect(await legendOf(['O', 'Ni'])).toEqual([
      ['O', elementColour('O')],
      ['Ni', elementColour('Ni')],
    ]);
    // Of pairs with the same partner the other is what tells them apart.
    expect(await legendOf(['B–O', 'Co–O'])).toEqual([
      ['B–O', elementColour('B')],
      ['Co–O', elementColour('Co')],
    ]);
    expect(await legendOf(['B–O', 'Co–Ni'])).toEqual([
      ['B–O', CATEGORY_COLOURS[0]],
      ['Co–Ni', CATEGORY_COLOURS[1]],
    ]);
  });
});

describe('renderFigureSvg', () => {
  it('takes the colour of the page when asked, and black otherwise', async () => {
    const figure = figureOf(houseFigure(layered));
    expect(await renderFigureSvg(figure, { theme: 'page' })).toContain('fill="currentColor"');
    expect(await renderFigureSvg(figure)).not.toContain('currentColor');
  });

  it('escapes text and carries no inline style, which a strict page would refuse', async () => {
    const svg = await renderFigureSvg(figureOf(houseFigure({ ...layered, title: '</svg><script>alert(1)</script>' })));
    expect(svg).not.toContain('<script');
    expect(svg).not.toMatch(/ style="| on\w+="/);
  });

  it.each([
    ['data at a URL', { mark: 'point', data: { url: 'https://example.org/a.csv' } }],
    ['an image', { mark: { type: 'image', url: 'https://example.org/a.png' }, data: { values } }],
    ['an image named by its data', { mark: 'image', data: { values }, encoding: { url: { field: 'plane' } } }],
    ['a link', { mark: 'point', data: { values }, encoding: { href: { field: 'plane' } } }],
    ['no mark', { data: { values }, encoding: {} }],
  ])('refuses %s', async (_, spec) => {
    await expect(renderFigureSvg(figureOf(spec))).rejects.toThrow(/figure "f"/);
  });

  it('says what Vega could not draw, rather than leaving it out', async () => {
    const broken = {
      ...layered,
      data: {
        values: [
          { plane: '__proto__', strength: 1, sigma: 1 },
          { plane: '__proto__', strength: 2, sigma: 1 },
        ],
      },
      encoding: { x: { field: 'plane', type: 'nominal' }, color: { field: 'plane', type: 'nominal' } },
    };
    await expect(renderFigureSvg(figureOf(houseFigure(broken)))).rejects.toThrow(/figure "f" cannot be drawn/);
  });

  it('compiles to a specification with the data inside', async () => {
    const spec = await compileFigure(figureOf(houseFigure(layered)));
    expect(JSON.stringify(spec)).toContain('39.8');
    expect(spec.$schema).toContain('vega/v6');
  });
});

describe('figureToCsv', () => {
  it('quotes as RFC 4180 asks', () => {
    expect(figureToCsv(figureOf(layered))).toBe(
      'plane,strength / GPa,sigma / GPa\nbulk,11.4,0.6\n"interface, ""left""",39.8,3.2\n',
    );
  });

  it('keeps several data sets apart', () => {
    const csv = figureToCsv(
      figureOf({ layer: [{ data: { values: [{ a: 1 }] } }, { data: { name: 'fit', values: [{ b: 2 }] } }] }),
    );
    expect(csv).toBe('# layer 1\na\n1\n\n# fit\nb\n2\n');
  });
});

describe('thinning', () => {
  const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 0, maxLength: 400 });

  it('keeps the ends, ascends, and never exceeds the count', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 3, max: 100 }), (y, count) => {
        const kept = thinSeries(
          y.map((_, i) => i),
          y,
          count,
        );
        expect(kept.length).toBe(Math.min(y.length, count));
        for (let i = 1; i < kept.length; i++) expect(kept[i]).toBeGreaterThan(kept[i - 1]);
        if (y.length > 0) expect([kept[0], kept.at(-1)]).toEqual([0, y.length - 1]);
      }),
    );
  });

  it('keeps a lone spike among 100,000 points', () => {
    const y = new Float64Array(100_000);
    y[54_321] = 1;
    const x = y.map((_, i) => i);
    expect([...thinSeries(x, y, 200)]).toContain(54_321);
    expect([...thinToExtremes(y, 200)]).toContain(54_321);
  });

  it('keeps the extremes of any series', () => {
    fc.assert(
      fc.property(
        series.filter((y) => y.length > 0),
        fc.integer({ min: 2, max: 100 }),
        (y, count) => {
          const kept = [...thinToExtremes(y, count)].map((i) => y[i]);
          expect(Math.max(...kept)).toBe(Math.max(...y));
          expect(Math.min(...kept)).toBe(Math.min(...y));
          expect(kept.length).toBeLessThanOrEqual(Math.max(count, 2));
        },
      ),
    );
  });
});
