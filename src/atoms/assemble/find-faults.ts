import type { Note, Structure, Table } from '../../core/index.js';
import { findNeighbourBlocks } from '../../num/neighbours.js';
import { covalentRadius } from '../analysis/covalent-radii.js';

/** What a melt, quenched and relaxed, is judged by. */
export interface FinishedMelt {
  /** Packed, `atomic.group` 0 in the crystal. */
  before: Structure;
  /** The same atoms in the same order, relaxed. */
  after: Structure;
  /** `time_fs`, `temperature_kelvin`, `target_temperature_kelvin` along melt and quench. */
  dynamics: Table;
  /** [eV/Å] longest force left after the relaxation. */
  largestForce: number;
}

/** Of the sum of covalent radii: closer than any known bond; N2 has 0.77. */
const CLOSEST = 0.75;
/** Of the sum of covalent radii: two atoms farther apart than this do not hold one another. */
const APART = 1.5;
/** Of the height that crystal and glass have by their own volumes. */
const SWOLLEN = 1.3;
/** [Å] half of the crystal's atoms are this far from where they were: it is no longer that crystal. */
const MOVED = 1;
/** [eV/Å] a force of this size moves an atom by tenths of an ångström: energies there mean nothing. */
const UNREST = 0.5;
/** [fs] that a stage must last before its thermostat, of 50 fs, is taken at its word. */
const SETTLED = 1000;
/** Of the thermostat's temperature, over the last half of the melt or the end of the quench. */
const HOTTER = 1.5;

/**
 * Why what came out of melt, quench and relaxation is no result: what no bonded solid does, whatever potential says so.
 * Empty where nothing is wrong.
 */
export function findFaults(melt: FinishedMelt): Note[] {
  return [
    ...findGas(melt.after),
    ...findCollapse(melt.after),
    ...findSwelling(melt),
    ...findLostCrystal(melt),
    ...findHeat(melt.dynamics),
    ...(melt.largestForce > UNREST
      ? [makeFault('not-settled', `forces of up to ${melt.largestForce.toFixed(1)} eV/Å are left`)]
      : []),
  ];
}

const makeFault = (code: string, text: string): Note => ({ level: 'serious', code, text });

/** Atoms that are not joined with the largest body of atoms: they have left as a gas. */
function findGas({ cell, pbc, elements, positions }: Structure): Note[] {
  const root = Int32Array.from(elements, (_, i) => i);
  const find = (i: number): number => {
    while (root[i] !== i) i = root[i] = root[root[i]];
    return i;
  };
  forPairs({ cell, pbc, elements, positions }, APART, (i, j) => {
    root[find(i)] = find(j);
  });
  const bodies = new Map<number, number>();
  elements.forEach((_, i) => bodies.set(find(i), (bodies.get(find(i)) ?? 0) + 1));
  const [largest] = [...bodies].sort((a, b) => b[1] - a[1])[0];
  const gone = elements.filter((_, i) => find(i) !== largest);
  return gone.length === 0
    ? []
    : [
        makeFault(
          'film-evaporated',
          `${gone.length} ${gone.length === 1 ? 'atom is' : 'atoms are'} joined to nothing else (${[...new Set(gone)].join(', ')}): the film has evaporated in part`,
        ),
      ];
}

function findCollapse(structure: Structure): Note[] {
  const { elements } = structure;
  let worst: { i: number; j: number; distance: number; part: number } | undefined;
  forPairs(structure, CLOSEST, (i, j, distance, part) => {
    if (!worst || part < worst.part) worst = { i, j, distance, part };
  });
  return worst
    ? [
        makeFault(
          'atoms-collapsed',
          `${elements[worst.i]} and ${elements[worst.j]} (atoms ${worst.i + 1} and ${worst.j + 1}) rest ${worst.distance.toFixed(2)} Å apart, closer than any known bond`,
        ),
      ]
    : [];
}

function findSwelling({ before, after }: FinishedMelt): Note[] {
  const ratio = after.cell[8] / before.cell[8];
  return ratio > SWOLLEN
    ? [
        makeFault(
          'film-swollen',
          `the cell is ${ratio.toFixed(2)} times as high as crystal and film are by their volumes: the film boiled or tore`,
        ),
      ]
    : [];
}

function findLostCrystal({ before, after }: FinishedMelt): Note[] {
  const group = before.atomic!.group.values;
  const own = [...group.keys()].filter((i) => group[i] === 0);
  const shifts = [0, 1, 2].map((k) =>
    findMedian(own.map((i) => after.positions[3 * i + k] - before.positions[3 * i + k])),
  );
  const moved = own.map((i) =>
    Math.hypot(...shifts.map((shift, k) => after.positions[3 * i + k] - before.positions[3 * i + k] - shift)),
  );
  const median = findMedian(moved);
  return median > MOVED
    ? [makeFault('crystal-lost', `half of the oxide's atoms lie more than ${median.toFixed(1)} Å from their sites`)]
    : [];
}

function findHeat(table: Table): Note[] {
  const target = table.column('target_temperature_kelvin');
  const found = table.column('temperature_kelvin');
  const top = Math.max(...target);
  const time = table.column('time_fs');
  const melt = [...target.keys()].filter((k) => target[k] === top);
  const quench = [...target.keys()].slice(melt.at(-1)! + 1);
  const stages = [
    { stage: 'the melt', all: melt, rows: melt.slice(melt.length >> 1) },
    { stage: 'the end of the quench', all: quench, rows: quench.slice(Math.floor(0.9 * quench.length)) },
  ].filter(({ all }) => all.length > 0 && time[all.at(-1)!] - time[all[0]] >= SETTLED);
  const mean = (rows: readonly number[], of: ArrayLike<number>): number =>
    rows.reduce((sum, k) => sum + of[k] / rows.length, 0);
  return stages.flatMap(({ stage, rows }) => {
    const [is, meant] = [mean(rows, found), mean(rows, target)];
    return is > HOTTER * meant
      ? [
          makeFault(
            'temperature-ran-away',
            `${stage} was at ${is.toFixed(0)} K where the thermostat held ${meant.toFixed(0)} K: energy came out of nothing`,
          ),
        ]
      : [];
  });
}

/** Pairs closer than a part of the sum of their covalent radii, from either side. */
function forPairs(
  { cell, pbc, elements, positions }: Pick<Structure, 'cell' | 'pbc' | 'elements' | 'positions'>,
  limit: number,
  take: (i: number, j: number, distance: number, part: number) => void,
): void {
  const radii = elements.map(covalentRadius);
  const reach = 2 * limit * Math.max(...radii);
  for (const list of findNeighbourBlocks(cell, pbc, positions, reach))
    for (let k = 0; k + 1 < list.offsets.length; k++)
      for (let at = list.offsets[k]; at < list.offsets[k + 1]; at++) {
        const [i, j] = [list.first + k, list.neighbours[at]];
        const part = list.distances[at] / (radii[i] + radii[j]);
        if (part < limit) take(i, j, list.distances[at], part);
      }
}

function findMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
