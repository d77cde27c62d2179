import { InputError, type Structure } from '../../core/index.js';

/** Group numbers of the atoms of an interface. */
export const OXIDE = 0;
export const FILM = 1;

/**
 * Which atoms belong to the film, from the structure's `group` (0 oxide, 1 film) or from a list of the film's elements.
 *
 * @returns (n) 1 for atoms of the film
 * @throws InputError where neither tells them apart
 */
export function findFilmAtoms(structure: Structure, filmElements?: readonly string[]): Uint8Array {
  const groups = structure.atomic?.group?.values;
  if (!filmElements && !groups) {
    throw new InputError('the structure does not say which atoms are the film', {
      hint: 'give the elements of the film, for example Co,B, or a per-atom column "group" with 0 for the oxide and 1 for the film',
    });
  }
  const present = new Set(structure.elements);
  for (const element of filmElements ?? [])
    if (!present.has(element))
      throw new InputError(`there is no ${element} in the structure`, { value: element, allowed: [...present] });
  const film = Uint8Array.from(structure.elements, (element, i) =>
    (filmElements ? filmElements.includes(element) : groups![i] === FILM) ? 1 : 0,
  );
  if (!film.includes(1) || !film.includes(0))
    throw new InputError(`all ${film.length} atoms are ${film.includes(1) ? 'film' : 'oxide'}: there is no interface`);
  return film;
}

/** The atoms for which `keep` is true, with everything per-atom they carry. */
export function selectAtoms(structure: Structure, keep: (atom: number) => boolean): Structure {
  const kept = structure.elements.map((_, i) => i).filter(keep);
  const pick = (values: Float64Array, width: number): Float64Array =>
    Float64Array.from(
      { length: kept.length * width },
      (_, k) => values[kept[Math.floor(k / width)] * width + (k % width)],
    );
  const { atomic, labels, disorder, energy: _energy, stress: _stress, ...rest } = structure;
  return {
    ...rest,
    elements: kept.map((i) => structure.elements[i]),
    positions: pick(structure.positions, 3),
    ...(labels && { labels: kept.map((i) => labels[i]) }),
    ...(disorder && {
      disorder: new Map(kept.flatMap((i, k) => (disorder.has(i) ? [[k, disorder.get(i)!] as const] : []))),
    }),
    ...(atomic && {
      atomic: Object.fromEntries(
        Object.entries(atomic).map(([name, { width, values }]) => [name, { width, values: pick(values, width) }]),
      ),
    }),
  };
}
