import { computeVolume, DomainError, type Note, type Structure } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';
import { evaluateNep } from './evaluate-nep.js';
import type { NepModel } from './parse-nep.js';
import type { Calculator, Evaluation } from './potential.js';
import type { TrainingWatch } from './training-watch.js';

/** Slow calculator in double precision; builds a fresh neighbour list at each call. */
export class NepReferenceCalculator implements Calculator {
  constructor(
    private readonly model: NepModel,
    private readonly types: Int32Array,
    private readonly structure: Structure,
    private readonly cutoff: number,
    private readonly elementEnergies: Float64Array,
    private readonly watch: TrainingWatch,
    private readonly standing: readonly Note[],
  ) {}

  compute(cell: Float64Array, positions: Float64Array): Evaluation {
    const list = findNeighbours(cell, this.structure.pbc, positions, this.cutoff);
    const result = evaluateNep(this.model, this.types, list);
    this.watch.watchPairs(list);
    let energy = 0;
    for (let i = 0; i < this.types.length; i++) {
      this.watch.watchAtom(
        i,
        result.descriptors.subarray(i * this.model.dimension, (i + 1) * this.model.dimension),
        list.offsets[i + 1] - list.offsets[i],
      );
      result.energies[i] += this.elementEnergies[this.types[i]];
      energy += result.energies[i];
    }
    if (!Number.isFinite(energy)) throw makeBrokenEnergyError(result.energies, this.structure);
    return { energy, forces: result.forces, stress: toStress(result.virial, cell), energies: result.energies };
  }

  notes(): Note[] {
    return [...this.standing, ...this.watch.notes()];
  }

  dispose(): void {}
}

/** The error for an energy that is not a number, naming the first atom to blame. */
export function makeBrokenEnergyError(energies: Float64Array, structure: Structure): DomainError {
  const bad = energies.findIndex((e) => !Number.isFinite(e));
  return new DomainError(`the energy of atom ${bad + 1} (${structure.elements[bad]}) is not a number`, {
    hint: 'atoms lie on top of one another: remove doubled atoms, or move them apart',
  });
}

/**
 * Symmetric stress of a virial; all zero where the cell has no volume (a molecule).
 *
 * @param virial [eV] (3, 3) dE/dε
 * @param cell   [Å] (3, 3)
 * @returns [eV/Å3] (3, 3) tension positive
 */
export function toStress(
  virial: ArrayLike<number>,
  cell: Float64Array,
  stress: Float64Array = new Float64Array(9),
): Float64Array {
  const volume = computeVolume(cell);
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 3; b++)
      stress[3 * a + b] = volume > 1e-9 ? (0.5 * (virial[3 * a + b] + virial[3 * b + a])) / volume : 0;
  return stress;
}
