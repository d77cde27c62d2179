/**
 * Settings of the electronic calculations of Yoon et al., Nature Energy 6 (2021) 362, doi:10.1038/s41560-021-00782-0, methods: 520 eV, U 6.0 eV on Ni
 * and 3.4 eV on Co, 3×3×3 points for the cell of the crystal and 2×3×2 for the interface.
 */
export const paperRecipe = {
  id: 'paper',
  source: 'Yoon et al. 2021',
  /** [eV] */
  cutoff: 520,
  /** [eV] by element */
  hubbard: { Ni: 6.0, Co: 3.4 },
  /** Points by what the cell holds. */
  meshes: { crystal: [3, 3, 3], interface: [2, 3, 2] },
} as const;
