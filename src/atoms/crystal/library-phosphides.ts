import type { Citation } from '../../core/index.js';
import { hexagonal, orthorhombic, site, tetragonal, TYPE_POSITIONS, type Crystal } from './crystal.js';

const manganesePhosphide: Citation = {
  text: 'Rundqvist, Acta Chem. Scand. 16 (1962) 287',
  doi: '10.3891/acta.chem.scand.16-0287',
};
const carlsson: Citation = { text: 'Carlsson, Gölin and Rundqvist, J. Solid State Chem. 8 (1973) 57' };
const phosphidesOfManganese = 'Rundqvist, Acta Chem. Scand. 16 (1962) 992';
const monophosphideOf = (metal: string, word: string, cell: Crystal['cell'], own: boolean): Crystal => ({
  name: `${metal}P`,
  title: `${word} phosphide, MnP type${own ? '' : `; ${TYPE_POSITIONS}`}`,
  spaceGroup: 62,
  cell,
  sites: [site('4c', metal, 0.0049, 0.25, 0.1965), site('4c', 'P', 0.1878, 0.25, 0.5686)],
  citation: own
    ? manganesePhosphide
    : { ...manganesePhosphide, text: `cell, and MnP’s positions: ${manganesePhosphide.text}` },
});
const ironPhosphideType = (metal: string): Crystal['sites'] => [
  site('3f', metal, 0.25683, 0, 0),
  site('3g', metal, 0.59461, 0, 0.5),
  site('2c', 'P', 1 / 3, 2 / 3, 0),
  site('1b', 'P', 0, 0, 0.5),
];

/** Phosphides of manganese, iron, cobalt and nickel. */
export const PHOSPHIDES: readonly Crystal[] = [
  {
    name: 'Co2P',
    title: 'dicobalt phosphide, Co2P type',
    spaceGroup: 62,
    cell: orthorhombic(5.646, 3.513, 6.608),
    sites: [
      site('4c', 'Co', 0.856, 0.25, 0.0648),
      site('4c', 'Co', 0.9686, 0.25, 0.6646),
      site('4c', 'P', 0.2461, 0.25, 0.1249),
    ],
    citation: { text: 'Rundqvist, Acta Chem. Scand. 14 (1960) 1961', doi: '10.3891/acta.chem.scand.14-1961' },
  },
  monophosphideOf('Co', 'cobalt', orthorhombic(5.077, 3.281, 5.587), false),
  monophosphideOf('Mn', 'manganese', orthorhombic(5.258, 3.172, 5.918), true),
  monophosphideOf('Fe', 'iron', orthorhombic(5.191, 3.099, 5.792), false),
  {
    name: 'Fe2P',
    title: 'diiron phosphide, barringerite',
    spaceGroup: 189,
    cell: hexagonal(5.8675, 3.4581),
    sites: ironPhosphideType('Fe'),
    citation: carlsson,
  },
  {
    name: 'Mn2P',
    title: `dimanganese phosphide, Fe2P type; ${TYPE_POSITIONS}`,
    spaceGroup: 189,
    cell: hexagonal(6.081, 3.46),
    sites: ironPhosphideType('Mn'),
    citation: {
      text: `cell: ${phosphidesOfManganese}; positions of Fe2P: ${carlsson.text}`,
      doi: '10.3891/acta.chem.scand.16-0992',
    },
  },
  {
    name: 'Ni2P',
    title: 'dinickel phosphide, Fe2P type',
    spaceGroup: 189,
    cell: hexagonal(5.859, 3.382),
    sites: [
      site('3f', 'Ni', 0.2575, 0, 0),
      site('3g', 'Ni', 0.5957, 0, 0.5),
      site('2c', 'P', 1 / 3, 2 / 3, 0),
      site('1b', 'P', 0, 0, 0.5),
    ],
    citation: { text: 'Rundqvist, Acta Chem. Scand. 16 (1962) 992', doi: '10.3891/acta.chem.scand.16-0992' },
  },
  {
    name: 'Ni3P',
    title: 'trinickel phosphide',
    spaceGroup: 82,
    cell: tetragonal(8.952, 4.388),
    sites: [
      site('8g', 'Ni', 0.0775, 0.1117, 0.2391),
      site('8g', 'Ni', 0.3649, 0.0321, 0.9765),
      site('8g', 'Ni', 0.1689, 0.22, 0.7553),
      site('8g', 'P', 0.2862, 0.0487, 0.4807),
    ],
    citation: {
      text: 'Rundqvist, Hassler and Lundvik, Acta Chem. Scand. 16 (1962) 242',
      doi: '10.3891/acta.chem.scand.16-0242',
    },
  },
  {
    name: 'Fe3P',
    title: 'triiron phosphide, schreibersite',
    spaceGroup: 82,
    cell: tetragonal(9.107, 4.46),
    sites: [
      site('8g', 'Fe', 0.0792, 0.1067, 0.2325),
      site('8g', 'Fe', 0.3598, 0.0317, 0.9862),
      site('8g', 'Fe', 0.172, 0.2199, 0.755),
      site('8g', 'P', 0.2926, 0.0484, 0.4891),
    ],
    citation: { text: 'Rundqvist, Acta Chem. Scand. 16 (1962) 1' },
  },
];
