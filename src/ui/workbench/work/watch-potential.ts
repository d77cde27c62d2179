import type { Calculator, Potential } from '../../../atoms/index.js';
import type { Note, Structure } from '../../../core/index.js';

/** Atoms as a potential has just been asked about them; the arrays are those of the calculation and change with it. */
export interface Sight {
  structure: Structure;
  /** [Å] (3, 3) */
  cell: Float64Array;
  /** [Å] (n, 3) */
  positions: Float64Array;
  /** [eV] */
  energy: number;
  notes(): Note[];
}

/** The same potential, which tells what it is asked: whatever moves atoms by it can be watched, and is not changed. */
export function watchPotential(potential: Potential, see: (sight: Sight) => void): Potential {
  return {
    ...potential,
    bind(structure, options) {
      const calculator: Calculator = potential.bind(structure, options);
      return {
        compute(cell, positions) {
          const evaluation = calculator.compute(cell, positions);
          see({ structure, cell, positions, energy: evaluation.energy, notes: () => calculator.notes() });
          return evaluation;
        },
        notes: () => calculator.notes(),
        dispose: () => calculator.dispose(),
      };
    },
  };
}
