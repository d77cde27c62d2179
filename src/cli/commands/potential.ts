import type { Command } from 'commander';
import { addPotential, listStoredPotentials } from '../potential-store.js';
import { EXIT, interruptSignal, printJson, printStatus, printTable, runCommand, writeText } from '../support.js';

/** `cermet potential list` and `cermet potential add NAME` */
export function addPotentialCommand(program: Command): void {
  const potential = program.command('potential').description('potentials: what there is, and what can be added');
  potential
    .command('list')
    .description('list the potentials that --potential takes by name')
    .option('--json', 'print a JSON array')
    .action(
      runCommand(async (options: { json?: boolean }) => {
        const { builtinPotentials } = await import('../../atoms/index.js');
        const entries = [
          ...builtinPotentials.map(({ name, title, elements }) => ({
            name,
            here: true,
            title,
            elements: [...elements],
          })),
          ...(await listStoredPotentials()).map(({ name, here, scheme }) => ({
            name,
            here,
            title: `CHGNet, ${scheme}`,
            elements: undefined,
          })),
        ];
        if (options.json) await printJson(entries);
        else
          await printTable(
            ['name', 'here', 'elements', 'what it is'],
            entries.map((e) => [
              e.name,
              e.here ? 'yes' : `no: cermet potential add ${e.name}`,
              e.elements?.join(' ') ?? 'hydrogen to plutonium',
              e.title,
            ]),
          );
        return EXIT.done;
      }),
    );
  potential
    .command('add')
    .description(
      'add a potential whose parameters do not come with Cermet: they are fetched with your own pip, checked, and kept in your data folder',
    )
    .argument('<name>', 'chgnet or chgnet-r2scan')
    .option('--from <file>', 'take them from a wheel of the Python package chgnet 0.4.2 instead of fetching it')
    .action(
      runCommand(async (name: string, options: { from?: string }) => {
        const path = await addPotential(name, { from: options.from, signal: interruptSignal(), log: printStatus });
        printStatus(`${name} is here now; take it with --potential ${name}`);
        await writeText(`${path}\n`);
        return EXIT.done;
      }),
    );
}
