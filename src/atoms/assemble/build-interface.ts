import {
  InputError,
  SolveError,
  computeVolume,
  contextRng,
  subContext,
  type Context,
  type Note,
  type Recording,
  type Structure,
} from '../../core/index.js';
import { noteAreaShares } from '../analysis/measure-interface-bonds.js';
import { markStage } from '../motion/merge-notes.js';
import { relax, type RelaxResult } from '../motion/relax.js';
import { runDynamics, type Steer } from '../motion/run-dynamics.js';
import type { Potential } from '../potential/potential.js';
import { apportionAtoms, countFormula, requireElements, writeFormula } from './composition.js';
import { findFaults } from './find-faults.js';
import { easeOverlaps, isBoiled, makeGlass, type Glass } from './make-glass.js';
import { measureMixing } from './measure-mixing.js';
import { checkMelt, meltAndQuench } from './melt-and-quench.js';
import { chooseMinimumDistance, packRandom } from './pack-random.js';

export interface InterfaceOptions {
  /**
   * [1] about how many film atoms, in the formula's ratio; `formula` takes its numbers as they stand. Default: what
   * `thickness` holds.
   */
  atoms?: number | 'formula';
  /** [Å] thickness of the film at the density of its glass (default 7). Ignored with `atoms`. */
  thickness?: number;
  /**
   * [Å] height of the cell, kept through melt and quench; without it the height follows, so that no stress acts across
   * the film.
   */
  height?: number;
  /** [Å3] volume per atom of the glass; without it a glass of the same formula is made first. */
  atomicVolume?: number;
  /** [K] (default 2500) */
  meltTemperature?: number;
  /** [fs] (default 3000) */
  meltDuration?: number;
  /** [fs] time in which it cools to 300 K (default 3000). */
  quenchDuration?: number;
  /** [fs] (default 1.5) */
  timeStep?: number;
  /** [eV/Å] where the last relaxation stops (default 0.05). */
  force?: number;
  /** [1] most steps of the last relaxation (default 2000). */
  steps?: number;
  /** [fs] between frames kept (default 100). */
  frameInterval?: number;
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
  /** Holds melt and quench, or changes what is still to come of them. */
  steer?: Steer;
}

export interface Interface {
  /**
   * Relaxed; `atomic.group` is 0 in the oxide and 1 in the film. The film lies above the slab and reaches its next
   * image.
   */
  structure: Structure;
  /** Numbers of film atoms. */
  counts: Map<string, number>;
  formula: string;
  /** [eV] */
  energy: number;
  converged: boolean;
  /** [Å3] volume per atom of the glass that set the film's thickness. */
  atomicVolume: number;
  /** [Å] height of the cell at the start, after the quench, and relaxed. */
  heights: { start: number; quenched: number; relaxed: number };
  /** The glass that was made for it, unless its volume was given. */
  glass?: Glass;
  /** Packed, melt, quench and, last, the relaxed interface; `info.time_fs` on all but the last. */
  frames: Structure[];
  recordings: { dynamics: Recording<'md'>; relaxation: Recording<'relaxation'> };
  /** Why it is no result: what no bonded solid does. Empty where nothing is wrong. */
  faults: Note[];
  notes: Note[];
}

/**
 * An interface of a crystal with a glass on both faces of its slab: the film is packed at random into the gap between
 * the slab and its next image, melted with the slab held, quenched, and everything is relaxed together with the height
 * of the cell.
 *
 * The gap begins such that crystal and film each have their own volume: height = layers of the slab × their spacing +
 * film atoms × volume in the glass / area. What the two faces need beyond that the film finds itself, as the height
 * follows at zero stress. Yoon et al., Nat. Energy 6 (2021) 362, doi:10.1038/s41560-021-00782-0, Methods: 2500 K for 3
 * ps at 1.5 fs, there at fixed height.
 *
 * @param slab    two surfaces normal to z, third cell vector along z, any vacuum
 * @param formula composition of the film
 * @throws DomainError when the potential lacks an element, before any work; SolveError when the relaxation does not
 *   converge, the {@link Interface} in `partial`
 */
export async function buildInterface(
  slab: Structure,
  formula: string,
  potential: Potential,
  options: InterfaceOptions = {},
  ctx?: Context,
): Promise<Interface> {
  const {
    meltTemperature = 2500,
    meltDuration = 3000,
    quenchDuration = 3000,
    timeStep = 1.5,
    force = 0.05,
    steps = 2000,
    frameInterval = 100,
    threads,
  } = options;
  checkSlab(slab);
  const exact = options.atoms === 'formula' ? countFormula(formula) : undefined;
  requireElements(potential, slab.elements, 'the slab');
  requireElements(potential, (exact ?? apportionAtoms(formula, 1000)).keys(), `the film ${formula}`);
  checkMelt(meltTemperature);
  const rng = contextRng(ctx).fork('interface');

  const glassShare = options.atomicVolume === undefined ? 0.4 : 0;
  const glass =
    options.atomicVolume === undefined
      ? await makeGlassForDensity(formula, potential, threads, {
          ...subContext(ctx, 'density of the film', 0, glassShare),
          rng: rng.fork('density'),
        })
      : undefined;
  const atomicVolume = options.atomicVolume ?? glass!.atomicVolume;
  const area = computeVolume(slab.cell) / slab.cell[8];
  const counts =
    exact ??
    apportionAtoms(
      formula,
      typeof options.atoms === 'number'
        ? options.atoms
        : Math.max(1, Math.round(((options.thickness ?? 7) * area) / atomicVolume)),
    );
  const filmAtoms = [...counts.values()].reduce((a, b) => a + b, 0);
  const oxide = settleSlab(slab);
  const height = options.height ?? oxide.ownHeight + (filmAtoms * atomicVolume) / area;
  if (!(height > oxide.thickness))
    throw new InputError(`a height of ${height} Å`, {
      hint: `the slab alone is ${oxide.thickness.toFixed(1)} Å thick`,
    });
  const packed = fillGap(oxide, height, counts, rng.fork('pack'));
  const pressure = options.height === undefined ? { pressure: 0, axes: ['z'] as const } : undefined;
  const { structure: start } = await easeOverlaps(packed, potential, threads, ctx);

  const dynamics = await runDynamics(
    start,
    potential,
    {
      timeStep,
      threads,
      steer: options.steer,
      frameEvery: Math.max(1, Math.round(frameInterval / timeStep)),
      schedule: meltAndQuench({ meltTemperature, meltDuration, quenchDuration, pressure }),
    },
    { ...subContext(ctx, 'interface', glassShare, 0.85), rng: rng.fork('melt') },
  );
  const toInterface = (relaxed: RelaxResult): Interface => {
    const structure = {
      ...relaxed.structure,
      info: { ...relaxed.structure.info, bare_area_shares: noteAreaShares(slab, counts.keys()) },
    };
    return {
      structure,
      counts,
      atomicVolume,
      glass,
      heights: { start: height, quenched: dynamics.structure.cell[8], relaxed: structure.cell[8] },
      formula: writeFormula(counts),
      energy: relaxed.energy,
      converged: relaxed.converged,
      frames: [{ ...start, info: { ...start.info, time_fs: 0 } }, ...dynamics.frames, structure],
      recordings: { dynamics: dynamics.recording, relaxation: relaxed.recording },
      faults: [
        ...(glass?.notes.filter(isBoiled) ?? []),
        ...findFaults({
          before: packed,
          after: structure,
          dynamics: dynamics.recording.table,
          largestForce: relaxed.largestForce,
        }),
      ],
      notes: [
        ...(glass?.notes ?? []),
        ...markStage(dynamics.notes, 'melt and quench'),
        ...markStage(relaxed.notes, 'relaxed interface'),
        ...measureMixing(packed, structure),
      ],
    };
  };
  try {
    const released = withoutFixed(dynamics.structure);
    return toInterface(
      await relax(released, potential, { cell: ['zz'], force, steps, threads }, subContext(ctx, 'interface', 0.85, 1)),
    );
  } catch (error) {
    if (error instanceof SolveError && error.partial)
      throw new SolveError(`the interface: ${error.what}`, {
        hint: error.hint,
        step: error.step,
        residual: error.residual,
        partial: toInterface(error.partial as RelaxResult),
        cause: error,
      });
    throw error;
  }
}

/** A glass whose last forces are still large has a density good enough to begin from; its notes say so. */
async function makeGlassForDensity(
  formula: string,
  potential: Potential,
  threads: number | undefined,
  ctx: Context,
): Promise<Glass> {
  try {
    return await makeGlass(formula, potential, { threads }, ctx);
  } catch (error) {
    if (error instanceof SolveError && isGlass(error.partial)) return error.partial;
    throw error;
  }
}

const isGlass = (partial: unknown): partial is Glass =>
  typeof partial === 'object' && partial !== null && 'atomicVolume' in partial;

function checkSlab({ cell, elements, pbc }: Structure): void {
  if (elements.length === 0) throw new InputError('the slab has no atoms');
  const leaning = [2, 5, 6, 7].some((k) => Math.abs(cell[k]) > 1e-3 * Math.abs(cell[8]));
  if (leaning || !pbc[0] || !pbc[1] || !(cell[8] > 0)) {
    throw new InputError('the slab must lie in the plane of its first two cell vectors, with the third along z', {
      hint: 'cut it with cermet surface',
    });
  }
}

/** A slab with its lowest atoms at height 0, and the height of crystal that its atoms make up. */
interface SettledSlab {
  structure: Structure;
  /** [Å] between the outermost atoms. */
  thickness: number;
  /** [Å] */
  ownHeight: number;
}

function settleSlab(slab: Structure): SettledSlab {
  const { positions, elements, cell } = slab;
  const heights = Array.from(elements, (_, i) => ((positions[3 * i + 2] % cell[8]) + cell[8]) % cell[8]);
  // The widest empty stretch, the vacuum, ends where the slab begins.
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  let begin = 0;
  let widest = -Infinity;
  order.forEach((atom, k) => {
    const below = k === 0 ? heights[order[order.length - 1]] - cell[8] : heights[order[k - 1]];
    if (heights[atom] - below > widest) {
      widest = heights[atom] - below;
      begin = heights[atom];
    }
  });
  const settled = positions.slice();
  let thickness = 0;
  heights.forEach((height, i) => {
    settled[3 * i + 2] = (height - begin + 2 * cell[8] + 1e-9) % cell[8];
    thickness = Math.max(thickness, settled[3 * i + 2]);
  });
  const layers = slab.atomic?.layer?.values;
  return {
    structure: { ...slab, positions: settled },
    thickness,
    ownHeight: thickness + measureLayerSpacing(settled, layers),
  };
}

/**
 * [Å] mean distance of neighbouring layers: by their numbers where the slab has them, else by gaps of more than 0.5 Å
 * between heights.
 */
function measureLayerSpacing(positions: Float64Array, layers: Float64Array | undefined): number {
  const heights = Array.from({ length: positions.length / 3 }, (_, i) => positions[3 * i + 2]);
  const groups = new Map<number, number[]>();
  if (layers) heights.forEach((height, i) => groups.set(layers[i], [...(groups.get(layers[i]) ?? []), height]));
  else {
    let group = 0;
    let last = -Infinity;
    for (const height of [...heights].sort((a, b) => a - b)) {
      if (height - last > 0.5) group++;
      groups.set(group, [...(groups.get(group) ?? []), height]);
      last = height;
    }
  }
  const centres = [...groups.values()]
    .map((group) => group.reduce((a, b) => a + b, 0) / group.length)
    .sort((a, b) => a - b);
  return centres.length > 1 ? (centres[centres.length - 1] - centres[0]) / (centres.length - 1) : 2;
}

/** Of the least distances, where a gap is tight: below it forces of the packing tear atoms apart. */
const TIGHTEST = 0.75;

function fillGap(
  oxide: SettledSlab,
  height: number,
  counts: ReadonlyMap<string, number>,
  rng: ReturnType<typeof contextRng>,
): Structure {
  const cell = oxide.structure.cell.slice();
  cell.fill(0, 6, 8);
  cell[8] = height;
  const margin = Math.min(1, (height - oxide.thickness) / 6);
  const around = { ...oxide.structure, cell };
  // The two sides of the gap already keep atoms off by distance; what room they need varies with corrugation, so
  // distances yield where it is tight.
  for (const give of [1, 0.95, 0.9, 0.85, 0.8, TIGHTEST]) {
    try {
      const packed = packRandom(counts, cell, rng.fork(give), {
        around,
        between: [oxide.thickness + margin, height - margin],
        minimumDistance: (a, b) => give * chooseMinimumDistance(a, b),
      });
      const fixed = Float64Array.from(packed.elements, (_, i) => (i < around.elements.length ? 1 : 0));
      return { ...packed, atomic: { ...packed.atomic, fixed: { width: 1, values: fixed } } };
    } catch (error) {
      if (!(error instanceof InputError) || give === TIGHTEST) throw error;
    }
  }
  throw new InputError('the film does not fit into its gap');
}

function withoutFixed(structure: Structure): Structure {
  const { fixed: _fixed, velocities: _velocities, ...atomic } = structure.atomic ?? {};
  return { ...structure, atomic };
}
