import type { Citation } from '../../core/index.js';
import { hexagonal, orthorhombic, site, tetragonal, TYPE_POSITIONS, type Crystal } from './crystal.js';

const kotoite = (metal: string, word: string, cell: Crystal['cell'], citation: string): Crystal => ({
  name: `${metal}3(BO3)2`,
  title: `${word} borate, kotoite type; ${TYPE_POSITIONS}`,
  spaceGroup: 58,
  cell,
  sites: [
    site('2a', metal, 0, 0, 0),
    site('4f', metal, 0.5, 0, 0.3134),
    site('4g', 'B', 0.5477, 0.2576, 0),
    site('4g', 'O', 0.2501, 0.3236, 0),
    site('8h', 'O', 0.704, 0.2037, 0.14),
  ],
  citation: {
    text: `cell: ${citation}; positions of kotoite: Caracas and Bobocioiu, Am. Mineral. 96 (2011) 437`,
    doi: '10.2138/am.2011.3668',
  },
});

const streltsov: Citation = {
  text: 'Streltsov, Belokoneva, Tsirelson and Hansen, Acta Cryst. B 49 (1993) 147',
  doi: '10.1107/S0108768192004701',
};
const olivinePhosphate = (metal: string): Crystal['sites'] => [
  site('4c', metal, 0.28222, 0.25, 0.97472),
  site('4c', 'P', 0.09486, 0.25, 0.4182),
  site('4c', 'O', 0.09678, 0.25, 0.74279),
  site('4c', 'O', 0.4571, 0.25, 0.20602),
  site('8d', 'O', 0.16558, 0.04646, 0.28478),
];
const phosphoOlivine = (
  metal: string,
  word: string,
  cell: Crystal['cell'],
  citation: Citation,
  own: boolean,
): Crystal => ({
  name: `Li${metal}PO4`,
  title: `lithium ${word} phosphate, olivine${own ? '' : `; ${TYPE_POSITIONS}`}`,
  spaceGroup: 62,
  cell,
  sites: [site('4a', 'Li', 0, 0, 0), ...olivinePhosphate(metal)],
  citation,
});

const kudoh: Citation = { text: 'Kudoh and Takeda, Physica B 140 (1986) 333' };
const fayalite = (metal: string): Crystal['sites'] => [
  site('4a', metal, 0, 0, 0),
  site('4c', metal, 0.2802, 0.25, 0.986),
  site('4c', 'Si', 0.0974, 0.25, 0.4301),
  site('4c', 'O', 0.0916, 0.25, 0.7679),
  site('4c', 'O', 0.4541, 0.25, 0.2104),
  site('8d', 'O', 0.1649, 0.038, 0.2881),
];

/** Borates, phosphates and silicates. */
export const OXYGEN_SALTS: readonly Crystal[] = [
  {
    name: 'Li2CO3',
    title: 'lithium carbonate, zabuyelite',
    spaceGroup: 15,
    cell: { a: 8.359, b: 4.9725, c: 6.1975, alpha: 90, beta: 114.83, gamma: 90 },
    sites: [
      site('8f', 'Li', 0.1965, 0.4489, 0.8345),
      site('4e', 'C', 0, 0.0657, 0.25),
      site('4e', 'O', 0, 0.3213, 0.25),
      site('8f', 'O', 0.1457, -0.0665, 0.3137),
    ],
    citation: { text: 'Effenberger and Zemann, Z. Kristallogr. 150 (1979) 133', doi: '10.1524/zkri.1979.150.1-4.133' },
  },
  {
    name: 'LiBO2',
    title: 'lithium metaborate, gamma (four-coordinate boron)',
    spaceGroup: 122,
    cell: tetragonal(4.1961, 6.5112),
    sites: [
      { wyckoff: '4b', element: 'Li', at: [0, 0, 0.5] },
      { wyckoff: '4a', element: 'B', at: [0, 0, 0] },
      { wyckoff: '8d', element: 'O', at: [0.1574, 0.25, 0.125] },
    ],
    citation: { text: 'Marezio and Remeika, J. Chem. Phys. 44 (1966) 3348', doi: '10.1063/1.1727236' },
  },
  kotoite(
    'Co',
    'cobalt',
    orthorhombic(4.529, 5.462, 8.436),
    'Newnham, Redman and Santoro, Z. Kristallogr. 121 (1965) 418',
  ),
  kotoite('Ni', 'nickel', orthorhombic(4.459, 5.396, 8.297), 'Effenberger and Pertlik, Z. Kristallogr. 166 (1984) 129'),
  kotoite(
    'Mn',
    'manganese',
    orthorhombic(4.633, 5.638, 8.714),
    'the mineral jimboite (a tenth of its manganese is magnesium and iron), Anthony, Bideaux, Bladh and Nichols, Handbook of Mineralogy, after Watanabe, Kato, Matsumoto and Ito, Proc. Jpn. Acad. 39 (1963) 170',
  ),
  {
    name: 'FeBO3',
    title: 'iron borate, calcite type',
    spaceGroup: 167,
    cell: hexagonal(4.626, 14.493),
    sites: [site('6b', 'Fe', 0, 0, 0), site('6a', 'B', 0, 0, 0.25), site('18e', 'O', 0.2981, 0, 0.25)],
    citation: { text: 'Diehl, Solid State Commun. 17 (1975) 743' },
  },
  {
    name: 'Li3PO4',
    title: 'lithium phosphate, beta (low temperature)',
    spaceGroup: 31,
    cell: orthorhombic(6.115, 5.2394, 4.8554),
    sites: [
      site('4b', 'Li', 0.2481, 0.3277, 0.986),
      site('2a', 'Li', 0.5, 0.8428, 0.9893),
      site('2a', 'P', 0, 0.8243, 0),
      site('4b', 'O', 0.20777, 0.68676, 0.8961),
      site('2a', 'O', 0, 0.1052, 0.9004),
      site('2a', 'O', 0.5, 0.1814, 0.8172),
    ],
    citation: {
      text: 'Keffer, Mighell, Mauer, Swanson and Block, Inorg. Chem. 6 (1967) 119',
      doi: '10.1021/ic50047a027',
    },
  },
  phosphoOlivine('Fe', 'iron', orthorhombic(10.332, 6.01, 4.692), streltsov, true),
  phosphoOlivine(
    'Co',
    'cobalt',
    orthorhombic(10.2001, 5.9199, 4.69),
    {
      text: 'cell: Kubel, Z. Kristallogr. 209 (1994) 755; positions of LiFePO4: Streltsov et al., Acta Cryst. B 49 (1993) 147',
      doi: '10.1107/S0108768192004701',
    },
    false,
  ),
  phosphoOlivine(
    'Mn',
    'manganese',
    orthorhombic(10.46, 6.1, 4.744),
    {
      text: 'cell: Geller and Durand, Acta Cryst. 13 (1960) 325; positions of LiFePO4: Streltsov et al., Acta Cryst. B 49 (1993) 147',
      doi: '10.1107/S0108768192004701',
    },
    false,
  ),
  {
    name: 'FePO4',
    title: `iron phosphate, heterosite, delithiated LiFePO4; ${TYPE_POSITIONS}`,
    spaceGroup: 62,
    cell: orthorhombic(9.821, 5.792, 4.788),
    sites: olivinePhosphate('Fe'),
    citation: {
      text: 'cell: Padhi, Nanjundaswamy and Goodenough, J. Electrochem. Soc. 144 (1997) 1188; positions of LiFePO4: Streltsov et al., Acta Cryst. B 49 (1993) 147',
      doi: '10.1149/1.1837571',
    },
  },
  {
    name: 'Li2SiO3',
    title: 'lithium metasilicate',
    spaceGroup: 36,
    cell: orthorhombic(9.392, 5.397, 4.66),
    sites: [
      site('8b', 'Li', 0.1734, 0.3448, 0),
      site('4a', 'Si', 0, 0.1703, 0.4915),
      site('8b', 'O', 0.1446, 0.3077, 0.4078),
      site('4a', 'O', 0, 0.1136, 0.8454),
    ],
    citation: { text: 'Hesse, Acta Cryst. B 33 (1977) 901', doi: '10.1107/S0567740877004932' },
  },
  {
    name: 'Co2SiO4',
    title: `cobalt orthosilicate, olivine; ${TYPE_POSITIONS}`,
    spaceGroup: 62,
    cell: orthorhombic(10.301, 6.003, 4.782),
    sites: [
      site('4a', 'Co', 0, 0, 0),
      site('4c', 'Co', 0.2774, 0.25, 0.9915),
      site('4c', 'Si', 0.094, 0.25, 0.4262),
      site('4c', 'O', 0.0913, 0.25, 0.7657),
      site('4c', 'O', 0.4474, 0.25, 0.2215),
      site('8d', 'O', 0.1628, 0.0331, 0.2777),
    ],
    citation: {
      text: 'cell: Morimoto, Tokonami, Watanabe and Koto, Am. Mineral. 59 (1974) 475; positions of forsterite: Fujino, Sasaki, Takéuchi and Sadanaga, Acta Cryst. B 37 (1981) 513',
      doi: '10.1107/S0567740881003506',
    },
  },
  {
    name: 'Fe2SiO4',
    title: 'iron orthosilicate, fayalite',
    spaceGroup: 62,
    cell: orthorhombic(10.488, 6.094, 4.822),
    sites: fayalite('Fe'),
    citation: kudoh,
  },
  {
    name: 'Mn2SiO4',
    title: `manganese orthosilicate, tephroite, olivine; ${TYPE_POSITIONS}`,
    spaceGroup: 62,
    cell: orthorhombic(10.5964, 6.2567, 4.9023),
    sites: fayalite('Mn'),
    citation: {
      text: `cell: Fujino, Sasaki, Takéuchi and Sadanaga, Acta Cryst. B 37 (1981) 513; positions of fayalite: ${kudoh.text}`,
      doi: '10.1107/S0567740881003506',
    },
  },
  {
    name: 'FeSiO3',
    title: 'iron metasilicate, orthoferrosilite (made at high pressure, measured at none)',
    spaceGroup: 61,
    cell: orthorhombic(18.417, 9.073, 5.239),
    sites: [
      site('8c', 'Fe', 0.3758, 0.6539, 0.8741),
      site('8c', 'Fe', 0.3777, 0.4855, 0.3662),
      site('8c', 'Si', 0.2724, 0.339, 0.0486),
      site('8c', 'Si', 0.4732, 0.3346, 0.789),
      site('8c', 'O', 0.1847, 0.334, 0.039),
      site('8c', 'O', 0.3119, 0.4961, 0.06),
      site('8c', 'O', 0.3023, 0.236, 0.818),
      site('8c', 'O', 0.5611, 0.3374, 0.785),
      site('8c', 'O', 0.433, 0.4804, 0.693),
      site('8c', 'O', 0.4477, 0.2027, 0.584),
    ],
    citation: { text: 'Hugh-Jones, Chopelas and Angel, Phys. Chem. Minerals 24 (1997) 301' },
  },
];
