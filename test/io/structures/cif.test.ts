import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countElements, ReadError } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { cifReader, writeCif } from '../../../src/io/structures/index.js';
import { findNeighbours } from '../../../src/num/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { arbitraryStructure } from './arbitrary-structure.js';

const readText = async (text: string) => cifReader.read(makeSource('test.cif', new TextEncoder().encode(text)));

const rockSalt = (symmetry: string) => `data_NiO
_cell_length_a 4.178(2)
_cell_length_b 4.178
_cell_length_c 4.178
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
${symmetry}
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Ni1 0 0 0 .
O1 0.5(1) 0.5 0.5 ?
`;

describe('CIF', () => {
  it('reads back exactly what it wrote, disorder included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStructure({ disorder: true }), { minLength: 1, maxLength: 3 }),
        async (list) => {
          // Atoms in one place are one site to this reader.
          fc.pre(
            list.every(
              ({ cell, positions }) => findNeighbours(cell, [true, true, true], positions, 0.1).neighbours.length === 0,
            ),
          );
          const { structures } = await readText(writeCif(list));
          expect(
            structures.map(({ cell, positions, elements, disorder }) => ({ cell, positions, elements, disorder })),
          ).toEqual(list.map(({ cell, positions, elements, disorder }) => ({ cell, positions, elements, disorder })));
          expect((await readText(writeCif(structures))).structures.map(({ labels }) => labels)).toEqual(
            structures.map(({ labels }) => labels),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    "_symmetry_space_group_name_H-M 'F m -3 m'",
    "_space_group_name_Hall '-F 4 2 3'",
    '_space_group_IT_number 225',
  ])('fills the cell from %s', async (symmetry) => {
    const { structures, notes } = await readText(rockSalt(symmetry));
    expect(Object.fromEntries(countElements(structures[0]))).toEqual({ Ni: 4, O: 4 });
    expect(structures[0].info!.cell_sigma).toEqual([0.002, null, null, null, null, null]);
    expect(notes).toEqual([]);
  });

  it('refuses a magnetic group of which only the name is given', async () => {
    const magnetic = (name: string) => readText(rockSalt(`_space_group_magn.name_BNS ${name}`));
    await expect(magnetic('"R_I -3 c"')).rejects.toThrow(/names the magnetic space group R_I -3 c and lists none/);
    await expect(magnetic('"P 1"')).resolves.toMatchObject({ notes: [{ code: 'no-symmetry' }] });
  });

  it('warns when a file says nothing of symmetry', async () => {
    const { structures, notes } = await readText(rockSalt(''));
    expect(structures[0].elements).toHaveLength(2);
    expect(notes.map(({ code }) => code)).toEqual(['no-symmetry']);
  });

  it('applies listed operations and settles rounded special positions', async () => {
    const text = `data_hcp
_cell_length_a 2.5071
_cell_length_b 2.5071
_cell_length_c 4.0695
_cell_angle_gamma 120
loop_
_symmetry_equiv_pos_as_xyz
'x, y, z'
'-y, x-y, z'
'-x+y, -x, z'
'-x, -y, z+1/2'
'y, -x+y, z+1/2'
'x-y, x, z+1/2'
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Co1 0.3333 0.6667 0.25
`;
    const [structure] = (await readText(text)).structures;
    expect(structure.elements).toEqual(['Co', 'Co']);
    // Four digits of 1/3 give the threefold axis within 0.0001 of the cell; averaging the images puts the atom on it.
    expect(structure.positions[0]).toBeCloseTo(0, 9);
    expect(structure.positions[1]).toBeCloseTo(2.5071 / Math.sqrt(3), 9);
  });

  it('keeps shared and partly vacant sites as they are', async () => {
    const text = rockSalt("_symmetry_space_group_name_H-M 'F m -3 m'").replace(
      'Ni1 0 0 0 .',
      'Ni1 0 0 0 0.5\nLi1 0 0 0 0.25',
    );
    const [structure] = (await readText(text)).structures;
    expect(structure.elements).toHaveLength(8);
    expect(structure.disorder!.size).toBe(4);
    expect(structure.disorder!.get(0)).toEqual([
      { element: 'Ni', occupancy: 0.5 },
      { element: 'Li', occupancy: 0.25 },
    ]);
    expect(Object.fromEntries(countElements(structure))).toEqual({ Ni: 2, Li: 1, O: 4 });
  });

  it('reads several blocks, text fields, comments and awkward quotes', async () => {
    const text = `# a comment\ndata_global\n_publ_section_title\n;\n It's a title; with 'quotes'\n;\n${rockSalt("_symmetry_space_group_name_H-M 'P 1' # here").replace('data_NiO', "data_one\n_chemical_name 'Ni's oxide'")}\n${rockSalt("_symmetry_space_group_name_H-M 'P 1'").replace('data_NiO', 'data_two')}`;
    const { structures, notes } = await readText(text);
    expect(structures.map(({ info }) => info!.block)).toEqual(['one', 'two']);
    expect(notes.map(({ code }) => code)).toEqual(['block-without-atoms']);
  });

  it('refuses a file whose atoms and stated formula disagree', async () => {
    await expect(
      readText(rockSalt("_symmetry_space_group_name_H-M 'F m -3 m'\n_chemical_formula_sum 'Ni2 O3'")),
    ).rejects.toThrow(/stated as Ni2 O3, but the atoms make Ni4 O4/);
  });

  it.each([
    [rockSalt("_a 'open"), /quote is not closed.*test.cif:8/],
    [rockSalt('_symmetry_space_group_name_H-M Q3m'), /no space group is called "Q3m".*test.cif:8/],
    [
      rockSalt("loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'-x,y,q'"),
      /"-x,y,q" is not a symmetry operation.*test.cif:11/,
    ],
    [rockSalt("loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z'\n'-y,x,z'"), /do not form a group/],
    [rockSalt('').replace('Ni1 0 0 0 .', 'Ni1 0 0 0'), /9 values, which is not a whole number of rows/],
    [rockSalt('').replace('Ni1 0 0 0 .', 'Qq1 0 0 0 .'), /"Qq1" names no chemical element.*test.cif:15/],
    [rockSalt('').replace('_cell_length_b 4.178', '_cell_length_b ?'), /_cell_length_b is "\?"/],
    [rockSalt('').replace('Ni1 0 0 0 .', 'Ni1 0 0 0 1.5'), /occupancy of "1.5"/],
    ['data_empty\n_cell_length_a 3\n', /no block of this file holds atoms/],
  ])('refuses a damaged file with its place (%#)', async (text, message) => {
    const error = await readText(text).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReadError);
    expect((error as ReadError).message).toMatch(message);
  });
});

describeShared('CIF files as others wrote them', () => {
  it.each([
    ['Co8.cif', 'Co8'],
    ['icsd_LiCoO2.cif', 'Li3Co3O6'],
    ['Li8Fe2NiCoO8.cif', 'Li8Fe2Co1Ni1O8'],
    ['mp-1175469-Li9Co7O16.cif', 'Li9Co7O16'],
    ['CoO19128.cif', 'O2Co2'],
  ])('%s holds %s', async (name, formula) => {
    const { structures, notes } = await cifReader.read(
      makeSource(name, readFileSync(sharedPath(`structures/${name}`))),
    );
    expect([...countElements(structures[0])].map(([element, n]) => element + n).join('')).toBe(formula);
    expect(notes.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});
