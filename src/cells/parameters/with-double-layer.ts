import type { Cell } from './cell.js';

/**
 * The cell with one double-layer capacity on every electrode surface.
 *
 * @param capacity [F/m2] of active surface
 */
export function withDoubleLayer(cell: Cell, capacity: number): Cell {
  return {
    ...cell,
    negative: { ...cell.negative, doubleLayerCapacity: capacity },
    positive: { ...cell.positive, doubleLayerCapacity: capacity },
  };
}
