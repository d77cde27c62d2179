import { houseFigure, type Figure } from '../figure/index.js';
import type { GroupComparison } from './compare-groups.js';

/** Number that a condition begins with or ends in: of `7C`, `cycle 12`, `50 %`. */
export function numberOf(at: string): number | undefined {
  const fraction = /^C\/(\d+)$/.exec(at);
  if (fraction) return 1 / Number(fraction[1]);
  const match = /^(-?[\d.]+(?:e-?\d+)?)\s*(?:C|%|V)?$|^(?:cycle|spectrum)\s+(\d+)$/.exec(at);
  return match ? Number(match[1] ?? match[2]) : undefined;
}

/**
 * One quantity of two groups against its condition: means as points with bars of one standard deviation, bands of 95 %
 * confidence.
 */
export function figureComparison(
  comparisons: readonly GroupComparison[],
  names: readonly [a: string, b: string],
): Figure {
  const [first] = comparisons;
  const numeric = comparisons.every((c) => c.at !== undefined && numberOf(c.at) !== undefined);
  const rows = comparisons.flatMap((c) =>
    (['a', 'b'] as const).map((side, k) => {
      const { value, spread, interval } = c[side].estimate;
      return {
        group: names[k],
        at: numeric ? numberOf(c.at!) : (c.at ?? ''),
        mean: value,
        below: value - (spread ?? 0),
        above: value + (spread ?? 0),
        low: interval?.[0] ?? value,
        high: interval?.[1] ?? value,
      };
    }),
  );
  const isRate = comparisons.every((c) => c.at !== undefined && /C/.test(c.at) && !/cycle/.test(c.at));
  const x = {
    field: 'at',
    type: numeric ? 'quantitative' : 'nominal',
    title: !numeric ? null : isRate ? 'rate / C' : comparisons[0].at!.replace(/[\d.\s]+/, '') || 'condition',
    ...(isRate && { scale: { type: 'log', nice: false } }),
    ...(comparisons.every((c) => /^cycle /.test(c.at ?? '')) && { axis: { tickMinStep: 1 } }),
  };
  const color = { field: 'group', type: 'nominal', title: null };
  const y = { field: 'mean', type: 'quantitative', title: `${first.label} / ${first.unit}`, scale: { zero: false } };
  return {
    id: first.id,
    title: `${first.label}: ${names[0]} against ${names[1]}`,
    caption:
      'Points are means over cells, bars one standard deviation between cells, bands the 95 % confidence of the mean.',
    spec: houseFigure({
      data: { name: 'groups', values: rows },
      encoding: { x, color },
      layer: [
        ...(numeric
          ? [{ mark: { type: 'area', opacity: 0.2 }, encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } } }]
          : []),
        { mark: { type: 'rule' }, encoding: { y: { ...y, field: 'below' }, y2: { field: 'above' } } },
        { mark: { type: 'point' }, encoding: { y } },
      ],
    }),
  };
}
