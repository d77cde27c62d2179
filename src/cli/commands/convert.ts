import type { Command } from 'commander';
import { InputError } from '../../core/index.js';
import { choiceOption, integerOption, isFile, makeCliContext, printStatus, readAnyFile, resolveStructure, runCommand, writeResult } from '../support.js';
import { writers } from '../../io/index.js';

interface ConvertOptions {
  to?: string;
  reader?: string;
  frame?: number;
}

/** `cermet convert IN OUT` */
export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('write a file in another form, chosen by the ending of its new name')
    .argument('<in>', 'file to read, or a crystal of the library such as LiNiO2; - for standard input')
    .argument('<out>', 'file to write; - for standard output, with --to')
    .option('--to <form>', `form to write: ${writers.map((w) => w.id).join(', ')}`, choiceOption('--to', writers.map((w) => w.id)))
    .option('--reader <id>', 'read with this reader instead of asking the content')
    .option('--frame <number>', 'only this frame, counted from 1; -1 is the last', integerOption('--frame'))
    .action(
      runCommand(async (from: string, to: string, options: ConvertOptions) => {
        if (to === '-' && !options.to) throw new InputError('standard output has no ending to choose a form by', { hint: 'name it with --to' });
        const ctx = makeCliContext('converting');
        const read = (await isFile(from)) || options.reader ? await readAnyFile(from, ctx, options.reader) : { recordings: [], structures: [await resolveStructure(from, ctx)], notes: [] };
        const structures = options.frame === undefined ? read.structures : [pickFrame(read.structures, options.frame)];
        await writeResult(to, { ...read, structures }, options.to);
        for (const note of read.notes.filter((n) => n.level !== 'info')) printStatus(`${note.level}: ${note.text}`);
      }),
    );
}

function pickFrame<T>(frames: readonly T[], number: number): T {
  const frame = frames.at(number > 0 ? number - 1 : number);
  if (number === 0 || frame === undefined) throw new InputError(`there is no frame ${number}`, { hint: `the file holds ${frames.length}` });
  return frame;
}
