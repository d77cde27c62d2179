import { type Note, Table } from '../../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../../evidence/analysis.js';
import { houseFigure } from '../../../figure/index.js';
import { chooseRadiation, radiationMaker } from '../choose-radiation.js';
import { makeCrystalModel } from '../crystal-model.js';
import { fitPeaks } from '../fit-peaks.js';
import { type Candidate, identifyPhases } from '../identify-phases.js';
import { TUBES } from '../radiation.js';
import { findEnvelope } from '../search-cell.js';
import { completeWavelengths, takePattern } from '../take-pattern.js';
import { patternSettings, readExcluded, readPolarisation } from './diffraction-settings.js';

/** Lines of a pattern with their widths, and phases among candidates. */
export const patternAnalysis = defineAnalysis({
  id: 'pattern',
  version: '4',
  title: 'Powder pattern: background, lines with widths and esds, phases among candidates',
  preference: 1,
  inputs: {
    pattern: { kind: 'diffraction', describe: 'the powder pattern' },
    phases: {
      kind: 'structure',
      many: true,
      optional: true,
      describe: 'candidates, which the whole profile decides among',
    },
  },
  settings: patternSettings,
  quantities: {
    peak_position: { label: 'position of the line', unit: 'deg' },
    peak_spacing: { label: 'd of the line', unit: 'angstrom' },
    peak_fwhm: { label: 'full width at half maximum', unit: 'deg', scale: 'log' },
    peak_area: { label: 'area of the line', unit: 'deg', scale: 'log' },
    phase_share: { label: 'share of the lines that the phase explains', unit: '%' },
    phase_significance: { label: 'amount of the phase over its esd', unit: '1' },
  },
  async run({ pattern, phases }, settings, ctx): Promise<Outcome> {
    const taken = takePattern(pattern, {
      ...(settings.range && { range: settings.range }),
      exclude: readExcluded(settings.exclude),
      ...(settings.wavelength && { wavelengths: settings.wavelength }),
    });
    const notes: Note[] = [...taken.notes];
    const { angles, data } = taken;
    const candidates = await Promise.all(phases.map(({ name, structure }) => makeCrystalModel(name, structure)));
    const neutron = settings.neutron || taken.neutron;
    const ratio = settings.ratio ?? taken.ratio;
    const polarisation = readPolarisation(settings);
    const make = radiationMaker({
      ...(ratio !== undefined && { ratio }),
      ...(polarisation !== undefined && { polarisation }),
      neutron,
    });
    let radiation = make(TUBES.Cu);
    if (taken.wavelengths)
      radiation = make(completeWavelengths(taken.wavelengths, settings.monochromatic || neutron || ratio === 0, notes));
    else if (candidates.length > 0) {
      const chosen = chooseRadiation(angles, data, candidates.slice(0, 6), make);
      radiation = chosen.radiation;
      notes.push(chosen.note);
    } else
      notes.push({
        level: 'warning',
        code: 'wavelength-assumed',
        text: `no wavelength is known: Cu Kα (${TUBES.Cu.join(' and ')} Å) is assumed for d and for Kα2`,
      });
    const { peaks, dropped, cut } = await fitPeaks(angles, data, radiation, ctx);
    const found: Candidate[] =
      candidates.length > 0 ? await identifyPhases(angles, data, radiation, candidates, ctx) : [];
    const wavelength = radiation.lines[0].wavelength;
    const n = angles.length;
    const findings: Finding[] = [];
    const spacing = (position: number) => wavelength / (2 * Math.sin((position * Math.PI) / 360));
    peaks.forEach((peak, k) => {
      const at = { peak: k + 1 };
      const { position, width, area } = peak;
      const give = (id: string, unit: string, value: number, sigma: number | undefined) =>
        findings.push({
          id,
          at,
          estimate: { value, unit, n, ...(sigma !== undefined && { sigma }), covers: 'measurement' },
        });
      give('peak_position', 'deg', position.value, position.sigma);
      const d = spacing(position.value);
      give(
        'peak_spacing',
        'angstrom',
        d,
        position.sigma === undefined
          ? undefined
          : (d * position.sigma * Math.PI) / 360 / Math.tan((position.value * Math.PI) / 360),
      );
      give('peak_fwhm', 'deg', width.value, width.sigma);
      give('peak_area', 'deg', area.value, area.sigma);
    });
    for (const c of found.filter((f) => f.present)) {
      findings.push({
        id: 'phase_share',
        at: { phase: c.name },
        estimate: { value: c.share, unit: '%', n, sigma: c.share / c.significance },
      });
      findings.push({
        id: 'phase_significance',
        at: { phase: c.name },
        estimate: { value: c.significance, unit: '1', n },
      });
    }
    for (const { name, lacking } of found)
      if (lacking)
        notes.push({
          level: 'warning',
          code: 'phase-ambiguous',
          text: `${name} is there by its strongest lines, but ${lacking.lines} of its ${lacking.of} strong lines that nothing covers are not, or are less than a third of what they should be: stacking faults do that to superlattice lines, and so would another phase that shares the strongest${lacking.alike.length > 0 ? ` (alone on the pattern ${lacking.alike.slice(0, 4).join(', ')} explain as much or nearly)` : ''}`,
        });
    if (found.length > 0 && !found.some((f) => f.present))
      notes.push({
        level: 'warning',
        code: 'no-phase',
        text: `none of ${found.map((f) => f.name).join(', ')} is in this pattern`,
      });
    const loose = peaks.filter((p) => !p.converged).length;
    if (loose > 0)
      notes.push({
        level: 'info',
        code: 'peak-not-settled',
        text: `${loose} lines did not settle; their numbers are as far as they came`,
      });
    if (dropped > 0)
      notes.push({
        level: 'info',
        code: 'peak-not-there',
        text: `${dropped} ${dropped === 1 ? 'maximum of the counts was no line' : 'maxima of the counts were no lines'} once background and neighbours were fitted: area within three of its esds`,
      });
    if (cut.length > 0)
      notes.push({
        level: 'info',
        code: 'peak-cut-off',
        text: `the pattern ends within a line at ${cut.map((p) => `${p.position.value.toFixed(2)}°`).join(' and ')}: it is left out`,
      });
    const envelope = findEnvelope(angles, data.counts);
    const every = Math.max(1, Math.ceil(n / 3000));
    const points = Array.from({ length: Math.ceil(n / every) }, (_, i) => ({
      x: angles[i * every],
      counts: data.counts[i * every],
      background: envelope[i * every],
    }));
    const numbers = (
      name: string,
      of: (p: (typeof peaks)[number]) => number,
      sigma?: (p: (typeof peaks)[number]) => number | undefined,
    ) => ({
      name,
      values: Float64Array.from(peaks, of),
      ...(sigma && { sigma: Float64Array.from(peaks, (p) => sigma(p) ?? 0) }),
    });
    return makeOutcome({
      findings,
      notes,
      tables: [
        {
          id: 'peaks',
          title: 'Lines',
          table: new Table([
            numbers(
              'two_theta_degree',
              (p) => p.position.value,
              (p) => p.position.sigma,
            ),
            numbers('d_angstrom', (p) => spacing(p.position.value)),
            numbers(
              'fwhm_degree',
              (p) => p.width.value,
              (p) => p.width.sigma,
            ),
            numbers(
              'area_counts_degree',
              (p) => p.area.value,
              (p) => p.area.sigma,
            ),
            numbers('height_counts', (p) => p.height),
            numbers('lorentz_share', (p) => p.share),
          ]),
        },
        ...(found.length > 0
          ? [
              {
                id: 'phases',
                title: 'Candidates',
                table: new Table([
                  { name: 'phase', values: found.map((f) => f.name) },
                  { name: 'present', values: found.map((f) => (f.present ? 'yes' : 'no')) },
                  { name: 'share_percent', values: Float64Array.from(found, (f) => f.share) },
                  { name: 'significance', values: Float64Array.from(found, (f) => f.significance) },
                  { name: 'alone_percent', values: Float64Array.from(found, (f) => f.alone) },
                ]),
              },
            ]
          : []),
      ],
      figures: [
        {
          id: 'pattern',
          title: 'Powder pattern',
          caption: 'Counts (line), background (below) and lines found (ticks).',
          spec: houseFigure(
            {
              layer: [
                {
                  data: { values: points },
                  mark: { type: 'line', strokeWidth: 0.7 },
                  encoding: {
                    x: { field: 'x', type: 'quantitative', title: '2θ (°)', scale: { zero: false, nice: false } },
                    y: { field: 'counts', type: 'quantitative', title: 'counts' },
                  },
                },
                {
                  data: { values: points },
                  mark: { type: 'line', strokeWidth: 0.6, color: '#c1272d' },
                  encoding: {
                    x: { field: 'x', type: 'quantitative' },
                    y: { field: 'background', type: 'quantitative' },
                  },
                },
                {
                  data: { values: peaks.map((p) => ({ x: p.position.value, y: 0 })) },
                  mark: { type: 'tick', orient: 'vertical', size: 6 },
                  encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
                },
              ],
            },
            { width: 'double', height: 70 },
          ),
        },
      ],
    });
  },
  cite: [{ text: 'Thompson, Cox and Hastings, J. Appl. Cryst. 20 (1987) 79', doi: '10.1107/S0021889887087090' }],
});
