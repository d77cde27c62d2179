import type { Structure } from '../../../core/index.js';
import { findNeighbours } from '../../../num/neighbours.js';
import { deriveBondCutoffs, findBonds } from '../bond-cutoffs.js';
import { computeHeights, measureCellHeight } from './cell-height.js';
import { findGaps } from './cut-planes.js';

/** Where a pulled structure has come apart. */
export interface Fracture {
  /** What most of the broken bonds joined. */
  where: 'interface' | 'film' | 'oxide' | 'crystal';
  /** Broken bonds by what they joined. */
  brokenBonds: Readonly<Record<'interface' | 'film' | 'oxide' | 'crystal', number>>;
  /** [Å] widest empty range of heights at the end, and its middle. */
  gap: number;
  height: number;
  /** In words. */
  says: string;
}

/** [Å] A bond longer than its cutoff by this much is broken, not only stretched. */
const BROKEN = 0.8;

/** Finds the bonds that were there at the start and are gone at the end, and names the place by what they joined. */
export function locateFracture(start: Structure, end: Structure, film?: Uint8Array): Fracture {
  const cutoffs = deriveBondCutoffs([start]);
  const counts = { interface: 0, film: 0, oxide: 0, crystal: 0 };
  const axis = measureCellHeight(end.cell);
  for (const { a, b, image } of findBonds(start, cutoffs)) {
    const d = [0, 1, 2].map(
      (k) =>
        end.positions[3 * b + k] -
        end.positions[3 * a + k] +
        image[0] * end.cell[k] +
        image[1] * end.cell[3 + k] +
        image[2] * end.cell[6 + k],
    );
    if (Math.hypot(...d) < cutoffs.get(start.elements[a], start.elements[b]) + BROKEN) continue;
    counts[!film ? 'crystal' : film[a] !== film[b] ? 'interface' : film[a] ? 'film' : 'oxide']++;
  }
  const widest = findGaps([...computeHeights(end.positions, axis)], axis.height).reduce((a, b) =>
    b.width > a.width ? b : a,
  );
  const [where] = (Object.entries(counts) as [Fracture['where'], number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  return {
    where,
    brokenBonds: counts,
    gap: widest.width,
    height: (widest.from + widest.width / 2) % axis.height,
    says: describe(where, counts, isBridged(end)),
  };
}

function describe(where: Fracture['where'], counts: Fracture['brokenBonds'], bridged: boolean): string {
  const total = counts.interface + counts.film + counts.oxide + counts.crystal;
  if (total === 0) return 'no bond is broken';
  const verb = bridged ? 'opens' : 'breaks';
  const parts = (Object.entries(counts) as [string, number][])
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${n} ${name === 'interface' ? 'between film and oxide' : `in the ${name}`}`);
  const place = where === 'interface' ? 'at the interface' : `in the ${where}`;
  return `${verb} ${place}: of ${total} broken bonds ${parts.join(', ')}${bridged ? '; a chain of bonds still leads across' : ''}`;
}

/** True where a chain of bonds still leads from one face of the gap round to its other. */
function isBridged(end: Structure): boolean {
  const cutoffs = deriveBondCutoffs([end]);
  const longest = Math.max(...cutoffs.pairs.map((p) => p.cutoff));
  const list = findNeighbours(end.cell, end.pbc, end.positions, longest);
  const turn = new Map<number, number>([[0, 0]]);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const i = queue[head];
    for (let at = list.offsets[i]; at < list.offsets[i + 1]; at++) {
      const j = list.neighbours[at];
      if (list.distances[at] >= cutoffs.get(end.elements[i], end.elements[j])) continue;
      const reached = turn.get(i)! + list.images[3 * at + 2];
      if (!turn.has(j)) {
        turn.set(j, reached);
        queue.push(j);
      } else if (turn.get(j) !== reached) return true;
    }
  }
  return false;
}
