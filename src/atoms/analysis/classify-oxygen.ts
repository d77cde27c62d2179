import type { Structure } from '../../core/index.js';
import { findNeighbourBlocks } from '../../num/neighbours.js';
import { type BondCutoffs, deriveBondCutoffs } from './bond-cutoffs.js';
import { findFilmAtoms } from './film-atoms.js';

/** What surrounds one oxygen. */
export interface OxygenEnvironment {
  atom: number;
  /** Bonded cations by element; those of a film are listed apart, under `film`. */
  oxide: ReadonlyMap<string, number>;
  film: ReadonlyMap<string, number>;
  /** `1 Co + 2 Ni + 3 Li`: film first, then transition metals, then alkali. */
  formula: string;
  /** `bulk`, `type I`, `type II` (Yoon et al. 2021), `interfacial` with a film atom bonded, else `other`. */
  kind: OxygenKind;
  /** [1] of a five-fold oxygen: 0 a square pyramid, 1 a trigonal bipyramid. */
  squarePyramid?: number;
}
export type OxygenKind = 'bulk' | 'type I' | 'type II' | 'interfacial' | 'other';

export interface OxygenOptions {
  filmElements?: readonly string[];
  cutoffs?: BondCutoffs;
  /** Element that is classified. @default 'O' */
  anion?: string;
}

const ALKALI = new Set(['Li', 'Na', 'K', 'Rb', 'Cs']);

/**
 * Sorts the oxygens of an oxide, bare or under a film, by the cations bonded to them: a graph, so that it does not
 * matter where a surface lies. In a layered or rock-salt oxide AMO2 (A alkali, M any other metal) bulk oxygen has 3 M +
 * 3 A; on (104) type I has lost an M (2 M + 3 A), type II an A (3 M + 2 A).
 *
 * Yoon et al., Nature Energy 6 (2021) 362, doi:10.1038/s41560-021-00782-0.
 */
export function classifyOxygen(structure: Structure, options: OxygenOptions = {}): OxygenEnvironment[] {
  const anion = options.anion ?? 'O';
  const cutoffs = options.cutoffs ?? deriveBondCutoffs([structure]);
  const hasFilm = options.filmElements !== undefined || structure.atomic?.group?.values.some((g) => g === 1);
  const film = hasFilm ? findFilmAtoms(structure, options.filmElements) : undefined;
  const longest = Math.max(0, ...[...new Set(structure.elements)].map((element) => cutoffs.get(anion, element)));
  if (longest === 0) return [];
  const environments: OxygenEnvironment[] = [];
  for (const list of findNeighbourBlocks(structure.cell, structure.pbc, structure.positions, longest)) {
    for (let k = 0; k + 1 < list.offsets.length; k++) {
      const i = list.first + k;
      if (structure.elements[i] !== anion || film?.[i]) continue;
      const inOxide = new Map<string, number>();
      const inFilm = new Map<string, number>();
      const directions: number[][] = [];
      for (let at = list.offsets[k]; at < list.offsets[k + 1]; at++) {
        const j = list.neighbours[at];
        const element = structure.elements[j];
        if (element === anion || list.distances[at] >= cutoffs.get(anion, element)) continue;
        const side = film?.[j] ? inFilm : inOxide;
        side.set(element, (side.get(element) ?? 0) + 1);
        directions.push(Array.from(list.vectors.subarray(3 * at, 3 * at + 3), (v) => v / list.distances[at]));
      }
      environments.push({
        atom: i,
        oxide: inOxide,
        film: inFilm,
        formula: writeFormula(inFilm, inOxide),
        kind: nameKind(inFilm, inOxide),
        squarePyramid: directions.length === 5 ? computeTau5(directions) : undefined,
      });
    }
  }
  return environments;
}

/** Numbers of each environment, most common first. */
export function countEnvironments(
  environments: readonly OxygenEnvironment[],
): { formula: string; kind: OxygenKind; count: number }[] {
  const counts = new Map<string, { formula: string; kind: OxygenKind; count: number }>();
  for (const { formula, kind } of environments) {
    const entry = counts.get(formula) ?? { formula, kind, count: 0 };
    entry.count++;
    counts.set(formula, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.formula.localeCompare(b.formula));
}

function nameKind(film: ReadonlyMap<string, number>, oxide: ReadonlyMap<string, number>): OxygenKind {
  if (film.size > 0) return 'interfacial';
  let alkali = 0;
  let metal = 0;
  for (const [element, count] of oxide) {
    if (ALKALI.has(element)) alkali += count;
    else metal += count;
  }
  if (metal === 3 && alkali === 3) return 'bulk';
  if (metal === 2 && alkali === 3) return 'type I';
  if (metal === 3 && alkali === 2) return 'type II';
  return 'other';
}

function writeFormula(film: ReadonlyMap<string, number>, oxide: ReadonlyMap<string, number>): string {
  const sort = (map: ReadonlyMap<string, number>): [string, number][] =>
    [...map].sort(([a], [b]) => Number(ALKALI.has(a)) - Number(ALKALI.has(b)) || a.localeCompare(b));
  return [...sort(film), ...sort(oxide)].map(([element, count]) => `${count} ${element}`).join(' + ') || 'none';
}

/**
 * τ5 = (β − α)/60° with β ≥ α the two largest angles (Addison et al., J. Chem. Soc. Dalton Trans. (1984) 1349,
 * doi:10.1039/DT9840001349).
 */
function computeTau5(directions: readonly number[][]): number {
  const angles: number[] = [];
  for (let a = 0; a < 5; a++)
    for (let b = 0; b < a; b++)
      angles.push(
        Math.acos(
          Math.max(
            -1,
            Math.min(
              1,
              directions[a].reduce((sum, v, k) => sum + v * directions[b][k], 0),
            ),
          ),
        ),
      );
  angles.sort((a, b) => b - a);
  return ((angles[0] - angles[1]) * 180) / Math.PI / 60;
}
