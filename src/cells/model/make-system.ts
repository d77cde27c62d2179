import type { Mechanism } from '../ageing/mechanism.js';
import type { Cell } from '../parameters/cell.js';
import type { CellSystem, CellSystemOptions } from './cell-system.js';
import { DfnSystem } from './dfn-system.js';

export const MODELS = ['dfn', 'spme', 'spm'] as const;
export type ModelName = (typeof MODELS)[number];

/** The discretised cell for a model. */
export function makeCellSystem(cell: Cell, model: ModelName, options: CellSystemOptions, mechanisms: readonly Mechanism[] = []): CellSystem {
  void model;
  return new DfnSystem(cell, options, mechanisms);
}
