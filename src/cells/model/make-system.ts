import { SolverMemory } from '../../num/solver-memory.js';
import type { Mechanism } from '../ageing/mechanism.js';
import type { Cell } from '../parameters/cell.js';
import type { CellSystem, CellSystemOptions } from './cell-system.js';
import { DfnSystem } from './dfn-system.js';
import { SingleParticleSystem } from './single-particle-system.js';

export const MODELS = ['dfn', 'spme', 'spm'] as const;
export type ModelName = (typeof MODELS)[number];

/** The discretised cell for a model. */
export function makeCellSystem(
  cell: Cell,
  model: ModelName,
  options: CellSystemOptions,
  mechanisms: readonly Mechanism[] = [],
): CellSystem {
  return SolverMemory.build((memory) =>
    model === 'dfn'
      ? new DfnSystem(memory, cell, options, mechanisms)
      : new SingleParticleSystem(memory, cell, model, options, mechanisms),
  );
}
