import { choice, InputError, Table, text, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { fitTPlot, listTPlots, type TPlot } from '../sorption/t-plot.js';
import { isothermSettings, readIsotherm, takeAdsorption } from './isotherm-settings.js';

const CURVES = ['harkins-jura', 'halsey', 'de-boer'] as const;

/** External area and micropore volume by the t-plot. */
export const tPlotAnalysis = defineAnalysis({
  id: 't-plot',
  version: '1',
  title: 't-plot: external area, micropores',
  inputs: { recording: { kind: 'sorption', describe: 'an isotherm of nitrogen' } },
  settings: {
    ...isothermSettings,
    curve: choice(CURVES, 'harkins-jura', 'thickness of the film against pressure'),
    range: text('0.35..0.50', 'thickness of the film in nm over which the line runs'),
  },
  quantities: {
    external_area: { label: 'area outside micropores', unit: 'm2/g', scale: 'log' },
    micropore_volume: { label: 'micropore volume, as liquid (below zero: none)', unit: 'cm3/g' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const isotherm = readIsotherm(recording, settings);
    const notes: Note[] = [...isotherm.notes];
    const branch = takeAdsorption(isotherm, notes);
    const { adsorptive } = isotherm;
    if (adsorptive.name !== 'N2')
      throw new InputError(`the thickness curves are those of nitrogen, not of ${adsorptive.name}`);
    const range = parseRange(settings.range);
    const all = listTPlots(branch.pressure, branch.loading, adsorptive, settings.curve, range);
    if (all.length === 0)
      throw new InputError(
        `fewer than four points have a film of ${settings.range} nm, ${settings.curve === 'harkins-jura' ? 'p/p0 of about 0.2 to 0.5' : 'at these pressures'}`,
        { hint: 'measure more points there, or widen --set range', where: { path: 'range' } },
      );
    const line = all.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
    const n = line.to - line.from + 1;
    // Other parts of the range that are at least half as long, and other thickness curves on the same points.
    const parts = all.filter((p) => p.to - p.from + 1 >= Math.max(4, n / 2));
    const curves = CURVES.filter((c) => c !== settings.curve).map((c) =>
      fitTPlot(branch.pressure, branch.loading, line.from, line.to, adsorptive, c),
    );
    const model = (pick: (p: TPlot) => number): number =>
      Math.hypot(deviation(parts.map(pick), pick(line)), deviation(curves.map(pick), pick(line)));
    if (line.microporeVolume < -2 * line.microporeVolumeSigma)
      notes.push({
        level: 'warning',
        code: 'negative-volume',
        text: 'the micropore volume is below zero: the sample has none, or the thickness curve is not that of its surface; it is not set to zero',
      });
    if (line.r < 0.999)
      notes.push({
        level: 'warning',
        code: 'not-straight',
        text: `the plot is not straight over ${settings.range} nm (r ${line.r.toFixed(4)}): capillary condensation or micropores reach into it`,
      });
    notes.push({
      level: 'info',
      code: 'curve',
      text: `${settings.curve} thickness, ${settings.range} nm; the other two curves give ${CURVES.filter(
        (c) => c !== settings.curve,
      )
        .map((c, i) => `${(curves[i].externalArea / 1000).toPrecision(4)} m2/g (${c})`)
        .join(' and ')}`,
    });
    return makeOutcome({
      findings: [
        {
          id: 'external_area',
          estimate: makeEstimate(
            line.externalArea / 1000,
            'm2/g',
            { fit: line.externalAreaSigma / 1000, model: model((p) => p.externalArea) / 1000 },
            n,
          ),
        },
        {
          id: 'micropore_volume',
          estimate: makeEstimate(
            line.microporeVolume * 1000,
            'cm3/g',
            { fit: line.microporeVolumeSigma * 1000, model: model((p) => p.microporeVolume) * 1000 },
            n,
          ),
        },
      ],
      tables: [
        {
          id: 't-plot',
          title: 'Loading against film thickness',
          table: new Table([
            { name: 'thickness_nanometre', values: line.thickness.map((t) => 1e9 * t) },
            { name: 'loading_millimole_per_gram', values: branch.loading },
            {
              name: 'in_line',
              values: Int32Array.from(branch.loading, (_, i) => (i >= line.from && i <= line.to ? 1 : 0)),
            },
          ]),
        },
      ],
      figures: [
        {
          id: 't-plot',
          title: 't-plot',
          caption: 'Filled points are those of the line.',
          spec: houseFigure({
            data: {
              name: 't',
              values: Array.from(line.thickness, (t, i) => ({
                t: 1e9 * t,
                n: branch.loading[i],
                used: i >= line.from && i <= line.to,
              })).filter((r) => r.t < 1.2),
            },
            mark: { type: 'point' },
            encoding: {
              x: { field: 't', type: 'quantitative', title: 'film thickness / nm' },
              y: { field: 'n', type: 'quantitative', title: 'loading / mmol/g' },
              fillOpacity: { condition: { test: 'datum.used', value: 1 }, value: 0 },
            },
          }),
        },
      ],
      notes,
    });
  },
  cite: [{ text: 'Lippens and de Boer, J. Catal. 4 (1965) 319', doi: '10.1016/0021-9517(65)90307-6' }],
});

function deviation(values: readonly number[], from: number): number {
  return values.length === 0 ? 0 : Math.sqrt(values.reduce((s, v) => s + (v - from) ** 2, 0) / values.length);
}

function parseRange(given: string): [number, number] {
  const match = /^\s*([\d.]+)\s*\.\.\s*([\d.]+)\s*(?:nm)?\s*$/.exec(given);
  const range: [number, number] = [1e-9 * Number(match?.[1]), 1e-9 * Number(match?.[2])];
  if (!match || !(range[0] > 0 && range[1] > range[0]))
    throw new InputError(`range: "${given}" is not a range of thickness`, {
      hint: 'write it like 0.35..0.50 nm',
      where: { path: 'range' },
    });
  return range;
}
