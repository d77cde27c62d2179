import { InputError, type Note, type Structure } from '../../core/index.js';
import { keepSites } from './order/mixed-sites.js';

/** How the faces of a polar slab lose their dipole. */
export type Reconstruction = 'half-layer' | 'octopolar';

/** In-plane repeats that each needs at least. */
export const SMALLEST_CELLS: Readonly<Record<Reconstruction, readonly [number, number]>> = {
  'half-layer': [2, 1],
  octopolar: [2, 2],
};

/**
 * Takes atoms off both faces of a polar slab so that no dipole is left across it.
 *
 * `half-layer` takes every other row of the outermost layer of either face; the slab ends in the same layer on both. `octopolar`, of rock salt (111), leaves
 * a quarter of the outermost layer and three quarters of the next: Wolf, Phys. Rev. Lett. 68 (1992) 3315, doi:10.1103/PhysRevLett.68.3315. Polar surfaces at
 * large: Noguera, J. Phys.: Condens. Matter 12 (2000) R367, doi:10.1088/0953-8984/12/31/201.
 *
 * @param slab      with `atomic.layer`, as `buildSurface` places it: the repeats of one atom stand together
 * @param supercell in-plane repeats
 * @param charges   [e] (n)
 * @throws InputError where the supercell does not allow it, or a dipole is left
 */
export function rebuildFaces(
  slab: Structure,
  how: Reconstruction,
  supercell: readonly [number, number],
  charges: readonly number[],
  assigned: string,
): { structure: Structure; dipole: number; notes: Note[] } {
  const layers = slab.atomic!.layer.values;
  const top = layers.reduce((most, layer) => Math.max(most, layer), 0);
  const gone = new Set<number>();
  if (how === 'half-layer') for (const layer of [0, top]) takeHalf(slab, layers, layer, supercell, gone);
  else {
    takeOctopoles(slab, layers, top, top - 1, supercell, gone);
    takeOctopoles(slab, layers, 0, 1, supercell, gone);
  }
  const structure = keepSites(slab, slab.disorder ?? new Map(), (site) => !gone.has(site));
  let dipole = 0;
  let charge = 0;
  let thickness = 0;
  const kept = slab.elements.map((_, i) => i).filter((i) => !gone.has(i));
  const lowest = kept.reduce((least, i) => Math.min(least, slab.positions[3 * i + 2]), Infinity);
  for (const i of kept) {
    const height = slab.positions[3 * i + 2] - lowest;
    charge += charges[i];
    dipole += charges[i] * height;
    thickness = Math.max(thickness, height);
  }
  dipole -= (charge * thickness) / 2;
  const perCell = supercell[0] * supercell[1];
  if (Math.abs(charge) > 1e-6 * kept.length || Math.abs(dipole) > 0.02 * thickness * perCell)
    throw new InputError(
      `the ${how} reconstruction leaves ${Math.abs(charge) > 1e-6 * kept.length ? `a charge of ${charge.toFixed(2)} e` : `a dipole of ${dipole.toFixed(2)} e·Å`} on this slab (${assigned})`,
      { hint: 'try another termination, another number of layers or the other reconstruction' },
    );
  return {
    structure,
    dipole: 0,
    notes: [
      {
        level: 'info',
        code: 'reconstructed',
        text:
          how === 'half-layer'
            ? `half-layer reconstruction: every other atom of the outermost layer was taken off both faces (${gone.size} atoms)`
            : `octopolar reconstruction: three quarters of the outermost layer and a quarter of the next were taken off both faces (${gone.size} atoms)`,
      },
    ],
  };
}

/** In-plane repeat (i, j) of an atom: the last digits of its index. */
function repeatOf(index: number, [na, nb]: readonly [number, number]): readonly [number, number] {
  const k = index % (na * nb);
  return [Math.floor(k / nb), k % nb];
}

function takeHalf(
  slab: Structure,
  layers: Float64Array,
  layer: number,
  supercell: readonly [number, number],
  gone: Set<number>,
): void {
  const members = slab.elements.map((_, i) => i).filter((i) => layers[i] === layer);
  const kinds = new Set(members.map((i) => slab.elements[i]));
  if (kinds.size > 1)
    throw new InputError(`the outermost layer holds ${[...kinds].join(' and ')}: half of it is not defined`, {
      hint: 'choose a termination of one element with --termination',
    });
  const axis = supercell[0] % 2 === 0 ? 0 : supercell[1] % 2 === 0 ? 1 : undefined;
  if (axis !== undefined) {
    for (const i of members) if (repeatOf(i, supercell)[axis] % 2 === 1) gone.add(i);
    return;
  }
  if (members.length % 2 === 1)
    throw new InputError(`half of ${members.length} atoms is not a whole number`, {
      hint: 'repeat the cell an even number of times, such as --supercell 2x1',
    });
  members.forEach((i, k) => k % 2 === 1 && gone.add(i));
}

function takeOctopoles(
  slab: Structure,
  layers: Float64Array,
  outer: number,
  next: number,
  supercell: readonly [number, number],
  gone: Set<number>,
): void {
  const of = (layer: number): number[] => slab.elements.map((_, i) => i).filter((i) => layers[i] === layer);
  const [outside, below] = [of(outer), of(next)];
  const cells = supercell[0] * supercell[1];
  if (supercell.some((n) => n % 2 === 1) || outside.length !== cells || below.length !== cells)
    throw new InputError(
      'the octopolar reconstruction needs layers of one atom and an even number of repeats along both vectors',
      {
        hint: 'it is that of rock salt (111): take --supercell 2x2',
      },
    );
  const stays = outside.filter((i) => repeatOf(i, supercell).every((k) => k % 2 === 0));
  for (const i of outside) if (!stays.includes(i)) gone.add(i);
  // Each atom that stays caps three of the next layer; the fourth of its four, farthest from any cap, goes.
  const { cell, positions } = slab;
  const distance = (i: number, j: number): number => {
    let least = Infinity;
    for (let a = -1; a <= 1; a++)
      for (let b = -1; b <= 1; b++)
        least = Math.min(
          least,
          Math.hypot(
            positions[3 * i] - positions[3 * j] + a * cell[0] + b * cell[3],
            positions[3 * i + 1] - positions[3 * j + 1] + a * cell[1] + b * cell[4],
          ),
        );
    return least;
  };
  const farthest = below
    .map((j) => ({ j, off: Math.min(...stays.map((i) => distance(i, j))) }))
    .sort((p, q) => q.off - p.off);
  for (const { j } of farthest.slice(0, cells / 4)) gone.add(j);
}
