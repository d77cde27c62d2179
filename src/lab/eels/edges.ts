/** White lines of a transition metal. */
export interface WhiteLineEdge {
  element: string;
  /** [eV] maxima of L3 and L2 in oxides */
  l3: number;
  l2: number;
}

/**
 * L2,3 edges of 3d metals: Ahn and Krivanek, EELS Atlas (1983), by their onset; L3 in oxides moves by up to 2 eV with
 * the valence.
 */
export const WHITE_LINE_EDGES: readonly WhiteLineEdge[] = [
  { element: 'Ti', l3: 458, l2: 463.5 },
  { element: 'V', l3: 517.5, l2: 524.5 },
  { element: 'Cr', l3: 577, l2: 586 },
  { element: 'Mn', l3: 642, l2: 653 },
  { element: 'Fe', l3: 709, l2: 722 },
  { element: 'Co', l3: 780, l2: 795 },
  { element: 'Ni', l3: 855, l2: 872 },
  { element: 'Cu', l3: 932.5, l2: 952.5 },
];

/**
 * [eV] Ni L3 inside layered oxides and in rock salt, as published scales have it; dispersion alone shifts scales by ±
 * 0.2 eV.
 */
export const NICKEL_L3 = { layered: [854.6, 855.9], rockSalt: [852.9, 854.2] } as const;
