import { computeVolume, type Structure } from '../../core/index.js';
import { BOHR, RYDBERG, type UpfHeader } from '../../io/dft/index.js';
import { usesRealWaves } from './k-mesh.js';
import type { DftSettings } from './settings.js';

/** What a calculation needs, before it is run. */
export interface CostEstimate {
  electrons: number;
  /** Bands of each spin. */
  bands: number;
  /** Plane waves of a wavefunction at a general point. */
  planeWaves: number;
  /** k-points that symmetry may still lessen. */
  points: number;
  /** [bytes] all ranks together, with k-points of one pool. */
  memory: number;
  /** [core s] one iteration of the electrons; a factor of 2 to 3 either way. */
  iteration: number;
  /** [core h] one converged density: 30 iterations, 100 of a large or sloshing cell. */
  total: number;
  /** Factor by which the total may be off. */
  uncertainty: number;
}

/** Valence electrons that common pseudopotentials treat, where none is at hand. */
const VALENCE: Readonly<Record<string, number>> = {
  H: 1,
  Li: 3,
  B: 3,
  C: 4,
  N: 5,
  O: 6,
  F: 7,
  P: 5,
  S: 6,
  Ti: 12,
  Mn: 15,
  Fe: 16,
  Co: 17,
  Ni: 18,
  Zr: 12,
  Nb: 13,
  W: 14,
};

/**
 * [core s] of one point of a transform, and transforms of a band in an iteration: H on ψ about four times, there and
 * back.
 */
const PER_TRANSFORM_POINT = 2e-8;
const TRANSFORMS = 8;
/**
 * [core s] per plane wave and pair of bands. Both were set once by runs of Quantum ESPRESSO 6.7 on one machine: 131
 * atoms at Γ, 32 Ry, 686 bands and two spins take 100 core-seconds an iteration; 13 atoms with four points 4.3; 4 atoms
 * with ten points 2.1.
 */
const PER_PAIR = 1.8e-9;

/** Memory and time of a plane-wave calculation, from the number of plane waves and bands. */
export function estimateCost(
  structure: Structure,
  settings: Pick<
    DftSettings,
    'engine' | 'cutoff' | 'densityCutoff' | 'mesh' | 'spin' | 'hubbard' | 'maxIterations' | 'localMixing'
  >,
  pseudos: readonly UpfHeader[] = [],
): CostEstimate {
  const volume = computeVolume(structure.cell) / BOHR ** 3;
  const electrons = structure.elements.reduce(
    (sum, e) => sum + (pseudos.find((p) => p.element === e)?.valence ?? VALENCE[e] ?? 10),
    0,
  );
  const bands = Math.ceil(Math.max((electrons / 2) * 1.2, electrons / 2 + 4));
  const gamma = usesRealWaves(settings);
  const waves = (cutoff: number): number => (volume * (cutoff / RYDBERG) ** 1.5) / (6 * Math.PI ** 2);
  const planeWaves = waves(settings.cutoff);
  const stored = gamma ? planeWaves / 2 : planeWaves;
  const spins = settings.spin ? 2 : 1;
  // Time reversal halves a mesh around Γ.
  const mesh = settings.mesh.reduce((a, b) => a * b, 1);
  const points = mesh === 1 ? 1 : Math.ceil(mesh / 2 + 0.4);
  const one = stored * bands * 16;
  // Davidson with four times the bands holds ψ, Hψ and Sψ; densities and potentials come on top.
  const memory = one * (spins * points + 12) + waves(settings.densityCutoff) * 16 * 40;
  // At Γ two bands share a transform.
  const box = volume * ((2 * Math.sqrt(settings.cutoff / RYDBERG)) / Math.PI) ** 3;
  const transforms = PER_TRANSFORM_POINT * TRANSFORMS * box * bands * spins * points * (gamma ? 0.5 : 1);
  // Complex coefficients cost twice the arithmetic of real ones.
  const iteration = transforms + PER_PAIR * stored * (gamma ? 1 : 2) * bands ** 2 * spins * points;
  const large = structure.elements.length > 60 || settings.localMixing;
  return {
    electrons,
    bands,
    planeWaves: Math.round(planeWaves),
    points,
    memory,
    iteration,
    total: (iteration * (large ? 100 : 30)) / 3600,
    uncertainty: 3,
  };
}
