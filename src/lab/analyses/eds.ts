import { InputError, map, number, Table } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { computeCliffLorimer, type Share } from '../eds/cliff-lorimer.js';
import { fitBoundary } from '../eds/fit-boundary.js';
import { findLineOverlaps } from '../eds/line-overlaps.js';

const settings = {
  factors: map(
    'Cliff–Lorimer factors by element against one of them, such as Ni: 1, Co: 0.98; O: 1.4',
    '1 for every element: shares of counts',
  ),
  'factor error': number(0.05, 'relative standard uncertainty of every factor', { min: 0, max: 1 }),
};

/** Boundaries along a line, and shares of elements by Cliff and Lorimer. */
export const edsAnalysis = defineAnalysis({
  id: 'eds',
  title: 'Elements along a line, boundaries and shares',
  version: '1',
  preference: 1,
  inputs: { line: { kind: 'eds', describe: 'counts of elements along a line' } },
  settings,
  quantities: {
    boundary_position: { label: 'position of a boundary', unit: 'nm' },
    boundary_width: { label: 'full width at half maximum of a boundary, as seen', unit: 'nm', scale: 'log' },
    boundary_excess: { label: 'excess at a boundary, area over both sides', unit: 'counts nm' },
    atomic_fraction: { label: 'share of an element', unit: '%', scale: 'share' },
    peak_ratio: { label: 'count at a boundary over that beside it', unit: '1', scale: 'log' },
  },
  async run({ line: recording }, settings, ctx): Promise<Outcome> {
    const outcome = makeOutcome({});
    const { table } = recording;
    if (!table.has('position_nanometre'))
      throw new InputError('this recording has no positions: eds reads counts of elements along a line', {
        hint: `its columns are ${table.names.join(', ')}`,
      });
    const order = [...table.column('position_nanometre').keys()].sort(
      (a, b) => table.column('position_nanometre')[a] - table.column('position_nanometre')[b],
    );
    const elements = table.columns.flatMap((c) => {
      const found = /^([a-z]{1,2})_([klm])_count$/.exec(c.name);
      return found
        ? [{ element: found[1][0].toUpperCase() + found[1].slice(1), series: found[2].toUpperCase(), name: c.name }]
        : [];
    });
    if (elements.length === 0)
      throw new InputError('this table has no counts of elements', { hint: 'name them such as ni_k_count' });
    const usable = order.filter((i) => elements.every(({ name }) => (table.get(name).valid?.[i] ?? 1) === 1));
    if (usable.length < 8)
      throw new InputError(`the line has ${usable.length} usable points: a boundary needs at least 8`);
    const x = Float64Array.from(usable, (i) => table.column('position_nanometre')[i] * 1e-9);
    const counts = elements.map(({ name }) => Float64Array.from(usable, (i) => table.column(name)[i]));
    for (const [k, { element }] of elements.entries()) {
      const boundary = await fitBoundary(x, counts[k], ctx);
      if (!boundary) {
        outcome.notes.push({
          level: 'info',
          code: 'no-boundary',
          text: `${element} shows no boundary beyond its counting noise`,
        });
        continue;
      }
      const n = x.length;
      const nm = (value: number, sigma: number | undefined): Outcome['findings'][number]['estimate'] => ({
        value: value * 1e9,
        ...(sigma !== undefined && { sigma: sigma * 1e9, budget: { counting: sigma * 1e9 } }),
        n,
        unit: 'nm',
        covers: 'measurement',
      });
      const at = { element };
      outcome.findings.push(
        { id: 'boundary_position', at, estimate: nm(boundary.position, boundary.positionSigma) },
        { id: 'boundary_width', at, estimate: nm(boundary.width, boundary.widthSigma) },
        {
          id: 'boundary_excess',
          at,
          estimate: {
            value: boundary.excess * 1e9,
            ...(boundary.excessSigma !== undefined && {
              sigma: boundary.excessSigma * 1e9,
              budget: { counting: boundary.excessSigma * 1e9 },
            }),
            n,
            unit: 'counts nm',
            covers: 'measurement',
          },
        },
      );
      const level = boundary.fit.parameters[0];
      if (level > 0)
        outcome.findings.push({
          id: 'peak_ratio',
          at,
          estimate: {
            value: Math.max(0, 1 + boundary.fit.parameters[2] / level),
            sigma: Math.hypot(
              (boundary.fit.sigma[2] ?? 0) / level,
              (boundary.fit.parameters[2] / level) * ((boundary.fit.sigma[0] ?? 0) / level),
            ),
            n,
            unit: '1',
            covers: 'measurement',
          },
        });
    }
    const given = settings.factors;
    const names = elements.map((e) => e.element);
    const stray = Object.keys(given ?? {}).find((key) => !names.includes(key));
    if (stray !== undefined)
      throw new InputError(`factors: there is no "${stray}" on this line`, {
        value: stray,
        allowed: names,
        where: { path: 'factors' },
      });
    const factors = names.map((name) => (given ? Number(given[name] ?? Number.NaN) : 1));
    const bad = factors.findIndex((f) => !(f > 0));
    if (bad >= 0)
      throw new InputError(`factors: ${names[bad]} needs a factor above zero`, { where: { path: 'factors' } });
    const totals = counts.map((c) => c.reduce((a, b) => a + b, 0));
    const spread = given ? settings['factor error'] : 0;
    const whole = computeCliffLorimer(names, totals, factors, spread);
    for (const share of whole)
      outcome.findings.push({
        id: 'atomic_fraction',
        at: { element: share.element },
        estimate: {
          value: 100 * share.value,
          sigma: 100 * Math.hypot(share.counting, share.calibration),
          n: x.length,
          unit: '%',
          budget: { counting: 100 * share.counting, calibration: 100 * share.calibration },
          covers: 'measurement',
        },
      });
    const along: Share[][] = Array.from(x, (_, i) =>
      computeCliffLorimer(
        names,
        counts.map((c) => c[i]),
        factors,
        spread,
      ),
    );
    outcome.tables.push({
      id: 'shares',
      title: 'Shares along the line',
      table: new Table([
        { name: 'position_nanometre', values: x.map((v) => v * 1e9) },
        ...names.map((name, k) => ({
          name: `${name.toLowerCase()}_percent`,
          values: Float64Array.from(along, (a) => 100 * a[k].value),
          sigma: Float64Array.from(along, (a) => 100 * Math.hypot(a[k].counting, a[k].calibration)),
        })),
      ]),
    });
    if (!given)
      outcome.notes.push({
        level: 'warning',
        code: 'no-factors',
        text: 'no Cliff–Lorimer factors were given: shares are of counts, not of atoms; positions and widths do not need them',
      });
    outcome.notes.push(...findLineOverlaps(elements));
    outcome.notes.push({
      level: 'info',
      code: 'probe',
      text: 'widths are those of the boundary convolved with the probe; they are upper bounds of the boundary itself',
    });
    outcome.figures.push({
      id: 'line',
      title: 'Elements along the line',
      caption: 'Counts of each element against position.',
      spec: houseFigure({
        data: {
          values: names.flatMap((element, k) =>
            Array.from(x, (v, i) => ({ element, x: v * 1e9, counts: counts[k][i] })),
          ),
        },
        mark: { type: 'line' },
        encoding: {
          x: { field: 'x', type: 'quantitative', title: 'position / nm' },
          y: { field: 'counts', type: 'quantitative', title: 'counts' },
          color: { field: 'element', type: 'nominal', title: null },
        },
      }),
    });
    return outcome;
  },
  cite: [
    { text: 'Cliff and Lorimer, J. Microsc. 103 (1975) 203', doi: '10.1111/j.1365-2818.1975.tb03895.x' },
    { text: 'Williams and Carter, Transmission Electron Microscopy, 2nd ed., Springer (2009), chapter 35' },
  ],
});
