import { portableCbrt, shuffle, type Rng, type Structure } from '../../core/index.js';
import { applyStrain, makeSupercell, substitute } from '../crystal/index.js';

/** Elements that a battery takes out of an oxide. */
const ALKALI = ['Li', 'Na'];

/** Repeats a cell along its shortest vectors until it holds enough atoms. */
export function repeatTo(structure: Structure, atoms: number): Structure {
  const times: [number, number, number] = [1, 1, 1];
  const lengths = [0, 1, 2].map((k) => Math.hypot(...structure.cell.subarray(3 * k, 3 * k + 3)));
  for (let n = structure.elements.length; n < atoms; n = structure.elements.length * times[0] * times[1] * times[2]) {
    const edges = times.map((t, k) => t * lengths[k]);
    times[edges.indexOf(Math.min(...edges))]++;
  }
  return makeSupercell(structure, times);
}

/** Puts one whole atom, or none, on each shared or partly vacant site, drawn by its occupancies. */
export function drawSites(structure: Structure, rng: Rng): Structure {
  if (!structure.disorder?.size) return structure;
  const sites = new Map<number, string | undefined>();
  for (const [site, occupants] of structure.disorder) {
    let left = rng.uniform();
    sites.set(site, occupants.find(({ occupancy }) => (left -= occupancy) < 0)?.element);
  }
  return substitute(structure, { sites });
}

/**
 * Strains the cell and moves every atom at random.
 *
 * @param amplitude [Å] standard deviation of a coordinate
 * @param strain    [1] standard deviation of a component of the strain, and of its volume's share
 */
export function rattle(structure: Structure, amplitude: number, strain: number, rng: Rng): Structure {
  const volume = strain * rng.normal();
  const [xx, yy, zz, yz, xz, xy] = Array.from({ length: 6 }, () => strain * rng.normal());
  const strained = applyStrain(structure, [xx + volume, yy + volume, zz + volume, 2 * yz, 2 * xz, 2 * xy]);
  return { ...strained, positions: strained.positions.map((x) => x + amplitude * rng.normal()) };
}

/** The part of a structure's atoms that are of an alkali metal, taken out at random. */
export function takeAlkali(structure: Structure, share: number, rng: Rng): Structure {
  const sites = structure.elements.flatMap((element, i) => (ALKALI.includes(element) ? [i] : []));
  const out = shuffle(sites, rng).slice(0, Math.round(share * sites.length));
  return out.length === 0 ? structure : substitute(structure, { sites: new Map(out.map((i) => [i, undefined])) });
}

/** Whether there is an alkali metal to take out. */
export const holdsAlkali = ({ elements }: Structure): boolean => elements.some((e) => ALKALI.includes(e));

/** Two atoms of different elements change places, or one leaves: what a perfect crystal never shows. */
export function addDefect(structure: Structure, rng: Rng): Structure {
  const { elements } = structure;
  const first = rng.integer(elements.length);
  const others = elements.flatMap((element, i) => (element === elements[first] ? [] : [i]));
  if (others.length === 0 || rng.uniform() < 0.5)
    return substitute(structure, { sites: new Map([[first, undefined]]) });
  const second = others[rng.integer(others.length)];
  return substitute(structure, {
    sites: new Map([
      [first, elements[second]],
      [second, elements[first]],
    ]),
  });
}

/**
 * Opens a cell across its third vector: atoms above a height move up with it.
 *
 * @param height [Å] along z
 * @param gap    [Å]
 */
export function openGap(structure: Structure, height: number, gap: number): Structure {
  const cell = structure.cell.slice();
  const period = cell[8];
  const positions = structure.positions.slice();
  for (let k = 2; k < positions.length; k += 3) {
    positions[k] -= Math.floor(positions[k] / period) * period;
    if (positions[k] > height) positions[k] += gap;
  }
  cell[8] += gap;
  return bare({ ...structure, cell, positions });
}

/** Cell, elements and positions alone. */
export function bare({ cell, elements, positions }: Structure): Structure {
  return { cell, pbc: [true, true, true], elements, positions };
}

/** A box of a volume with edges that differ by up to a third. */
export function drawBox(volume: number, rng: Rng): Float64Array {
  const edges = [0, 1, 2].map(() => 0.87 + 0.3 * rng.uniform());
  const scale = portableCbrt(volume / (edges[0] * edges[1] * edges[2]));
  return Float64Array.of(scale * edges[0], 0, 0, 0, scale * edges[1], 0, 0, 0, scale * edges[2]);
}

export const draw = <T>(items: readonly T[], rng: Rng): T => items[rng.integer(items.length)];
