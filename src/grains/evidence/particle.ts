import {
  CERMET_VERSION,
  InputError,
  makeRng,
  measuredQuantity,
  map,
  number,
  quantity,
  type Quantity as Measured,
  type Simulated,
  estimateRepeats,
} from '../../core/index.js';
import { defineEvidence, makeOutput, type Quantity, type Result, seeds } from '../../evidence/index.js';
import { DEFAULT_CORROSION } from '../cycling/corrosion.js';
import { decompose, figureDecomposition } from '../cycling/decompose.js';
import type { ParticleState } from '../cycling/measure-particle.js';
import {
  PARTICLE_CITATIONS,
  scaleOf,
  toParticleRecording,
  uniqueNotes,
  unitOf,
} from '../cycling/particle-recording.js';
import { DEFAULT_PROTOCOL } from '../cycling/protocol.js';
import { type CaseName, CASES, type History, runCycles } from '../cycling/run-cycles.js';
import { infuse } from '../infusion/infuse.js';
import { DEFAULT_MATERIAL, type Material } from '../mechanics/material.js';
import type { ParticleHistory, ParticleScene } from '../../scene/index.js';
import { makePolycrystal } from '../polycrystal/make-polycrystal.js';
import { type ParticleShape, toParticleHistory, toParticleShape } from '../polycrystal/particle-shape.js';

/** Quantities of a particle by the columns that they are. */
const QUANTITIES: Readonly<Record<string, { column: Exclude<keyof ParticleState, 'cycle_count'>; label: string }>> = {
  broken_share: { column: 'broken_share', label: 'broken share of the boundary area' },
  exposed_area: { column: 'exposed_area_square_metre_per_gram', label: 'area that the electrolyte finds' },
  diffusion_length: { column: 'mean_diffusion_length_micrometre', label: 'mean distance to a wet face' },
  connected_share: { column: 'connected_share', label: 'volume that electrons reach' },
  network_conductivity: {
    column: 'network_conductivity_ratio',
    label: 'conductance of the grain network over the fresh one',
  },
  rock_salt_thickness: { column: 'rock_salt_thickness_nanometre', label: 'rock salt on wetted faces' },
  oxygen_released: { column: 'oxygen_released_micromole_per_gram', label: 'oxygen released since fresh' },
};

const quantities: Record<string, Quantity> = {
  ...Object.fromEntries(
    Object.entries(QUANTITIES).map(([id, { column, label }]) => [
      id,
      { label, unit: unitOf(column), scale: scaleOf(column), plot: true },
    ]),
  ),
  broken_spared: { label: 'part of the cracking of a bare particle that is spared', unit: '1' },
  decisive_number: { label: 'Gc/(E Δε² d)', unit: '1', scale: 'log' },
};

/** What one particle of one group became: history without the fields that only drawing needs. */
export interface ParticleRun {
  group: string;
  history: Omit<History, 'fields' | 'frames'>;
  /** Of the first seed. */
  drawn?: { shape: ParticleShape; history: ParticleHistory };
}

/** Grains of a particle that is shown at most: a page stays small. */
const SHOWN = 3000;

/** Evidence from a group of particles that are charged, corroded and crack. */
export const particleEvidence = defineEvidence({
  id: 'grains/particle',
  title: 'A particle of grains over cycles',
  settings: {
    separation_energy: measuredQuantity(
      'areal energy',
      '1.35 J/m2',
      'work that separates a bare boundary; of other evidence its interval is drawn with each seed',
    ),
    film_separation_energy: measuredQuantity(
      'areal energy',
      '3.7 times that',
      'work that separates a boundary with a film',
    ),
    groups: map(
      'what each group is: pristine: bare, coated: both; bare, dry, bond, shield, both',
      'pristine: bare, coated: both',
    ),
    grains: number(300, 'grains of a particle', { min: 2, max: 50_000, whole: true }),
    grain: quantity('length', '0.5 um', 'cube root of the mean volume of a grain'),
    seeds: seeds('1..3', 'particles that differ by chance'),
    cycles: number(200, 'cycles after the first charge', { min: 0, max: 10_000, whole: true }),
    reach: quantity('length', undefined, 'how far a film runs along boundaries', 'through all of them'),
    temperature: quantity('temperature', '25 degC', 'while cycling'),
    lifetime: number(DEFAULT_CORROSION.lifetime, 'cycles in which a wet facet loses its oxygen; assumed', {
      min: 1e-3,
    }),
    shielding: number(DEFAULT_CORROSION.shielding, 'how much slower that is under a film; assumed', { min: 1e-3 }),
    x_min: number(DEFAULT_PROTOCOL.xMin, 'share of lithium left at the end of charge', { min: 0.01, max: 0.9 }),
    charge: number(DEFAULT_PROTOCOL.charge, 'rate of charge in C', { min: 1e-3, max: 100 }),
    discharge: number(DEFAULT_PROTOCOL.discharge, 'rate of discharge in C', { min: 1e-3, max: 100 }),
  },
  quantities,
  recordings: 'particle',
  check(settings) {
    groupsOf(settings.groups);
  },
  plan(settings) {
    return Object.entries(groupsOf(settings.groups)).flatMap(([group, kind]) =>
      settings.seeds.map((seed) => ({
        label: `${group}, particle ${seed}`,
        weight: settings.grains * (1 + settings.cycles / 50) * 1e-3,
        inputs: { ...settings, groups: undefined, seeds: undefined, group, kind, seed },
        async run(ctx, host): Promise<ParticleRun> {
          const spec = { shape: 'particle', grains: settings.grains, grainSize: settings.grain, seed } as const;
          // All groups of a seed, and all evidence on such particles, share one tessellation.
          const particle = await host.keep(spec, () => makePolycrystal(spec, ctx));
          const material = drawMaterial(settings.separation_energy, settings.film_separation_energy, seed);
          const film =
            kind === 'bare' || kind === 'dry'
              ? undefined
              : infuse(particle, { reach: settings.reach ?? Infinity, density: material.density }).film;
          const whole = await runCycles(
            particle,
            {
              material,
              case: kind,
              film,
              cycles: settings.cycles,
              corrosion: {
                ...DEFAULT_CORROSION,
                temperature: settings.temperature,
                lifetime: settings.lifetime,
                shielding: settings.shielding,
              },
              protocol: { xMin: settings.x_min, charge: settings.charge, discharge: settings.discharge },
            },
            ctx,
          );
          const { fields: _fields, frames: _frames, ...history } = whole;
          if (seed !== settings.seeds[0] || particle.volumes.length > SHOWN) return { group, history };
          return {
            group,
            history,
            drawn: { shape: toParticleShape(particle), history: toParticleHistory(group, whole) },
          };
        },
      })),
    );
  },
  assemble(settings, runs: readonly ParticleRun[]) {
    const origin: Simulated = {
      type: 'simulated',
      model: 'grains as affine elastic bodies, cohesive facets, corrosion by the electrolyte',
      parameters: { ...settings },
      parametersHash: computeHash(settings),
      cermet: CERMET_VERSION,
      citations: [...PARTICLE_CITATIONS],
    };
    const kinds = groupsOf(settings.groups);
    const byGroup = Object.keys(kinds).map((group) => ({
      group,
      histories: runs
        .filter((r) => r.group === group)
        .map((r) => ({ ...r.history, fields: EMPTY, frames: [] }) satisfies History),
    }));
    const results: Result[] = [];
    for (const { group, histories } of byGroup) {
      histories[0].states.forEach(({ cycle_count }, row) => {
        for (const [id, { column, label }] of Object.entries(QUANTITIES)) {
          const values = histories.map((h) => h.states[row][column]);
          results.push({
            id,
            label,
            group,
            at: { cycle: cycle_count },
            estimate: estimateRepeats(values, unitOf(column), scaleOf(column)),
            replicates: Object.fromEntries(histories.map((h, i) => [`particle ${h.seed}`, values[i]])),
            origin,
          });
        }
      });
      results.push({
        id: 'decisive_number',
        label: quantities.decisive_number.label,
        group,
        estimate: estimateRepeats(
          histories.map((h) => h.decisive),
          '1',
          'log',
        ),
        origin,
      });
    }
    const cases = Object.fromEntries(byGroup.map(({ group, histories }) => [kinds[group], histories])) as Partial<
      Record<CaseName, History[]>
    >;
    const distinct = new Set(Object.values(kinds)).size === byGroup.length;
    const comparison = distinct && byGroup.length > 1 ? decompose(cases) : undefined;
    for (const [name, spared] of Object.entries(comparison?.spared ?? {}))
      results.push({
        id: 'broken_spared',
        label: quantities.broken_spared.label,
        group: Object.keys(kinds).find((g) => kinds[g] === name),
        estimate: { value: spared, n: settings.seeds.length, unit: '1' },
        origin,
      });
    return makeOutput({
      results,
      particles: toScenes(runs),
      figures: distinct && byGroup.length > 0 ? [figureDecomposition(cases)] : [],
      recordings: byGroup.map(({ group, histories }) => ({
        id: group,
        recording: toParticleRecording(histories, { ...settings }, DEFAULT_MATERIAL.density),
      })),
      notes: [
        ...uniqueNotes(byGroup.flatMap((g) => g.histories)),
        ...(comparison ? [{ level: 'info' as const, code: 'decomposition', text: comparison.says }] : []),
      ],
    });
  },
});

/** The particle of the first seed, with what became of it in each group. */
function toScenes(runs: readonly ParticleRun[]): ParticleScene[] {
  const drawn = runs.flatMap((r) => r.drawn ?? []);
  if (drawn.length === 0) return [];
  return [
    {
      id: 'particle',
      title: 'The first particle',
      caption:
        'Grains whose centre lies before the plane of the cut are taken away; faces show what became of the boundary between a grain that is left and one that is not.',
      ...drawn[0].shape,
      histories: drawn.map((d) => d.history),
    },
  ];
}

const EMPTY: History['fields'] = {
  film: new Uint8Array(0),
  damage: new Float64Array(0),
  wet: new Uint8Array(0),
  tension: new Float64Array(0),
  oxygenLoss: new Float64Array(0),
};

function groupsOf(given: Readonly<Record<string, string>> | undefined): Record<string, CaseName> {
  const groups = given ?? { pristine: 'bare', coated: 'both' };
  for (const [group, kind] of Object.entries(groups))
    if (!CASES.includes(kind as CaseName))
      throw new InputError(`the group ${group} cannot be "${kind}"`, {
        value: kind,
        allowed: CASES,
        where: { path: `groups.${group}` },
      });
  return { ...groups } as Record<string, CaseName>;
}

/** Works of separation as given, or drawn within what is known of them: the same draw for every group of a seed. */
function drawMaterial(bare: Measured | undefined, film: Measured | undefined, seed: number): Material {
  const rng = makeRng(seed).fork('separation energy');
  const draw = (of: Measured): number => Math.max(0.05 * of.value, of.value + (of.sigma ?? 0) * rng.normal());
  const work = bare ? draw(bare) : DEFAULT_MATERIAL.workOfSeparation;
  return {
    ...DEFAULT_MATERIAL,
    workOfSeparation: work,
    filmRatio: film ? draw(film) / work : DEFAULT_MATERIAL.filmRatio,
  };
}

/** A short name of settings; the study's own hash decides what runs again. */
const computeHash = (settings: unknown): string => JSON.stringify(settings);
