import type { Structure } from '../../core/index.js';

/**
 * Classes of sites by which U and starting moments may differ: `film` and `oxide` for metals, `bulk`, `type I`, `bonded
 * to B` … for oxygen.
 */
export async function classifyAtoms(structure: Structure): Promise<(string | undefined)[]> {
  const { findFilmElements } = await import('../../dft/index.js');
  const { classifySites } = await import('../../workbench/classify-sites.js');
  const film = findFilmElements(structure);
  const groups = structure.atomic?.group?.values;
  const sites: (string | undefined)[] = structure.elements.map((element, i) =>
    groups
      ? groups[i] === 1
        ? 'film'
        : 'oxide'
      : film.includes(element)
        ? 'film'
        : film.length > 0
          ? 'oxide'
          : undefined,
  );
  if (structure.elements.includes('O'))
    for (const { atom, kind } of await classifySites(structure, film)) if (groups?.[atom] !== 1) sites[atom] = kind;
  return sites;
}
