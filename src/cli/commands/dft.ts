import type { Command } from 'commander';
import { addDftPrepare } from '../dft/command-prepare.js';
import { addDftPseudos } from '../dft/command-pseudos.js';
import { addDftRead } from '../dft/command-read.js';
import { addDftRun } from '../dft/command-run.js';

/** `cermet dft prepare|run|status|read|cancel|pseudos` */
export function addDftCommand(program: Command): void {
  const dft = program
    .command('dft')
    .description('a DFT code, here or through Slurm: inputs written, runs watched and judged, outputs read');
  addDftPrepare(dft);
  addDftRun(dft);
  addDftRead(dft);
  addDftPseudos(dft);
}
