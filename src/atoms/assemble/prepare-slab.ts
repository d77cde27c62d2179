import {
  computeVolume,
  contextRng,
  DomainError,
  InputError,
  makeRng,
  subContext,
  type Context,
  type Note,
  type Structure,
} from '../../core/index.js';
import {
  buildSurface,
  chooseRepeats,
  findParent,
  findSymmetry,
  isMixed,
  orderStructure,
  type OrderingMethod,
  type Surface,
} from '../crystal/index.js';
import { mergeNotes } from '../motion/merge-notes.js';
import { relax } from '../motion/relax.js';
import type { Potential } from '../potential/potential.js';
import { averageCrystal } from './average-crystal.js';
import { requireElements } from './composition.js';

export interface SlabOptions {
  /**
   * Miller indices on the conventional cell, of an ordered cell on its parent's; without them a surface is chosen, and
   * a note says which and why.
   */
  miller?: readonly number[];
  /** [1] atomic layers (default: whole repeats, at least 10 Å). */
  layers?: number;
  /** [1] index of the termination of the upper face. */
  termination?: number;
  /**
   * Repeats of the reduced in-plane cell (default: the fewest that give 60 Å2 with no edge below 5.5 Å, and whole atoms
   * on mixed sites).
   */
  supercell?: readonly [number, number];
  /** How shared and partly vacant sites are filled (default `sqs`). */
  ordering?: OrderingMethod;
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
}

export interface PreparedSlab {
  surface: Surface;
  /** The crystal at rest in the potential: its conventional cell, or an ordered cell. */
  crystal: Structure;
  miller: readonly number[];
  /**
   * (3, 3) whole numbers that make the cell of `crystal` of the lattice that the indices count on, where that is
   * another.
   */
  parentSupercell?: readonly number[];
  supercell: readonly [number, number];
  notes: Note[];
}

/** Seed of the ordering of mixed sites: the same for all interfaces. */
export const ORDERING_SEED = 1;

const SMALLEST_AREA = 60;
const SHORTEST_EDGE = 5.5;

/**
 * A slab ready for a film: the crystal relaxed in the potential, cut along a plane, repeated to a useful size. Of a
 * crystal with shared or partly vacant sites an ordered cell is relaxed, which gives the lattice, and the sites of the
 * slab are then filled by the same rule.
 *
 * @throws DomainError when the potential lacks an element; SolveError when the crystal does not come to rest
 */
export async function prepareSlab(
  crystal: Structure,
  potential: Potential,
  options: SlabOptions = {},
  ctx?: Context,
): Promise<PreparedSlab> {
  requireElements(potential, allElements(crystal), 'the crystal');
  return isMixed(crystal)
    ? prepareMixedSlab(crystal, potential, options, ctx)
    : prepareOrderedSlab(crystal, potential, options, ctx);
}

const allElements = (structure: Structure): Set<string> =>
  new Set(structure.elements.flatMap((element, i) => structure.disorder?.get(i)?.map((o) => o.element) ?? [element]));

async function prepareOrderedSlab(
  crystal: Structure,
  potential: Potential,
  options: SlabOptions,
  ctx?: Context,
): Promise<PreparedSlab> {
  const parent = await findParent(crystal);
  const symmetry = await findSymmetry(crystal);
  const rest = await relax(
    parent ? crystal : symmetry.conventional,
    potential,
    { cell: 'all', force: 0.005, threads: options.threads },
    subContext(ctx, 'crystal'),
  );
  const parentSupercell = parent?.supercell;
  const chosen = options.miller
    ? { miller: options.miller, notes: [] }
    : await chooseSurface(rest.structure, parent?.spaceGroup ?? symmetry, parentSupercell);
  const cut = { layers: options.layers, termination: options.termination, parentSupercell };
  const reduced = options.supercell ? undefined : await buildSurface(rest.structure, chosen.miller, cut);
  const supercell = options.supercell ?? chooseSupercell(reduced!);
  const surface = await buildSurface(rest.structure, chosen.miller, { ...cut, supercell });
  return {
    surface,
    crystal: rest.structure,
    miller: chosen.miller,
    parentSupercell,
    supercell,
    notes: mergeNotes(
      rest.notes,
      parent ? [describeParent(parent.spaceGroup.symbol)] : [],
      chosen.notes,
      surface.notes,
    ),
  };
}

async function prepareMixedSlab(
  crystal: Structure,
  potential: Potential,
  options: SlabOptions,
  ctx?: Context,
): Promise<PreparedSlab> {
  const rng = contextRng(ctx);
  const method = options.ordering;
  const symmetry = await findSymmetry(crystal);
  const mixed = symmetry.conventional;
  const bulk = await orderStructure(mixed, { method }, { ...subContext(ctx, 'crystal', 0, 0.1), rng });
  const rest = await relax(
    bulk.structure,
    potential,
    { cell: 'all', force: 0.005, threads: options.threads },
    subContext(ctx, 'crystal', 0.1, 0.9),
  );
  const average = await averageCrystal(mixed, { before: bulk.structure, after: rest.structure }, bulk.supercell);
  const chosen = options.miller
    ? { miller: options.miller, notes: [] }
    : await chooseSurface(average, symmetry, undefined);
  const cut = { layers: options.layers, termination: options.termination };
  const reduced = await buildSurface(average, chosen.miller, cut);
  const supercell = options.supercell ?? chooseMixedSupercell(reduced);
  const surface = await buildSurface(average, chosen.miller, { ...cut, supercell });
  const filled = await orderStructure(
    surface.structure,
    { method: method === 'ewald' ? 'ewald' : 'sqs', supercell: [1, 1, 1] },
    { ...subContext(ctx, 'slab', 0.9, 1), rng: makeRng(rng.state()) },
  );
  const { parent_supercell: _parent, ...info } = filled.structure.info ?? {};
  return {
    surface: { ...surface, structure: { ...filled.structure, info } },
    crystal: rest.structure,
    miller: chosen.miller,
    parentSupercell: bulk.supercell.flat(),
    supercell,
    notes: mergeNotes(
      bulk.notes.map((note) => ({ ...note, code: `${note.code}-crystal`, where: 'the crystal' })),
      rest.notes,
      chosen.notes,
      surface.notes,
      filled.notes.map((note) => ({ ...note, where: 'the slab' })),
    ),
  };
}

function describeParent(symbol: string): Note {
  return {
    level: 'info',
    code: 'parent-indices',
    text: `This is an ordered cell of a simpler crystal, ${symbol}: Miller indices count on that one's conventional cell.`,
  };
}

/** A slab as a file gives it. */
export interface GivenSlab {
  structure: Structure;
  /** [Å2] one face. */
  area: number;
}

/** [Å] An empty height beyond this is a vacuum, not a gap between layers. */
const VACUUM = 6;

/** Takes a structure with a vacuum along its third vector as a slab; undefined for a crystal. */
export function recogniseSlab(structure: Structure): GivenSlab | undefined {
  const { cell, positions } = structure;
  const period = cell[8];
  if (!(period > 0) || [2, 5, 6, 7].some((k) => Math.abs(cell[k]) > 1e-3 * period)) return undefined;
  const heights = Array.from(structure.elements, (_, i) => positions[3 * i + 2])
    .map((z) => z - Math.floor(z / period) * period)
    .sort((a, b) => a - b);
  const widest = heights.reduce(
    (most, z, k) => Math.max(most, (k + 1 < heights.length ? heights[k + 1] : heights[0] + period) - z),
    0,
  );
  if (structure.pbc[2] && widest < VACUUM) return undefined;
  return { structure: { ...structure, pbc: [true, true, true] }, area: computeVolume(cell) / period };
}

/** Planes tried in turn, simplest first. */
const SIMPLE_PLANES: readonly (readonly [number, number, number])[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [1, 0, 4],
  [0, 1, 2],
  [1, 1, 3],
];

/**
 * The surface to take when none is named: (1 0 4) of a layered oxide, otherwise the simplest plane that carries no
 * dipole.
 */
async function chooseSurface(
  conventional: Structure,
  symmetry: { number: number; symbol: string },
  parentSupercell: readonly number[] | undefined,
): Promise<{ miller: readonly number[]; notes: Note[] }> {
  const say = (miller: readonly number[], because: string): { miller: readonly number[]; notes: Note[] } => ({
    miller,
    notes: [{ level: 'info', code: 'surface-chosen', text: `Surface (${miller.join(' ')}) was chosen: ${because}.` }],
  });
  if (symmetry.number === 166 && new Set(conventional.elements).size > 2 && conventional.elements.includes('O'))
    return say([1, 0, 4], 'the usual non-polar facet of layered oxides R-3m');
  for (const miller of SIMPLE_PLANES) {
    try {
      const { termination } = await buildSurface(conventional, miller, { parentSupercell });
      if (termination.tasker !== 'III')
        return say(
          miller,
          `the simplest plane of ${symmetry.symbol} ${termination.tasker ? 'without a dipole' : '(no formal charges, so nothing is known of dipoles)'}`,
        );
    } catch (error) {
      if (!(error instanceof InputError || error instanceof DomainError)) throw error;
    }
  }
  throw new InputError('no simple plane of this crystal is free of a dipole', {
    hint: 'name the surface with --surface h k l',
  });
}

/** Repeats that give the film room and, of these, hold the composition of mixed sites in whole atoms. */
function chooseMixedSupercell(reduced: Surface): readonly [number, number] {
  const plain = chooseSupercell(reduced);
  const [a, b] = chooseRepeats(reduced.structure, [true, true, false]);
  return [Math.max(a, plain[0]), Math.max(b, plain[1])];
}

/** Fewest repeats that give the film room; of equal ones those along the shorter vector. */
function chooseSupercell({ inPlane: { a, b, gamma }, area }: Surface): readonly [number, number] {
  const sine = Math.sin((gamma * Math.PI) / 180);
  const needA = Math.ceil(SHORTEST_EDGE / (a * sine) - 1e-9);
  const needB = Math.ceil(SHORTEST_EDGE / (b * sine) - 1e-9);
  let best: readonly [number, number] = [needA, needB];
  let bestCost = Infinity;
  for (let i = needA; i <= needA + 20; i++) {
    for (let j = needB; j <= needB + 20; j++) {
      const total = i * j * area;
      if (total < SMALLEST_AREA) continue;
      const cost = total + 1e-3 * (a <= b ? j : i);
      if (cost < bestCost) {
        bestCost = cost;
        best = [i, j];
      }
    }
  }
  return best;
}
