import type { Structure } from '../../../core/index.js';
import { findNeighbours } from '../../../num/neighbours.js';
import type { Objective } from './arrangement.js';
import { VACANCY, type Sublattice } from './mixed-sites.js';

/** Pairs of mixed sites at one distance. */
export interface PairShell {
  /** [Å] */
  distance: number;
  /** Places in the list of sublattices of either end. */
  between: readonly [number, number];
  /** Pairs in the cell, counted from either end. */
  pairs: number;
  /** [1] largest difference between the share of a pair of species here and in a random alloy. */
  error: number;
  /** That pair. */
  worst: string;
}

/** [Å] farther pairs say little: shells up to here, and as many as are told apart by more than this. */
const REACH = 6.5;
const SAME_DISTANCE = 0.06;

/** Pair correlations of mixed sites and their distance from those of a random alloy of the same composition. */
export interface PairCorrelations extends Objective {
  shells(): PairShell[];
  /** [1] root mean square over shells and species of what {@link PairShell.error} is the largest of. */
  rms(): number;
}

/**
 * Counts pairs of species over the shells of a structure's mixed sites.
 *
 * A special quasi-random structure has the pair correlations of the random alloy: Zunger, Wei, Ferreira and Bernard,
 * Phys. Rev. Lett. 65 (1990) 353, doi:10.1103/PhysRevLett.65.353. Near shells count more, by the inverse square of
 * their distance.
 *
 * @param start (places) species of each mixed site, by its place in the sublattices one after the other
 */
export function countPairCorrelations(
  structure: Structure,
  sublattices: readonly Sublattice[],
  start: Int32Array,
): PairCorrelations {
  const sites = sublattices.flatMap(({ sites }) => sites);
  const latticeOf = sublattices.flatMap(({ sites }, l) => sites.map(() => l));
  const list = findNeighbours(
    structure.cell,
    structure.pbc,
    Float64Array.from(sites.flatMap((site) => [...structure.positions.subarray(3 * site, 3 * site + 3)])),
    REACH,
  );
  const widths = sublattices.map(({ species }) => species.length);
  const { shellOf, shells } = sortIntoShells(list.distances, list.offsets, list.neighbours, latticeOf);
  const species = start.slice();
  const counts = shells.map(({ between: [a, b] }) => new Float64Array(widths[a] * widths[b]));
  const concentration = sublattices.map(({ species: all, sites }, l) => {
    const shares = new Float64Array(all.length);
    species.forEach((s, place) => {
      if (latticeOf[place] === l) shares[s] += 1 / sites.length;
    });
    return shares;
  });
  const change = (place: number, by: number): void => {
    for (let p = list.offsets[place]; p < list.offsets[place + 1]; p++) {
      const other = list.neighbours[p];
      const shell = shellOf[p];
      const [a, b] = shells[shell].between;
      const table = counts[shell];
      const forward = latticeOf[place] === a;
      if (forward) table[species[place] * widths[b] + species[other]] += by;
      // Seen from the other end; an own image stands in the list from either side already.
      if (other !== place && (a === b || !forward)) table[species[other] * widths[b] + species[place]] += by;
    }
  };
  for (let place = 0; place < species.length; place++) {
    for (let p = list.offsets[place]; p < list.offsets[place + 1]; p++) {
      const [a, b] = shells[shellOf[p]].between;
      if (latticeOf[place] === a) counts[shellOf[p]][species[place] * widths[b] + species[list.neighbours[p]]]++;
    }
  }
  const errorOf = (shell: number, s: number, t: number): number => {
    const { between, pairs } = shells[shell];
    const [a, b] = between;
    return counts[shell][s * widths[b] + t] / pairs - concentration[a][s] * concentration[b][t];
  };
  const name = (lattice: number, s: number): string =>
    sublattices[lattice].species[s] === VACANCY ? 'vacancy' : sublattices[lattice].species[s];
  return {
    species,
    set(place, to) {
      change(place, -1);
      species[place] = to;
      change(place, 1);
    },
    value() {
      let sum = 0;
      shells.forEach(({ between: [a, b], weight }, shell) => {
        for (let s = 0; s < widths[a]; s++)
          for (let t = 0; t < widths[b]; t++) sum += weight * errorOf(shell, s, t) ** 2;
      });
      return sum;
    },
    rms() {
      let sum = 0;
      let n = 0;
      counts.forEach((table, shell) => {
        const [a, b] = shells[shell].between;
        for (let s = 0; s < widths[a]; s++) for (let t = 0; t < widths[b]; t++) sum += errorOf(shell, s, t) ** 2;
        n += table.length;
      });
      return n > 0 ? Math.sqrt(sum / n) : 0;
    },
    shells: () =>
      shells.map(({ distance, between, pairs }, shell) => {
        const [a, b] = between;
        let error = 0;
        let worst = '';
        for (let s = 0; s < widths[a]; s++)
          for (let t = 0; t < widths[b]; t++) {
            const found = Math.abs(errorOf(shell, s, t));
            if (found > error) [error, worst] = [found, `${name(a, s)}–${name(b, t)}`];
          }
        return { distance, between, pairs, error, worst };
      }),
  };
}

interface Shell {
  distance: number;
  between: readonly [number, number];
  pairs: number;
  weight: number;
}

/** Groups pairs by the sublattices of their ends and by distance. */
function sortIntoShells(
  distances: Float64Array,
  offsets: Int32Array,
  neighbours: Int32Array,
  latticeOf: readonly number[],
): { shellOf: Int32Array; shells: Shell[] } {
  const from = new Int32Array(distances.length);
  for (let i = 0; i + 1 < offsets.length; i++) from.fill(i, offsets[i], offsets[i + 1]);
  const ends = (p: number): readonly [number, number] => {
    const [a, b] = [latticeOf[from[p]], latticeOf[neighbours[p]]];
    return a <= b ? [a, b] : [b, a];
  };
  const order = Array.from(distances, (_, p) => p).sort((p, q) => {
    const [a, b] = [ends(p), ends(q)];
    return a[0] - b[0] || a[1] - b[1] || distances[p] - distances[q];
  });
  const shellOf = new Int32Array(distances.length);
  const shells: Shell[] = [];
  order.forEach((p, k) => {
    const between = ends(p);
    const last = shells.at(-1);
    const joins =
      last && last.between.join() === between.join() && distances[p] - distances[order[k - 1]] < SAME_DISTANCE;
    if (!joins) shells.push({ distance: distances[p], between, pairs: 0, weight: 0 });
    shellOf[p] = shells.length - 1;
    // Pairs of two sublattices stand in the list from both ends and are counted from the first.
    if (latticeOf[from[p]] === between[0]) shells[shells.length - 1].pairs++;
  });
  const nearest = Math.min(...shells.map(({ distance }) => distance));
  for (const shell of shells) shell.weight = (nearest / shell.distance) ** 2;
  return { shellOf, shells };
}
