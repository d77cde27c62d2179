import { InputError, type Note } from '../../../core/index.js';
import { covalentRadius } from '../../analysis/covalent-radii.js';
import type { CrystalGraph } from './graph.js';
import { TRAINING_FRAMES } from './training-counts.js';

/**
 * Elements in fewer frames of the training set than this (0.3 % of it, and frames of one relaxation are much alike) are
 * told as rare, in a tenth of it as serious.
 */
const RARE = 5000;
/**
 * Part of the sum of covalent radii (Cordero) below which two atoms are told as too close. The shortest distances of
 * the training set are not published; the shortest bonds of real compounds, triple bonds of light elements and multiple
 * ones of metals, are 0.65 of that sum and more, but for hydrogen, whose are longer than it.
 */
const CLOSE = 0.6;
/** [Å] Below this two atoms are the same one, entered twice. */
const SAME = 0.01;
/** [eV/Å] A force that no frame near equilibrium has. */
const SPIKE = 50;

/** Keeps the worst that a calculator has met of what its training does not cover. */
export class TrustWatch {
  private readonly radii: Float64Array;
  private closest: { part: number; distance: number; first: number; second: number } | undefined;
  private strongest: { force: number; atom: number } | undefined;
  private readonly alone = new Set<number>();

  /** @param cutoff [Å] of the atom graph */
  constructor(
    private readonly elements: readonly string[],
    private readonly cutoff: number,
  ) {
    this.radii = Float64Array.from(elements, covalentRadius);
  }

  /**
   * @param lengths [Å] (bonds)
   * @throws InputError when two atoms lie on top of one another
   */
  watchGraph(graph: CrystalGraph, lengths: Float64Array): void {
    for (let u = 0; u < graph.shortBonds; u++) {
      const first = graph.neighbour[graph.bondEdges[2 * u + 1]];
      const second = graph.neighbour[graph.bondEdges[2 * u]];
      const part = lengths[u] / (this.radii[first] + this.radii[second]);
      if (part >= CLOSE || part >= (this.closest?.part ?? Infinity)) continue;
      if (lengths[u] < SAME)
        throw new InputError('two atoms lie on top of one another', {
          hint: `remove one of atoms ${first + 1} and ${second + 1}`,
        });
      this.closest = { part, distance: lengths[u], first, second };
    }
    for (let i = 0; i < graph.atoms; i++) if (graph.edgeStarts[i] === graph.edgeStarts[i + 1]) this.alone.add(i);
  }

  /** @param forces [eV/Å] (n, 3) */
  watchForces(forces: Float64Array): void {
    for (let i = 0; i < forces.length; i += 3) {
      const force = Math.hypot(forces[i], forces[i + 1], forces[i + 2]);
      if (force > Math.max(SPIKE, this.strongest?.force ?? 0)) this.strongest = { force, atom: i / 3 };
    }
  }

  notes(): Note[] {
    const notes: Note[] = [];
    const name = (atom: number): string => `${this.elements[atom]}, atom ${atom + 1}`;
    for (const element of new Set(this.elements)) {
      const frames = TRAINING_FRAMES[element];
      if (frames >= RARE) continue;
      notes.push({
        level: frames < RARE / 10 ? 'serious' : 'warning',
        code: 'rare-element',
        text: `${element} is in only ${frames.toLocaleString('en')} of the 1.58 million frames that CHGNet was trained on`,
      });
    }
    if (this.closest) {
      const { part, distance, first, second } = this.closest;
      notes.push({
        level: part < 0.8 * CLOSE ? 'serious' : 'warning',
        code: 'closer-than-bonds',
        text: `${this.elements[first]} and ${this.elements[second]} came within ${distance.toFixed(3)} Å, ${part.toFixed(2)} of the sum of their covalent radii; bonds are not shorter than ${CLOSE} of it, and energies and forces there are extrapolated`,
        where: `atoms ${first + 1} and ${second + 1}`,
      });
    }
    if (this.strongest) {
      notes.push({
        level: 'warning',
        code: 'force-spike',
        text: `a force reached ${this.strongest.force.toPrecision(3)} eV/Å; above ${SPIKE} eV/Å CHGNet, trained near equilibrium, is extrapolating`,
        where: name(this.strongest.atom),
      });
    }
    if (this.alone.size > 0) {
      const one = this.alone.size === 1;
      const [atom] = this.alone;
      notes.push({
        level: 'serious',
        code: 'isolated-atom',
        text: `${one ? 'an atom has' : `${this.alone.size} atoms have`} no neighbour within ${this.cutoff} Å; CHGNet knows nothing of isolated atoms`,
        where: name(atom),
      });
    }
    return notes;
  }
}
