import type { Note, SiteOccupancy } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

/** A site on its way from a CIF into a structure. */
export interface CifSite {
  label: string;
  fractional: number[];
  /** [Å] */
  position: number[];
  occupants: SiteOccupancy[];
}

/** [Å] sites closer than this are one place. */
const SAME_PLACE = 0.05;

/**
 * Puts together rows that describe one place: several elements that share it become one disordered site, and an atom given twice
 * becomes one. Whole atoms of different elements in one place are kept, with a warning.
 */
export function mergeSites(sites: readonly CifSite[], cell: Float64Array, where: string, notes: Note[]): CifSite[] {
  const { offsets, neighbours } = findNeighbours(
    cell,
    [true, true, true],
    sites.flatMap(({ position }) => position),
    SAME_PLACE,
  );
  const home = new Int32Array(sites.length).fill(-1);
  const merged: CifSite[] = [];
  let doubled = 0;
  let clashes = 0;
  sites.forEach((site, i) => {
    for (let p = offsets[i]; p < offsets[i + 1] && home[i] < 0; p++) {
      const other = neighbours[p];
      if (other >= i || home[other] < 0) continue;
      const place = merged[home[other]];
      const same = place.occupants.find(({ element }) => element === site.occupants[0].element);
      const total = place.occupants.reduce((sum, o) => sum + o.occupancy, 0) + site.occupants[0].occupancy;
      if (total <= 1.01) {
        if (same) same.occupancy += site.occupants[0].occupancy;
        else place.occupants.push({ ...site.occupants[0] });
        home[i] = home[other];
      } else if (same && same.occupancy === site.occupants[0].occupancy) {
        doubled++;
        home[i] = home[other];
      } else clashes++;
    }
    if (home[i] < 0) {
      home[i] = merged.length;
      merged.push({ ...site, occupants: site.occupants.map((o) => ({ ...o })) });
    }
  });
  if (doubled > 0)
    notes.push({
      level: 'warning',
      code: 'atoms-given-twice',
      text: `${doubled} atoms stand twice in the same place and are counted once.`,
      where,
    });
  if (clashes > 0)
    notes.push({
      level: 'warning',
      code: 'atoms-overlap',
      text: `${clashes} sites lie in the place of another although their occupancies add up to more than one.`,
      where,
    });
  return merged;
}
