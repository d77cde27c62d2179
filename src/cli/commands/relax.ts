import type { Command } from 'commander';
import { relax, type RelaxOptions, type RelaxResult } from '../../atoms/index.js';
import { GPA_PER_EV_PER_CUBIC_ANGSTROM, InputError } from '../../core/index.js';
import { FrameWriter } from '../frame-writer.js';
import {
  addSimulationOptions,
  describeStructure,
  keepPartial,
  printNotes,
  requireOther,
  rows,
  writeOut,
  type SimulationOptions,
} from '../simulation.js';
import {
  choiceOption,
  integerOption,
  makeCliContext,
  numberOption,
  openChosenPotential,
  printJson,
  printTable,
  quantityOption,
  resolveStructure,
  runCommand,
} from '../support.js';

interface Options extends SimulationOptions {
  cell: NonNullable<RelaxOptions['cell']>;
  force: number;
  stress: number;
  pressure: number;
  method: 'fire' | 'lbfgs';
  steps: number;
  trajectory?: string;
}

/** `cermet relax STRUCTURE` */
export function addRelaxCommand(program: Command): void {
  addSimulationOptions(
    program
      .command('relax')
      .description('move atoms, and the cell where it is free, to the nearest minimum of energy')
      .argument('<structure>', 'a file, or a crystal of the library such as LiNiO2')
      .option(
        '--cell <mask>',
        'free strains of the cell: all, none, or some of xx,yy,zz,yz,xz,xy',
        parseMask,
        'none' as const,
      )
      .option('--force <number>', 'stop when no force is longer, in eV/Å', numberOption('--force', { above: 0 }), 0.01)
      .option('--stress <quantity>', 'stop when no free stress is larger', quantityOption('--stress', 'pressure'), 8e7)
      .option('--pressure <quantity>', 'outer pressure on the free cell', quantityOption('--pressure', 'pressure'), 0)
      .option('--method <name>', 'lbfgs or fire', choiceOption('--method', ['lbfgs', 'fire']), 'lbfgs' as const)
      .option('--steps <number>', 'most steps', integerOption('--steps', { min: 0 }), 1000)
      .option('--trajectory <file>', 'write each step to this extxyz file'),
    'write the relaxed structure here (.extxyz, .cif, .vasp …)',
  ).action(
    runCommand(async (input: string, options: Options) => {
      requireOther(input, options.out, options.trajectory);
      const ctx = makeCliContext('relaxing');
      const structure = await resolveStructure(input, ctx);
      const potential = await openChosenPotential(options, structure.elements);
      const trajectory = options.trajectory === undefined ? undefined : new FrameWriter(options.trajectory);
      await trajectory?.begin();
      const { cell, force, method, steps, threads } = options;
      const work = relax(
        structure,
        potential,
        {
          cell,
          force,
          method,
          steps,
          threads,
          stress: toInternal(options.stress),
          pressure: toInternal(options.pressure),
          ...(trajectory && { frameEvery: 1, onFrame: (frame) => trajectory.add(frame) }),
        },
        ctx,
      );
      try {
        const { result, code } = await keepPartial(work, isRelaxResult);
        await trajectory?.finish();
        await report(input, result, options);
        return code;
      } finally {
        await trajectory?.drop();
      }
    }),
  );
}

async function report(input: string, result: RelaxResult, options: Options): Promise<void> {
  const stress = result.structure.stress!.map((v) => v * GPA_PER_EV_PER_CUBIC_ANGSTROM);
  const summary = {
    converged: result.converged,
    steps: result.steps,
    energy_ev: result.energy,
    largest_force_ev_per_angstrom: result.largestForce,
    largest_stress_gpa: result.largestStress * GPA_PER_EV_PER_CUBIC_ANGSTROM,
  };
  if (options.json) {
    await printJson({
      input,
      potential: result.recording.about.model,
      ...summary,
      stress_gpa: rows(stress),
      ...describeStructure(result.structure),
      forces_ev_per_angstrom: rows(result.forces),
      notes: result.notes,
    });
  } else {
    await printTable(
      ['quantity', 'value'],
      Object.entries(summary).map(([name, value]) => [name, String(value)]),
    );
    printNotes(result.notes);
  }
  await writeOut(options.out, [result.structure], options.json);
}

const isRelaxResult = (value: unknown): value is RelaxResult =>
  typeof value === 'object' && value !== null && 'largestForce' in value;

/** From Pa to eV/Å3. */
const toInternal = (pascal: number): number => pascal / (GPA_PER_EV_PER_CUBIC_ANGSTROM * 1e9);

function parseMask(text: string): NonNullable<RelaxOptions['cell']> {
  if (text === 'all' || text === 'none') return text;
  const known = ['xx', 'yy', 'zz', 'yz', 'xz', 'xy'] as const;
  return text.split(',').map((part) => {
    const found = known.find((component) => component === part.trim());
    if (!found)
      throw new InputError(`--cell cannot hold "${part}"`, { value: part.trim(), allowed: ['all', 'none', ...known] });
    return found;
  });
}
