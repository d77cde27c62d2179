import { ATOMIC_WEIGHTS, InputError, type Structure } from '../../core/index.js';
import { chooseFor } from './choice.js';
import type { DftSettings } from './settings.js';

/** Atoms that an engine treats alike: one element with one U and one starting moment. */
export interface Species {
  /** `Ni`, or `Ni1`, `Ni2` where one element needs several. */
  label: string;
  element: string;
  /** [eV] */
  hubbard: number;
  /** [μB] */
  moment: number;
  /** [amu] */
  mass: number;
  /** Indices of its atoms. */
  atoms: number[];
}

/**
 * Sorts atoms into species; elements in order of first appearance.
 *
 * @param sites (n) class of each atom, such as `film` or `bulk`; undefined where it has none
 */
export function sortSpecies(
  structure: Structure,
  settings: Pick<DftSettings, 'hubbard' | 'moments' | 'spin'>,
  sites?: readonly (string | undefined)[],
): Species[] {
  const species = new Map<string, Species>();
  structure.elements.forEach((element, i) => {
    const hubbard = chooseFor(settings.hubbard, element, sites?.[i]);
    const moment = settings.spin ? chooseFor(settings.moments, element, sites?.[i]) : 0;
    const key = `${element} ${hubbard} ${moment}`;
    const there = species.get(key);
    if (there) there.atoms.push(i);
    else {
      const mass = ATOMIC_WEIGHTS[element];
      if (mass === undefined) throw new InputError(`"${element}" is not an element`, { value: element });
      species.set(key, { label: element, element, hubbard, moment, mass, atoms: [i] });
    }
  });
  const list = [...species.values()].sort(
    (a, b) => structure.elements.indexOf(a.element) - structure.elements.indexOf(b.element),
  );
  for (const element of new Set(list.map((s) => s.element))) {
    const same = list.filter((s) => s.element === element);
    if (same.length > 9)
      throw new InputError(`${element} would need ${same.length} species, and labels end at 9`, {
        hint: 'use fewer classes of sites',
      });
    if (same.length > 1)
      same.forEach((s, i) => {
        s.label = `${element}${i + 1}`;
      });
  }
  return list;
}

/** The atoms in the order of species that an engine wants them in. */
export function labelsOf(species: readonly Species[], count: number): string[] {
  const labels: string[] = Array(count);
  for (const { label, atoms } of species) for (const i of atoms) labels[i] = label;
  return labels;
}
