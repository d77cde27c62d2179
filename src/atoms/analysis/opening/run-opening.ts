import {
  type Context,
  type Estimate,
  InputError,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  type Note,
  requireOrdered,
  type Structure,
  subContext,
} from '../../../core/index.js';
import { relax } from '../../motion/index.js';
import type { Potential } from '../../potential/potential.js';
import { findFilmAtoms } from '../film-atoms.js';
import { extendCell, measureCellHeight } from './cell-height.js';
import { type CutPlane, type CutRegion, findCutPlanes } from './cut-planes.js';
import { orientCrystal } from './orient-crystal.js';
import { type PullOptions, pullApart, type RelaxedPull } from './pull-apart.js';
import { chooseSeparations, openRigidly, type PlaneOpening } from './rigid-opening.js';
import { settle } from './settle.js';

/** [Å] smallest gap between two layers of a crystal. */
const SMALLEST_GAP = 0.2;

export interface OpeningOptions {
  /** Elements of the film, where the structure has no `group`. */
  filmElements?: readonly string[];
  /** Only planes of these regions; all if absent. */
  regions?: readonly CutRegion[];
  /** Pull the structure with all atoms relaxed as well. @default false */
  relaxed?: boolean;
  pull?: PullOptions;
  /** [1] threads for one evaluation @default 1 */
  threads?: number;
}

export interface Opening {
  /** Every plane tried, each opened rigidly. */
  planes: PlaneOpening[];
  /** The plane of each region with the lowest universal-binding peak. */
  weakest: Partial<Record<CutRegion, PlaneOpening>>;
  /** On either side of the film, the cut that follows the border of oxide and film exactly. */
  border: Partial<Record<CutRegion, PlaneOpening>>;
  pull?: RelaxedPull;
  /** [Å2] */
  area: number;
  /** [Å] period along the normal. */
  height: number;
  notes: Note[];
}

/**
 * Opening strength in mode I of a periodic structure along its third axis: each candidate plane opened with rigid
 * halves, and on demand the whole pulled with all atoms relaxed. The structure should be at rest in the potential.
 */
export async function runOpening(
  structure: Structure,
  potential: Potential,
  options: OpeningOptions = {},
  ctx?: Context,
): Promise<Opening> {
  requireOrdered(structure, 'opening');
  if (!structure.pbc[2])
    throw new InputError('the third axis does not repeat', {
      hint: 'opening lengthens a periodic cell along its third vector',
    });
  const hasFilm = options.filmElements !== undefined || structure.atomic?.group?.values.some((group) => group === 1);
  const film = hasFilm ? findFilmAtoms(structure, options.filmElements) : undefined;
  const found = findCutPlanes(structure, film, film ? undefined : SMALLEST_GAP).filter(
    (plane) => options.regions?.includes(plane.region) ?? true,
  );
  if (found.length === 0)
    throw new InputError('there is no plane to open', {
      hint: options.regions ? 'ask for other regions' : 'no gap between layers of atoms was found along the third axis',
    });
  const result = await openAll(
    structure,
    potential,
    found,
    options.threads,
    subContext(ctx, 'rigid', 0, options.relaxed ? 0.3 : 1),
  );
  const pull = options.relaxed
    ? await pullApart(
        structure,
        potential,
        film,
        { threads: options.threads, ...options.pull },
        subContext(ctx, 'relaxed', 0.3, 1),
      )
    : undefined;
  return { ...result, pull, notes: [...result.notes, ...(pull?.notes ?? [])] };
}

/**
 * The same for a crystal: relaxed with its cell, turned so that (hkl) lies across, and opened at each of its distinct
 * cleavage planes.
 *
 * @param miller [1] (3) indices on the cell of `crystal`
 * @param options.parentSupercell (3, 3) the crystal's cell on the lattice that the indices count on, for an ordered
 *   cell of a simpler crystal
 * @param options.height [Å] least period along the normal, the gauge length of a relaxed pull @default twice the
 *   potential's cutoff
 */
export async function runCrystalOpening(
  crystal: Structure,
  miller: readonly number[],
  potential: Potential,
  options: Omit<OpeningOptions, 'filmElements' | 'regions'> & {
    height?: number;
    parentSupercell?: readonly number[];
  } = {},
  ctx?: Context,
): Promise<Opening & { crystal: Structure; oriented: Structure }> {
  const rest = await relax(
    crystal,
    potential,
    { cell: 'all', force: 0.005, threads: options.threads },
    subContext(ctx, 'crystal', 0, 0.1),
  );
  const { structure, spacing } = await orientCrystal(
    rest.structure,
    miller,
    Math.max(options.height ?? 0, 2 * potential.cutoff),
    options.parentSupercell,
  );
  const all = findCutPlanes(structure, undefined, SMALLEST_GAP);
  const lowest = Math.min(...all.map((plane) => plane.height));
  const planes = all.filter((plane) => plane.height < lowest + spacing - 1e-6);
  if (planes.length === 0)
    throw new InputError(`(${miller.join(' ')}) has no gap between layers of atoms to open`, {
      hint: 'choose a plane of lower indices',
    });
  const result = await openAll(
    structure,
    potential,
    planes,
    options.threads,
    subContext(ctx, 'rigid', 0.1, options.relaxed ? 0.4 : 1),
  );
  const pull = options.relaxed
    ? await pullApart(
        structure,
        potential,
        undefined,
        { threads: options.threads, ...options.pull },
        subContext(ctx, 'relaxed', 0.4, 1),
      )
    : undefined;
  const distinct = dropEqual(result.planes);
  return {
    ...result,
    planes: distinct,
    ...pickPlanes(distinct),
    pull,
    notes: [...result.notes, ...(pull?.notes ?? [])],
    crystal: rest.structure,
    oriented: structure,
  };
}

/**
 * Work of separation with both surfaces relaxed: the same plane far open and closed, all atoms at rest in either.
 *
 * @returns [J/m2]
 */
export async function runRelaxedSeparation(
  structure: Structure,
  plane: CutPlane,
  potential: Potential,
  options: { force?: number; threads?: number } = {},
  ctx?: Context,
): Promise<Estimate> {
  const axis = measureCellHeight(structure.cell);
  const apart = structure.positions.map((v, i) => v + plane.images[Math.floor(i / 3)] * structure.cell[6 + (i % 3)]);
  const settings = { force: options.force ?? 0.01, threads: options.threads, steps: 2000 };
  const closed = await settle(structure, potential, settings, subContext(ctx, 'closed', 0, 0.5));
  const moved = closed.structure.positions.map((v, i) => v + apart[i] - structure.positions[i]);
  const open = await settle(
    { ...structure, cell: extendCell(structure.cell, axis, potential.cutoff + 3), positions: moved },
    potential,
    settings,
    subContext(ctx, 'open', 0.5, 1),
  );
  const notes: Note[] = [closed, open].every((state) => state.converged)
    ? []
    : [
        {
          level: 'warning',
          code: 'not-converged',
          text: `not at rest to ${settings.force} eV/Å: the separation energy is a little high`,
        },
      ];
  return {
    value: ((open.energy - closed.energy) / axis.area) * JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
    n: 1,
    unit: 'J/m2',
    notes,
  };
}

/** Ratio of two peak stresses with the fits' errors carried along; both by the same method. */
export function compareStrength(of: PlaneOpening, to: PlaneOpening): Estimate {
  const a = of.universal.peakStress;
  const b = to.universal.peakStress;
  const value = a.value / b.value;
  const sigma =
    a.sigma !== undefined && b.sigma !== undefined
      ? Math.abs(value) * Math.hypot(a.sigma / a.value, b.sigma / b.value)
      : undefined;
  return { value, sigma, n: 1, unit: '1' };
}

async function openAll(
  structure: Structure,
  potential: Potential,
  planes: readonly CutPlane[],
  threads: number | undefined,
  ctx?: Context,
): Promise<Opening> {
  const axis = measureCellHeight(structure.cell);
  const separations = chooseSeparations(potential.cutoff);
  const calculator = potential.bind(structure, { threads });
  const opened: PlaneOpening[] = [];
  try {
    const unrest = calculator
      .compute(structure.cell, structure.positions)
      .forces.reduce((most, f) => Math.max(most, Math.abs(f)), 0);
    for (const [i, plane] of planes.entries()) {
      opened.push(await openRigidly(structure, calculator, plane, separations, { ...ctx, progress: undefined }));
      ctx?.progress?.(i + 1, planes.length, plane.id);
    }
    const notes: Note[] = [...calculator.notes()];
    if (unrest > 0.2)
      notes.push({
        level: 'warning',
        code: 'not-at-rest',
        text: `forces of up to ${unrest.toFixed(1)} eV/Å act before anything is opened: relax the structure first`,
      });
    if (axis.height < 2 * potential.cutoff) {
      notes.push({
        level: 'warning',
        code: 'thin',
        text: `the cell is ${axis.height.toFixed(1)} Å high, less than twice the potential's reach of ${potential.cutoff} Å: atoms feel both faces of an opening`,
      });
    }
    return { planes: opened, ...pickPlanes(opened), area: axis.area, height: axis.height, notes };
  } finally {
    calculator.dispose();
  }
}

function pickPlanes(planes: readonly PlaneOpening[]): Pick<Opening, 'weakest' | 'border'> {
  const weakest: Opening['weakest'] = {};
  const border: Opening['border'] = {};
  for (const plane of planes) {
    if (plane.plane.filmLeftOnOxide === 0) border[plane.plane.region] = plane;
    const known = weakest[plane.plane.region];
    if (!known || plane.universal.peakStress.value < known.universal.peakStress.value)
      weakest[plane.plane.region] = plane;
  }
  return { weakest, border };
}

/** Planes that symmetry makes equal open alike: one of each is enough. */
function dropEqual(planes: readonly PlaneOpening[]): PlaneOpening[] {
  const kept: PlaneOpening[] = [];
  for (const plane of planes) {
    const known = kept.some(
      (k) =>
        Math.abs(k.separationEnergy - plane.separationEnergy) < 1e-3 &&
        Math.abs(k.universal.peakStress.value - plane.universal.peakStress.value) < 0.02,
    );
    if (!known) kept.push(plane);
  }
  return kept;
}
