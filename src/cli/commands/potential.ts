import type { Command } from 'commander';
import { listStoredPotentials } from '../potential-store.js';
import { EXIT, printJson, printTable, runCommand } from '../support.js';

/** `cermet potential list` */
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
          ...builtinPotentials.map(({ name, title, elements }) => ({ name, here: true, title, elements: [...elements] })),
          ...(await listStoredPotentials()).map(({ name, here, scheme }) => ({ name, here, title: `CHGNet, ${scheme}`, elements: undefined })),
        ];
        if (options.json) await printJson(entries);
        else await printTable(['name', 'here', 'elements', 'what it is'], entries.map((e) => [e.name, e.here ? 'yes' : `no: cermet potential add ${e.name}`, e.elements?.join(' ') ?? 'hydrogen to plutonium', e.title]));
        return EXIT.done;
      }),
    );
}
