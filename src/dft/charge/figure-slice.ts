import { type Figure, houseFigure } from '../../figure/index.js';
import { type Slice, traceContour } from './cut-slice.js';

/** Most points along one side that a figure holds: a slice is thinned to this. */
const MOST = 90;
const CONTOURS = 8;

/** A slice as colours with contour lines; a field of both signs gets a scale that is white at zero. */
export function figureSlice(
  id: string,
  title: string,
  caption: string,
  unit: string,
  slice: Slice,
  atoms: readonly { element: string; x: number; y: number }[],
): Figure {
  const step = Math.max(1, Math.ceil(Math.max(slice.columns, slice.rows) / MOST));
  const points: { x: number; y: number; value: number }[] = [];
  let low = Infinity;
  let high = -Infinity;
  for (const value of slice.values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const signed = low < 0 && high > 0 && Math.min(-low, high) > 0.02 * Math.max(-low, high);
  // Cores are thousands of times denser than bonds: the scale ends where nearly all of the plane lies.
  const sorted = Float64Array.from(slice.values, Math.abs).sort();
  const most = sorted[Math.floor(0.97 * (sorted.length - 1))] || sorted[sorted.length - 1] || 1;
  for (let j = 0; j < slice.rows; j += step)
    for (let i = 0; i < slice.columns; i += step) {
      const n = j * slice.columns + i;
      points.push({ x: round(slice.x[n]), y: round(slice.y[n]), value: Number(slice.values[n].toPrecision(3)) });
    }
  const levels = Array.from({ length: CONTOURS }, (_, i) => ((i + 1) / (CONTOURS + 1)) * most);
  const lines = (signed ? [...levels, ...levels.map((l) => -l)] : levels).flatMap((level) =>
    traceContour(slice, level).map(([x, y, x2, y2]) => ({ x: round(x), y: round(y), x2: round(x2), y2: round(y2) })),
  );
  const axis = (field: string): Record<string, unknown> => ({
    field,
    type: 'quantitative',
    title: `${field === 'x' ? 'along' : 'across'} (Å)`,
    scale: { zero: false, nice: false },
  });
  return {
    id,
    title,
    caption,
    spec: houseFigure(
      {
        layer: [
          {
            data: { values: points },
            mark: { type: 'square', size: 14, opacity: 1, clip: true },
            encoding: {
              x: axis('x'),
              y: axis('y'),
              color: {
                field: 'value',
                type: 'quantitative',
                title: unit,
                scale: signed
                  ? { scheme: 'redblue', domain: [-most, 0, most], clamp: true, reverse: true }
                  : { scheme: 'viridis', domain: [Math.max(0, low), most], clamp: true },
              },
            },
          },
          {
            data: { values: lines.slice(0, 6000) },
            mark: { type: 'rule', strokeWidth: 0.5, opacity: 0.6 },
            encoding: { x: axis('x'), y: axis('y'), x2: { field: 'x2' }, y2: { field: 'y2' } },
          },
          {
            data: { values: atoms.map((a) => ({ ...a, x: round(a.x), y: round(a.y) })) },
            mark: { type: 'text', fontWeight: 'bold', fontSize: 9 },
            encoding: { x: axis('x'), y: axis('y'), text: { field: 'element' } },
          },
        ],
      },
      { height: 90 },
    ),
  };
}

const round = (value: number): number => Number(value.toFixed(3));
