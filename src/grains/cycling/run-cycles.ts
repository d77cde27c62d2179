import { AbortError, breathe, type Context, InputError, type Note } from '../../core/index.js';
import { type Closeness, DEFAULT_CLOSENESS, Fracture } from '../mechanics/fracture.js';
import { DEFAULT_MATERIAL, type Material } from '../mechanics/material.js';
import { type ParticleFrame, toTractionSteps } from '../../scene/index.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';
import { type Corrosion, DEFAULT_CORROSION, Exposure } from './corrosion.js';
import type { Distances } from './distances.js';
import { measureParticle, type ParticleState } from './measure-particle.js';
import { DEFAULT_PROTOCOL, makeLoadPath, type Protocol } from './protocol.js';

/**
 * What a film does, and whether there is electrolyte that bites: `bare` no film; `dry` no film and no corrosion; `bond`
 * a film that holds but does not shield;
 * `shield` one that shields but does not hold; `both`.
 */
export const CASES = ['bare', 'dry', 'bond', 'shield', 'both'] as const;
export type CaseName = (typeof CASES)[number];

export interface CycleSettings {
  material?: Material;
  corrosion?: Corrosion;
  protocol?: Protocol;
  case?: CaseName;
  /** (F) 1 where a boundary has a film; needed by cases with a film. */
  film?: Uint8Array;
  /** [1] cycles after the first charge; 0: the first charge alone. */
  cycles: number;
  /** [1] error of the mean oxygen loss that a jump over cycles may make. */
  jumpTolerance?: number;
  closeness?: Closeness;
}

/** What became of a particle. */
export interface History {
  seed: number;
  case: CaseName;
  states: ParticleState[];
  distances: Distances[];
  /** [1] error of the mean oxygen loss that jumps made, summed. */
  jumpError: number;
  /** [1] largest residual of forces over load, and largest growth of damage that was left, of any state. */
  forceError: number;
  growthLeft: number;
  /** The one number that decides: work of separation of bare boundaries over E Δε² d. */
  decisive: number;
  /** (F) fields of facets at the end, for drawing: film, damage, wet, tension [Pa], oxygen loss. */
  fields: { film: Uint8Array; damage: Float64Array; wet: Uint8Array; tension: Float64Array; oxygenLoss: Float64Array };
  /** What facets are at each row, for playing. */
  frames: ParticleFrame[];
  work: { steps: number; solves: number };
  notes: Note[];
}

interface Saved {
  cycle: number;
  step: number;
  x: Float64Array;
  damage: Float64Array;
  closed: Uint8Array;
  remembered: [string, { x: Float64Array; closed: Uint8Array }][];
  toughness: Float64Array;
  opening: Float64Array;
  gaps: Float64Array;
  released: number;
  dissipated: number;
  oxygenLoss: Float64Array;
  wet: Uint8Array;
  rockSalt2: Float64Array;
  outerRockSalt2: Float64Array;
  rates: Float64Array;
  states: ParticleState[];
  distances: Distances[];
  frames: ParticleFrame[];
  jumpError: number;
  forceError: number;
  growthLeft: number;
  work: { steps: number; solves: number };
}

/**
 * First charge, two more loads, and cycles: loads are followed state by state, corrosion is jumped over cycles. A jump
 * ends where the estimated error of the mean oxygen loss stays within the tolerance: half the difference between what
 * the rates before and after the next load would have taken.
 *
 * @throws AbortError with the finished part where it is cancelled
 */
export async function runCycles(particle: Polycrystal, settings: CycleSettings, ctx?: Context): Promise<History> {
  const material = settings.material ?? DEFAULT_MATERIAL;
  const kind = settings.case ?? 'bare';
  const filmed = kind === 'bond' || kind === 'shield' || kind === 'both';
  const F = particle.facets.areas.length;
  if (!Number.isInteger(settings.cycles) || settings.cycles < 0 || settings.cycles > 100_000)
    throw new InputError(`${settings.cycles} cycles cannot be run`, { hint: 'a whole number from 0' });
  if (filmed && !settings.film)
    throw new InputError(`the case ${kind} needs a film`, { hint: 'say how far it runs along boundaries' });
  if (settings.film && settings.film.length !== F)
    throw new InputError(`a film on ${settings.film.length} facets does not fit a particle of ${F}`);
  if (particle.volumes.length < 2) throw new InputError('a particle of one grain has no boundary that could break');
  const corrosion = kind === 'dry' ? undefined : (settings.corrosion ?? DEFAULT_CORROSION);
  const fracture = new Fracture(particle, material, settings.closeness ?? DEFAULT_CLOSENESS);
  const film = filmed ? settings.film! : new Uint8Array(F);
  const exposure = new Exposure(fracture, corrosion, film, {
    bond: kind === 'bond' || kind === 'both',
    shield: kind === 'shield' || kind === 'both',
    outer: filmed,
  });
  const radius = Math.cbrt(particle.halfAxes[0] * particle.halfAxes[1] * particle.halfAxes[2]);
  const path = makeLoadPath(settings.protocol ?? DEFAULT_PROTOCOL, material, radius);
  const marks = listMarks(settings.cycles);
  const tolerance = settings.jumpTolerance ?? 0.01;
  const states: ParticleState[] = [];
  const distances: Distances[] = [];
  const frames: History['frames'] = [];
  let jumpError = 0;
  let forceError = 0;
  let growthLeft = 0;
  let cycle = 0;
  let step = Math.max(1, Math.round(settings.cycles / 40));
  let rates = new Float64Array(F);
  const record = (): void => {
    const [last, lengths] = [states.at(-1), distances.at(-1)];
    const before = last && lengths && { state: last, distances: lengths };
    const { state, distances: d } = measureParticle(exposure, cycle, before);
    states.push(state);
    distances.push(d);
    frames.push({
      damage: Uint8Array.from(fracture.damage, (v) => Math.round(255 * v)),
      wet: exposure.wet.slice(),
      traction: toTractionSteps(fracture.normalTractions()),
    });
  };
  const load = async (list: readonly { x: number; gradient: number }[]): Promise<void> => {
    const sum = new Float64Array(F);
    for (const state of list) {
      const report = await fracture.equilibrate(state, ctx);
      forceError = Math.max(forceError, report.error);
      growthLeft = Math.max(growthLeft, report.growth);
      exposure.spread();
      const now = exposure.rates(fracture.tractions());
      for (let f = 0; f < F; f++) sum[f] += now[f] / list.length;
    }
    rates = sum;
  };
  const history = (): History => ({
    seed: particle.seed,
    case: kind,
    states,
    distances,
    jumpError,
    forceError,
    growthLeft,
    decisive: material.workOfSeparation / (fracture.modulus * path.misfit ** 2 * particle.grainSize),
    fields: {
      film,
      damage: fracture.damage,
      wet: exposure.wet,
      tension: fracture.tractions(),
      oxygenLoss: exposure.oxygenLoss,
    },
    frames,
    work: fracture.system.work,
    notes: listNotes(material, corrosion, path.capped, particle),
  });
  const save = async (): Promise<void> => {
    await ctx?.checkpoint?.save('state', {
      cycle,
      step,
      x: fracture.system.x.slice(),
      damage: fracture.damage,
      closed: fracture.closed,
      remembered: [...fracture.remembered],
      toughness: fracture.toughness,
      opening: fracture.opening,
      gaps: fracture.gaps,
      released: fracture.released,
      dissipated: fracture.dissipated,
      oxygenLoss: exposure.oxygenLoss,
      wet: exposure.wet,
      rockSalt2: exposure.rockSalt2,
      outerRockSalt2: exposure.outerRockSalt2,
      rates,
      states,
      distances,
      frames,
      jumpError,
      forceError,
      growthLeft,
      work: { ...fracture.system.work },
    } satisfies Saved);
  };
  const restore = (s: Saved): void => {
    fracture.system.x.set(s.x);
    fracture.damage.set(s.damage);
    fracture.closed.set(s.closed);
    for (const [key, last] of s.remembered) fracture.remembered.set(key, last);
    fracture.toughness.set(s.toughness);
    fracture.opening.set(s.opening);
    fracture.gaps.set(s.gaps);
    fracture.released = s.released;
    fracture.dissipated = s.dissipated;
    exposure.oxygenLoss.set(s.oxygenLoss);
    exposure.wet.set(s.wet);
    exposure.rockSalt2.set(s.rockSalt2);
    exposure.outerRockSalt2.set(s.outerRockSalt2);
    rates = Float64Array.from(s.rates);
    states.push(...s.states);
    distances.push(...s.distances);
    frames.push(...s.frames);
    Object.assign(fracture.system.work, s.work);
    ({ cycle, step, jumpError, forceError, growthLeft } = s);
    fracture.setLaws();
    fracture.restore();
  };
  const saved = (await ctx?.checkpoint?.load('state')) as Saved | undefined;
  if (saved && saved.damage.length === F) restore(saved);
  try {
    if (cycle === 0 && states.length === 0) {
      record();
      ctx?.progress?.(0, settings.cycles + 10, 'first charge');
      await load(path.first);
      if (settings.cycles > 0) {
        await load(path.cycle);
        await load(path.cycle);
      }
      cycle = 1;
      record();
      await save();
    }
    while (cycle < settings.cycles) {
      await breathe(ctx);
      ctx?.progress?.(
        cycle + 10,
        settings.cycles + 10,
        `cycle ${cycle}, ${(100 * fracture.brokenShare()).toFixed(1)} % broken`,
      );
      const next = marks.find((m) => m > cycle)!;
      const jump = corrosion ? Math.min(step, next - cycle) : next - cycle;
      const before = rates;
      const loss = exposure.oxygenLoss.slice();
      exposure.advance(rates, jump);
      await load(path.cycle);
      const error = estimateJump(particle, loss, before, rates, jump);
      jumpError += error;
      // The error of a jump grows with its square.
      if (error > 0)
        step = Math.max(
          1,
          Math.min(Math.floor(jump * Math.min(2, Math.max(0.4, 0.9 * Math.sqrt(tolerance / error)))), settings.cycles),
        );
      else step = Math.max(step, 2 * jump);
      cycle += jump;
      if (marks.includes(cycle)) record();
      await save();
    }
  } catch (error) {
    if (error instanceof AbortError) throw new AbortError(error.what, { partial: history() });
    throw error;
  }
  return history();
}

/**
 * Cycles at which a particle is measured: fresh, after the first loads, twice early, where most happens, and ten times
 * more.
 */
export function listMarks(cycles: number): number[] {
  const marks = [0, 1];
  for (const k of [0.25, 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    const mark = Math.round((cycles * k) / 10);
    if (mark > marks[marks.length - 1]) marks.push(mark);
  }
  return marks;
}

/** Half the difference of the oxygen loss by the rates before and after, averaged over the boundary area. */
function estimateJump(
  p: Polycrystal,
  loss: Float64Array,
  before: Float64Array,
  after: Float64Array,
  cycles: number,
): number {
  let sum = 0;
  let all = 0;
  for (let f = 0; f < loss.length; f++) {
    const area = p.facets.areas[f];
    all += area;
    if (before[f] === after[f] || after[f] === 0) continue;
    sum += 0.5 * area * (1 - loss[f]) * Math.abs(Math.exp(-before[f] * cycles) - Math.exp(-after[f] * cycles));
  }
  return sum / all;
}

function listNotes(material: Material, corrosion: Corrosion | undefined, capped: boolean, p: Polycrystal): Note[] {
  const notes: Note[] = [...p.notes];
  if (material.lattice.source.startsWith('literature'))
    notes.push({
      level: 'info',
      code: 'lattice-from-literature',
      text: `lattice constants: ${material.lattice.source}; one's own in situ diffraction is better`,
    });
  notes.push({ level: 'info', code: 'stiffness-source', text: `elastic constants: ${material.stiffness.source}` });
  if (corrosion) {
    notes.push({
      level: 'warning',
      code: 'rates-assumed',
      text: 'rates of oxygen loss and of rock salt are assumed, not measured or computed: they cannot support a claim alone',
    });
    notes.push({
      level: 'info',
      code: 'wedge',
      text:
        corrosion.wedge > 0
          ? `cracks are held open by a product ${corrosion.wedge} times as thick as the rock salt on their faces`
          : 'nothing wedges cracks open: they close at the end of charge, where real ones stay open',
    });
  }
  if (capped)
    notes.push({
      level: 'warning',
      code: 'gradient-capped',
      text: `the rate asks for a steeper gradient than ${STEEPEST_TEXT} in x: diffusion through the whole particle would not follow`,
    });
  return notes;
}

const STEEPEST_TEXT = '0.3';
