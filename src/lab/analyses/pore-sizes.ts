import { choice, Table, type Note, type Recording } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import type { Isotherm } from '../sorption/isotherm.js';
import {
  computePoreSizes,
  findPoreMode,
  type PoreMethod,
  type PoreOptions,
  type PoreSizes,
} from '../sorption/pore-sizes.js';
import { isothermSettings, readIsotherm } from './isotherm-settings.js';

const settings = {
  ...isothermSettings,
  branch: choice(['adsorption', 'desorption'], undefined, 'which branch', 'desorption where there is one'),
  curve: choice(['harkins-jura', 'halsey', 'de-boer'], 'harkins-jura', 'thickness of the film against pressure'),
  meniscus: choice(['hemispherical', 'cylindrical'], 'hemispherical', 'meniscus at which pores empty or fill'),
};

const quantities = {
  pore_volume: { label: 'volume of the pores that the branch covers', unit: 'cm3/g' },
  pore_mode: { label: 'diameter at the maximum of dV/dd', unit: 'nm', scale: 'log' },
  pore_area: { label: 'area of the pores that the branch covers', unit: 'm2/g' },
  mesopore_volume: { label: 'volume of pores of 2 to 50 nm', unit: 'cm3/g' },
  macropore_volume: { label: 'volume of pores above 50 nm that the branch covers', unit: 'cm3/g' },
} as const;

/** [1] relative pressures between which nitrogen at 77 K lets go of any pore on the way down, whatever its size */
const CLOSURE: readonly [number, number] = [0.4, 0.52];

function definePoreAnalysis(method: PoreMethod, title: string, cite: { text: string; doi?: string }[]) {
  return defineAnalysis({
    id: method,
    version: '1',
    title,
    inputs: { recording: { kind: 'sorption', describe: 'an isotherm with points above p/p0 0.3' } },
    settings,
    quantities,
    async run({ recording }, settings): Promise<Outcome> {
      return run(recording, settings, method);
    },
    cite,
  });
}

/** Pore sizes after Barrett, Joyner and Halenda. */
export const bjhAnalysis = definePoreAnalysis('bjh', 'Pore sizes (Barrett–Joyner–Halenda)', [
  { text: 'Barrett, Joyner and Halenda, J. Am. Chem. Soc. 73 (1951) 373', doi: '10.1021/ja01145a126' },
]);

/** Pore sizes after Dollimore and Heal. */
export const dhAnalysis = definePoreAnalysis('dh', 'Pore sizes (Dollimore–Heal)', [
  { text: 'Dollimore and Heal, J. Appl. Chem. 14 (1964) 109', doi: '10.1002/jctb.5010140302' },
]);

interface Given {
  adsorptive: string | undefined;
  mass: { value: number } | undefined;
  branch: 'adsorption' | 'desorption' | undefined;
  curve: 'harkins-jura' | 'halsey' | 'de-boer';
  meniscus: 'hemispherical' | 'cylindrical';
}

function run(recording: Recording, given: Given, method: PoreMethod): Outcome {
  const isotherm = readIsotherm(recording, given);
  const notes: Note[] = [...isotherm.notes];
  const name = chooseBranch(isotherm, given.branch, notes);
  const branch = isotherm[name]!;
  const options: PoreOptions = {
    adsorptive: isotherm.adsorptive,
    temperature: isotherm.temperature,
    curve: given.curve,
    meniscus: given.meniscus,
    method,
  };
  const sizes = computePoreSizes(branch.pressure, branch.loading, options);
  const mode = findPoreMode(sizes);
  const others = (['harkins-jura', 'halsey', 'de-boer'] as const)
    .filter((curve) => curve !== given.curve)
    .map((curve) => computePoreSizes(branch.pressure, branch.loading, { ...options, curve }));
  // Each step's width is what the branch cannot tell within it.
  const width = Math.abs(sizes.upper[mode.step] - sizes.lower[mode.step]);
  const volume = sum(sizes, () => true);
  const spreadOf = (pick: (s: PoreSizes) => number, main: number): number =>
    Math.sqrt(others.reduce((s, o) => s + (pick(o) - main) ** 2, 0) / others.length);
  const n = sizes.volume.length;
  notes.push(...describe(sizes, mode.step, name, isotherm.adsorptive.name, volume));
  const area = sizes.area.reduce((s, v) => s + v, 0);
  const estimate = (pick: (s: PoreSizes) => number, scale: number, unit: string) => {
    const value = pick(sizes);
    return makeEstimate(scale * value, unit, { model: scale * spreadOf(pick, value) }, n);
  };
  const density = sizes.volume.map((v, i) => (1e-6 * v) / (sizes.upper[i] - sizes.lower[i]));
  return makeOutcome({
    findings: [
      { id: 'pore_volume', estimate: estimate((s) => sum(s, () => true), 1e3, 'cm3/g') },
      {
        id: 'pore_mode',
        estimate: makeEstimate(
          1e9 * mode.diameter,
          'nm',
          {
            counting: (1e9 * width) / Math.sqrt(12),
            model: 1e9 * spreadOf((s) => findPoreMode(s).diameter, mode.diameter),
          },
          n,
        ),
      },
      { id: 'pore_area', estimate: estimate((s) => s.area.reduce((t, v) => t + v, 0), 1e-3, 'm2/g') },
      { id: 'mesopore_volume', estimate: estimate((s) => sum(s, (d) => d >= 2e-9 && d <= 50e-9), 1e3, 'cm3/g') },
      { id: 'macropore_volume', estimate: estimate((s) => sum(s, (d) => d > 50e-9), 1e3, 'cm3/g') },
    ],
    tables: [
      {
        id: 'pores',
        title: 'Pores by diameter',
        table: new Table([
          { name: 'diameter_nanometre', values: sizes.diameter.map((d) => 1e9 * d) },
          { name: 'volume_cubic_centimetre_per_gram', values: sizes.volume.map((v) => 1e3 * v) },
          { name: 'volume_density_cubic_centimetre_per_gram_nanometre', values: density.map((v) => v) },
          { name: 'area_square_metre_per_gram', values: sizes.area.map((v) => v / 1000) },
          { name: 'high_relative_pressure', values: sizes.highPressure },
          { name: 'low_relative_pressure', values: sizes.lowPressure },
        ]),
      },
    ],
    figures: [
      {
        id: 'pores',
        title: 'Pore volume by diameter',
        caption: `From the ${name} branch, total ${(1e3 * volume).toPrecision(3)} cm3/g, ${(area / 1000).toPrecision(3)} m2/g.`,
        spec: houseFigure({
          data: {
            name: 'pores',
            values: Array.from(sizes.diameter, (d, i) => ({ d: 1e9 * d, v: density[i] })),
          },
          mark: { type: 'line', point: true },
          encoding: {
            x: { field: 'd', type: 'quantitative', scale: { type: 'log' }, title: 'pore diameter / nm' },
            y: { field: 'v', type: 'quantitative', title: 'dV/dd / cm3/(g nm)' },
          },
        }),
      },
    ],
    notes,
  });
}

function chooseBranch(
  isotherm: Isotherm,
  wanted: 'adsorption' | 'desorption' | undefined,
  notes: Note[],
): 'adsorption' | 'desorption' {
  const name = wanted ?? (isotherm.desorption ? 'desorption' : 'adsorption');
  if (isotherm[name]) return name;
  const other = name === 'desorption' ? 'adsorption' : 'desorption';
  notes.push({
    level: 'warning',
    code: 'branch-missing',
    text: `there is no ${name} branch; the ${other} branch was taken`,
  });
  return other;
}

function sum(sizes: PoreSizes, within: (diameter: number) => boolean): number {
  let total = 0;
  for (let i = 0; i < sizes.volume.length; i++) if (within(sizes.diameter[i])) total += sizes.volume[i];
  return total;
}

function describe(sizes: PoreSizes, step: number, branch: string, gas: string, volume: number): Note[] {
  const notes: Note[] = [];
  const inClosure = (i: number): boolean => sizes.lowPressure[i] < CLOSURE[1] && sizes.highPressure[i] > CLOSURE[0];
  if (branch === 'desorption' && gas === 'N2') {
    const closing = sum(sizes, (d) => {
      const i = sizes.diameter.indexOf(d);
      return inClosure(i);
    });
    if (inClosure(step))
      notes.push({
        level: 'serious',
        code: 'closure-artefact',
        text: `the maximum at ${(1e9 * sizes.diameter[step]).toPrecision(3)} nm lies where nitrogen lets go of every pore (p/p0 0.42 to 0.50): it is an artefact unless the adsorption branch shows it too (--set branch=adsorption)`,
      });
    else if (volume > 0 && closing > 0.1 * volume)
      notes.push({
        level: 'warning',
        code: 'closure-artefact',
        text: `${((100 * closing) / volume).toFixed(0)} % of the volume lets go at p/p0 0.42 to 0.50, where every pore does: pores of about 3.8 nm may be none`,
      });
  }
  const negative = sizes.volume.reduce((s, v) => s + Math.min(0, v), 0);
  if (-negative > 0.01 * Math.abs(volume))
    notes.push({
      level: 'warning',
      code: 'negative-volume',
      text: `volumes below zero add up to ${((-100 * negative) / Math.abs(volume)).toFixed(0)} % of the total: cylinders with this film are not the shape of these pores; they are not set to zero`,
    });
  if (sizes.lowPressure.length > 0 && sizes.lowPressure[sizes.lowPressure.length - 1] > 0.45)
    notes.push({
      level: 'warning',
      code: 'branch-short',
      text: `the branch ends at p/p0 ${sizes.lowPressure[sizes.lowPressure.length - 1].toPrecision(2)}: narrower pores are not in the volume`,
    });
  return notes;
}
