import type { Context } from '../../core/index.js';
import type { PatternModel } from './pattern-model.js';
import { refinePattern, type Refined, weigh, weighByModel } from './refine.js';
import { findEnvelope, guessWidth, searchCell } from './search-cell.js';
import { makePatternModel, type RietveldProblem } from './stage.js';
import { measureAgreement } from './agreement.js';
import type { Rietveld } from './stage.js';

/**
 * Le Bail refinement: cells, shift, profile and background with intensities free of any structure. Intensities share
 * what was observed among overlapping reflections as they were computed before, and the profile is refined between. Le
 * Bail, Duroy and Fourquet, Mater. Res. Bull. 23 (1988) 447.
 */
export async function refineLeBail(problem: RietveldProblem, ctx?: Context): Promise<Rietveld> {
  const { angles, data } = problem;
  const count = problem.background ?? 9;
  // the structure's intensities find the cell; then they are let go
  const seeded = makePatternModel(problem, count);
  const envelope = findEnvelope(angles, data.counts);
  const excess = data.counts.map((v, i) => Math.max(0, v - envelope[i]));
  const width = guessWidth(angles, excess);
  let start: Float64Array = Float64Array.from(seeded.parameters, (p) => p.value);
  for (const [p] of problem.phases.entries()) {
    if (problem.standards?.includes(p)) continue;
    start = searchCell(seeded, start, p, excess, p === 0 ? 0.025 : 0.006);
  }
  const model = makePatternModel(problem, count, true);
  const values = start;
  const set = (id: string, v: number) => {
    values[model.at(id)] = v;
  };
  if (problem.instrument) for (const [id, v] of Object.entries(problem.instrument)) set(id, v);
  else set('W', (0.6 * width) ** 2);
  problem.phases.forEach((_, p) => {
    set(`${p}.X`, 0.1 * width);
    set(`${p}.Y`, 0.4 * width);
    // intensities to begin with: those of the structure, on the scale of the pattern
    const areas = seeded.reflections(values).filter((h) => h.phase === p);
    const most = Math.max(...areas.map((a) => a.area), 1e-300);
    const top = excess.reduce((a, b) => Math.max(a, b), 0) * width;
    areas.forEach((a, h) => {
      model.phases[p].intensities[h] = (top * Math.max(a.area, 1e-3 * most)) / most;
    });
  });
  set('background.0', envelope.reduce((a, b) => a + b, 0) / envelope.length);
  const background = Array.from({ length: count }, (_, k) => `background.${k}`);
  const shift =
    problem.shift === 'none'
      ? []
      : problem.shift === 'zero'
        ? ['zero']
        : problem.shift === 'transparency'
          ? ['transparency']
          : ['displacement'];
  const metrics = problem.phases.flatMap((m, p) =>
    problem.standards?.includes(p) ? [] : m.metrics.map((_, k) => `${p}.metric.${k}`),
  );
  const shapes = [
    ...(problem.instrument ? [] : ['U', 'V', 'W']),
    ...problem.phases.flatMap((_, p) => [`${p}.X`, `${p}.Y`]),
  ];
  const rounds: string[][] = [background, [...metrics, ...shift], [...metrics, ...shift, ...shapes]];
  let now: Float64Array = values;
  let refined: Refined | undefined;
  const stages: Rietveld['stages'] = [];
  const free = new Set<string>();
  let settled = false;
  for (const [k, ids] of rounds.entries()) {
    for (const id of ids) free.add(id);
    settled = false;
    for (let cycle = 0; cycle < (k + 1 === rounds.length ? 12 : 4); cycle++) {
      for (let inner = 0; inner < 3; inner++) shareIntensities(model, now, data.counts);
      const before: number = refined?.chiSquare ?? Number.POSITIVE_INFINITY;
      refined = refinePattern(
        model,
        data,
        now,
        [...free].map((id) => model.at(id)).sort((a, b) => a - b),
        {
          maxIterations: 3,
          tolerance: 1e-5,
          weights: refined ? weighByModel(data, refined.calculated) : weigh(data),
          ...(ctx && { ctx }),
        },
      );
      now = refined.values;
      settled = Math.abs(before - refined.chiSquare) < 1e-4 * refined.chiSquare;
      if (Math.abs(before - refined.chiSquare) < 1e-5 * refined.chiSquare) break;
    }
    stages.push({
      stage: `Le Bail ${k + 1}`,
      freed: ids,
      rWp: measureAgreement(data, refined!).rWp,
      iterations: refined!.iterations,
    });
  }
  const done: Refined = { ...refined!, converged: settled };
  return {
    problem,
    model,
    refined: done,
    agreement: measureAgreement(data, done),
    stages,
    shift: problem.shift ?? 'auto',
    textured: [],
    notes: [],
  };
}

/** Shares what was observed above the background among reflections, in proportion to what each was computed to be. */
function shareIntensities(model: PatternModel, values: Float64Array, counts: Float64Array): void {
  const background = model.background(values);
  const y = new Float64Array(model.size);
  model.evaluate(values, y);
  const { angles, radiation } = model.spec;
  const list = model.reflections(values);
  const at = model.spec.phases.map(() => 0);
  for (const r of list) {
    const h = at[r.phase]++;
    const full = r.area / radiation.lines[0].weight;
    if (!(full > 0)) continue;
    let observed = 0;
    let computed = 0;
    const width = 0.5346 * r.lorentz + Math.sqrt(0.2166 * r.lorentz ** 2 + r.gauss ** 2);
    const shifted =
      r.bragg + values[model.at('zero')] - values[model.at('displacement')] * Math.cos((r.bragg * Math.PI) / 360);
    for (let i = lower(angles, shifted - 2.5 * width); i < angles.length && angles[i] < shifted + 2.5 * width; i++) {
      const u = (angles[i] - shifted) / width;
      const shape = Math.exp(-4 * Math.LN2 * u * u) + 0.1 / (1 + 4 * u * u);
      const above = y[i] - background[i];
      if (above <= 0) continue;
      observed += (shape * Math.max(0, counts[i] - background[i])) / above;
      computed += shape;
    }
    if (computed > 0) model.phases[r.phase].intensities[h] = Math.max(1e-6 * full, (full * observed) / computed);
  }
}

function lower(x: Float64Array, limit: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
