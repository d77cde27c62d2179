import { choice, type Context, type Estimate, number, quantity, Table, text, ELECTRONVOLT } from '../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { makeEstimate } from '../make-estimate.js';
import { findOverlaps } from '../xps/auger-overlaps.js';
import { fitFileComponents } from '../xps/casa-model.js';
import { computeDetectionLimit, type DetectionLimit } from '../xps/detection-limit.js';
import { figureRegion } from '../xps/figure-region.js';
import { CARBON, type ChargeShift, findChargeShift } from '../xps/find-charge-shift.js';
import { findLines } from '../xps/find-lines.js';
import {
  type Background,
  type BackgroundChoice,
  BACKGROUNDS,
  fitChoices,
  spreadOver,
  toRegionOptions,
} from '../xps/fit-choices.js';
import type { RegionFit } from '../xps/fit-region.js';
import { nameLines } from '../xps/name-lines.js';
import { type LevelArea, quantify } from '../xps/quantify.js';
import { findRegions, givePhoton, type Region } from '../xps/region-data.js';
import { FIRST_LINE, PER_LINE } from '../xps/region-model.js';

const settings = {
  region: text(undefined, 'core level, such as B 1s; it is cut out of a survey too', 'every region of the files'),
  background: choice(BACKGROUNDS, 'shirley', 'background of the fit; the others are tried for their effect'),
  components: choice(
    ['found', 'file'],
    'found',
    'lines: found one by one, or those that the file holds (CasaXPS), with their shapes and background',
  ),
  reference: choice(
    ['carbon', 'none'],
    'carbon',
    'charge reference: C–C of C 1s at 284.8 eV where it is among the regions, or none',
  ),
  shift: quantity(
    'energy',
    undefined,
    'charging to take off every binding energy, such as 0.62 eV',
    'by the reference',
  ),
  photon: quantity(
    'energy',
    undefined,
    'energy of the photons, such as 1486.6 eV of Al Kα or 1253.6 eV of Mg Kα',
    'as the file says',
  ),
  path: number(0.75, 'exponent of the mean free path against kinetic energy in atomic shares; 0 for none', {
    min: 0,
    max: 2,
  }),
};

interface Fitted {
  region: Region;
  fit: RegionFit;
  choices: BackgroundChoice[];
  limit?: DetectionLimit;
}

/** [1] relative standard uncertainty of tabulated sensitivity factors */
const SENSITIVITY_SPREAD = 0.05;

/** Lines of photoelectron spectra with their errors, shares of atoms, and limits of what is absent. */
export const xpsAnalysis = defineAnalysis({
  id: 'xps',
  title: 'Lines of photoelectron spectra',
  version: '4',
  preference: 1,
  inputs: { regions: { kind: 'xps', many: true, describe: 'regions of one sample, of one file or several' } },
  settings,
  answers: { photon: 'no-photon-energy' },
  quantities: {
    binding_energy: { label: 'binding energy', unit: 'eV', scale: 'log' },
    peak_area: { label: 'area of a line', unit: ['counts eV', 'counts/s eV', 'eV'] },
    line_width: { label: 'full width at half maximum (Gaussian part)', unit: 'eV', scale: 'log' },
    atomic_fraction: { label: 'share of atoms', unit: '%', scale: 'share' },
    detection_limit: {
      label: 'detection limit of the area, 3σ',
      unit: ['counts eV', 'counts/s eV', 'eV'],
      scale: 'log',
    },
    charge_shift: { label: 'charging', unit: 'eV' },
  },
  async run({ regions: recordings }, settings, ctx): Promise<Outcome> {
    const outcome = makeOutcome({});
    const taken = settings.photon === undefined ? undefined : givePhoton(recordings, settings.photon / ELECTRONVOLT);
    outcome.notes.push(...(taken?.notes ?? []));
    const regions = findRegions(taken?.recordings ?? recordings, settings.region);
    const fitted: Fitted[] = [];
    for (const region of regions) fitted.push(await fitOne(region, settings.background, settings.components, ctx));
    const charge = findCharge(fitted, settings);
    if (charge) {
      outcome.findings.push({
        id: 'charge_shift',
        estimate: {
          value: charge.shift,
          sigma: Math.hypot(charge.fit, charge.reference),
          n: 1,
          unit: 'eV',
          budget: { fit: charge.fit, calibration: charge.reference },
          covers: 'measurement',
        },
      });
      outcome.notes.push({
        level: 'info',
        code: 'charge-reference',
        text:
          settings.shift === undefined
            ? `binding energies are against C–C of adventitious carbon at ${CARBON.energy} ± ${CARBON.sigma} eV, which all of them share`
            : 'binding energies are less the charging that was given',
      });
    } else
      outcome.notes.push({
        level: 'info',
        code: 'no-charge-reference',
        text: 'binding energies are as the file has them: no charging is taken off (add C 1s of the same sample, or give shift)',
      });
    const names = new Map<string, number>();
    for (const { region } of fitted) names.set(region.name, (names.get(region.name) ?? 0) + 1);
    fitted.forEach((one, k) => addRegion(outcome, one, charge, (names.get(one.region.name) ?? 0) > 1 ? k : undefined));
    addShares(outcome, fitted, settings.path);
    return outcome;
  },
  cite: [
    { text: 'Herrera-Gomez et al., Surf. Interface Anal. 46 (2014) 897', doi: '10.1002/sia.5453' },
    { text: 'Shirley, Phys. Rev. B 5 (1972) 4709', doi: '10.1103/PhysRevB.5.4709' },
    { text: 'Tougaard, Surf. Interface Anal. 25 (1997) 137' },
    { text: 'Scofield, J. Electron Spectrosc. 8 (1976) 129', doi: '10.1016/0368-2048(76)80015-1' },
  ],
});

async function fitOne(
  region: Region,
  background: Background,
  components: 'found' | 'file',
  ctx?: Context,
): Promise<Fitted> {
  const { data } = region;
  const options = toRegionOptions(background, data);
  if (components === 'file') return { region, fit: await fitFileComponents(region, ctx), choices: [] };
  const fit = await findLines(data, region.level, options, ctx);
  if (fit.lines.length > 0) return { region, fit, choices: await fitChoices(data, fit, background, ctx) };
  return { region, fit, choices: [], limit: await computeDetectionLimit(data, region.level, options, ctx) };
}

function findCharge(
  fitted: readonly Fitted[],
  settings: { shift?: number; reference: 'carbon' | 'none' },
): ChargeShift | undefined {
  if (settings.shift !== undefined) return { shift: settings.shift / ELECTRONVOLT, fit: 0, reference: 0 };
  if (settings.reference === 'none') return undefined;
  const carbon = fitted.find(({ region }) => region.level?.name === 'C 1s');
  // A region of carbon alone stays as it was measured: there is nothing to refer to it.
  if (!carbon || fitted.every(({ region }) => region.level?.name === 'C 1s')) return undefined;
  return findChargeShift(
    carbon.fit.lines.map((_, s) => ({
      position: carbon.fit.parameters[FIRST_LINE + PER_LINE * s + 1],
      sigma: carbon.fit.sigma[FIRST_LINE + PER_LINE * s + 1],
      area: carbon.fit.parameters[FIRST_LINE + PER_LINE * s],
    })),
  );
}

function unitOf(region: Region): 'counts eV' | 'counts/s eV' | 'eV' {
  if (region.data.counted) return 'counts eV';
  return region.recording.table.has('intensity_count_per_second') ? 'counts/s eV' : 'eV';
}

function addRegion(outcome: Outcome, one: Fitted, charge: ChargeShift | undefined, numbered: number | undefined): void {
  const { region, fit, choices, limit } = one;
  const shift = charge?.shift ?? 0;
  const where = labelOf(region, numbered);
  const at = (component: string): Finding['at'] => ({
    component,
    ...(numbered !== undefined && { spectrum: where ?? String(numbered + 1) }),
  });
  const unit = unitOf(region);
  const n = region.data.energy.length;
  if (limit) {
    outcome.findings.push({
      id: 'detection_limit',
      at: at(region.name),
      // A standard deviation from n channels is itself known to one part in √(2n).
      estimate: makeEstimate(limit.limit, unit, { counting: limit.limit / Math.sqrt(2 * n) }, n),
    });
    outcome.notes.push({
      level: 'info',
      code: 'not-detected',
      text: `${region.name} is not detected: no line stands out; a line of ${limit.width} eV at ${limit.position.toFixed(1)} eV would be seen from ${limit.limit.toPrecision(3)} ${unit} (3σ of the fitted area)`,
      ...(where && { where }),
    });
  }
  const names = nameLines(fit, region.level, region.name, shift);
  fit.lines.forEach((line, s) => {
    const k = FIRST_LINE + PER_LINE * s;
    const position = fit.parameters[k + 1];
    const sigma = fit.sigma[k + 1];
    const model = spreadOver(choices, (c) => c.positions[s]);
    const calibration = charge ? Math.hypot(charge.fit, charge.reference) : 0;
    outcome.findings.push({
      id: 'binding_energy',
      at: at(names[s]),
      estimate: withBudget(position - shift, sigma, model, n, 'eV', calibration),
    });
    const areaSigma = fit.sigma[k];
    outcome.findings.push({
      id: 'peak_area',
      at: at(names[s]),
      estimate: withBudget(
        fit.parameters[k],
        areaSigma,
        spreadOver(choices, (c) => c.areas[s]),
        n,
        unit,
        0,
      ),
    });
    outcome.findings.push({
      id: 'line_width',
      at: at(names[s]),
      estimate: withBudget(fit.parameters[k + 2], fit.sigma[k + 2], 0, n, 'eV', 0),
    });
    void line;
  });
  if (fit.lines.length > 0) {
    outcome.tables.push(tabulateLines(one, names, shift, numbered), ...tabulateChoices(one, names, numbered));
    outcome.tables.push(tabulateCovariance(one, numbered));
    const source = String(region.recording.metadata.source ?? '');
    for (const overlap of findOverlaps(region.level?.name ?? '', source))
      outcome.notes.push({
        level: overlap.source ? 'warning' : 'info',
        code: 'overlap',
        text: overlap.text,
        where: region.name,
      });
    const reduced = fit.chiSquare / Math.max(1, n - fit.free);
    if (region.data.counted && reduced > 1 + 6 * Math.sqrt(2 / n))
      outcome.notes.push({
        level: 'warning',
        code: 'poor-fit',
        text: `χ² per degree of freedom is ${reduced.toFixed(2)}: lines or background do not describe ${region.name} to its noise, so errors are too small`,
        where: region.name,
      });
    if (!region.data.counted && !region.data.sigma)
      outcome.notes.push({
        level: 'info',
        code: 'noise-from-scatter',
        text: `the intensities of ${region.name} are not counts: errors come from their scatter`,
        where: region.name,
      });
    outcome.notes.push(
      ...fit.notes
        .filter((note) => note.code !== 'on-bound' || !/loss|asymmetry/.test(note.text))
        .map((note) => ({ ...note, where: note.where ?? region.name })),
    );
  }
  outcome.figures.push(figureRegion(region, fit, names, `region_${outcome.figures.length + 1}`));
}

const labelOf = (region: Region, numbered: number | undefined): string | undefined =>
  numbered === undefined
    ? undefined
    : (region.recording.about.sample ??
      (region.recording.origin.type === 'measured' ? region.recording.origin.file : undefined));

function withBudget(
  value: number,
  fit: number | undefined,
  model: number,
  n: number,
  unit: string,
  calibration: number,
): Estimate {
  const budget = {
    ...(fit !== undefined && { fit }),
    ...(model > 0 && { model }),
    ...(calibration > 0 && { calibration }),
  };
  return {
    value,
    ...(fit !== undefined && { sigma: Math.hypot(fit, calibration) }),
    n,
    unit,
    budget,
    covers: 'measurement',
  };
}

const suffix = (numbered: number | undefined): string => (numbered === undefined ? '' : `_${numbered + 1}`);

function tabulateLines(
  { region, fit, choices }: Fitted,
  names: readonly string[],
  shift: number,
  numbered: number | undefined,
): Outcome['tables'][number] {
  const get = (k: number): Float64Array =>
    Float64Array.from(fit.lines, (_, s) => fit.parameters[FIRST_LINE + PER_LINE * s + k]);
  const sigma = (k: number): { sigma: Float64Array } => ({
    sigma: Float64Array.from(fit.lines, (_, s) => fit.sigma[FIRST_LINE + PER_LINE * s + k] ?? 0),
  });
  const total = get(0).reduce((a, b) => a + b, 0);
  return {
    id: `lines_${region.name.replaceAll(' ', '_').toLowerCase()}${suffix(numbered)}`,
    title: `Lines of ${region.name}`,
    table: new Table([
      { name: 'line', values: [...names] },
      { name: 'shape', values: fit.lines.map((l) => l.shape.kind) },
      { name: 'binding_energy_electronvolt', values: get(1).map((v) => v - shift), ...sigma(1) },
      { name: 'measured_binding_energy_electronvolt', values: get(1), ...sigma(1) },
      { name: 'area_count_electronvolt', values: get(0), ...sigma(0) },
      {
        name: 'area_spread_over_backgrounds',
        values: Float64Array.from(fit.lines, (_, s) => spreadOver(choices, (c) => c.areas[s])),
      },
      { name: 'share_percent', values: get(0).map((a) => (100 * a) / total) },
      { name: 'gaussian_width_electronvolt', values: get(2), ...sigma(2) },
      { name: 'lorentzian_width_electronvolt', values: get(3), ...sigma(3) },
      { name: 'asymmetry', values: get(4), ...sigma(4) },
      { name: 'tied_to', values: fit.lines.map((l) => (l.partner ? names[l.partner.line] : '')) },
    ]),
  };
}

function tabulateChoices(
  { region, choices }: Fitted,
  names: readonly string[],
  numbered: number | undefined,
): Outcome['tables'] {
  if (choices.length === 0) return [];
  return [
    {
      id: `backgrounds_${region.name.replaceAll(' ', '_').toLowerCase()}${suffix(numbered)}`,
      title: `What the choice of background does to ${region.name}`,
      table: new Table([
        { name: 'background', values: choices.flatMap((c) => names.map(() => c.background)) },
        { name: 'line', values: choices.flatMap(() => [...names]) },
        { name: 'area_count_electronvolt', values: Float64Array.from(choices.flatMap((c) => c.areas)) },
        { name: 'binding_energy_electronvolt', values: Float64Array.from(choices.flatMap((c) => c.positions)) },
        { name: 'reduced_chi_square', values: Float64Array.from(choices.flatMap((c) => names.map(() => c.reduced))) },
        { name: 'counted_in_spread', values: choices.flatMap((c) => names.map(() => (c.borne ? 'yes' : 'no'))) },
      ]),
    },
  ];
}

function tabulateCovariance({ region, fit }: Fitted, numbered: number | undefined): Outcome['tables'][number] {
  const { free, covariance, names } = fit.fit;
  const size = free.length;
  const cells = free.flatMap((_, a) => free.map((__, b) => [a, b] as const)).filter(([a, b]) => b <= a);
  return {
    id: `covariance_${region.name.replaceAll(' ', '_').toLowerCase()}${suffix(numbered)}`,
    title: `Covariance of the fit of ${region.name}`,
    table: new Table([
      { name: 'parameter', values: cells.map(([a]) => names[free[a]]) },
      { name: 'with', values: cells.map(([, b]) => names[free[b]]) },
      { name: 'covariance', values: Float64Array.from(cells, ([a, b]) => covariance[a * size + b]) },
    ]),
  };
}

function addShares(outcome: Outcome, fitted: readonly Fitted[], exponent: number): void {
  const byElement = new Map<string, LevelArea>();
  for (const { region, fit, choices } of fitted) {
    const { level } = region;
    if (!level || fit.lines.length === 0) continue;
    const photon = Number(region.recording.metadata.photon_energy_electronvolt ?? 1486.6);
    const strongest = fit.lines.reduce(
      (best, _, s) =>
        fit.parameters[FIRST_LINE + PER_LINE * s] > fit.parameters[FIRST_LINE + PER_LINE * best] ? s : best,
      0,
    );
    const position = fit.parameters[FIRST_LINE + PER_LINE * strongest + 1];
    const size = fit.fit.free.length;
    const gradient = new Float64Array(fit.parameters.length);
    fit.lines.forEach((line, s) => {
      const tied = line.partner?.ratio !== undefined;
      const k = FIRST_LINE + PER_LINE * (tied ? line.partner!.line : s);
      gradient[k] += tied ? line.partner!.ratio! : 1;
    });
    let variance = 0;
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++)
        variance += gradient[fit.fit.free[a]] * gradient[fit.fit.free[b]] * fit.fit.covariance[a * size + b];
    const total = (areas: readonly number[]): number => areas.reduce((x, y) => x + y, 0);
    const area: LevelArea = {
      element: level.element,
      level: level.name,
      area: fit.lines.reduce((sum, _, s) => sum + fit.parameters[FIRST_LINE + PER_LINE * s], 0),
      sigma: Math.sqrt(Math.max(0, variance)),
      model: spreadOver(choices, (c) => total(c.areas)),
      sensitivity: level.sensitivity,
      transmission: region.transmissionAt(position),
      kinetic: photon - position,
    };
    const known = byElement.get(level.element);
    if (known?.level === level.name) return;
    if (!known || level.sensitivity > known.sensitivity) byElement.set(level.element, area);
  }
  if (byElement.size < 2) return;
  const shares = quantify([...byElement.values()], exponent);
  for (const share of shares) {
    const calibration = 100 * share.fraction * (1 - share.fraction) * SENSITIVITY_SPREAD * Math.SQRT2;
    outcome.findings.push({
      id: 'atomic_fraction',
      at: { component: share.element },
      estimate: {
        value: 100 * share.fraction,
        sigma: Math.hypot(100 * share.fractionSigma, calibration),
        n: 1,
        unit: '%',
        budget: { fit: 100 * share.fractionSigma, calibration, model: 100 * share.fractionModel },
        covers: 'measurement',
      },
    });
  }
  outcome.notes.push({
    level: 'info',
    code: 'sensitivities',
    text: `shares of atoms by Scofield's cross-sections for Al Kα (± ${100 * SENSITIVITY_SPREAD} %), ${exponent > 0 ? `a mean free path as kinetic energy to the power ${exponent}` : 'no mean free path'}${fitted.some(({ region }) => region.recording.table.has('transmission')) ? " and the file's transmission" : '; transmission taken as even'}; a homogeneous surface is assumed`,
  });
}
