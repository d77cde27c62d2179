import { InputError, parseFormula, type SiteOccupancy, type Structure, toCartesian } from '../../core/index.js';
import type { CrystalModel } from './crystal-model.js';
import { latticeVectors } from './crystal-model.js';
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
 * The O3 layered oxide R-3m with a formula's composition on its sites: lithium at the origin, the metals mixed on (0, 0, ½),
 * oxygen at (0, 0, z). Cell of LiNiO2, Dahn, von Sacken and Michal, Solid State Ionics 44 (1990) 87.
 *
 * @param formula `LiNi0.8Co0.1Mn0.1O2`
 * @throws InputError where the formula is no AMO2
 */
export function makeLayeredOxide(formula: string, z = 0.2415): Structure {
  const counts = parseFormula(formula);
  const oxygen = counts.get('O') ?? 0;
  const alkali = counts.get('Li') ?? counts.get('Na') ?? 0;
  const alkaliName = counts.has('Li') ? 'Li' : 'Na';
  const metals = [...counts].filter(([element]) => element !== 'O' && element !== alkaliName);
  const scale = 2 / oxygen;
  const metal = metals.reduce((sum, [, n]) => sum + n, 0) * scale;
  if (!(oxygen > 0 && alkali > 0 && metals.length > 0 && metal > 0.5 && alkali * scale + metal < 2.03))
    throw new InputError(`${formula} is no layered oxide`, { hint: 'give one like LiNi0.8Co0.1Mn0.1O2' });
  const onMetal: SiteOccupancy[] = metals.map(([element, n]) => ({ element, occupancy: (n * scale) / Math.max(metal, 1) }));
  const li = alkali * scale;
  if (metal < 1 && li > 1) onMetal.push({ element: alkaliName, occupancy: Math.min(1 - metal, li - 1) });
  onMetal.sort((a, b) => b.occupancy - a.occupancy);
  const cell = latticeVectors({ a: 2.878, b: 2.878, c: 14.19, alpha: 90, beta: 90, gamma: 120, volume: 0 });
  const centres = [[0, 0, 0], [2 / 3, 1 / 3, 1 / 3], [1 / 3, 2 / 3, 2 / 3]];
  const elements: string[] = [];
  const labels: string[] = [];
  const fractional: number[] = [];
  const disorder = new Map<number, readonly SiteOccupancy[]>();
  const add = (label: string, occupants: SiteOccupancy[], heights: number[]) => {
    for (const height of heights)
      for (const [x, y, up] of centres) {
        if (occupants.length > 1 || Math.abs(occupants[0].occupancy - 1) > 1e-9) disorder.set(elements.length, occupants);
        elements.push(occupants[0].element);
        labels.push(label);
        fractional.push(x, y, height + up);
      }
  };
  add(`${alkaliName}1`, [{ element: alkaliName, occupancy: Math.min(1, li) }], [0]);
  add(`${onMetal[0].element}1`, onMetal, [0.5]);
  add('O1', [{ element: 'O', occupancy: 1 }], [z, -z]);
  return {
    cell,
    pbc: [true, true, true],
    elements,
    labels,
    positions: toCartesian(cell, fractional),
    ...(disorder.size > 0 && { disorder }),
    info: { name: formula },
  };
}

/** The sites of a layered oxide of space group R-3m, whichever atom lies at the origin; undefined for other crystals. */
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
 * Nickel on the lithium site as one number. `exchange`: as much lithium goes to the metal site; `deficient`: nickel takes lithium's
 * place and nothing goes back, Li(1−x)Ni(x)MO2. X-rays hardly tell them apart.
 */
export function makeMixing(model: CrystalModel, sites: LayeredSites, kind: 'exchange' | 'deficient'): OccupancyMode | undefined {
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
