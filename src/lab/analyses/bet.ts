import { InputError, Table, text, type Estimate, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { chooseBetWindow, fitBet, listBetWindows, type BetFit, type BetWindow } from '../sorption/bet.js';
import type { Branch } from '../sorption/isotherm.js';
import {
  freeSpaceSettings,
  isothermSettings,
  noteFreeSpace,
  parseWindow,
  readIsotherm,
  rowsWithin,
  shiftByFreeSpace,
  takeAdsorption,
} from './isotherm-settings.js';

/** BET area with Rouquerol's criteria, and what other admissible windows give. */
export const betAnalysis = defineAnalysis({
  id: 'bet',
  version: '2',
  title: 'BET area',
  inputs: { recording: { kind: 'sorption', describe: 'an isotherm' } },
  settings: {
    ...isothermSettings,
    ...freeSpaceSettings,
    window: text(undefined, 'relative pressures of the line, such as 0.05..0.30', "by Rouquerol's criteria"),
  },
  quantities: {
    bet_area: { label: 'BET area', unit: 'm2/g', scale: 'log' },
    bet_c: { label: 'BET constant C', unit: '1', scale: 'log' },
    monolayer: { label: 'loading of the monolayer', unit: 'mmol/g', scale: 'log' },
    window_low: { label: 'lowest relative pressure of the line, as chosen', unit: '1' },
    window_high: { label: 'highest relative pressure of the line, as chosen', unit: '1' },
    area_low: { label: 'smallest area of an admissible window', unit: 'm2/g' },
    area_high: { label: 'largest area of an admissible window', unit: 'm2/g' },
  },
  preference: 1,
  async run({ recording }, settings): Promise<Outcome> {
    const isotherm = readIsotherm(recording, settings);
    const notes: Note[] = [...isotherm.notes];
    const branch = takeAdsorption(isotherm, notes);
    const { adsorptive } = isotherm;
    const windows = listBetWindows(branch.pressure, branch.loading, adsorptive.crossSection);
    const admissible = windows.filter((w) => w.failed.length === 0);
    const given = parseWindow(settings.window, 'window');
    const chosen = given ? fitGiven(branch, given, adsorptive.crossSection, windows, notes) : chooseBetWindow(windows);
    if (!chosen) throw noWindow(windows);
    const n = chosen.to - chosen.from + 1;
    const spread = centralSpread(admissible.map((w) => w.area));
    const free = settings['free space'];
    let calibration: number | undefined;
    if (free !== undefined) {
      if (isotherm.mass === undefined)
        throw new InputError('what a free space does to a loading hangs on the mass of the sample', {
          hint: '--set "mass=1.5 g"',
          where: { path: 'mass' },
        });
      const shifted = shiftByFreeSpace(branch, free, isotherm.mass);
      calibration = Math.abs(
        fitBet(shifted.pressure, shifted.loading, chosen.from, chosen.to, adsorptive.crossSection).area - chosen.area,
      );
    } else notes.push(noteFreeSpace(isotherm.mass !== undefined ? chosen.area * isotherm.mass : undefined));
    const relative = (part: number | undefined): number | undefined =>
      part === undefined ? undefined : part / chosen.area;
    const areaOf = (scale: number, unit: string): Estimate =>
      makeEstimate(
        scale * chosen.area,
        unit,
        {
          fit: scale * chosen.areaSigma,
          ...(spread !== undefined && { model: scale * spread }),
          ...(calibration !== undefined && { calibration: scale * calibration }),
        },
        n,
      );
    const areas = admissible.map((w) => w.area / 1000);
    // Chosen, not measured: exact by construction.
    const chosenEnd = (value: number): Estimate => ({ value, sigma: 0, n: 1, unit: '1', covers: 'measurement' });
    const byArea = [...admissible].sort((a, b) => a.area - b.area);
    const areaOfWindow = (w: BetWindow): Estimate =>
      makeEstimate(w.area / 1000, 'm2/g', { fit: w.areaSigma / 1000 }, w.to - w.from + 1);
    const [low, high] = [branch.pressure[chosen.from], branch.pressure[chosen.to]];
    if (areas.length > 0)
      notes.push({
        level: 'info',
        code: 'bet-window',
        text: `the line runs from p/p0 ${low.toPrecision(4)} to ${high.toPrecision(4)} (${n} points, r ${chosen.r.toFixed(6)}); ${areas.length} admissible windows give ${Math.min(...areas).toPrecision(5)} to ${Math.max(...areas).toPrecision(5)} m2/g`,
      });
    notes.push(...describeResult(chosen, admissible.length));
    return makeOutcome({
      findings: [
        { id: 'bet_area', estimate: areaOf(1e-3, 'm2/g') },
        { id: 'bet_c', estimate: makeEstimate(chosen.c, '1', { fit: chosen.cSigma }, n) },
        {
          id: 'monolayer',
          estimate: makeEstimate(
            chosen.monolayer,
            'mmol/g',
            {
              fit: chosen.monolayerSigma,
              ...(spread !== undefined && { model: chosen.monolayer * relative(spread)! }),
              ...(calibration !== undefined && { calibration: chosen.monolayer * relative(calibration)! }),
            },
            n,
          ),
        },
        { id: 'window_low', estimate: chosenEnd(low) },
        { id: 'window_high', estimate: chosenEnd(high) },
        ...(areas.length > 0
          ? [
              { id: 'area_low', estimate: areaOfWindow(byArea[0]) },
              { id: 'area_high', estimate: areaOfWindow(byArea[byArea.length - 1]) },
            ]
          : []),
      ],
      tables: [tabulate(windows, branch)],
      figures: [
        {
          id: 'bet',
          title: 'BET plot',
          caption: 'p/(n (p0 − p)) against p/p0; filled points are those of the line.',
          spec: houseFigure({
            data: {
              name: 'bet',
              values: Array.from(branch.pressure, (x, i) => ({
                x,
                y: x / (branch.loading[i] * (1 - x)),
                used: i >= chosen.from && i <= chosen.to,
              })).filter((r) => r.x <= Math.max(0.5, high) && Number.isFinite(r.y)),
            },
            mark: { type: 'point' },
            encoding: {
              x: { field: 'x', type: 'quantitative', title: 'p/p0' },
              y: { field: 'y', type: 'quantitative', title: 'p/(n (p0 − p)) / g/mmol' },
              fillOpacity: { condition: { test: 'datum.used', value: 1 }, value: 0 },
            },
          }),
        },
      ],
      notes,
    });
  },
  cite: [
    { text: 'Brunauer, Emmett and Teller, J. Am. Chem. Soc. 60 (1938) 309', doi: '10.1021/ja01269a023' },
    { text: 'Thommes et al., Pure Appl. Chem. 87 (2015) 1051', doi: '10.1515/pac-2014-1117' },
    { text: 'Osterrieth et al., Adv. Mater. 34 (2022) 2201502', doi: '10.1002/adma.202201502' },
  ],
});

function fitGiven(
  branch: Branch,
  window: [number, number],
  crossSection: number,
  windows: readonly BetWindow[],
  notes: Note[],
): BetFit {
  const [from, to] = rowsWithin(branch.pressure, window);
  if (to - from < 2)
    throw new InputError(`the window ${window[0]}..${window[1]} holds ${Math.max(0, to - from + 1)} points`, {
      where: { path: 'window' },
    });
  const failed = windows.find((w) => w.from === from && w.to === to)?.failed ?? [];
  if (failed.length > 0)
    notes.push({
      level: 'warning',
      code: 'window-not-admissible',
      text: `the window that was asked for fails Rouquerol's criteria: ${failed.join(', ')}`,
    });
  return fitBet(branch.pressure, branch.loading, from, to, crossSection);
}

/** Which criterion stands in the way, by how many windows fail it alone. */
function noWindow(windows: readonly BetWindow[]): InputError {
  const counts = new Map<string, number>();
  for (const w of windows) for (const f of w.failed) counts.set(f, (counts.get(f) ?? 0) + 1);
  const told = [...counts].sort((a, b) => b[1] - a[1]).map(([f, k]) => `${f} in ${k}`);
  return new InputError(
    windows.length === 0
      ? 'the branch has fewer than five points between p/p0 0 and 1'
      : `none of ${windows.length} windows of five points or more meets Rouquerol's criteria: ${told.join('; ')}`,
    { hint: 'measure more points at low pressure, or say a window with --set window=0.05..0.30' },
  );
}

function describeResult({ c }: BetFit, admissible: number): Note[] {
  const notes: Note[] = [];
  if (admissible < 5)
    notes.push({
      level: 'warning',
      code: 'few-windows',
      text: `only ${admissible} windows are admissible: the spread over them says little`,
    });
  if (c > 400)
    notes.push({
      level: 'warning',
      code: 'micropores',
      text: `C = ${c.toPrecision(3)} is that of micropores or strong sites: the area is an apparent one`,
    });
  else if (c < 20)
    notes.push({
      level: 'warning',
      code: 'weak-monolayer',
      text: `C = ${c.toPrecision(3)} is low: monolayer and multilayer overlap, and the area is uncertain by more than its line says`,
    });
  return notes;
}

/** Half of the range that holds the middle 68 % of values. */
function centralSpread(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number =>
    sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(q * (sorted.length - 1))))];
  return (at(0.84) - at(0.16)) / 2;
}

function tabulate(windows: readonly BetWindow[], { pressure }: Branch): Outcome['tables'][number] {
  return {
    id: 'windows',
    title: 'All windows of five points or more',
    table: new Table([
      { name: 'from_relative_pressure', values: Float64Array.from(windows, (w) => pressure[w.from]) },
      { name: 'to_relative_pressure', values: Float64Array.from(windows, (w) => pressure[w.to]) },
      {
        name: 'area_square_metre_per_gram',
        values: Float64Array.from(windows, (w) => w.area / 1000),
        sigma: Float64Array.from(windows, (w) => w.areaSigma / 1000),
      },
      { name: 'bet_c', values: Float64Array.from(windows, (w) => w.c) },
      { name: 'failed', values: windows.map((w) => w.failed.join('; ')) },
    ]),
  };
}
