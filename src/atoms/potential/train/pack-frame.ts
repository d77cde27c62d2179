import { computeVolume } from '../../../core/index.js';
import { findNeighbours, type NeighbourList } from '../../../num/neighbours.js';
import { computeZbl, computeZblScale, covalentRadius, UNIVERSAL_SCREENING } from '../zbl.js';
import type { MostNeighbours } from './format-nep.js';
import type { NepRecipe } from './nep-recipe.js';
import type { TrainingFrame } from './training-frame.js';

/** A frame as the training kernel reads it: pairs found once, labels without what the parameters do not change. */
export interface PackedFrame {
  atoms: number;
  /** (atoms, 2) type and number of groups. */
  kinds: Int32Array;
  /** (groups, 4) type of the neighbours, batches of four within the angular cutoff, batches beyond it, nothing. */
  groups: Int32Array;
  /** (batches, 16) dx, dy, dz of four pairs as float32, then their owners; filled up with pairs that feel nothing. */
  batches: Int32Array;
  /** [eV/Å] (atoms, 4) label less the repulsion. */
  forces: Float32Array;
  /** [eV] label less element energies and repulsion. */
  energy: number;
  /** [eV] (6) xx, yy, zz, xy, xz, yz of dE/dε, likewise. */
  virial: Float64Array;
  hasVirial: boolean;
  nearBatches: number;
  farBatches: number;
  /** Most near batches of one atom. */
  mostNear: number;
  most: MostNeighbours;
}

/** @param base [eV] energy of the label that does not belong to the potential: element energies and offset */
export function packFrame(frame: TrainingFrame, recipe: NepRecipe, base: number, shortest: Float64Array): PackedFrame {
  const { structure } = frame;
  const { cutoff } = recipe;
  const n = structure.elements.length;
  const types = Int32Array.from(structure.elements, (element) => recipe.elements.indexOf(element));
  const list = findNeighbours(structure.cell, structure.pbc, structure.positions, cutoff.radial);
  const kinds = new Int32Array(2 * n);
  const groups: number[] = [];
  const slots: number[] = [];
  let nearBatches = 0;
  let farBatches = 0;
  let mostNear = 0;
  const most: MostNeighbours = { radial: 0, angular: 0 };
  const byType: { near: number[]; far: number[] }[] = recipe.elements.map(() => ({ near: [], far: [] }));
  for (let i = 0; i < n; i++) {
    for (const { near, far } of byType) near.length = far.length = 0;
    let angular = 0;
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
      const type = types[list.neighbours[p]];
      const pair = types[i] * recipe.elements.length + type;
      shortest[pair] = Math.min(shortest[pair], list.distances[p]);
      const near = list.distances[p] < cutoff.angular;
      byType[type][near ? 'near' : 'far'].push(p);
      angular += Number(near);
    }
    most.radial = Math.max(most.radial, list.offsets[i + 1] - list.offsets[i]);
    most.angular = Math.max(most.angular, angular);
    kinds[2 * i] = types[i];
    let ownNear = 0;
    byType.forEach(({ near, far }, type) => {
      if (near.length + far.length === 0) return;
      const nearCount = Math.ceil(near.length / 4);
      const farCount = Math.ceil(far.length / 4);
      groups.push(type, nearCount, farCount, 0);
      kinds[2 * i + 1]++;
      ownNear += nearCount;
      farBatches += farCount;
      for (const pairs of [near, far]) {
        for (const p of pairs) slots.push(p);
        for (let k = pairs.length; k % 4; k++) slots.push(-1);
      }
    });
    nearBatches += ownNear;
    mostNear = Math.max(mostNear, ownNear);
  }
  const batches = new Int32Array(4 * slots.length);
  const reals = new Float32Array(batches.buffer);
  slots.forEach((p, k) => {
    const at = 16 * (k >> 2) + (k & 3);
    if (p >= 0) for (let c = 0; c < 3; c++) reals[at + 4 * c] = list.vectors[3 * p + c];
    else reals[at] = cutoff.radial;
    batches[at + 12] = p >= 0 ? list.neighbours[p] : n;
  });
  return {
    atoms: n,
    kinds,
    groups: Int32Array.from(groups),
    batches,
    nearBatches,
    farBatches,
    mostNear,
    most,
    ...reduceLabels(frame, recipe, types, list, base),
  };
}

/** Labels without element energies and without the repulsion, which no parameter changes. */
function reduceLabels(
  frame: TrainingFrame,
  { elements, zbl }: NepRecipe,
  types: Int32Array,
  list: NeighbourList,
  base: number,
): Pick<PackedFrame, 'energy' | 'forces' | 'virial' | 'hasVirial'> {
  const n = types.length;
  const forces = new Float32Array(4 * n);
  const rest = Float64Array.from(frame.forces);
  const volume = frame.stress ? computeVolume(frame.structure.cell) : 0;
  const virial = Float64Array.from(VOIGT, ([a, b]) =>
    frame.stress ? (volume * (frame.stress[3 * a + b] + frame.stress[3 * b + a])) / 2 : 0,
  );
  let energy = frame.energy - base;
  const scales = elements.map((a) =>
    elements.map((b) => ({ ...computeZblScale(a, b), outer: computeReach(a, b, zbl) })),
  );
  for (let i = 0; i < n; i++) {
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
      const j = list.neighbours[p];
      const { charge, inverseLength, outer } = scales[types[i]][types[j]];
      const r = list.distances[p];
      if (r >= outer) continue;
      const inner = zbl.factor > 0 ? 0 : zbl.outer / 2;
      const [repulsion, slope] = computeZbl(r, charge, inverseLength, inner, outer, UNIVERSAL_SCREENING);
      energy -= 0.5 * repulsion;
      const along = (0.5 * slope) / r;
      for (let c = 0; c < 3; c++) {
        rest[3 * i + c] -= along * list.vectors[3 * p + c];
        rest[3 * j + c] += along * list.vectors[3 * p + c];
      }
      VOIGT.forEach(([a, b], k) => {
        virial[k] -= along * list.vectors[3 * p + a] * list.vectors[3 * p + b];
      });
    }
  }
  for (let i = 0; i < n; i++) for (let c = 0; c < 3; c++) forces[4 * i + c] = rest[3 * i + c];
  return { energy, forces, virial, hasVirial: frame.stress !== undefined };
}

/** Order in which the kernel keeps the components of a symmetric tensor. */
export const VOIGT: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [0, 1],
  [0, 2],
  [1, 2],
];

function computeReach(a: string, b: string, { outer, factor }: NepRecipe['zbl']): number {
  return factor > 0 ? Math.min(outer, factor * (covalentRadius(a) + covalentRadius(b))) : outer;
}
