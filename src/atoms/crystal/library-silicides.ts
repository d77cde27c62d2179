import type { Citation } from '../../core/index.js';
import { cubic, hexagonal, orthorhombic, site, TYPE_POSITIONS, type Crystal } from './crystal.js';

const geller = [
  [0.038, 0.218],
  [0.174, 0.562],
  [0.702, 0.611],
] as const;

const aronsson: Citation = {
  text: 'Aronsson, Acta Chem. Scand. 14 (1960) 1414',
  doi: '10.3891/acta.chem.scand.14-1414',
};
const monosilicideOf = (metal: string, word: string, a: number, u: number, v: number, citation: Citation): Crystal => ({
  name: `${metal}Si`,
  title: `${word} silicide, FeSi type`,
  spaceGroup: 198,
  cell: cubic(a),
  sites: [site('4a', metal, u, u, u), site('4a', 'Si', v, v, v)],
  citation,
});
const trisilicideOf = (metal: string, word: string, a: number, citation: Citation): Crystal => ({
  name: `${metal}3Si`,
  title: `tri${word} silicide, BiF3 type`,
  spaceGroup: 225,
  cell: cubic(a),
  sites: [site('4b', metal, 0.5, 0.5, 0.5), site('8c', metal, 0.25, 0.25, 0.25), site('4a', 'Si', 0, 0, 0)],
  citation,
});

/** Silicides of manganese, iron, cobalt and nickel. */
export const SILICIDES: readonly Crystal[] = [
  {
    name: 'Co2Si',
    title: 'dicobalt silicide',
    spaceGroup: 62,
    cell: orthorhombic(4.918, 3.737, 7.109),
    sites: geller.map(([x, z], i) => site('4c', i < 2 ? 'Co' : 'Si', x, 0.25, z)),
    citation: { text: 'Geller, Acta Cryst. 8 (1955) 83' },
  },
  {
    name: 'Ni2Si',
    title: `dinickel silicide, delta, Co2Si type; ${TYPE_POSITIONS}`,
    spaceGroup: 62,
    cell: orthorhombic(4.99, 3.72, 7.03),
    sites: geller.map(([x, z], i) => site('4c', i < 2 ? 'Ni' : 'Si', x, 0.25, z)),
    citation: { text: 'cell: Toman, Acta Cryst. 5 (1952) 329; positions: those of the type, Co2Si' },
  },
  monosilicideOf('Co', 'cobalt', 4.438, 0.14, 0.843, { text: 'Borén, Ark. Kemi Mineral. Geol. 11A (1933) No. 10' }),
  monosilicideOf('Mn', 'manganese', 4.557, 0.138, 0.845, { text: 'Borén, Ark. Kemi Mineral. Geol. 11A (1933) No. 10' }),
  monosilicideOf('Fe', 'iron', 4.489, 0.137, 0.842, { text: 'Pauling and Soldate, Acta Cryst. 1 (1948) 212' }),
  trisilicideOf('Mn', 'manganese', 5.722, aronsson),
  trisilicideOf('Fe', 'iron', 5.653, { text: 'Hines et al., Phys. Rev. B 13 (1976) 4060' }),
  {
    name: 'Mn5Si3',
    title: 'pentamanganese trisilicide',
    spaceGroup: 193,
    cell: hexagonal(6.91, 4.814),
    sites: [site('4d', 'Mn', 1 / 3, 2 / 3, 0), site('6g', 'Mn', 0.236, 0, 0.25), site('6g', 'Si', 0.5992, 0, 0.25)],
    citation: aronsson,
  },
  {
    name: 'FeSi2',
    title: 'iron disilicide, beta',
    spaceGroup: 64,
    cell: orthorhombic(9.863, 7.791, 7.833),
    sites: [
      site('8d', 'Fe', 0.21465, 0, 0),
      site('8f', 'Fe', 0.5, 0.30855, 0.18512),
      site('16g', 'Si', 0.12815, 0.27446, 0.05127),
      site('16g', 'Si', 0.37274, 0.045, 0.2261),
    ],
    citation: {
      text: 'Dusausoy, Protas, Wandji and Roques, Acta Cryst. B 27 (1971) 1209',
      doi: '10.1107/S0567740871003765',
    },
  },
  {
    name: 'NiSi',
    title: 'nickel silicide, MnP type',
    spaceGroup: 62,
    cell: orthorhombic(5.18, 3.34, 5.62),
    sites: [site('4c', 'Ni', 0.006, 0.25, 0.184), site('4c', 'Si', 0.17, 0.25, 0.58)],
    citation: { text: 'Toman, Acta Cryst. 4 (1951) 462' },
  },
  {
    name: 'CoSi2',
    title: 'cobalt disilicide, fluorite type',
    spaceGroup: 225,
    cell: cubic(5.364),
    sites: [site('4a', 'Co', 0, 0, 0), site('8c', 'Si', 0.25, 0.25, 0.25)],
    citation: { text: 'Bertaut and Blum, C. R. Acad. Sci. 231 (1950) 626' },
  },
];
