import {
  portableCbrt,
  InputError,
  computeVolume,
  toCartesian,
  shuffle,
  toFractional,
  type Rng,
  type Structure,
} from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';
import { covalentRadius } from '../analysis/covalent-radii.js';
import { computeAtomicVolume } from './atomic-volumes.js';
import { writeFormula } from './composition.js';

export interface PackOptions {
  /** Atoms that are there already and stay where they are; the new ones come after them. */
  around?: Structure;
  /** [Å] heights along z between which the new atoms are put; for a cell whose third vector points along z. */
  between?: readonly [number, number];
  /** [Å] smallest distance of two elements (default 0.8 of what their radii and volumes ask for). */
  minimumDistance?: (a: string, b: string) => number;
}

/** Å that a pair is pushed beyond its distance, so that pushing ends. */
const SPARE = 0.01;
const MOST_SWEEPS = 3000;

/**
 * Random packing: atoms thrown into a cell, or into a gap of it, then pushed apart until no two are nearer than
 * allowed.
 *
 * @param counts numbers of new atoms by element
 * @param cell   [Å] (3, 3) lattice vectors in rows, periodic
 * @returns the atoms of `around`, `atomic.group` 0, then the new ones in random order, `atomic.group` 1
 * @throws InputError when they do not fit, naming the closest pair
 */
export function packRandom(
  counts: ReadonlyMap<string, number>,
  cell: Float64Array,
  rng: Rng,
  options: PackOptions = {},
): Structure {
  const { around, between, minimumDistance = chooseMinimumDistance } = options;
  const added = shuffle(
    [...counts].flatMap(([element, count]) => Array.from({ length: count }, () => element)),
    rng,
  );
  const elements = [...(around?.elements ?? []), ...added];
  const first = elements.length - added.length;
  const positions = new Float64Array(3 * elements.length);
  if (around) positions.set(around.positions);
  if (between && !(between[1] > between[0]))
    throw new InputError(`a gap from ${between[0]} to ${between[1]} Å`, { hint: 'give its lower height first' });
  const clamp = (i: number): void => {
    if (between) positions[3 * i + 2] = Math.min(Math.max(positions[3 * i + 2], between[0]), between[1]);
  };
  throwIn(positions, first, cell, between, rng);

  const kinds = [...new Set(elements)];
  const kind = elements.map((element) => kinds.indexOf(element));
  const asked = kinds.map((a) => kinds.map((b) => minimumDistance(a, b)));
  const longest = Math.max(...asked.flat()) + SPARE;
  const pushes = new Float64Array(positions.length);
  let worst = { a: '', b: '', distance: 0, asked: 0 };
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const list = findNeighbours(cell, [true, true, true], positions, longest);
    pushes.fill(0);
    let deepest = 0;
    for (let i = first; i < elements.length; i++) {
      for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
        const j = list.neighbours[p];
        const wanted = asked[kind[i]][kind[j]];
        const distance = list.distances[p];
        if (distance >= wanted) continue;
        if (wanted - distance > deepest) {
          deepest = wanted - distance;
          worst = { a: elements[i], b: elements[j], distance, asked: wanted };
        }
        const share = j < first ? 1 : 0.5;
        const push = (share * (wanted + SPARE - distance)) / Math.max(distance, 1e-6);
        for (let axis = 0; axis < 3; axis++) pushes[3 * i + axis] -= push * list.vectors[3 * p + axis];
      }
    }
    if (deepest === 0) return toPacked(cell, elements, positions, first, around);
    for (let i = first; i < elements.length; i++) {
      // A little noise frees atoms that are pushed from two sides alike.
      for (let axis = 0; axis < 3; axis++)
        positions[3 * i + axis] +=
          0.7 * pushes[3 * i + axis] + (pushes[3 * i + axis] === 0 ? 0 : 0.02 * (rng.uniform() - 0.5));
      clamp(i);
    }
  }
  const room = between ? (computeVolume(cell) / cell[8]) * (between[1] - between[0]) : computeVolume(cell);
  throw new InputError(
    `${writeFormula(counts)} does not fit into ${room.toFixed(0)} Å3: ${worst.a} and ${worst.b} stay ${worst.distance.toFixed(2)} Å apart where ${worst.asked.toFixed(2)} Å is asked`,
    {
      hint: 'give more room, fewer atoms or shorter minimum distances',
    },
  );
}

/**
 * [Å] distance below which two atoms should not begin: 0.8 of the sum of covalent radii or of the mean edge of their
 * atomic volumes, whichever is longer.
 */
export function chooseMinimumDistance(a: string, b: string): number {
  const edges = (portableCbrt(computeAtomicVolume(a)) + portableCbrt(computeAtomicVolume(b))) / 2;
  return 0.8 * Math.max(covalentRadius(a) + covalentRadius(b), edges);
}

function throwIn(
  positions: Float64Array,
  first: number,
  cell: Float64Array,
  between: readonly [number, number] | undefined,
  rng: Rng,
): void {
  const fractional = new Float64Array(positions.length - 3 * first);
  for (let k = 0; k < fractional.length; k++) fractional[k] = rng.uniform();
  const thrown = toCartesian(cell, fractional);
  if (between)
    for (let k = 2; k < thrown.length; k += 3) thrown[k] = between[0] + (between[1] - between[0]) * rng.uniform();
  positions.set(thrown, 3 * first);
}

function toPacked(
  cell: Float64Array,
  elements: string[],
  positions: Float64Array,
  first: number,
  around: Structure | undefined,
): Structure {
  if (!around) {
    const fractional = toFractional(cell, positions);
    positions = toCartesian(
      cell,
      fractional.map((f) => f - Math.floor(f)),
    );
  }
  return {
    cell: cell.slice(),
    pbc: [true, true, true],
    elements,
    positions,
    atomic: { group: { width: 1, values: Float64Array.from(elements, (_, i) => (i < first ? 0 : 1)) } },
  };
}
