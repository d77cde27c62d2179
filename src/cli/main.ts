#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { CERMET_VERSION, InputError } from '../core/index.js';
import { checkWrittenFiles } from './check-written.js';
import { commands } from './command-list.js';
import { EXIT, reportError } from './exit.js';
import { describeDefault } from './options.js';

/** The program with one command loaded, or with all of them by name for help. */
async function makeProgram(name: string | undefined): Promise<Command> {
  const program = new Command('cermet')
    .description('A workbench for reactive coatings on battery cathodes.')
    .version(CERMET_VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .option('--debug', 'print where an error comes from')
    .showHelpAfterError(
      name === undefined ? '(cermet --help lists the commands)' : `(cermet help ${name} says what it takes)`,
    )
    .exitOverride();
  program.configureHelp({ showGlobalOptions: false });
  const entry = commands.find((command) => command.name === name);
  if (entry) (await entry.load())(program);
  else
    for (const { name, summary, group } of commands)
      program.command(name, { hidden: false }).description(summary).helpOption(false).helpGroup(group);
  for (const command of program.commands) settle(command);
  if (entry)
    program.commands
      .find((command) => command.name() === name)
      ?.addHelpText('after', `\nExamples:\n${entry.examples.map((line) => `  $ ${line}\n`).join('')}`);
  else program.addHelpText('after', '\ncermet help COMMAND says more of one, with examples.');
  program.hook('preAction', (_, command) => checkWrittenFiles(command));
  return program;
}

/** Every command takes --debug, shows defaults with their units, and raises errors instead of leaving the process. */
function settle(command: Command): void {
  command.exitOverride();
  for (const option of command.options) describeDefault(option);
  if (!command.options.some((o) => o.long === '--debug')) {
    command.option('--plugin <module>', 'a module with further readers, analyses, evidence; again for others');
    command.option('--verbose', 'a line for every note, not one for each kind');
    command.option('--debug', 'print where an error comes from');
  }
  for (const inner of command.commands) settle(inner);
}

/**
 * Takes `--plugin MODULE` out of the words, wherever it stands: every command knows it, and it must be loaded before
 * any.
 */
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
