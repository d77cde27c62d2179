import { SolveError } from '../../core/index.js';
import type { DaeSystem } from './dae-system.js';
import { IntegratorSpace } from './integrator-space.js';

/** [1] what an iteration with derivatives of an earlier one must leave of the correction. */
const SHRINKS = 0.1;

/**
 * Solves the algebraic equations at fixed differential entries by damped Newton iterations, in place.
 *
 * @param t     [any unit] time, as the system counts it
 * @param state [any unit] (size) start values in, consistent state out
 * @throws SolveError when the equations cannot be met
 */
export function solveConsistent(system: DaeSystem, t: number, state: Float64Array): void {
  const { size, mass, scale } = system;
  const { f, rhs, correction, trial, predicted: y } = IntegratorSpace.of(system);
  y.set(state);
  const measure = (change: Float64Array): number => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < size; i++) {
      if (mass[i] !== 0) continue;
      sum += (change[i] / scale[i]) ** 2;
      count++;
    }
    return Math.sqrt(sum / Math.max(1, count));
  };
  const solveAt = (at: Float64Array): number => {
    system.evaluate(t, at, f);
    for (let i = 0; i < size; i++) rhs[i] = mass[i] === 0 ? f[i] : 0;
    system.solve(rhs, correction);
    return measure(correction);
  };
  const direction = new Float64Array(size);
  const lineariseAt = (): number => {
    system.linearise(t, y);
    system.factorise(0);
    return solveAt(y);
  };
  let norm = lineariseAt();
  let current = true;
  for (let it = 0; it < 60 && norm < 1e12; it++) {
    if (norm < 1e-11) return void state.set(y);
    direction.set(correction);
    let fraction = 1;
    let next = Infinity;
    for (;;) {
      for (let i = 0; i < size; i++) trial[i] = mass[i] === 0 ? y[i] + fraction * direction[i] : y[i];
      next = solveAt(trial);
      if (next <= (1 - 0.1 * fraction) * norm || next < 1e-10 || !current) break;
      fraction /= 2;
      if (fraction < 1e-4) {
        if (norm < 1e-7) return void state.set(y);
        throw new SolveError('no potentials fit the state at the start of this step', { time: t, residual: norm });
      }
    }
    // Derivatives serve on while they shrink the correction well; where old ones fail, the step is taken back.
    const useful = next < SHRINKS * norm;
    if (useful || current) y.set(trial);
    // What does not shrink any more is rounding.
    if (!useful && next < 1e-10) return void state.set(trial);
    current = !useful;
    norm = useful ? next : lineariseAt();
  }
  const last = norm;
  if (last < 1e-7) return void state.set(y);
  throw new SolveError('no potentials fit the state at the start of this step', { time: t, residual: last });
}
