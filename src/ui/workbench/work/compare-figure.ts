import { compileFigure, houseFigure, type Figure } from '../../../figure/index.js';
import { numberOf } from '../../../evidence/figure-comparison.js';
import { computeInterval } from '../../../core/index.js';
import type { PageFigure } from '../../../scene/page-data.js';
import type { GroupValue } from './compare-files.js';

/** What is drawn: one quantity of the groups, at one condition or against it. */
export interface CompareFigureInput {
  /** Group by group, in the order in which they are drawn. */
  values: readonly GroupValue[];
}

/** Points of cells, means and their intervals, as a figure in print size. */
export async function drawComparison({ values }: CompareFigureInput): Promise<PageFigure> {
  const conditions = new Set(values.map((v) => v.at));
  const numeric = conditions.size > 1 && values.every((v) => v.at !== undefined && numberOf(v.at) !== undefined);
  const [first] = values;
  const unit = first.estimate.unit === '1' ? '' : ` / ${first.estimate.unit}`;
  const rows = values.flatMap((value) => {
    const at = numeric ? numberOf(value.at!) : undefined;
    const interval = computeInterval(value.estimate);
    return [
      {
        what: 'mean',
        group: nameOf(value.group),
        at,
        y: value.estimate.value,
        low: interval?.[0] ?? value.estimate.value,
        high: interval?.[1] ?? value.estimate.value,
      },
      ...Object.entries(value.replicates).map(([cell, y]) => ({
        what: 'cell',
        group: nameOf(value.group),
        at,
        y,
        cell,
      })),
    ];
  });
  const isRate = numeric && values.every((v) => /C/.test(v.at!) && !/cycle/.test(v.at!));
  const x = numeric
    ? {
        field: 'at',
        type: 'quantitative',
        title: isRate ? 'rate / C' : values[0].at!.replace(/[\d.\s]+/, '') || 'condition',
        ...(isRate && { scale: { type: 'log', nice: false } }),
        ...(values.every((v) => /^cycle /.test(v.at!)) && { axis: { tickMinStep: 1 } }),
      }
    : { field: 'group', type: 'nominal', title: null, sort: null, axis: { labelAngle: 0 } };
  const y = { field: 'y', type: 'quantitative', title: `${first.label}${unit}`, scale: { zero: false } };
  const only = (what: string): object[] => [{ filter: `datum.what === '${what}'` }];
  const spec = {
    data: { name: 'values', values: rows },
    encoding: {
      x,
      color: { field: 'group', type: 'nominal', sort: null, ...(numeric ? { title: null } : { legend: null }) },
    },
    layer: [
      {
        transform: only('cell'),
        mark: { type: 'point', opacity: 0.55, size: 18, ...(!numeric && { xOffset: 9 }) },
        encoding: { y },
      },
      {
        transform: only('mean'),
        mark: { type: 'rule', strokeWidth: 1.2 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      { transform: only('mean'), mark: { type: 'point', size: 42 }, encoding: { y } },
      ...(numeric ? [{ transform: only('mean'), mark: { type: 'line', strokeWidth: 1 }, encoding: { y } }] : []),
    ],
  };
  const figure: Figure = {
    id: first.id,
    title: first.label,
    caption: '',
    spec: houseFigure(spec, { height: 65 }),
  };
  return { id: first.id, name: first.id, source: figure.spec, compiled: await compileFigure(figure, 'page') };
}

/** A group's name for Vega, which trips over names that every object has: those get a mark that has no width. */
const nameOf = (group: string): string => (group in {} ? `\u2060${group}` : group);
