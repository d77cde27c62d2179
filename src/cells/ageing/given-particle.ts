import { InputError, type Note, type Table } from '../../core/index.js';
import { MonotoneCurve } from '../../num/smooth/index.js';
import type { Cell } from '../parameters/cell.js';
import { computeTrapping } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { OXYGEN_GAS, TRAPPED_LITHIUM } from './shared-quantities.js';

/** Columns of a particle's outer surface, bare and under a film. */
export const OUTER_AREAS: readonly string[] = [
  'outer_area_bare_square_metre_per_gram',
  'outer_area_covered_square_metre_per_gram',
];

/** Columns that a particle must tell; see docs/grains/to-cells.md. */
const NEEDED = [
  'cycle_count',
  ...OUTER_AREAS,
  'crack_area_bare_square_metre_per_gram',
  'crack_area_covered_square_metre_per_gram',
];

/** A particle's areas, lengths and contacts against equivalent full cycles, each against the fresh particle. */
export interface ParticleSeries {
  /** Equivalent full cycles of the last row. */
  lastCycle: number;
  outerArea: MonotoneCurve;
  crackArea: MonotoneCurve;
  outerCovered: MonotoneCurve;
  crackCovered: MonotoneCurve;
  /** [1] of D/R². */
  diffusion: MonotoneCurve;
  connected: MonotoneCurve;
  conductivity: MonotoneCurve;
  /** [1] swelling less what cracks open, over the particle's volume. */
  swelling: MonotoneCurve;
  /** [mol/g] O2 since fresh; absent where the particle does not corrode. */
  oxygen?: MonotoneCurve;
  notes: Note[];
}

/** True for a table that a particle's series can be read from. */
export const isParticleTable = (table: Table): boolean => NEEDED.every((name) => table.has(name));

/**
 * A column of a particle. Values that are missing are those of the fresh particle, its first row.
 *
 * @param fresh of a column that is not there, or has no first value
 * @throws InputError that names the column and the row
 */
export function readParticleColumn(table: Table, name: string, fresh: number): Float64Array {
  const found = table.find(name);
  if (!found) return new Float64Array(table.length).fill(fresh);
  const values = table.column(name);
  const missing = (k: number): boolean => found.valid?.[k] === 0;
  const first = missing(0) ? fresh : values[0];
  return values.map((value, k) => {
    if (missing(k)) return first;
    if (Number.isFinite(value)) return value;
    throw new InputError(`the particle has no number in column ${name}, row ${k + 1}`);
  });
}

/**
 * Reads what a particle tells a cell. Values that are missing count as those of a fresh particle.
 *
 * @throws InputError that names the column and the row
 */
export function readParticle(table: Table): ParticleSeries {
  const column = (name: string, fresh: number): Float64Array => readParticleColumn(table, name, fresh);
  for (const name of NEEDED)
    if (!table.has(name))
      throw new InputError(`a particle needs a column "${name}"`, {
        value: name,
        hint: 'cermet crack writes it; docs/grains/to-cells.md lists what else a cell reads',
      });
  const cycles = column('cycle_count', 0);
  if (cycles.length < 2) throw new InputError('a particle needs two rows at least: fresh, and after some cycles');
  for (let k = 0; k < cycles.length; k++)
    if (cycles[k] < 0 || (k > 0 && cycles[k] <= cycles[k - 1]))
      throw new InputError(`the particle's cycle_count must rise: ${cycles[k]} stands in row ${k + 1}`);
  const [outerBare, outerCovered, crackBare, crackCovered] = NEEDED.slice(1).map((name) => {
    const values = column(name, 0);
    const wrong = values.findIndex((v) => v < 0);
    if (wrong >= 0) throw new InputError(`the particle's ${name} is below zero in row ${wrong + 1}`);
    return values;
  });
  const outer = outerBare.map((v, k) => v + outerCovered[k]);
  const crack = crackBare.map((v, k) => v + crackCovered[k]);
  const fresh = outer[0] + crack[0];
  if (!(fresh > 0)) throw new InputError('the fresh particle has no wetted area');
  const series = (values: Float64Array): MonotoneCurve => new MonotoneCurve(cycles, values);
  const share = (part: Float64Array, of: Float64Array): MonotoneCurve =>
    series(part.map((v, k) => (of[k] > 0 ? v / of[k] : 0)));
  const connected = column('connected_share', 1);
  const swelling = column('swelling_share', 0);
  const opening = column('opening_volume_share', 0);
  const conductivity = column('network_conductivity_ratio', 1);
  const oxygen = column('oxygen_released_micromole_per_gram', 0);
  return {
    lastCycle: cycles[cycles.length - 1],
    outerArea: series(outer.map((v) => v / fresh)),
    crackArea: series(crack.map((v) => v / fresh)),
    outerCovered: share(outerCovered, outer),
    crackCovered: share(crackCovered, crack),
    diffusion: series(lengths(table, column).map((v, _, all) => all[0] / v)),
    connected: series(connected.map((v) => v / connected[0])),
    conductivity: series(conductivity.map((v) => Math.max(1e-3, v / conductivity[0]))),
    swelling: series(swelling.map((v, k) => v - swelling[0] - (opening[k] - opening[0]))),
    ...(oxygen.some((v) => v > 0) && { oxygen: series(oxygen.map((v) => v * 1e-6)) }),
    notes: describeScatter(table),
  };
}

/** Mean square distance to a wet face, in any unit; the square of the mean stands for it where it is not told. */
function lengths(table: Table, column: (name: string, fresh: number) => Float64Array): Float64Array {
  const square = 'mean_square_diffusion_length_square_micrometre';
  const values = table.has(square)
    ? column(square, 1)
    : column('mean_diffusion_length_micrometre', 1).map((v) => v * v);
  const wrong = values.findIndex((v) => !(v > 0));
  if (wrong >= 0) throw new InputError(`the particle's diffusion length must be above zero, row ${wrong + 1}`);
  return values;
}

/** How much particles that differ by chance differ, where the series tells. */
function describeScatter(table: Table): Note[] {
  const { sigma, values } = table.find('exposed_area_square_metre_per_gram') ?? table.get(NEEDED[3]);
  if (!sigma) return [];
  const last = values.length - 1;
  const share = sigma[last] / Math.max(1e-30, Number(values[last]));
  return [
    {
      level: 'info',
      code: 'particle-scatter',
      text: `the particle's wetted area is the mean over seeds; one sigma of it is ${(100 * share).toPrecision(2)} % at the last row, which the run does not carry on`,
    },
  ];
}

/** [kg/m3] of a layered oxide, where nothing else is known. */
export const OXIDE_DENSITY = 4750;

/** What a cell may know of a particle beside its series. */
export interface GivenParticleOptions {
  /** [kg/m3] of the oxide. @default 4750 */
  density?: number;
  /**
   * [ohm m2] of fresh surface: resistance of the intact network of grains, R/5σ in a sphere. Given, lost contacts
   * resist in series with the particle, r (1/κ − 1) by the conductance κ that is left; otherwise κ is a factor on the
   * conductivity of the electrode.
   */
  networkResistance?: number;
  /** [1] pace of all that follows the first charge, against what the series was computed with. @default 1 */
  pace?: (temperature: number) => number;
}

/**
 * A particle that was computed: its areas, lengths and contacts as they stand, against the equivalent full cycles that
 * each place of the electrode has passed, instead of a law of cracks. A cycle is twice the cell's nominal charge, more or
 * less where corrosion has another pace. Oxide that the particle has turned to rock salt is told as O2; leave the shell
 * out beside it.
 */
export function makeGivenParticle(series: ParticleSeries, cell: Cell, options: GivenParticleOptions = {}): Mechanism {
  const { density = OXIDE_DENSITY, networkResistance, pace } = options;
  const { positive } = cell;
  if (positive.kind !== 'porous') throw new InputError('a particle goes into a positive electrode that has particles');
  const surface = positive.materials.reduce((sum, m) => sum + m.surfaceArea, 0) * positive.thickness * cell.area;
  /** [C/m2] charge of a whole cycle, for each m2 of fresh surface. */
  const perCycle = (2 * cell.nominalCapacity) / surface;
  return {
    id: 'particle',
    title: 'Particle that was computed',
    electrode: 'positive',
    parameters: { series, density, networkResistance, pace: pace?.(298.15) },
    excludes: ['particle-cracking', ...(series.oxygen ? ['rock-salt-shell'] : [])],
    quantities: [{ name: 'equivalent_full_cycles', unit: '1', initial: 0, scale: 1 }],
    shared: [TRAPPED_LITHIUM, OXYGEN_GAS],
    areas(q, shape) {
      shape.outerArea = series.outerArea.valueAt(q[0]);
      shape.crackArea = series.crackArea.valueAt(q[0]);
      shape.outerCovered = series.outerCovered.valueAt(q[0]);
      shape.crackCovered = series.crackCovered.valueAt(q[0]);
    },
    shape(q, shape) {
      shape.diffusionRatio *= series.diffusion.valueAt(q[0]);
      shape.activeShare *= Math.max(1e-3, series.connected.valueAt(q[0]));
      const contact = series.conductivity.valueAt(q[0]);
      if (networkResistance === undefined) shape.solidConductivityRatio *= contact;
      else shape.contactResistance += networkResistance * (1 / contact - 1) * shape.areaRatio;
      shape.filledDepth += (series.swelling.valueAt(q[0]) * shape.particleRadius) / 3;
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const { areaRatio, particleRadius } = state.shape;
      const passed = (Math.abs(state.current) * areaRatio) / perCycle;
      // The first charge cracks by load, whatever the pace of corrosion.
      const cycling = pace && q[0] >= 1 ? passed * pace(state.temperature) : passed;
      rates[0] = cycling;
      const loss = (-series.connected.slopeAt(q[0]) / series.connected.valueAt(q[0])) * cycling;
      feed[0] = computeTrapping(state, loss, {});
      if (series.oxygen)
        feed[1] = (series.oxygen.slopeAt(q[0]) * cycling * 1000 * density * particleRadius) / (3 * areaRatio);
    },
    cite: [],
  };
}

/**
 * What must be said where a run went on for more cycles than the particle has.
 *
 * @param cycles [1] equivalent full cycles of the run, by the pace of its corrosion
 */
export function describeBeyond(series: ParticleSeries, cycles: number): Note[] {
  if (!(cycles > 1.001 * series.lastCycle)) return [];
  return [
    {
      level: 'warning',
      code: 'beyond-particle',
      text: `the run goes to ${cycles.toPrecision(3)} equivalent full cycles of the particle, which is known to ${series.lastCycle}: beyond, it stays as it was`,
    },
  ];
}
