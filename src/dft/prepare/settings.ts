import type { ChemicalChoice, Choice } from './choice.js';
import type { KMesh } from './k-mesh.js';
import type { Vacuum } from './vacuum.js';

/** What a calculation is for; it decides which programs run and which criteria hold. */
export const PURPOSES = ['single-point', 'relax', 'density-of-states', 'charge', 'cohesive-energy'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Codes that inputs are written for. */
export const ENGINES = ['qe', 'gpaw', 'vasp'] as const;
export type EngineId = (typeof ENGINES)[number];

/** Everything that an input is written from. Å, eV, μB. */
export interface DftSettings {
  engine: EngineId;
  /** `6.7`, `7.2`: what the engine answers, where it decides the form of the input. */
  version?: string;
  purpose: Purpose;
  functional: 'PBE' | 'PBESOL';
  /** [eV] */
  cutoff: number;
  /** [eV] of the density; for Quantum ESPRESSO only. */
  densityCutoff: number;
  mesh: KMesh;
  spin: boolean;
  /** [eV] width of the smearing. */
  smearing: number;
  /** [eV] on d (or p) by element, and where a class of site differs by `Co:film`. */
  hubbard: ChemicalChoice;
  /** [μB] to start from, in the same way. */
  moments: ChemicalChoice;
  vacuum: readonly Vacuum[];
  /** Whether the dipole of a slab is made up for, along c. */
  dipole: boolean;
  maxIterations: number;
  mixing: number;
  localMixing: boolean;
  mixingHistory: number;
  diagonalisation: 'david' | 'cg';
  /** [eV] the whole cell's energy has settled to. */
  energyTolerance: number;
  /** [eV/Å] */
  forceTolerance: number;
  maxSteps: number;
  /** [s] after which the engine stops by itself, so that it can be restarted. */
  maxSeconds?: number;
  restart: boolean;
  /** What was chosen, and why. */
  reasons: Choice[];
}
