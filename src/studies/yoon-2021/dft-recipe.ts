import type { DftRecipe } from '../../dft/index.js';

/**
 * Settings of the electronic calculations of Yoon et al., Nature Energy 6 (2021) 362, doi:10.1038/s41560-021-00782-0,
 * methods: 520 eV, U 6.0 eV on Ni and 3.4 eV on Co, 3×3×3 points for the cell of the crystal and 2×3×2 for the
 * interface, which alone holds boron.
 */
export const paperRecipe: DftRecipe = {
  source: 'Yoon et al. 2021',
  cutoff: 520,
  hubbard: { Ni: 6.0, Co: 3.4 },
  mesh: (structure) => (structure.elements.includes('B') ? [2, 3, 2] : [3, 3, 3]),
};
