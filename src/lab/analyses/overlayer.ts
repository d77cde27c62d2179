import {
  type Context,
  InputError,
  list,
  map,
  measuredQuantity,
  parseQuantity,
  quantity,
  Table,
  ELECTRONVOLT,
} from '../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { type Attenuation, measureAttenuation } from '../xps/measure-attenuation.js';
import { findRegions, givePhoton, type Region } from '../xps/region-data.js';
import {
  type AttenuatedLine,
  computeLayerTransmission,
  computeLayerThickness,
  solveOverlayer,
  traceOverlayer,
} from '../xps/solve-overlayer.js';

const settings = {
  attenuation: map(
    'effective attenuation length in the layer by core level, such as Ni 2p: 1.21 nm, Ni 3p: 2.1 nm (± with a sign)',
    '0.11 nm × (kinetic energy / eV)^0.5 × (1 ± 0.15), a plain estimate for oxides',
  ),
  angle: quantity('number', '0 deg', 'emission angle against the surface normal'),
  photon: quantity(
    'energy',
    undefined,
    'energy of the photons, such as 1486.6 eV of Al Kα or 1253.6 eV of Mg Kα',
    'as the file says',
  ),
  coverage: measuredQuantity(
    'number',
    'found, from two lines',
    'share of the surface that is covered, such as 1 or 0.97 ± 0.02',
  ),
  bare: list('files without the layer, or parts of their names', 'every other file, the first bare'),
};

/** Thickness and coverage of a layer from what it leaves of the substrate's lines. */
export const overlayerAnalysis = defineAnalysis({
  id: 'overlayer',
  title: 'Thickness and coverage of a layer from attenuated lines',
  version: '1',
  inputs: { regions: { kind: 'xps', many: true, describe: 'the same regions bare and coated' } },
  settings,
  answers: { photon: 'no-photon-energy' },
  quantities: {
    film_thickness: { label: 'thickness of the layer', unit: 'nm', scale: 'log' },
    coverage: { label: 'share of the surface that is covered', unit: '1', scale: 'share' },
    attenuation: { label: 'intensity left of a line, coated over bare', unit: '1', scale: 'log' },
  },
  async run({ regions: recordings }, settings, ctx): Promise<Outcome> {
    const outcome = makeOutcome({});
    const cosine = Math.cos(settings.angle);
    if (!(cosine > 0.05))
      throw new InputError('the emission angle is too near to the surface', { where: { path: 'angle' } });
    const named = Object.keys(settings.attenuation ?? {});
    const taken = settings.photon === undefined ? undefined : givePhoton(recordings, settings.photon / ELECTRONVOLT);
    outcome.notes.push(...(taken?.notes ?? []));
    const regions = findRegions(taken?.recordings ?? recordings, undefined, named);
    const wanted = regions.filter((r) => named.some((n) => sameLevel(n, r.name)));
    const pairs = pairRegions(wanted.length > 0 ? wanted : regions, settings.bare);
    const others = [...new Set(regions.filter((r) => !wanted.includes(r)).map((r) => r.name))];
    if (wanted.length > 0 && others.length > 0)
      outcome.notes.push({
        level: 'info',
        code: 'lines-left-out',
        text: `${others.join(', ')} stand in the files too; attenuation does not name them, so they do not count`,
      });
    const lines: (AttenuatedLine & { assumed: boolean; measured: Attenuation })[] = [];
    for (const { name, bare, coated } of pairs)
      lines.push(await attenuate(name, bare, coated, settings.attenuation, ctx));
    for (const line of lines) {
      outcome.findings.push({
        id: 'attenuation',
        at: { line: line.name },
        estimate: {
          value: line.ratio,
          sigma: line.sigma,
          n: 1,
          unit: '1',
          budget: { counting: line.sigma },
          covers: 'measurement',
        },
      });
      if (line.ratio > 1 + 2 * line.sigma)
        outcome.notes.push({
          level: 'warning',
          code: 'stronger-when-coated',
          text: `${line.name} is stronger where it should be covered: bare and coated may be swapped (say which with bare), or spot and time differ`,
        });
      if (line.measured.reduced > 1.6)
        outcome.notes.push({
          level: 'warning',
          code: 'shape-changed',
          text: `${line.name} has another shape under the layer (χ² ${line.measured.reduced.toFixed(2)} per point with the bare shape): the layer holds the element too, or has changed it`,
        });
    }
    if (lines.some((l) => l.assumed))
      outcome.notes.push({
        level: 'warning',
        code: 'attenuation-assumed',
        text: `attenuation lengths were estimated (${lines
          .filter((l) => l.assumed)
          .map((l) => `${l.name}: ${(l.length * 1e9).toFixed(2)} nm ± 15 %`)
          .join(', ')}); give those of the layer with attenuation`,
      });
    solve(outcome, lines, cosine, settings.coverage);
    outcome.tables.push({
      id: 'lines',
      title: 'What the layer leaves',
      table: new Table([
        { name: 'line', values: lines.map((l) => l.name) },
        {
          name: 'attenuation',
          values: Float64Array.from(lines, (l) => l.ratio),
          sigma: Float64Array.from(lines, (l) => l.sigma),
        },
        { name: 'attenuation_length_nanometre', values: Float64Array.from(lines, (l) => l.length * 1e9) },
      ]),
    });
    outcome.notes.push({
      level: 'info',
      code: 'patches',
      text: 'patches of even thickness are assumed, on a flat surface; roughness and adventitious carbon attenuate as well, and carbon that only one of the pair carries is taken for layer',
    });
    return outcome;
  },
  cite: [
    { text: 'Cumpson, Surf. Interface Anal. 29 (2000) 403' },
    { text: 'Tanuma, Powell and Penn, Surf. Interface Anal. 21 (1994) 165', doi: '10.1002/sia.740210302' },
    { text: 'Seah and Dench, Surf. Interface Anal. 1 (1979) 2', doi: '10.1002/sia.740010103' },
  ],
});

function solve(
  outcome: Outcome,
  lines: readonly AttenuatedLine[],
  cosine: number,
  coverage: { value: number; sigma?: number } | undefined,
): void {
  // What is left of an uncertainty without that of counting comes from the attenuation lengths, or from the coverage
  // that was given.
  const split = (value: number, counting: number, sigma: number, unit: string, n: number): Finding['estimate'] =>
    makeEstimate(value, unit, { counting, calibration: Math.sqrt(Math.max(0, sigma ** 2 - counting ** 2)) }, n);
  const counted = lines.map((line) => ({ ...line, lengthSigma: 0 }));
  if (coverage !== undefined) {
    if (!(coverage.value > 0 && coverage.value <= 1))
      throw new InputError('a coverage lies between 0 and 1', { where: { path: 'coverage' }, value: coverage.value });
    for (const [i, line] of lines.entries()) {
      const { thickness, sigma } = computeLayerThickness(line, coverage.value, cosine);
      const counting = computeLayerThickness(counted[i], coverage.value, cosine).sigma;
      let fromCoverage = 0;
      if (coverage.sigma) {
        const other = Math.max(1 - line.ratio + 1e-6, Math.min(1, coverage.value - coverage.sigma));
        fromCoverage = Math.abs(computeLayerThickness(line, other, cosine).thickness - thickness);
      }
      outcome.findings.push({
        id: 'film_thickness',
        at: { line: line.name },
        estimate: split(thickness * 1e9, counting * 1e9, Math.hypot(sigma, fromCoverage) * 1e9, 'nm', 1),
      });
    }
    return;
  }
  const unlike = lines.some((a) => lines.some((b) => Math.abs(a.length / b.length - 1) > 0.15));
  if (lines.length < 2 || !unlike) {
    const line = lines[0];
    const pairs = traceOverlayer(line, cosine);
    outcome.notes.push({
      level: 'warning',
      code: 'curve-not-number',
      text: `${lines.length < 2 ? 'one line' : 'lines of like energy'} cannot tell thickness from coverage: ${line.name} allows every pair of the table, from ${describe(pairs[0])} to ${describe(pairs[pairs.length - 1])}; add a line of unlike energy (Ni 3p beside Ni 2p) or give coverage`,
    });
    outcome.tables.push({
      id: 'pairs',
      title: `Thickness and coverage that explain ${line.name}`,
      table: new Table([
        { name: 'coverage', values: Float64Array.from(pairs, (p) => p.coverage) },
        { name: 'thickness_nanometre', values: Float64Array.from(pairs, (p) => p.thickness * 1e9) },
      ]),
    });
    outcome.figures.push(figurePairs([{ line, pairs }]));
    return;
  }
  const solved = solveOverlayer(lines, cosine);
  const only = solveOverlayer(counted, cosine);
  const n = lines.length;
  outcome.findings.push(
    {
      id: 'film_thickness',
      estimate: split(solved.thickness * 1e9, only.thicknessSigma * 1e9, solved.thicknessSigma * 1e9, 'nm', n),
    },
    { id: 'coverage', estimate: split(solved.coverage, only.coverageSigma, solved.coverageSigma, '1', n) },
  );
  outcome.notes.push({
    level: 'info',
    code: 'correlation',
    text: `thickness and coverage trade off (correlation ${solved.correlation.toFixed(2)}): quote them together`,
  });
  if (lines.length > 2 && solved.chiSquare > 9)
    outcome.notes.push({
      level: 'warning',
      code: 'lines-disagree',
      text: `no one layer explains all lines (χ² ${solved.chiSquare.toFixed(1)} for ${lines.length - 2} to spare): ${lines.map((l) => `${l.name} leaves ${l.ratio.toFixed(3)}, the model ${computeLayerTransmission(solved.thickness, solved.coverage, l.length, cosine).toFixed(3)}`).join('; ')}`,
    });
  outcome.figures.push(figurePairs(lines.map((line) => ({ line, pairs: traceOverlayer(line, cosine) }))));
}

const describe = (pair: { coverage: number; thickness: number } | undefined): string =>
  pair ? `${(pair.thickness * 1e9).toFixed(2)} nm on ${(100 * pair.coverage).toFixed(1)} %` : 'none';

function figurePairs(
  traces: readonly { line: AttenuatedLine; pairs: readonly { coverage: number; thickness: number }[] }[],
): Outcome['figures'][number] {
  return {
    id: 'pairs',
    title: 'Thickness and coverage',
    caption: 'Pairs of thickness and coverage that explain each line; where the curves cross, both are explained.',
    spec: houseFigure({
      data: {
        values: traces.flatMap(({ line, pairs }) =>
          pairs.map((p) => ({ line: line.name, coverage: p.coverage, thickness: p.thickness * 1e9 })),
        ),
      },
      mark: { type: 'line' },
      encoding: {
        x: { field: 'coverage', type: 'quantitative', title: 'coverage', scale: { zero: false } },
        y: { field: 'thickness', type: 'quantitative', title: 'thickness / nm' },
        color: { field: 'line', type: 'nominal', title: null },
      },
    }),
  };
}

async function attenuate(
  name: string,
  bare: Region,
  coated: Region,
  given: Readonly<Record<string, string>> | undefined,
  ctx?: Context,
): Promise<AttenuatedLine & { assumed: boolean; measured: Attenuation }> {
  const measured = await measureAttenuation(bare.data, coated.data, bare.level, ctx);
  if (!measured)
    throw new InputError(`${name} shows no line without the layer`, {
      hint: 'bare and coated may be swapped: say which files are bare',
    });
  const key = Object.keys(given ?? {}).find((k) => sameLevel(k, name));
  if (given && key === undefined)
    throw new InputError(`attenuation names ${Object.keys(given).join(', ')}, not ${name}`, {
      where: { path: 'attenuation' },
      value: name,
      allowed: Object.keys(given),
    });
  if (given && key !== undefined) {
    let length: { value: number; sigma?: number };
    try {
      length = parseQuantity(given[key], 'length');
    } catch (error) {
      throw new InputError(`attenuation of ${key}: ${(error as Error).message}`, {
        where: { path: 'attenuation' },
        cause: error,
      });
    }
    if (!(length.value > 0))
      throw new InputError(`the attenuation length of ${key} must be above zero`, { where: { path: 'attenuation' } });
    return {
      name,
      ratio: measured.ratio,
      sigma: measured.sigma,
      length: length.value,
      lengthSigma: length.sigma ?? 0,
      assumed: false,
      measured,
    };
  }
  const photon = Number(bare.recording.metadata.photon_energy_electronvolt ?? 1486.6);
  const middle = bare.data.energy[bare.data.energy.length >> 1];
  const length = 0.11e-9 * Math.sqrt(Math.max(1, photon - middle));
  return {
    name,
    ratio: measured.ratio,
    sigma: measured.sigma,
    length,
    lengthSigma: 0.15 * length,
    assumed: true,
    measured,
  };
}

const sameLevel = (a: string, b: string): boolean =>
  a.replace(/\s/g, '').toLowerCase() === b.replace(/\s/g, '').toLowerCase();

/** Regions of one core level, bare with coated: by name where names tell, else in turn, the first bare. */
function pairRegions(
  regions: readonly Region[],
  bareNames: readonly string[] | undefined,
): { name: string; bare: Region; coated: Region }[] {
  const byLevel = new Map<string, Region[]>();
  for (const region of regions) byLevel.set(region.name, [...(byLevel.get(region.name) ?? []), region]);
  const fileOf = (region: Region): string =>
    region.recording.origin.type === 'measured' ? region.recording.origin.file : '';
  return [...byLevel].map(([name, own]) => {
    const isBare = (region: Region): boolean | undefined => {
      const words = `${fileOf(region)} ${region.recording.about.sample ?? ''}`.toLowerCase();
      if (bareNames) return bareNames.some((n) => words.includes(n.toLowerCase()));
      if (/bare|pristine|uncoated|substrate|clean/.test(words)) return true;
      return /coated|treated|covered|film/.test(words) ? false : undefined;
    };
    const told = own.map(isBare);
    const named = told.filter((t) => t === true).length === 1 && told.filter((t) => t === false).length === 1;
    if (own.length !== 2 || (bareNames && !named))
      throw new InputError(
        `${name} is there ${own.length === 1 ? 'once' : `${own.length} times`}${own.length === 2 ? ', and bare does not tell which of them' : '; a layer needs it once bare and once coated'}`,
        { hint: `the files are ${own.map(fileOf).join(', ')}; say which are bare: bare=NAME`, where: { path: 'bare' } },
      );
    const first = named ? told.indexOf(true) : 0;
    return { name, bare: own[first], coated: own[1 - first] };
  });
}
