import { formatCondition } from '../core/index.js';
import { houseFigure, type Figure } from '../figure/index.js';
import type { Specimen } from './specimens.js';

/** Points of one curve in a figure: what a printed panel can show. */
const MOST_POINTS = 400;

/** Curves of all specimens laid over one another, in the colour of their group: one figure for each kind of curve. */
export function figureCurves(specimens: readonly Specimen[]): Figure[] {
  const ids = [...new Set(specimens.flatMap((s) => s.curves.map((c) => c.id)))];
  return ids.map((id) => {
    const all = specimens.flatMap((s) => s.curves.filter((c) => c.id === id).map((curve) => ({ s, curve })));
    const [{ curve: first }] = all;
    const rows = all.flatMap(({ s, curve }) => {
      const step = Math.max(1, Math.ceil(curve.x.values.length / MOST_POINTS));
      const at = formatCondition(curve.at);
      return Array.from(curve.x.values)
        .map((x, i) => ({
          x,
          y: curve.y.values[i],
          order: i,
          group: s.group,
          curve: `${s.name}${at ? `, ${at}` : ''}`,
        }))
        .filter(({ x, y }, i, { length }) => (i % step === 0 || i === length - 1) && Number.isFinite(x + y));
    });
    const ends = rows.flatMap((r) => [r.x, r.y]);
    const domain = first.equal
      ? { domain: [Math.min(0, ...extremes(ends)), Math.max(...extremes(ends))], nice: false }
      : { zero: false };
    return {
      id,
      title: first.title,
      caption: `Every specimen, coloured by its group${all.some(({ curve }) => curve.at) ? '; each curve is named by what it was taken at' : ''}.`,
      spec: houseFigure(
        {
          data: { name: id, values: rows },
          mark: { type: 'line', strokeWidth: 1, opacity: 0.7 },
          encoding: {
            x: { field: 'x', type: 'quantitative', title: first.x.title, scale: domain },
            y: { field: 'y', type: 'quantitative', title: first.y.title, scale: domain },
            order: { field: 'order', type: 'quantitative' },
            color: { field: 'group', type: 'nominal', title: null, sort: [...new Set(specimens.map((s) => s.group))] },
            detail: { field: 'curve', type: 'nominal' },
          },
        },
        first.equal ? { height: 86 } : {},
      ),
    };
  });
}

function extremes(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  return [low, high];
}
