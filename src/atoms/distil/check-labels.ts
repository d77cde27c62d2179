import {
  computeContentHash,
  countElements,
  DomainError,
  ReadError,
  type Note,
  type Structure,
} from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';
import { fitLinear } from '../../num/fit/index.js';
import { covalentRadius } from '../analysis/covalent-radii.js';
import type { TrainingFrame } from '../potential/train/index.js';
import { LONGEST_FORCE } from './label-frame.js';

/** Labelled frames of one's own that may be trained on, and what was found of the others. */
export interface CheckedLabels {
  frames: TrainingFrame[];
  notes: Note[];
}

/** [1] of the sum of covalent radii: nearer atoms are an accident. */
const CLOSEST = 0.5;
/** Frames of a file that says nothing of trajectories are held out in stretches of so many. */
const STRETCH = 10;

/**
 * Checks frames with energies and forces, such as a DFT code's: what lacks a label or holds an element that the
 * potential shall not know is an error; frames that exploded and frames given twice are left out, and told.
 *
 * A frame's `weight`, `family` and `trajectory` may stand on its comment line.
 *
 * @throws ReadError naming file and frame
 */
export async function checkLabels(
  structures: readonly Structure[],
  file: string,
  elements: readonly string[],
): Promise<CheckedLabels> {
  const frames: TrainingFrame[] = [];
  const exploded: number[] = [];
  const doubled: number[] = [];
  const seen = new Set<string>();
  for (const [k, structure] of structures.entries()) {
    const where = { file, path: `frame ${k + 1}` };
    const forces = structure.atomic?.forces?.values;
    if (structure.energy === undefined || !forces)
      throw new ReadError(`this frame has no ${structure.energy === undefined ? 'energy' : 'forces'}`, where, {
        hint: 'give extended XYZ with energy= on the comment line and forces:R:3 among the columns',
      });
    if (!structure.pbc.every(Boolean))
      throw new ReadError('this frame is not periodic', where, { hint: 'give it a Lattice with some 10 Å of vacuum' });
    const strange = [...new Set(structure.elements)].find((element) => !elements.includes(element));
    if (strange !== undefined)
      throw new DomainError(`frame ${k + 1} of ${file} holds ${strange}, which is no element of this pair`, {
        hint: `add it with --elements ${strange}, or leave the frame out`,
      });
    const { cell, positions } = structure;
    const hash = await computeContentHash({
      elements: structure.elements,
      cell: round(cell),
      positions: round(positions),
    });
    if (seen.has(hash)) doubled.push(k + 1);
    else if (explodes(structure, forces)) exploded.push(k + 1);
    else frames.push(toFrame(structure, forces, file, k));
    seen.add(hash);
  }
  const tell = (code: string, numbers: readonly number[], what: string): Note[] =>
    numbers.length === 0
      ? []
      : [
          {
            level: 'warning',
            code,
            where: file,
            text: `${numbers.length} of ${structures.length} frames ${what} and are left out: ${listNumbers(numbers)}`,
          },
        ];
  return {
    frames,
    notes: [
      ...tell(
        'exploded-frames',
        exploded,
        `have a force above ${LONGEST_FORCE} eV/Å, atoms on top of one another, or a label that is no number`,
      ),
      ...tell('doubled-frames', doubled, 'were given before'),
    ],
  };
}

const round = (values: Float64Array): Float64Array => values.map((value) => Math.round(value * 1e5) / 1e5);

const listNumbers = (numbers: readonly number[]): string =>
  numbers.length > 8
    ? `frames ${numbers.slice(0, 8).join(', ')} …`
    : `frame${numbers.length > 1 ? 's' : ''} ${numbers.join(', ')}`;

function explodes(structure: Structure, forces: Float64Array): boolean {
  if (!Number.isFinite(structure.energy) || forces.some((f) => !(Math.abs(f) < LONGEST_FORCE))) return true;
  if (structure.stress?.some((s) => !Number.isFinite(s))) return true;
  const { elements } = structure;
  const list = findNeighbours(structure.cell, structure.pbc, structure.positions, 2);
  return elements.some((element, i) => {
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++)
      if (list.distances[p] < CLOSEST * (covalentRadius(element) + covalentRadius(elements[list.neighbours[p]])))
        return true;
    return false;
  });
}

function toFrame(structure: Structure, forces: Float64Array, file: string, k: number): TrainingFrame {
  const { weight, family, trajectory } = structure.info ?? {};
  return {
    structure,
    energy: structure.energy!,
    forces,
    ...(structure.stress && { stress: structure.stress }),
    ...(typeof weight === 'number' && weight > 0 && { weight }),
    family: typeof family === 'string' ? family : 'own',
    trajectory: `${file} ${typeof trajectory === 'string' || typeof trajectory === 'number' ? trajectory : Math.floor(k / STRETCH) + 1}`,
  };
}

/** [eV] A zero of energy that differs by less for each atom is told as none. */
const NOTEWORTHY_OFFSET = 0.01;

/**
 * Brings energies of one's own to the zero of the labels made here: a constant for each element, by least squares over
 * the frames, is what two codes or pseudopotentials differ by. Forces and stresses stay as they are.
 *
 * @param prior [eV] (n) energies of the same frames by the potential that labels
 */
export function alignEnergies(
  frames: readonly TrainingFrame[],
  prior: ArrayLike<number>,
  elements: readonly string[],
): CheckedLabels {
  const present = elements.filter((element) => frames.some(({ structure }) => structure.elements.includes(element)));
  if (present.length === 0) return { frames: [...frames], notes: [] };
  const counts = frames.map(({ structure }) => countElements(structure));
  const atoms = frames.map(({ structure }) => structure.elements.length);
  // A weak hold on equal constants lets few frames, or frames of one composition, be aligned as well.
  const mean = frames.reduce((sum, { energy }, i) => sum + (energy - prior[i]) / atoms[i], 0) / frames.length;
  const hold = 1e-3;
  const columns = present.map((element, k) => [
    ...counts.map((n, i) => (n.get(element) ?? 0) / atoms[i]),
    ...present.map((_, j) => (j === k ? hold : 0)),
  ]);
  const { coefficients, residual } = fitLinear(columns, [
    ...frames.map(({ energy }, i) => (energy - prior[i]) / atoms[i]),
    ...present.map(() => hold * mean),
  ]);
  const offsets = new Map(present.map((element, k) => [element, coefficients[k]]));
  const left = Math.sqrt(frames.reduce((sum, _, i) => sum + residual[i] ** 2, 0) / frames.length);
  const shift = ({ structure }: TrainingFrame): number =>
    structure.elements.reduce((sum, element) => sum + offsets.get(element)!, 0);
  const largest = Math.max(...[...offsets.values()].map(Math.abs));
  const written = [...offsets].map(([element, value]) => `${element} ${value.toFixed(3)}`).join(', ');
  return {
    frames: frames.map((frame) => ({ ...frame, energy: frame.energy - shift(frame) })),
    notes: [
      ...(largest > NOTEWORTHY_OFFSET
        ? [
            {
              level: 'warning',
              code: 'energy-offset',
              text: `energies of your own frames count from another zero: ${written} eV for an atom were taken off; ${(1000 * left).toFixed(0)} meV/atom of difference are left`,
            } as const,
          ]
        : []),
    ],
  };
}
