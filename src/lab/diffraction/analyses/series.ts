import { type Condition, InputError, type Note, quantity, type Recording } from '../../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../../evidence/analysis.js';
import type { CrystalModel } from '../crystal-model.js';
import { findLayeredSites } from '../layered-oxide.js';
import type { OccupancyMode } from '../phase-factors.js';
import { type CyclerPoint, type Exposure, joinCycler, lithiumLeft, readLog } from '../join-cycler.js';
import { judgeRefinement } from '../judge-refinement.js';
import { measureRietveld } from '../measure-rietveld.js';
import { prepareProblem } from '../prepare-problem.js';
import { refineSeries, SECOND_PHASE } from '../refine-series.js';
import type { RietveldProblem } from '../stage.js';
import { figureSeries, followPath, type SeriesRow, tabulateSeries } from '../tabulate-series.js';
import { toFindings, refinementQuantities } from './rietveld.js';
import { rietveldSettings } from './diffraction-settings.js';

const { spread: _, stages: __, occupancies: ___, standard: ____, grains: _____, ...shared } = rietveldSettings;

/** Refinement of a series of patterns, each from its neighbours. */
export const seriesAnalysis = defineAnalysis({
  id: 'series',
  version: '1',
  title:
    'Series of powder patterns: cells along a charge, displacement from a standard, frames that need a second phase',
  inputs: {
    patterns: { kind: 'diffraction', many: true, describe: 'the patterns, in order or with their times' },
    phases: { kind: 'structure', many: true, describe: 'the phases; the first is the one that changes' },
    standard: {
      kind: 'structure',
      optional: true,
      describe: 'internal standard, whose cell is known and whose lines hold the displacement',
    },
    cycler: {
      kind: 'cycling',
      optional: true,
      describe: "the cycler's recording of the same time, given beside the patterns",
    },
    log: {
      kind: 'table',
      optional: true,
      describe: 'a log with the time of each pattern, found by a number or name that stands in its file name',
    },
  },
  settings: {
    ...shared,
    mass: quantity('mass', undefined, 'active material in the cell, for the lithium that is left', 'not known'),
  },
  // Patterns of a sample are its replicates until somebody says that they are a series.
  byDefault: false,
  quantities: {
    ...refinementQuantities,
    second_phase_ratio: { label: 'F-ratio of a second phase', unit: '1' },
    voltage: { label: 'voltage at the pattern', unit: 'V' },
    charge: { label: 'charge since the recording began', unit: 'mAh' },
    lithium_left: { label: 'share of the lithium that is left by the charge', unit: '1', scale: 'share' },
  },
  async run({ patterns, phases, standard, cycler, log }, settings, ctx): Promise<Outcome> {
    if (patterns.length < 2)
      throw new InputError(`a series needs patterns, and ${patterns.length} is there`, {
        hint: 'give several files, or a table with a column of counts for each pattern',
      });
    const ordered = orderPatterns(patterns, log);
    const all = [...phases, ...(standard ? [standard] : [])];
    const notes: Note[] = [];
    const problems: RietveldProblem[] = [];
    let radius = 0;
    let counting = true;
    for (const [k, { recording }] of ordered.entries()) {
      const shift = settings.shift === 'auto' ? 'displacement' : settings.shift;
      const prepared = await prepareProblem(recording, all, { ...settings, shift }, problems[0]?.radiation);
      radius = prepared.radius;
      counting &&= prepared.taken.counting;
      if (k === 0) notes.push(...prepared.notes);
      problems.push({
        ...prepared.problem,
        formFactors: settings.form_factors,
        mixing: settings.mixing,
        holdDisplacements: settings.displacements === 'held',
        texture: 'off' as const,
        ...(standard && { standards: [all.length - 1] }),
        ...(problems[0] && { phases: problems[0].phases, modes: emptyLithium(problems[0].phases) }),
      });
    }
    const frames = await refineSeries(problems, ctx);
    const points = cycler
      ? joinCycler(
          cycler,
          ordered.map((o) => o.exposure),
        )
      : undefined;
    if (cycler && !points)
      notes.push({
        level: 'warning',
        code: 'no-common-time',
        text: 'patterns and cycler have no time in common: their clocks or dates differ, or the patterns state none (give a log of their times beside)',
      });
    if (cycler && settings.mass === undefined)
      notes.push({
        level: 'info',
        code: 'mass-unknown',
        text: 'without the mass of active material (--set mass=…) charge is not turned into lithium',
      });
    const findings: Finding[] = [];
    // what the first pattern says of model and instrument holds for all
    notes.push(...judgeRefinement(frames[0].refinement, counting).filter((n) => n.code !== 'not-converged'));
    const rows: SeriesRow[] = [];
    frames.forEach((frame, k) => {
      const r = frame.refinement;
      const at = ordered[k].at;
      const point = points?.[k];
      // what is held says nothing of this pattern
      const measured = measureRietveld(r, { radius, scherrer: settings.scherrer, counting }).filter(
        (m) => m.sigma !== undefined || /^(r_|goodness)/.test(m.id),
      );
      rows.push({ at, measured, ...(point && { point }), frame });
      for (const f of toFindings(measured, new Map(), r, counting)) findings.push({ ...f, at: { ...f.at, ...at } });
      if (frame.secondPhase !== undefined) {
        findings.push({
          id: 'second_phase_ratio',
          at,
          estimate: { value: frame.secondPhase, unit: '1', n: r.refined.points },
        });
        if (frame.secondPhase > SECOND_PHASE)
          notes.push({
            level: 'warning',
            code: 'second-phase',
            text: `${describe(at)} needs a second phase: F = ${frame.secondPhase.toFixed(1)} (Rwp ${r.agreement.rWp.toFixed(2)} %)`,
            where: describe(at),
          });
      }
      if (!r.refined.converged)
        notes.push({
          level: 'serious',
          code: 'not-converged',
          text: `${describe(at)} stopped before it settled`,
          where: describe(at),
        });
      if (point) findings.push(...tellPoint(point, at, problems[0].phases[0], settings.mass));
    });
    findings.push(...followPath(rows));
    return makeOutcome({
      findings,
      notes,
      tables: [{ id: 'series', title: 'Cells along the series', table: tabulateSeries(rows) }],
      figures: [figureSeries(rows)],
    });
  },
  cite: [
    { text: 'Rietveld, J. Appl. Cryst. 2 (1969) 65', doi: '10.1107/S0021889869006558' },
    { text: 'Hamilton, Acta Cryst. 18 (1965) 502', doi: '10.1107/S0365110X65001081' },
  ],
});

/**
 * Lithium that leaves the first phase, where it is a layered oxide: it is seen weakly, and left out it would pull at
 * oxygen.
 */
function emptyLithium(phases: readonly CrystalModel[]): OccupancyMode[][] {
  const layered = findLayeredSites(phases[0]);
  return phases.map((_, p) =>
    p === 0 && layered
      ? [{ id: 'lithium', label: 'lithium that left', terms: [{ site: layered.lithium, element: 'Li', factor: -1 }] }]
      : [],
  );
}

const describe = (at: Condition): string => `pattern ${at.pattern}`;

/** What the cycler said of one pattern. */
function tellPoint(point: CyclerPoint, at: Condition, crystal: CrystalModel, mass: number | undefined): Finding[] {
  const give = (id: string, unit: string, value: number, sigma: number): Finding => ({
    id,
    at,
    // what moved while the pattern was measured
    estimate: { value, unit, n: 1, sigma, budget: { fit: sigma }, covers: 'measurement' },
  });
  const per = mass === undefined ? undefined : lithiumLeft(1, mass, crystal);
  return [
    give('voltage', 'V', point.voltage, point.voltageSigma),
    give('charge', 'mAh', point.charge, point.chargeSigma),
    ...(per === undefined
      ? []
      : [give('lithium_left', '1', 1 - (1 - per) * point.charge, (1 - per) * point.chargeSigma)]),
  ];
}

interface Ordered {
  recording: Recording;
  at: Condition;
  exposure: Exposure | undefined;
}

/** Patterns in order of time where all state one or a log does, else as given; each with its number. */
function orderPatterns(patterns: readonly Recording[], log: Recording | undefined): Ordered[] {
  const logged = log && readLog(log.table, patterns.map(nameOf));
  const numbered = patterns.map((recording, i) => {
    const label = /(\d+)\D*$/.exec(recording.series?.label ?? '')?.[1];
    const time = Date.parse(recording.about.started ?? '') / 1000;
    const stated = Number.isFinite(time) ? { begin: time, end: time } : undefined;
    return { recording, number: label === undefined ? i : Number(label), exposure: logged?.[i] ?? stated };
  });
  const distinct = new Set(numbered.map((n) => n.number)).size === numbered.length && patterns.every((p) => p.series);
  const timed =
    numbered.every((n) => n.exposure) && new Set(numbered.map((n) => n.exposure!.begin)).size === numbered.length;
  const sorted = timed ? [...numbered].sort((a, b) => a.exposure!.begin - b.exposure!.begin) : numbered;
  return sorted.map((n, i) => ({
    recording: n.recording,
    at: { pattern: distinct ? n.number : i },
    exposure: n.exposure,
  }));
}

const nameOf = ({ origin, series }: Recording): string =>
  series?.label ?? (origin.type === 'measured' ? origin.file : '');
