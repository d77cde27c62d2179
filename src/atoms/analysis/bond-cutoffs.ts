import { InputError, type Note, type Structure } from '../../core/index.js';
import { findNeighbourBlocks } from '../../num/neighbours.js';
import { computeRdf } from './compute-rdf.js';
import { covalentRadius } from './covalent-radii.js';
import { findBondCutoff } from './find-bond-cutoff.js';

/** Up to which distance two elements count as bonded, and why. */
export interface PairCutoff {
  pair: readonly [string, string];
  /** [Å] */
  cutoff: number;
  /**
   * `minimum`: first minimum of the pooled g(r); `radii`: the longest bond that covalent radii allow, where that is
   * shorter or g(r) has no clear minimum.
   */
  rule: 'minimum' | 'radii' | 'given';
  /** [Å] first peak of g(r), where there is one. */
  peak?: number;
}

export interface BondCutoffs {
  pairs: PairCutoff[];
  notes: Note[];
  /** [Å] 0 where the two elements never bond. */
  get(a: string, b: string): number;
}

/** Two bonded atoms, each pair once. */
export interface Bond {
  a: number;
  b: number;
  /** [Å] */
  distance: number;
  /** Whole lattice vectors added to the position of `b`. */
  image: readonly [number, number, number];
}

/**
 * [Å] Beyond the sum of covalent radii by more than this, two atoms are neighbours, not bonded (the criterion of
 * O'Boyle et al., J. Cheminform. 3 (2011) 33, doi:10.1186/1758-2946-3-33).
 */
const LONGEST_BOND = 0.45;
/**
 * [Å] The same for a cation and an anion, whose bonds are longer than covalent ones and whose next neighbours are
 * farther.
 */
const LONGEST_IONIC_BOND = 0.8;
const ANIONS = new Set(['O', 'F', 'S', 'Cl', 'Se', 'Br', 'I']);
const RANGE = 5;

/**
 * Bond cutoffs of all pairs of elements from radial distribution functions pooled over frames or seeds: the first
 * minimum, but no longer than the sum of covalent radii plus 0.45 Å (0.8 Å between a cation and an anion).
 */
export function deriveBondCutoffs(frames: readonly Structure[]): BondCutoffs {
  const rdf = computeRdf(frames, { cutoff: RANGE });
  const notes: Note[] = [];
  const pairs: PairCutoff[] = [];
  const elements = [...new Set(rdf.pairs.map((pair) => pair.species[0]))];
  for (const [i, a] of elements.entries()) {
    for (const b of elements.slice(i)) {
      const pair = rdf.pairs.find((p) => p.species[0] === a && p.species[1] === b)!;
      const found = findBondCutoff(rdf, pair);
      const longest =
        covalentRadius(a) + covalentRadius(b) + (ANIONS.has(a) !== ANIONS.has(b) ? LONGEST_IONIC_BOND : LONGEST_BOND);
      const unclear = found.notes.some((note) => note.code === 'no-clear-minimum');
      const byMinimum = found.cutoff !== undefined && !unclear && found.cutoff <= longest;
      pairs.push({
        pair: [a, b],
        cutoff: byMinimum ? found.cutoff! : longest,
        rule: byMinimum ? 'minimum' : 'radii',
        peak: found.peak,
      });
      if (unclear && found.peak! < longest)
        notes.push(...found.notes.filter((note) => note.code === 'no-clear-minimum'));
    }
  }
  return bindCutoffs(pairs, notes);
}

/** Cutoffs as given, e.g. `{ 'Co-O': 2.4 }` in Å; pairs left out never bond. */
export function setBondCutoffs(table: Readonly<Record<string, number>>): BondCutoffs {
  const pairs = Object.entries(table).map(([key, cutoff]): PairCutoff => {
    const pair = key.split(/[-–]/);
    if (pair.length !== 2 || !(cutoff > 0))
      throw new InputError(`bond cutoff "${key}": ${cutoff}`, { hint: 'write it like Co-O: 2.4, in ångström' });
    return { pair: [pair[0], pair[1]], cutoff, rule: 'given' };
  });
  return bindCutoffs(pairs, []);
}

/** All pairs of atoms within their cutoff, each once, images included. */
export function findBonds(structure: Structure, cutoffs: BondCutoffs): Bond[] {
  return [...eachBond(structure, cutoffs)];
}

/** {@link findBonds} one by one, for structures of any size. */
export function* eachBond(structure: Structure, cutoffs: BondCutoffs): Generator<Bond> {
  const { elements } = structure;
  const longest = Math.max(0, ...cutoffs.pairs.map((p) => p.cutoff));
  if (longest === 0) return;
  for (const list of findNeighbourBlocks(structure.cell, structure.pbc, structure.positions, longest)) {
    for (let k = 0; k + 1 < list.offsets.length; k++) {
      const i = list.first + k;
      for (let at = list.offsets[k]; at < list.offsets[k + 1]; at++) {
        const j = list.neighbours[at];
        if (j < i || list.distances[at] >= cutoffs.get(elements[i], elements[j])) continue;
        const image = [list.images[3 * at], list.images[3 * at + 1], list.images[3 * at + 2]] as const;
        if (j === i && !isFirst(image)) continue;
        yield { a: i, b: j, distance: list.distances[at], image };
      }
    }
  }
}

function isFirst([x, y, z]: readonly [number, number, number]): boolean {
  return x > 0 || (x === 0 && (y > 0 || (y === 0 && z > 0)));
}

function bindCutoffs(pairs: PairCutoff[], notes: Note[]): BondCutoffs {
  const table = new Map<string, number>();
  for (const {
    pair: [a, b],
    cutoff,
  } of pairs) {
    table.set(`${a}|${b}`, cutoff);
    table.set(`${b}|${a}`, cutoff);
  }
  return { pairs, notes, get: (a, b) => table.get(`${a}|${b}`) ?? 0 };
}
