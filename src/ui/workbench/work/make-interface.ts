import {
  buildInterface,
  describeInterfaces,
  findSolidSolution,
  GLASS_SEED,
  isBoiled,
  makeGlass,
  markDisagreement,
  ORDERING_SEED,
  parseMiller,
  prepareSlab,
  resolveCrystal,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
  type Glass,
  type Interface,
  type InterfaceDescription,
  type PlaneOpening,
  type Potential,
  type PreparedSlab,
  type Steer,
} from '../../../atoms/index.js';
import { makeRng, SolveError, subContext, type Context, type Note, type Structure } from '../../../core/index.js';

/** The slab that a film is to meet, as the page's fields say it. */
export interface SlabChoice {
  crystal: Structure;
  /** Miller indices; chosen where empty. */
  miller?: readonly number[];
  layers?: number;
  supercell?: readonly [number, number];
  termination?: number;
}

/** The film, and what is done with it. */
export interface FilmChoice {
  coating: string;
  /** [Å] */
  thickness: number;
  /** [K] */
  temperature: number;
  /** [fs] */
  melt: number;
  /** [fs] */
  quench: number;
  seed: number;
}

/** What one interface is, and what is said of it. */
export interface MadeInterface {
  slab: PreparedSlab;
  glass: Glass;
  made: Interface;
  description: InterfaceDescription;
  /** Curves of the planes that open first. */
  openings: { where: string; plane: PlaneOpening }[];
  notes: Note[];
}

/** A crystal by the name or formula that a person writes. */
export function resolveOxide(name: string): { structure: Structure; notes: Note[] } {
  return findSolidSolution(name) ?? { structure: resolveCrystal(name).structure, notes: [] };
}

/** The slab as `cermet interface` cuts it. */
export function cutSlab(
  { crystal, ...options }: SlabChoice,
  potential: Potential,
  ctx: Context,
): Promise<PreparedSlab> {
  if (options.miller) parseMiller(options.miller);
  return prepareSlab(crystal, potential, options, { ...ctx, rng: makeRng(ORDERING_SEED) });
}

/** Everything that `cermet interface` does with one seed, and the same numbers. */
export async function makeInterface(
  slab: PreparedSlab,
  film: FilmChoice,
  potential: Potential,
  ctx: Context,
  steer?: { glass: Steer; film: Steer },
): Promise<MadeInterface> {
  const times = { meltTemperature: film.temperature, meltDuration: film.melt, quenchDuration: film.quench };
  const glass = await keepUnfinished(
    makeGlass(
      film.coating,
      potential,
      { ...times, steer: steer?.glass },
      { ...subContext(ctx, 'the glass alone', 0, 0.4), rng: makeRng(GLASS_SEED) },
    ),
    'density',
  );
  const made = await keepUnfinished(
    buildInterface(
      slab.surface.structure,
      film.coating,
      potential,
      { ...times, atomicVolume: glass.atomicVolume, thickness: film.thickness, steer: steer?.film },
      { ...subContext(ctx, 'the interface', 0.4, 0.85), rng: makeRng(film.seed) },
    ),
    'heights',
  );
  const faults = [...glass.notes.filter(isBoiled), ...made.faults];
  if (faults.length > 0)
    throw new SolveError(`this is not a result, because ${faults.map(({ text }) => text).join('; ')}`, {
      hint: 'the potential does not hold this pair: cermet distil makes one for it, or melt at a lower temperature',
    });
  const members = (await potential.committee?.())?.members ?? [];
  made.frames = markDisagreement(made.frames, members);
  const description = await describeInterfaces(
    [made.structure],
    potential,
    { slab: slab.surface.structure, bulk: slab },
    subContext(ctx, 'opening', 0.85, 1),
  );
  const [opening] = description.openings;
  const planes: [string, PlaneOpening | undefined][] = [
    ['border', weakestBorder(opening)],
    ['weakest plane of the interface', weakestInterface(opening)],
    ['film', opening.weakest.film],
    ['bulk oxide', description.bulk && weakestOfAll(description.bulk)],
  ];
  return {
    slab,
    glass,
    made,
    description,
    openings: planes.flatMap(([where, plane]) => (plane ? [{ where, plane }] : [])),
    notes: [...slab.notes, ...glass.notes, ...made.notes, ...description.notes],
  };
}

/** What did not come to rest is a result too, and its notes say so; what blew up is none. */
async function keepUnfinished<T>(work: Promise<T>, key: keyof T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const partial: unknown = error instanceof SolveError ? error.partial : undefined;
    if (typeof partial === 'object' && partial !== null && key in partial) return partial as T;
    throw error;
  }
}
