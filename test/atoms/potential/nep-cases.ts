import { readFileSync } from 'node:fs';
import {
  builtinPotentials,
  loadNep,
  resolvePotential,
  type Evaluation,
  type Potential,
} from '../../../src/atoms/potential/index.js';
import type { Structure } from '../../../src/core/index.js';

const folder = new URL('../../reference/nep/', import.meta.url);

/** A structure with what an independent evaluator says of it; see test/reference/nep/make-reference.py. */
export interface NepCase {
  model: string;
  cell: number[];
  elements: string[];
  positions: number[];
  energies: number[];
  forces: number[];
  virial: number[];
}

export function readCases(name: string): NepCase[] {
  return (JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { cases: NepCase[] }).cases;
}

export function toStructure(test: Pick<NepCase, 'cell' | 'elements' | 'positions'>): Structure {
  return {
    cell: Float64Array.from(test.cell),
    pbc: [true, true, true],
    elements: test.elements,
    positions: Float64Array.from(test.positions),
  };
}

/** Models of the reference folder, and the potentials that come with Cermet; `text` overrides where the file lies elsewhere. */
export async function loadCaseModel(name: string, text?: string): Promise<Potential> {
  if (builtinPotentials.some((entry) => entry.name === name)) return resolvePotential(name);
  return loadNep(text ?? readFileSync(new URL(`models/${name}.txt`, folder), 'utf8'), undefined, { name });
}

/** Largest difference between two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = 0;
  for (let k = 0; k < a.length; k++) most = Math.max(most, Math.abs(a[k] - b[k]));
  return Number.isNaN(a[0]) ? NaN : most;
}

export function largest(values: ArrayLike<number>): number {
  return largestDifference(values, new Float64Array(values.length));
}

/** A copy that outlives the calculator's next call. */
export function keep(e: Evaluation): Evaluation {
  return { energy: e.energy, forces: e.forces.slice(), stress: e.stress.slice(), energies: e.energies!.slice() };
}

/** Deterministic displacements, about as large as those of a hot crystal. */
export function rattle(positions: Float64Array, size: number, phase = 1): Float64Array {
  return positions.map((x, k) => x + size * Math.sin(1.7 * k * k + phase));
}

/**
 * Layered LiNiO2, 12 atoms, in its hexagonal cell; a = 2.88 Å, c = 14.2 Å, oxygen at 0.258 (published lattice, Rougier
 * et al. 1996).
 */
export function makeLithiumNickelate(): Structure {
  const [a, c, z] = [2.88, 14.2, 0.258];
  const cell = Float64Array.of(a, 0, 0, -a / 2, (a * Math.sqrt(3)) / 2, 0, 0, 0, c);
  const elements: string[] = [];
  const fractional: number[] = [];
  for (const [x, y, w] of [
    [0, 0, 0],
    [2 / 3, 1 / 3, 1 / 3],
    [1 / 3, 2 / 3, 2 / 3],
  ]) {
    for (const [element, height] of [
      ['Li', 0],
      ['Ni', 0.5],
      ['O', z],
      ['O', 1 - z],
    ] as const) {
      elements.push(element);
      fractional.push(x, y, w + height);
    }
  }
  const positions = new Float64Array(fractional.length);
  for (let k = 0; k < positions.length; k += 3)
    for (let b = 0; b < 3; b++)
      positions[k + b] = fractional[k] * cell[b] + fractional[k + 1] * cell[3 + b] + fractional[k + 2] * cell[6 + b];
  return { cell, pbc: [true, true, true], elements, positions };
}

/** m × m × m copies. */
export function repeat(structure: Structure, m: number): Structure {
  const { cell, elements, positions } = structure;
  const out: number[] = [];
  const names: string[] = [];
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++)
      for (let c = 0; c < m; c++)
        elements.forEach((element, i) => {
          names.push(element);
          for (let k = 0; k < 3; k++) out.push(positions[3 * i + k] + a * cell[k] + b * cell[3 + k] + c * cell[6 + k]);
        });
  return { cell: cell.map((v) => v * m), pbc: structure.pbc, elements: names, positions: Float64Array.from(out) };
}
