import type { CrystalModel } from './crystal-model.js';
import type { OccupancyMode } from './phase-factors.js';

/** Where lithium, the metal and oxygen of a layered oxide lie in its asymmetric unit. */
export interface LayeredSites {
  lithium: number;
  metal: number;
  oxygen: number;
  /** Whether the metal, not lithium, lies at the height from which oxygen's z is counted. */
  metalAtOrigin: boolean;
}

/**
 * The sites of a layered oxide of space group R-3m, whichever atom lies at the origin; undefined for other crystals.
 */
export function findLayeredSites(model: CrystalModel): LayeredSites | undefined {
  if (model.spaceGroup !== 166 || model.sites.length !== 3) return undefined;
  const share = (site: number, element: string) =>
    model.sites[site].occupants.find((o) => o.element === element)?.occupancy ?? 0;
  const all = [0, 1, 2];
  const oxygen = all.find((s) => share(s, 'O') > 0.5 && model.sites[s].points.length === 18);
  const lithium = all.find((s) => share(s, 'Li') > 0.4 && model.sites[s].points.length === 9);
  if (oxygen === undefined || lithium === undefined) return undefined;
  const metal = all.find((s) => s !== oxygen && s !== lithium)!;
  if (model.sites[metal].points.length !== 9) return undefined;
  const height = model.sites[lithium].points[2];
  return { lithium, metal, oxygen, metalAtOrigin: Math.abs(height - Math.round(height)) > 0.25 };
}

/**
 * Nickel on the lithium site as one number. `exchange`: as much lithium goes to the metal site; `deficient`: nickel
 * takes lithium's place and nothing goes back, Li(1−x)Ni(x)MO2. X-rays hardly tell them apart.
 */
export function makeMixing(
  model: CrystalModel,
  sites: LayeredSites,
  kind: 'exchange' | 'deficient',
): OccupancyMode | undefined {
  const metals = model.sites[sites.metal].occupants;
  const mover = metals.find((o) => o.element === 'Ni') ?? metals.find((o) => o.element !== 'Li');
  if (!mover) return undefined;
  return {
    id: 'mixing',
    label: `${mover.element} on the Li site`,
    terms: [
      { site: sites.lithium, element: 'Li', factor: -1 },
      { site: sites.lithium, element: mover.element, factor: 1 },
      ...(kind === 'exchange'
        ? [
            { site: sites.metal, element: mover.element, factor: -1 },
            { site: sites.metal, element: 'Li', factor: 1 },
          ]
        : []),
    ],
  };
}
