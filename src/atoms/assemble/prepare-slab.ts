import {
  DomainError,
  InputError,
  requireOrdered,
  subContext,
  type Context,
  type Note,
  type Structure,
} from '../../core/index.js';
import { buildSurface, findSymmetry, type Surface } from '../crystal/index.js';
import { mergeNotes } from '../motion/merge-notes.js';
import { relax } from '../motion/relax.js';
import type { Potential } from '../potential/potential.js';
import { requireElements } from './composition.js';

export interface SlabOptions {
  /** Miller indices on the conventional cell; without them a surface is chosen, and a note says which and why. */
  miller?: readonly number[];
  /** [1] atomic layers (default: whole repeats, at least 10 Å). */
  layers?: number;
  /** [1] index of the termination of the upper face. */
  termination?: number;
  /** Repeats of the reduced in-plane cell (default: the fewest that give 60 Å2 with no edge below 5.5 Å). */
  supercell?: readonly [number, number];
  /** [1] threads for one evaluation (default 1). */
  threads?: number;
}

export interface PreparedSlab {
  surface: Surface;
  /** Conventional cell at rest in the potential. */
  crystal: Structure;
  miller: readonly number[];
  supercell: readonly [number, number];
  notes: Note[];
}

const SMALLEST_AREA = 60;
const SHORTEST_EDGE = 5.5;

/**
 * A slab ready for a film: the crystal's conventional cell relaxed in the potential, cut along a plane, repeated to a useful size.
 *
 * @throws DomainError when the potential lacks an element; SolveError when the crystal does not come to rest
 */
export async function prepareSlab(
  crystal: Structure,
  potential: Potential,
  options: SlabOptions = {},
  ctx?: Context,
): Promise<PreparedSlab> {
  requireOrdered(crystal, 'a slab');
  requireElements(potential, crystal.elements, 'the crystal');
  const symmetry = await findSymmetry(crystal);
  const rest = await relax(
    symmetry.conventional,
    potential,
    { cell: 'all', force: 0.005, threads: options.threads },
    subContext(ctx, 'crystal'),
  );
  const chosen = options.miller ? { miller: options.miller, notes: [] } : await chooseSurface(rest.structure, symmetry);
  const cut = { layers: options.layers, termination: options.termination };
  const reduced = options.supercell ? undefined : await buildSurface(rest.structure, chosen.miller, cut);
  const supercell = options.supercell ?? chooseSupercell(reduced!);
  const surface = await buildSurface(rest.structure, chosen.miller, { ...cut, supercell });
  return {
    surface,
    crystal: rest.structure,
    miller: chosen.miller,
    supercell,
    notes: mergeNotes(rest.notes, chosen.notes, surface.notes),
  };
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

/** The surface to take when none is named: (1 0 4) of a layered oxide, otherwise the simplest plane that carries no dipole. */
async function chooseSurface(
  conventional: Structure,
  symmetry: { number: number; symbol: string },
): Promise<{ miller: readonly number[]; notes: Note[] }> {
  const say = (miller: readonly number[], because: string): { miller: readonly number[]; notes: Note[] } => ({
    miller,
    notes: [{ level: 'info', code: 'surface-chosen', text: `Surface (${miller.join(' ')}) was chosen: ${because}.` }],
  });
  if (symmetry.number === 166 && new Set(conventional.elements).size > 2 && conventional.elements.includes('O'))
    return say([1, 0, 4], 'the usual non-polar facet of layered oxides R-3m');
  for (const miller of SIMPLE_PLANES) {
    try {
      const { termination } = await buildSurface(conventional, miller);
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
