import { type Estimate, InputError, type Note, CERMET_VERSION } from '../../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../../evidence/analysis.js';
import { figureRefinement } from '../figure-refinement.js';
import { judgeRefinement } from '../judge-refinement.js';
import { type Measured, measureRietveld, type Surroundings } from '../measure-rietveld.js';
import { prepareProblem } from '../prepare-problem.js';
import { toRefinementCif } from '../refinement-cif.js';
import { refineInStages, type Rietveld, type RietveldProblem } from '../stage.js';
import {
  tabulateCorrelations,
  tabulateModels,
  tabulateParameters,
  tabulateProfile,
  tabulateReflections,
  tabulateStages,
} from '../tabulate-refinement.js';
import { makePatternModel } from '../stage.js';
import { keyOf, refineVariants, spreadOver, type Variant } from '../variants.js';
import { readOccupancies, rietveldSettings } from './diffraction-settings.js';

/** Quantities of refinements. */
export const refinementQuantities = {
  cell_a: { label: 'cell length a', unit: 'angstrom' },
  cell_b: { label: 'cell length b', unit: 'angstrom' },
  cell_c: { label: 'cell length c', unit: 'angstrom' },
  cell_alpha: { label: 'cell angle α', unit: 'deg' },
  cell_beta: { label: 'cell angle β', unit: 'deg' },
  cell_gamma: { label: 'cell angle γ', unit: 'deg' },
  cell_volume: { label: 'volume of the cell', unit: 'angstrom3', scale: 'log' },
  mixing: { label: 'Ni on the Li site', unit: '%' },
  oxygen_z: { label: 'height z of oxygen, lithium at the origin', unit: '1' },
  u_iso: { label: 'isotropic displacement U', unit: 'angstrom2' },
  weight_fraction: { label: 'weight fraction', unit: '%', scale: 'share' },
  amorphous_fraction: { label: 'weight fraction of what does not diffract', unit: '%' },
  texture: { label: 'March–Dollase texture', unit: '1', scale: 'log' },
  texture_index: { label: 'texture index of harmonics', unit: '1' },
  crystallite_size: { label: 'crystallite size from the Lorentzian width', unit: 'nm', scale: 'log' },
  microstrain: { label: 'microstrain from the Lorentzian width', unit: '1' },
  displacement: { label: 'displacement of the sample', unit: 'um' },
  zero: { label: 'zero error of 2θ', unit: 'deg' },
  transparency: { label: 'transparency coefficient', unit: 'deg' },
  axial_divergence: { label: 'axial divergence S/L = H/L', unit: '1' },
  profile_u: { label: 'profile U', unit: 'deg2' },
  profile_v: { label: 'profile V', unit: 'deg2' },
  profile_w: { label: 'profile W', unit: 'deg2' },
  r_wp: { label: 'weighted profile R', unit: '%' },
  r_expected: { label: 'expected R', unit: '%' },
  goodness_of_fit: { label: 'goodness of fit', unit: '1' },
} as const;

/** Rietveld refinement of a powder pattern. */
export const rietveldAnalysis = defineAnalysis({
  id: 'rietveld',
  version: '1',
  title: 'Rietveld refinement: cell, mixing, displacements, fractions',
  inputs: {
    pattern: { kind: 'diffraction', describe: 'the powder pattern' },
    phases: {
      kind: 'structure',
      many: true,
      describe: 'the phases: names of crystals, formulas of layered oxides, or structure files',
    },
  },
  settings: rietveldSettings,
  quantities: refinementQuantities,
  async run({ pattern, phases }, settings, ctx): Promise<Outcome> {
    const prepared = await prepareProblem(pattern, phases, settings);
    const { taken, notes } = prepared;
    const modes = readOccupancies(settings.occupancies, prepared.problem.phases);
    const base: RietveldProblem = {
      ...prepared.problem,
      formFactors: settings.form_factors,
      mixing: settings.mixing,
      holdDisplacements: settings.displacements === 'held',
      anisotropic: settings.displacements === 'anisotropic',
      modes,
    };
    const problem: RietveldProblem =
      settings.stages === undefined ? base : { ...base, stages: readStages(settings.stages, base) };
    const r = await refineInStages(problem, ctx);
    const around: Surroundings = {
      radius: prepared.radius,
      scherrer: settings.scherrer,
      counting: taken.counting,
      ...(settings.grains && { grains: readGrains(settings.grains) }),
    };
    const measured = measureRietveld(r, around);
    const variants =
      settings.spread && r.refined.converged && settings.stages === undefined
        ? await refineVariants(r, around, ctx)
        : [];
    const findings = toFindings(measured, spreadOver(measured, variants), r, taken.counting);
    notes.push(
      ...judgeRefinement(r, taken.counting),
      ...tellModels(measured, variants),
      ...tellFractions(r, settings.grains !== undefined),
    );
    if (settings.standard !== undefined) findings.push(...scaleToStandard(findings, settings.standard, r));
    return makeOutcome({
      findings,
      notes,
      tables: [
        { id: 'parameters', title: 'Parameters', table: tabulateParameters(r, taken.counting) },
        { id: 'models', title: 'What other models find', table: tabulateModels(measured, variants, r) },
        { id: 'correlations', title: 'Correlations', table: tabulateCorrelations(r) },
        { id: 'reflections', title: 'Reflections', table: tabulateReflections(r) },
        { id: 'stages', title: 'Stages', table: tabulateStages(r) },
      ],
      figures: [figureRefinement(r)],
      recordings: [
        {
          kind: 'diffraction',
          table: tabulateProfile(r),
          about: pattern.about,
          metadata: {
            wavelength_angstrom: r.problem.radiation.lines.map((l) => l.wavelength),
            cif: toRefinementCif(r, measured, pattern),
          },
          origin: {
            type: 'derived',
            from: [pattern.origin.type === 'measured' ? pattern.origin.sha256 : pattern.kind],
            analysis: 'rietveld@1',
            parameters: {},
            cermet: CERMET_VERSION,
          },
          notes: [],
        },
      ],
    });
  },
  cite: [
    { text: 'Rietveld, J. Appl. Cryst. 2 (1969) 65', doi: '10.1107/S0021889869006558' },
    { text: 'Thompson, Cox and Hastings, J. Appl. Cryst. 20 (1987) 79', doi: '10.1107/S0021889887087090' },
    { text: 'McCusker et al., J. Appl. Cryst. 32 (1999) 36', doi: '10.1107/S0021889898009856' },
    { text: 'Hill and Howard, J. Appl. Cryst. 20 (1987) 467', doi: '10.1107/S0021889887086199' },
    { text: 'Dollase, J. Appl. Cryst. 19 (1986) 267', doi: '10.1107/S0021889886089458' },
    { text: 'Von Dreele, J. Appl. Cryst. 30 (1997) 517', doi: '10.1107/S0021889897005918' },
    { text: 'Bérar and Lelann, J. Appl. Cryst. 24 (1991) 1', doi: '10.1107/S0021889890008391' },
  ],
});

/** Numbers as findings; how far other models move them is in the budget. */
export function toFindings(
  measured: readonly Measured[],
  spread: ReadonlyMap<string, number>,
  r: Rietveld,
  counting: boolean,
): Finding[] {
  return measured.map((m) => {
    const model = spread.get(keyOf(m));
    const differs = model !== undefined && model > 0 && !['r_wp', 'r_expected', 'goodness_of_fit'].includes(m.id);
    const estimate: Estimate = {
      value: m.value,
      unit: m.unit,
      n: r.refined.points,
      ...(m.sigma !== undefined && { sigma: m.sigma }),
      ...((m.sigma !== undefined || differs) && {
        budget: {
          ...(m.sigma !== undefined && { [counting ? 'counting' : 'fit']: m.sigma }),
          ...(differs && { model }),
        },
      }),
      covers: 'measurement',
    };
    return { id: m.id, ...(m.at && { at: m.at }), estimate };
  });
}

function tellModels(measured: readonly Measured[], variants: readonly Variant[]): Note[] {
  const notes: Note[] = [];
  for (const m of measured) {
    if (m.id !== 'mixing' || m.sigma === undefined) continue;
    const spread = spreadOver([m], variants).get(keyOf(m)) ?? 0;
    const ionic = variants.find((v) => v.id === 'ionic')?.measured.find((o) => keyOf(o) === keyOf(m));
    notes.push({
      level: 'info',
      code: 'mixing-worth',
      text: `${m.at?.phase}: mixing ${m.value.toFixed(2)} ± ${m.sigma.toFixed(2)} (esd)${variants.length > 0 ? ` ± ${spread.toFixed(2)} (spread over models)` : ''} %; two such patterns differ by ${(2 * Math.SQRT2 * m.sigma).toFixed(2)} % before they can be told apart at 2σ${ionic ? `; with ions throughout it would be ${ionic.value.toFixed(2)} %` : ''}`,
    });
  }
  return notes;
}

function tellFractions(r: Rietveld, corrected: boolean): Note[] {
  if (r.problem.phases.length < 2) return [];
  return [
    {
      level: 'info',
      code: 'fractions-worth',
      text: `weight fractions carry the esd of counting only; ${corrected ? 'texture and absorption of grains' : 'microabsorption (no grain size given) and texture'} make them uncertain by about 5 wt% for a major phase, and what does not diffract is not in them`,
    },
  ];
}

/** Everything per crystalline standard of known weight; the rest of the sample does not diffract. */
function scaleToStandard(findings: Finding[], given: string, r: Rietveld): Finding[] {
  const match = /^(.*?)\s*[:=]\s*([\d.]+)\s*%?$/.exec(given.trim());
  const found = match && findings.find((f) => f.id === 'weight_fraction' && f.at?.phase === match[1].trim());
  const known = match ? Number(match[2]) : Number.NaN;
  if (!found || !(known > 0 && known < 100))
    throw new InputError(`standard: "${given}" is not a phase with its weight`, {
      hint: `write it like Al2O3: 10 %; phases: ${r.problem.phases.map((p) => p.name).join(', ')}`,
      where: { path: 'standard' },
    });
  const factor = known / found.estimate.value;
  const relative = (found.estimate.sigma ?? 0) / found.estimate.value;
  let sum = 0;
  for (const f of findings) {
    if (f.id !== 'weight_fraction') continue;
    f.estimate = {
      ...f.estimate,
      value: f.estimate.value * factor,
      ...(f.estimate.sigma !== undefined && { sigma: f.estimate.sigma * factor }),
    };
    sum += f.estimate.value;
  }
  return [
    {
      id: 'amorphous_fraction',
      estimate: { value: 100 - sum, unit: '%', n: r.refined.points, sigma: relative * sum, covers: 'measurement' },
    },
  ];
}

function readGrains(given: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).map(([phase, size]) => {
      const value = Number(size.replace(/\s*(um|µm)$/, ''));
      if (!(value >= 0 && value < 1e4))
        throw new InputError(`grains: "${size}" is no diameter in µm`, { where: { path: 'grains' } });
      return [phase, value];
    }),
  );
}

/** Parameters of given stages; a pattern that names none is refused, so that no stage frees nothing. */
function readStages(given: string, problem: RietveldProblem): string[][] {
  const ids = makePatternModel(problem, problem.background ?? 6).parameters.map((p) => p.id);
  return given
    .split(';')
    .map((stage) => stage.trim())
    .filter((stage) => stage !== '')
    .map((stage) =>
      stage.split(',').flatMap((word) => {
        const pattern = new RegExp(`^${word.trim().replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
        const found = ids.filter((id) => pattern.test(id));
        if (found.length === 0)
          throw new InputError(`stages: "${word.trim()}" names no parameter`, {
            value: word.trim(),
            allowed: ids,
            where: { path: 'stages' },
          });
        return found;
      }),
    );
}
