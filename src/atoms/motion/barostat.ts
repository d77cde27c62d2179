import { portableCbrt, BOLTZMANN_EV, type Rng } from '../../core/index.js';
import type { PressureControl } from './schedule.js';

/**
 * Stochastic cell rescaling: factors by which the three Cartesian axes grow in one time step.
 *
 * Bernetti and Bussi, J. Chem. Phys. 153 (2020) 114107, doi:10.1063/5.0020514, in the variable λ = √V in which the
 * noise does not depend on the volume: dλ = −(β λ/2τ)(P₀ − P − kT/2V) dt + √(kT β/2τ) dW. An axis that changes alone
 * obeys the same equation with λ = √L, its own pressure, and noise √(kT β L/2Vτ).
 *
 * @param scale       [1] (3) receives the factors
 * @param pressures   [eV/Å3] (3) momentary pressure along x, y, z
 * @param volume      [Å3]
 * @param temperature [K]
 * @param timeStep    [fs]
 */
export function drawCellScale(
  scale: Float64Array,
  control: Required<PressureControl>,
  pressures: Float64Array,
  volume: number,
  temperature: number,
  timeStep: number,
  rng: Rng,
): void {
  const { pressure, axes, relaxationTime, compressibility } = control;
  const thermal = BOLTZMANN_EV * temperature;
  const rate = (compressibility * timeStep) / (2 * relaxationTime);
  scale.fill(1);
  if (axes === 'isotropic') {
    const mean = (pressures[0] + pressures[1] + pressures[2]) / 3;
    const root =
      1 - rate * (pressure - mean - thermal / (2 * volume)) + Math.sqrt((thermal * rate) / volume) * rng.normal();
    const length = portableCbrt(limit(root));
    scale.fill(length * length);
    return;
  }
  let current = volume;
  for (const axis of axes) {
    const index = axis.charCodeAt(0) - 120;
    const root =
      1 -
      rate * (pressure - pressures[index] - thermal / (2 * current)) +
      Math.sqrt((thermal * rate) / current) * rng.normal();
    scale[index] = limit(root) * limit(root);
    current *= scale[index];
  }
}

/** A cell must not change by more than a fifth in a step, however violent the pressure of a fresh packing. */
function limit(root: number): number {
  return Math.min(Math.max(root, 0.9), 1.1);
}
