import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countElements, toFractional } from '../../../src/core/index.js';
import { buildCell, cifReader, computeCellParameters } from '../../../src/io/structures/index.js';
import { parseHallSymbol } from '../../../src/io/structures/hall-symbol.js';
import { applyOperation, type SymmetryOperation } from '../../../src/io/structures/symmetry-operation.js';
import { makeSource } from '../../../src/io/reader.js';

type Setting = [hall: string, number: number, choice: string, full: string, counts: number[], hash: string];
const reference: { points: number[][]; settings: Setting[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/structures/hall-orbits.json'), 'utf8'),
);
/** Settings that whole files are made of; `npm run test:all` takes every one. */
const inFiles = process.env.CERMET_ALL ? reference.settings : reference.settings.filter((_, k) => k % 6 === 0);
const read = (text: string) => cifReader.read(makeSource('a.cif', new TextEncoder().encode(text)));

/** Images of a point of 240ths, in order. Whole numbers, so nothing is rounded that matters. */
function orbitOf(operations: readonly SymmetryOperation[], point: readonly number[]): number[][] {
  const images = new Map<string, number[]>();
  for (const op of operations) {
    const q = applyOperation(op, point[0] / 240, point[1] / 240, point[2] / 240).map(
      (v) => ((Math.round(v * 240) % 240) + 240) % 240,
    );
    images.set(q.join(), q);
  }
  return [...images.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
}

/** A cell that the operations keep: a metric without symmetry, averaged over them. */
function makeCell(operations: readonly SymmetryOperation[]): number[] {
  const [a, b, c, al, be, ga] = [7.1, 8.3, 9.7, 1.43, 1.69, 1.36];
  const g = [
    a * a,
    a * b * Math.cos(ga),
    a * c * Math.cos(be),
    a * b * Math.cos(ga),
    b * b,
    b * c * Math.cos(al),
    a * c * Math.cos(be),
    b * c * Math.cos(al),
    c * c,
  ];
  const mean = new Array<number>(9).fill(0);
  for (const { rotation: w } of operations)
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        for (let p = 0; p < 3; p++)
          for (let q = 0; q < 3; q++)
            mean[3 * i + j] += (w[3 * p + i] * g[3 * p + q] * w[3 * q + j]) / operations.length;
  const [x, y, z] = [0, 4, 8].map((k) => Math.sqrt(mean[k]));
  const angle = (k: number, l: number): number => (180 / Math.PI) * Math.acos(k / l);
  return [x, y, z, angle(mean[5], y * z), angle(mean[2], x * z), angle(mean[1], x * y)];
}

const makeCif = (cell: readonly number[], group: string, points: readonly (readonly number[])[]): string =>
  [
    'data_a',
    ...['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma'].map(
      (n, i) => `_cell_${n} ${cell[i]}`,
    ),
    group,
    'loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z',
    ...points.map((p, i) => `X${i} ${['Li', 'Co', 'O'][i]} ${p.map((v) => v / 240).join(' ')}`),
  ].join('\n');

describe('all 530 settings of the space groups against spglib', () => {
  it('are all there', () => {
    expect(reference.settings).toHaveLength(530);
  });

  it.each(reference.settings.map((s, i) => [i + 1, s[0], s] as const))(
    'Hall number %i, %s: every orbit, general and special',
    (_, hall, [, , , , counts, hash]) => {
      const operations = parseHallSymbol(hall)!;
      const orbits = reference.points.map((p) => orbitOf(operations, p));
      expect(orbits.map((o) => o.length)).toEqual(counts);
      const text = orbits.map((o) => o.map((q) => q.join()).join('|')).join(';');
      expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(hash);
    },
  );

  it('a CIF that names its group by Hall symbol alone is filled so', async () => {
    for (const [hall] of inFiles) {
      const operations = parseHallSymbol(hall)!;
      const points = [0, 3, 4].map((k) => reference.points[k]);
      const quoted = hall.includes('"') ? `'${hall}'` : `"${hall}"`;
      const { structures } = await read(makeCif(makeCell(operations), `_space_group_name_Hall ${quoted}`, points));
      expectFilled(structures[0], operations, points, hall);
    }
  });

  it('a CIF that names its group by full symbol and setting is filled so', async () => {
    let alone = 0;
    for (const [hall, number, choice, full] of inFiles) {
      const operations = parseHallSymbol(hall)!;
      const points = [0, 3, 4].map((k) => reference.points[k]);
      const variant = /^[12HR]$/.test(choice) ? `:${choice}` : '';
      const { structures, notes } = await read(
        makeCif(
          makeCell(operations),
          `_space_group_IT_number ${number}\n_symmetry_space_group_name_H-M '${full.replaceAll('_', '')}${variant}'`,
          points,
        ),
      );
      // Where a symbol and a cell fit several settings, the reader says so; it never takes one without a word.
      if (notes.some((n) => n.code === 'setting-assumed')) continue;
      alone++;
      expectFilled(structures[0], operations, points, hall);
    }
    expect(alone / inFiles.length).toBeGreaterThan(0.9);
  });
});

function expectFilled(
  structure: { cell: Float64Array; positions: Float64Array; elements: readonly string[] },
  operations: readonly SymmetryOperation[],
  points: readonly (readonly number[])[],
  name: string,
): void {
  const fractional = toFractional(structure.cell, structure.positions);
  const found = (element: string): string[] =>
    structure.elements
      .flatMap((e, i) =>
        e === element
          ? [Array.from(fractional.subarray(3 * i, 3 * i + 3), (v) => ((Math.round(v * 240) % 240) + 240) % 240).join()]
          : [],
      )
      .sort();
  points.forEach((p, i) =>
    expect(found(['Li', 'Co', 'O'][i]), `${name}, site ${i + 1}`).toEqual(
      orbitOf(operations, p)
        .map((q) => q.join())
        .sort(),
    ),
  );
}

describe('names of space groups as files write them', () => {
  it.each([
    ['-P 3 2"', 164],
    ["-P 3 2''", 164],
    ['-p_3_2"', 164],
    ['  -P  3  2" ', 164],
    ['P 3 2"', 150],
    ['P 3 2', 149],
    ['P 31 2 (0 0 4)', 151],
    ['P 31 2 (x,y,z+1/3)', 151],
    ['-C 2yc', 15],
    ['-P 2yc (x-z,y,z)', 13],
    ['-I 4bd 2c 3', 230],
  ])('%s is of group %i', (hall, number) => {
    const own = parseHallSymbol(hall)!;
    const found = reference.settings
      .filter(([, n]) => n === number)
      .map(([h]) => parseHallSymbol(h)!)
      .filter((operations) => operations.length === own.length);
    expect(found.length).toBeGreaterThan(0);
    if (!hall.includes('x')) {
      const orbit = JSON.stringify(orbitOf(own, reference.points[0]));
      expect(found.some((operations) => JSON.stringify(orbitOf(operations, reference.points[0])) === orbit)).toBe(true);
    }
  });

  it.each(['', 'P', 'Q 2', 'P 5', 'P 2*', '-P 3 2" (x,y)', 'P 2 2 2 2 2', 'garbage'])(
    '%j is no Hall symbol',
    (text) => {
      expect(parseHallSymbol(text)).toBeUndefined();
    },
  );

  const hexagonal = (c: number, group: string, rows: string) =>
    `data_a\n_cell_length_a 4.76\n_cell_length_b 4.76\n_cell_length_c ${c}\n_cell_angle_gamma 120\n${group}\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n${rows}\n`;

  it.each(["'R -3 c'", "'R -3 c :H'", "'R -3 c H'", "'R-3c'", "'R_-3_c'", "'R -3 2/c'"])(
    'corundum in %s has 12 Al and 18 O',
    async (symbol) => {
      const { structures, notes } = await read(
        hexagonal(12.99, `_symmetry_space_group_name_H-M ${symbol}`, 'Al1 0 0 0.352\nO1 0.306 0 0.25'),
      );
      expect(Object.fromEntries(countElements(structures[0]))).toEqual({ Al: 12, O: 18 });
      expect(notes.filter((n) => n.level !== 'info')).toEqual([]);
    },
  );

  it('the cell tells rhombohedral from hexagonal axes', async () => {
    const cell =
      '_cell_length_a 5.13\n_cell_length_b 5.13\n_cell_length_c 5.13\n_cell_angle_alpha 55.28\n_cell_angle_beta 55.28\n_cell_angle_gamma 55.28';
    const { structures } = await read(
      `data_a\n${cell}\n_symmetry_space_group_name_H-M 'R -3 c'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nAl1 0.352 0.352 0.352\nO1 0.556 0.944 0.25\n`,
    );
    expect(Object.fromEntries(countElements(structures[0]))).toEqual({ Al: 4, O: 6 });
  });

  const spinel = (extra: string, place: string) =>
    `data_a\n_cell_length_a 8.08\n_cell_length_b 8.08\n_cell_length_c 8.08\n_symmetry_space_group_name_H-M 'F d -3 m'\n${extra}\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n${place}\n`;

  it('the formula tells the origin', async () => {
    // LiMn2O4 from origin choice 2 and from origin choice 1.
    for (const place of [
      'Li1 0.125 0.125 0.125\nMn1 0.5 0.5 0.5\nO1 0.2631 0.2631 0.2631',
      'Li1 0 0 0\nMn1 0.625 0.625 0.625\nO1 0.3881 0.3881 0.3881',
    ]) {
      const { structures, notes } = await read(
        spinel("_chemical_formula_sum 'Li Mn2 O4'\n_cell_formula_units_Z 8", place),
      );
      expect(Object.fromEntries(countElements(structures[0]))).toEqual({ Li: 8, Mn: 16, O: 32 });
      expect(notes.map((n) => n.code)).toContain('setting-found');
    }
  });

  it('and where nothing tells it, a warning does', async () => {
    const { notes } = await read(spinel('', 'O1 0.2631 0.2631 0.2631'));
    expect(notes).toMatchObject([{ level: 'warning', code: 'setting-assumed' }]);
  });

  it.each([
    ["_space_group_name_Hall '-P 3 2\"'\n_space_group_IT_number 162", /group 164.*number 162/],
    ["_symmetry_space_group_name_H-M 'R -3 m'\n_space_group_IT_number 225", /number 166.*number 225/],
    ["_symmetry_space_group_name_H-M 'F m -3 m'", /cell contradict/],
    ["_space_group_name_Hall '-P 4 2'", /cell contradict/],
    ["loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'-y,x,z'\n'-x,-y,z'\n'y,-x,z'", /cell contradict/],
  ])('contradictions are refused: %s', async (group, message) => {
    await expect(read(hexagonal(5, group, 'O1 0.3 0 0.25'))).rejects.toThrow(message);
  });
});

describe('what a CIF says of its atoms', () => {
  const cubic = (head: string, rows: string, columns = '') =>
    `data_a\n_cell_length_a 4.178\n_cell_length_b 4.178\n_cell_length_c 4.178\n${head}\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n${columns}\n${rows}\n`;
  const named = "_symmetry_space_group_name_H-M 'F m -3 m'";

  it.each([
    [
      cubic(`${named}\n_chemical_formula_sum 'Ni O2'`, 'Ni1 0 0 0\nO1 0.5 0.5 0.5'),
      /stated as Ni O2, but the atoms make Ni4 O4/,
    ],
    [
      cubic(named, 'Ni1 0 0 0 0.7\nLi1 0 0 0 0.6\nO1 0.5 0.5 0.5 1', '_atom_site_occupancy'),
      /Ni1 and Li1 share a place.*1\.3/,
    ],
    [cubic(named, 'Ni1 0 0 0 24\nO1 0.5 0.5 0.5 4', '_atom_site_symmetry_multiplicity'), /Ni1 4 times for 24/],
    [cubic(named, 'Wat1 0 0 0\nO1 0.5 0.5 0.5'), /"Wat1" names no chemical element/],
    [cubic(`${named}\n_cell_wave_vector_x 0.3`, 'Ni1 0 0 0'), /modulated structure/],
  ])('is held against the atoms: %#', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('a count of formula units that the atoms do not make is a serious note', async () => {
    const { notes } = await read(
      cubic(`${named}\n_chemical_formula_sum 'Ni O'\n_cell_formula_units_Z 8`, 'Ni1 0 0 0\nO1 0.5 0.5 0.5'),
    );
    expect(notes).toMatchObject([{ level: 'serious', code: 'formula-units-mismatch' }]);
  });

  it('labels in capitals without symbols or a formula are said', async () => {
    const { notes } = await read(cubic(named, 'CO1 0 0 0\nO1 0.5 0.5 0.5'));
    expect(notes.find((n) => n.code === 'element-guessed')!.text).toContain('CO1 as Co');
  });
});

describe('magnetic CIF', () => {
  const cif = (operations: string, moments: string, cell = '4 4 8 90 90 90') => {
    const c = cell.split(' ');
    return `data_m
${['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma'].map((n, i) => `_cell_${n} ${c[i]}`).join('\n')}
loop_
_space_group_symop_magn_operation.id
_space_group_symop_magn_operation.xyz
${operations}
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Ni1 Ni 0 0 0.25
O1 O 0.5 0.5 0.1
loop_
_atom_site_moment.label
_atom_site_moment.crystalaxis_x
_atom_site_moment.crystalaxis_y
_atom_site_moment.crystalaxis_z
${moments}
`;
  };

  it('fills the cell with moments, reversed where time is', async () => {
    const text = cif('1 x,y,z,+1\n2 -x,-y,-z,-1', 'Ni1 1.5 0 0').replace(
      'loop_\n_atom_site_label',
      'loop_\n_space_group_symop_magn_centering.id\n_space_group_symop_magn_centering.xyz\n1 x,y,z,+1\n2 x+1/2,y+1/2,z,-1\nloop_\n_atom_site_label',
    );
    const [s] = (await read(text)).structures;
    const ni = s.elements.flatMap((e, i) => (e === 'Ni' ? [i] : []));
    expect(ni).toHaveLength(4);
    const along = ni.map((i) => [s.positions[3 * i] / 4, s.positions[3 * i + 2] / 8, s.atomic!.magmoms.values[3 * i]]);
    // Inversion keeps an axial vector and is reversed here; so is the centring.
    for (const [x, z, m] of along) expect(m).toBeCloseTo((z > 0.5 ? -1 : 1) * (x > 0.25 ? -1 : 1) * 1.5, 12);
    expect(Array.from(s.atomic!.magmoms.values).filter((v) => v !== 0)).toHaveLength(4);
  });

  it('moments along oblique axes are along their unit vectors', async () => {
    const [s] = (await read(cif('1 x,y,z,+1', 'Ni1 1 2 0.5', '4 5 8 90 90 120'))).structures;
    const cell = buildCell({ a: 4, b: 5, c: 8, alpha: 90, beta: 90, gamma: 120 });
    expect(computeCellParameters(cell).gamma).toBeCloseTo(120, 9);
    const i = s.elements.indexOf('Ni');
    const moment = s.atomic!.magmoms.values.subarray(3 * i, 3 * i + 3);
    expect(moment[0]).toBeCloseTo(1 + 2 * Math.cos((2 * Math.PI) / 3), 12);
    expect(moment[1]).toBeCloseTo(2 * Math.sin((2 * Math.PI) / 3), 12);
    expect(moment[2]).toBeCloseTo(0.5, 12);
  });

  it('a moment that the site does not allow is a serious note; moments without magnetic symmetry are refused', async () => {
    const { notes } = await read(cif('1 x,y,z,+1\n2 -x,-y,z,+1', 'Ni1 1 0 0'));
    expect(notes).toMatchObject([{ level: 'serious', code: 'moment-forbidden' }]);
    const plain = cif('1 x,y,z,+1', 'Ni1 1 0 0').replace(
      /loop_\n_space_group_symop_magn_operation.id\n.*\n.*\n/,
      "loop_\n_space_group_symop_operation_xyz\n'x,y,z'\n'-x,-y,-z'\n",
    );
    await expect(read(plain)).rejects.toThrow(/no magnetic symmetry/);
  });
});
