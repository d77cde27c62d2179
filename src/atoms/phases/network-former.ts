/** Elements whose oxides form glasses on their own, with the fewest oxygens each binds in its networks. */
const COORDINATION: Readonly<Record<string, number>> = { B: 3, Si: 4, P: 4 };

/** B, Si, P. */
export const NETWORK_FORMERS: readonly string[] = Object.keys(COORDINATION);

/**
 * Oxygens that bridge two network formers, counted on each former, from composition alone: 3 in B2O3, 4 in SiO2, 3 in
 * P2O5, 2 in chains such as LiBO2, 0 in orthoborates, orthosilicates and orthophosphates.
 *
 * Zachariasen, J. Am. Chem. Soc. 54 (1932) 3841, doi:10.1021/ja01349a006: a glass needs polyhedra that share corners
 * into a network; with n oxygens on each former and O/T oxygens in all, 2 (n − O/T) of them bridge. Boron is taken
 * three-coordinate; where it has four oxygens more of them bridge.
 *
 * @returns [1] 0 where the compound has no network former
 */
export function countBridges(amounts: ReadonlyMap<string, number>): number {
  const oxygen = amounts.get('O') ?? 0;
  const formers = NETWORK_FORMERS.reduce((sum, element) => sum + (amounts.get(element) ?? 0), 0);
  if (formers === 0 || oxygen === 0) return 0;
  const coordination =
    NETWORK_FORMERS.reduce((sum, element) => sum + (amounts.get(element) ?? 0) * COORDINATION[element], 0) / formers;
  return Math.min(coordination, Math.max(0, 2 * (coordination - oxygen / formers)));
}
