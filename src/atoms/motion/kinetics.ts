import {
  ACCELERATION_PER_EV_PER_ANGSTROM_AMU,
  BOLTZMANN_EV,
  InputError,
  atomicWeight,
  type Rng,
  type Structure,
} from '../../core/index.js';

/** [eV fs2/Å2] (n) mass of each atom, in the unit in which force = mass × acceleration needs no factor. */
export function computeInertia(elements: readonly string[]): Float64Array {
  return Float64Array.from(elements, (element) => atomicWeight(element) / ACCELERATION_PER_EV_PER_ANGSTROM_AMU);
}

/** (n) 1 where an atom may move: everywhere that `atomic.fixed` is not set. At least one must. */
export function findFreeAtoms(structure: Structure): Uint8Array {
  const fixed = structure.atomic?.fixed?.values;
  const free = Uint8Array.from(structure.elements, (_, i) => (fixed?.[i] ? 0 : 1));
  if (!free.includes(1)) {
    throw new InputError(
      structure.elements.length === 0 ? 'the structure has no atoms' : 'every atom of the structure is fixed',
      { hint: 'something must be free to move' },
    );
  }
  return free;
}

/**
 * Kinetic energy.
 *
 * @param inertia    [eV fs2/Å2] (n)
 * @param velocities [Å/fs] (n, 3)
 * @returns [eV]
 */
export function computeKineticEnergy(inertia: Float64Array, velocities: Float64Array): number {
  let sum = 0;
  for (let i = 0, k = 0; i < inertia.length; i++, k += 3) {
    sum +=
      inertia[i] *
      (velocities[k] * velocities[k] + velocities[k + 1] * velocities[k + 1] + velocities[k + 2] * velocities[k + 2]);
  }
  return sum / 2;
}

/**
 * Takes the common motion out of the velocities, in place. Only for atoms of which none is fixed.
 *
 * @param inertia    [eV fs2/Å2] (n)
 * @param velocities [Å/fs] (n, 3)
 */
export function removeMomentum(inertia: Float64Array, velocities: Float64Array): void {
  let mass = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0, k = 0; i < inertia.length; i++, k += 3) {
    mass += inertia[i];
    x += inertia[i] * velocities[k];
    y += inertia[i] * velocities[k + 1];
    z += inertia[i] * velocities[k + 2];
  }
  for (let k = 0; k < velocities.length; k += 3) {
    velocities[k] -= x / mass;
    velocities[k + 1] -= y / mass;
    velocities[k + 2] -= z / mass;
  }
}

/**
 * Draws velocities from Maxwell and Boltzmann's distribution; fixed atoms rest.
 *
 * @param inertia     [eV fs2/Å2] (n)
 * @param free        (n) 1 where the atom moves
 * @param temperature [K]
 * @returns [Å/fs] (n, 3)
 */
export function makeVelocities(inertia: Float64Array, free: Uint8Array, temperature: number, rng: Rng): Float64Array {
  const velocities = new Float64Array(3 * inertia.length);
  for (let i = 0; i < inertia.length; i++) {
    if (!free[i]) continue;
    const width = Math.sqrt((BOLTZMANN_EV * temperature) / inertia[i]);
    for (let axis = 0; axis < 3; axis++) velocities[3 * i + axis] = width * rng.normal();
  }
  return velocities;
}
