import type { Command } from 'commander';
import { runDynamics, type DynamicsResult, type PressureControl, type Segment } from '../../atoms/index.js';
import { CERMET_VERSION, GPA_PER_EV_PER_CUBIC_ANGSTROM, InputError, parseQuantity } from '../../core/index.js';
import { FrameWriter } from '../frame-writer.js';
import { openRunState } from '../run-state.js';
import {
  addSimulationOptions,
  describeStructure,
  keepPartial,
  printNotes,
  requireOther,
  toFemtoseconds,
  writeOut,
  type SimulationOptions,
} from '../simulation.js';
import {
  choiceOption,
  EXIT,
  integerOption,
  makeCliContext,
  openChosenPotential,
  printJson,
  printStatus,
  printTable,
  quantityOption,
  resolveStructure,
  runCommand,
  writeResult,
} from '../support.js';

interface Options extends SimulationOptions {
  temperature?: number;
  duration?: number;
  schedule?: string;
  ensemble: Segment['ensemble'];
  pressure?: number;
  axes: NonNullable<PressureControl['axes']>;
  step: number;
  seed: number;
  trajectory?: string;
  every: number;
  record?: string;
  resume: boolean;
}

/** `cermet md STRUCTURE` */
export function addMdCommand(program: Command): void {
  addSimulationOptions(
    program
      .command('md')
      .description('molecular dynamics: heat, hold, quench')
      .argument('<structure>', 'a file, or a crystal of the library such as LiNiO2')
      .option(
        '--temperature <quantity>',
        "temperature, such as '300 K'",
        quantityOption('--temperature', 'temperature'),
      )
      .option('--duration <quantity>', "simulated time, such as '3 ps'", quantityOption('--duration', 'time'))
      .option('--schedule <text>', "several segments: '2500 K for 3 ps, to 300 K in 3 ps, 300 K for 1 ps'")
      .option(
        '--ensemble <name>',
        'nve, langevin or bussi',
        choiceOption('--ensemble', ['nve', 'langevin', 'bussi']),
        'langevin' as const,
      )
      .option(
        '--pressure <quantity>',
        "let the cell follow this pressure, such as '0 GPa'",
        quantityOption('--pressure', 'pressure'),
      )
      .option(
        '--axes <axes>',
        'with --pressure: isotropic, or the edges that change, such as z or x,y,z',
        parseAxes,
        'isotropic' as const,
      )
      .option('--step <quantity>', 'time step', quantityOption('--step', 'time'), 1e-15)
      .option('--seed <number>', 'seed of the random numbers', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 1)
      .option('--trajectory <file>', 'write frames to this extxyz file as they come')
      .option('--every <quantity>', 'time between frames', quantityOption('--every', 'time'), 50e-15)
      .option('--record <file>', 'write temperature, energies, volume and pressure against time here (.csv …)')
      .option('--no-resume', 'begin anew, even where the same command was stopped before its end'),
    'write the last frame here (.extxyz keeps velocities)',
  ).action(
    runCommand(async (input: string, options: Options) => {
      requireOther(input, options.out, options.record, options.trajectory);
      const schedule = makeSchedule(options);
      const ctx = makeCliContext('dynamics', { seed: options.seed });
      const structure = await resolveStructure(input, ctx);
      const potential = await openChosenPotential(options, structure.elements);
      const trajectory = options.trajectory === undefined ? undefined : new FrameWriter(options.trajectory);
      await trajectory?.begin();
      const timeStep = toFemtoseconds(options.step);
      const { cell, pbc, elements, positions, atomic } = structure;
      const run = await openRunState(
        {
          structure: { cell, pbc, elements, positions, velocities: atomic?.velocities, fixed: atomic?.fixed },
          potential: potential.sha256,
          cermet: CERMET_VERSION,
          options: { ...options, json: undefined, out: undefined, resume: undefined, threads: undefined },
        },
        trajectory,
        !options.resume,
      );
      const work = runDynamics(
        structure,
        potential,
        {
          schedule,
          timeStep,
          threads: options.threads,
          ...(trajectory && {
            frameEvery: Math.max(1, Math.round(toFemtoseconds(options.every) / timeStep)),
            onFrame: (frame) => trajectory.add(frame),
          }),
          onResume: (step, steps) =>
            printStatus(
              `going on from step ${step} of ${steps}, where the same command was stopped (--no-resume begins anew)`,
            ),
        },
        { ...ctx, checkpoint: run.checkpoint },
      );
      try {
        const { result, code } = await keepPartial(work, isDynamicsResult);
        await trajectory?.finish();
        if (options.record !== undefined)
          await writeResult(options.record, { recordings: [result.recording], structures: [], notes: result.notes });
        await report(input, result, options);
        if (code !== EXIT.interrupted) await run.clear();
        return code;
      } finally {
        await trajectory?.drop();
      }
    }),
  );
}

async function report(input: string, result: DynamicsResult, options: Options): Promise<void> {
  const { table } = result.recording;
  const names = table.names.filter((name) => name !== 'segment');
  const segment: (number | string)[] = Array.from(table.get('segment').values as ArrayLike<number | string>);
  const labels = result.recording.metadata.segments as string[];
  const means = [...new Set(segment)].map((index) => ({
    segment: labels[Number(index)],
    values: Object.fromEntries(
      names.map((name) => [
        name === 'time_fs' ? 'until_time_fs' : `mean_${name}`,
        name === 'time_fs' ? lastOf(table.column(name), segment, index) : meanOf(table.column(name), segment, index),
      ]),
    ),
  }));
  if (options.json) {
    await printJson({
      input,
      potential: result.recording.about.model,
      seed: options.seed,
      segments: means.map(({ segment: name, values }) => ({ segment: name, ...values })),
      drift_ev_per_atom_ps: result.drift ?? null,
      columns: Object.fromEntries(table.columns.map((c) => [c.name, c.values])),
      ...describeStructure(result.structure),
      notes: result.notes,
    });
  } else {
    await printTable(
      ['segment', ...Object.keys(means[0].values)],
      means.map((row) => [row.segment, ...Object.values(row.values)]),
    );
    printNotes(result.notes);
  }
  await writeOut(options.out, [result.structure], options.json || options.trajectory !== undefined);
}

const isDynamicsResult = (value: unknown): value is DynamicsResult =>
  typeof value === 'object' && value !== null && 'recording' in value && 'frames' in value;

const pick = (values: Float64Array, segment: ArrayLike<number | string>, index: number | string): Float64Array =>
  values.filter((_, i) => segment[i] === index);
const lastOf = (values: Float64Array, segment: ArrayLike<number | string>, index: number | string): number =>
  pick(values, segment, index).at(-1)!;
function meanOf(values: Float64Array, segment: ArrayLike<number | string>, index: number | string): number {
  const chosen = pick(values, segment, index);
  return chosen.reduce((a, b) => a + b, 0) / chosen.length;
}

function parseAxes(text: string): NonNullable<PressureControl['axes']> {
  if (text === 'isotropic') return text;
  return text.split(',').map((part) => {
    const axis = part.trim();
    if (axis !== 'x' && axis !== 'y' && axis !== 'z')
      throw new InputError(`--axes cannot hold "${axis}"`, { hint: 'give isotropic, or some of x,y,z' });
    return axis;
  });
}

function makeSchedule(options: Options): Segment[] {
  const pressure =
    options.pressure === undefined
      ? undefined
      : { pressure: options.pressure / (GPA_PER_EV_PER_CUBIC_ANGSTROM * 1e9), axes: options.axes };
  const common = { ensemble: options.ensemble, pressure };
  if (options.schedule !== undefined) {
    if (options.temperature !== undefined || options.duration !== undefined)
      throw new InputError('--schedule already says temperature and duration', {
        hint: 'leave out --temperature and --duration',
      });
    return parseSchedule(options.schedule).map((segment) => ({ ...segment, ...common }));
  }
  if (options.duration === undefined)
    throw new InputError('how long should it run?', { hint: "give --duration '3 ps', or a --schedule" });
  if (options.temperature === undefined && options.ensemble !== 'nve')
    throw new InputError('at what temperature should it run?', { hint: "give --temperature '300 K', or a --schedule" });
  return [{ label: 'run', duration: toFemtoseconds(options.duration), temperature: options.temperature, ...common }];
}

/** `2500 K for 3 ps, to 300 K in 3 ps` as segments. */
export function parseSchedule(text: string): Pick<Segment, 'label' | 'duration' | 'temperature'>[] {
  let last: number | undefined;
  return text.split(',').map((part, index) => {
    const match = /^\s*(to\s+)?(.+?)\s+(for|in)\s+(.+?)\s*$/.exec(part);
    if (!match)
      throw new InputError(`segment ${index + 1} of the schedule, "${part.trim()}", is not understood`, {
        hint: "write '2500 K for 3 ps' or 'to 300 K in 3 ps'",
      });
    const temperature = parseQuantity(match[2], 'temperature').value;
    const duration = toFemtoseconds(parseQuantity(match[4], 'time').value);
    if (match[1] && last === undefined)
      throw new InputError('the schedule begins with "to": there is no temperature to come from', {
        hint: "begin with one to hold, such as '300 K for 1 ps'",
      });
    const from = match[1] ? last! : temperature;
    last = temperature;
    const label =
      from === temperature
        ? `hold ${temperature} K`
        : from > temperature
          ? `quench to ${temperature} K`
          : `heat to ${temperature} K`;
    return { label, duration, temperature: from === temperature ? temperature : ([from, temperature] as const) };
  });
}
