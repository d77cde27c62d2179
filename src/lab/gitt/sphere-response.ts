/** Positive roots of tan λ = λ, by Newton's method from their asymptotes. */
export const SPHERE_ROOTS: Float64Array = (() => {
  const roots = new Float64Array(60);
  for (let n = 0; n < roots.length; n++) {
    let x = (n + 1.5) * Math.PI - 1 / ((n + 1.5) * Math.PI);
    for (let k = 0; k < 20; k++) x -= (Math.sin(x) - x * Math.cos(x)) / (x * Math.sin(x));
    roots[n] = x;
  }
  return roots;
})();

/** Below this dimensionless time the surface does not feel the centre to e^(−1/τ) = 3e-15. */
const SHORT = 0.03;
/** 1/Γ(1 + n/2) for n = 1, 2, …: the power series of e^τ·erfc(−√τ) in √τ. */
const POWERS: Float64Array = (() => {
  const powers = new Float64Array(18);
  for (let n = 1; n <= powers.length; n++)
    powers[n - 1] = n === 1 ? 2 / Math.sqrt(Math.PI) : (n === 2 ? 1 : powers[n - 3]) / (n / 2);
  return powers;
})();

/**
 * Surface concentration of a sphere under constant flux from its surface, as a multiple of jR/D, minus that before: 3τ
 * + 1/5 − 2 Σ exp(−λₙ²τ)/λₙ² with tan λₙ = λₙ; for short times e^τ·erfc(−√τ) − 1, the same without reflection at the
 * centre.
 *
 * Crank, The Mathematics of Diffusion, 2nd ed., 1975, eq. 6.45; for short times its Laplace transform 1/(s(√s coth √s −
 * 1)) with coth = 1.
 *
 * @param tau [1] Dt/R²
 * @returns [1]
 */
export function computeSphereResponse(tau: number): number {
  if (!(tau > 0)) return 0;
  if (tau < SHORT) {
    const root = Math.sqrt(tau);
    let sum = 0;
    for (let n = POWERS.length - 1; n >= 0; n--) sum = (sum + POWERS[n]) * root;
    return sum;
  }
  let sum = 3 * tau + 0.2;
  for (const root of SPHERE_ROOTS) {
    const term = Math.exp(-root * root * tau) / (root * root);
    if (term < 1e-16) break;
    sum -= 2 * term;
  }
  return sum;
}
