import { CATEGORY_COLOURS, houseFigure, type Figure } from '../../figure/index.js';
import { BARE_CELL, BEFORE, COATED_CELL, MEASURED, NOW, SHOWN, type CellFigureName } from './page-data.js';

const which = (domain: string[], range: string[]): Record<string, unknown> => ({
  field: 'which',
  type: 'nominal',
  title: null,
  scale: { domain, range },
  legend: { symbolOpacity: 1, values: { expr: SHOWN } },
});
/** Lines that there are: a legend names no others. */
const params = [{ name: SHOWN, value: [] }];
const number = (field: string, title: string, scale: object = { zero: false }): Record<string, unknown> => ({
  field,
  type: 'quantitative',
  title,
  scale,
});
/** An axis from zero to the last point. */
const WHOLE = { zero: true, nice: false };

/**
 * Lines in the order of their rows, those of the setting before faint and below. Each value of `part` is a line of its
 * own.
 */
const compared = (
  mark: Record<string, unknown>,
  x: Record<string, unknown>,
  y: Record<string, unknown>,
): Record<string, unknown> => ({
  data: { name: 'rows' },
  params,
  encoding: {
    x: { ...x, sort: null },
    y,
    color: which([NOW, BEFORE, MEASURED], [CATEGORY_COLOURS[0], CATEGORY_COLOURS[7], CATEGORY_COLOURS[1]]),
    detail: { field: 'part' },
  },
  layer: [
    { transform: [{ filter: `datum.which === '${BEFORE}'` }], mark: { ...mark, opacity: 0.6 } },
    { transform: [{ filter: `datum.which === '${NOW}'` }], mark },
    { transform: [{ filter: `datum.which === '${MEASURED}'` }], mark: { ...mark, strokeDash: [4, 2] } },
  ],
});
const line = { type: 'line', strokeJoin: 'round' };
const voltage = number('voltage', 'voltage (V)');

const capacity: Record<string, unknown> = {
  data: { name: 'rows' },
  params,
  mark: { type: 'line', point: { size: 12 } },
  encoding: {
    x: number('cycle', 'cycle', WHOLE),
    y: number('capacity', 'discharge capacity (mAh)'),
    color: which([BARE_CELL, COATED_CELL], [CATEGORY_COLOURS[1], CATEGORY_COLOURS[0]]),
  },
};

const figure = (id: CellFigureName, title: string, spec: Record<string, unknown>): Figure => ({
  id,
  title,
  caption: '',
  spec: houseFigure(spec, { width: 'double', height: 95 }),
});

/** Figures of the page, without data: rows are given to the data set `rows` while the page is used. */
export const CELL_FIGURES: readonly Figure[] = [
  figure('byTime', 'Voltage against time', compared(line, number('time', 'time (h)', WHOLE), voltage)),
  figure(
    'byCharge',
    'Voltage against charge',
    compared(line, number('charge', 'charge passed in the step (mAh)', WHOLE), voltage),
  ),
  figure(
    'impedance',
    'Impedance',
    compared(
      { ...line, point: { size: 12 } },
      number('real', 'Re Z (Ω)', WHOLE),
      number('imaginary', '−Im Z (Ω)', WHOLE),
    ),
  ),
  figure('capacity', 'Capacity against cycle', capacity),
];
