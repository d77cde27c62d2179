import { cubic, orthorhombic, site, TYPE_POSITIONS, type Crystal } from './crystal.js';

const geller = [[0.038, 0.218], [0.174, 0.562], [0.702, 0.611]] as const;

/** Silicides of cobalt and nickel. */
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
  {
    name: 'CoSi',
    title: 'cobalt silicide, FeSi type',
    spaceGroup: 198,
    cell: cubic(4.438),
    sites: [site('4a', 'Co', 0.14, 0.14, 0.14), site('4a', 'Si', 0.843, 0.843, 0.843)],
    citation: { text: 'Borén, Ark. Kemi Mineral. Geol. 11A (1933) No. 10' },
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
