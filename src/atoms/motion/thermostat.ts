import { portableExp, portableLog, BOLTZMANN_EV, type Rng } from '../../core/index.js';

/**
 * Bussi's stochastic velocity rescaling: the kinetic energy after a time step, drawn from its exact propagator.
 *
 * Bussi, Donadio and Parrinello, J. Chem. Phys. 126 (2007) 014101, doi:10.1063/1.2408420, eq. A7:
 * K' = c K + (1 − c) (K̄/f) ΣR² + 2 R₁ √(c (1 − c) K K̄/f), c = exp(−Δt/τ), K̄ = f kT/2.
 *
 * @param kinetic        [eV] kinetic energy now
 * @param freedoms       [1] degrees of freedom f
 * @param temperature    [K]
 * @param timeStep       [fs]
 * @param relaxationTime [fs] τ
 * @returns [1] factor on all velocities
 */
export function computeBussiFactor(
  kinetic: number,
  freedoms: number,
  temperature: number,
  timeStep: number,
  relaxationTime: number,
  rng: Rng,
): number {
  if (!(kinetic > 0)) return 1;
  const c = portableExp(-timeStep / relaxationTime);
  const perFreedom = (BOLTZMANN_EV * temperature) / 2;
  const first = rng.normal();
  const others = drawSumOfSquares(freedoms - 1, rng);
  const next =
    c * kinetic +
    (1 - c) * perFreedom * (first * first + others) +
    2 * first * Math.sqrt(c * (1 - c) * kinetic * perFreedom);
  return Math.sqrt(Math.max(next, 0) / kinetic);
}

/**
 * Sum of the squares of `count` standard normal numbers, from one gamma variate. Marsaglia and Tsang, ACM Trans. Math.
 * Softw. 26 (2000) 363, doi:10.1145/358407.358414.
 */
export function drawSumOfSquares(count: number, rng: Rng): number {
  if (count <= 0) return 0;
  if (count === 1) return rng.normal() ** 2;
  const d = count / 2 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = rng.normal();
    const root = 1 + c * x;
    const v = root * root * root;
    if (v <= 0) continue;
    if (portableLog(1 - rng.uniform()) < 0.5 * x * x + d * (1 - v + portableLog(v))) return 2 * d * v;
  }
}

/**
 * The thermostat part (O) of a BAOAB step, in place: an exact Ornstein–Uhlenbeck step of every free velocity.
 *
 * Leimkuhler and Matthews, Appl. Math. Res. Express 2013, 34, doi:10.1093/amrx/abs010.
 *
 * @param velocities     [Å/fs] (n, 3)
 * @param inertia        [eV fs2/Å2] (n)
 * @param free           (n) 1 where the atom moves
 * @param temperature    [K]
 * @param timeStep       [fs]
 * @param relaxationTime [fs] inverse of the friction
 */
export function applyLangevin(
  velocities: Float64Array,
  inertia: Float64Array,
  free: Uint8Array,
  temperature: number,
  timeStep: number,
  relaxationTime: number,
  rng: Rng,
): void {
  const keep = portableExp(-timeStep / relaxationTime);
  const kick = (1 - keep * keep) * BOLTZMANN_EV * temperature;
  for (let i = 0, k = 0; i < inertia.length; i++, k += 3) {
    if (!free[i]) continue;
    const width = Math.sqrt(kick / inertia[i]);
    velocities[k] = keep * velocities[k] + width * rng.normal();
    velocities[k + 1] = keep * velocities[k + 1] + width * rng.normal();
    velocities[k + 2] = keep * velocities[k + 2] + width * rng.normal();
  }
}
