// A list of kernel calls laid down in memory, so that one call from outside runs them all: operation, bytes to the next, arguments of four bytes.
// Doubles stand elsewhere and are given by their byte offsets.

import { factoriseBlocks, solveBlocks } from './_blocks.as';
import { get, set } from './_doubles.as';
import { addEliminated, addSources, addSourceSlopes, assembleCells, balanceCells, gatherCells, scatterCells, takeDrives } from './_electrodes.as';
import { clampArray, electrolyteFluxes, electrolyteSlopes, scaleArray, scaleProperties, takeSteps } from './_electrolyte.as';
import { runFormulas } from './_formulas.as';
import { evaluateInterface, linearisePlainInterface, prepareInterface, surfaceState } from './_interface.as';
import { factoriseParticles, particleRates, surfaceSlopes } from './_particles.as';
import { eliminatePopulation, factorisePopulation, substitutePopulation } from './_population.as';

// @ts-ignore: decorator
@inline function i(a: usize, k: usize): i32 {
  return load<i32>(a + (k << 2));
}
// @ts-ignore: decorator
@inline function p(a: usize, k: usize): usize {
  return <usize>load<i32>(a + (k << 2));
}
// @ts-ignore: decorator
@inline function d(a: usize, k: usize): f64 {
  return load<f64>(<usize>load<i32>(a + (k << 2)));
}

/** Numbers of the operations are their places in OPERATIONS of src/num/sequence.ts. */
export function replay(at: usize, end: usize): void {
  while (at < end) {
    const a = at + 8;
    switch (load<i32>(at)) {
      case 0: scaleArray(i(a, 0), p(a, 1), d(a, 2), p(a, 3)); break;
      case 1: clampArray(i(a, 0), p(a, 1), p(a, 2)); break;
      case 2: takeSteps(i(a, 0), p(a, 1), p(a, 2)); break;
      case 3: runFormulas(i(a, 0), p(a, 1), i(a, 2)); break;
      case 4: scaleProperties(i(a, 0), p(a, 1), d(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7)); break;
      case 5: electrolyteFluxes(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), d(a, 8), p(a, 9), p(a, 10)); break;
      case 6: electrolyteSlopes(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), d(a, 12), p(a, 13), p(a, 14)); break;
      case 7: surfaceState(i(a, 0), i(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), d(a, 6), p(a, 7), d(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13)); break;
      case 8: prepareInterface(i(a, 0), p(a, 1), d(a, 2), p(a, 3), d(a, 4), p(a, 5), p(a, 6)); break;
      case 9: evaluateInterface(i(a, 0), d(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), d(a, 13), d(a, 14), p(a, 15), p(a, 16), p(a, 17), p(a, 18)); break;
      case 10: linearisePlainInterface(i(a, 0), d(a, 1), d(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), d(a, 10), d(a, 11), p(a, 12)); break;
      case 11: particleRates(i(a, 0), i(a, 1), p(a, 2), p(a, 3), d(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8)); break;
      case 12: factoriseParticles(i(a, 0), i(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), i(a, 7), p(a, 8), d(a, 9), p(a, 10), p(a, 11), p(a, 12)); break;
      case 13: surfaceSlopes(i(a, 0), i(a, 1), d(a, 2), d(a, 3), i(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), d(a, 9), p(a, 10), p(a, 11), p(a, 12)); break;
      case 14: factorisePopulation(i(a, 0), i(a, 1), d(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14)); break;
      case 15: eliminatePopulation(i(a, 0), i(a, 1), i(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12)); break;
      case 16: substitutePopulation(i(a, 0), i(a, 1), i(a, 2), d(a, 3) * d(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14), p(a, 15), p(a, 16)); break;
      case 17: addSources(i(a, 0), p(a, 1), p(a, 2), p(a, 3)); break;
      case 18: balanceCells(i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), d(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14)); break;
      case 19: assembleCells(i(a, 0), i(a, 1), i(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9)); break;
      case 20: addSourceSlopes(i(a, 0), d(a, 1), p(a, 2), p(a, 3), p(a, 4)); break;
      case 21: gatherCells(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4)); break;
      case 22: addEliminated(i(a, 0), d(a, 1), p(a, 2), i(a, 3), p(a, 4)); break;
      case 23: scatterCells(i(a, 0), p(a, 1), p(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6)); break;
      case 24: takeDrives(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5)); break;
      case 25: factoriseBlocks(i(a, 0), p(a, 1), p(a, 2), p(a, 3)); break;
      case 26: solveBlocks(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4)); break;
      case 27: memory.fill(p(a, 1), 0, <usize>i(a, 0) << 3); break;
      // Change of the applied current by the last row, control · (…, voltage) of the bordered system.
      case 28: set(p(a, 0), 0, (d(a, 1) + d(a, 2) * (d(a, 3) * d(a, 4) + d(a, 5))) / d(a, 6)); break;
      default: unreachable();
    }
    at += <usize>load<i32>(at, 4);
  }
}
