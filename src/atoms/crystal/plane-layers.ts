import { InputError, invertMatrix3, multiplyRows, type Structure } from '../../core/index.js';
import type { SymmetryOperation } from '../../io/structures/symmetry-operation.js';
import {
  buildPlaneBasis,
  crossProduct,
  greatestCommonDivisor,
  parseMiller,
  toVector,
  type PlaneBasis,
  type Triple,
} from './lattice-plane.js';
import { describeSite } from './order/mixed-sites.js';
import { findSymmetry } from './symmetry.js';

/** Atoms of a crystal that lie in one plane parallel to a surface. */
export interface AtomicLayer {
  /** Indices into the primitive atoms of {@link PlaneStack}. */
  atoms: readonly number[];
  /** [1] lowest and highest atom, in repeats; may reach past 1. */
  from: number;
  to: number;
}

/** A crystal cut into layers along a plane: one repeat holds the atoms of one primitive cell. */
export interface PlaneStack {
  miller: Triple;
  /** [Å] (3, 3) primitive lattice in rows, orientation of the bulk. */
  primitive: Float64Array;
  basis: PlaneBasis;
  /** [Å] thickness of one repeat. */
  spacing: number;
  /** [Å2] area of the reduced in-plane cell. */
  area: number;
  /** Index in the bulk of each atom of one primitive cell. */
  atoms: readonly number[];
  /**
   * (m, 3) coordinates along the two in-plane vectors and the step; the third is the height in repeats, wrapped into
   * [0, 1) of its layer.
   */
  coordinates: Float64Array;
  /** Bottom to top. */
  layers: readonly AtomicLayer[];
  /** [1] heights in repeats of the gaps: gap i lies above layer i. */
  gaps: readonly number[];
  /** Symmetry of the stack: height t goes to sign·t + shift (in repeats). */
  heightOperations: readonly { sign: 1 | -1; shift: number }[];
  spaceGroup: { number: number; symbol: string };
}

/**
 * Cuts a crystal into atomic layers parallel to (hkl), by single linkage of the atoms' heights.
 *
 * @param miller [1] indices on the cell of `bulk`; three, or four with i = −h−k
 * @param tolerance [Å] atoms whose heights differ by less belong to one layer
 * @param supercell (3, 3) whole numbers that make the cell of `bulk` of the lattice that the indices count on, where
 *   that is another
 */
export async function buildPlaneStack(
  bulk: Structure,
  miller: readonly number[],
  tolerance = 0.2,
  supercell?: readonly number[],
): Promise<PlaneStack> {
  const named = parseMiller(miller);
  // Indices count along the cell's vectors, so they change as these do.
  const hkl = supercell
    ? ([0, 1, 2].map(
        (k) => named[0] * supercell[3 * k] + named[1] * supercell[3 * k + 1] + named[2] * supercell[3 * k + 2],
      ) as [number, number, number])
    : named;
  if (!bulk.pbc.every(Boolean))
    throw new InputError('a surface is cut from a crystal that repeats in all three directions', {
      hint: 'this structure is not periodic along every cell vector',
    });
  const symmetry = await findSymmetry(bulk);
  const primitive = findPrimitiveLattice(bulk.cell, symmetry.operations);
  const onPrimitive = convertMiller(hkl, bulk.cell, primitive);
  const basis = buildPlaneBasis(primitive, onPrimitive.miller);
  const [a, b] = basis.inPlane.map((v) => toVector(primitive, v));
  const step = toVector(primitive, basis.step);
  const normal = crossProduct(a, b);
  const area = Math.hypot(...normal);
  const spacing = (step[0] * normal[0] + step[1] * normal[1] + step[2] * normal[2]) / area;

  const adapted = multiplyRows(bulk.positions, invertMatrix3([...a, ...b, ...step]));
  const atoms = pickPrimitiveAtoms(bulk, adapted, [...a, ...b, ...step]);
  const heights = atoms.map((i) => adapted[3 * i + 2] - Math.floor(adapted[3 * i + 2] + 1e-9));
  const { layers, gaps, wrapped } = groupHeights(heights, tolerance / spacing);
  const coordinates = new Float64Array(3 * atoms.length);
  atoms.forEach((i, k) => coordinates.set([adapted[3 * i], adapted[3 * i + 1], wrapped[k]], 3 * k));

  const heightOperations = symmetry.operations.flatMap(
    ({ rotation: w, translation }): { sign: 1 | -1; shift: number }[] => {
      const image = [0, 1, 2].map((j) => hkl[0] * w[j] + hkl[1] * w[3 + j] + hkl[2] * w[6 + j]);
      const shift = onPrimitive.scale * (hkl[0] * translation[0] + hkl[1] * translation[1] + hkl[2] * translation[2]);
      if (image.every((value, j) => value === hkl[j])) return [{ sign: 1, shift }];
      return image.every((value, j) => value === -hkl[j]) ? [{ sign: -1, shift }] : [];
    },
  );
  return {
    miller: named,
    primitive,
    basis,
    spacing,
    area,
    atoms,
    coordinates,
    layers,
    gaps,
    heightOperations,
    spaceGroup: { number: symmetry.number, symbol: symmetry.symbol },
  };
}

/** A primitive lattice in the orientation of the bulk, from the pure translations among its operations. */
function findPrimitiveLattice(cell: Float64Array, operations: readonly SymmetryOperation[]): Float64Array {
  const identity = '1,0,0,0,1,0,0,0,1';
  const shifts = operations
    .filter((op) => op.rotation.join() === identity)
    .map((op) => op.translation.map((t) => t - Math.round(t)));
  const many = shifts.length;
  if (many === 1) return cell;
  // Whole-number coordinates on the lattice refined `many` times, brought to Hermite normal form.
  const rows = [
    [many, 0, 0],
    [0, many, 0],
    [0, 0, many],
    ...shifts.map((t) => t.map((value) => Math.round(value * many))),
  ];
  const reduced: number[][] = [];
  for (let column = 0; column < 3; column++) {
    for (;;) {
      const open = rows.filter((row) => row[column] !== 0).sort((p, q) => Math.abs(p[column]) - Math.abs(q[column]));
      if (open.length <= 1) {
        reduced.push(open[0]);
        rows.splice(rows.indexOf(open[0]), 1);
        break;
      }
      for (const row of open.slice(1)) {
        const times = Math.round(row[column] / open[0][column]);
        for (let j = 0; j < 3; j++) row[j] -= times * open[0][j];
      }
    }
  }
  return multiplyRows(
    reduced.flat().map((value) => value / many),
    cell,
  );
}

/** A cell given as a supercell may be this many times its primitive cell along one direction. */
const MOST_FOLD = 2000;

/**
 * Indices of the same plane on another lattice, coprime; `scale` turns h·x of the first into heights in repeats of the
 * second.
 */
function convertMiller(hkl: Triple, cell: Float64Array, primitive: Float64Array): { miller: Triple; scale: number } {
  const inverse = invertMatrix3(cell);
  const raw = [0, 1, 2].map((i) => {
    const onCell = multiplyRows(primitive.subarray(3 * i, 3 * i + 3), inverse);
    return hkl[0] * onCell[0] + hkl[1] * onCell[1] + hkl[2] * onCell[2];
  });
  for (let times = 1; times <= MOST_FOLD; times++) {
    const scaled = raw.map((value) => value * times);
    if (scaled.every((value) => Math.abs(value - Math.round(value)) < 1e-4)) {
      const [h, k, l] = scaled.map(Math.round);
      const divisor = greatestCommonDivisor(h, k, l);
      return { miller: [h / divisor || 0, k / divisor || 0, l / divisor || 0], scale: times / divisor };
    }
  }
  throw new InputError('these Miller indices name no plane of the primitive lattice');
}

/** One bulk atom for each set of atoms that are images of one another on the primitive lattice. */
function pickPrimitiveAtoms(bulk: Structure, adapted: Float64Array, lattice: readonly number[]): number[] {
  const kept: number[] = [];
  const kinds = bulk.elements.map((_, i) => describeSite(bulk, i));
  for (let i = 0; i < bulk.elements.length; i++) {
    const known = kept.some((j) => {
      if (kinds[j] !== kinds[i]) return false;
      const d = [0, 1, 2].map((k) => adapted[3 * i + k] - adapted[3 * j + k]);
      return (
        Math.hypot(
          ...toVector(
            lattice,
            d.map((value) => value - Math.round(value)),
          ),
        ) < 0.05
      );
    });
    if (!known) kept.push(i);
  }
  return kept;
}

/** Joins heights on a circle of circumference 1 into layers wherever neighbours are closer than `reach`. */
function groupHeights(
  heights: readonly number[],
  reach: number,
): { layers: AtomicLayer[]; gaps: number[]; wrapped: number[] } {
  const order = heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j] || i - j);
  const gapAbove = order.map(
    (i, k) => (k + 1 < order.length ? heights[order[k + 1]] : heights[order[0]] + 1) - heights[i],
  );
  const open = gapAbove.flatMap((gap, k) => (gap > reach ? [k] : []));
  // Atoms that leave no gap anywhere make one layer, cut where they are farthest apart.
  if (open.length === 0) open.push(gapAbove.indexOf(Math.max(...gapAbove)));
  const wrapped = [...heights];
  const layers: AtomicLayer[] = [];
  const gaps: number[] = [];
  open.forEach((end, which) => {
    const begin = which === 0 ? open[open.length - 1] + 1 - order.length : open[which - 1] + 1;
    const members: number[] = [];
    for (let k = begin; k <= end; k++) {
      const atom = order[(k + order.length) % order.length];
      wrapped[atom] = heights[atom] + (k < 0 ? -1 : 0);
      members.push(atom);
    }
    const to = heights[order[end]];
    layers.push({ atoms: members, from: wrapped[members[0]], to });
    gaps.push(to + gapAbove[end] / 2);
  });
  return { layers, gaps, wrapped };
}
