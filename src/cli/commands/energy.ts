import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { Potential } from '../../atoms/index.js';
import { breathe, GPA_PER_EV_PER_CUBIC_ANGSTROM, type Note, type Structure } from '../../core/index.js';
import { COMMITTEE, FUSED } from '../simulation.js';
import {
  EXIT,
  isFile,
  makeCliContext,
  openChosenPotential,
  type PotentialOptions,
  printJson,
  printStatus,
  printTable,
  readStructures,
  resolveStructure,
  runCommand,
} from '../support.js';

/** One entry of what `cermet energy --json` prints. */
interface FrameEnergy {
  energy_ev: number;
  forces_ev_per_angstrom: number[][];
  stress_gpa: number[][];
  magmoms_bohr_magneton?: number[];
  force_disagreement_ev_per_angstrom?: number[];
  energy_disagreement_ev?: number;
  potential: string;
  notes: Note[];
}

/** Below this a second thread costs more than it brings, for a single evaluation. */
const MANY_ATOMS = 500;

/** `cermet energy FILE` */
export function addEnergyCommand(program: Command): void {
  program
    .command('energy')
    .description('energy, forces and stress of each frame of a structure file')
    .argument('<structure>', 'structure file, or name of a crystal such as LiNiO2; - for standard input')
    .option(
      '--potential <name>',
      'name of a potential, a NEP file, or a folder that cermet distil made (default: cermet-nep)',
    )
    .option('--committee', COMMITTEE)
    .option('--fused', FUSED)
    .option('--json', 'print a JSON array with one entry for each frame; stress in GPa, tension positive')
    .action(
      runCommand(async (name: string, options: PotentialOptions & { json?: boolean }) => {
        const ctx = makeCliContext('energy');
        const frames = (await isFile(name)) ? await readStructures(name, ctx) : [await resolveStructure(name, ctx)];
        const potential = await openChosenPotential(
          options,
          frames.flatMap(({ elements }) => elements),
        );
        const entries: FrameEnergy[] = [];
        for (const [k, frame] of frames.entries()) {
          await breathe(ctx);
          entries.push(computeFrame(potential, frame));
          ctx.progress?.(k + 1, frames.length, 'frames');
        }
        if (options.json) await printJson(entries);
        else await printEntries(entries, frames);
        return EXIT.done;
      }),
    );
}

function computeFrame(potential: Potential, frame: Structure): FrameEnergy {
  const calculator = potential.bind(frame, {
    threads: frame.elements.length < MANY_ATOMS ? 1 : availableParallelism(),
  });
  try {
    const { energy, forces, stress, magmoms, forceDisagreement, energyDisagreement } = calculator.compute(
      frame.cell,
      frame.positions,
    );
    return {
      energy_ev: energy,
      forces_ev_per_angstrom: toRows(forces),
      stress_gpa: toRows(stress.map((s) => s * GPA_PER_EV_PER_CUBIC_ANGSTROM)),
      ...(magmoms && { magmoms_bohr_magneton: [...magmoms] }),
      ...(forceDisagreement && {
        force_disagreement_ev_per_angstrom: [...forceDisagreement],
        energy_disagreement_ev: energyDisagreement,
      }),
      potential: potential.name,
      notes: calculator.notes(),
    };
  } finally {
    calculator.dispose();
  }
}

/** [unit of `values`] (n, 3) */
function toRows(values: Float64Array): number[][] {
  return Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);
}

async function printEntries(entries: readonly FrameEnergy[], frames: readonly Structure[]): Promise<void> {
  const committee = entries.some((entry) => entry.force_disagreement_ev_per_angstrom);
  await printTable(
    [
      'frame',
      'atoms',
      'energy / eV',
      'per atom / eV',
      'largest force / (eV/Å)',
      'pressure / GPa',
      ...(committee ? ['largest disagreement / (eV/Å)'] : []),
    ],
    entries.map((entry, k) => {
      const atoms = frames[k].elements.length;
      let force = 0;
      for (const [x, y, z] of entry.forces_ev_per_angstrom) force = Math.max(force, x * x + y * y + z * z);
      const pressure = -(entry.stress_gpa[0][0] + entry.stress_gpa[1][1] + entry.stress_gpa[2][2]) / 3;
      return [
        k + 1,
        atoms,
        Number(entry.energy_ev.toFixed(6)).toString(),
        Number((entry.energy_ev / atoms).toFixed(6)).toString(),
        Number(Math.sqrt(force).toPrecision(4)),
        Number(pressure.toPrecision(4)),
        ...(committee ? [Number(Math.max(...entry.force_disagreement_ev_per_angstrom!).toPrecision(3))] : []),
      ];
    }),
  );
  for (const [k, entry] of entries.entries())
    for (const note of entry.notes)
      printStatus(`${entries.length > 1 ? `frame ${k + 1}: ` : ''}${note.text}${note.where ? ` (${note.where})` : ''}`);
}
