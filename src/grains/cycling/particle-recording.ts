import {
  CERMET_VERSION,
  type Citation,
  estimateRepeats,
  type Estimate,
  type Note,
  type Recording,
  type Scale,
  Table,
} from '../../core/index.js';
import type { ParticleState } from './measure-particle.js';
import type { History } from './run-cycles.js';

const SHARES = new Set([
  'broken_share',
  'wet_share',
  'connected_share',
  'network_conductivity_ratio',
  'opening_volume_share',
  'mean_oxygen_loss_share',
]);

/** Where values of a column can be. */
export const scaleOf = (column: string): Scale =>
  SHARES.has(column) ? 'share' : column === 'swelling_share' || column.startsWith('opened_area') ? 'linear' : 'log';

/** A row of the group: the mean over seeds of every column. */
export type GroupRow = { cycle_count: number } & Record<Exclude<keyof ParticleState, 'cycle_count'>, Estimate>;

/** Means over particles that differ by chance, at the cycles that all of them reached. */
export function groupHistories(histories: readonly History[]): GroupRow[] {
  const rows = Math.min(...histories.map((h) => h.states.length));
  return Array.from({ length: rows }, (_, i) => {
    const { cycle_count, ...first } = histories[0].states[i];
    const columns = Object.keys(first) as Exclude<keyof ParticleState, 'cycle_count'>[];
    return {
      cycle_count,
      ...Object.fromEntries(
        columns.map((name) => [
          name,
          estimateRepeats(
            histories.map((h) => h.states[i][name]),
            unitOf(name),
            scaleOf(name),
          ),
        ]),
      ),
    } as GroupRow;
  });
}

/** Unit of a column of a particle. */
export function unitOf(column: string): string {
  for (const [ending, unit] of [
    ['_square_metre_per_gram', 'm2/g'],
    ['_square_micrometre', 'um2'],
    ['_per_micrometre', '1/um'],
    ['_micrometre', 'um'],
    ['_nanometre', 'nm'],
    ['_micromole_per_gram', 'umol/g'],
    ['_joule', 'J'],
  ])
    if (column.endsWith(ending)) return unit;
  return '1';
}

export const PARTICLE_CITATIONS: readonly Citation[] = [
  { text: 'Turon et al., Eng. Fract. Mech. 74 (2007) 1665', doi: '10.1016/j.engfracmech.2006.08.025' },
  { text: 'Cleveland and Bradt, J. Am. Ceram. Soc. 61 (1978) 478' },
];

/** What a group of particles tells a cell: a recording of the kind `particle` against cycles. */
export function toParticleRecording(
  histories: readonly History[],
  parameters: Record<string, unknown>,
  density: number,
): Recording<'particle'> {
  const rows = groupHistories(histories);
  const names = Object.keys(rows[0]).filter((n) => n !== 'cycle_count') as Exclude<
    keyof ParticleState,
    'cycle_count'
  >[];
  const table = new Table([
    { name: 'cycle_count', values: Float64Array.from(rows, (r) => r.cycle_count) },
    ...names.map((name) => ({
      name,
      values: Float64Array.from(rows, (r) => r[name].value),
      ...(histories.length > 1 && { sigma: Float64Array.from(rows, (r) => r[name].sigma ?? 0) }),
    })),
  ]);
  const bins = histories[0].distances[0].edges.length;
  const distances = new Table([
    {
      name: 'cycle_count',
      values: Float64Array.from({ length: rows.length * bins }, (_, i) => rows[Math.floor(i / bins)].cycle_count),
    },
    {
      name: 'distance_micrometre',
      values: Float64Array.from(
        { length: rows.length * bins },
        (_, i) => 1e6 * histories[0].distances[Math.floor(i / bins)].edges[i % bins],
      ),
    },
    {
      name: 'volume_share',
      values: Float64Array.from(
        { length: rows.length * bins },
        (_, i) =>
          histories.reduce((sum, h) => sum + h.distances[Math.floor(i / bins)].shares[i % bins], 0) / histories.length,
      ),
    },
  ]);
  return {
    kind: 'particle',
    table,
    parts: { distances },
    about: { model: 'grains: affine bodies, cohesive facets' },
    metadata: {
      case: histories[0].case,
      seeds: histories.map((h) => h.seed),
      density_kilogram_per_cubic_metre: density,
      gc_over_e_strain_squared_d: histories[0].decisive,
      jump_error: Math.max(...histories.map((h) => h.jumpError)),
      force_error: Math.max(...histories.map((h) => h.forceError)),
    },
    origin: {
      type: 'simulated',
      model: 'grains',
      parameters,
      parametersHash: '',
      cermet: CERMET_VERSION,
      citations: [...PARTICLE_CITATIONS],
    },
    notes: uniqueNotes(histories),
  };
}

/** Notes of several runs, each once. */
export function uniqueNotes(histories: readonly { notes: readonly Note[] }[]): Note[] {
  const seen = new Set<string>();
  return histories.flatMap((h) => h.notes).filter((n) => !seen.has(n.text) && seen.add(n.text));
}
