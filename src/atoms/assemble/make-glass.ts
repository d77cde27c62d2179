import {
  portableCbrt,
  AVOGADRO,
  SolveError,
  atomicWeight,
  computeVolume,
  contextRng,
  subContext,
  type Context,
  type Estimate,
  type Note,
  type Recording,
  type Structure,
} from '../../core/index.js';
import { markStage } from '../motion/merge-notes.js';
import { relax, type RelaxResult } from '../motion/relax.js';
import { runDynamics, type Steer } from '../motion/run-dynamics.js';
import type { Potential } from '../potential/potential.js';
import { sumAtomicVolumes } from './atomic-volumes.js';
import { apportionAtoms, countFormula, requireElements, writeFormula } from './composition.js';
import { checkMelt, meltAndQuench, ROOM_TEMPERATURE } from './melt-and-quench.js';
import { packRandom } from './pack-random.js';

export interface GlassOptions {
  /** [1] about how many atoms, in the formula's ratio (default 102); `formula` takes its numbers as they stand. */
  atoms?: number | 'formula';
  /** [K] (default 2500) */
  meltTemperature?: number;
  /** [fs] (default 3000) */
  meltDuration?: number;
  /** [fs] time in which it cools to 300 K (default 3000). */
  quenchDuration?: number;
  /** [fs] time at 300 K over which the density is averaged (default 1500). */
  holdDuration?: number;
  /** [fs] (default 1.5) */
  timeStep?: number;
  /** [eV/Å] where the last relaxation stops (default 0.02). */
  force?: number;
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
  /** Holds the run. */
  steer?: Steer;
}

export interface Glass {
  /** Relaxed at 0 K, cell edges included. */
  structure: Structure;
  formula: string;
  counts: Map<string, number>;
  /** [Å3] per atom at 0 K. */
  atomicVolume: number;
  /** [g/cm3] at 0 K. */
  relaxedDensity: number;
  /** [g/cm3] mean at 300 K and zero pressure; sigma from block means, spread of the momentary density. */
  density: Estimate;
  /** [eV] */
  energy: number;
  recordings: { dynamics: Recording<'md'>; relaxation: Recording<'relaxation'> };
  notes: Note[];
}

/**
 * Seed of the glass whose density sets the thickness of films: the same for all interfaces, so that each depends on its
 * own seed only.
 */
export const GLASS_SEED = 1;

const BLOCKS = 5;

/** Whether a note says that a glass boiled, so that its volume is that of no glass. */
export const isBoiled = ({ code }: Note): boolean => code === 'glass-boiled';

/**
 * A glass of any composition, at the density it finds for itself: packed at random, melted and quenched at zero
 * pressure, relaxed.
 *
 * @throws DomainError when the potential lacks an element, before any work; SolveError when the relaxation does not
 *   converge, the glass in `partial`
 */
export async function makeGlass(
  formula: string,
  potential: Potential,
  options: GlassOptions = {},
  ctx?: Context,
): Promise<Glass> {
  const {
    meltTemperature = 2500,
    meltDuration = 3000,
    quenchDuration = 3000,
    holdDuration = 1500,
    timeStep = 1.5,
    force = 0.02,
    threads,
  } = options;
  const counts = options.atoms === 'formula' ? countFormula(formula) : apportionAtoms(formula, options.atoms ?? 102);
  requireElements(potential, counts.keys(), formula);
  checkMelt(meltTemperature);
  const rng = contextRng(ctx).fork('glass');
  const startVolume = sumAtomicVolumes(counts);
  const edge = portableCbrt(1.1 * startVolume);
  const packed = packRandom(counts, Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge), rng.fork('pack'));
  const { structure: start } = await easeOverlaps(packed, potential, threads, ctx);

  const pressure = { pressure: 0 };
  const dynamics = await runDynamics(
    start,
    potential,
    {
      timeStep,
      threads,
      steer: options.steer,
      schedule: [
        ...meltAndQuench({ meltTemperature, meltDuration, quenchDuration, pressure }),
        {
          label: 'hold',
          duration: holdDuration,
          ensemble: 'langevin',
          temperature: ROOM_TEMPERATURE,
          relaxationTime: 50,
          pressure,
        },
      ],
    },
    { ...subContext(ctx, 'glass', 0.02, 0.9), rng: rng.fork('melt') },
  );
  const toGlass = (relaxed: RelaxResult): Glass => {
    const { structure } = relaxed;
    const volume = computeVolume(structure.cell);
    const notes = [...markStage(dynamics.notes, 'making the glass'), ...markStage(relaxed.notes, 'relaxed glass')];
    if (volume > 2 * startVolume)
      notes.push({
        level: 'serious',
        code: 'glass-boiled',
        text: `${formula} swelled to ${(volume / startVolume).toFixed(1)} times the volume of its elements: at ${meltTemperature} K and no pressure it boiled rather than melted.`,
      });
    return {
      structure,
      counts,
      notes,
      formula: writeFormula(counts),
      atomicVolume: volume / structure.elements.length,
      relaxedDensity: computeDensity(structure.elements, volume),
      density: estimateDensity(structure.elements, dynamics.recording),
      energy: relaxed.energy,
      recordings: { dynamics: dynamics.recording, relaxation: relaxed.recording },
    };
  };
  try {
    return toGlass(
      await relax(
        dynamics.structure,
        potential,
        { cell: ['xx', 'yy', 'zz'], force, steps: 2000, threads },
        subContext(ctx, 'glass', 0.9, 1),
      ),
    );
  } catch (error) {
    if (error instanceof SolveError && error.partial)
      throw new SolveError(`the glass ${writeFormula(counts)}: ${error.what}`, {
        hint: error.hint,
        step: error.step,
        residual: error.residual,
        partial: toGlass(error.partial as RelaxResult),
        cause: error,
      });
    throw error;
  }
}

/** Takes the worst forces out of a random packing, so that dynamics can begin; where it stops does not matter. */
export async function easeOverlaps(
  structure: Structure,
  potential: Potential,
  threads: number | undefined,
  ctx?: Context,
): Promise<{ structure: Structure }> {
  try {
    return await relax(structure, potential, { method: 'fire', force: 3, steps: 60, threads }, { signal: ctx?.signal });
  } catch (error) {
    if (error instanceof SolveError && error.partial) return error.partial as RelaxResult;
    throw error;
  }
}

/**
 * Density of a number of atoms in a volume.
 *
 * @param volume [Å3]
 * @returns [g/cm3]
 */
export function computeDensity(elements: readonly string[], volume: number): number {
  return (elements.reduce((sum, element) => sum + atomicWeight(element), 0) / AVOGADRO / volume) * 1e24;
}

function estimateDensity(elements: readonly string[], recording: Recording<'md'>): Estimate {
  const segment = recording.table.get('segment').values;
  const volume = recording.table.column('volume_cubic_angstrom').filter((_, i) => segment[i] === 2);
  const density = Array.from(volume, (v) => computeDensity(elements, v));
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = (values: number[]): number =>
    Math.sqrt(values.reduce((sum, v) => sum + (v - mean(values)) ** 2, 0) / (values.length - 1));
  const blocks = Array.from({ length: BLOCKS }, (_, b) =>
    mean(density.slice(Math.floor((b * density.length) / BLOCKS), Math.floor(((b + 1) * density.length) / BLOCKS))),
  );
  return {
    value: mean(density),
    sigma: deviation(blocks) / Math.sqrt(BLOCKS),
    spread: deviation(density),
    n: BLOCKS,
    unit: 'g/cm3',
  };
}
