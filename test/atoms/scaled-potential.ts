import type { Potential } from '../../src/atoms/index.js';

/** A potential whose energies, forces and stresses are `factor` times those of another: its minima are the same. */
export function scaled(potential: Potential, factor: number): Potential {
  return {
    ...potential,
    sha256: `${factor} ${potential.sha256}`,
    bind(structure, options) {
      const inner = potential.bind(structure, options);
      return {
        compute(cell, positions) {
          const { energy, forces, stress } = inner.compute(cell, positions);
          return {
            energy: factor * energy,
            forces: forces.map((f) => factor * f),
            stress: stress.map((s) => factor * s),
          };
        },
        notes: () => inner.notes(),
        dispose: () => inner.dispose(),
      };
    },
  };
}
