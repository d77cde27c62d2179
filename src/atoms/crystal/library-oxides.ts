import type { Citation } from '../../core/index.js';
import { cubic, hexagonal, site, tetragonal, TYPE_POSITIONS, type Crystal } from './crystal.js';

const sasaki: Citation = {
  text: 'Sasaki, Fujino and Takéuchi, Proc. Jpn. Acad. B 55 (1979) 43',
  doi: '10.2183/pjab.55.43',
};
const rockSalt = (name: string, title: string, metal: string, a: number): Crystal => ({
  name,
  title,
  spaceGroup: 225,
  cell: cubic(a),
  sites: [
    { wyckoff: '4a', element: metal, at: [0, 0, 0] },
    { wyckoff: '4b', element: 'O', at: [0.5, 0.5, 0.5] },
  ],
  citation: sasaki,
});

const corundum = (
  name: string,
  title: string,
  metal: string,
  a: number,
  c: number,
  z: number,
  x: number,
  citation: Citation,
): Crystal => ({
  name,
  title,
  spaceGroup: 167,
  cell: hexagonal(a, c),
  sites: [site('12c', metal, 0, 0, z), site('18e', 'O', x, 0, 0.25)],
  citation,
});

/** Oxides of lithium, aluminium, silicon, boron and the transition metals. */
export const OXIDES: readonly Crystal[] = [
  {
    name: 'LiNiO2',
    title: 'lithium nickel oxide, O3 layered; oxygen at 1.97 Å from nickel',
    spaceGroup: 166,
    cell: hexagonal(2.878, 14.19),
    sites: [
      { wyckoff: '3b', element: 'Li', at: [0, 0, 0.5] },
      { wyckoff: '3a', element: 'Ni', at: [0, 0, 0] },
      { wyckoff: '6c', element: 'O', at: [0, 0, 0.2585] },
    ],
    citation: {
      text: 'Dahn, von Sacken and Michal, Solid State Ionics 44 (1990) 87',
      doi: '10.1016/0167-2738(90)90049-W',
    },
  },
  {
    name: 'LiCoO2',
    title: 'lithium cobalt oxide, O3 layered',
    spaceGroup: 166,
    cell: hexagonal(2.8161, 14.0536),
    sites: [
      { wyckoff: '3a', element: 'Li', at: [0, 0, 0] },
      { wyckoff: '3b', element: 'Co', at: [0, 0, 0.5] },
      { wyckoff: '6c', element: 'O', at: [0, 0, 0.23951] },
    ],
    citation: { text: 'Akimoto, Gotoh and Oosawa, J. Solid State Chem. 141 (1998) 298', doi: '10.1006/jssc.1998.7966' },
  },
  {
    name: 'CoO2',
    title: 'cobalt dioxide, delithiated LiCoO2, O1 (CdI2 type); oxygen at 1.88 Å from cobalt',
    spaceGroup: 164,
    cell: hexagonal(2.822, 4.29),
    sites: [
      { wyckoff: '1a', element: 'Co', at: [0, 0, 0] },
      { wyckoff: '2d', element: 'O', at: [1 / 3, 2 / 3, 0.2187] },
    ],
    citation: { text: 'Amatucci, Tarascon and Klein, J. Electrochem. Soc. 143 (1996) 1114', doi: '10.1149/1.1836594' },
  },
  {
    name: 'NiO2',
    title: 'nickel dioxide, delithiated LiNiO2, O3; cell and oxygen height computed (PBE+U), not measured',
    spaceGroup: 166,
    cell: hexagonal(2.7998, 14.3834),
    sites: [
      { wyckoff: '3a', element: 'Ni', at: [0, 0, 0] },
      { wyckoff: '6c', element: 'O', at: [0, 0, 0.268] },
    ],
    citation: {
      text: 'Materials Project entry mp-25210; Jain et al., APL Mater. 1 (2013) 011002',
      doi: '10.1063/1.4812323',
    },
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
    citation: {
      text: 'Strobel and Lambert-Andron, J. Solid State Chem. 75 (1988) 90',
      doi: '10.1016/0022-4596(88)90305-2',
    },
  },
  rockSalt('NiO', 'nickel oxide, rock salt (mean cubic cell)', 'Ni', 4.178),
  rockSalt('CoO', 'cobalt oxide, rock salt', 'Co', 4.263),
  rockSalt('MnO', 'manganese oxide, rock salt', 'Mn', 4.446),
  rockSalt('MgO', 'magnesium oxide, rock salt', 'Mg', 4.211),
  {
    name: 'LiF',
    title: 'lithium fluoride, rock salt',
    spaceGroup: 225,
    cell: cubic(4.027),
    sites: [
      { wyckoff: '4a', element: 'Li', at: [0, 0, 0] },
      { wyckoff: '4b', element: 'F', at: [0.5, 0.5, 0.5] },
    ],
    citation: { text: 'Swanson and Tatge, NBS Circular 539, volume 1 (1953)' },
  },
  {
    name: 'TiO2',
    title: 'titanium dioxide, rutile',
    spaceGroup: 136,
    cell: tetragonal(4.594, 2.959),
    sites: [site('2a', 'Ti', 0, 0, 0), site('4f', 'O', 0.305, 0.305, 0)],
    citation: {
      text: 'Burdett, Hughbanks, Miller, Richardson and Smith, J. Am. Chem. Soc. 109 (1987) 3639',
      doi: '10.1021/ja00246a021',
    },
  },
  {
    name: 'Co3O4',
    title: 'cobalt oxide, normal spinel',
    spaceGroup: 227,
    cell: cubic(8.084),
    sites: [
      { wyckoff: '8a', element: 'Co', at: [1 / 8, 1 / 8, 1 / 8] },
      { wyckoff: '16d', element: 'Co', at: [0.5, 0.5, 0.5] },
      { wyckoff: '32e', element: 'O', at: [0.2631, 0.2631, 0.2631] },
    ],
    citation: { text: 'Smith and Hobson, Acta Cryst. B 29 (1973) 362', doi: '10.1107/S0567740873002505' },
  },
  {
    name: 'LiMn2O4',
    title: 'lithium manganese spinel; oxygen at 1.96 Å from manganese',
    spaceGroup: 227,
    cell: cubic(8.2476),
    sites: [
      { wyckoff: '8a', element: 'Li', at: [1 / 8, 1 / 8, 1 / 8] },
      { wyckoff: '16d', element: 'Mn', at: [0.5, 0.5, 0.5] },
      { wyckoff: '32e', element: 'O', at: [0.2632, 0.2632, 0.2632] },
    ],
    citation: { text: 'Powder diffraction card 35-782, Natl. Bur. Stand. (U.S.) Monogr. 25, Sec. 21 (1984)' },
  },
  {
    name: 'Li2O',
    title: 'lithium oxide, antifluorite',
    spaceGroup: 225,
    cell: cubic(4.619),
    sites: [
      { wyckoff: '8c', element: 'Li', at: [0.25, 0.25, 0.25] },
      { wyckoff: '4a', element: 'O', at: [0, 0, 0] },
    ],
    citation: {
      text: 'Farley, Hayes, Hull, Hutchings and Vrtis, J. Phys.: Condens. Matter 3 (1991) 4761',
      doi: '10.1088/0953-8984/3/26/001',
    },
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
    citation: {
      text: 'Gurr, Montgomery, Knutson and Gorres, Acta Cryst. B 26 (1970) 906',
      doi: '10.1107/S0567740870003369',
    },
  },
  rockSalt('FeO', 'iron oxide, rock salt (wüstite extrapolated to full occupancy)', 'Fe', 4.326),
  {
    name: 'LiAlO2',
    title: 'lithium aluminate, alpha, layered',
    spaceGroup: 166,
    cell: hexagonal(2.8003, 14.216),
    sites: [site('3a', 'Li', 0, 0, 0), site('3b', 'Al', 0, 0, 0.5), site('6c', 'O', 0, 0, 0.238)],
    citation: { text: 'Marezio and Remeika, J. Chem. Phys. 44 (1966) 3143' },
  },
  corundum('Al2O3', 'aluminium oxide, corundum', 'Al', 4.7602, 12.9933, 0.35219, 0.30633, {
    text: 'Lewis, Schwarzenbach and Flack, Acta Cryst. A 38 (1982) 733',
    doi: '10.1107/S0567739482001478',
  }),
  corundum('Fe2O3', 'iron oxide, haematite', 'Fe', 5.038, 13.772, 0.3553, 0.3059, {
    text: 'Blake, Hessevick, Zoltai and Finger, Am. Mineral. 51 (1966) 123',
  }),
  {
    name: 'Fe3O4',
    title: 'iron oxide, magnetite, inverse spinel',
    spaceGroup: 227,
    cell: cubic(8.3941),
    sites: [
      site('8a', 'Fe', 1 / 8, 1 / 8, 1 / 8),
      site('16d', 'Fe', 0.5, 0.5, 0.5),
      site('32e', 'O', 0.2549, 0.2549, 0.2549),
    ],
    citation: { text: 'Fleet, Acta Cryst. B 37 (1981) 917', doi: '10.1107/S0567740881004597' },
  },
  {
    name: 'MnO2',
    title: 'manganese dioxide, pyrolusite, rutile type',
    spaceGroup: 136,
    cell: tetragonal(4.4041, 2.8765),
    sites: [site('2a', 'Mn', 0, 0, 0), site('4f', 'O', 0.3046, 0.3046, 0)],
    citation: { text: 'Bolzan, Fong, Kennedy and Howard, Aust. J. Chem. 46 (1993) 939', doi: '10.1071/CH9930939' },
  },
  {
    name: 'Mn3O4',
    title: 'manganese oxide, hausmannite',
    spaceGroup: 141,
    cell: tetragonal(5.765, 9.442),
    sites: [site('4a', 'Mn', 0, 0.75, 0.125), site('8d', 'Mn', 0, 0, 0.5), site('16h', 'O', 0, 0.4722, 0.2574)],
    citation: { text: 'Jarosch, Mineral. Petrol. 37 (1987) 15' },
  },
  {
    name: 'Mn2O3',
    title: `manganese oxide, bixbyite (mean cubic cell; orthorhombic below 308 K); ${TYPE_POSITIONS}`,
    spaceGroup: 206,
    cell: cubic(9.4146),
    sites: [
      site('8b', 'Mn', 0.25, 0.25, 0.25),
      site('24d', 'Mn', -0.03, 0, 0.25),
      site('48e', 'O', 0.385, 0.145, 0.38),
    ],
    citation: {
      text: 'cell: Geller, Acta Cryst. B 27 (1971) 821; positions: those of the type, Pauling and Shappell, Z. Kristallogr. 75 (1930) 128',
    },
  },
  {
    name: 'Li2O2',
    title: 'lithium peroxide',
    spaceGroup: 194,
    cell: hexagonal(3.142, 7.65),
    sites: [site('2a', 'Li', 0, 0, 0), site('2c', 'Li', 1 / 3, 2 / 3, 0.25), site('4f', 'O', 1 / 3, 2 / 3, 0.649)],
    citation: {
      text: 'Föppl, Z. Anorg. Allg. Chem. 291 (1957) 12, as symmetrised by Cota and de la Mora, Acta Cryst. B 61 (2005) 133',
      doi: '10.1107/S0108768105003629',
    },
  },
  {
    name: 'anatase',
    formula: 'TiO2',
    title: 'titanium dioxide, anatase',
    spaceGroup: 141,
    cell: tetragonal(3.7842, 9.5146),
    sites: [site('4a', 'Ti', 0, 0.75, 0.125), site('8e', 'O', 0, 0.25, 0.0831)],
    citation: { text: 'Howard, Sabine and Dickson, Acta Cryst. B 47 (1991) 462', doi: '10.1107/S010876819100335X' },
  },
  {
    name: 'SiO2',
    title: 'silicon dioxide, alpha quartz',
    spaceGroup: 154,
    cell: hexagonal(4.916, 5.4054),
    sites: [site('3a', 'Si', 0.4697, 0, 2 / 3), site('6c', 'O', 0.4135, 0.2669, 0.7858)],
    citation: { text: 'Levien, Prewitt and Weidner, Am. Mineral. 65 (1980) 920' },
  },
];
