import {
  type Estimate,
  InputError,
  isGrid,
  type Note,
  quantity,
  type Recording,
  Table,
  text,
  ELECTRONVOLT,
} from '../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { housePanels } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { NICKEL_L3, WHITE_LINE_EDGES } from '../eels/edges.js';
import { fitShell, type Shell } from '../eels/fit-shell.js';
import { measureZeroLoss } from '../eels/measure-zero-loss.js';
import { type OxygenScan, scanOxygenEdge } from '../eels/oxygen-edge.js';
import { scanWhiteLines, type SpectrumLine, type WhiteLineScan } from '../eels/scan-white-lines.js';

/** Spectra that a profile needs before a shell is looked for. */
const PROFILE = 8;

const settings = {
  edge: text(undefined, 'metal whose L2,3 edge is fitted, such as Ni', 'the edge that stands out most'),
  beam: quantity(
    'length',
    '0 nm',
    'standard deviation of the beam along the line, taken off the width of the transition',
  ),
  'scale error': quantity('energy', '0.2 eV', 'standard uncertainty of the energy scale, shared by all positions'),
};

/** White lines, oxygen prepeak and shells along a line of spectra; zero loss and thickness of low-loss spectra. */
export const eelsAnalysis = defineAnalysis({
  id: 'eels',
  title: 'Energy-loss edges and the shell that they show',
  version: '3',
  preference: 1,
  inputs: { spectra: { kind: 'eels', describe: 'one spectrum, or a line of them from the surface inward' } },
  settings,
  quantities: {
    shell_thickness: { label: 'thickness of the shell', unit: 'nm', scale: 'log' },
    transition_half_width: { label: 'half-width of the transition', unit: 'nm', scale: 'log' },
    l3_position: { label: 'position of L3', unit: 'eV', plot: true },
    l3_l2_ratio: { label: 'area of L3 over that of L2', unit: '1', scale: 'log', plot: true },
    prepeak_ratio: { label: 'O K prepeak over main peak, areas', unit: '1', plot: true },
    relative_thickness: { label: 'thickness over the mean free path, t/λ', unit: '1', scale: 'log' },
    zero_loss_position: { label: 'position of the zero loss', unit: 'eV' },
    zero_loss_width: { label: 'full width at half maximum of the zero loss', unit: 'eV', scale: 'log' },
  },
  async run({ spectra: recording }, settings, ctx): Promise<Outcome> {
    const outcome = makeOutcome({});
    const line = toSpectrumLine(recording);
    const { energy } = line;
    if (energy[0] < 0 && energy[energy.length - 1] > 3) {
      addZeroLoss(outcome, line);
      return outcome;
    }
    const wanted = settings.edge?.split(/\s+/)[0];
    const edge =
      wanted === undefined ? undefined : WHITE_LINE_EDGES.find((e) => e.element.toLowerCase() === wanted.toLowerCase());
    if (wanted !== undefined && !edge)
      throw new InputError(`there is no L2,3 edge of "${wanted}"`, {
        value: wanted,
        allowed: WHITE_LINE_EDGES.map((e) => e.element),
        where: { path: 'edge' },
      });
    let scan: WhiteLineScan | undefined;
    const oxygen = await scanOxygenEdge(line, ctx);
    try {
      scan = await scanWhiteLines(line, edge, ctx);
    } catch (error) {
      if (!oxygen || edge || !(error instanceof InputError)) throw error;
    }
    if (oxygen) addOxygen(outcome, line, oxygen);
    if (scan) await addWhiteLines(outcome, line, scan, settings.beam, settings['scale error'] / ELECTRONVOLT, oxygen);
    if (!line.counted)
      outcome.notes.push({
        level: 'info',
        code: 'noise-from-scatter',
        text: 'the intensities are not counts: errors come from their scatter about the fit',
      });
    return outcome;

    async function addWhiteLines(
      to: Outcome,
      along: SpectrumLine,
      lines: WhiteLineScan,
      beam: number,
      scaleError: number,
      prepeak: OxygenScan | undefined,
    ): Promise<void> {
      const { spectra } = lines;
      spectra.forEach((spectrum, s) => {
        const at = conditionOf(along, s);
        to.findings.push({
          id: 'l3_position',
          at,
          estimate: {
            value: spectrum.l3,
            ...(spectrum.l3Sigma !== undefined && { sigma: Math.hypot(spectrum.l3Sigma, scaleError) }),
            n: 1,
            unit: 'eV',
            budget: { ...(spectrum.l3Sigma !== undefined && { counting: spectrum.l3Sigma }), calibration: scaleError },
            covers: 'measurement',
          },
        });
        to.findings.push({
          id: 'l3_l2_ratio',
          at,
          estimate: counting(spectrum.ratio, spectrum.ratioSigma, '1'),
        });
      });
      to.tables.push(tabulate(along, lines, prepeak));
      to.notes.push(...checkCalibration(lines));
      to.notes.push({
        level: 'info',
        code: 'shared-widths',
        text: `widths are those of all ${spectra.length} spectra together: L3 ${lines.shared.l3Width.toFixed(2)}, L2 ${lines.shared.l2Width.toFixed(2)} eV; one spectrum alone gives its ratio to ± ${median(spectra.map((x) => x.ratioSigma)).toFixed(2)}, groups of spectra stand below surface and bulk`,
      });
      const thick = spectra.filter((x) => x.reduced > 2).length;
      if (along.counted && thick > 0)
        to.notes.push({
          level: 'warning',
          code: 'poor-fit',
          text: `${thick} of ${spectra.length} spectra are not described to their noise (χ² above 2 a point): thick parts scatter more than once, or another edge lies in ${lines.window[0]}–${lines.window[1]} eV`,
        });
      if (!along.positions || spectra.length < PROFILE) return;
      const sigma = Float64Array.from(spectra, (x) => x.l3Sigma ?? 1);
      const shell = await fitShell(
        along.positions,
        Float64Array.from(spectra, (x) => x.l3),
        sigma,
        beam,
        ctx,
      );
      addShell(to, shell, along, lines, beam, scaleError, prepeak);
    }
  },
  cite: [
    {
      text: 'Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope, 3rd ed., Springer (2011)',
      doi: '10.1007/978-1-4419-9583-4',
    },
    { text: 'Leapman, Grunes and Fejes, Phys. Rev. B 26 (1982) 614', doi: '10.1103/PhysRevB.26.614' },
  ],
});

/** The spectra of a recording: its scan, or its one spectrum. */
function toSpectrumLine(recording: Recording): SpectrumLine {
  const scan = recording.parts?.scan;
  if (scan !== undefined && isGrid(scan)) {
    if (scan.axes.length < 2) throw new InputError('a scan has positions and energies');
    const energy = scan.axes[scan.axes.length - 1].values;
    const along = scan.axes.slice(0, -1);
    const count = along.reduce((n, axis) => n * axis.values.length, 1);
    const used = along.filter((axis) => axis.values.length > 1);
    const placed = used.length === 1 && /_nanometre$/.test(used[0].name);
    const { energy: rising, counts } = orderEnergy(energy, Float64Array.from(scan.values), count);
    return {
      energy: rising,
      counts,
      ...(placed && { positions: used[0].values.map((v) => v * 1e-9) }),
      counted: scan.quantity === 'intensity_count',
    };
  }
  const { table } = recording;
  const name = ['intensity_count', 'intensity_arbitrary'].find((n) => table.has(n));
  if (!name)
    throw new InputError('this spectrum has no intensity', { hint: `its columns are ${table.names.join(', ')}` });
  const { energy, counts } = orderEnergy(table.column('energy_loss_electronvolt'), table.column(name), 1);
  return { energy, counts, counted: name === 'intensity_count' };
}

function orderEnergy(
  energy: Float64Array,
  counts: Float64Array,
  spectra: number,
): { energy: Float64Array; counts: Float64Array } {
  const n = energy.length;
  if (energy.every((e, i) => i === 0 || e > energy[i - 1])) return { energy, counts };
  const order = [...energy.keys()].sort((a, b) => energy[a] - energy[b]);
  const sorted = new Float64Array(counts.length);
  for (let s = 0; s < spectra; s++) order.forEach((i, k) => (sorted[s * n + k] = counts[s * n + i]));
  return { energy: Float64Array.from(order, (i) => energy[i]), counts: sorted };
}

function conditionOf(line: SpectrumLine, s: number): Finding['at'] {
  if (line.positions) return { position_nanometre: Number((line.positions[s] * 1e9).toPrecision(9)) };
  return line.counts.length > line.energy.length ? { spectrum: s + 1 } : undefined;
}

const counting = (value: number, sigma: number, unit: string): Estimate => ({
  value,
  sigma,
  n: 1,
  unit,
  budget: { counting: sigma },
  covers: 'measurement',
});

function addShell(
  outcome: Outcome,
  shell: Shell,
  line: SpectrumLine,
  scan: WhiteLineScan,
  beam: number,
  scaleError: number,
  oxygen: OxygenScan | undefined,
): void {
  const step = Math.abs(shell.surface - shell.bulk);
  const stepSigma = Math.hypot(shell.surfaceSigma ?? 0, shell.bulkSigma ?? 0);
  if (!(step > 4 * stepSigma)) {
    outcome.notes.push({
      level: 'info',
      code: 'no-shell',
      text: `L3 does not move along the line (${step.toFixed(2)} ± ${stepSigma.toFixed(2)} eV from end to end): no shell is seen`,
    });
    outcome.figures.push(figureProfile(line, scan, undefined));
    return;
  }
  outcome.findings.push({
    id: 'shell_thickness',
    estimate: {
      value: shell.thickness * 1e9,
      ...(shell.sigma !== undefined && { sigma: shell.sigma * 1e9 }),
      n: scan.spectra.length,
      unit: 'nm',
      ...(shell.sigma !== undefined && { budget: { counting: shell.sigma * 1e9 } }),
      covers: 'measurement',
    },
  });
  const [width, widthSigma] =
    shell.ownHalfWidth === undefined
      ? [shell.halfWidth, shell.halfWidthSigma]
      : [shell.ownHalfWidth, shell.ownHalfWidthSigma];
  outcome.findings.push({
    id: 'transition_half_width',
    estimate: makeEstimate(
      width * 1e9,
      'nm',
      widthSigma === undefined ? {} : { counting: widthSigma * 1e9 },
      scan.spectra.length,
    ),
  });
  for (const [name, value, own, outer] of [
    ['surface', shell.surface, shell.surfaceSigma, true],
    ['bulk', shell.bulk, shell.bulkSigma, false],
  ] as const) {
    outcome.findings.push({
      id: 'l3_position',
      at: { part: name },
      label: `position of L3, ${name}`,
      estimate: makeEstimate(
        value,
        'eV',
        own === undefined ? {} : { counting: own, calibration: scaleError },
        scan.spectra.length,
      ),
    });
    const group = scan.spectra.filter((_, s) => {
      const x = line.positions![s];
      return outer ? x < shell.thickness - shell.halfWidth : x > shell.thickness + shell.halfWidth;
    });
    if (group.length > 0) {
      const { ratio, sigma } = ratioOf(group);
      outcome.findings.push({
        id: 'l3_l2_ratio',
        at: { part: name },
        label: `area of L3 over that of L2, ${name}`,
        estimate: { ...counting(ratio, sigma, '1'), n: group.length },
      });
    }
    if (oxygen) {
      const own = oxygen.spectra.filter((_, s) => {
        const x = line.positions![s];
        return outer ? x < shell.thickness - shell.halfWidth : x > shell.thickness + shell.halfWidth;
      });
      if (own.length > 0) {
        const sum = (of: (o: (typeof own)[number]) => number): number => own.reduce((t, o) => t + of(o), 0);
        const main = sum((o) => o.main);
        outcome.findings.push({
          id: 'prepeak_ratio',
          at: { part: name },
          label: `O K prepeak over main peak, ${name}`,
          estimate: {
            ...counting(sum((o) => o.prepeak) / main, Math.sqrt(sum((o) => o.prepeakSigma ** 2)) / Math.abs(main), '1'),
            n: own.length,
          },
        });
      }
    }
  }
  outcome.notes.push(...shell.notes);
  if (beam === 0)
    outcome.notes.push({
      level: 'info',
      code: 'beam-not-given',
      text: 'the half-width of the transition holds the width of the beam, which was not given; the thickness does not',
    });
  outcome.figures.push(figureProfile(line, scan, shell));
}

/** Ratio of the summed areas, which the noise of single spectra does not skew. */
function ratioOf(group: WhiteLineScan['spectra']): { ratio: number; sigma: number } {
  let a3 = 0;
  let a2 = 0;
  let v3 = 0;
  let v2 = 0;
  for (const { fit } of group) {
    a3 += fit.parameters[4];
    a2 += fit.parameters[7];
    v3 += (fit.sigma[4] ?? 0) ** 2;
    v2 += (fit.sigma[7] ?? 0) ** 2;
  }
  const ratio = a3 / a2;
  return { ratio, sigma: ratio * Math.sqrt(v3 / a3 ** 2 + v2 / a2 ** 2) };
}

function addOxygen(outcome: Outcome, line: SpectrumLine, oxygen: OxygenScan): void {
  oxygen.spectra.forEach((spectrum, s) => {
    if (!(Math.abs(spectrum.main) > 3 * spectrum.mainSigma)) return;
    outcome.findings.push({
      id: 'prepeak_ratio',
      at: conditionOf(line, s),
      estimate: counting(spectrum.prepeak / spectrum.main, spectrum.prepeakSigma / Math.abs(spectrum.main), '1'),
    });
  });
}

function addZeroLoss(outcome: Outcome, line: SpectrumLine): void {
  const count = line.counts.length / line.energy.length;
  for (let s = 0; s < count; s++) {
    const found = measureZeroLoss(
      line.energy,
      line.counts.subarray(s * line.energy.length, (s + 1) * line.energy.length),
    );
    const at = conditionOf(line, s);
    outcome.findings.push(
      { id: 'zero_loss_position', at, estimate: counting(found.position, found.positionSigma, 'eV') },
      { id: 'zero_loss_width', at, estimate: counting(found.width, found.widthSigma, 'eV') },
    );
    if (found.relativeThickness !== undefined)
      outcome.findings.push({
        id: 'relative_thickness',
        at,
        estimate: {
          value: found.relativeThickness,
          sigma: Math.hypot(found.relativeThicknessSigma ?? 0, 0.05 * found.relativeThickness),
          n: 1,
          unit: '1',
          budget: { counting: found.relativeThicknessSigma ?? 0, model: 0.05 * found.relativeThickness },
          covers: 'measurement',
        },
      });
    if ((found.relativeThickness ?? 0) > 0.3)
      outcome.notes.push({
        level: 'warning',
        code: 'plural-scattering',
        text: `t/λ is ${found.relativeThickness!.toFixed(2)}: edges of this place hold electrons that lost energy twice; white-line ratios and prepeaks are smeared`,
      });
  }
}

function checkCalibration(scan: WhiteLineScan): Note[] {
  if (scan.edge.element !== 'Ni') return [];
  const { spectra } = scan;
  const deep = spectra.slice(Math.floor((2 * spectra.length) / 3));
  const bulk = median(deep.map((s) => s.l3));
  const [low, high] = NICKEL_L3.layered;
  const [lower, upper] = NICKEL_L3.rockSalt;
  if (bulk >= low && bulk <= high) return [];
  return [
    {
      level: 'warning',
      code: 'off-calibration',
      text: `L3 of nickel lies at ${bulk.toFixed(2)} eV at the inner end, outside ${low}–${high} eV of layered oxides${bulk >= lower && bulk <= upper ? ' (rock salt has it here)' : ''}: the energy scale is off, or the line does not reach the bulk; differences along the line hold, absolute valences do not`,
    },
  ];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

function tabulate(
  line: SpectrumLine,
  { spectra }: WhiteLineScan,
  oxygen: OxygenScan | undefined,
): Outcome['tables'][number] {
  const column = (of: (s: (typeof spectra)[number]) => number): Float64Array => Float64Array.from(spectra, of);
  return {
    id: 'profile',
    title: 'White lines along the line',
    table: new Table([
      line.positions
        ? { name: 'position_nanometre', values: line.positions.map((x) => x * 1e9) }
        : { name: 'spectrum', values: column((s) => spectra.indexOf(s) + 1) },
      { name: 'l3_energy_electronvolt', values: column((s) => s.l3), sigma: column((s) => s.l3Sigma ?? 0) },
      { name: 'l2_energy_electronvolt', values: column((s) => s.l2) },
      { name: 'l3_l2_ratio', values: column((s) => s.ratio), sigma: column((s) => s.ratioSigma) },
      {
        name: 'l3_area_count_electronvolt',
        values: column((s) => s.fit.parameters[4]),
        sigma: column((s) => s.fit.sigma[4] ?? 0),
      },
      {
        name: 'l2_area_count_electronvolt',
        values: column((s) => s.fit.parameters[7]),
        sigma: column((s) => s.fit.sigma[7] ?? 0),
      },
      { name: 'reduced_chi_square', values: column((s) => s.reduced) },
      ...(oxygen
        ? [
            {
              name: 'prepeak_area_count_electronvolt',
              values: Float64Array.from(oxygen.spectra, (o) => o.prepeak),
              sigma: Float64Array.from(oxygen.spectra, (o) => o.prepeakSigma),
            },
          ]
        : []),
    ]),
  };
}

function figureProfile(
  line: SpectrumLine,
  { spectra }: WhiteLineScan,
  shell: Shell | undefined,
): Outcome['figures'][number] {
  const at = (s: number): number => (line.positions ? line.positions[s] * 1e9 : s + 1);
  const x = { field: 'x', type: 'quantitative', title: line.positions ? 'distance from the surface / nm' : 'spectrum' };
  const points = spectra.map((s, k) => ({
    x: at(k),
    l3: s.l3,
    low: s.l3 - (s.l3Sigma ?? 0),
    high: s.l3 + (s.l3Sigma ?? 0),
    ratio: s.ratio,
    ratioLow: s.ratio - s.ratioSigma,
    ratioHigh: s.ratio + s.ratioSigma,
  }));
  const curve = shell
    ? Array.from({ length: 101 }, (_, k) => {
        const here = at(0) + ((at(spectra.length - 1) - at(0)) * k) / 100;
        const u = (here * 1e-9 - shell.thickness) / shell.halfWidth;
        return { x: here, l3: shell.bulk + ((shell.surface - shell.bulk) * (1 - Math.tanh(u))) / 2 };
      })
    : [];
  const y = (field: string, title: string): Record<string, unknown> => ({
    field,
    type: 'quantitative',
    title,
    scale: { zero: false },
  });
  return {
    id: 'profile',
    title: 'White lines along the line',
    caption:
      'Position of L3 and ratio of the white lines against distance; bars one standard deviation, line the tanh that was fitted.',
    spec: housePanels([
      {
        layer: [
          {
            data: { name: 'spectra', values: points },
            mark: { type: 'point' },
            encoding: { x, y: y('l3', 'L3 / eV') },
          },
          {
            data: { name: 'errors', values: points },
            mark: { type: 'rule' },
            encoding: { x, y: y('low', 'L3 / eV'), y2: { field: 'high' } },
          },
          ...(curve.length > 0
            ? [
                {
                  data: { name: 'shell', values: curve },
                  mark: { type: 'line' },
                  encoding: { x, y: y('l3', 'L3 / eV') },
                },
              ]
            : []),
        ],
      },
      {
        layer: [
          {
            data: { name: 'ratios', values: points },
            mark: { type: 'point' },
            encoding: { x, y: y('ratio', 'L3/L2') },
          },
          {
            data: { name: 'ratio errors', values: points },
            mark: { type: 'rule' },
            encoding: { x, y: y('ratioLow', 'L3/L2'), y2: { field: 'ratioHigh' } },
          },
        ],
      },
    ]),
  };
}
