import type { Citation } from '../../core/index.js';
import type { CellParameters } from '../../io/structures/cell-parameters.js';

/** A published crystal: space group, cell and the atoms of its asymmetric unit. */
export interface Crystal {
  name: string;
  title: string;
  /** Number in International Tables A, standard setting (see groups.ts). */
  spaceGroup: number;
  cell: CellParameters;
  /** Wyckoff letter with its multiplicity, element, and fractional coordinates of one of its points. */
  sites: readonly { wyckoff: string; element: string; at: readonly [number, number, number] }[];
  citation: Citation;
}

const cubic = (a: number): CellParameters => ({ a, b: a, c: a, alpha: 90, beta: 90, gamma: 90 });
const hexagonal = (a: number, c: number): CellParameters => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 120 });
const tetragonal = (a: number, c: number): CellParameters => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 90 });
const orthorhombic = (a: number, b: number, c: number): CellParameters => ({ a, b, c, alpha: 90, beta: 90, gamma: 90 });

const sasaki: Citation = { text: 'Sasaki, Fujino and Takéuchi, Proc. Jpn. Acad. B 55 (1979) 43', doi: '10.2183/pjab.55.43' };
const rockSalt = (name: string, title: string, metal: string, a: number): Crystal => ({
  name,
  title,
  spaceGroup: 225,
  cell: cubic(a),
  sites: [{ wyckoff: '4a', element: metal, at: [0, 0, 0] }, { wyckoff: '4b', element: 'O', at: [0.5, 0.5, 0.5] }],
  citation: sasaki,
});

const bjurstrom: Citation = { text: 'cell: Bjurström, Ark. Kemi Mineral. Geol. 11A (1933) No. 5; positions: those of the type, FeB' };
const rundqvist: Citation = {
  text: 'cell: Rundqvist, Acta Chem. Scand. 12 (1958) 658; positions: those of the type, cementite, Herbstein and Smuts, Acta Cryst. 17 (1964) 1331',
  doi: '10.3891/acta.chem.scand.12-0658',
};
const havinga: Citation = { text: 'Havinga, Damsma and Hokkeling, J. Less-Common Met. 27 (1972) 169', doi: '10.1016/0022-5088(72)90028-8' };

const diborideOf = (metal: string, word: string, a: number, c: number, x: number): Crystal => ({
  name: `${metal}2B`,
  title: `di${word} boride, CuAl2 type`,
  spaceGroup: 140,
  cell: tetragonal(a, c),
  sites: [{ wyckoff: '8h', element: metal, at: [x, x + 0.5, 0] }, { wyckoff: '4a', element: 'B', at: [0, 0, 0.25] }],
  citation: havinga,
});
const triborideOf = (metal: string, word: string, cell: CellParameters): Crystal => ({
  name: `${metal}3B`,
  title: `tri${word} boride, cementite type; relax before use, its positions are the type's`,
  spaceGroup: 62,
  cell,
  sites: [
    { wyckoff: '4c', element: metal, at: [0.036, 0.25, 0.852] },
    { wyckoff: '8d', element: metal, at: [0.186, 0.063, 0.328] },
    { wyckoff: '4c', element: 'B', at: [0.89, 0.25, 0.45] },
  ],
  citation: rundqvist,
});
const element = (name: string, title: string, spaceGroup: number, cell: CellParameters, wyckoff: string, at: readonly [number, number, number], citation: Citation): Crystal => ({
  name, title, spaceGroup, cell, sites: [{ wyckoff, element: name, at }], citation,
});
const wyckoffBook: Citation = { text: 'Wyckoff, Crystal Structures, 2nd edition, volume 1 (Interscience, 1963)' };

/** Crystals that resolve by name. Lengths in Å, angles in degrees, as measured at room temperature where the title does not say otherwise. */
export const CRYSTALS: readonly Crystal[] = [
  {
    name: 'LiNiO2',
    title: 'lithium nickel oxide, O3 layered; oxygen at 1.97 Å from nickel',
    spaceGroup: 166,
    cell: hexagonal(2.878, 14.19),
    sites: [{ wyckoff: '3b', element: 'Li', at: [0, 0, 0.5] }, { wyckoff: '3a', element: 'Ni', at: [0, 0, 0] }, { wyckoff: '6c', element: 'O', at: [0, 0, 0.2585] }],
    citation: { text: 'Dahn, von Sacken and Michal, Solid State Ionics 44 (1990) 87', doi: '10.1016/0167-2738(90)90049-W' },
  },
  {
    name: 'LiCoO2',
    title: 'lithium cobalt oxide, O3 layered',
    spaceGroup: 166,
    cell: hexagonal(2.8161, 14.0536),
    sites: [{ wyckoff: '3a', element: 'Li', at: [0, 0, 0] }, { wyckoff: '3b', element: 'Co', at: [0, 0, 0.5] }, { wyckoff: '6c', element: 'O', at: [0, 0, 0.23951] }],
    citation: { text: 'Akimoto, Gotoh and Oosawa, J. Solid State Chem. 141 (1998) 298', doi: '10.1006/jssc.1998.7966' },
  },
  {
    name: 'CoO2',
    title: 'cobalt dioxide, delithiated LiCoO2, O1 (CdI2 type); oxygen at 1.88 Å from cobalt',
    spaceGroup: 164,
    cell: hexagonal(2.822, 4.29),
    sites: [{ wyckoff: '1a', element: 'Co', at: [0, 0, 0] }, { wyckoff: '2d', element: 'O', at: [1 / 3, 2 / 3, 0.2187] }],
    citation: { text: 'Amatucci, Tarascon and Klein, J. Electrochem. Soc. 143 (1996) 1114', doi: '10.1149/1.1836594' },
  },
  {
    name: 'NiO2',
    title: 'nickel dioxide, delithiated LiNiO2, O3; cell and oxygen height computed (PBE+U), not measured',
    spaceGroup: 166,
    cell: hexagonal(2.7998, 14.3834),
    sites: [{ wyckoff: '3a', element: 'Ni', at: [0, 0, 0] }, { wyckoff: '6c', element: 'O', at: [0, 0, 0.268] }],
    citation: { text: 'Materials Project entry mp-25210; Jain et al., APL Mater. 1 (2013) 011002', doi: '10.1063/1.4812323' },
  },
  {
    name: 'Li2MnO3',
    title: 'lithium manganate, honeycomb layered',
    spaceGroup: 12,
    cell: { a: 4.937, b: 8.532, c: 5.03, alpha: 90, beta: 109.46, gamma: 90 },
    sites: [
      { wyckoff: '2b', element: 'Li', at: [0, 0.5, 0] },
      { wyckoff: '2c', element: 'Li', at: [0, 0, 0.5] },
      { wyckoff: '4h', element: 'Li', at: [0, 0.6606, 0.5] },
      { wyckoff: '4g', element: 'Mn', at: [0, 0.16708, 0] },
      { wyckoff: '4i', element: 'O', at: [0.2189, 0, 0.2273] },
      { wyckoff: '8j', element: 'O', at: [0.254, 0.32119, 0.2233] },
    ],
    citation: { text: 'Strobel and Lambert-Andron, J. Solid State Chem. 75 (1988) 90', doi: '10.1016/0022-4596(88)90305-2' },
  },
  rockSalt('NiO', 'nickel oxide, rock salt (mean cubic cell)', 'Ni', 4.178),
  rockSalt('CoO', 'cobalt oxide, rock salt', 'Co', 4.263),
  rockSalt('MnO', 'manganese oxide, rock salt', 'Mn', 4.446),
  {
    name: 'Co3O4',
    title: 'cobalt oxide, normal spinel',
    spaceGroup: 227,
    cell: cubic(8.084),
    sites: [{ wyckoff: '8a', element: 'Co', at: [1 / 8, 1 / 8, 1 / 8] }, { wyckoff: '16d', element: 'Co', at: [0.5, 0.5, 0.5] }, { wyckoff: '32e', element: 'O', at: [0.2631, 0.2631, 0.2631] }],
    citation: { text: 'Smith and Hobson, Acta Cryst. B 29 (1973) 362', doi: '10.1107/S0567740873002505' },
  },
  {
    name: 'LiMn2O4',
    title: 'lithium manganese spinel; oxygen at 1.96 Å from manganese',
    spaceGroup: 227,
    cell: cubic(8.2476),
    sites: [{ wyckoff: '8a', element: 'Li', at: [1 / 8, 1 / 8, 1 / 8] }, { wyckoff: '16d', element: 'Mn', at: [0.5, 0.5, 0.5] }, { wyckoff: '32e', element: 'O', at: [0.2632, 0.2632, 0.2632] }],
    citation: { text: 'Powder diffraction card 35-782, Natl. Bur. Stand. (U.S.) Monogr. 25, Sec. 21 (1984)' },
  },
  {
    name: 'Li2O',
    title: 'lithium oxide, antifluorite',
    spaceGroup: 225,
    cell: cubic(4.619),
    sites: [{ wyckoff: '8c', element: 'Li', at: [0.25, 0.25, 0.25] }, { wyckoff: '4a', element: 'O', at: [0, 0, 0] }],
    citation: { text: 'Farley, Hayes, Hull, Hutchings and Vrtis, J. Phys.: Condens. Matter 3 (1991) 4761', doi: '10.1088/0953-8984/3/26/001' },
  },
  {
    name: 'LiBO2',
    title: 'lithium metaborate, gamma (four-coordinate boron)',
    spaceGroup: 122,
    cell: tetragonal(4.1961, 6.5112),
    sites: [{ wyckoff: '4b', element: 'Li', at: [0, 0, 0.5] }, { wyckoff: '4a', element: 'B', at: [0, 0, 0] }, { wyckoff: '8d', element: 'O', at: [0.1574, 0.25, 0.125] }],
    citation: { text: 'Marezio and Remeika, J. Chem. Phys. 44 (1966) 3348', doi: '10.1063/1.1727236' },
  },
  {
    name: 'B2O3',
    title: 'boron oxide, B2O3-I',
    spaceGroup: 144,
    cell: hexagonal(4.336, 8.34),
    sites: [
      { wyckoff: '3a', element: 'B', at: [0.2229, 0.3926, -0.0198] },
      { wyckoff: '3a', element: 'B', at: [0.8281, 0.6033, 0.094] },
      { wyckoff: '3a', element: 'O', at: [0.5468, 0.3972, 0] },
      { wyckoff: '3a', element: 'O', at: [0.1485, 0.6004, 0.0776] },
      { wyckoff: '3a', element: 'O', at: [0.0047, 0.1608, 0.8708] },
    ],
    citation: { text: 'Gurr, Montgomery, Knutson and Gorres, Acta Cryst. B 26 (1970) 906', doi: '10.1107/S0567740870003369' },
  },
  diborideOf('Co', 'cobalt', 5.015, 4.22, 0.167),
  diborideOf('Ni', 'nickel', 4.991, 4.247, 0.167),
  {
    name: 'CoB',
    title: 'cobalt boride, FeB type',
    spaceGroup: 62,
    cell: orthorhombic(5.253, 3.043, 3.956),
    sites: [{ wyckoff: '4c', element: 'Co', at: [0.18, 0.25, 0.125] }, { wyckoff: '4c', element: 'B', at: [0.036, 0.25, 0.61] }],
    citation: bjurstrom,
  },
  {
    name: 'NiB',
    title: 'nickel boride, CrB type',
    spaceGroup: 63,
    cell: orthorhombic(2.929, 7.392, 2.961),
    sites: [{ wyckoff: '4c', element: 'Ni', at: [0, 0.146, 0.25] }, { wyckoff: '4c', element: 'B', at: [0, 0.44, 0.25] }],
    citation: { text: 'Blum, J. Phys. Radium 13 (1952) 430' },
  },
  triborideOf('Co', 'cobalt', orthorhombic(5.223, 6.629, 4.408)),
  triborideOf('Ni', 'nickel', orthorhombic(5.211, 6.619, 4.389)),
  {
    name: 'B',
    title: 'boron, alpha rhombohedral',
    spaceGroup: 166,
    cell: hexagonal(4.908, 12.567),
    sites: [{ wyckoff: '18h', element: 'B', at: [0.1177, -0.1177, 0.8927] }, { wyckoff: '18h', element: 'B', at: [0.1961, -0.1961, 0.0245] }],
    citation: { text: 'Decker and Kasper, Acta Cryst. 12 (1959) 503', doi: '10.1107/S0365110X59001529' },
  },
  element('Co', 'cobalt, hexagonal close-packed', 194, hexagonal(2.507, 4.069), '2c', [1 / 3, 2 / 3, 0.25], wyckoffBook),
  element('Ni', 'nickel, face-centred cubic', 225, cubic(3.5239), '4a', [0, 0, 0], wyckoffBook),
  element('Li', 'lithium, body-centred cubic', 229, cubic(3.5093), '2a', [0, 0, 0], wyckoffBook),
];
