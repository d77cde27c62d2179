import { countElements, InputError, type Note, type Structure } from '../../core/index.js';
import { computeCellParameters } from '../../io/structures/cell-parameters.js';
import { assignFormalCharges } from './formal-charges.js';
import { crossProduct, toVector, type Triple } from './lattice-plane.js';
import { buildPlaneStack, type PlaneStack } from './plane-layers.js';
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
}

/** A slab cut from a crystal. */
export interface Surface {
  /** In-plane vectors first and second (first along x), the third along z, orthogonal to the surface. `atomic.layer` counts layers from the bottom. */
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
 * @param bulk a crystal whose atoms are whole and which repeats in three directions
 * @param miller [1] indices on the cell of `bulk` as given: three, or four with i = −h−k
 * @throws InputError for indices that name no plane, a termination or number of layers that does not exist
 */
export async function buildSurface(
  bulk: Structure,
  miller: readonly number[],
  options: SurfaceOptions = {},
): Promise<Surface> {
  const { vacuum = 15, supercell = [1, 1] } = options;
  if (!(vacuum >= 0 && vacuum < 1e4)) throw new InputError(`a vacuum of ${vacuum} Å`, { hint: 'give 0 Å or more' });
  if (!supercell.every((times) => Number.isInteger(times) && times >= 1 && times <= 200))
    throw new InputError(`a supercell of ${supercell.join(' × ')}`, {
      hint: 'give two whole numbers from 1, for example 4 × 1',
    });
  const stack = await buildPlaneStack(bulk, miller, options.tolerance);
  const formal = assignFormalCharges(bulk);
  const terminations = findTerminations(stack, bulk, formal.charges);
  const termination = terminations[options.termination ?? 0];
  if (!termination) {
    throw new InputError(`(${stack.miller.join(' ')}) has no termination ${options.termination}`, {
      hint:
        terminations.length === 1
          ? 'it has one, number 0'
          : `it has ${terminations.length}: 0 to ${terminations.length - 1}`,
    });
  }
  const count = chooseLayers(stack, termination, options);
  const filled = fillLayers(stack, bulk, termination.gap, count, formal.charges);
  const bottomGap = modulo(termination.gap - count, stack.layers.length);
  const { excess, stoichiometric } = computeExcess(bulk, filled.elements);
  const structure = placeSlab(stack, filled, vacuum, supercell);
  const { a, b, gamma } = computeCellParameters([
    ...stack.basis.inPlane.flatMap((v) => toVector(stack.primitive, v)),
    ...toVector(stack.primitive, stack.basis.step),
  ]);
  const times = supercell[0] * supercell[1];
  const symmetric = termination.mirrorGaps.includes(bottomGap);
  const polar = filled.dipole !== undefined && Math.abs(filled.dipole) > 0.01 * stack.spacing;
  return {
    structure,
    miller: stack.miller,
    terminations,
    termination,
    symmetric,
    stoichiometric,
    excess: Object.fromEntries(Object.entries(excess).map(([element, n]) => [element, n * times])),
    tasker: termination.tasker,
    dipole: filled.dipole === undefined ? undefined : polar ? filled.dipole * times : 0,
    area: stack.area * times,
    inPlane: { a, b, gamma },
    thickness: filled.thickness,
    spacing: stack.spacing,
    layersPerRepeat: stack.layers.length,
    layers: Array.from({ length: count }, (_, i) =>
      layerFormula(stack, bulk, modulo(bottomGap + 1 + i, stack.layers.length)),
    ),
    spaceGroup: stack.spaceGroup,
    notes: makeNotes(termination, symmetric, stoichiometric, polar, formal.how),
  };
}

const modulo = (value: number, n: number): number => ((value % n) + n) % n;

function chooseLayers(stack: PlaneStack, termination: Termination, { layers, symmetric }: SurfaceOptions): number {
  const perRepeat = stack.layers.length;
  if (layers !== undefined && !(Number.isInteger(layers) && layers >= 1 && layers <= 1000))
    throw new InputError(`${layers} layers`, { hint: 'give a whole number of atomic layers from 1 to 1000' });
  let count = layers ?? Math.ceil(10 / stack.spacing) * perRepeat;
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

/** Turns the slab so that its normal is z, centres it in its cell and repeats it in the plane. */
function placeSlab(
  stack: PlaneStack,
  filled: FilledLayers,
  vacuum: number,
  [na, nb]: readonly [number, number],
): Structure {
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
  return {
    cell: Float64Array.of(na * lengthA, 0, 0, nb * bx, nb * by, 0, 0, 0, filled.thickness + vacuum),
    pbc: [true, true, true],
    elements: repeatOf.map((k) => filled.elements[k]),
    positions: Float64Array.from(positions),
    atomic: { layer: { width: 1, values: Float64Array.from(repeatOf, (k) => filled.layer[k]) } },
  };
}

/** Atoms beyond the largest number of whole (or fractional) bulk formulas that the slab holds. */
function computeExcess(
  bulk: Structure,
  elements: readonly string[],
): { excess: Record<string, number>; stoichiometric: boolean } {
  const inBulk = countElements(bulk);
  const counts = new Map([...inBulk.keys()].map((element) => [element, elements.filter((e) => e === element).length]));
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
): Note[] {
  const notes: Note[] = [{ level: 'info', code: 'formal-charges', text: `Formal charges: ${how}.` }];
  if (termination.tasker === 'III')
    notes.push({
      level: 'warning',
      code: 'polar-surface',
      text: 'Tasker type III: the bulk-terminated surface carries a dipole; nature would rebuild it, and its energy does not converge with thickness.',
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
