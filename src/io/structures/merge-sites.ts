import type { SiteOccupancy } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

/** A site on its way from a CIF into a structure. */
export interface CifSite {
  label: string;
  fractional: number[];
  /** [Å] */
  position: number[];
  occupants: SiteOccupancy[];
  /** [1] How many of it the file says there are in the cell. */
  multiplicity?: number;
  /** [μB] (3) Cartesian, where the file states a moment. */
  moment?: number[];
}

/** [Å] sites closer than this are one place. */
const SAME_PLACE = 0.05;

/** What came of putting sites together. */
export interface MergedSites {
  sites: CifSite[];
  /** Atoms that stand twice in one place, and were counted once. */
  doubled: number;
  /** Places whose occupancies add up to more than one, each once. */
  overfull: { labels: string[]; occupancy: number }[];
}

/**
 * Puts together rows that describe one place: several elements that share it become one disordered site, and a whole
 * atom given twice becomes one. Places that hold more than one atom are told, not settled.
 */
export function mergeSites(sites: readonly CifSite[], cell: Float64Array): MergedSites {
  const { offsets, neighbours } = findNeighbours(
    cell,
    [true, true, true],
    sites.flatMap(({ position }) => position),
    SAME_PLACE,
  );
  const home = new Int32Array(sites.length).fill(-1);
  const merged: CifSite[] = [];
  const overfull = new Map<string, { labels: string[]; occupancy: number }>();
  let doubled = 0;
  sites.forEach((site, i) => {
    for (let p = offsets[i]!; p < offsets[i + 1]! && home[i]! < 0; p++) {
      const other = neighbours[p]!;
      if (other >= i || home[other]! < 0) continue;
      const place = merged[home[other]!]!;
      const own = site.occupants[0]!;
      const same = place.occupants.find(({ element }) => element === own.element);
      const total = place.occupants.reduce((sum, o) => sum + o.occupancy, 0) + own.occupancy;
      home[i] = home[other]!;
      if (total <= 1.01) {
        if (same) same.occupancy += own.occupancy;
        else place.occupants.push({ ...own });
      } else if (same && same.occupancy === own.occupancy && (own.occupancy === 1 || place.label === site.label))
        doubled++;
      else {
        const labels = [...new Set([place.label, site.label])];
        overfull.set(labels.join(), { labels, occupancy: total });
      }
    }
    if (home[i]! < 0) {
      home[i] = merged.length;
      merged.push({ ...site, occupants: site.occupants.map((o) => ({ ...o })) });
    }
  });
  return { sites: merged, doubled, overfull: [...overfull.values()] };
}
