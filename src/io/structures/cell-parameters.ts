import { InputError } from '../../core/index.js';

/** Lengths and angles of a cell. */
export interface CellParameters {
  /** [Å] */
  a: number;
  /** [Å] */
  b: number;
  /** [Å] */
  c: number;
  /** [deg] */
  alpha: number;
  /** [deg] */
  beta: number;
  /** [deg] */
  gamma: number;
}

const sharp = (value: number): number => (Math.abs(value) < 1e-15 ? 0 : value);

/** Lattice vectors in rows, a along x and b in the xy plane. */
export function buildCell({ a, b, c, alpha, beta, gamma }: CellParameters): Float64Array {
  const cosine = (degrees: number) =>
    degrees === 90 ? 0 : degrees === 120 ? -0.5 : degrees === 60 ? 0.5 : Math.cos((degrees * Math.PI) / 180);
  const [ca, cb, cg] = [cosine(alpha), cosine(beta), cosine(gamma)];
  const sg = Math.sqrt(1 - cg * cg);
  const cy = (ca - cb * cg) / sg;
  const cz2 = 1 - cb * cb - cy * cy;
  if (!(a > 0 && b > 0 && c > 0 && [a, b, c].every(Number.isFinite)) || !(sg > 1e-6) || !(cz2 > 1e-10)) {
    throw new InputError(`lengths ${a}, ${b}, ${c} Å and angles ${alpha}, ${beta}, ${gamma}° do not make a cell`);
  }
  return Float64Array.of(a, 0, 0, sharp(b * cg), b * sg, 0, sharp(c * cb), sharp(c * cy), c * Math.sqrt(cz2));
}

/** Lengths and angles of lattice vectors in rows. */
export function computeCellParameters(cell: ArrayLike<number>): CellParameters {
  const v = [0, 1, 2].map((i) => [cell[3 * i]!, cell[3 * i + 1]!, cell[3 * i + 2]!]);
  const length = v.map((row) => Math.hypot(...row));
  const angle = (i: number, j: number) => {
    const cosine = v[i]!.reduce((sum, x, k) => sum + x * v[j]![k]!, 0) / (length[i]! * length[j]!);
    return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
  };
  return { a: length[0]!, b: length[1]!, c: length[2]!, alpha: angle(1, 2), beta: angle(0, 2), gamma: angle(0, 1) };
}
