import type { Citation } from '../../core/index.js';
import { orthorhombic, site, tetragonal, TYPE_POSITIONS, type Crystal } from './crystal.js';

const bjurstrom: Citation = {
  text: 'cell: Bjurström, Ark. Kemi Mineral. Geol. 11A (1933) No. 5; positions: those of the type, FeB',
};
const kiessling: Citation = {
  text: 'cell: Kiessling, Acta Chem. Scand. 4 (1950) 146; positions: those of the type, FeB',
  doi: '10.3891/acta.chem.scand.04-0146',
};
const rundqvist: Citation = {
  text: 'cell: Rundqvist, Acta Chem. Scand. 12 (1958) 658; positions: those of the type, cementite, Herbstein and Smuts, Acta Cryst. 17 (1964) 1331',
  doi: '10.3891/acta.chem.scand.12-0658',
};
const havinga: Citation = {
  text: 'Havinga, Damsma and Hokkeling, J. Less-Common Met. 27 (1972) 169',
  doi: '10.1016/0022-5088(72)90028-8',
};
const diborideOf = (metal: string, word: string, a: number, c: number, x: number): Crystal => ({
  name: `${metal}2B`,
  title: `di${word} boride, CuAl2 type`,
  spaceGroup: 140,
  cell: tetragonal(a, c),
  sites: [
    { wyckoff: '8h', element: metal, at: [x, x + 0.5, 0] },
    { wyckoff: '4a', element: 'B', at: [0, 0, 0.25] },
  ],
  citation: havinga,
});
const triborideOf = (metal: string, word: string, cell: Crystal['cell']): Crystal => ({
  name: `${metal}3B`,
  title: `tri${word} boride, cementite type; ${TYPE_POSITIONS}`,
  spaceGroup: 62,
  cell,
  sites: [
    { wyckoff: '4c', element: metal, at: [0.036, 0.25, 0.852] },
    { wyckoff: '8d', element: metal, at: [0.186, 0.063, 0.328] },
    { wyckoff: '4c', element: 'B', at: [0.89, 0.25, 0.45] },
  ],
  citation: rundqvist,
});
const monoborideOf = (metal: string, word: string, cell: Crystal['cell'], citation: Citation): Crystal => ({
  name: `${metal}B`,
  title: `${word} boride, FeB type`,
  spaceGroup: 62,
  cell,
  sites: [site('4c', metal, 0.18, 0.25, 0.125), site('4c', 'B', 0.036, 0.25, 0.61)],
  citation,
});

/** Borides of manganese, iron, cobalt and nickel. */
export const BORIDES: readonly Crystal[] = [
  diborideOf('Co', 'cobalt', 5.015, 4.22, 0.167),
  diborideOf('Ni', 'nickel', 4.991, 4.247, 0.167),
  diborideOf('Fe', 'iron', 5.109, 4.249, 0.166),
  diborideOf('Mn', 'manganese', 5.148, 4.208, 0.163),
  monoborideOf('Co', 'cobalt', orthorhombic(5.253, 3.043, 3.956), bjurstrom),
  monoborideOf('Fe', 'iron', orthorhombic(5.495, 2.946, 4.053), bjurstrom),
  monoborideOf('Mn', 'manganese', orthorhombic(5.56, 2.977, 4.145), kiessling),
  {
    name: 'NiB',
    title: 'nickel boride, CrB type',
    spaceGroup: 63,
    cell: orthorhombic(2.929, 7.392, 2.961),
    sites: [
      { wyckoff: '4c', element: 'Ni', at: [0, 0.146, 0.25] },
      { wyckoff: '4c', element: 'B', at: [0, 0.44, 0.25] },
    ],
    citation: { text: 'Blum, J. Phys. Radium 13 (1952) 430' },
  },
  triborideOf('Co', 'cobalt', orthorhombic(5.223, 6.629, 4.408)),
  triborideOf('Ni', 'nickel', orthorhombic(5.211, 6.619, 4.389)),
];
