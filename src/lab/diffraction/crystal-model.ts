import {
  atomicWeight,
  computeVolume,
  InputError,
  invertMatrix3,
  type Note,
  type SiteOccupancy,
  type Structure,
} from '../../core/index.js';
import { findSymmetry } from './find-symmetry.js';

/** An operation x → R x + t on fractional coordinates. */
export interface Operation {
  /** (3, 3) in rows */
  rotation: readonly number[];
  translation: readonly number[];
}

/** A site of the asymmetric unit with all points that symmetry makes of it. */
export interface CrystalSite {
  label: string;
  occupants: SiteOccupancy[];
  /** [1] (m, 3) fractional; the first is the site itself. */
  points: Float64Array;
  /** [1] rotation of each point's operation, (m, 9) */
  rotations: Float64Array;
  /** Directions in which the site may move, fractional; none on a fixed point. */
  free: { name: 'x' | 'y' | 'z'; direction: readonly [number, number, number] }[];
  /** Symmetric tensors (U11 U22 U33 U12 U13 U23) that the site's symmetry allows. */
  tensors: number[][];
}

/** A crystal ready to diffract. */
export interface CrystalModel {
  name: string;
  spaceGroup: number;
  symbol: string;
  operations: readonly Operation[];
  /** (k, 6) G*11 G*22 G*33 G*12 G*13 G*23: reciprocal metrics that symmetry allows. */
  metrics: number[][];
  /** [Å⁻²] (k) amounts of `metrics` in this cell */
  metricAmounts: Float64Array;
  sites: CrystalSite[];
  notes: Note[];
}

/** [Å, deg, Å3] lengths, angles and volume of a cell. */
export interface CellNumbers {
  a: number;
  b: number;
  c: number;
  alpha: number;
  beta: number;
  gamma: number;
  volume: number;
}

/**
 * Finds symmetry, asymmetric unit, free coordinates and free cell parameters of a structure. A cell that is not the
 * conventional one (rhombohedral axes, a primitive cell) is taken in its conventional setting, which a note says.
 *
 * @throws InputError for sites that hold more than one atom, or none
 */
export async function makeCrystalModel(name: string, given: Structure): Promise<CrystalModel> {
  if (given.elements.length === 0) throw new InputError(`${name} has no atoms`);
  const { numbers, kinds } = numberOccupants(name, given);
  const found = await findSymmetry(name, given, numbers);
  const { operations, fractional, labels } = found;
  const notes: Note[] = [];
  if (found.another)
    notes.push({
      level: 'info',
      code: 'conventional-cell',
      text: `${name} was given in another cell; it is refined in the conventional one of ${found.symbol}`,
    });
  const sites: CrystalSite[] = [];
  const counts = new Map<string, number>();
  for (const i of new Set(found.orbits)) {
    const occupants = kinds.get(found.kinds[i])!.map((o) => ({ ...o }));
    const element = occupants[0].element;
    counts.set(element, (counts.get(element) ?? 0) + 1);
    sites.push(
      makeSite(
        labels?.[i] && /^[A-Z][a-z]?\d/.test(labels[i]) ? labels[i] : `${element}${counts.get(element)}`,
        occupants,
        [fractional[3 * i], fractional[3 * i + 1], fractional[3 * i + 2]],
        operations,
      ),
    );
  }
  let metrics = metricsOf.get(operations);
  if (!metrics) {
    metrics = findInvariants(operations.map((o) => o.rotation));
    metricsOf.set(operations, metrics);
  }
  const reciprocal = reciprocalMetric(found.cell);
  return {
    name,
    spaceGroup: found.number,
    symbol: found.symbol,
    operations,
    metrics,
    metricAmounts: Float64Array.from(metrics, (basis) => reciprocal[basis.findIndex((v) => Math.abs(v - 1) < 1e-9)]),
    sites,
    notes,
  };
}

/** Cell of a reciprocal metric. @param g [Å⁻²] (6) G*11 G*22 G*33 G*12 G*13 G*23 */
export function cellOfMetric(g: ArrayLike<number>): CellNumbers {
  const direct = invertMatrix3([g[0], g[3], g[4], g[3], g[1], g[5], g[4], g[5], g[2]].map((v) => v * 1e4));
  const m = direct.map((v) => v * 1e4);
  const [a, b, c] = [Math.sqrt(m[0]), Math.sqrt(m[4]), Math.sqrt(m[8])];
  const angle = (x: number) => (Math.acos(Math.max(-1, Math.min(1, x))) * 180) / Math.PI;
  const determinant =
    m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
  return {
    a,
    b,
    c,
    alpha: angle(m[5] / (b * c)),
    beta: angle(m[2] / (a * c)),
    gamma: angle(m[1] / (a * b)),
    volume: Math.sqrt(Math.max(0, determinant)),
  };
}

/**
 * [Å⁻²] (6) reciprocal metric of amounts of its allowed forms.
 *
 * @param metrics [1] (forms, 6)
 * @param amounts [Å^-2] (forms)
 */
export function metricOf(metrics: readonly number[][], amounts: ArrayLike<number>): Float64Array {
  const g = new Float64Array(6);
  metrics.forEach((basis, k) => {
    for (let i = 0; i < 6; i++) g[i] += amounts[k] * basis[i];
  });
  return g;
}

/** [amu] mass of one cell. */
export function massOfCell(sites: readonly CrystalSite[]): number {
  let mass = 0;
  for (const site of sites)
    for (const o of site.occupants) mass += (site.points.length / 3) * o.occupancy * atomicWeight(o.element);
  return mass;
}

/** [Å] (3, 3) lattice vectors of cell numbers: a along x, b in the xy plane. */
export function latticeVectors(cell: CellNumbers): Float64Array {
  const r = Math.PI / 180;
  const [ca, cb, cg, sg] = [
    Math.cos(cell.alpha * r),
    Math.cos(cell.beta * r),
    Math.cos(cell.gamma * r),
    Math.sin(cell.gamma * r),
  ];
  const cy = (ca - cb * cg) / sg;
  return Float64Array.of(
    cell.a,
    0,
    0,
    cell.b * cg,
    cell.b * sg,
    0,
    cell.c * cb,
    cell.c * cy,
    cell.c * Math.sqrt(Math.max(0, 1 - cb * cb - cy * cy)),
  );
}

function reciprocalMetric(cell: ArrayLike<number>): Float64Array {
  const inverse = invertMatrix3(cell);
  const dot = (i: number, j: number) =>
    inverse[i] * inverse[j] + inverse[3 + i] * inverse[3 + j] + inverse[6 + i] * inverse[6 + j];
  return Float64Array.of(dot(0, 0), dot(1, 1), dot(2, 2), dot(0, 1), dot(0, 2), dot(1, 2));
}

const PAIRS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/** Metrics that a group allows, by its operations: crystals of one group share them. */
const metricsOf = new WeakMap<readonly Operation[], number[][]>();

/** Symmetric tensors B with R B Rᵀ = B for every rotation, in reduced row echelon form. */
function findInvariants(rotations: readonly (readonly number[])[]): number[][] {
  const rows = PAIRS.map(() => new Array<number>(6).fill(0));
  // an operation with each translation of a centred cell has the same rotation
  const unique = [...new Map(rotations.map((r) => [r.join(), r])).values()];
  for (const r of unique)
    for (let row = 0; row < 6; row++) {
      const [p, q] = PAIRS[row];
      const share = 1 / (unique.length * (p === q ? 2 : 1));
      for (let k = 0; k < 6; k++) {
        const [i, j] = PAIRS[k];
        rows[row][k] += (r[3 * i + p] * r[3 * j + q] + r[3 * i + q] * r[3 * j + p]) * share;
      }
    }
  return reduceRowsToEchelon(rows);
}

function reduceRowsToEchelon(rows: number[][]): number[][] {
  const width = rows[0]?.length ?? 0;
  const left = rows.map((row) => [...row]);
  const done: number[][] = [];
  for (let column = 0; column < width; column++) {
    const at = left.findIndex((row) => Math.abs(row[column]) > 1e-6);
    if (at < 0) continue;
    const [pivot] = left.splice(at, 1);
    const unit = pivot.map((v) => v / pivot[column]);
    for (const row of [...left, ...done]) {
      const factor = row[column];
      for (let k = 0; k < width; k++) row[k] -= factor * unit[k];
    }
    done.push(unit);
  }
  return done.map((row) => row.map((v) => (Math.abs(v) < 1e-9 ? 0 : v)));
}

function makeSite(
  label: string,
  occupants: SiteOccupancy[],
  at: number[],
  operations: readonly Operation[],
): CrystalSite {
  const apart = (a: number, b: number) => Math.abs(a - b - Math.round(a - b));
  at = settleOnSymmetry(at, operations);
  const points: number[] = [];
  const rotations: number[] = [];
  const fixing: (readonly number[])[] = [];
  for (const { rotation: r, translation: t } of operations) {
    const image = [0, 1, 2].map((i) => r[3 * i] * at[0] + r[3 * i + 1] * at[1] + r[3 * i + 2] * at[2] + t[i]);
    if (image.every((v, i) => apart(v, at[i]) < 2e-3)) fixing.push(r);
    let known = false;
    for (let k = 0; k < points.length && !known; k += 3)
      known =
        apart(points[k], image[0]) < 2e-3 &&
        apart(points[k + 1], image[1]) < 2e-3 &&
        apart(points[k + 2], image[2]) < 2e-3;
    if (known) continue;
    points.push(...image);
    rotations.push(...r);
  }
  const mean = [0, 1, 2].map((i) => [0, 1, 2].map((j) => fixing.reduce((s, r) => s + r[3 * i + j], 0) / fixing.length));
  const transposed = [0, 1, 2].map((j) => [0, 1, 2].map((i) => mean[i][j]));
  const names = ['x', 'y', 'z'] as const;
  const free = reduceRowsToEchelon(transposed).map((row) => ({
    name: names[row.findIndex((v) => Math.abs(v - 1) < 1e-9)],
    direction: [row[0], row[1], row[2]] as const,
  }));
  return {
    label,
    occupants,
    points: Float64Array.from(points),
    rotations: Float64Array.from(rotations),
    free,
    tensors: findInvariants(fixing),
  };
}

/** A place that symmetry fixes is exact, whatever digits a file gives: the mean of its images that fall on it. */
function settleOnSymmetry(at: number[], operations: readonly Operation[]): number[] {
  const sum = [0, 0, 0];
  let n = 0;
  for (const { rotation: r, translation: t } of operations) {
    const apart = [0, 1, 2].map((i) => {
      const d = r[3 * i] * at[0] + r[3 * i + 1] * at[1] + r[3 * i + 2] * at[2] + t[i] - at[i];
      return d - Math.round(d);
    });
    if (apart.some((d) => Math.abs(d) > 2e-3)) continue;
    n++;
    for (let i = 0; i < 3; i++) sum[i] += apart[i];
  }
  return at.map((v, i) => v + sum[i] / n);
}

function numberOccupants(
  name: string,
  structure: Structure,
): { numbers: number[]; kinds: Map<number, readonly SiteOccupancy[]> } {
  const kinds = new Map<number, readonly SiteOccupancy[]>();
  const known = new Map<string, number>();
  const numbers = structure.elements.map((element, i) => {
    const occupants = structure.disorder?.get(i) ?? [{ element, occupancy: 1 }];
    const total = occupants.reduce((sum, o) => sum + o.occupancy, 0);
    if (total > 1.005)
      throw new InputError(
        `site ${structure.labels?.[i] ?? i + 1} of ${name} holds ${total.toFixed(3)} atoms: its occupancies add up to more than 1`,
        { hint: 'correct the occupancies in the structure file' },
      );
    if (occupants.some((o) => !(o.occupancy >= 0)))
      throw new InputError(`site ${i + 1} of ${name} has an occupancy below 0`);
    const sorted = [...occupants].sort((a, b) => b.occupancy - a.occupancy || (a.element < b.element ? -1 : 1));
    const key = sorted.map((o) => `${o.element}${o.occupancy.toFixed(5)}`).join(' ');
    const number = known.get(key) ?? known.size + 1;
    known.set(key, number);
    kinds.set(number, sorted);
    return number;
  });
  if (!(computeVolume(structure.cell) > 1)) throw new InputError(`the cell of ${name} has no volume`);
  return { numbers, kinds };
}
