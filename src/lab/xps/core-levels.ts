/** What is known of a core level before its spectrum is seen. */
export interface CoreLevel {
  /** `Ni 2p` */
  name: string;
  element: string;
  /** [eV] range of binding energies in which its strongest line is met, in any compound */
  range: readonly [number, number];
  /** [eV] the element as metal or boride: where an asymmetric line may be tried */
  metal?: number;
  /** Spin–orbit partner at higher binding energy. */
  doublet?: { ratio: number; splitting: readonly [number, number]; metalSplitting: number };
  /** [1] Scofield cross-section for Al Kα over that of C 1s, both partners together */
  sensitivity: number;
  /** Compounds by their range of binding energy, for names of lines. [eV] */
  compounds?: readonly (readonly [from: number, to: number, name: string])[];
}

/** [eV] */
const unsourced = ([from, to]: readonly [number, number], by = 0.5): readonly [number, number] => [from - by, to + by];

const single = (
  name: string,
  range: readonly [number, number],
  sensitivity: number,
  compounds?: CoreLevel['compounds'],
): CoreLevel => ({ name, element: name.split(' ')[0], range, sensitivity, compounds });

/**
 * Core levels of cathodes, coatings and electrolytes. Sensitivities: Scofield, J. Electron Spectrosc. 8 (1976) 129, at
 * 1486.6 eV, by C 1s (0.013 6 Mb) = 1. Which source bears which energy stands in docs/analyses/xps.md; what was not
 * looked up in one ({@link unsourced}) is half an electronvolt wider on either side than it is remembered from Moulder
 * et al., Handbook of X-ray Photoelectron Spectroscopy (1992).
 */
export const CORE_LEVELS: readonly CoreLevel[] = [
  single('Li 1s', [53, 57.5], 0.0568),
  single('B 1s', [185.5, 195.5], 0.486, [
    [186.8, 189, 'boride'],
    [190.8, 193.8, 'borate'],
  ]),
  single('C 1s', [282, 294], 1, [
    [283.9, 285.9, 'C–C'],
    [285.9, 287.6, 'C–O'],
    [287.6, 289.3, 'C=O'],
    [289.3, 291, 'carbonate'],
    [291, 293, 'CF2'],
  ]),
  single('N 1s', unsourced([396, 408]), 1.8),
  single('O 1s', [527, 536.5], 2.93, [
    [528.3, 530.6, 'lattice'],
    [530.6, 532.9, 'carbonate, hydroxide'],
    [532.9, 535, 'organic'],
  ]),
  single('F 1s', [682.5, 691], 4.43, [
    [684, 686.3, 'LiF'],
    [686.3, 689.5, 'fluorophosphate, PVDF'],
  ]),
  single('Na 1s', unsourced([1069, 1075]), 8.52),
  {
    name: 'P 2p',
    element: 'P',
    range: [128, 140],
    doublet: { ratio: 0.5, splitting: [0.8, 0.95], metalSplitting: 0.87 },
    sensitivity: 1.192,
  },
  {
    name: 'S 2p',
    element: 'S',
    range: [159, 172],
    doublet: { ratio: 0.5, splitting: [1.1, 1.3], metalSplitting: 1.18 },
    sensitivity: 1.677,
  },
  {
    name: 'Al 2p',
    element: 'Al',
    range: unsourced([71, 77.5]),
    doublet: { ratio: 0.5, splitting: [0.38, 0.44], metalSplitting: 0.41 },
    sensitivity: 0.537,
  },
  {
    name: 'Ti 2p',
    element: 'Ti',
    range: unsourced([452, 461]),
    metal: 453.9,
    doublet: { ratio: 0.5, splitting: unsourced([5.5, 6.3], 0.1), metalSplitting: 6.1 },
    sensitivity: 7.91,
  },
  {
    name: 'Mn 2p',
    element: 'Mn',
    range: [637, 647],
    metal: 638.7,
    doublet: { ratio: 0.5, splitting: [10.9, 12], metalSplitting: 11.1 },
    sensitivity: 9.17,
  },
  {
    name: 'Fe 2p',
    element: 'Fe',
    range: unsourced([705, 716]),
    metal: 706.7,
    doublet: { ratio: 0.5, splitting: unsourced([12.8, 14], 0.1), metalSplitting: 13.1 },
    sensitivity: 10.82,
  },
  {
    name: 'Co 2p',
    element: 'Co',
    range: [777, 784],
    metal: 778.3,
    doublet: { ratio: 0.5, splitting: [14.6, 16.1], metalSplitting: 14.97 },
    sensitivity: 12.62,
    compounds: [
      [777.3, 779.2, 'metal or boride'],
      [779.2, 780.55, 'Co3+ oxide'],
      [780.55, 783, 'Co2+ oxide, hydroxide, borate'],
      [784.5, 788.5, 'Co2+ satellite'],
      [788.5, 791.5, 'Co3+ satellite'],
    ],
  },
  {
    name: 'Ni 2p',
    element: 'Ni',
    range: [851, 859],
    metal: 852.6,
    doublet: { ratio: 0.5, splitting: [17, 18.3], metalSplitting: 17.26 },
    sensitivity: 14.61,
    compounds: [
      [851.8, 853.2, 'metal or boride'],
      [853.2, 857.5, 'Ni oxide'],
      [859.5, 863.5, 'satellite'],
    ],
  },
  single('Ni 3p', [65, 70.5], 2.22),
  single('Co 3p', [57, 63], 1.95),
  single('Mn 3p', unsourced([46.5, 50.5]), 1.42),
  {
    name: 'Cu 2p',
    element: 'Cu',
    range: unsourced([931, 937]),
    metal: 932.6,
    doublet: { ratio: 0.5, splitting: unsourced([19.5, 20.2], 0.1), metalSplitting: 19.8 },
    sensitivity: 16.73,
  },
  {
    name: 'Zr 3d',
    element: 'Zr',
    range: unsourced([178, 185]),
    metal: 178.8,
    doublet: { ratio: 2 / 3, splitting: unsourced([2.3, 2.5], 0.1), metalSplitting: 2.43 },
    sensitivity: 7.04,
  },
  {
    name: 'Nb 3d',
    element: 'Nb',
    range: unsourced([201, 210]),
    metal: 202.3,
    doublet: { ratio: 2 / 3, splitting: unsourced([2.65, 2.85], 0.1), metalSplitting: 2.72 },
    sensitivity: 8.21,
  },
  {
    name: 'La 3d',
    element: 'La',
    range: unsourced([831, 840]),
    doublet: { ratio: 2 / 3, splitting: unsourced([16.5, 17.1], 0.1), metalSplitting: 16.8 },
    sensitivity: 47.62,
  },
  {
    name: 'W 4f',
    element: 'W',
    range: unsourced([30, 38]),
    metal: 31.4,
    doublet: { ratio: 3 / 4, splitting: unsourced([2.1, 2.25], 0.1), metalSplitting: 2.17 },
    sensitivity: 9.8,
  },
  {
    name: 'Pt 4f',
    element: 'Pt',
    range: [70, 77],
    metal: 71.1,
    doublet: { ratio: 3 / 4, splitting: unsourced([3.25, 3.45], 0.1), metalSplitting: 3.33 },
    sensitivity: 15.86,
  },
  {
    name: 'Au 4f',
    element: 'Au',
    range: [82.5, 87],
    metal: 84,
    doublet: { ratio: 3 / 4, splitting: unsourced([3.6, 3.75], 0.1), metalSplitting: 3.67 },
    sensitivity: 17.12,
  },
];

/** A core level by its name in any spelling: `Ni 2p`, `Ni2p`, `ni2p3/2`. */
export function findCoreLevel(name: string): CoreLevel | undefined {
  const clean = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s_]/g, '')
      .replace(/[1357]\/2$/, '');
  return CORE_LEVELS.find((level) => clean(level.name) === clean(name));
}

/** Core levels whose range lies inside a window of binding energies, the strongest first. [eV] */
export function levelsWithin(from: number, to: number): CoreLevel[] {
  return CORE_LEVELS.filter((level) => {
    const middle = (level.range[0] + level.range[1]) / 2;
    return middle >= from && middle <= to;
  }).sort((a, b) => b.sensitivity - a.sensitivity);
}
