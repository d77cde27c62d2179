// A list of kernel calls laid down in memory, so that one call from outside runs them all: operation, bytes to the
// next, arguments of four bytes. Doubles stand elsewhere and are given by their byte offsets.

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

/**
 * In the order of OPERATIONS in src/num/sequence.ts. Functions of their own, so that the engine compiles no more than
 * what is used much.
 */
const operations: StaticArray<(a: usize) => void> = [
  (a: usize): void => { scaleArray(i(a, 0), p(a, 1), d(a, 2), p(a, 3)); },
  (a: usize): void => { clampArray(i(a, 0), p(a, 1), p(a, 2)); },
  (a: usize): void => { takeSteps(i(a, 0), p(a, 1), p(a, 2)); },
  (a: usize): void => { runFormulas(i(a, 0), p(a, 1), i(a, 2)); },
  (a: usize): void => { scaleProperties(i(a, 0), p(a, 1), d(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7)); },
  (a: usize): void => { electrolyteFluxes(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), d(a, 8), p(a, 9), p(a, 10)); },
  (a: usize): void => { electrolyteSlopes(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), d(a, 12), p(a, 13), p(a, 14)); },
  (a: usize): void => { surfaceState(i(a, 0), i(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), d(a, 6), p(a, 7), d(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13)); },
  (a: usize): void => { prepareInterface(i(a, 0), p(a, 1), d(a, 2), p(a, 3), d(a, 4), p(a, 5), p(a, 6)); },
  (a: usize): void => { evaluateInterface(i(a, 0), d(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), d(a, 13), d(a, 14), p(a, 15), p(a, 16), p(a, 17), p(a, 18)); },
  (a: usize): void => { linearisePlainInterface(i(a, 0), d(a, 1), d(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), d(a, 10), d(a, 11), p(a, 12)); },
  (a: usize): void => { particleRates(i(a, 0), i(a, 1), p(a, 2), p(a, 3), d(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8)); },
  (a: usize): void => { factoriseParticles(i(a, 0), i(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), i(a, 7), p(a, 8), d(a, 9), p(a, 10), p(a, 11), p(a, 12)); },
  (a: usize): void => { surfaceSlopes(i(a, 0), i(a, 1), d(a, 2), d(a, 3), i(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), d(a, 9), p(a, 10), p(a, 11), p(a, 12)); },
  (a: usize): void => { factorisePopulation(i(a, 0), i(a, 1), d(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14)); },
  (a: usize): void => { eliminatePopulation(i(a, 0), i(a, 1), i(a, 2), p(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12)); },
  (a: usize): void => { substitutePopulation(i(a, 0), i(a, 1), i(a, 2), d(a, 3) * d(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14), p(a, 15), p(a, 16)); },
  (a: usize): void => { addSources(i(a, 0), p(a, 1), p(a, 2), p(a, 3)); },
  (a: usize): void => { balanceCells(i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), d(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9), p(a, 10), p(a, 11), p(a, 12), p(a, 13), p(a, 14)); },
  (a: usize): void => { assembleCells(i(a, 0), i(a, 1), i(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6), p(a, 7), p(a, 8), p(a, 9)); },
  (a: usize): void => { addSourceSlopes(i(a, 0), d(a, 1), p(a, 2), p(a, 3), p(a, 4)); },
  (a: usize): void => { gatherCells(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4)); },
  (a: usize): void => { addEliminated(i(a, 0), d(a, 1), p(a, 2), i(a, 3), p(a, 4)); },
  (a: usize): void => { scatterCells(i(a, 0), p(a, 1), p(a, 2), d(a, 3), p(a, 4), p(a, 5), p(a, 6)); },
  (a: usize): void => { takeDrives(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4), p(a, 5)); },
  (a: usize): void => { factoriseBlocks(i(a, 0), p(a, 1), p(a, 2), p(a, 3)); },
  (a: usize): void => { solveBlocks(i(a, 0), p(a, 1), p(a, 2), p(a, 3), p(a, 4)); },
  (a: usize): void => { memory.fill(p(a, 1), 0, <usize>i(a, 0) << 3); },
  // Change of the applied current by the last row, control · (…, voltage) of the bordered system.
  (a: usize): void => { set(p(a, 0), 0, (d(a, 1) + d(a, 2) * (d(a, 3) * d(a, 4) + d(a, 5))) / d(a, 6)); },
];

export function replay(at: usize, end: usize): void {
  while (at < end) {
    unchecked(operations[load<i32>(at)])(at + 8);
    at += <usize>load<i32>(at, 4);
  }
}
