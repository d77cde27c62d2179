import { InputError, type Note, type Structure } from '../../core/index.js';
import type { Calculator, Evaluation, Potential } from './potential.js';

/** [eV/Å] disagreement on the force on an atom that is told, and that makes it doubtful whatever it is used for. */
const TOLD = 1;
const SERIOUS = 3;

/**
 * Several potentials for the same elements as one: the mean of their energies, forces and stresses, and how far they
 * disagree, which is how little their training says of an arrangement.
 *
 * @param factor [1] what the disagreement is worth as an error, of a calibration
 * @throws InputError for fewer than two members, or members without a common element
 */
export function makeCommittee(members: readonly Potential[], factor?: number): Potential {
  if (members.length < 2)
    throw new InputError('a committee needs two members or more', {
      value: members.length,
      hint: 'three to five are usual',
    });
  const [first] = members;
  const elements = first.elements.filter((element) => members.every((member) => member.elements.includes(element)));
  if (elements.length === 0)
    throw new InputError(`${members.map((member) => member.name).join(', ')} have no element in common`, {
      hint: 'take members that were trained for the same elements',
    });
  const citations = members.flatMap((member) => member.citations);
  return {
    name: `committee of ${[...new Set(members.map((member) => member.name))].join(', ')}`,
    sha256: members.map((member) => member.sha256).join('+'),
    title: `Mean of ${members.length} potentials for ${elements.join(', ')}`,
    elements,
    cutoff: Math.max(...members.map((member) => member.cutoff)),
    citations: citations.filter((citation, k) => citations.findIndex(({ text }) => text === citation.text) === k),
    training: first.training,
    ...(first.heldOut && { heldOut: first.heldOut }),
    committee: async () => ({ members, ...(factor !== undefined && { factor }) }),
    bind(structure, options) {
      const bound: Calculator[] = [];
      try {
        for (const member of members) bound.push(member.bind(structure, options));
      } catch (error) {
        for (const calculator of bound) calculator.dispose();
        throw error;
      }
      return new CommitteeCalculator(bound, structure);
    },
  };
}

class CommitteeCalculator implements Calculator {
  private readonly forces: Float64Array;
  private readonly squares: Float64Array;
  private readonly disagreement: Float64Array;
  private readonly stress = new Float64Array(9);
  private readonly energies: Float64Array;
  private worst = { value: 0, atom: 0, times: 0 };

  constructor(
    private readonly members: readonly Calculator[],
    private readonly structure: Structure,
  ) {
    const n = structure.elements.length;
    this.forces = new Float64Array(3 * n);
    this.squares = new Float64Array(n);
    this.disagreement = new Float64Array(n);
    this.energies = new Float64Array(n);
  }

  /** Means by Welford's recurrence, so that squares of large energies do not cancel. */
  compute(cell: Float64Array, positions: Float64Array): Evaluation {
    const { forces, squares, disagreement, stress, energies, members } = this;
    for (const array of [forces, squares, stress, energies]) array.fill(0);
    let energy = 0;
    let energySquares = 0;
    let byAtom = true;
    members.forEach((member, k) => {
      const found = member.compute(cell, positions);
      const part = 1 / (k + 1);
      const step = found.energy - energy;
      energy += step * part;
      energySquares += step * (found.energy - energy);
      for (let x = 0; x < forces.length; x++) {
        const change = found.forces[x] - forces[x];
        forces[x] += change * part;
        squares[Math.floor(x / 3)] += change * (found.forces[x] - forces[x]);
      }
      for (let c = 0; c < 9; c++) stress[c] += (found.stress[c] - stress[c]) * part;
      byAtom &&= found.energies !== undefined;
      if (found.energies)
        for (let i = 0; i < energies.length; i++) energies[i] += (found.energies[i] - energies[i]) * part;
    });
    for (let i = 0; i < disagreement.length; i++) {
      disagreement[i] = Math.sqrt(squares[i] / (members.length - 1));
      if (disagreement[i] > TOLD) this.watch(i, disagreement[i]);
    }
    return {
      energy,
      forces,
      stress,
      ...(byAtom && { energies }),
      forceDisagreement: disagreement,
      energyDisagreement: Math.sqrt(energySquares / (members.length - 1)),
    };
  }

  /** Notes of the members, each once, and where they disagreed most. */
  notes(): Note[] {
    const notes = new Map<string, Note>();
    for (const member of this.members)
      for (const note of member.notes()) {
        const key = `${note.code} ${note.where ?? note.text}`;
        if (!notes.has(key)) notes.set(key, note);
      }
    const { value, atom, times } = this.worst;
    if (times > 0)
      notes.set('', {
        level: value > SERIOUS ? 'serious' : 'warning',
        code: 'members-disagree',
        text: `the members of the committee disagree on forces by up to ${value.toFixed(2)} eV/Å (${times} ${times === 1 ? 'time' : 'times'} by more than ${TOLD} eV/Å): what happens there was not in their training`,
        where: `${this.structure.elements[atom]}, atom ${atom + 1}, at worst`,
      });
    return [...notes.values()];
  }

  dispose(): void {
    for (const member of this.members) member.dispose();
  }

  private watch(atom: number, value: number): void {
    this.worst.times++;
    if (value > this.worst.value) Object.assign(this.worst, { value, atom });
  }
}
