import { InputError, type Rng, type Structure } from '../../core/index.js';
import { chooseMinimumDistance, packRandom } from '../assemble/pack-random.js';
import { buildSurface } from '../crystal/index.js';
import { bare, draw, drawBox, drawSites, repeatTo, takeAlkali } from './shape-crystal.js';

/** A composition in parts: of which formula's shares how much. */
export type Mixture = ReadonlyMap<string, number>;

/** [Å3] of an atom by element. */
type Volumes = Readonly<Record<string, number>>;

/** Numbers of atoms nearest to a mixture's shares; elements of less than half an atom are left out. */
export function countMixture(mixture: Mixture, atoms: number): Map<string, number> {
  const sum = [...mixture.values()].reduce((a, b) => a + b, 0);
  return new Map(
    [...mixture]
      .map(([element, part]) => [element, Math.round((part / sum) * atoms)] as const)
      .filter(([, n]) => n > 0),
  );
}

/** A sum of compositions, each by its share of atoms. */
export function mix(parts: readonly (readonly [Mixture, number])[]): Mixture {
  const out = new Map<string, number>();
  for (const [mixture, share] of parts) {
    const sum = [...mixture.values()].reduce((a, b) => a + b, 0);
    for (const [element, part] of mixture) out.set(element, (out.get(element) ?? 0) + (share * part) / sum);
  }
  return out;
}

/** [Å3] of a number of atoms at the density of compounds. */
export function sumVolumes(counts: ReadonlyMap<string, number>, volumes: Volumes): number {
  let sum = 0;
  for (const [element, n] of counts) sum += n * volumes[element];
  return sum;
}

/** Distances yield step by step where it is tight; undefined where nothing fits. */
function packYielding(
  counts: ReadonlyMap<string, number>,
  cell: Float64Array,
  rng: Rng,
  around?: { slab: Structure; between: readonly [number, number] },
): Structure | undefined {
  for (const give of [1, 0.92, 0.84, 0.76]) {
    try {
      return packRandom(counts, cell, rng.fork(give), {
        ...(around && { around: around.slab, between: around.between }),
        minimumDistance: (a, b) => give * chooseMinimumDistance(a, b),
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return undefined;
}

/**
 * Atoms of a mixture thrown into a box.
 *
 * @param density [1] of that of compounds
 */
export function packMixture(
  mixture: Mixture,
  atoms: number,
  density: number,
  volumes: Volumes,
  rng: Rng,
): Structure | undefined {
  const counts = countMixture(mixture, atoms);
  const packed = packYielding(counts, drawBox(sumVolumes(counts, volumes) / density, rng), rng);
  return packed && bare(packed);
}

/** A plane of a crystal with the index of one of its terminations. */
export interface Face {
  crystal: string;
  miller: readonly number[];
  termination: number;
}

const PLANES: readonly (readonly [number, number, number])[] = [
  [1, 0, 4],
  [0, 0, 1],
  [1, 0, 0],
  [1, 1, 0],
  [1, 1, 1],
];

/** Planes and terminations of a crystal of which thin slabs stay small; the usual facet of layered oxides first. */
export async function listFaces(name: string, crystal: Structure): Promise<Face[]> {
  const faces: Face[] = [];
  for (const miller of PLANES) {
    if (miller[2] === 4 && !isLayered(crystal)) continue;
    try {
      const { terminations, inPlane } = await buildSurface(crystal, miller);
      if (inPlane.a * inPlane.b > LARGEST_FACE) continue;
      for (const { index } of terminations) faces.push({ crystal: name, miller, termination: index });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return faces;
}

const LARGEST_FACE = 120;
const isLayered = ({ cell, elements }: Structure): boolean =>
  elements.includes('O') && Math.hypot(...cell.subarray(6)) > 3.5 * Math.hypot(...cell.subarray(0, 3));

/** [Å] A slab is at least so thick, its edges so long. */
const THINNEST = 4;
const SHORTEST_EDGE = 5;
const MOST_SLAB_ATOMS = 70;

/**
 * A thin slab along z with its lowest atom at height 0 and an empty height above.
 *
 * @param vacuum [Å]
 */
export async function cutSlab(
  crystal: Structure,
  face: Face,
  vacuum: number,
  rng: Rng,
): Promise<Structure | undefined> {
  const cut = async (layers: number | undefined, supercell: readonly [number, number]) =>
    buildSurface(crystal, face.miller, { termination: face.termination, layers, vacuum, supercell });
  const whole = await cut(undefined, [1, 1]);
  const perRepeat = whole.layersPerRepeat;
  const layers = Math.max(2, Math.ceil(((0.8 + 0.9 * rng.uniform()) * THINNEST * perRepeat) / whole.spacing));
  const { a, b } = whole.inPlane;
  const surface = await cut(layers, [Math.ceil(SHORTEST_EDGE / a), Math.ceil(SHORTEST_EDGE / b)]);
  const structure = drawSites(surface.structure, rng);
  if (structure.elements.length > MOST_SLAB_ATOMS || structure.elements.length < 4) return undefined;
  const positions = structure.positions.map((x, k) => (k % 3 === 2 ? x - vacuum / 2 : x));
  return bare({ ...structure, positions });
}

/** [Å] between outermost atoms and the first that are thrown above them. */
const MARGIN = 1.2;

/**
 * A film thrown into the gap above a slab, which it fills to the slab's next image.
 *
 * @param height  [Å] of the film
 * @param density [1] of that of compounds
 */
export async function packFilm(
  crystal: Structure,
  face: Face,
  mixture: Mixture,
  { height, density, share }: { height: number; density: number; share: number },
  volumes: Volumes,
  rng: Rng,
): Promise<Structure | undefined> {
  const cut = await cutSlab(crystal, face, height + 1.6, rng.fork('slab'));
  if (!cut) return undefined;
  const slab = takeAlkali(cut, share, rng.fork('alkali'));
  const area = slab.cell[0] * slab.cell[4];
  const perAtom = sumVolumes(mixture, volumes) / [...mixture.values()].reduce((x, y) => x + y, 0);
  const counts = countMixture(mixture, Math.max(4, Math.round((density * area * height) / perAtom)));
  const packed = packYielding(counts, slab.cell, rng.fork('film'), {
    slab,
    between: [slab.cell[8] - height - 1.6 + MARGIN, slab.cell[8] - MARGIN],
  });
  return packed && bare(packed);
}

/** Two atoms of an element at about the length of its molecule, alone in a box. */
export function makeMolecule(element: string, length: number, rng: Rng): Structure {
  const edge = 6.5 + 1.5 * rng.uniform();
  const way = [rng.normal(), rng.normal(), rng.normal()];
  const norm = Math.hypot(...way);
  const positions = Float64Array.of(...way.map(() => edge / 2), ...way.map((w) => edge / 2 + (length * w) / norm));
  return {
    cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
    pbc: [true, true, true],
    elements: [element, element],
    positions,
  };
}

/** A cell of 16 to some 50 atoms with whole atoms on its sites. */
export function drawCrystal(crystal: Structure, rng: Rng): Structure {
  return bare(drawSites(repeatTo(crystal, draw([16, 24, 30], rng)), rng));
}
