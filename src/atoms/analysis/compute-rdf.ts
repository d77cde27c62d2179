import { computeVolume, InputError, type Note, requireOrdered, type Structure } from '../../core/index.js';
import { findNeighbourBlocks } from '../../num/neighbours.js';

/** One pair of species: how often the second is met at a distance from the first. */
export interface RdfPair {
  /** Centre, then neighbour. */
  species: readonly [string, string];
  /** [1] (bins) g(r), which is 1 where the neighbours do not notice the centre. */
  g: Float64Array;
  /** (bins) pairs counted over all frames, from the centre's side. */
  counts: Float64Array;
  /** [1] (bins) neighbours of one centre closer than the outer edge of the bin. */
  coordination: Float64Array;
  /** Centres over all frames. */
  centres: number;
}

export interface Rdf {
  /** [Å] (bins) centres of the bins. */
  r: Float64Array;
  /** [Å] */
  binWidth: number;
  pairs: RdfPair[];
  frames: number;
  notes: Note[];
}

export interface RdfOptions {
  /** [Å] @default 6 */
  cutoff?: number;
  /** [Å] @default 0.02 */
  binWidth?: number;
  /**
   * What stands for the species of each atom; the element if absent. Atoms labelled with an empty word are left out.
   */
  label?: (structure: Structure, atom: number) => string;
}

/**
 * Partial radial distribution functions, pooled over frames or seeds.
 *
 * g_ab(r) = ⟨n_ab(r)⟩ / (4π/3·(r₊³ − r₋³)·N_b/V): periodic images count as atoms, so the density is N_b/V and a crystal
 * of one atom a cell has its shells too. Along an axis that does not repeat, V extends over the atoms only.
 */
export function computeRdf(frames: readonly Structure[], options: RdfOptions = {}): Rdf {
  const { cutoff = 6, binWidth = 0.02, label = (structure, atom) => structure.elements[atom] } = options;
  if (frames.length === 0) throw new InputError('a radial distribution function needs at least one structure');
  if (!(cutoff > binWidth && binWidth > 0))
    throw new InputError(`a radial distribution function up to ${cutoff} Å in bins of ${binWidth} Å`, {
      hint: 'both must be above zero and the bins narrower',
    });
  const bins = Math.floor(cutoff / binWidth + 1e-9);
  const reach = bins * binWidth;
  const species: string[] = [];
  const seen = new Set<string>();
  const notes: Note[] = [];
  for (const frame of frames) {
    requireOrdered(frame, 'a radial distribution function');
    frame.elements.forEach((_, i) => {
      const name = label(frame, i);
      if (name !== '' && !seen.has(name)) {
        seen.add(name);
        species.push(name);
      }
    });
  }
  const kinds = species.length;
  const counts = Array.from({ length: kinds * kinds }, () => new Float64Array(bins));
  const centres = new Float64Array(kinds);
  const expected = new Float64Array(kinds * kinds);
  for (const frame of frames) {
    const kind = Int32Array.from(frame.elements, (_, i) => species.indexOf(label(frame, i)));
    const present = new Float64Array(kinds);
    for (const k of kind) if (k >= 0) present[k]++;
    const volume = measureVolume(frame);
    for (let a = 0; a < kinds; a++) {
      centres[a] += present[a];
      for (let b = 0; b < kinds; b++) expected[a * kinds + b] += (present[a] * present[b]) / volume;
    }
    for (const list of findNeighbourBlocks(frame.cell, frame.pbc, frame.positions, reach)) {
      for (let k = 0; k + 1 < list.offsets.length; k++) {
        const own = kind[list.first + k];
        if (own < 0) continue;
        for (let at = list.offsets[k]; at < list.offsets[k + 1]; at++) {
          const other = kind[list.neighbours[at]];
          if (other >= 0) counts[own * kinds + other][Math.min(bins - 1, Math.floor(list.distances[at] / binWidth))]++;
        }
      }
    }
  }
  if (frames.some((frame) => !frame.pbc.every(Boolean))) {
    notes.push({
      level: 'info',
      code: 'open-axis',
      text: 'g(r) is relative to the density inside the extent of the atoms along axes that do not repeat, and falls below 1 at distances near that extent',
    });
  }
  const r = Float64Array.from({ length: bins }, (_, k) => (k + 0.5) * binWidth);
  const pairs: RdfPair[] = [];
  for (let a = 0; a < kinds; a++) {
    for (let b = 0; b < kinds; b++) {
      const n = counts[a * kinds + b];
      const g = n.map((count, k) => {
        const shell = (4 / 3) * Math.PI * binWidth ** 3 * ((k + 1) ** 3 - k ** 3);
        return expected[a * kinds + b] > 0 ? count / (shell * expected[a * kinds + b]) : 0;
      });
      let sum = 0;
      pairs.push({
        species: [species[a], species[b]],
        g,
        counts: n,
        centres: centres[a],
        coordination: n.map((count) => (sum += count / Math.max(1, centres[a]))),
      });
    }
  }
  return { r, binWidth, pairs, frames: frames.length, notes };
}

/** The pair of an RDF; an unknown one is an error. */
export function selectRdfPair(rdf: Rdf, centre: string, neighbour: string): RdfPair {
  const found = rdf.pairs.find((pair) => pair.species[0] === centre && pair.species[1] === neighbour);
  if (found) return found;
  const allowed = rdf.pairs.map((pair) => pair.species.join('–'));
  throw new InputError(`the radial distribution function has no pair ${centre}–${neighbour}`, {
    value: `${centre}–${neighbour}`,
    allowed,
  });
}

/**
 * [Å3] Volume of the cell; along open axes the extent of the atoms plus one ångström takes the place of the lattice
 * vector.
 */
function measureVolume(structure: Structure): number {
  if (structure.pbc.every(Boolean)) return computeVolume(structure.cell);
  const rows = Float64Array.from(structure.cell);
  for (let axis = 0; axis < 3; axis++) {
    if (structure.pbc[axis]) continue;
    const normal = [0, 1, 2].map((k) => {
      const [p, q] = [(axis + 1) % 3, (axis + 2) % 3].map((row) => structure.cell.subarray(3 * row, 3 * row + 3));
      return p[(k + 1) % 3] * q[(k + 2) % 3] - p[(k + 2) % 3] * q[(k + 1) % 3];
    });
    const length = Math.hypot(...normal) || 1;
    const unit = Math.hypot(...normal) > 0 ? normal.map((v) => v / length) : [0, 1, 2].map((k) => (k === axis ? 1 : 0));
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < structure.positions.length; i += 3) {
      const height =
        unit[0] * structure.positions[i] + unit[1] * structure.positions[i + 1] + unit[2] * structure.positions[i + 2];
      low = Math.min(low, height);
      high = Math.max(high, height);
    }
    for (let k = 0; k < 3; k++) rows[3 * axis + k] = unit[k] * (high - low + 1);
  }
  return computeVolume(rows);
}
