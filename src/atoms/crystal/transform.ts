import { atomicNumber, InputError, multiplyRows, type SiteOccupancy, type Structure } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

/**
 * Repeats a cell: new lattice vectors are whole-number combinations of the old.
 *
 * @param times [1] three repeats, or a (3, 3) matrix of whole numbers whose rows are the new vectors
 * @throws InputError for fractions and for a matrix without volume
 */
export function makeSupercell(
  structure: Structure,
  times: readonly [number, number, number] | readonly (readonly number[])[],
): Structure {
  const rows =
    typeof times[0] === 'number'
      ? [
          [times[0], 0, 0],
          [0, times[1] as number, 0],
          [0, 0, times[2] as number],
        ]
      : (times as readonly (readonly number[])[]);
  const m = rows.flat();
  if (m.length !== 9 || !m.every((value) => Number.isInteger(value) && Math.abs(value) <= 1000))
    throw new InputError(`a supercell of ${JSON.stringify(times)}`, {
      hint: 'give three whole numbers such as 2 2 1, or a 3 × 3 matrix of them',
    });
  const det =
    m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
  const count = Math.abs(det);
  const n = structure.elements.length;
  if (count === 0)
    throw new InputError('this supercell matrix has no volume', { hint: 'its three rows must not lie in one plane' });
  if (count * n > 20_000_000) throw new InputError(`a supercell of ${count * n} atoms is too large`);
  const shifts = findCosets(m, count);
  const cell = multiplyRows(m, structure.cell);
  const positions = new Float64Array(3 * n * count);
  const source: number[] = [];
  for (let i = 0; i < n; i++) {
    for (const [a, b, c] of shifts) {
      const at = 3 * source.length;
      for (let k = 0; k < 3; k++)
        positions[at + k] =
          structure.positions[3 * i + k] +
          a * structure.cell[k] +
          b * structure.cell[3 + k] +
          c * structure.cell[6 + k];
      source.push(i);
    }
  }
  return {
    ...pickSites(structure, source),
    cell,
    positions,
    ...(structure.energy !== undefined && { energy: structure.energy * count }),
    ...(structure.stress && { stress: structure.stress }),
  };
}

/** One old lattice vector for each old cell inside the new one: those with fractions of the new cell in [0, 1). */
function findCosets(m: readonly number[], count: number): number[][] {
  // Adjugate: fractions of a whole vector on the new cell are (vector · adjugate) / determinant, in whole numbers.
  const sign = Math.sign(
    m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]),
  );
  const adjugate = [
    m[4] * m[8] - m[5] * m[7],
    m[2] * m[7] - m[1] * m[8],
    m[1] * m[5] - m[2] * m[4],
    m[5] * m[6] - m[3] * m[8],
    m[0] * m[8] - m[2] * m[6],
    m[2] * m[3] - m[0] * m[5],
    m[3] * m[7] - m[4] * m[6],
    m[1] * m[6] - m[0] * m[7],
    m[0] * m[4] - m[1] * m[3],
  ].map((value) => value * sign);
  const range = [0, 1, 2].map((k) => {
    const corners = [0, 1].flatMap((x) =>
      [0, 1].flatMap((y) => [0, 1].map((z) => x * m[k] + y * m[3 + k] + z * m[6 + k])),
    );
    return [Math.min(...corners), Math.max(...corners)];
  });
  const found: number[][] = [];
  for (let a = range[0][0]; a <= range[0][1]; a++) {
    for (let b = range[1][0]; b <= range[1][1]; b++) {
      for (let c = range[2][0]; c <= range[2][1]; c++) {
        const inside = [0, 1, 2].every((k) => {
          const f = a * adjugate[k] + b * adjugate[3 + k] + c * adjugate[6 + k];
          return f >= 0 && f < count;
        });
        if (inside) found.push([a, b, c]);
      }
    }
  }
  return found;
}

/** Everything that belongs to sites, for the chosen sites in the given order (with repeats where an index repeats). */
function pickSites(structure: Structure, source: readonly number[]): Structure {
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  source.forEach((i, k) => {
    const shared = structure.disorder?.get(i);
    if (shared) disorder.set(k, shared);
  });
  const atomic =
    structure.atomic &&
    Object.fromEntries(
      Object.entries(structure.atomic).map(([name, { width, values }]) => {
        const picked = new Float64Array(source.length * width);
        source.forEach((i, k) => picked.set(values.subarray(i * width, (i + 1) * width), k * width));
        return [name, { width, values: picked }];
      }),
    );
  return {
    cell: structure.cell,
    pbc: structure.pbc,
    elements: source.map((i) => structure.elements[i]),
    positions: Float64Array.from(source.flatMap((i) => Array.from(structure.positions.subarray(3 * i, 3 * i + 3)))),
    ...(disorder.size > 0 && { disorder }),
    ...(structure.labels && { labels: source.map((i) => structure.labels![i]) }),
    ...(atomic && { atomic }),
    ...(structure.info && { info: structure.info }),
  };
}

/**
 * Strains a cell and its atoms homogeneously: r′ = (1 + ε) r. Energy, stress and forces of the unstrained structure are
 * dropped.
 *
 * @param strain [1] (3, 3) ε in rows, or a Voigt list xx, yy, zz, yz, xz, xy with engineering shear (twice the
 *   tensor's)
 */
export function applyStrain(structure: Structure, strain: readonly number[]): Structure {
  if (![6, 9].includes(strain.length) || !strain.every(Number.isFinite))
    throw new InputError('a strain is nine numbers, or six in the order xx, yy, zz, yz, xz, xy');
  const [xx, yy, zz, yz, xz, xy] = strain;
  const e = strain.length === 9 ? strain : [xx, xy / 2, xz / 2, xy / 2, yy, yz / 2, xz / 2, yz / 2, zz];
  const f = [1 + e[0], e[3], e[6], e[1], 1 + e[4], e[7], e[2], e[5], 1 + e[8]];
  const det =
    f[0] * (f[4] * f[8] - f[5] * f[7]) - f[1] * (f[3] * f[8] - f[5] * f[6]) + f[2] * (f[3] * f[7] - f[4] * f[6]);
  if (!(det > 1e-6)) throw new InputError('this strain turns the cell inside out or flattens it');
  const { energy: _energy, stress: _stress, atomic, ...rest } = structure;
  const { forces: _forces, ...kept } = atomic ?? {};
  return {
    ...rest,
    cell: multiplyRows(structure.cell, f),
    positions: multiplyRows(structure.positions, f),
    ...(Object.keys(kept).length > 0 && { atomic: kept }),
  };
}

/**
 * Puts other elements on sites; `undefined` takes the atom away. What was computed of the old atoms is dropped.
 *
 * @param replace what becomes of a site, by index or by element; an index wins
 * @throws InputError for an index or element that is not there, and for a symbol that is not an element
 */
export function substitute(
  structure: Structure,
  replace: { sites?: ReadonlyMap<number, string | undefined>; elements?: Readonly<Record<string, string | undefined>> },
): Structure {
  const { sites = new Map<number, string | undefined>(), elements = {} } = replace;
  for (const index of sites.keys())
    if (!(Number.isInteger(index) && index >= 0 && index < structure.elements.length))
      throw new InputError(`there is no site ${index}`, {
        hint: `sites run from 0 to ${structure.elements.length - 1}`,
      });
  const here = [...new Set(structure.elements)];
  for (const element of Object.keys(elements))
    if (!here.includes(element))
      throw new InputError(`there is no ${element} to replace`, { value: element, allowed: here });
  const wanted = structure.elements.map((element, i) =>
    sites.has(i) ? sites.get(i) : element in elements ? elements[element] : element,
  );
  for (const element of wanted) if (element !== undefined) atomicNumber(element);
  const kept = wanted.flatMap((element, i) => (element === undefined ? [] : [i]));
  const picked = pickSites(structure, kept);
  const untouched = [...(picked.disorder ?? [])].filter(
    ([k]) => wanted[kept[k]] === structure.elements[kept[k]] && !sites.has(kept[k]),
  );
  const { disorder: _disorder, atomic, labels: _labels, ...rest } = picked;
  const { fixed, group } = atomic ?? {};
  const columns = { ...(fixed && { fixed }), ...(group && { group }) };
  return {
    ...rest,
    elements: kept.map((i) => wanted[i]!),
    ...(untouched.length > 0 && { disorder: new Map(untouched) }),
    ...(Object.keys(columns).length > 0 && { atomic: columns }),
  };
}

/**
 * Refuses atoms on top of one another.
 *
 * @param minimum [Å] shortest distance allowed
 * @throws InputError naming the closest two atoms and their distance
 */
export function requireSeparated(structure: Structure, minimum: number): void {
  const { offsets, neighbours, distances } = findNeighbours(
    structure.cell,
    structure.pbc,
    structure.positions,
    minimum,
  );
  let closest = -1;
  for (let p = 0; p < distances.length; p++) if (closest < 0 || distances[p] < distances[closest]) closest = p;
  if (closest < 0) return;
  const i = offsets.findIndex((_, k) => offsets[k + 1] > closest);
  const j = neighbours[closest];
  const name = (k: number) => `${structure.elements[k]} ${k + 1}`;
  throw new InputError(
    `${i === j ? `${name(i)} and its own image` : `${name(i)} and ${name(j)}`} are ${distances[closest].toFixed(3)} Å apart, closer than ${minimum} Å`,
    {
      hint: i === j ? 'the cell is too small' : 'atoms overlap: look for a site given twice, or a wrong cell',
    },
  );
}
