import { fitLinear } from '../../../num/fit/index.js';
import type { Note } from '../../../core/index.js';
import type { TrainingFrame } from './training-frame.js';

/** What compositions alone say of the energies. */
export interface ElementEnergies {
  /** [eV] by element */
  energies: Record<string, number>;
  /** [eV] the same in every cell, whatever its size; zero where nothing speaks for it. */
  offset: number;
  notes: Note[];
}

/** Pulls a combination of elements that no composition fixes towards the mean energy of an atom, in eV of an atom. */
const PULL = 1e-4;
/** A constant of the cell is believed where it takes away so much of the sum of squares. */
const BELIEVED = 0.9;

/**
 * Element energies by least squares of the energies of an atom, so that a potential learns only what they leave. A
 * constant in every cell's energy, as another program's zero may bring, is told apart where it is plain.
 */
export function fitElementEnergies(frames: readonly TrainingFrame[], elements: readonly string[]): ElementEnergies {
  const sizes = frames.map((frame) => frame.structure.elements.length);
  const perAtom = frames.map((frame, k) => frame.energy / sizes[k]);
  const mean = perAtom.reduce((sum, e) => sum + e, 0) / frames.length;
  const columns = elements.map((element, e) => [
    ...frames.map((frame, k) => frame.structure.elements.filter((other) => other === element).length / sizes[k]),
    ...elements.map((_, other) => (other === e ? PULL : 0)),
  ]);
  const y = [...perAtom.map((e) => e - mean), ...elements.map(() => 0)];
  const inverse = [...sizes.map((n) => 1 / n), ...elements.map(() => 0)];
  const squares = (residual: Float64Array): number =>
    residual.subarray(0, frames.length).reduce((sum, r) => sum + r * r, 0);
  let fit = fitLinear(columns, y);
  let offset = 0;
  const notes: Note[] = [];
  if (new Set(sizes).size > 1 && frames.length > elements.length + 2) {
    const withOffset = fitLinear([...columns, inverse], y);
    if (squares(withOffset.residual) < (1 - BELIEVED) * squares(fit.residual)) {
      fit = withOffset;
      offset = fit.coefficients[elements.length];
      notes.push({
        level: 'warning',
        code: 'energy-offset',
        text: `every label holds ${offset.toFixed(3)} eV that do not grow with the cell: they are taken off, and the potential does not give them back`,
      });
    }
  }
  return {
    energies: Object.fromEntries(elements.map((element, e) => [element, mean + fit.coefficients[e]])),
    offset,
    notes,
  };
}
