import { InputError, parseFormula, type SiteOccupancy, type Structure } from '../../../core/index.js';

/** Stands for the empty part of a partly vacant site. */
export const VACANCY = '';

/** Sites that share the same occupants in the same amounts. */
export interface Sublattice {
  /** Species in order of amount, {@link VACANCY} among them where the site is partly empty. */
  species: readonly string[];
  /** [1] of each species; they add up to 1. */
  shares: readonly number[];
  /** Indices of the sites. */
  sites: readonly number[];
}

/** Occupants of one site, the whole atom of an ordered one included. */
export function occupantsOf(structure: Structure, site: number): readonly SiteOccupancy[] {
  return structure.disorder?.get(site) ?? [{ element: structure.elements[site], occupancy: 1 }];
}

/** Text that is the same for sites with the same occupants. */
export function describeSite(structure: Structure, site: number): string {
  return [...occupantsOf(structure, site)]
    .sort((a, b) => b.occupancy - a.occupancy || a.element.localeCompare(b.element))
    .map(({ element, occupancy }) => `${element} ${Number(occupancy.toFixed(6))}`)
    .join(' + ');
}

/** The mixed or partly vacant sites of a structure by occupants. */
export function findSublattices(structure: Structure): Sublattice[] {
  const groups = new Map<string, number[]>();
  for (const site of structure.disorder?.keys() ?? []) {
    const key = describeSite(structure, site);
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  return [...groups.values()].map((sites) => {
    const occupants = [...occupantsOf(structure, sites[0])].sort(
      (a, b) => b.occupancy - a.occupancy || a.element.localeCompare(b.element),
    );
    const filled = occupants.reduce((sum, { occupancy }) => sum + occupancy, 0);
    if (filled > 1 + 1e-6)
      throw new InputError(`the occupancies of site ${sites[0] + 1} add up to ${Number(filled.toFixed(4))}`, {
        hint: 'more than one atom on a site: look for a wrong occupancy, or a site given twice',
      });
    const empty = Math.max(0, 1 - filled);
    return {
      species: [...occupants.map(({ element }) => element), ...(empty > 1e-6 ? [VACANCY] : [])],
      shares: [...occupants.map(({ occupancy }) => occupancy), ...(empty > 1e-6 ? [empty] : [])],
      sites: [...sites].sort((a, b) => a - b),
    };
  });
}

/**
 * Puts a mixture on the sites of an element: `mixSites(s, 'Ni', 'Co0.1Mn0.1')` leaves Ni0.8. Amounts below 1 leave the
 * rest to the element itself.
 *
 * @throws InputError for an element that is not there, or amounts above 1
 */
export function mixSites(structure: Structure, element: string, mixture: string): Structure {
  const amounts = parseFormula(mixture);
  const total = [...amounts.values()].reduce((a, b) => a + b, 0);
  if (total > 1 + 1e-6)
    throw new InputError(`the amounts in "${mixture}" add up to ${Number(total.toFixed(4))}`, {
      hint: `give what becomes of one ${element}, such as Co0.1Mn0.1; the rest stays ${element}`,
    });
  const rest = 1 - total;
  if (rest > 1e-6) amounts.set(element, (amounts.get(element) ?? 0) + rest);
  return replaceOccupant(structure, element, (occupancy) =>
    [...amounts].map(([name, amount]) => ({ element: name, occupancy: amount * occupancy })),
  );
}

/**
 * Takes a part of an element away, lithium by default; its sites become partly vacant.
 *
 * @param share [1] of its atoms that leave, from 0 to 1
 */
export function takeOut(structure: Structure, share: number, element = 'Li'): Structure {
  if (!(share >= 0 && share <= 1))
    throw new InputError(`${share} of ${element} cannot be taken out`, { hint: 'give a share from 0 to 1' });
  return replaceOccupant(structure, element, (occupancy) => [{ element, occupancy: occupancy * (1 - share) }]);
}

function replaceOccupant(
  structure: Structure,
  element: string,
  replace: (occupancy: number) => SiteOccupancy[],
): Structure {
  const disorder = new Map(structure.disorder);
  const elements = [...structure.elements];
  const gone = new Set<number>();
  let met = false;
  elements.forEach((_, site) => {
    const before = occupantsOf(structure, site);
    if (!before.some((o) => o.element === element)) return;
    met = true;
    const merged = new Map<string, number>();
    for (const o of before.flatMap((o) => (o.element === element ? replace(o.occupancy) : [o])))
      if (o.occupancy > 1e-9) merged.set(o.element, (merged.get(o.element) ?? 0) + o.occupancy);
    const after = [...merged].map(([name, occupancy]) => ({ element: name, occupancy }));
    disorder.delete(site);
    if (after.length === 0) gone.add(site);
    else {
      elements[site] = after.reduce((most, o) => (o.occupancy > most.occupancy + 1e-12 ? o : most)).element;
      if (after.length > 1 || Math.abs(after[0].occupancy - 1) > 1e-9) disorder.set(site, after);
    }
  });
  if (!met) {
    const allowed = [...new Set(structure.elements)];
    throw new InputError(`there is no ${element} in this structure`, { value: element, allowed });
  }
  return keepSites({ ...structure, elements }, disorder, (site) => !gone.has(site));
}

/** The sites that stay, with what belongs to each; energies and forces of the old atoms are dropped. */
export function keepSites(
  structure: Structure,
  disorder: ReadonlyMap<number, readonly SiteOccupancy[]>,
  stays: (site: number) => boolean,
): Structure {
  const kept = structure.elements.map((_, site) => site).filter(stays);
  const { energy: _energy, stress: _stress, labels: _labels, disorder: _disorder, atomic, ...rest } = structure;
  const mixed = new Map(kept.flatMap((site, k) => (disorder.has(site) ? [[k, disorder.get(site)!] as const] : [])));
  const columns = Object.entries(atomic ?? {}).filter(([name]) => ['fixed', 'group', 'layer'].includes(name));
  return {
    ...rest,
    elements: kept.map((site) => structure.elements[site]),
    positions: Float64Array.from(kept.flatMap((site) => [...structure.positions.subarray(3 * site, 3 * site + 3)])),
    ...(mixed.size > 0 && { disorder: mixed }),
    ...(columns.length > 0 && {
      atomic: Object.fromEntries(
        columns.map(([name, { values }]) => [
          name,
          { width: 1, values: Float64Array.from(kept, (site) => values[site]) },
        ]),
      ),
    }),
  };
}
