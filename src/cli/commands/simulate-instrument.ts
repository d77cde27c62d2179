import type { Command } from 'commander';
import { InputError, readSettings } from '../../core/index.js';
import { instruments } from '../../lab/instruments/index.js';
import type { AnyInstrument } from '../../lab/instruments/instrument.js';
import { collectSetting } from '../analyse-files.js';
import { loadCermet } from '../cermet.js';
import { endingOf } from '../files.js';
import { namedStructure, readPlace } from '../places.js';
import { integerOption, makeCliContext, printStatus, printTable, runCommand, writeResult } from '../support.js';

interface Options {
  set?: Record<string, string>;
  seed: number;
  list?: boolean;
}

/** `cermet simulate diffraction OUT`, `cermet simulate xps OUT` and so on: a subcommand for every instrument. */
export function addSimulateInstruments(program: Command): void {
  const simulate = program.commands.find((command) => command.name() === 'simulate')!;
  for (const instrument of instruments)
    simulate
      .command(instrument.id)
      .description(`${instrument.title}: what it would record, with its noise`)
      .argument('[out]', `file to write: ${instrument.endings.join(', ')}`)
      .option('--set <key=value>', 'a setting, again for others', collectSetting)
      .option('--seed <number>', 'seed of the noise', integerOption('--seed', { min: 0, max: 2 ** 32 - 1 }), 1)
      .option('--list', 'list settings')
      .action(runCommand((out: string | undefined, options: Options) => simulateInto(instrument, out, options)));
}

async function simulateInto(instrument: AnyInstrument, out: string | undefined, options: Options): Promise<undefined> {
  if (options.list) {
    await printTable(
      ['setting', 'what', 'default'],
      Object.entries(instrument.settings).map(([key, s]) => [
        key,
        s.describe,
        s.required ? 'must be given' : (s.default ?? ''),
      ]),
    );
    return undefined;
  }
  if (out === undefined)
    throw new InputError('the file to write is missing', {
      hint: `cermet simulate ${instrument.id} OUT${instrument.endings[0]} --set KEY=VALUE`,
    });
  const ending = endingOf(out, instrument.endings);
  if (!instrument.endings.includes(ending))
    throw new InputError(`simulate ${instrument.id} cannot write ${ending ? `"${ending}"` : 'a file without ending'}`, {
      value: ending,
      allowed: instrument.endings,
      where: { file: out },
    });
  const ctx = makeCliContext('simulating', { seed: options.seed });
  const settings = readSettings(instrument.settings, options.set ?? {}, `simulate ${instrument.id}`);
  const cermet = await loadCermet();
  const recordings = await instrument.simulate(settings, ctx, (name: string) =>
    namedStructure(name, (path) => readPlace(path, cermet, ctx)),
  );
  await writeResult(out, { recordings, structures: [], notes: [] });
  printStatus(`${out}: ${recordings.map(({ table }) => table.length).join(' + ')} points`);
  return undefined;
}
