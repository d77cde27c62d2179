import type { Structure } from '../../core/index.js';
import type { SceneFrame } from '../../scene/pack-frames.js';

/** Decimal places that single precision holds of a position in Å. */
const DECIMALS = 5;

/** A frame of the page as a structure, for writing it to a file. */
export function toStructure(frame: SceneFrame, time: number | undefined): Structure {
  const column = (values: ArrayLike<number>) => ({ width: 1, values: Float64Array.from(values, round) });
  return {
    cell: Float64Array.from(frame.cell),
    pbc: frame.pbc,
    elements: frame.elements,
    positions: Float64Array.from(frame.positions, round),
    atomic: {
      ...(frame.moments && { magmoms: column(frame.moments) }),
      ...(frame.groups && { group: column(frame.groups) }),
      ...(frame.disagreements && { force_disagreement: column(frame.disagreements) }),
    },
    energy: frame.energy,
    info: { time_fs: time },
  };
}

const round = (x: number): number => Number(x.toFixed(DECIMALS));
