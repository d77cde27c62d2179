import { type Estimate, estimateMean, InputError, type Note, type Structure } from '../../core/index.js';
import { type BondCutoffs, deriveBondCutoffs, eachBond } from './bond-cutoffs.js';

/** Bonds between two elements, over all frames. */
export interface ElementBonds {
  pair: readonly [string, string];
  /** Bonds in one structure, mean over structures. */
  count: Estimate;
  /** Bonded neighbours of the second element around one atom of the first, and the other way round. */
  coordination: readonly [number, number];
  /** [Å] over single bonds */
  length: Estimate;
  /** [Å] */
  shortest: number;
  /** [Å] */
  cutoff: number;
}

export interface BondTable {
  bonds: ElementBonds[];
  cutoffs: BondCutoffs;
  notes: Note[];
}

/** Bonds by pair of elements in any structure, pooled over frames. */
export function measureBonds(frames: readonly Structure[], given?: BondCutoffs): BondTable {
  if (frames.length === 0) throw new InputError('no structure to look for bonds in');
  const cutoffs = given ?? deriveBondCutoffs(frames);
  const lengths = frames.map((frame) => {
    const found = new Map<string, number[]>();
    for (const { a, b, distance } of eachBond(frame, cutoffs)) {
      const [first, second] = [frame.elements[a], frame.elements[b]];
      const key = first < second ? `${first}|${second}` : `${second}|${first}`;
      const list = found.get(key) ?? [];
      list.push(distance);
      found.set(key, list);
    }
    return found;
  });
  const keys = [...new Set(lengths.flatMap((found) => [...found.keys()]))].sort();
  const bonds = keys.map((key): ElementBonds => {
    const [a, b] = key.split('|');
    const all = lengths.flatMap((found) => found.get(key) ?? []);
    const atoms = (element: string): number =>
      frames.reduce((sum, frame) => sum + frame.elements.filter((e) => e === element).length, 0);
    const ends = all.length * (a === b ? 2 : 1);
    return {
      pair: [a, b],
      count: estimateMean(
        lengths.map((found) => found.get(key)?.length ?? 0),
        '1',
      ),
      coordination: [ends / atoms(a), ends / atoms(b)],
      length: estimateMean(all, 'Å'),
      shortest: all.reduce((least, d) => Math.min(least, d), Infinity),
      cutoff: cutoffs.get(a, b),
    };
  });
  return { bonds, cutoffs, notes: cutoffs.notes };
}
