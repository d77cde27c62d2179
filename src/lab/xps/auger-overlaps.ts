/** An Auger line or another level that lies under a core level and is easily taken for it. */
export interface Overlap {
  level: string;
  under: string;
  /** Element that brings it. */
  element: string;
  /** Only with this source. */
  source?: 'Al' | 'Mg';
  text: string;
}

/**
 * Overlaps that matter in layered oxides and their coatings. Auger energies: Moulder et al., Handbook of X-ray
 * Photoelectron Spectroscopy (1992): kinetic energy is the element's own, so the place on a scale of binding energy
 * goes with the source.
 */
export const OVERLAPS: readonly Overlap[] = [
  {
    level: 'Co 2p',
    under: 'Ni L3M23M23',
    element: 'Ni',
    source: 'Al',
    text: 'with Al Kα the Auger line Ni L3M23M23 (near 778 eV) lies under Co 2p3/2: where there is nickel, part of this area is nickel; fit it from a reference with nickel and no cobalt, or use Co 3p or Mg Kα',
  },
  {
    level: 'Mn 2p',
    under: 'Ni L3VV',
    element: 'Ni',
    source: 'Al',
    text: 'with Al Kα the Auger line Ni L3VV (near 640 eV) lies under Mn 2p3/2: where there is nickel, part of this area is nickel; fit it from a reference with nickel and no manganese, or use Mn 3p or 3s',
  },
  {
    level: 'Fe 2p',
    under: 'Co L3M23M45',
    element: 'Co',
    source: 'Al',
    text: 'with Al Kα the Auger line Co L3M23M45 (near 713 eV) lies under Fe 2p: where there is cobalt, part of this area is cobalt',
  },
  {
    level: 'B 1s',
    under: 'P 2s',
    element: 'P',
    text: 'P 2s (188–192 eV: LiPF6 and its products) lies under B 1s: check it against P 2p before calling this boron',
  },
  {
    level: 'Li 1s',
    under: 'Ni 3p, Co 3p, Fe 3p',
    element: 'Ni',
    text: 'Ni 3p (67 eV), Co 3p (60 eV) and Fe 3p (56 eV) lie at Li 1s, each with more cross-section than lithium',
  },
  {
    level: 'Ni 3p',
    under: 'Li 1s, Co 3p satellites',
    element: 'Li',
    text: 'Li 1s (55 eV) and the satellites of Co 3p (60 eV) reach under Ni 3p',
  },
];

/** Overlaps of a core level. */
export function findOverlaps(level: string, source: string | undefined): Overlap[] {
  const anode = source && /Mg/i.test(source) ? 'Mg' : 'Al';
  return OVERLAPS.filter((o) => o.level === level && (o.source === undefined || o.source === anode));
}
