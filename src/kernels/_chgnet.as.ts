// CHGNet's operations, by number, over rows that threads share out.

import { angleBackward, angleForward, bondBackward, bondForward } from './_chgnet-angles.as';
import { atomBackward, atomForward } from './_chgnet-atoms.as';
import { angleBasis, dotRows, radialBasis } from './_chgnet-bases.as';
import { gatherPair, gatherSum, gemmRows } from './_dense.as';
export { normBackward, normForward, siluRows, siluRowsBackward } from './_dense.as';

/** [bytes] scratch that one piece of work needs: a tile of wide rows and two more. */
export const SCRATCH: i32 = 17408;

// @ts-ignore: decorator
@inline function arg(settings: usize, k: i32): i32 {
  return load<i32>(settings + 4 + (<usize>k << 2));
}

/**
 * Does rows [from, to) of one operation. `settings` holds its number and its arguments, i32 each; where an operation
 * needs scratch, the last argument is where the pieces' scratch areas begin. Numbers and orders of arguments are those
 * of OPERATIONS in src/atoms/potential/chgnet/network.ts.
 */
export function evaluate(settings: usize, piece: i32, from: i32, to: i32): void {
  const s = settings;
  const scratch = piece * SCRATCH;
  switch (load<i32>(settings)) {
    case 0: radialBasis(from, to, arg(s, 0), <f64>arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4)); break;
    case 1: angleBasis(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3)); break;
    case 2: gemmRows(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8) != 0); break;
    case 3: gatherSum(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5) != 0); break;
    case 4: gatherPair(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4) != 0); break;
    case 5: dotRows(from, to, arg(s, 0), arg(s, 1), arg(s, 2)); break;
    case 6: atomForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13) + scratch); break;
    case 7: atomBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11) + scratch); break;
    case 8: bondForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14), arg(s, 15), arg(s, 16), arg(s, 17) + scratch); break;
    case 9: bondBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14), arg(s, 15) + scratch); break;
    case 10: angleForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14) + scratch); break;
    default: angleBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7) + scratch);
  }
}
