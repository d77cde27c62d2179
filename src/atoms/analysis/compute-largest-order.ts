import { computeVolume, invertMatrix3, type Structure } from '../../core/index.js';

/**
 * Largest scattering of any reciprocal lattice vector, |Σ exp(i k·r)|²/N² over 0 < |k| ≤ `longest`: 1 for a perfect
 * crystal of one atom a cell, near S(k)/N for a liquid or a glass, where S stays of order 3 and single vectors scatter
 * around it.
 *
 * @param longest [1/Å] longest wave vector
 * @returns [1]
 */
export function computeLargestOrder(structure: Structure, longest = 6): number {
  const { cell, positions } = structure;
  const n = structure.elements.length;
  const inverse = invertMatrix3(cell);
  const reciprocal = inverse.map((v) => 2 * Math.PI * v);
  // Column j of the inverse is the reciprocal vector of axis j; |k| ≤ longest bounds each index by the length of the
  // axis.
  const most = [0, 1, 2].map((j) =>
    Math.ceil((longest * Math.hypot(cell[3 * j], cell[3 * j + 1], cell[3 * j + 2])) / (2 * Math.PI)),
  );
  if (computeVolume(cell) === 0) return 0;
  let largest = 0;
  for (let h = 0; h <= most[0]; h++) {
    for (let k = -most[1]; k <= most[1]; k++) {
      for (let l = -most[2]; l <= most[2]; l++) {
        if (h === 0 && (k < 0 || (k === 0 && l <= 0))) continue;
        const q = [0, 1, 2].map((c) => h * reciprocal[3 * c] + k * reciprocal[3 * c + 1] + l * reciprocal[3 * c + 2]);
        if (Math.hypot(...q) > longest) continue;
        let real = 0;
        let imaginary = 0;
        for (let i = 0; i < n; i++) {
          const phase = q[0] * positions[3 * i] + q[1] * positions[3 * i + 1] + q[2] * positions[3 * i + 2];
          real += Math.cos(phase);
          imaginary += Math.sin(phase);
        }
        largest = Math.max(largest, (real * real + imaginary * imaginary) / (n * n));
      }
    }
  }
  return largest;
}
