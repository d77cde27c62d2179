import type { Structure } from '../../../core/index.js';
import { findSublattices } from './mixed-sites.js';

/** [1] atoms beyond which a cell is not taken by itself. */
const MOST_ATOMS = 260;
/** [1] mixed sites that an ordering should have at least, so that near pairs come in the right numbers. */
const FEWEST_SITES = 12;
/** [Å] */
const SHORTEST_EDGE = 5.5;

/**
 * Repeats of a cell in which its mixed sites can be filled with whole atoms: those with the right composition and,
 * among these, with few atoms and edges of similar length; where none is exact, the nearest.
 *
 * @param free axes along which the cell may be repeated (default all)
 */
export function chooseRepeats(
  structure: Structure,
  free: readonly [boolean, boolean, boolean] = [true, true, true],
): readonly [number, number, number] {
  const sublattices = findSublattices(structure);
  const n = structure.elements.length;
  const edges = [0, 1, 2].map((k) =>
    Math.hypot(structure.cell[3 * k], structure.cell[3 * k + 1], structure.cell[3 * k + 2]),
  );
  const used = edges.map((_, k) => k).filter((k) => free[k]);
  let best: readonly [number, number, number] = [1, 1, 1];
  let lowest = Infinity;
  const most = Math.max(n, MOST_ATOMS);
  for (let a = 1; a * n <= most && (free[0] || a === 1); a++) {
    for (let b = 1; a * b * n <= most && (free[1] || b === 1); b++) {
      for (let c = 1; a * b * c * n <= most && (free[2] || c === 1); c++) {
        const repeats = [a, b, c] as const;
        const error = findRoundingError(sublattices, a * b * c);
        const sites = a * b * c * sublattices.reduce((sum, s) => sum + s.sites.length, 0);
        const lengths = used.map((k) => edges[k] * repeats[k]);
        const slender = Math.max(...lengths) / Math.min(...lengths);
        const short = Math.max(0, SHORTEST_EDGE - Math.min(...lengths));
        // A wrong composition weighs most, then pairs too few to be counted, then size and shape.
        const cost =
          1e4 * error + 10 * Math.max(0, FEWEST_SITES - sites) + 20 * short + 0.3 * a * b * c * n + 12 * slender;
        if (cost < lowest) [lowest, best] = [cost, repeats];
      }
    }
  }
  return best;
}

/** [1] largest difference of a share from what whole atoms on `times` cells can give. */
function findRoundingError(sublattices: ReturnType<typeof findSublattices>, times: number): number {
  return Math.max(
    0,
    ...sublattices.flatMap(({ sites, shares }) =>
      shares.map((share) => {
        const atoms = share * sites.length * times;
        return Math.abs(atoms - Math.round(atoms)) / (sites.length * times);
      }),
    ),
  );
}
