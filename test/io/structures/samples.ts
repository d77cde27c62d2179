import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { traj: aseTrajectory } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/structures/formats.json'), 'utf8'),
) as { traj: string };

/** Small files of each form, made here, that use what the form offers. */
export const samples: Record<string, (string | Uint8Array)[]> = {
  cif: [
    `data_NiO
_chemical_formula_sum 'Ni0.9 Li0.1 O'
_cell_length_a 4.178(2)
_cell_length_b 4.178(2)
_cell_length_c 4.178(2)
_cell_angle_alpha 90
_cell_angle_beta 90.0
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
_publ_section_title
;
 A title; of two
 lines
;
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Ni1 Ni2+ 0 0 0 0.9
Li1 Li+ 0 0 0 0.1(1)
O1 O2- 0.5 0.5 0.5(1) .
`,
    `data_hcp # cobalt
_cell_length_a 2.507
_cell_length_b 2.507
_cell_length_c 4.069
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
loop_
_space_group_symop_operation_xyz
'x, y, z'
'-y, x-y, z'
'-x+y, -x, z'
'-x, -y, 1/2+z'
'y, -x+y, z+1/2'
'x-y, x, z+1/2'
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Co1 0.3333 0.6667 0.25
data_note
_audit_author "none"
`,
  ],
  extxyz: [
    `2
Lattice="4.1 0 0 0 4.2 0 0.1 0 4.3" Properties=species:S:1:pos:R:3:forces:R:3:magmoms:R:1:move_mask:L:1 energy=-12.5 stress="0.1 0 0 0 0.1 0 0 0 0.2" pbc="T T F" note="a b" list=[1, 2]
Ni 0.0 0.1 0.2 1e-3 -2e-3 0.5 1.2 T
O 2.0 2.1 2.2 -1e-3 2e-3 -0.5 0.1 F
1
Properties=species:S:1:pos:R:3 pbc="F F F"
Li 1 2 3
`,
    '3\nwater\nO 0 0 0.117\nH 0 0.757 -0.471\nH 0 -0.757 -0.471\n',
  ],
  poscar: [
    'LiNiO2\n1.0\n2.878 0 0\n-1.439 2.4924 0\n0 0 14.19\nLi Ni O\n1 1 2\nSelective dynamics\nDirect\n0 0 0.5 T T F\n0 0 0 T T T\n0 0 0.25 F F F\n0.3333 0.6667 0.75 T T T\n\n0.01 0.02 0.03\n0 0 0\n0.1 0 0\n0 0.1 0\n',
    'Ni O\n-72.9\n4.178 0 0\n0 4.178 0\n0 0 4.178\n1 1\nCartesian\n0 0 0\n2.089 0 0\n',
  ],
  xdatcar: [
    'NiO\n1\n4.2 0 0\n0 4.2 0\n0 0 4.2\nNi O\n1 1\nDirect configuration=     1\n0 0 0\n0.5 0.5 0.5\nDirect configuration=     2\n0.01 0 0\n0.49 0.5 0.5\n',
    'NiO\n1\n4.2 0 0\n0 4.2 0\n0 0 4.2\nNi O\n1 1\nDirect configuration=     1\n0 0 0\n0.5 0.5 0.5\nNiO\n1\n4.3 0 0\n0 4.3 0\n0 0 4.3\nNi O\n1 1\nDirect configuration=     2\n0.01 0 0\n0.49 0.5 0.5\n',
  ],
  optimade: [
    JSON.stringify(
      {
        data: [
          {
            id: 'a',
            type: 'structures',
            attributes: {
              lattice_vectors: [
                [4, 0, 0],
                [0, 4, 0],
                [0, 0, 4],
              ],
              dimension_types: [1, 1, 1],
              cartesian_site_positions: [
                [0, 0, 0],
                [2, 2, 2],
              ],
              species_at_sites: ['M', 'O'],
              species: [
                { name: 'M', chemical_symbols: ['Ni', 'Li', 'vacancy'], concentration: [0.7, 0.2, 0.1] },
                { name: 'O', chemical_symbols: ['O'], concentration: [1] },
              ],
              structure_features: ['disorder'],
            },
          },
        ],
      },
      null,
      1,
    ),
  ],
  pymatgen: [
    JSON.stringify(
      {
        '@module': 'pymatgen.core.structure',
        '@class': 'Structure',
        charge: 0,
        lattice: {
          matrix: [
            [4, 0, 0],
            [0, 4, 0],
            [0, 0, 4],
          ],
          pbc: [true, true, true],
        },
        sites: [
          {
            species: [
              { element: 'Ni', occu: 0.5 },
              { element: 'Co', occu: 0.5 },
            ],
            abc: [0, 0, 0],
            xyz: [0, 0, 0],
            label: 'M',
            properties: { magmom: 1.5 },
          },
          {
            species: [{ element: 'O', oxidation_state: -2, occu: 1 }],
            abc: [0.5, 0.5, 0.5],
            xyz: [2, 2, 2],
            label: 'O',
            properties: { magmom: 0 },
          },
        ],
      },
      null,
      1,
    ),
    JSON.stringify([
      {
        '@module': 'pymatgen.entries.computed_entries',
        energy: -3.5,
        structure: {
          lattice: {
            matrix: [
              [3, 0, 0],
              [0, 3, 0],
              [0, 0, 3],
            ],
          },
          sites: [{ species: [{ element: 'Li', occu: 1 }], abc: [0, 0, 0] }],
        },
      },
    ]),
  ],
  vasprun: [
    `<?xml version="1.0" encoding="ISO-8859-1"?>
<modeling><generator><i name="version" type="string">6.4</i></generator>
<atominfo><array name="atoms"><set><rc><c>Ni</c><c>1</c></rc><rc><c>O </c><c>2</c></rc></set></array></atominfo>
<calculation><scstep><energy><i name="e_fr_energy">-10.5</i><i name="e_0_energy">-10.4</i></energy></scstep>
<structure><crystal><varray name="basis"><v>4 0 0</v><v>0 5 0</v><v>0 0 6</v></varray></crystal>
<varray name="positions"><v>0 0 0</v><v>0.5 0.5 0.5</v></varray></structure>
<varray name="forces"><v>0.1 0 0</v><v>-0.1 0 0</v></varray>
<energy><i name="e_fr_energy">-10.5</i></energy></calculation>
</modeling>`,
  ],
  'lammps-data': [
    `LAMMPS data file via write_data, units = metal

2 atoms
2 atom types
0 5 xlo xhi
0 6 ylo yhi
0 7 zlo zhi
0.5 0 0 xy xz yz

Masses

1 6.94 # Li
2 15.999

Atoms # charge

1 1 1.0 0.5 0.25 3.5
2 2 -1.0 2.5 3 7.0 0 0 1

Velocities

1 1 2 3
2 0 0 1
`,
  ],
  'lammps-dump': [
    `ITEM: UNITS
metal
ITEM: TIMESTEP
1000
ITEM: NUMBER OF ATOMS
2
ITEM: BOX BOUNDS xy xz yz pp pp ff
0 5.5 0.5
0 6 0
0 7 0
ITEM: ATOMS id element x y z vx vy vz q
2 O 2.5 3 3.5 1 2 3 -1
1 Ni 0 0 1.75 0 0 0 1
`,
  ],
  'qe-input': [
    `&control
 calculation = 'scf'
/
&system
 ibrav = 0, nat = 2, ntyp = 2, ecutwfc = 30
/
CELL_PARAMETERS angstrom
4 0 0
0 5 0
0 0 6
ATOMIC_SPECIES
Ni1 58.69 Ni.upf
O 16 O.upf
ATOMIC_POSITIONS crystal
Ni1 0 0 0 0 0 1
O 1/2 0.5 0.5
K_POINTS gamma
`,
  ],
  'qe-output': [
    `     Program PWSCF v.7.2 starts on  1Jan2026 at 10: 0: 0

     lattice parameter (alat)  =       7.5589  a.u.
     crystal axes: (cart. coord. in units of alat)
               a(1) = (   1.000000   0.000000   0.000000 )
               a(2) = (   0.000000   1.000000   0.000000 )
               a(3) = (   0.000000   0.000000   1.500000 )

     site n.     atom                  positions (alat units)
         1           Ni1 tau(   1) = (   0.0000000   0.0000000   0.0000000  )
         2           O   tau(   2) = (   0.5000000  -0.5000000   0.7500000  )

!    total energy              =     -100.00000000 Ry

     Forces acting on atoms (cartesian axes, Ry/au):

     atom    1 type  1   force =     0.01000000    0.00000000   -0.00200000
     atom    2 type  2   force =    -0.01000000    0.00000000    0.00200000

ATOMIC_POSITIONS (angstrom)
Ni1      0.0000000000   0.0000000000   0.0000000000
O        2.0000000000   2.1000000000   3.0000000000

!    total energy              =     -100.10000000 Ry
   JOB DONE.
`,
  ],
  'ase-traj': [Uint8Array.from(atob(aseTrajectory), (c) => c.charCodeAt(0))],
};

/** A sample as bytes. */
export const bytesOf = (sample: string | Uint8Array): Uint8Array =>
  typeof sample === 'string' ? new TextEncoder().encode(sample) : sample;
