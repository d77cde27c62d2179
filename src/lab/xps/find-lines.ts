import type { Context } from '../../core/index.js';
import { GAUSS_FWHM } from '../../num/special/index.js';
import {
  fitRegion,
  restart,
  type LineStart,
  type Prior,
  type RegionData,
  type RegionFit,
  type RegionOptions,
} from './fit-region.js';
import { FIRST_LINE, PER_LINE } from './region-model.js';
import { widenErrors } from './widen-errors.js';
import type { CoreLevel } from './core-levels.js';

/**
 * [1] χ² that a line must take away to be believed: three free numbers, and any place in the region could have had it.
 */
const BELIEVED = 30;
/** [1] standard deviations that the area of a line must be worth */
const WORTH = 4;
const MOST_LINES = 9;
/** [eV] Doublets nearer than this stand under one maximum and are searched for as pairs. */
const NARROW = 2;
/**
 * [eV] How far Gaussian widths of components of one 1s level lie apart: instrument and lifetime are shared, chemistry
 * adds some tenths (Major et al., J. Vac. Sci. Technol. A 38 (2020) 061203, doi:10.1116/6.0000377).
 */
const LIKE = 0.5;
/** [1] half of χ² by which another way to take lines apart must lie lower */
const LOWER = 0.05;
/** [1] relative change of χ² at which a fit of the search stops; the last fit goes on */
const SEARCH_TOLERANCE = 1e-5;
/** [eV] widths that are tried at every place */
const WIDTHS = [0.8, 1.3, 2.1, 3.4];

/**
 * [eV] Lorentzian widths known before the data speak: lifetimes of levels of light elements and of other levels of
 * metals, and what multiplets leave of them in broad satellites.
 */
const LIGHT: Prior = { mean: 0.28, sigma: 0.06 };
const HEAVY: Prior = { mean: 0.48, sigma: 0.12 };
const BROAD: Prior = { mean: 0.3, sigma: 0.12 };
const PARTNER: Prior = { mean: 0.75, sigma: 0.15 };
/**
 * [1] Asymmetry of metals and borides before the data speak; the tail trades off with satellites and losses, and the
 * data alone leave the area ± 4 %.
 */
const ASYMMETRY: Prior = { mean: 0.12, sigma: 0.02 };

/**
 * Finds how many lines a region needs, one at a time: the place and width where a Gaussian takes most from the residual
 * starts a Voigt line, everything is fitted again, and the line stays where χ² falls by more than chance allows and its
 * area is worth {@link WORTH} of its own standard deviations. Pairs that sit where a spin–orbit doublet has them are
 * then tied; a doublet nearer than {@link NARROW} is one candidate from the start, with the ratio and splitting of its
 * level.
 */
export async function findLines(
  data: RegionData,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  const plain = await grow(data, [], level, options, ctx);
  let best = await tieDoublets(data, await fillCompounds(data, plain, level, options, ctx), level, options, ctx);
  best = await addSatellitePartners(data, best, level, options, ctx);
  const metal = level?.metal;
  const first = [...best.lines.keys()].sort((a, b) => positionOf(best, a) - positionOf(best, b))[0];
  if (metal && first !== undefined && Math.abs(positionOf(best, first) - metal) < 1.2) {
    const asymmetric = await growAsymmetric(data, metal, level, options, ctx);
    if (asymmetric && score(asymmetric, data) < score(best, data) + 10) best = asymmetric;
  }
  best = await prune(data, await exchange(data, best, level, options, ctx), 0, options, ctx);
  const lines = restart(best).map((line) =>
    line.prior?.lorentz === BROAD && line.gauss < 3 ? { ...line, prior: { ...line.prior, lorentz: HEAVY } } : line,
  );
  const [base, slope, loss] = best.parameters;
  const last = await fitRegion(data, lines, { ...options, start: { base, slope, loss } }, ctx);
  return widenErrors(data, last, options, ctx);
}

const positionOf = (fit: RegionFit, line: number): number => fit.parameters[FIRST_LINE + PER_LINE * line + 1];

/** Bayes' information: χ² with a price on every free number. */
function score(fit: RegionFit, data: RegionData): number {
  return fit.chiSquare + fit.free * Math.log(data.energy.length);
}

async function grow(
  data: RegionData,
  seeds: readonly LineStart[],
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  let current = await fitRegion(data, seeds, options, ctx);
  while (current.lines.length < MOST_LINES) {
    let found: RegionFit | undefined;
    const scale =
      data.counted || data.sigma ? 1 : Math.max(1, current.chiSquare / Math.max(1, data.energy.length - current.free));
    for (const candidate of listCandidates(data, current, level).slice(0, 2)) {
      const lines = [...restart(current), ...splitCandidate(candidate, current.lines.length, level)];
      const next = await tryFit(data, lines, options, current, ctx);
      if (!next) continue;
      const added = FIRST_LINE + PER_LINE * current.lines.length;
      const worth = next.parameters[added] / (next.sigma[added] ?? Infinity);
      if (current.chiSquare - next.chiSquare > BELIEVED * scale && worth > WORTH) {
        found = next;
        break;
      }
    }
    if (!found) break;
    current = found;
  }
  return prune(data, current, seeds.length, options, ctx);
}

async function tryFit(
  data: RegionData,
  lines: readonly LineStart[],
  options: RegionOptions,
  from: RegionFit,
  ctx?: Context,
): Promise<RegionFit | undefined> {
  const [base, slope, loss] = from.parameters;
  try {
    return await fitRegion(
      data,
      lines,
      { ...options, start: { base, slope, loss: Math.max(loss, 1e-4) }, tolerance: SEARCH_TOLERANCE, passes: 1 },
      ctx,
    );
  } catch (error) {
    if ((error as { code?: string }).code === 'abort') throw error;
    return undefined;
  }
}

/** [1] χ² that a line must take away where a compound is known to have it. */
const EXPECTED = 9;

/** Lines that known compounds would have next to those found: less must speak for them, since their place is known. */
async function fillCompounds(
  data: RegionData,
  fit: RegionFit,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  if (!level?.compounds || level.doublet || fit.lines.length === 0) return fit;
  let current = fit;
  for (const [from, to, name] of level.compounds) {
    const positions = current.lines.map((_, s) => positionOf(current, s));
    if (positions.some((at) => at >= from && at < to) || from < data.energy[0] || to > data.energy.at(-1)!) continue;
    const lines = restart(current);
    const middle = (from + to) / 2;
    const nearest = lines.reduce((a, b) => (Math.abs(b.position - middle) < Math.abs(a.position - middle) ? b : a));
    if (Math.abs(nearest.position - middle) > 3) continue;
    const next = await tryFit(
      data,
      [
        ...lines.map((line) => ({
          ...line,
          prior: { ...line.prior, gauss: { mean: Math.min(line.gauss, 1.7), sigma: 0.4 } },
        })),
        {
          ...nearest,
          name,
          area: 0.2 * nearest.area,
          position: middle,
          within: [from, to],
          sameLorentz: 0,
          prior: { gauss: { mean: Math.min(nearest.gauss, 1.5), sigma: 0.4 } },
        },
      ],
      options,
      current,
      ctx,
    );
    if (!next) continue;
    const area = FIRST_LINE + PER_LINE * lines.length;
    if (current.chiSquare - next.chiSquare > EXPECTED && next.parameters[area] > 2 * (next.sigma[area] ?? Infinity))
      current = next;
  }
  return current;
}

/**
 * A satellite of the stronger member of a doublet has its own at the weaker one: half as strong, as wide, as far away.
 */
async function addSatellitePartners(
  data: RegionData,
  fit: RegionFit,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  const pair = fit.lines.findIndex((line) => line.partner);
  if (!level?.doublet || pair < 0) return fit;
  const main = fit.lines[pair].partner!.line;
  const splitting = positionOf(fit, pair) - positionOf(fit, main);
  let current = fit;
  for (let s = 0; s < fit.lines.length; s++) {
    const at = positionOf(fit, s) + splitting;
    const paired = current.lines.some((line, o) => line.partner?.line === s || (o === s && line.partner));
    const near = current.lines.some((_, o) => o !== s && Math.abs(positionOf(current, o) - at) < 2);
    if (paired || near || at > data.energy.at(-1)! - 1 || positionOf(fit, s) > positionOf(fit, pair)) continue;
    const lines = restart(current);
    const { ratio } = level.doublet;
    const next = await tryFit(
      data,
      [
        ...lines,
        {
          ...lines[s],
          name: `${lines[s].name} partner`,
          area: ratio * lines[s].area,
          position: at,
          partner: { line: s, ratio, splitting },
          sameGauss: s,
          sameLorentz: s,
        },
      ],
      options,
      current,
      ctx,
    );
    if (next && next.chiSquare - current.chiSquare < 4) current = next;
  }
  return current;
}

/**
 * Lines that overlap can be taken apart in several ways, and growing one by one may end in another than the best: each
 * line but the strongest is taken out, the others are fitted without it, and it comes back where the residual then
 * wants it. What lies lower stays. Lines of one 1s level have like widths ({@link LIKE}), so that a broad line is not
 * laid under a sharp one where two side by side do as well.
 */
async function exchange(
  data: RegionData,
  fit: RegionFit,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  if (fit.lines.length < 2) return fit;
  const alike = isOneS(level) ? makeWidthsAlike : (lines: readonly LineStart[]): readonly LineStart[] => lines;
  let best = await tryFit(data, alike(restart(fit)), options, fit, ctx);
  if (!best) return fit;
  for (let s = 0; s < best.lines.length; s++) {
    const lines: LineStart[] = restart(best);
    if (s === strongest(lines) || lines[s].partner || lines.some(({ partner }) => partner?.line === s)) continue;
    const rest = await tryFit(data, alike(leaveOut(lines, s)), options, best, ctx);
    if (!rest) continue;
    for (const candidate of listCandidates(data, rest, level).slice(0, 2)) {
      const next: RegionFit | undefined = await tryFit(data, alike([...restart(rest), candidate]), options, rest, ctx);
      if (!next || !(next.fit.cost < best.fit.cost - LOWER)) continue;
      best = next;
      s = -1;
      break;
    }
  }
  return best;
}

const isOneS = (level: CoreLevel | undefined): boolean => level?.name.endsWith('1s') === true;

const strongest = (lines: readonly LineStart[]): number =>
  lines.reduce((most, line, s) => (line.area > lines[most].area ? s : most), 0);

/** One lifetime for all lines, that of the first, and Gaussian widths about that of the strongest. */
function makeWidthsAlike(lines: readonly LineStart[]): LineStart[] {
  const main = strongest(lines);
  return lines.map((line, s) => ({
    ...line,
    sameLorentz: s === 0 ? undefined : 0,
    prior: { lorentz: LIGHT, ...(s !== main && { gauss: { mean: lines[main].gauss, sigma: LIKE } }) },
  }));
}

/** Lines without worth go, the least worthy first. */
async function prune(
  data: RegionData,
  fit: RegionFit,
  kept: number,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  let current = fit;
  for (;;) {
    const weak = current.lines
      .map((_, s) => ({
        s,
        worth: current.parameters[FIRST_LINE + PER_LINE * s] / (current.sigma[FIRST_LINE + PER_LINE * s] ?? Infinity),
      }))
      .filter(({ s, worth }) => s >= kept && worth < WORTH && !current.lines[s].partner)
      .sort((a, b) => a.worth - b.worth)[0];
    if (!weak) return current;
    const without = leaveOut(restart(current), weak.s);
    const next = await tryFit(data, without, options, current, ctx);
    // A line may be weak because it trades off with its neighbour: it stays where χ² misses it.
    if (!next || next.chiSquare - current.chiSquare > BELIEVED) return current;
    current = next;
  }
}

/** The pair of lines that a candidate of a narrow doublet is: its weaker member tied by area, place and widths. */
function splitCandidate(candidate: LineStart, index: number, level: CoreLevel | undefined): LineStart[] {
  if (!level || !isNarrow(level)) return [candidate];
  const { ratio, metalSplitting: splitting } = level.doublet!;
  const main = {
    ...candidate,
    area: candidate.area / (1 + ratio),
    position: candidate.position - (splitting * ratio) / (1 + ratio),
  };
  return [
    main,
    {
      ...main,
      name: `${main.name} partner`,
      area: ratio * main.area,
      position: main.position + splitting,
      partner: { line: index, ratio, splitting },
      sameGauss: index,
      sameLorentz: index,
    },
  ];
}

const isNarrow = (level: CoreLevel): boolean => level.doublet !== undefined && level.doublet.splitting[1] < NARROW;

/** Lines without one, and without the weaker member that hangs on it; ties follow their lines to the new places. */
function leaveOut(lines: readonly LineStart[], gone: number): LineStart[] {
  const keep = [...lines.keys()].filter((s) => s !== gone && lines[s].partner?.line !== gone);
  const moved = (to: number | undefined): number | undefined =>
    to === undefined || !keep.includes(to) ? undefined : keep.indexOf(to);
  return keep.map((s) => {
    const { partner, sameGauss, sameLorentz, ...line } = lines[s];
    return {
      ...line,
      partner: partner && { ...partner, line: keep.indexOf(partner.line) },
      sameGauss: moved(sameGauss),
      sameLorentz: moved(sameLorentz),
    };
  });
}

function listCandidates(data: RegionData, fit: RegionFit, level: CoreLevel | undefined): LineStart[] {
  const { energy } = data;
  const n = energy.length;
  const residual = fit.fit.residual;
  const { noise } = fit;
  const found: { position: number; width: number; area: number; gain: number }[] = [];
  for (const width of WIDTHS) {
    const sigma = width / GAUSS_FWHM;
    const step = Math.max(1, Math.round(sigma / (2 * ((energy[n - 1] - energy[0]) / (n - 1)))));
    for (let c = 2; c < n - 2; c += step) {
      // Residual against a Gaussian and a constant, over three widths around: what a line there would take away.
      let ss = 0;
      let s1 = 0;
      let sr = 0;
      let r1 = 0;
      let one = 0;
      for (let i = 0; i < n; i++) {
        const u = (energy[i] - energy[c]) / sigma;
        if (Math.abs(u) > 4) continue;
        const g = Math.exp(-0.5 * u * u) / noise[i];
        const o = 1 / noise[i];
        const r = -residual[i];
        ss += g * g;
        s1 += g * o;
        one += o * o;
        sr += g * r;
        r1 += o * r;
      }
      const det = ss * one - s1 * s1;
      if (!(det > 1e-12 * ss * one)) continue;
      const height = (sr * one - r1 * s1) / det;
      if (height <= 0) continue;
      found.push({
        position: energy[c],
        width,
        area: height * sigma * Math.sqrt(2 * Math.PI),
        gain: (height * height * det) / one,
      });
    }
  }
  found.sort((a, b) => b.gain - a.gain);
  const apart: typeof found = [];
  for (const candidate of found) {
    if (apart.every((other) => Math.abs(other.position - candidate.position) > 1)) apart.push(candidate);
    if (apart.length === 3) break;
  }
  return apart.map(({ position, width, area }) => ({
    name: `line ${fit.lines.length + 1}`,
    shape: { kind: 'voigt' },
    area,
    position,
    gauss: width,
    lorentz: 0.3,
    prior: { lorentz: level && (level.name.endsWith('1s') || isNarrow(level)) ? LIGHT : width > 3 ? BROAD : HEAVY },
    ...(level?.name.endsWith('1s') && fit.lines.length > 0 && { sameLorentz: 0 }),
    gaussWithin: [0.3, 7],
    within: [Math.max(energy[0], position - 2.5), Math.min(energy[n - 1], position + 2.5)],
  }));
}

/** Ties the area, and where they agree the splitting, of pairs that are spin–orbit doublets within their errors. */
async function tieDoublets(
  data: RegionData,
  fit: RegionFit,
  level: CoreLevel | undefined,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  const doublet = level?.doublet;
  if (!doublet || isNarrow(level)) return fit;
  const used = new Set<number>();
  const lines = restart(fit);
  const byArea = [...lines.keys()].sort((a, b) => lines[b].area - lines[a].area);
  for (const main of byArea) {
    if (used.has(main)) continue;
    const partner = byArea.find((other) => {
      if (other === main || used.has(other)) return false;
      const splitting = lines[other].position - lines[main].position;
      if (splitting < doublet.splitting[0] || splitting > doublet.splitting[1]) return false;
      const expected = doublet.ratio * lines[main].area;
      const sigma = Math.hypot(sigmaOf(fit, other), doublet.ratio * sigmaOf(fit, main));
      return Math.abs(lines[other].area - expected) < Math.max(4 * sigma, 0.1 * expected);
    });
    if (partner === undefined) continue;
    used.add(main).add(partner);
    const broad = lines[partner].gauss > 3;
    lines[partner] = {
      ...lines[partner],
      prior: { lorentz: broad ? BROAD : PARTNER },
      partner: { line: main, ratio: doublet.ratio },
    };
  }
  if (used.size === 0) return fit;
  const tied = await tryFit(data, lines, options, fit, ctx);
  const pairs = used.size / 2;
  return tied && tied.chiSquare - fit.chiSquare < 16 * pairs ? tied : fit;
}

const sigmaOf = (fit: RegionFit, line: number): number => fit.sigma[FIRST_LINE + PER_LINE * line] ?? 0;

/** [eV] above the line, where the tail of a Doniach–Šunjić line ends, so that it has an area. */
export const TAIL_CUT = 15;

/** The same search from a metallic doublet of Doniach–Šunjić lines. */
async function growAsymmetric(
  data: RegionData,
  metal: number,
  level: CoreLevel,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit | undefined> {
  const base = await fitRegion(data, [], options, ctx);
  const near = (at: number): LineStart | undefined =>
    listCandidates(restrict(data, at - 2, at + 2), restrictFit(base, data, at - 2, at + 2), level)[0];
  const start = near(metal);
  if (!start) return undefined;
  const shape = { kind: 'doniach', cut: TAIL_CUT } as const;
  const main: LineStart = {
    ...start,
    name: 'metal',
    shape,
    gauss: 0.8,
    lorentz: 0.4,
    asymmetry: 0.12,
    gaussWithin: [0.2, 3],
    prior: { lorentz: HEAVY, asymmetry: ASYMMETRY },
  };
  const seeds = level.doublet
    ? [
        main,
        {
          ...main,
          name: 'metal 2',
          area: main.area * level.doublet.ratio,
          position: main.position + level.doublet.metalSplitting,
          lorentz: 0.7,
          prior: { lorentz: PARTNER },
          within: undefined,
          partner: { line: 0, ratio: level.doublet.ratio, splitting: level.doublet.metalSplitting },
        },
      ]
    : [main];
  const grown = await grow(data, seeds, level, options, ctx);
  const tied = await tieDoublets(data, grown, level, options, ctx);
  return addSatellitePartners(data, tied, level, options, ctx);
}

function restrict(data: RegionData, from: number, to: number): RegionData {
  const keep = [...data.energy.keys()].filter((i) => data.energy[i] >= from && data.energy[i] <= to);
  const take = (values: Float64Array): Float64Array => Float64Array.from(keep, (i) => values[i]);
  return { ...data, energy: take(data.energy), counts: take(data.counts), sigma: data.sigma && take(data.sigma) };
}

function restrictFit(fit: RegionFit, data: RegionData, from: number, to: number): RegionFit {
  const keep = [...data.energy.keys()].filter((i) => data.energy[i] >= from && data.energy[i] <= to);
  const take = (values: Float64Array): Float64Array => Float64Array.from(keep, (i) => values[i]);
  return { ...fit, noise: take(fit.noise), fit: { ...fit.fit, residual: take(fit.fit.residual) } };
}
