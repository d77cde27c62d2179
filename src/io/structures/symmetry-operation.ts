import { invertMatrix3 } from '../../core/index.js';

/** One symmetry operation on fractional coordinates: x′ = W x + w. */
export interface SymmetryOperation {
  /** (3, 3) whole numbers, rows. */
  rotation: readonly number[];
  /** (3) in fractions of the cell. */
  translation: readonly number[];
  /** Whether it turns moments round in time, in a magnetic group. */
  timeReversal?: boolean;
}

const term = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+(?:\.\d*)?))?)?(\*?)([xyz]?)/y;

/** Reads `-y, x-y, z+1/3`. Returns undefined when the text is not such a triplet. */
export function parseSymmetryOperation(text: string): SymmetryOperation | undefined {
  const parts = text
    .toLowerCase()
    .replaceAll(/[\s'"]/g, '')
    .split(',');
  if (parts.length !== 3) return undefined;
  const rotation: number[] = [];
  const translation: number[] = [];
  for (const part of parts) {
    const row = [0, 0, 0];
    let shift = 0;
    term.lastIndex = 0;
    if (part === '') return undefined;
    while (term.lastIndex < part.length) {
      const match = term.exec(part);
      if (!match || match[0] === '' || (!match[2] && !match[5])) return undefined;
      const amount = (match[1] === '-' ? -1 : 1) * (match[2] ? Number(match[2]) / Number(match[3] ?? 1) : 1);
      if (!Number.isFinite(amount)) return undefined;
      if (match[5]) row['xyz'.indexOf(match[5])]! += amount;
      else shift += amount;
    }
    rotation.push(...row);
    translation.push(shift);
  }
  return rotation.every((value) => Number.isInteger(value) && Math.abs(value) <= 1)
    ? { rotation, translation }
    : undefined;
}

/** The image of a fractional point. */
export function applyOperation(
  { rotation: w, translation: t }: SymmetryOperation,
  x: number,
  y: number,
  z: number,
): [number, number, number] {
  return [
    w[0]! * x + w[1]! * y + w[2]! * z + t[0]!,
    w[3]! * x + w[4]! * y + w[5]! * z + t[1]!,
    w[6]! * x + w[7]! * y + w[8]! * z + t[2]!,
  ];
}

const modulo = (value: number): number => {
  const r = value - Math.floor(value);
  return r > 1 - 1e-6 ? 0 : r;
};

/** `b` after `a`, with the translation brought into [0, 1). */
export function composeOperations(b: SymmetryOperation, a: SymmetryOperation): SymmetryOperation {
  const rotation: number[] = [];
  const translation: number[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++)
      rotation.push(
        b.rotation[3 * i]! * a.rotation[j]! +
          b.rotation[3 * i + 1]! * a.rotation[3 + j]! +
          b.rotation[3 * i + 2]! * a.rotation[6 + j]!,
      );
    translation.push(
      modulo(
        b.rotation[3 * i]! * a.translation[0]! +
          b.rotation[3 * i + 1]! * a.translation[1]! +
          b.rotation[3 * i + 2]! * a.translation[2]! +
          b.translation[i]!,
      ),
    );
  }
  const timeReversal = (a.timeReversal ?? false) !== (b.timeReversal ?? false);
  return { rotation, translation, ...(timeReversal && { timeReversal }) };
}

/**
 * A moment carried along by an operation: an axial vector, turned by det(W) W and reversed with time.
 *
 * @param moment [μB] (3) Cartesian
 * @param cell   [Å] (3, 3) lattice vectors in rows
 * @returns [μB] (3) Cartesian
 */
export function turnMoment(
  moment: readonly number[],
  { rotation: w, timeReversal }: SymmetryOperation,
  cell: ArrayLike<number>,
): number[] {
  const inverse = invertMatrix3(cell);
  const fractional = [0, 1, 2].map(
    (k) => moment[0]! * inverse[k]! + moment[1]! * inverse[3 + k]! + moment[2]! * inverse[6 + k]!,
  );
  const det =
    w[0]! * (w[4]! * w[8]! - w[5]! * w[7]!) -
    w[1]! * (w[3]! * w[8]! - w[5]! * w[6]!) +
    w[2]! * (w[3]! * w[7]! - w[4]! * w[6]!);
  const factor = det * (timeReversal ? -1 : 1);
  const turned = [0, 1, 2].map(
    (i) => factor * (w[3 * i]! * fractional[0]! + w[3 * i + 1]! * fractional[1]! + w[3 * i + 2]! * fractional[2]!),
  );
  return [0, 1, 2].map((k) => turned[0]! * cell[k]! + turned[1]! * cell[3 + k]! + turned[2]! * cell[6 + k]!);
}

/** All operations that the generators give, lattice translations left out; at most 192 exist in any setting. */
export function closeGroup(generators: readonly SymmetryOperation[]): SymmetryOperation[] {
  const keyOf = (op: SymmetryOperation) =>
    [...op.rotation, ...op.translation.map((t) => Math.round(modulo(t) * 48) % 48)].join();
  const identity: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };
  const found = new Map([[keyOf(identity), identity]]);
  const queue = [identity];
  for (let op = queue.pop(); op; op = queue.pop()) {
    for (const generator of generators) {
      const product = composeOperations(generator, op);
      const key = keyOf(product);
      if (found.has(key)) continue;
      if (found.size >= 192) throw new RangeError('these symmetry operations do not close into a space group');
      found.set(key, product);
      queue.push(product);
    }
  }
  return [...found.values()];
}

/** A point brought to each of its images, with coincident images averaged into the special position they stand for. */
export interface Orbit {
  /** (m, 3) fractional, in [0, 1). */
  points: Float64Array;
  /** (m) Which operation made each image first. */
  first: Int32Array;
}

/**
 * Images of one point under all operations.
 *
 * @param point fractional coordinates
 * @param cell [Å] (3, 3) lattice vectors in rows, for the distance within which two images are one
 * @param tolerance [Å] images closer than this are one site
 */
export function expandOrbit(
  point: readonly number[],
  operations: readonly SymmetryOperation[],
  cell: ArrayLike<number>,
  tolerance: number,
): Orbit {
  const sums: { first: number[]; sum: number[]; count: number; by: number }[] = [];
  for (const [by, operation] of operations.entries()) {
    const image = applyOperation(operation, point[0]!, point[1]!, point[2]!);
    const match = sums.find(({ first }) => computeImageDistance(cell, image, first) < tolerance);
    if (match) {
      match.count++;
      for (let k = 0; k < 3; k++) match.sum[k]! += image[k]! - Math.round(image[k]! - match.first[k]!);
    } else sums.push({ first: image, sum: [...image], count: 1, by });
  }
  return {
    points: Float64Array.from(sums.flatMap(({ sum, count }) => sum.map((value) => modulo(value / count)))),
    first: Int32Array.from(sums, ({ by }) => by),
  };
}

/** [Å] distance between two fractional points, each difference taken to the nearest whole cell. */
export function computeImageDistance(cell: ArrayLike<number>, a: ArrayLike<number>, b: ArrayLike<number>): number {
  let square = 0;
  const d = [a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!];
  for (let k = 0; k < 3; k++) d[k]! -= Math.round(d[k]!);
  for (let k = 0; k < 3; k++) square += (d[0]! * cell[k]! + d[1]! * cell[3 + k]! + d[2]! * cell[6 + k]!) ** 2;
  return Math.sqrt(square);
}
