// What the page of chgnet.test.ts runs; the test bundles it.
import { makeChgnet } from '../../src/atoms/potential/chgnet/chgnet.js';
import { readSafetensors } from '../../src/atoms/potential/chgnet/safetensors.js';
import type { Structure } from '../../src/core/index.js';

/** Plain numbers, as they cross from the test to the page. */
export interface PlainStructure {
  elements: string[];
  cell: number[];
  positions: number[];
}

export interface PlainEvaluation {
  energy: number;
  forces: number[];
  stress: number[];
  magmoms: number[];
}

export function evaluatePlain(weights: Uint8Array, { elements, cell, positions }: PlainStructure): PlainEvaluation {
  const structure: Structure = {
    elements,
    cell: Float64Array.from(cell),
    positions: Float64Array.from(positions),
    pbc: [true, true, true],
  };
  const calculator = makeChgnet('chgnet', readSafetensors(weights, 'weights').tensors, 'weights').bind(structure);
  const { energy, forces, stress, magmoms } = calculator.compute(structure.cell, structure.positions);
  calculator.dispose();
  return { energy, forces: [...forces], stress: [...stress], magmoms: [...magmoms!] };
}

Object.assign(globalThis, {
  evaluateHere: (weights: string, structure: PlainStructure) =>
    evaluatePlain(
      Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)),
      structure,
    ),
});
