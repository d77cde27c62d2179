import {
  atomicNumber,
  computeVolume,
  DomainError,
  requireOrdered,
  type Note,
  type Structure,
} from '../../../core/index.js';
import type { Calculator, Evaluation, Potential } from '../potential.js';
import type { CrystalGraph } from './graph.js';
import { GraphKeeper } from './graph-keeper.js';
import { CHGNET_CHECKPOINTS, type ChgnetName } from './known-checkpoints.js';
import { ChgnetNetwork } from './network.js';
import { TRAINING_FRAMES } from './training-counts.js';
import { TrustWatch } from './trust-watch.js';
import { packChgnetWeights, type ChgnetWeights, type Tensors } from './weights.js';

const ATOM_CUTOFF = 6;
const BOND_CUTOFF = 3;

/**
 * CHGNet, the charge-informed universal graph network (89 elements), with energies, forces, stress and magnetic
 * moments.
 *
 * Deng et al., Nature Machine Intelligence 5 (2023) 1031, doi:10.1038/s42256-023-00716-3.
 */
export function makeChgnet(name: ChgnetName, tensors: Tensors, file: string): Potential {
  const known = CHGNET_CHECKPOINTS[name];
  const weights = packChgnetWeights(tensors, file);
  const elements = Object.keys(TRAINING_FRAMES);
  return {
    name,
    sha256: known.sha256,
    title: `CHGNet ${name === 'chgnet' ? '0.3.0' : 'r2SCAN'}`,
    elements,
    cutoff: ATOM_CUTOFF,
    citations: [
      {
        text: 'B. Deng, P. Zhong, K. Jun et al., CHGNet as a pretrained universal neural network potential for charge-informed atomistic modelling, Nature Machine Intelligence 5 (2023) 1031',
        doi: '10.1038/s42256-023-00716-3',
      },
    ],
    training: `Relaxations of the Materials Project (MPtrj, 1.58 million frames near equilibrium)${name === 'chgnet' ? '' : ', then fewer of r2SCAN'}; energies are ${known.scheme}. Too soft far from equilibrium; has no long-range electrostatics.`,
    bind(structure: Structure, { threads = 1, fused = false } = {}): Calculator {
      requireOrdered(structure, 'CHGNet');
      const lacking = structure.elements.find((e) => !elements.includes(e));
      if (lacking) {
        atomicNumber(lacking);
        throw new DomainError(`CHGNet was never trained on ${lacking}`, {
          hint: 'take another potential (cermet potential list)',
        });
      }
      return new ChgnetCalculator(structure, weights, threads, fused);
    },
  };
}

class ChgnetCalculator implements Calculator {
  readonly #species: Int32Array;
  readonly #graphs: GraphKeeper;
  readonly #network: ChgnetNetwork;
  readonly #reference: Float64Array;
  readonly #watch: TrustWatch;
  readonly #evaluation: Required<Omit<Evaluation, 'forceDisagreement' | 'energyDisagreement'>>;

  constructor(structure: Structure, weights: ChgnetWeights, threads: number, fused: boolean) {
    const n = structure.elements.length;
    this.#species = Int32Array.from(structure.elements, atomicNumber);
    this.#graphs = new GraphKeeper(n, structure.pbc, ATOM_CUTOFF, BOND_CUTOFF);
    this.#watch = new TrustWatch(structure.elements, ATOM_CUTOFF);
    this.#network = new ChgnetNetwork(weights, threads, fused);
    this.#reference = Float64Array.from(this.#species, (z) => weights.reference[z - 1]);
    this.#evaluation = {
      energy: 0,
      forces: new Float64Array(3 * n),
      stress: new Float64Array(9),
      energies: new Float64Array(n),
      magmoms: new Float64Array(n),
    };
  }

  compute(cell: Float64Array, positions: Float64Array): Evaluation {
    const graph = this.#graphs.update(cell, positions);
    const { vectors, lengths } = computeBondVectors(graph, cell, positions);
    this.#watch.watchGraph(graph, lengths);
    const directed = graph.shortEdge.length;
    const cosines = new Float64Array(graph.second.length);
    const units = new Float64Array(3 * directed);
    for (let s = 0; s < directed; s++) {
      const e = graph.shortEdge[s];
      for (let c = 0; c < 3; c++) units[3 * s + c] = vectors[3 * e + c] / lengths[graph.bond[e]];
    }
    for (let s = 0; s < directed; s++) {
      for (let a = graph.angleStarts[s]; a < graph.angleStarts[s + 1]; a++) {
        const t = graph.second[a];
        cosines[a] =
          units[3 * s] * units[3 * t] + units[3 * s + 1] * units[3 * t + 1] + units[3 * s + 2] * units[3 * t + 2];
      }
    }
    const out = this.#network.run(graph, this.#species, lengths, cosines);

    const result = this.#evaluation;
    result.energy = 0;
    for (let i = 0; i < this.#species.length; i++) {
      result.energies[i] = out.energies[i] + this.#reference[i];
      result.energy += result.energies[i];
      result.magmoms[i] = out.magmoms[i];
    }
    result.forces.fill(0);
    const virial = result.stress.fill(0);
    const push = (e: number, centre: number, gx: number, gy: number, gz: number): void => {
      const f = result.forces;
      const j = graph.neighbour[e];
      f[3 * j] -= gx;
      f[3 * j + 1] -= gy;
      f[3 * j + 2] -= gz;
      f[3 * centre] += gx;
      f[3 * centre + 1] += gy;
      f[3 * centre + 2] += gz;
      const x = vectors[3 * e],
        y = vectors[3 * e + 1],
        z = vectors[3 * e + 2];
      virial[0] += x * gx;
      virial[1] += x * gy;
      virial[2] += x * gz;
      virial[3] += y * gx;
      virial[4] += y * gy;
      virial[5] += y * gz;
      virial[6] += z * gx;
      virial[7] += z * gy;
      virial[8] += z * gz;
    };
    for (let u = 0; u < graph.bonds; u++) {
      const e = graph.bondEdges[2 * u];
      const centre = graph.neighbour[graph.bondEdges[2 * u + 1]];
      const g = out.bondGradients[u] / lengths[u];
      push(e, centre, g * vectors[3 * e], g * vectors[3 * e + 1], g * vectors[3 * e + 2]);
    }
    const gradient = new Float64Array(3 * directed);
    for (let s = 0; s < directed; s++) {
      const ls = lengths[graph.shortBond[s]];
      for (let a = graph.angleStarts[s]; a < graph.angleStarts[s + 1]; a++) {
        const t = graph.second[a];
        const lt = lengths[graph.shortBond[t]];
        const g = out.angleGradients[a];
        const cosine = cosines[a];
        for (let c = 0; c < 3; c++) {
          const us = units[3 * s + c];
          const ut = units[3 * t + c];
          gradient[3 * s + c] += (g * (ut - cosine * us)) / ls;
          gradient[3 * t + c] += (g * (us - cosine * ut)) / lt;
        }
      }
    }
    for (let s = 0; s < directed; s++)
      push(graph.shortEdge[s], graph.shortCentre[s], gradient[3 * s], gradient[3 * s + 1], gradient[3 * s + 2]);
    this.#watch.watchForces(result.forces);
    const volume = computeVolume(cell);
    for (let a = 0; a < 3; a++) {
      for (let b = a; b < 3; b++)
        virial[3 * a + b] = virial[3 * b + a] = (virial[3 * a + b] + virial[3 * b + a]) / (2 * volume);
    }
    return result;
  }

  notes(): Note[] {
    return this.#watch.notes();
  }

  dispose(): void {
    this.#network.dispose();
  }
}

/** Vectors of all edges from centre to neighbour, and lengths of the undirected bonds. */
function computeBondVectors(
  graph: CrystalGraph,
  cell: Float64Array,
  positions: Float64Array,
): { vectors: Float64Array; lengths: Float64Array } {
  const vectors = new Float64Array(3 * graph.neighbour.length);
  const lengths = new Float64Array(graph.bonds);
  for (let i = 0; i < graph.atoms; i++) {
    for (let e = graph.edgeStarts[i]; e < graph.edgeStarts[i + 1]; e++) {
      const j = graph.neighbour[e];
      for (let c = 0; c < 3; c++) {
        vectors[3 * e + c] =
          positions[3 * j + c] -
          positions[3 * i + c] +
          graph.images[3 * e] * cell[c] +
          graph.images[3 * e + 1] * cell[3 + c] +
          graph.images[3 * e + 2] * cell[6 + c];
      }
    }
  }
  for (let u = 0; u < graph.bonds; u++) {
    const e = graph.bondEdges[2 * u];
    lengths[u] = Math.hypot(vectors[3 * e], vectors[3 * e + 1], vectors[3 * e + 2]);
  }
  return { vectors, lengths };
}
