import type { Structure } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

/** [Å] A metal of an oxide has its oxygens within this. */
const REACH = 2.5;
/** A metal of an oxide has at least so many, at a surface too. */
const LEAST = 4;
const HOSTS = new Set(['O', 'H', 'Li', 'Na', 'K', 'Rb', 'Cs']);

/** Elements that no atom of which sits among oxygens as a metal of an oxide does: they lie on it. */
export function findFilmElements(structure: Structure): string[] {
  const { cell, pbc, positions, elements } = structure;
  const list = findNeighbours(cell, pbc, positions, REACH);
  const most = new Map<string, number>();
  elements.forEach((element, i) => {
    if (HOSTS.has(element)) return;
    let oxygens = 0;
    for (let at = list.offsets[i]; at < list.offsets[i + 1]; at++) if (elements[list.neighbours[at]] === 'O') oxygens++;
    most.set(element, Math.max(most.get(element) ?? 0, oxygens));
  });
  const film = [...most].filter(([, count]) => count < LEAST).map(([element]) => element);
  // Where nothing holds oxygen there is no oxide to lie on.
  return film.length === most.size ? [] : film;
}
