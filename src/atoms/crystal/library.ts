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
export const orthorhombic = (a: number, b: number, c: number): CellParameters => ({ a, b, c, alpha: 90, beta: 90, gamma: 90 });

const sasaki: Citation = { text: 'Sasaki, Fujino and Takéuchi, Proc. Jpn. Acad. B 55 (1979) 43', doi: '10.2183/pjab.55.43' };
const rockSalt = (name: string, title: string, metal: string, a: number): Crystal => ({
  name,
  title,
  spaceGroup: 225,
  cell: cubic(a),
  sites: [{ wyckoff: '4a', element: metal, at: [0, 0, 0] }, { wyckoff: '4b', element: 'O', at: [0.5, 0.5, 0.5] }],
  citation: sasaki,
});

/** Crystals that resolve by name. Lengths in Å, angles in degrees, measured at room temperature unless the title says otherwise. */
export const CRYSTALS: readonly Crystal[] = [
  {
    name: 'LiNiO2',
    title: 'lithium nickel oxide, O3 layered',
    spaceGroup: 166,
    cell: hexagonal(2.878, 14.19),
    sites: [{ wyckoff: '3b', element: 'Li', at: [0, 0, 0.5] }, { wyckoff: '3a', element: 'Ni', at: [0, 0, 0] }, { wyckoff: '6c', element: 'O', at: [0, 0, 0.2585] }],
    citation: { text: 'Hirano, Kanno, Kawamoto et al., Solid State Ionics 78 (1995) 123', doi: '10.1016/0167-2738(95)00005-Q' },
  },
  {
    name: 'LiCoO2',
    title: 'lithium cobalt oxide, O3 layered',
    spaceGroup: 166,
    cell: hexagonal(2.8161, 14.0536),
    sites: [{ wyckoff: '3a', element: 'Li', at: [0, 0, 0] }, { wyckoff: '3b', element: 'Co', at: [0, 0, 0.5] }, { wyckoff: '6c', element: 'O', at: [0, 0, 0.23951] }],
    citation: { text: 'Akimoto, Gotoh and Oosawa, J. Solid State Chem. 141 (1998) 298', doi: '10.1006/jssc.1998.7966' },
  },
  rockSalt('NiO', 'nickel oxide, rock salt (mean cubic cell)', 'Ni', 4.178),
  rockSalt('CoO', 'cobalt oxide, rock salt', 'Co', 4.263),
  rockSalt('MnO', 'manganese oxide, rock salt', 'Mn', 4.446),
  {
    name: 'Co2B',
    title: 'dicobalt boride, CuAl2 type',
    spaceGroup: 140,
    cell: tetragonal(5.015, 4.22),
    sites: [{ wyckoff: '4a', element: 'B', at: [0, 0, 0.25] }, { wyckoff: '8h', element: 'Co', at: [0.167, 0.667, 0] }],
    citation: { text: 'Havinga, Damsma and Hokkeling, J. Less-Common Met. 27 (1972) 169', doi: '10.1016/0022-5088(72)90028-8' },
  },
];
