import type { Citation } from '../../core/index.js';

/** Where published formation energies come from. */
export const ENTHALPY_SOURCES = {
  sgte: {
    text: 'Scientific Group Thermodata Europe, Thermodynamic Properties of Inorganic Materials, Landolt-Börnstein IV/19 (Springer, 1999), as in the table ssub of qmpy',
    url: 'https://github.com/wolverton-research-group/qmpy',
  },
  freed: {
    text: 'Morris, FREED 11.0, thermodynamic database (Thermart), as kept with the reaction network of the Ceder group',
    url: 'https://github.com/CederGroupHub/s4',
  },
  iit: {
    text: 'Nash, Thermodynamic database of Illinois Institute of Technology: high-temperature calorimetry, as in the table iit of qmpy',
    url: 'https://tptc.iit.edu/index.php/thermo-database',
  },
  wang2021: {
    text: 'Wang, Kingsbury, McDermott, Horton, Jain, Ong, Dwaraknath and Persson, Sci. Rep. 11 (2021) 15496, measured enthalpies with uncertainties',
    doi: '10.1038/s41598-021-94550-5',
  },
  meschel: {
    text: 'Meschel and Kleppa, J. Alloys Compd. 267 (1998) 128: direct synthesis calorimetry of 3d silicides',
  },
  chandrasekharaiah: {
    text: 'Chandrasekharaiah, Margrave and O’Hare, J. Phys. Chem. Ref. Data 22 (1993) 1459: survey of disilicides',
    doi: '10.1063/1.555922',
  },
  navrotsky: {
    text: 'Wang and Navrotsky, Solid State Ionics 166 (2004) 167: oxide melt calorimetry, enthalpy from Li2O, the monoxide and oxygen, the binary oxides of SGTE added. Not checked against the original: one sigma is the distance from the Materials Project’s corrected value (mp-2348641, mp-22526)',
  },
  pozdnyakova: {
    text: 'Pozdnyakova et al. (2002), measured enthalpy of formation of lithium niobate, as in the corrections to the tables of qmpy',
    url: 'https://github.com/wolverton-research-group/qmpy',
  },
  codata: {
    text: 'Cox, Wagman and Medvedev, CODATA Key Values for Thermodynamics (Hemisphere, 1989)',
  },
  janaf: {
    text: 'Chase, NIST-JANAF Thermochemical Tables, 4th edition, J. Phys. Chem. Ref. Data Monograph 9 (1998)',
  },
  crc: { text: 'Haynes (ed.), CRC Handbook of Chemistry and Physics, 96th edition (2016), section 5' },
  oqmd: {
    text: 'early calculations of the Open Quantum Materials Database, as in the table legacy of qmpy; Saal, Kirklin, Aykol, Meredig and Wolverton, JOM 65 (2013) 1501',
    doi: '10.1007/s11837-013-0755-4',
  },
} as const satisfies Record<string, Citation>;

export type EnthalpySource = keyof typeof ENTHALPY_SOURCES;
