import type { Command } from 'commander';
import type { DftCalculation } from '../../io/dft/index.js';
import { formatNumber, makeCliContext, printJson, printTable, runCommand, writeText } from '../support.js';
import { listTree } from './list-tree.js';

/** `cermet dft read FOLDER` */
export function addDftRead(dft: Command): void {
  dft
    .command('read')
    .description('every calculation in a folder: whether it converged, why not, what to try next, and what it gave')
    .argument('<folder>', 'folder with outputs of Quantum ESPRESSO, GPAW, VASP, ABINIT or CP2K, or one output')
    .option('--json', 'print the calculations as a JSON array')
    .action(runCommand(run));
}

async function run(path: string, options: { json?: boolean }): Promise<void> {
  const { readDftFolder } = await import('../../io/dft/index.js');
  const { tellCalculation, findRemedies } = await import('../../dft/index.js');
  const calculations = await readDftFolder(await listTree(path), makeCliContext('reading', { keepsNothing: true }));
  if (options.json) return printJson(calculations.map(tellCalculation));
  await printTable(
    ['calculation', 'engine', 'judgement', 'energy (eV)', 'Fermi energy (eV)', 'moment (μB)', 'U (eV)'],
    calculations.map((c) => [
      c.name,
      `${c.engine} ${c.version ?? ''}`.trim(),
      c.judgement,
      c.energy === undefined ? undefined : c.energy.toFixed(5),
      c.fermi && `${c.fermi.map((f) => f.toFixed(4)).join(' / ')}${c.fermiKind === 'fermi' ? '' : ` (${c.fermiKind})`}`,
      c.totalMoment === undefined ? undefined : formatNumber(c.totalMoment, 4),
      describeHubbard(c),
    ]),
  );
  for (const c of calculations) {
    if (c.judgement !== 'converged') {
      await writeText(`\n${c.name}: ${c.judgement}; ${c.reason}\n`);
      for (const { says } of findRemedies(c).slice(0, 3)) await writeText(`  next: ${says}\n`);
    }
    for (const note of c.notes)
      if (note.level !== 'info' || c.judgement === 'converged')
        await writeText(`${c.name}: ${note.level}: ${note.text}${note.where ? ` (${note.where})` : ''}\n`);
  }
}

function describeHubbard({ hubbard }: DftCalculation): string | undefined {
  const entries = Object.entries(hubbard);
  return entries.length === 0
    ? undefined
    : entries.map(([species, u]) => `${species} ${formatNumber(u, 4)}`).join(', ');
}
