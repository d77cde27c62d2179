import { countElements, InputError, type Note, type SiteOccupancy, type Structure } from '../../core/index.js';
import { computeCellParameters } from '../../io/structures/cell-parameters.js';
import { assignFormalCharges } from './formal-charges.js';
import { crossProduct, toVector, type Triple } from './lattice-plane.js';
import { buildPlaneStack, type PlaneStack } from './plane-layers.js';
import { rebuildFaces, SMALLEST_CELLS, type Reconstruction } from './rebuild-faces.js';
import { findTerminations, layerFormula, type TaskerType, type Termination } from './terminations.js';

export interface SurfaceOptions {
  /** Number of atomic layers (default: whole repeats, at least 10 Å thick). */
  layers?: number;
  /** Index of the termination on the upper face (default 0, the least polar). */
  termination?: number;
  /** True asks for the same termination on both faces: layers are added until that is so. */
  symmetric?: boolean;
  /** [Å] empty height above the slab (default 15). */
  vacuum?: number;
  /** Repeats of the reduced in-plane cell along its two vectors (default 1 × 1). */
  supercell?: readonly [number, number];
  /** [Å] atoms whose heights differ by less belong to one layer (default 0.2). */
  tolerance?: number;
  /**
   * (3, 3) whole numbers that make the crystal's cell of the lattice that the indices count on, for an ordered cell cut
   * by its parent's indices.
   */
  parentSupercell?: readonly number[];
  /** Of a polar surface, for both faces: half of the outermost layer, or the octopolar one of rock salt (111). */
  reconstruction?: Reconstruction;
}

/** [Å] Atoms of an ordered cell stand off their mean places by about this much; the dipole of that is not polarity. */
const OFF_PLACE = 0.03;

/** A slab cut from a crystal. */
export interface Surface {
  /**
   * In-plane vectors first and second (first along x), the third along z, orthogonal to the surface. `atomic.layer`
   * counts layers from the bottom.
   */
  structure: Structure;
  miller: Triple;
  /** All distinct terminations of this plane, and the one on the upper face. */
  terminations: readonly Termination[];
  termination: Termination;
  /** The termination on the lower face, seen from below, is equal to the upper one. */
  symmetric: boolean;
  stoichiometric: boolean;
  /** Atoms beyond whole formula units of the bulk, by element; empty when stoichiometric. */
  excess: Readonly<Record<string, number>>;
  tasker?: TaskerType;
  /** [e·Å] dipole of the slab along its normal from formal charges; undefined where there are none. */
  dipole?: number;
  /** [Å2] area of the slab's cell, one face. */
  area: number;
  /** [Å] lengths of the reduced in-plane vectors and [deg] the angle between them. */
  inPlane: { a: number; b: number; gamma: number };
  /** [Å] between the outermost atoms. */
  thickness: number;
  /** [Å] thickness of the repeat, and its number of layers. */
  spacing: number;
  layersPerRepeat: number;
  /** Formula of each layer of the reduced cell, bottom to top. */
  layers: readonly string[];
  spaceGroup: { number: number; symbol: string };
  notes: Note[];
}

/**
 * Cuts a slab with faces (hkl) from a crystal: reduced in-plane cell, third cell vector normal to the surface.
 *
 * @param bulk a crystal that repeats in three directions; its shared and partly vacant sites stay so in the slab
 * @param miller [1] indices on the cell of `bulk` as given: three, or four with i = −h−k
 * @throws InputError for indices that name no plane, a termination or number of layers that does not exist
 */
export async function buildSurface(
  bulk: Structure,
  miller: readonly number[],
  options: SurfaceOptions = {},
): Promise<Surface> {
  if (!options.reconstruction || options.termination !== undefined) return cutSurface(bulk, miller, options);
  // Of several terminations the first that the reconstruction frees of its dipole.
  let first: unknown;
  const { terminations } = await cutSurface(bulk, miller, { ...options, reconstruction: undefined });
  for (const { index } of terminations) {
    try {
      return await cutSurface(bulk, miller, { ...options, termination: index });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      first ??= error;
    }
  }
  throw first;
}

async function cutSurface(bulk: Structure, miller: readonly number[], options: SurfaceOptions): Promise<Surface> {
  const { vacuum = 15, reconstruction } = options;
  const supercell = options.supercell ?? (reconstruction ? SMALLEST_CELLS[reconstruction] : ([1, 1] as const));
  if (!(vacuum >= 0 && vacuum < 1e4)) throw new InputError(`a vacuum of ${vacuum} Å`, { hint: 'give 0 Å or more' });
  if (!supercell.every((times) => Number.isInteger(times) && times >= 1 && times <= 200))
    throw new InputError(`a supercell of ${supercell.join(' × ')}`, {
      hint: 'give two whole numbers from 1, for example 4 × 1',
    });
  const stack = await buildPlaneStack(bulk, miller, options.tolerance, options.parentSupercell);
  const formal = assignFormalCharges(bulk);
  const shift = options.parentSupercell ? OFF_PLACE : 0;
  const terminations = findTerminations(stack, bulk, formal.charges, shift);
  const termination = terminations[options.termination ?? 0];
  if (!termination) {
    throw new InputError(`(${stack.miller.join(' ')}) has no termination ${options.termination}`, {
      hint:
        terminations.length === 1
          ? 'it has one, number 0'
          : `it has ${terminations.length}: 0 to ${terminations.length - 1}`,
    });
  }
  if (reconstruction && termination.tasker !== 'III')
    throw new InputError(`(${stack.miller.join(' ')}) carries no dipole that a reconstruction would take away`, {
      hint: 'leave out the reconstruction',
    });
  const count = chooseLayers(stack, termination, options);
  const filled = fillLayers(stack, bulk, termination.gap, count, formal.charges);
  const bottomGap = modulo(termination.gap - count, stack.layers.length);
  const placed = placeSlab(stack, bulk, filled, vacuum, supercell);
  const charges = formal.charges && placed.sites.map((site) => formal.charges![site]);
  const rebuilt = reconstruction && rebuildFaces(placed.structure, reconstruction, supercell, charges!, formal.how);
  const structure = rebuilt?.structure ?? placed.structure;
  const { a, b, gamma } = computeCellParameters([
    ...stack.basis.inPlane.flatMap((v) => toVector(stack.primitive, v)),
    ...toVector(stack.primitive, stack.basis.step),
  ]);
  const times = supercell[0] * supercell[1];
  const { excess, stoichiometric } = computeExcess(bulk, structure);
  const symmetric = termination.mirrorGaps.includes(bottomGap);
  const all = formal.charges ? filled.sites.reduce((sum, site) => sum + Math.abs(formal.charges![site]), 0) : 0;
  const polar = filled.dipole !== undefined && Math.abs(filled.dipole) > 0.01 * stack.spacing + shift * all;
  return {
    structure,
    miller: stack.miller,
    terminations,
    termination,
    symmetric,
    stoichiometric,
    excess,
    tasker: termination.tasker,
    dipole: rebuilt ? rebuilt.dipole : filled.dipole === undefined ? undefined : polar ? filled.dipole * times : 0,
    area: stack.area * times,
    inPlane: { a, b, gamma },
    thickness: filled.thickness,
    spacing: stack.spacing,
    layersPerRepeat: stack.layers.length,
    layers: Array.from({ length: count }, (_, i) =>
      layerFormula(stack, bulk, modulo(bottomGap + 1 + i, stack.layers.length)),
    ),
    spaceGroup: stack.spaceGroup,
    notes: [
      ...makeNotes(termination, symmetric, stoichiometric, polar && !rebuilt, formal.how, rebuilt !== undefined),
      ...(rebuilt?.notes ?? []),
    ],
  };
}

const modulo = (value: number, n: number): number => ((value % n) + n) % n;

function chooseLayers(
  stack: PlaneStack,
  termination: Termination,
  { layers, symmetric, reconstruction }: SurfaceOptions,
): number {
  const perRepeat = stack.layers.length;
  if (layers !== undefined && !(Number.isInteger(layers) && layers >= 1 && layers <= 1000))
    throw new InputError(`${layers} layers`, { hint: 'give a whole number of atomic layers from 1 to 1000' });
  // Half of an outermost layer on either face makes up one layer of a repeat.
  const extra = reconstruction === 'half-layer' && layers === undefined ? 1 : 0;
  let count = (layers ?? Math.ceil(10 / stack.spacing) * perRepeat) + extra;
  if (!symmetric) return count;
  if (!termination.symmetric)
    throw new InputError(
      `termination ${termination.index} (${termination.outermost}) cannot stand on both faces: no symmetry of the crystal turns this plane over`,
      { hint: 'leave out the demand for a symmetric slab' },
    );
  while (!termination.mirrorGaps.includes(modulo(termination.gap - count, perRepeat))) count++;
  return count;
}

interface FilledLayers {
  elements: string[];
  /** Index of each atom's site in the bulk. */
  sites: number[];
  layer: number[];
  /** (n, 3) in-plane coordinates, and heights in repeats from the lowest atom. */
  coordinates: number[];
  /** [Å] */
  thickness: number;
  /** [e·Å] */
  dipole?: number;
}

/** Takes `count` layers downward from a gap, and lists their atoms bottom to top. */
function fillLayers(
  stack: PlaneStack,
  bulk: Structure,
  gap: number,
  count: number,
  charges: Float64Array | undefined,
): FilledLayers {
  const perRepeat = stack.layers.length;
  const out: FilledLayers = { elements: [], sites: [], layer: [], coordinates: [], thickness: 0 };
  for (let i = 0; i < count; i++) {
    const step = gap - count + 1 + i;
    const repeat = Math.floor(step / perRepeat);
    for (const k of stack.layers[step - repeat * perRepeat].atoms) {
      out.elements.push(bulk.elements[stack.atoms[k]]);
      out.sites.push(stack.atoms[k]);
      out.layer.push(i);
      out.coordinates.push(
        stack.coordinates[3 * k],
        stack.coordinates[3 * k + 1],
        stack.coordinates[3 * k + 2] + repeat,
      );
    }
  }
  const heights = out.coordinates.filter((_, i) => i % 3 === 2);
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  out.thickness = (highest - lowest) * stack.spacing;
  if (charges) {
    const middle = (lowest + highest) / 2;
    out.dipole = heights.reduce((sum, height, i) => sum + charges[out.sites[i]] * (height - middle), 0) * stack.spacing;
  }
  return out;
}

/**
 * Turns the slab so that its normal is z, centres it in its cell and repeats it in the plane; with the site of the bulk
 * of each atom.
 */
function placeSlab(
  stack: PlaneStack,
  bulk: Structure,
  filled: FilledLayers,
  vacuum: number,
  [na, nb]: readonly [number, number],
): { structure: Structure; sites: number[] } {
  const [a, b] = stack.basis.inPlane.map((v) => toVector(stack.primitive, v));
  const step = toVector(stack.primitive, stack.basis.step);
  const lengthA = Math.hypot(...a);
  const x = a.map((value) => value / lengthA);
  const z = crossProduct(a, b).map((value) => value / stack.area);
  const y = crossProduct(z, x);
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>) => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  const along = dot(b, x);
  const bx = Math.abs(along) < 1e-9 * lengthA ? 0 : along;
  const by = stack.area / lengthA;
  const lowest = Math.min(...filled.coordinates.filter((_, i) => i % 3 === 2));
  // The step's own part in the plane, in in-plane coordinates.
  const stepB = dot(step, y) / by;
  const stepA = (dot(step, x) - stepB * bx) / lengthA;
  const positions: number[] = [];
  const repeatOf: number[] = [];
  const fold = (value: number) => {
    const rest = value - Math.floor(value);
    return rest > 1 - 1e-9 ? 0 : rest;
  };
  for (let k = 0; k < filled.elements.length; k++) {
    const height = filled.coordinates[3 * k + 2];
    const u = fold(filled.coordinates[3 * k] + height * stepA);
    const v = fold(filled.coordinates[3 * k + 1] + height * stepB);
    for (let i = 0; i < na; i++) {
      for (let j = 0; j < nb; j++) {
        positions.push((u + i) * lengthA + (v + j) * bx, (v + j) * by, (height - lowest) * stack.spacing + vacuum / 2);
        repeatOf.push(k);
      }
    }
  }
  const sites = repeatOf.map((k) => filled.sites[k]);
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  sites.forEach((site, i) => {
    const shared = bulk.disorder?.get(site);
    if (shared) disorder.set(i, shared);
  });
  return {
    structure: {
      cell: Float64Array.of(na * lengthA, 0, 0, nb * bx, nb * by, 0, 0, 0, filled.thickness + vacuum),
      pbc: [true, true, true],
      elements: repeatOf.map((k) => filled.elements[k]),
      positions: Float64Array.from(positions),
      ...(disorder.size > 0 && { disorder }),
      atomic: { layer: { width: 1, values: Float64Array.from(repeatOf, (k) => filled.layer[k]) } },
    },
    sites,
  };
}

/** Atoms beyond the largest number of whole (or fractional) bulk formulas that the slab holds. */
function computeExcess(bulk: Structure, slab: Structure): { excess: Record<string, number>; stoichiometric: boolean } {
  const inBulk = countElements(bulk);
  const inSlab = countElements(slab);
  const counts = new Map([...inBulk.keys()].map((element) => [element, inSlab.get(element) ?? 0]));
  const units = Math.min(...[...inBulk].map(([element, n]) => counts.get(element)! / n));
  const excess: Record<string, number> = {};
  for (const [element, n] of inBulk) {
    const beyond = counts.get(element)! - units * n;
    if (beyond > 1e-6) excess[element] = Number(beyond.toFixed(9));
  }
  return { excess, stoichiometric: Object.keys(excess).length === 0 };
}

function makeNotes(
  termination: Termination,
  symmetric: boolean,
  stoichiometric: boolean,
  polar: boolean,
  how: string,
  rebuilt: boolean,
): Note[] {
  const notes: Note[] = [{ level: 'info', code: 'formal-charges', text: `Formal charges: ${how}.` }];
  if (termination.tasker === 'III' && !rebuilt)
    notes.push({
      level: 'warning',
      code: 'polar-surface',
      text: 'Tasker type III: the bulk-terminated surface carries a dipole; nature would rebuild it, and its energy does not converge with thickness. A half-layer reconstruction, or on rock salt (111) the octopolar one, takes the dipole away.',
    });
  else if (polar)
    notes.push({
      level: 'warning',
      code: 'polar-slab',
      text: 'This number of layers leaves a dipole across the slab, although the surface itself needs none; choose whole repeats.',
    });
  if (!symmetric)
    notes.push({
      level: 'info',
      code: 'two-surfaces',
      text: 'The two faces differ: an energy of this slab is the mean of two surfaces.',
    });
  if (!stoichiometric)
    notes.push({
      level: 'info',
      code: 'off-stoichiometry',
      text: 'The slab is not a multiple of the bulk formula: its energy needs chemical potentials.',
    });
  return notes;
}
