import { computeStudentQuantile, formatCondition } from '../core/index.js';
import { houseFigure, makeEqualScales, type Figure } from '../figure/index.js';
import type { Curve } from './analysis.js';
import type { Specimen } from './specimens.js';

/** Points of one curve in a figure: what a printed panel can show; fewer where it only stands behind a mean. */
const MOST_POINTS = 400;
const POINTS_BEHIND = 40;
/** Specimens from which a band says something: two give one of thirteen standard errors. */
const BAND_FROM = 3;
/** Conditions that dashes tell apart. */
const MOST_DASHES = 4;

interface Row {
  x: number;
  y: number;
  low?: number;
  high?: number;
  order: number;
  group: string;
  at: string;
  curve: string;
}

interface Placed {
  group: string;
  specimen: string;
  at: string;
  curve: Curve;
}

/**
 * Curves of all specimens laid over one another, in the colour of their group: one figure for each kind of curve. Where
 * specimens of a group have curves of equally many points, which then belong together (equal frequency, equal share of
 * the capacity), their mean is drawn over them, and from three on its 95 % band.
 */
export function figureCurves(specimens: readonly Specimen[]): Figure[] {
  const ids = [...new Set(specimens.flatMap((s) => s.curves.map((c) => c.id)))];
  return ids.map((id) =>
    figureOne(
      id,
      specimens.flatMap((s) =>
        s.curves
          .filter((c) => c.id === id)
          .map((curve) => ({ group: s.group, specimen: s.name, at: formatCondition(curve.at) ?? '', curve })),
      ),
    ),
  );
}

function figureOne(id: string, all: readonly Placed[]): Figure {
  const [{ curve: first }] = all;
  const means = groupAlike(all).map(averageAlike);
  const behind = means.length > 0;
  const rows = all.flatMap((placed) => thin(placed, behind ? POINTS_BEHIND : MOST_POINTS));
  const mean = means.flat();
  const dashes = new Set(all.map(({ at }) => dashOf(at)));
  const dashed = dashes.size > 1 && dashes.size <= MOST_DASHES;
  const scales = first.equal
    ? makeEqualScales(
        rows.map((r) => r.x),
        rows.map((r) => r.y),
      )
    : undefined;
  const x = { field: 'x', type: 'quantitative', title: first.x.title, scale: scales?.x ?? { zero: false } };
  const y = { field: 'y', type: 'quantitative', title: first.y.title, scale: scales?.y ?? { zero: false } };
  const lines = {
    order: { field: 'order', type: 'quantitative' },
    detail: { field: 'curve', type: 'nominal' },
    ...(dashed && { strokeDash: { field: 'dash', type: 'nominal', title: null } }),
  };
  const withDash = (of: readonly Row[]): object[] => of.map((row) => (dashed ? { ...row, dash: dashOf(row.at) } : row));
  const banded = mean.some((row) => row.low !== undefined);
  return {
    id,
    title: first.title,
    caption: [
      behind ? 'Thick lines are means over specimens, thin ones the specimens' : 'Every specimen',
      `${banded ? ', bands the 95 % confidence of the mean' : ''}, coloured by group`,
      dashed ? '' : all.some(({ at }) => at) ? '; each curve is named by what it was taken at' : '',
      first.equal ? '. One unit is as long on either axis.' : '.',
    ].join(''),
    spec: houseFigure({
      ...scales?.frame,
      encoding: {
        color: { field: 'group', type: 'nominal', title: null, sort: [...new Set(all.map(({ group }) => group))] },
      },
      layer: [
        ...(banded
          ? [
              {
                data: { name: `${id}_mean`, values: withDash(mean) },
                transform: [{ filter: 'isValid(datum.low)' }],
                mark: { type: 'area', opacity: 0.18 },
                encoding: {
                  x,
                  y: { ...y, field: 'low' },
                  y2: { field: 'high' },
                  detail: lines.detail,
                },
              },
            ]
          : []),
        {
          data: { name: id, values: withDash(rows) },
          mark: { type: 'line', strokeWidth: behind ? 0.5 : 1, opacity: behind ? 0.45 : 0.7 },
          encoding: { x, y, ...lines },
        },
        ...(behind
          ? [
              {
                data: { name: `${id}_mean`, values: withDash(mean) },
                mark: { type: 'line', strokeWidth: 1.4 },
                encoding: { x, y, ...lines },
              },
            ]
          : []),
      ],
    }),
  };
}

/** What dashes tell apart: charge and discharge are told apart by where they lie. */
const dashOf = (at: string): string =>
  at
    .split(', ')
    .filter((piece) => piece !== 'charge' && piece !== 'discharge')
    .join(', ');

function thin({ group, specimen, at, curve }: Placed, most: number): Row[] {
  const { length } = curve.x.values;
  const step = Math.max(1, Math.ceil(length / most));
  const name = `${specimen}${at ? `, ${at}` : ''}`;
  return Array.from(curve.x.values)
    .map((x, order) => ({ x, y: curve.y.values[order], order, group, at, curve: name }))
    .filter(({ x, y }, i) => (i % step === 0 || i === length - 1) && Number.isFinite(x + y));
}

/** Curves whose points belong together: of one group and condition, from different specimens, of equal length. */
function groupAlike(all: readonly Placed[]): Placed[][] {
  const alike = new Map<string, Placed[]>();
  for (const placed of all) {
    const key = JSON.stringify([placed.group, placed.at, placed.curve.x.values.length]);
    alike.set(key, [...(alike.get(key) ?? []), placed]);
  }
  return [...alike.values()].filter((own) => new Set(own.map((p) => p.specimen)).size === own.length && own.length > 1);
}

function averageAlike(own: readonly Placed[]): Row[] {
  const [{ group, at, curve }] = own;
  const n = own.length;
  const t = computeStudentQuantile(0.975, n - 1);
  return Array.from({ length: curve.x.values.length }, (_, order) => {
    const mean = (pick: (c: Curve) => number): number => own.reduce((sum, p) => sum + pick(p.curve) / n, 0);
    const x = mean((c) => c.x.values[order]);
    const y = mean((c) => c.y.values[order]);
    const reach = t * Math.sqrt(mean((c) => (c.y.values[order] - y) ** 2) / (n - 1));
    return {
      x,
      y,
      ...(n >= BAND_FROM && { low: y - reach, high: y + reach }),
      order,
      group,
      at,
      curve: `${group}${at ? `, ${at}` : ''}, mean`,
    };
  }).filter((row) => Number.isFinite(row.x + row.y));
}
