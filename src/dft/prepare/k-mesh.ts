import { InputError, invertMatrix3, type Structure } from '../../core/index.js';
import type { DftSettings } from './settings.js';
import type { Vacuum } from './vacuum.js';

/** Points along the three reciprocal vectors. */
export type KMesh = readonly [number, number, number];

/**
 * The coarsest mesh around Γ whose points are no farther apart than asked along any reciprocal vector; one point across
 * vacuum.
 *
 * @param spacing [1/Å] with the factor 2π
 */
export function meshByDensity(structure: Structure, spacing: number, vacuum: readonly Vacuum[]): KMesh {
  const inverse = invertMatrix3(structure.cell);
  const mesh = [0, 1, 2].map((axis) => {
    if (vacuum.some((v) => v.axis === axis)) return 1;
    const length = 2 * Math.PI * Math.hypot(inverse[axis], inverse[3 + axis], inverse[6 + axis]);
    return Math.max(1, Math.ceil(length / spacing - 1e-9));
  });
  return [mesh[0], mesh[1], mesh[2]];
}

/** `3x2x1`, `3 2 1` or `3×2×1`. */
export function parseMesh(text: string): KMesh {
  const words = text.trim().split(/[\s,x×]+/);
  const mesh = words.map(Number);
  if (mesh.length !== 3 || mesh.some((n) => !Number.isInteger(n) || n < 1 || n > 99))
    throw new InputError(`a mesh of k-points cannot be "${text}"`, { value: text, hint: 'write it like 3x3x1' });
  return [mesh[0], mesh[1], mesh[2]];
}

/**
 * Refuses a mesh that samples empty space.
 *
 * @throws InputError for a molecule with more than one point, or a slab with points across its vacuum
 */
export function checkMesh(mesh: KMesh, vacuum: readonly Vacuum[]): void {
  if (vacuum.length === 3 && mesh.some((n) => n > 1))
    throw new InputError(
      `a mesh of ${mesh.join('×')} k-points on a molecule, which has vacuum on all sides, samples nothing`,
      {
        hint: 'take 1x1x1; for a crystal, see that the cell is not larger than its atoms',
      },
    );
  for (const { axis, thickness } of vacuum)
    if (mesh[axis] > 1)
      throw new InputError(
        `${mesh[axis]} k-points along vector ${'abc'[axis]}, across ${thickness.toFixed(1)} Å of vacuum`,
        {
          hint: `take 1 there: ${mesh.map((n, i) => (i === axis ? 1 : n)).join('x')}`,
        },
      );
}

/**
 * Whether one point at Γ lets an engine hold real wavefunctions, at half the cost. Quantum ESPRESSO cannot where U acts
 * on orthogonalised orbitals ("Gamma-only calculation for this case not implemented", 6.7).
 */
export function usesRealWaves({ engine, mesh, hubbard }: Pick<DftSettings, 'engine' | 'mesh' | 'hubbard'>): boolean {
  return mesh.every((n) => n === 1) && !(engine === 'qe' && Object.values(hubbard).some((u) => u !== 0));
}
