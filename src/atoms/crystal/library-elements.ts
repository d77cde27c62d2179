import type { Citation } from '../../core/index.js';
import type { CellParameters } from '../../io/structures/cell-parameters.js';
import { cubic, hexagonal, orthorhombic, site, type Crystal } from './crystal.js';

const element = (
  name: string,
  title: string,
  spaceGroup: number,
  cell: CellParameters,
  wyckoff: string,
  at: readonly [number, number, number],
  citation: Citation,
): Crystal => ({
  name,
  title,
  spaceGroup,
  cell,
  sites: [{ wyckoff, element: name, at }],
  citation,
});
const wyckoffBook: Citation = { text: 'Wyckoff, Crystal Structures, 2nd edition, volume 1 (Interscience, 1963)' };

/** Elements in the form stable at room temperature. */
export const PURE_ELEMENTS: readonly Crystal[] = [
  {
    name: 'B',
    title: 'boron, alpha rhombohedral',
    spaceGroup: 166,
    cell: hexagonal(4.908, 12.567),
    sites: [
      { wyckoff: '18h', element: 'B', at: [0.1177, -0.1177, 0.8927] },
      { wyckoff: '18h', element: 'B', at: [0.1961, -0.1961, 0.0245] },
    ],
    citation: { text: 'Decker and Kasper, Acta Cryst. 12 (1959) 503', doi: '10.1107/S0365110X59001529' },
  },
  element(
    'Co',
    'cobalt, hexagonal close-packed',
    194,
    hexagonal(2.507, 4.069),
    '2c',
    [1 / 3, 2 / 3, 0.25],
    wyckoffBook,
  ),
  element(
    'Ti',
    'titanium, hexagonal close-packed',
    194,
    hexagonal(2.95, 4.686),
    '2c',
    [1 / 3, 2 / 3, 0.25],
    wyckoffBook,
  ),
  element(
    'Mg',
    'magnesium, hexagonal close-packed',
    194,
    hexagonal(3.2095, 5.2107),
    '2c',
    [1 / 3, 2 / 3, 0.25],
    wyckoffBook,
  ),
  element('Ni', 'nickel, face-centred cubic', 225, cubic(3.5239), '4a', [0, 0, 0], wyckoffBook),
  element('Li', 'lithium, body-centred cubic', 229, cubic(3.5093), '2a', [0, 0, 0], wyckoffBook),
  element('Al', 'aluminium, face-centred cubic', 225, cubic(4.0495), '4a', [0, 0, 0], wyckoffBook),
  element('Si', 'silicon, diamond', 227, cubic(5.4307), '8a', [1 / 8, 1 / 8, 1 / 8], wyckoffBook),
  element('Fe', 'iron, body-centred cubic', 229, cubic(2.8664), '2a', [0, 0, 0], wyckoffBook),
  element('P', 'phosphorus, black', 64, orthorhombic(3.3136, 10.478, 4.3763), '8f', [0, 0.10168, 0.08056], {
    text: 'Brown and Rundqvist, Acta Cryst. 19 (1965) 684',
    doi: '10.1107/S0365110X65004140',
  }),
  {
    name: 'Mn',
    title: 'manganese, alpha',
    spaceGroup: 217,
    cell: cubic(8.9125),
    sites: [
      site('2a', 'Mn', 0, 0, 0),
      site('8c', 'Mn', 0.31787, 0.31787, 0.31787),
      site('24g', 'Mn', 0.35706, 0.35706, 0.03457),
      site('24g', 'Mn', 0.08958, 0.08958, 0.28194),
    ],
    citation: { text: 'Oberteuffer and Ibers, Acta Cryst. B 26 (1970) 1499' },
  },
];
