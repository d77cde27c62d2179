#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { CERMET_VERSION, InputError } from '../core/index.js';
import { EXIT, reportError } from './exit.js';
import { describeDefault } from './options.js';

/** A command, known by name and summary before its code is loaded, so that start-up does not pay for what is not run. */
interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<(program: Command) => void>;
}

const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'run what changed in a study, judge its claims and write its report',
    load: async () => (await import('./commands/run.js')).addRunCommand,
  },
  {
    name: 'study',
    summary: 'begin a study; add files to it',
    load: async () => (await import('./commands/study.js')).addStudyCommand,
  },
  {
    name: 'open',
    summary: 'show a study’s report, or a virtual cell, in a browser, on 127.0.0.1',
    load: async () => (await import('./commands/open.js')).addOpenCommand,
  },
  {
    name: 'read',
    summary: 'say what a file is: kind, columns, units, and why',
    load: async () => (await import('./commands/read.js')).addReadCommand,
  },
  {
    name: 'convert',
    summary: 'write a file in another form',
    load: async () => (await import('./commands/convert.js')).addConvertCommand,
  },
  {
    name: 'simulate',
    summary: 'what an instrument would record: a cycler on a cell, a diffractometer, a spectrometer',
    load: async () => {
      const { addSimulateCommand } = await import('./commands/simulate.js');
      const { addSimulateInstruments } = await import('./commands/simulate-instrument.js');
      return (program) => {
        addSimulateCommand(program);
        addSimulateInstruments(program);
      };
    },
  },
  {
    name: 'analyse',
    summary: 'what a recording says: capacity, retention, rates, dQ/dV, titrations, impedance',
    load: async () => (await import('./commands/analyse.js')).addAnalyseCommand,
  },
  {
    name: 'synthesis',
    summary: 'a recipe as arithmetic: amounts, ratios, yields, film thickness, and its warnings',
    load: async () => (await import('./commands/synthesis.js')).addSynthesisCommand,
  },
  {
    name: 'plan',
    summary: 'how many specimens or counts until a claim can be decided',
    load: async () => (await import('./commands/plan.js')).addPlanCommand,
  },
  {
    name: 'compare',
    summary: 'two groups of replicate cells, with statistics and figure',
    load: async () => (await import('./commands/compare.js')).addCompareCommand,
  },
  {
    name: 'particle',
    summary: 'a polycrystalline particle: grains, boundaries, areas, orientations',
    load: async () => (await import('./commands/particle.js')).addParticleCommand,
  },
  {
    name: 'infuse',
    summary: 'a coating that runs along a particle’s boundaries: depth, area, thickness, supply',
    load: async () => (await import('./commands/infuse.js')).addInfuseCommand,
  },
  {
    name: 'section',
    summary: 'a particle to a picture of its cross-section, or such a picture to numbers',
    load: async () => (await import('./commands/section.js')).addSectionCommand,
  },
  {
    name: 'crack',
    summary: 'what lattice strain and electrolyte do to a particle, over cycles',
    load: async () => (await import('./commands/crack.js')).addCrackCommand,
  },
  {
    name: 'order',
    summary: 'fill mixed sites with whole atoms: random-like, or lowest electrostatic energy',
    load: async () => (await import('./commands/order.js')).addOrderCommand,
  },
  {
    name: 'surface',
    summary: 'cut a slab from a crystal: terminations, polarity, oxygen types',
    load: async () => (await import('./commands/surface.js')).addSurfaceCommand,
  },
  {
    name: 'relax',
    summary: 'move atoms and cell to the nearest minimum of energy',
    load: async () => (await import('./commands/relax.js')).addRelaxCommand,
  },
  {
    name: 'md',
    summary: 'molecular dynamics: heat, hold, quench',
    load: async () => (await import('./commands/md.js')).addMdCommand,
  },
  {
    name: 'energy',
    summary: 'energy, forces and stress of a structure',
    load: async () => (await import('./commands/energy.js')).addEnergyCommand,
  },
  {
    name: 'potential',
    summary: 'potentials: what there is, and what can be added',
    load: async () => (await import('./commands/potential.js')).addPotentialCommand,
  },
  {
    name: 'interface',
    summary: 'a glass molten onto a crystal and quenched; its bonds and its opening strength',
    load: async () => (await import('./commands/interface.js')).addInterfaceCommand,
  },
  {
    name: 'bonds',
    summary: 'bonds by pair of elements; across an interface their selectivity, and oxygens by what they bind',
    load: async () => (await import('./commands/bonds.js')).addBondsCommand,
  },
  {
    name: 'opening',
    summary: 'opening strength in mode I: every plane, the weakest, and where it really breaks',
    load: async () => (await import('./commands/opening.js')).addOpeningCommand,
  },
  {
    name: 'dft',
    summary: 'a DFT code, here or through Slurm: prepare, run, watch, judge, read',
    load: async () => (await import('./commands/dft.js')).addDftCommand,
  },
  {
    name: 'screen',
    summary: 'rank coatings on an oxide: reactive or not, what forms, how strongly, how sure',
    load: async () => (await import('./commands/screen.js')).addScreenCommand,
  },
];

/** The program with one command loaded, or with all of them by name for help. */
async function makeProgram(name: string | undefined): Promise<Command> {
  const program = new Command('cermet')
    .description('A workbench for reactive coatings on battery cathodes.')
    .version(CERMET_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--debug', 'print where an error comes from')
    .showHelpAfterError('(cermet --help lists the commands)')
    .exitOverride();
  program.configureHelp({ showGlobalOptions: false });
  const entry = commands.find((command) => command.name === name);
  if (entry) (await entry.load())(program);
  else
    for (const { name, summary } of commands)
      program.command(name, { hidden: false }).description(summary).helpOption(false);
  for (const command of program.commands) settle(command);
  return program;
}

/** Every command takes --debug, shows defaults with their units, and raises errors instead of leaving the process. */
function settle(command: Command): void {
  command.exitOverride();
  for (const option of command.options) describeDefault(option);
  if (!command.options.some((o) => o.long === '--debug')) {
    command.option('--plugin <module>', 'a module with further readers, analyses, evidence; again for others');
    command.option('--debug', 'print where an error comes from');
  }
  for (const inner of command.commands) settle(inner);
}

/** Takes `--plugin MODULE` out of the words, wherever it stands: every command knows it, and it must be loaded before any. */
function takePlugins(given: readonly string[]): { argv: string[]; plugins: string[] } {
  const argv: string[] = [];
  const plugins: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const word = given[i];
    if (word === '--') {
      argv.push(...given.slice(i));
      break;
    }
    if (word === '--plugin') {
      if (given[i + 1] === undefined) throw new InputError('--plugin needs the path of a module');
      plugins.push(given[++i]);
    } else if (word.startsWith('--plugin=')) plugins.push(word.slice('--plugin='.length));
    else argv.push(word);
  }
  return { argv, plugins };
}

async function main(given: string[]): Promise<void> {
  const { argv, plugins } = takePlugins(given);
  if (plugins.length > 0) (await import('./cermet.js')).usePlugins(plugins);
  const words = argv.filter((word) => word !== '--debug');
  const help = words[0] === 'help' || (words.length > 0 && words.every((w) => w === '--help' || w === '-h'));
  const name = help ? words.find((w, i) => i > 0 && !w.startsWith('-')) : words[0];
  if (name !== undefined && !name.startsWith('-') && !commands.some((c) => c.name === name)) {
    throw new InputError(`there is no command "${name}"`, {
      value: name,
      allowed: commands.map((c) => c.name),
      hint: 'cermet --help lists them.',
    });
  }
  const program = await makeProgram(name);
  if (words.length === 0 || (help && name === undefined)) return program.outputHelp();
  if (help) return program.commands.find((c) => c.name() === name)!.outputHelp();
  await program.parseAsync(argv, { from: 'user' });
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
});

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  else process.exitCode = reportError(error);
}
