/** Positive roots of tan λ = λ, by Newton's method from their asymptotes. */
const ROOTS: Float64Array = (() => {
  const roots = new Float64Array(200);
  for (let n = 0; n < roots.length; n++) {
    let x = (n + 1.5) * Math.PI - 1 / ((n + 1.5) * Math.PI);
    for (let k = 0; k < 20; k++) x -= (Math.sin(x) - x * Math.cos(x)) / (x * Math.sin(x));
    roots[n] = x;
  }
  return roots;
})();

/** Below this dimensionless time the series is slow and the expansion for short times exact to 1e-9. */
const SHORT = 2e-4;

/**
 * Surface concentration of a sphere under constant flux from its surface, as a multiple of jR/D, minus that before:
 * 3τ + 1/5 − 2 Σ exp(−λₙ²τ)/λₙ² with tan λₙ = λₙ.
 *
 * Crank, The Mathematics of Diffusion, 2nd ed., 1975, eq. 6.45.
 *
 * @param tau [1] Dt/R²
 * @returns [1]
 */
export function computeSphereResponse(tau: number): number {
  if (!(tau > 0)) return 0;
  if (tau < SHORT) return 2 * Math.sqrt(tau / Math.PI) + tau + (4 / 3) * Math.sqrt(tau ** 3 / Math.PI) + tau * tau / 2;
  let sum = 3 * tau + 0.2;
  for (const root of ROOTS) {
    const term = Math.exp(-root * root * tau) / (root * root);
    if (term < 1e-14) break;
    sum -= 2 * term;
  }
  return sum;
}
