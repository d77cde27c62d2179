import type { Command } from 'commander';
import { addDftRead } from '../dft/command-read.js';

/** `cermet dft prepare|run|status|read|cancel|pseudos` */
export function addDftCommand(program: Command): void {
  const dft = program
    .command('dft')
    .description('a DFT code, here or through Slurm: inputs written, runs watched and judged, outputs read');
  addDftRead(dft);
}
