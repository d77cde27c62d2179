import type { Note, Structure } from '../../core/index.js';

/** Å beyond the outermost plane of the slab at which an atom counts as having crossed over. */
const CROSSED = 1.5;

/**
 * Notes on how far film and oxide have gone into each other, by heights against the slab as it was before the melt.
 *
 * @param before packed interface: `atomic.group` 0 in the slab, lowest slab atoms at height 0
 * @param after  the same atoms in the same order, relaxed; its cell may be higher
 */
export function measureMixing(before: Structure, after: Structure): Note[] {
  const group = before.atomic!.group.values;
  const heights = (structure: Structure): number[] =>
    Array.from(structure.elements, (_, i) => structure.positions[3 * i + 2]);
  const old = heights(before);
  const now = heights(after);
  const oxide = old.map((_, i) => i).filter((i) => group[i] === 0);
  const shift = oxide.reduce((sum, i) => sum + now[i] - old[i], 0) / oxide.length;
  const top = Math.max(...oxide.map((i) => old[i])) + shift;
  const bottom = Math.min(...oxide.map((i) => old[i])) + shift;
  const height = after.cell[8];
  const gap = height - (top - bottom);
  /** Depth in the gap, or below the nearest surface where negative. */
  const measureDepth = (z: number): number => {
    const above = (((z - top) % height) + height) % height; // above the slab's upper face, periodic
    return above <= gap ? Math.min(above, gap - above) : -Math.min(above - gap, height - above);
  };
  const into = new Map<string, number>();
  const outOf = new Map<string, number>();
  after.elements.forEach((element, i) => {
    const depth = measureDepth(now[i]);
    if (group[i] === 1 && depth < -CROSSED) into.set(element, (into.get(element) ?? 0) + 1);
    if (group[i] === 0 && depth > CROSSED) outOf.set(element, (outOf.get(element) ?? 0) + 1);
  });
  const list = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([element, count]) => `${count} ${element}`).join(', ');
  const notes: Note[] = [];
  if (into.size > 0)
    notes.push({
      level: 'warning',
      code: 'film-in-oxide',
      text: `${list(into)} of the film lie more than ${CROSSED} Å inside the oxide: the film has begun to react through it.`,
    });
  if (outOf.size > 0)
    notes.push({
      level: 'warning',
      code: 'oxide-in-film',
      text: `${list(outOf)} of the oxide lie more than ${CROSSED} Å inside the film: the surfaces have dissolved in part.`,
    });
  return notes;
}
