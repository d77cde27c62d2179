import {
  type Context,
  InputError,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  type Note,
  type Structure,
  subContext,
} from '../../core/index.js';
import { buildSurface, type Surface, type SurfaceOptions } from '../crystal/build-surface.js';
import { relax } from '../motion/index.js';
import type { Potential } from '../potential/potential.js';

export interface SurfaceEnergy {
  /** [J/m2] mean of the slab's two faces, atoms at rest. */
  relaxed: number;
  /** [J/m2] the same as cut. */
  unrelaxed: number;
  surface: Surface;
  /** The relaxed slab. */
  slab: Structure;
  notes: Note[];
}

/**
 * Surface energy (E_slab − N·E_bulk)/2A of a crystal relaxed with its cell, for a stoichiometric slab.
 *
 * @param miller [1] (3) indices on the cell of `crystal`
 * @throws InputError for a slab that is not stoichiometric: its energy depends on where the excess comes from
 */
export async function runSurfaceEnergy(
  crystal: Structure,
  miller: readonly number[],
  potential: Potential,
  options: { surface?: SurfaceOptions; force?: number; threads?: number } = {},
  ctx?: Context,
): Promise<SurfaceEnergy> {
  const { force = 0.01, threads } = options;
  const bulk = await relax(
    crystal,
    potential,
    { cell: 'all', force: Math.min(force, 0.005), threads },
    subContext(ctx, 'crystal', 0, 0.2),
  );
  const surface = await buildSurface(bulk.structure, miller, options.surface);
  if (!surface.stoichiometric) {
    const excess = Object.entries(surface.excess)
      .map(([element, n]) => `${n} ${element}`)
      .join(', ');
    throw new InputError(
      `the slab has ${excess} beyond whole formula units, so its surface energy depends on a chemical potential`,
      { hint: 'choose another number of layers or another termination' },
    );
  }
  const perAtom = bulk.energy / bulk.structure.elements.length;
  const toSurface = (energy: number): number =>
    ((energy - perAtom * surface.structure.elements.length) / (2 * surface.area)) *
    JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM;
  const calculator = potential.bind(surface.structure, { threads });
  let unrelaxed: number;
  try {
    unrelaxed = toSurface(calculator.compute(surface.structure.cell, surface.structure.positions).energy);
  } finally {
    calculator.dispose();
  }
  const slab = await relax(
    surface.structure,
    potential,
    { force, threads, steps: 3000 },
    subContext(ctx, 'slab', 0.2, 1),
  );
  return {
    relaxed: toSurface(slab.energy),
    unrelaxed,
    surface,
    slab: slab.structure,
    notes: [...surface.notes, ...slab.notes],
  };
}
