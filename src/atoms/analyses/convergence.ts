import { defineAnalysis, makeOutcome, type Curve, type Outcome } from '../../evidence/index.js';

/** Where a relaxation ended, and how it came there. */
export const convergenceAnalysis = defineAnalysis({
  id: 'convergence',
  version: '1',
  title: 'How a relaxation ended',
  inputs: { run: { kind: 'relaxation', describe: 'what a relaxation recorded' } },
  settings: {},
  quantities: {
    relaxed_energy: { label: 'energy of the cell at the end', unit: 'eV' },
    energy_gained: { label: 'energy gained by relaxing', unit: 'eV' },
    largest_force: { label: 'largest force left', unit: 'eV/Å', scale: 'log' },
    steps: { label: 'steps', unit: '1' },
  },
  async run({ run }): Promise<Outcome> {
    const { table } = run;
    const energy = table.column('potential_energy_ev');
    const force = table.column('largest_force_ev_per_angstrom');
    const last = table.length - 1;
    const exactly = (value: number, unit: string) => ({ value, n: 1, unit });
    return makeOutcome({
      findings: [
        { id: 'relaxed_energy', estimate: exactly(energy[last], 'eV') },
        { id: 'energy_gained', estimate: exactly(energy[0] - energy[last], 'eV') },
        { id: 'largest_force', estimate: exactly(force[last], 'eV/Å') },
        { id: 'steps', estimate: { ...exactly(last, '1'), sigma: 0 } },
      ],
      curves: (
        [
          ['energy', 'Energy of a relaxation', 'energy / eV', energy],
          ['force', 'Largest force of a relaxation', 'force / (eV/Å)', force],
        ] as const
      ).map(
        ([id, title, label, values]): Curve => ({
          id,
          title,
          x: { title: 'step', values: Float64Array.from(values, (_, i) => i) },
          y: { title: label, values },
        }),
      ),
      notes: run.notes.filter((note) => note.code === 'not-converged'),
    });
  },
  cite: [],
});
