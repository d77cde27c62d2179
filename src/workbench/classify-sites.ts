import type { Structure } from '../core/index.js';
import type { SiteClass } from '../dft/index.js';

/**
 * Oxygens by what they bind, for the electrons' analyses: bonded to which atoms of a film, or which type of oxide
 * oxygen.
 */
export async function classifySites(structure: Structure, film: readonly string[]): Promise<SiteClass[]> {
  const { classifyOxygen } = await import('../atoms/index.js');
  const grouped = structure.atomic?.group?.values.some((g) => g === 1);
  return classifyOxygen(structure, grouped || film.length === 0 ? {} : { filmElements: film }).map(
    ({ atom, kind, formula, film: bonded }) => ({
      atom,
      formula,
      kind: bonded.size > 0 ? `bonded to ${[...bonded.keys()].sort().join(' and ')}` : kind,
    }),
  );
}
