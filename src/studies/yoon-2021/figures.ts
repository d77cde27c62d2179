import { houseFigure, makeEqualScales, nominal, quantitative, type Figure } from '../../figure/index.js';
import type { Axes, CampaignPiece } from './run-campaign.js';

/** A run with what it was made of. */
export interface DrawnPiece extends CampaignPiece {
  group: string;
  sample: number;
}

/** What figures say of a test. */
interface Drawn {
  title: string;
  axes: Axes;
}

const BAND = 'Lines are means over the samples, bands reach from the lowest to the highest.';

/** Figures of a campaign: pristine against coated, and each part of the coating alone. */
export function drawCampaign(campaign: Drawn, pieces: readonly DrawnPiece[]): Figure[] {
  const pair = pieces.filter((p) => p.group === 'pristine' || p.group === 'coated');
  const curves = [...new Set(pair.flatMap((p) => p.curves.map((c) => c.curve)))];
  const impedance = curves.filter((c) => c.startsWith('impedance'));
  return [
    ...drawBands(
      campaign,
      pair,
      curves.filter((c) => !c.startsWith('impedance')),
    ),
    ...(impedance.length > 0 ? [drawImpedance(pair, impedance)] : []),
    ...drawRates(pair),
    ...drawAlone(pieces),
  ];
}

/** Curves that all samples have at the same places as a band, others as thin lines. */
export function drawBands(campaign: Drawn, pieces: readonly DrawnPiece[], curves: readonly string[]): Figure[] {
  const colour = nominal('group', null);
  return curves.map((curve) => {
    const all = pieces.flatMap((p) =>
      p.curves.filter((c) => c.curve === curve).map((c) => ({ ...c, group: p.group, sample: p.sample })),
    );
    const axes = all[0].axes ?? campaign.axes;
    const x = quantitative('x', axes.x, { scale: { zero: false } });
    const common = all.every(
      (c) => c.x.length === all[0].x.length && c.x.every((v, i) => Math.abs(v - all[0].x[i]) <= 1e-3 * Math.abs(v)),
    );
    const rows = common
      ? [...new Set(all.map((c) => c.group))].flatMap((group) => {
          const own = all.filter((c) => c.group === group);
          return all[0].x.map((at, i) => {
            const values = own.map((c) => c.y[i]);
            return {
              x: at,
              mean: values.reduce((sum, v) => sum + v / values.length, 0),
              low: Math.min(...values),
              high: Math.max(...values),
              group,
            };
          });
        })
      : all.flatMap((c) => c.x.map((at, i) => ({ x: at, y: c.y[i], group: c.group, name: `sample ${c.sample}` })));
    const y = (field: string): object => quantitative(field, axes.y, { scale: { zero: false } });
    return {
      id: curve.replaceAll(/\W+/g, '-'),
      title: curve[0].toUpperCase() + curve.slice(1),
      caption: `${campaign.title}. ${common ? BAND : 'A line for each sample.'}`,
      spec: houseFigure(
        common
          ? {
              data: { values: rows },
              encoding: { x, color: colour },
              layer: [
                { mark: { type: 'area', opacity: 0.2, line: false }, encoding: { y: y('low'), y2: { field: 'high' } } },
                { mark: 'line', encoding: { y: y('mean') } },
              ],
            }
          : {
              data: { values: rows },
              mark: { type: 'line', strokeWidth: 0.8 },
              encoding: {
                x,
                y: y('y'),
                color: colour,
                detail: { field: 'name', type: 'nominal' },
                order: { field: 'x', type: 'quantitative' },
              },
            },
      ),
    };
  });
}

function drawImpedance(pieces: readonly DrawnPiece[], curves: readonly string[]): Figure {
  const values = pieces.flatMap((p) =>
    p.curves
      .filter((c) => curves.includes(c.curve))
      .flatMap((c) =>
        c.x.map((re, i) => ({
          re,
          im: c.y[i],
          i,
          group: p.group,
          name: `sample ${p.sample}`,
          when: c.curve.replace('impedance, ', ''),
        })),
      ),
  );
  const scales = makeEqualScales(
    values.map((v) => v.re),
    values.map((v) => v.im),
  );
  return {
    id: 'impedance',
    title: 'Impedance at 4.4 V',
    caption: 'From 1 MHz to 10 mHz, a line for each sample.',
    spec: houseFigure({
      ...scales.frame,
      data: { values },
      mark: { type: 'line', strokeWidth: 0.8 },
      encoding: {
        x: { ...quantitative('re', 'Re Z (Ω)'), scale: scales.x },
        y: { ...quantitative('im', '−Im Z (Ω)'), scale: scales.y },
        color: nominal('group', null),
        strokeDash: nominal('when', null),
        detail: { field: 'name', type: 'nominal' },
        order: { field: 'i', type: 'quantitative' },
      },
    }),
  };
}

function drawRates(pieces: readonly DrawnPiece[]): Figure[] {
  const values = pieces.flatMap((p) =>
    p.values
      .filter((v) => v.id === 'capacity' && v.at)
      .map((v) => ({ rate: v.at!, order: Number.parseFloat(v.at!), capacity: v.value, group: p.group })),
  );
  if (values.length === 0) return [];
  const x = {
    field: 'rate',
    type: 'ordinal',
    title: 'rate of discharge',
    sort: { field: 'order' },
    axis: { labelAngle: 0 },
  };
  const title = 'capacity (mAh/g)';
  return [
    {
      id: 'rates',
      title: 'Rate capability',
      caption:
        'Charged at 0.5C, discharged at each rate in turn while the cell ages. Lines are means over the samples, bars reach from the lowest to the highest.',
      spec: houseFigure({
        data: { values },
        encoding: { x, color: nominal('group', null) },
        layer: [
          {
            mark: { type: 'line', point: true },
            encoding: { y: { aggregate: 'mean', ...quantitative('capacity', title) } },
          },
          {
            mark: 'rule',
            encoding: {
              y: { aggregate: 'min', ...quantitative('capacity', title) },
              y2: { aggregate: 'max', field: 'capacity' },
            },
          },
        ],
      }),
    },
  ];
}

/** What is left at the end with all of the coating, none of it, or one thing of it. */
function drawAlone(pieces: readonly DrawnPiece[]): Figure[] {
  if (!pieces.some((p) => p.group.endsWith('alone'))) return [];
  const shared = new Set(pieces.filter((p) => p.group.endsWith('alone')).map((p) => p.sample));
  const last = pieces.flatMap((p) => p.values.filter((v) => v.id === 'retention')).at(-1)?.at;
  const values = pieces
    .filter((p) => shared.has(p.sample))
    .flatMap((p) =>
      p.values
        .filter((v) => v.id === 'retention' && v.at === last)
        .map((v) => ({ group: p.group, retention: v.value })),
    );
  const y = nominal('group', null, { sort: { field: 'retention', op: 'mean', order: 'descending' } });
  const title = `retention at ${last} (%)`;
  return [
    {
      id: 'alone',
      title: 'One difference at a time',
      caption: `What the cell keeps with the whole coating, with none, and with one of the things it does. Bars are means over ${shared.size} samples, rules reach from the lowest to the highest.`,
      spec: houseFigure({
        data: { values },
        encoding: { y },
        layer: [
          { mark: 'bar', encoding: { x: { aggregate: 'mean', ...quantitative('retention', title) } } },
          {
            mark: 'rule',
            encoding: {
              x: { aggregate: 'min', ...quantitative('retention', title) },
              x2: { aggregate: 'max', field: 'retention' },
            },
          },
        ],
      }),
    },
  ];
}
