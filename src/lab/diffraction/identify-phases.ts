import { breathe, type Context } from '../../core/index.js';
import type { CrystalModel } from './crystal-model.js';
import type { Radiation } from './radiation.js';
import { findByOwnLines, findOpen, hasOwnLines, type OwnLines } from './find-by-own-lines.js';
import { type PatternData, refinePattern, type Refined, weighByModel } from './refine.js';
import { findEnvelope, guessWidth, searchCell, smoothForSearch, stepOf } from './search-cell.js';
import { lowerBound, type PatternModel } from './pattern-model.js';
import { binPattern, screenCandidates, type ScreenedCandidate } from './screen-candidates.js';
import { makePatternModel, type RietveldProblem } from './stage.js';

/** How well a candidate fits a pattern. */
export interface Candidate {
  name: string;
  /** [1] scale over its esd among the candidates kept */
  significance: number;
  /** [%] share of what stands above the background that it explains among the candidates kept */
  share: number;
  /** [%] share that it explains alone */
  alone: number;
  present: boolean;
  /** Strong lines that lack where the strongest are there, of how many: stacking faults, or another phase like it. */
  lacking?: { lines: number; of: number; alike: string[] };
}

/** [1] coefficients of the background beneath phases together */
const BACKGROUND = 8;
/** [1] candidates that are fitted together */
const KEPT = 8;
/** [1] scale over esd from which a phase is called present, and share of the pattern in % */
const SIGNIFICANT = 5;
const LEAST_SHARE = 0.3;
/** [1] share of the strong lines of a phase that must be there, each by itself */
const CONSISTENT = 0.7;
/** [1] of phases that lack strong lines: share by area of those that are there, and least significance and share in % */
const BY_AREA = 0.7;
const CLEAR = 15;
const CLEAR_SHARE = 5;
/** [%] of the pattern that a phase alone explains, from which it may lack lines */
const HALF = 50;
/** [1] of what a phase explains alone that another explains that looks like it */
const ALIKE = 0.7;
/**
 * [1] change of a length from which a phase among others is not the candidate; and where less speaks for it: lines lack,
 * or it comes back for what another left
 */
const STRAYED = 0.01;
const STRAYED_LITTLE = 0.005;

/**
 * Finds phases among candidates by the whole profile: each alone on the pattern, its cell moved within 0.6 %; the best
 * then together, weakest left out until every one kept is significant.
 */
export async function identifyPhases(
  angles: Float64Array,
  data: PatternData,
  radiation: Radiation,
  candidates: readonly CrystalModel[],
  ctx?: Context,
): Promise<Candidate[]> {
  const envelope = findEnvelope(angles, data.counts);
  const excess = data.counts.map((v, i) => Math.max(0, v - envelope[i]));
  const width = guessWidth(angles, excess);
  const base: Omit<RietveldProblem, 'phases'> = { angles, data, radiation, mixing: 'none' };
  const { screened, chosen } = await screenCandidates(
    angles,
    data,
    excess,
    width,
    radiation,
    candidates,
    { most: KEPT, least: SIGNIFICANT ** 2 },
    ctx,
  );
  // phases leave on a coarser pattern; what is told comes from all points, where another may have to go yet
  const coarse = binPattern(angles, data, excess, width / 2);
  const toFit = (problem: Omit<RietveldProblem, 'phases'>, above: Float64Array) => {
    const smoothed = smoothForSearch(above, stepOf(problem.angles));
    return (phases: readonly CrystalModel[]) => fitTogether({ ...problem, phases }, above, smoothed, width);
  };
  const fitCoarsely = toFit({ ...base, ...coarse }, coarse.excess);
  const fitFinely = toFit(base, excess);
  let kept = chosen;
  let fit = fitCoarsely(kept);
  let gone: CrystalModel[] = [];
  let back: CrystalModel[] = [];
  for (let fine = false; kept.length > 0; ) {
    const { drop, strayed } = chooseDrop(
      fit,
      kept.map((crystal) => back.includes(crystal)),
    );
    if (drop < 0 && fine) break;
    if (drop >= 0) {
      // whose lines one of another cell had taken is asked again when that has gone
      const returning = strayed ? gone : [];
      if (strayed) gone = [];
      else if (!back.includes(kept[drop])) gone = [...gone, kept[drop]];
      back = back.concat(returning);
      kept = kept.filter((_, k) => k !== drop).concat(returning);
    } else fine = true;
    if (kept.length === 0) break;
    fit = fine ? fitFinely(kept) : fitCoarsely(kept);
    if (ctx) await breathe(ctx);
  }
  const others = screened
    .filter(({ crystal }) => !kept.includes(crystal))
    .sort((a, b) => candidates.indexOf(a.crystal) - candidates.indexOf(b.crystal));
  const hidden =
    kept.length > 0 ? await findHidden(base, others, fit, excess, width, ctx) : new Map<CrystalModel, Found>();
  return screened
    .map(({ crystal, alone }) => {
      const k = kept.indexOf(crystal);
      const { significance, share } =
        k < 0
          ? (hidden.get(crystal) ?? { significance: 0, share: 0 })
          : { significance: fit.significance[k], share: fit.shares[k] };
      const lines = k >= 0 && lacksLines(fit, k) ? fit.lines[k] : undefined;
      return {
        name: crystal.name,
        alone,
        significance,
        share,
        present: k >= 0 || hidden.has(crystal),
        ...(lines && {
          lacking: {
            lines: lines.asked - lines.there,
            of: lines.asked,
            alike: screened
              .filter((other) => !kept.includes(other.crystal) && other.alone > ALIKE * alone)
              .map((other) => other.crystal.name),
          },
        }),
      };
    })
    .sort((a, b) => b.share - a.share || b.alone - a.alone);
}

/**
 * The phase that is not there, or explains too little, or is another of another cell; -1 where all stay.
 *
 * @param back whether each has come back for what another left
 */
function chooseDrop(fit: Together, back: readonly boolean[]): { drop: number; strayed?: boolean } {
  const least = (of: readonly number[]): number => of.indexOf(Math.min(...of));
  const [weakest, smallest] = [least(fit.significance), least(fit.shares)];
  if (fit.significance[weakest] < SIGNIFICANT) return { drop: weakest };
  if (fit.shares[smallest] < LEAST_SHARE) return { drop: smallest };
  // alone on a pattern, a textured crystal or one of another composition may lack lines, if it explains most of it
  if (fit.significance.length === 1) return { drop: fit.shares[0] < HALF && !isConsistent(fit.lines[0]) ? 0 : -1 };
  const odd = least(fit.lines.map((l, k) => (lacksLines(fit, k) ? 1 : l.there / (l.asked || 1))));
  if (!lacksLines(fit, odd) && !isConsistent(fit.lines[odd])) return { drop: odd };
  const off = back.findIndex((returned, k) => returned && fit.moved[k] > STRAYED_LITTLE);
  return off >= 0 ? { drop: off } : { drop: fit.strayed, strayed: true };
}

const isConsistent = ({ there, asked }: StrongLines): boolean => there >= CONSISTENT * asked && asked > 0;

/** Whether a phase is clear by its strongest lines in its own cell, while more than a few others lack. */
function lacksLines(fit: Together, k: number): boolean {
  const lines = fit.lines[k];
  return (
    !isConsistent(lines) &&
    lines.byArea >= BY_AREA &&
    fit.significance[k] >= CLEAR &&
    fit.shares[k] >= CLEAR_SHARE &&
    fit.moved[k] < STRAYED_LITTLE
  );
}

type Found = Pick<Candidate, 'significance' | 'share'>;

/** Phases whose strong lines lie under those found, by the lines that do not: the clearest first, each on what is left. */
async function findHidden(
  base: Omit<RietveldProblem, 'phases'>,
  candidates: readonly ScreenedCandidate[],
  { model, refined }: Pick<Together, 'model' | 'refined'>,
  excess: Float64Array,
  width: number,
  ctx?: Context,
): Promise<Map<CrystalModel, Found>> {
  const { values, calculated } = refined;
  const background = model.background(values);
  const others = calculated.map((v, i) => v - background[i]);
  const rest = base.data.counts.map((v, i) => v - calculated[i]);
  const weights = weighByModel(base.data, calculated);
  const found = new Map<CrystalModel, Found>();
  const total = excess.reduce((a, b) => a + b, 0);
  for (let asked = candidates; ; ) {
    const seen: { candidate: ScreenedCandidate; own: OwnLines }[] = [];
    const open = findOpen(base.angles, others, weights, width);
    for (const candidate of asked) {
      const { crystal, lines } = candidate;
      if (!hasOwnLines(lines, base.angles, open)) continue;
      if (ctx) await breathe(ctx);
      const alone = makePatternModel({ ...base, phases: [crystal] }, 4);
      const start = Float64Array.from(alone.parameters, (p) => p.value);
      for (const id of ['U', 'V', 'W', '0.X', '0.Y']) start[alone.at(id)] = values[model.at(id)];
      const own = findByOwnLines(rest, open, alone, start, width);
      if (own && own.significance > SIGNIFICANT) seen.push({ candidate, own });
    }
    if (seen.length === 0) return found;
    const { candidate, own } = seen.reduce((a, b) => (b.own.significance > a.own.significance ? b : a));
    asked = seen.map((s) => s.candidate).filter((c) => c !== candidate);
    found.set(candidate.crystal, {
      significance: own.significance,
      share: (100 * own.profile.reduce((a, b) => a + b, 0)) / total,
    });
    for (const [i, v] of own.profile.entries()) {
      rest[i] -= v;
      others[i] += v;
    }
  }
}

type Together = ReturnType<typeof fitTogether>;

function fitTogether(problem: RietveldProblem, excess: Float64Array, smoothed: readonly Float64Array[], width: number) {
  const model = makePatternModel(problem, BACKGROUND);
  let values: Float64Array = Float64Array.from(model.parameters, (p) => p.value);
  values[model.at('W')] = (0.8 * width) ** 2;
  const phases = [...problem.phases.keys()];
  for (const p of phases) {
    values[model.at(`${p}.X`)] = 0.02;
    values[model.at(`${p}.Y`)] = 0.3 * width;
    values = searchCell(model, values, p, excess, 0.006, smoothed);
  }
  const ids = Array.from({ length: BACKGROUND }, (_, k) => model.at(`background.${k}`));
  const scales = phases.map((p) => model.at(`${p}.scale`));
  for (const s of scales) values[s] = 0;
  const empty = refinePattern(model, problem.data, values, ids, { maxIterations: 2 });
  values = empty.values;
  // scales that begin on their bound do not move: begin with a thousandth of the pattern
  phases.forEach((p) => {
    values[scales[p]] = 1;
    const one = model.contribution(values, p).reduce((a, b) => Math.max(a, b), 1e-300);
    values[scales[p]] = (1e-3 * excess.reduce((a, b) => Math.max(a, b), 0)) / one;
  });
  let free = [...ids, ...scales].sort((a, b) => a - b);
  let fit: Refined = refinePattern(model, problem.data, values, free, { maxIterations: 5, tolerance: 1e-4 });
  const areas = phases.map((p) => model.contribution(fit.values, p).reduce((a, b) => a + b, 0));
  const first = areas.indexOf(Math.max(...areas));
  // what the strongest phase leaves must not be taken for another
  const structural = model.parameters
    .filter((q) => q.phase === first && /\.(u|[xyz])\.\d+$|\.X$/.test(q.id))
    .map((q) => model.at(q.id));
  const cells = phases.flatMap((p) => problem.phases[p].metrics.map((_, m) => model.at(`${p}.metric.${m}`)));
  const shapes = [...['U', 'V', 'W'].map((id) => model.at(id)), ...phases.map((p) => model.at(`${p}.Y`))];
  for (const ids of [cells, shapes, structural]) {
    free = [...new Set([...free, ...ids])].sort((a, b) => a - b);
    fit = refinePattern(model, problem.data, fit.values, free, { maxIterations: 6, tolerance: 1e-4 });
  }
  const total = excess.reduce((a, b) => a + b, 0);
  const q = fit.free.length;
  const wide = Math.sqrt(Math.max(1, fit.chiSquare / fit.points));
  const significance = scales.map((s) => {
    const k = fit.free.indexOf(s);
    const sigma = Math.sqrt(fit.covariance[k * q + k]) * wide;
    return sigma > 0 ? fit.values[s] / sigma : 0;
  });
  // a phase alone is worth what it takes from the squares; together, the area that it has
  const shares =
    phases.length === 1
      ? [100 * Math.max(0, 1 - fit.chiSquare / empty.chiSquare)]
      : phases.map((p) => (100 * model.contribution(fit.values, p).reduce((a, b) => a + b, 0)) / total);
  return {
    model,
    refined: fit,
    significance,
    shares,
    ...findStrayed(model, fit),
    lines: phases.map((p) => countStrongLines(model, problem.data, fit, p)),
  };
}

/**
 * The phase whose cell has gone furthest from its own, to lines of another; -1 where all are near; and how far each has.
 */
function findStrayed(model: PatternModel, fit: Refined): { strayed: number; moved: number[] } {
  const start = model.parameters.map((p) => p.value);
  const moved = model.phases.map((_, p) => {
    const [now, own] = [model.cell(fit.values, p), model.cell(start, p)];
    return Math.max(...(['a', 'b', 'c'] as const).map((key) => Math.abs(now[key] / own[key] - 1)));
  });
  const furthest = moved.indexOf(Math.max(...moved));
  return { strayed: moved[furthest] > STRAYED ? furthest : -1, moved };
}

/** Strong lines of a phase that no other covers: how many were asked, are there, and the share of the area that is. */
interface StrongLines {
  asked: number;
  there: number;
  byArea: number;
}

/**
 * Strong lines of a phase that are there when each is asked by itself: a third at least of what the phase says, on what
 * the other phases leave. A phase that only mends the misfit of another has some lines and lacks the rest.
 */
function countStrongLines(model: PatternModel, data: PatternData, fit: Refined, p: number): StrongLines {
  const own = model.contribution(fit.values, p);
  const { angles } = model.spec;
  const lines = model
    .reflections(fit.values)
    .filter((h) => h.phase === p && h.bragg > angles[0] && h.bragg < angles[angles.length - 1]);
  const most = Math.max(...lines.map((l) => l.area), 0);
  const background = model.background(fit.values);
  let [asked, there, area, areaThere] = [0, 0, 0, 0];
  for (const line of lines) {
    if (line.area <= 0.2 * most) continue;
    const width = line.gauss + line.lorentz;
    // a line under a stronger one of another phase tells nothing
    const at = Math.min(angles.length - 1, lowerBound(angles, line.bragg));
    if (fit.calculated[at] - background[at] > 4 * own[at]) continue;
    asked++;
    area += line.area;
    let product = 0;
    let square = 0;
    for (let i = lowerBound(angles, line.bragg - width); i < angles.length && angles[i] < line.bragg + width; i++) {
      const w = fit.weights[i];
      product += w * own[i] * (data.counts[i] - fit.calculated[i] + own[i]);
      square += w * own[i] ** 2;
    }
    if (!(square > 0 && product / square > 1 / 3 && product / square < 3)) continue;
    there++;
    areaThere += line.area;
  }
  return { asked, there, byArea: area > 0 ? areaThere / area : 0 };
}
