import type { Structure } from '../../../core/index.js';
import { SkinList } from '../skin-list.js';
import { buildCrystalGraph, type CrystalGraph } from './graph.js';

/** [Å] how far beyond the atom cutoff pairs are watched. */
const SKIN = 0.5;

/** Keeps a crystal graph from step to step for as long as no pair of atoms crosses one of its two cutoffs. */
export class GraphKeeper {
  private readonly pairs: SkinList;
  /** (pairs) how many of the two cutoffs each reaches under. */
  private reach = new Uint8Array(0);
  private graph: CrystalGraph | undefined;
  /** How often the graph has been built. */
  builds = 0;

  /**
   * @param atoms      number of them
   * @param atomCutoff [Å] edges of the atom graph
   * @param bondCutoff [Å] bonds of the bond graph
   */
  constructor(
    atoms: number,
    private readonly pbc: Structure['pbc'],
    private readonly atomCutoff: number,
    private readonly bondCutoff: number,
  ) {
    this.pairs = new SkinList(new Int32Array(atoms), 1, pbc, atomCutoff, SKIN);
  }

  /**
   * @param cell      [Å] (3, 3)
   * @param positions [Å] (n, 3)
   */
  update(cell: Float64Array, positions: Float64Array): CrystalGraph {
    const listed = this.pairs.update(cell, positions);
    if (listed) this.reach = new Uint8Array(this.pairs.list.neighbours.length);
    const crossed = this.markReach(cell, positions);
    if (!this.graph || listed || crossed) {
      this.graph = buildCrystalGraph(cell, this.pbc, positions, this.atomCutoff, this.bondCutoff);
      this.builds++;
    }
    return this.graph;
  }

  /** Whether a pair lies on another side of a cutoff than before. */
  private markReach(cell: Float64Array, positions: Float64Array): boolean {
    const { groups, neighbours, images, lattice } = this.pairs.list;
    const shifts = new Float64Array(lattice.length);
    for (let k = 0; k < lattice.length; k += 3) {
      for (let c = 0; c < 3; c++)
        shifts[k + c] = lattice[k] * cell[c] + lattice[k + 1] * cell[3 + c] + lattice[k + 2] * cell[6 + c];
    }
    const atomSquare = this.atomCutoff ** 2;
    const bondSquare = this.bondCutoff ** 2;
    let crossed = false;
    for (let i = 0; i < positions.length / 3; i++) {
      for (let p = groups[2 * i]; p < groups[2 * i + 1]; p++) {
        const j = 3 * neighbours[p];
        const s = 3 * images[p];
        const x = positions[j] - positions[3 * i] + shifts[s];
        const y = positions[j + 1] - positions[3 * i + 1] + shifts[s + 1];
        const z = positions[j + 2] - positions[3 * i + 2] + shifts[s + 2];
        const square = x * x + y * y + z * z;
        const reach = square < bondSquare ? 2 : square < atomSquare ? 1 : 0;
        if (reach !== this.reach[p]) {
          this.reach[p] = reach;
          crossed = true;
        }
      }
    }
    return crossed;
  }
}
