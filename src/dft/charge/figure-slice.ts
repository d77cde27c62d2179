import { type Figure, houseFigure } from '../../figure/index.js';
import { rasterSlice, type Slice, traceContour } from './cut-slice.js';

/** Pixels along the longer side of a figure. */
const MOST = 90;
/** [px] of the page: the most that the picture of a slice is wide and high. */
const WIDTH = 240;
const HEIGHT = 340;
/** Pixels reach a little into their neighbours: no gap shows between them. */
const OVERLAP = 1.06;
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
  const raster = rasterSlice(slice, MOST);
  const left = Math.min(0, slice.x[(slice.rows - 1) * slice.columns]);
  const pixels = raster.values.flatMap((value, n) =>
    value === undefined
      ? []
      : [
          {
            x: round(left + (n % raster.columns) * raster.pixel),
            y: round(Math.floor(n / raster.columns) * raster.pixel),
            value: Number(value.toPrecision(3)),
          },
        ],
  );
  const levels = Array.from({ length: CONTOURS }, (_, i) => ((i + 1) / (CONTOURS + 1)) * most);
  const lines = (signed ? [...levels, ...levels.map((l) => -l)] : levels).flatMap((level) =>
    traceContour(slice, level).map(([x, y, x2, y2]) => ({ x: round(x), y: round(y), x2: round(x2), y2: round(y2) })),
  );
  const [across, up] = [raster.columns * raster.pixel, raster.rows * raster.pixel];
  // One scale along both axes.
  const scale = Math.min(WIDTH / across, HEIGHT / up);
  const axis = (field: string): Record<string, unknown> => ({
    field,
    type: 'quantitative',
    title: `${field === 'x' ? 'along' : 'across'} (Å)`,
    scale: { domain: field === 'x' ? [left, round(left + across)] : [0, round(up)], nice: false },
  });
  return {
    id,
    title,
    caption,
    spec: houseFigure({
      width: Math.max(40, Math.round(scale * across)),
      height: Math.max(40, Math.round(scale * up)),
      autosize: { type: 'pad' },
      layer: [
        {
          data: { values: pixels },
          transform: ['x', 'y'].map((field) => ({
            calculate: `datum.${field} + ${(OVERLAP * raster.pixel).toFixed(5)}`,
            as: `${field}2`,
          })),
          mark: { type: 'rect', clip: true, strokeWidth: 0 },
          encoding: {
            x: axis('x'),
            y: axis('y'),
            x2: { field: 'x2' },
            y2: { field: 'y2' },
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
    }),
  };
}

const round = (value: number): number => Number(value.toFixed(3));
