import { type Column, type Condition, InputError, type Note, type Recording, Table } from '../../../core/index.js';
import { defineAnalysis, type Finding, makeOutcome, type Outcome } from '../../../evidence/analysis.js';
import { houseFigure, type Figure } from '../../../figure/index.js';
import type { CrystalModel } from '../crystal-model.js';
import { findLayeredSites } from '../layered-oxide.js';
import type { OccupancyMode } from '../phase-factors.js';
import { joinCycler, type CyclerPoint } from '../join-cycler.js';
import { measureRietveld, type Measured } from '../measure-rietveld.js';
import { prepareProblem } from '../prepare-problem.js';
import { refineSeries, SECOND_PHASE } from '../refine-series.js';
import type { RietveldProblem } from '../stage.js';
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
    cycler: { kind: 'cycling', optional: true, describe: "the cycler's recording of the same time" },
  },
  settings: shared,
  quantities: {
    ...refinementQuantities,
    second_phase_ratio: { label: 'F-ratio of a second phase', unit: '1' },
    voltage: { label: 'voltage at the pattern', unit: 'V' },
    charge: { label: 'charge since the first pattern', unit: 'mAh' },
  },
  async run({ patterns, phases, standard, cycler }, settings, ctx): Promise<Outcome> {
    if (patterns.length < 2)
      throw new InputError(`a series needs patterns, and ${patterns.length} is there`, {
        hint: 'give several files, or a table with a column of counts for each pattern',
      });
    const ordered = orderPatterns(patterns);
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
          ordered.map((o) => o.started),
        )
      : undefined;
    if (cycler && !points)
      notes.push({
        level: 'warning',
        code: 'no-common-time',
        text: 'patterns and cycler have no time in common: their clocks or dates differ, or the patterns state none',
      });
    const findings: Finding[] = [];
    const table: { at: Condition; measured: Measured[] }[] = [];
    frames.forEach((frame, k) => {
      const r = frame.refinement;
      const measured = measureRietveld(r, {
        radius,
        scherrer: settings.scherrer,
        counting,
      });
      const at = ordered[k].at;
      table.push({ at, measured });
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
      const point = points?.[k];
      if (point) {
        findings.push({ id: 'voltage', at, estimate: { value: point.voltage, unit: 'V', n: 1 } });
        findings.push({ id: 'charge', at, estimate: { value: point.charge, unit: 'mAh', n: 1 } });
      }
    });
    return makeOutcome({
      findings,
      notes,
      tables: [{ id: 'series', title: 'Cells along the series', table: tabulate(table, frames, points) }],
      figures: [figureSeries(table, ordered[0].axis)],
    });
  },
  cite: [
    { text: 'Rietveld, J. Appl. Cryst. 2 (1969) 65', doi: '10.1107/S0021889869006558' },
    { text: 'Hamilton, Acta Cryst. 18 (1965) 502', doi: '10.1107/S0365110X65001081' },
  ],
});

/** Lithium that leaves the first phase, where it is a layered oxide: it is seen weakly, and left out it would pull at oxygen. */
function emptyLithium(phases: readonly CrystalModel[]): OccupancyMode[][] {
  const layered = findLayeredSites(phases[0]);
  return phases.map((_, p) =>
    p === 0 && layered
      ? [{ id: 'lithium', label: 'lithium that left', terms: [{ site: layered.lithium, element: 'Li', factor: -1 }] }]
      : [],
  );
}

interface Ordered {
  recording: Recording;
  at: Condition;
  axis: string;
  started: number | undefined;
}

/** Patterns in order of time where all state one, else as given; each with its number. */
function orderPatterns(patterns: readonly Recording[]): Ordered[] {
  const numbered = patterns.map((recording, i) => {
    const label = /(\d+)\D*$/.exec(recording.series?.label ?? '')?.[1];
    const time = Date.parse(recording.about.started ?? '');
    return {
      recording,
      number: label === undefined ? i : Number(label),
      started: Number.isFinite(time) ? time / 1000 : undefined,
    };
  });
  const distinct = new Set(numbered.map((n) => n.number)).size === numbered.length && patterns.every((p) => p.series);
  const timed =
    numbered.every((n) => n.started !== undefined) && new Set(numbered.map((n) => n.started)).size === numbered.length;
  const sorted = timed ? [...numbered].sort((a, b) => a.started! - b.started!) : numbered;
  return sorted.map((n, i) => ({
    recording: n.recording,
    at: { pattern: distinct ? n.number : i },
    axis: 'pattern',
    started: n.started,
  }));
}

const describe = (at: Condition): string => `pattern ${at.pattern}`;

function tabulate(
  rows: readonly { at: Condition; measured: Measured[] }[],
  frames: readonly { secondPhase?: number; seed: string }[],
  points: readonly (CyclerPoint | undefined)[] | undefined,
): Table {
  const keys = new Map<string, { unit: string }>();
  for (const row of rows)
    for (const m of row.measured)
      if (m.sigma !== undefined || m.id.startsWith('r_') || m.id === 'goodness_of_fit')
        keys.set(name(m), { unit: m.unit });
  const columns: Column[] = [{ name: 'pattern', values: Float64Array.from(rows, (r) => Number(r.at.pattern)) }];
  for (const key of keys.keys()) {
    const found = rows.map((row) => row.measured.find((m) => name(m) === key));
    columns.push({
      name: key,
      values: Float64Array.from(found, (m) => m?.value ?? 0),
      sigma: Float64Array.from(found, (m) => m?.sigma ?? 0),
      valid: Uint8Array.from(found, (m) => (m ? 1 : 0)),
    });
  }
  columns.push({ name: 'seed', values: frames.map((f) => f.seed) });
  columns.push({
    name: 'second_phase_ratio',
    values: Float64Array.from(frames, (f) => f.secondPhase ?? 0),
    valid: Uint8Array.from(frames, (f) => (f.secondPhase === undefined ? 0 : 1)),
  });
  if (points)
    columns.push(
      {
        name: 'voltage_volt',
        values: Float64Array.from(points, (p) => p?.voltage ?? 0),
        valid: Uint8Array.from(points, (p) => (p ? 1 : 0)),
      },
      {
        name: 'charge_milliampere_hour',
        values: Float64Array.from(points, (p) => p?.charge ?? 0),
        valid: Uint8Array.from(points, (p) => (p ? 1 : 0)),
      },
    );
  return new Table(columns);
}

const name = (m: Measured): string => [m.id, m.at?.phase, m.at?.site].filter((w) => w !== undefined).join(' ');

function figureSeries(rows: readonly { at: Condition; measured: Measured[] }[], axis: string): Figure {
  const values = rows.flatMap((row) =>
    row.measured
      .filter((m) => ['cell_a', 'cell_c', 'cell_volume'].includes(m.id) && m.sigma !== undefined)
      .map((m) => ({
        x: row.at[axis],
        value: m.value,
        low: m.value - m.sigma!,
        high: m.value + m.sigma!,
        quantity: `${m.id.replace('cell_', '')} of ${m.at?.phase}`,
      })),
  );
  return {
    id: 'series',
    title: 'Cell along the series',
    caption: 'Cell lengths (Å) and volume (Å3) of each pattern with one esd.',
    spec: houseFigure({
      data: { values },
      facet: { row: { field: 'quantity', type: 'nominal', title: null } },
      spec: {
        height: 90,
        layer: [
          {
            mark: { type: 'line', point: true },
            encoding: {
              x: { field: 'x', type: 'quantitative', title: axis },
              y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
            },
          },
          {
            mark: 'rule',
            encoding: {
              x: { field: 'x', type: 'quantitative' },
              y: { field: 'low', type: 'quantitative' },
              y2: { field: 'high' },
            },
          },
        ],
      },
      resolve: { scale: { y: 'independent' } },
    }),
  };
}
