import { type Estimate, estimateMean, InputError, type Note, type Structure } from '../../core/index.js';
import { type BondCutoffs, deriveBondCutoffs, findBonds } from './bond-cutoffs.js';
import { computeExposedArea } from './compute-exposed-area.js';
import { COVALENT_RADII, covalentRadius } from './covalent-radii.js';
import { findFilmAtoms, selectAtoms } from './film-atoms.js';

/** Bonds of one film element to one element of the oxide, over all seeds. */
export interface InterfaceBond {
  film: string;
  oxide: string;
  /** Bonds in one structure, mean over seeds. */
  count: Estimate;
  /** [Å] mean length; its spread is over single bonds, its sigma over seeds (over bonds where there is one seed). */
  length?: Estimate;
  /** [Å] */
  shortest?: number;
  /** [Å] */
  cutoff: number;
  /**
   * Bonds found over bonds expected if the film's bonds fell on the oxide's elements as their exposed areas do; 1 is
   * indifference.
   */
  selectivity: Estimate;
  /** [1] share of the exposed area that this element has for a probe of the film element's size. */
  areaShare: number;
}

/** Neighbours of one element, film and oxide told apart. */
export interface Coordination {
  element: string;
  in: 'film' | 'oxide';
  neighbour: string;
  neighbourIn: 'film' | 'oxide';
  /** Bonded neighbours of one atom, mean over atoms, uncertainty over seeds. */
  number: Estimate;
}

export interface InterfaceBonds {
  bonds: InterfaceBond[];
  coordination: Coordination[];
  cutoffs: BondCutoffs;
  /** Film–oxide bonds in each seed, all elements together. */
  total: Estimate;
  notes: Note[];
}

export interface InterfaceBondOptions {
  /** Elements of the film, where the structures have no `group`. */
  filmElements?: readonly string[];
  cutoffs?: BondCutoffs;
  /**
   * Bare slab whose exposed area is taken; without it the areas that `buildInterface` has noted in the structures
   * (`info.bare_area_shares`), and where there are none, with a warning, those of the oxide of each structure as its
   * film has left it.
   */
  slab?: Structure;
}

/**
 * Bonds across an interface by species, over structures that differ by seed only: numbers, lengths, coordination, and
 * selectivity against the areas that the oxide's elements expose to a ball of the film element's covalent radius. Bond
 * cutoffs come from the pooled radial distribution functions.
 */
export function measureInterfaceBonds(seeds: readonly Structure[], options: InterfaceBondOptions = {}): InterfaceBonds {
  if (seeds.length === 0) throw new InputError('no structure to look for bonds in');
  const cutoffs = options.cutoffs ?? deriveBondCutoffs(seeds);
  const notes: Note[] = [...cutoffs.notes];
  const tallies = seeds.map((seed) => tally(seed, cutoffs, options));
  const filmElements = [...new Set(tallies.flatMap((t) => [...t.filmElements]))];
  const oxideElements = [...new Set(tallies.flatMap((t) => [...t.oxideElements]))];
  const bonds: InterfaceBond[] = [];
  for (const film of filmElements) {
    const shares = tallies.map((t, s) =>
      options.slab
        ? computeAreaShares(options.slab, film)
        : (statedAreaShares(seeds[s], film) ?? computeAreaShares(t.oxide, film)),
    );
    const totals = tallies.map((t) =>
      oxideElements.reduce((sum, oxide) => sum + (t.across.get(`${film}|${oxide}`)?.length ?? 0), 0),
    );
    for (const oxide of oxideElements) {
      const lengths = tallies.map((t) => t.across.get(`${film}|${oxide}`) ?? []);
      const share = shares.map((s) => s.get(oxide) ?? 0);
      const ratios = lengths.flatMap((found, s) =>
        totals[s] * share[s] > 0 ? [found.length / (totals[s] * share[s])] : [],
      );
      const all = lengths.flat();
      bonds.push({
        film,
        oxide,
        count: estimateMean(
          lengths.map((l) => l.length),
          '1',
        ),
        length: all.length > 0 ? estimateLength(lengths) : undefined,
        shortest: all.length > 0 ? Math.min(...all) : undefined,
        cutoff: cutoffs.get(film, oxide),
        selectivity: ratios.length > 0 ? estimateMean(ratios, '1') : { value: 0, n: 0, unit: '1' },
        areaShare: share.reduce((a, b) => a + b, 0) / share.length,
      });
    }
    if (totals.every((total) => total === 0))
      notes.push({
        level: 'warning',
        code: 'no-bonds',
        text: `no ${film} of the film is bonded to the oxide; its selectivity means nothing`,
        where: film,
      });
  }
  const oxygen = bonds
    .filter((bond) => bond.oxide === 'O')
    .map((bond) => `${(100 * bond.areaShare).toFixed(0)} % of the area that ${bond.film} can touch`);
  notes.push({
    level: 'info',
    code: 'area-by-covalent-radii',
    text: `exposed areas are those of spheres with covalent radii${oxygen.length > 0 ? `, by which oxygen has ${oxygen.join(' and ')}` : ''}; selectivity is inverse to them, so it is to be compared between films on one surface rather than taken as absolute`,
  });
  if (!options.slab && !filmElements.every((film) => seeds.every((seed) => statedAreaShares(seed, film)))) {
    notes.push({
      level: 'warning',
      code: 'no-bare-slab',
      text: 'exposed areas are those of the oxide as the film has shaped it, which hides selectivity: give the bare slab that the film met',
    });
  }
  if (seeds.length < 3)
    notes.push({
      level: 'warning',
      code: 'few-seeds',
      text: `${seeds.length === 1 ? 'one structure' : 'two structures'} only: ${seeds.length === 1 ? 'no uncertainty over seeds' : 'the uncertainty over seeds is itself a guess'}`,
    });
  return {
    bonds,
    coordination: summariseCoordination(tallies),
    cutoffs,
    total: estimateMean(
      tallies.map((t) => [...t.across.values()].reduce((sum, l) => sum + l.length, 0)),
      '1',
    ),
    notes,
  };
}

interface Tally {
  oxide: Structure;
  filmElements: Set<string>;
  oxideElements: Set<string>;
  /** Bond lengths by `film|oxide`. */
  across: Map<string, number[]>;
  /** Bond ends by `element|in|neighbour|in`, and atoms by `element|in`. */
  ends: Map<string, number>;
  atoms: Map<string, number>;
}

function tally(structure: Structure, cutoffs: BondCutoffs, options: InterfaceBondOptions): Tally {
  const film = findFilmAtoms(structure, options.filmElements);
  const side = (i: number): string => (film[i] ? 'film' : 'oxide');
  const across = new Map<string, number[]>();
  const ends = new Map<string, number>();
  const atoms = new Map<string, number>();
  const count = (map: Map<string, number>, key: string): unknown => map.set(key, (map.get(key) ?? 0) + 1);
  structure.elements.forEach((element, i) => count(atoms, `${element}|${side(i)}`));
  for (const { a, b, distance } of findBonds(structure, cutoffs)) {
    for (const [i, j] of [
      [a, b],
      [b, a],
    ])
      count(ends, `${structure.elements[i]}|${side(i)}|${structure.elements[j]}|${side(j)}`);
    if (film[a] === film[b]) continue;
    const [f, o] = film[a] ? [a, b] : [b, a];
    const key = `${structure.elements[f]}|${structure.elements[o]}`;
    across.set(key, [...(across.get(key) ?? []), distance]);
  }
  return {
    oxide: selectAtoms(structure, (i) => !film[i]),
    filmElements: new Set(structure.elements.filter((_, i) => film[i])),
    oxideElements: new Set(structure.elements.filter((_, i) => !film[i])),
    across,
    ends,
    atoms,
  };
}

/**
 * Share of the area that a ball of a film element's size can touch on each element of a bare slab.
 *
 * @param radii [Å] by element; covalent radii make oxygen small and metals large, ionic ones the reverse
 */
export function computeAreaShares(
  slab: Structure,
  film: string,
  radii: Readonly<Record<string, number>> = COVALENT_RADII,
): Map<string, number> {
  const area = computeExposedArea(slab, { radii, probe: covalentRadius(film) });
  const total = area.reduce((a, b) => a + b, 0);
  if (!(total > 0))
    throw new InputError('the oxide without its film has no exposed surface', {
      hint: 'an interface needs room between two surfaces of a slab',
    });
  const shares = new Map<string, number>();
  slab.elements.forEach((element, i) => shares.set(element, (shares.get(element) ?? 0) + area[i] / total));
  return shares;
}

/** {@link computeAreaShares} of each element of a film, as an interface keeps them of the slab that its film met. */
export function noteAreaShares(
  slab: Structure,
  filmElements: Iterable<string>,
): Record<string, Record<string, number>> {
  return Object.fromEntries([...filmElements].map((film) => [film, Object.fromEntries(computeAreaShares(slab, film))]));
}

function statedAreaShares({ info }: Structure, film: string): Map<string, number> | undefined {
  const stated = info?.bare_area_shares;
  if (typeof stated !== 'object' || stated === null || !Object.hasOwn(stated, film)) return undefined;
  const shares = (stated as Record<string, unknown>)[film];
  if (typeof shares !== 'object' || shares === null) return undefined;
  const entries = Object.entries(shares);
  return entries.every(([, share]) => typeof share === 'number') ? new Map(entries) : undefined;
}

function estimateLength(lengths: readonly number[][]): Estimate {
  const all = lengths.flat();
  const means = lengths.filter((l) => l.length > 0).map((l) => l.reduce((a, b) => a + b, 0) / l.length);
  const single = estimateMean(all, 'Å');
  if (means.length < 2) return single;
  return {
    ...estimateMean(means, 'Å'),
    value: single.value,
    interval: undefined,
    confidence: undefined,
    spread: single.spread,
  };
}

function summariseCoordination(tallies: readonly Tally[]): Coordination[] {
  const keys = [...new Set(tallies.flatMap((t) => [...t.ends.keys()]))].sort();
  return keys.map((key) => {
    const [element, side, neighbour, neighbourSide] = key.split('|');
    const values = tallies.flatMap((t) => {
      const atoms = t.atoms.get(`${element}|${side}`) ?? 0;
      return atoms > 0 ? [(t.ends.get(key) ?? 0) / atoms] : [];
    });
    return {
      element,
      in: side as 'film' | 'oxide',
      neighbour,
      neighbourIn: neighbourSide as 'film' | 'oxide',
      number: estimateMean(values, '1'),
    };
  });
}
