import type { Command } from 'commander';
import { InputError, readSettings } from '../../core/index.js';
import { readSimulation, simulateDiffraction, simulationSettings } from '../../lab/index.js';
import { collectSetting } from '../analyse-files.js';
import { loadCermet } from '../cermet.js';
import { namedStructure, readPlace } from '../places.js';
import { integerOption, makeCliContext, printStatus, printTable, runCommand, writeResult } from '../support.js';

interface Options {
  set?: Record<string, string>;
  seed: number;
  list?: boolean;
}

/** `cermet simulate diffraction OUT` */
export function addSimulateDiffraction(program: Command): void {
  program.commands
    .find((command) => command.name() === 'simulate')!
    .command('diffraction')
    .description('a powder pattern of phases on an instrument, with the noise of counting')
    .argument('[out]', 'file to write: .xy, .xye, .xrdml, .csv')
    .option(
      '--set <key=value>',
      'phases=LiNi0.8Co0.1Mn0.1O2,NiO and further settings, again for others',
      collectSetting,
    )
    .option('--seed <number>', 'seed of the noise', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 1)
    .option('--list', 'list settings')
    .action(
      runCommand(async (out: string | undefined, options: Options) => {
        if (options.list)
          return printTable(
            ['setting', 'what', 'default'],
            Object.entries(simulationSettings).map(([key, s]) => [key, s.describe, s.default]),
          );
        if (out === undefined)
          throw new InputError('the file to write is missing', {
            hint: 'cermet simulate diffraction OUT.xy --set phases=…',
          });
        const { phases = '', ...given } = options.set ?? {};
        const ctx = makeCliContext('simulating', { seed: options.seed });
        const cermet = await loadCermet();
        const names = phases
          .split(',')
          .map((w) => w.trim())
          .filter((w) => w !== '');
        const structures = await Promise.all(
          names.map((name) => namedStructure(name, (path) => readPlace(path, cermet, ctx))),
        );
        const simulation = readSimulation(structures, readSettings(simulationSettings, given, 'simulate diffraction'));
        const recording = await simulateDiffraction(simulation.phases, simulation.instrument, ctx);
        await writeResult(out, { recordings: [recording], structures: [], notes: [] });
        printStatus(`${out}: ${recording.table.length} points`);
        return undefined;
      }),
    );
}
