import type { Command } from 'commander';
import { InputError, ReadError, throwIfAborted, type Context, type Note, type Recording } from '../../core/index.js';
import {
  choiceOption,
  expandFiles,
  integerOption,
  interruptSignal,
  isFile,
  isFolder,
  makeCliContext,
  printStatus,
  readAnyFile,
  resolveStructure,
  runCommand,
  writerFor,
  writeResult,
} from '../support.js';
import { requireWritable } from '../check-written.js';
import type { ReadResult } from '../../io/index.js';
import { writers } from '../../io/writers.js';

interface ConvertOptions {
  to?: string;
  reader?: string;
  frame?: number;
  join?: boolean;
}

/** `cermet convert IN OUT` */
export function addConvertCommand(program: Command): void {
  program
    .command('convert')
    .description('write a file in another form, chosen by the ending of its new name')
    .usage('[options] <in...> <out>')
    .argument(
      '<files...>',
      'file to read, or a crystal of the library such as LiNiO2, - for standard input; last, the file to write, - for standard output, with --to',
    )
    .option(
      '--join',
      'join the recordings of several files of one cell in time; folders and quoted patterns stand for their files',
    )
    .option(
      '--to <form>',
      `form to write: ${writers.map((w) => w.id).join(', ')}`,
      choiceOption(
        '--to',
        writers.map((w) => w.id),
      ),
    )
    .option('--reader <id>', 'read with this reader instead of asking the content')
    .option('--frame <number>', 'only this frame, counted from 1; -1 is the last', integerOption('--frame'))
    .action(
      runCommand(async (files: string[], options: ConvertOptions) => {
        const to = files.at(-1)!;
        const from = files.slice(0, -1);
        if (from.length === 0) throw new InputError('the file to write is missing', { hint: 'cermet convert IN OUT' });
        if (to === '-' && !options.to)
          throw new InputError('standard output has no ending to choose a form by', { hint: 'name it with --to' });
        if (from.length > 1 && !options.join)
          throw new InputError(`${from.length} files cannot be written as one`, {
            hint: 'join recordings of one cell in time with --join',
          });
        if (to !== '-') {
          await writerFor(to, options.to);
          await requireWritable(to);
        }
        const ctx = makeCliContext('converting', { keepsNothing: true });
        const read = options.join
          ? await joinFiles(from, options.reader, ctx)
          : await readOne(from[0], options.reader, ctx);
        const structures = options.frame === undefined ? read.structures : [pickFrame(read.structures, options.frame)];
        const replaced = to !== '-' && (await isFile(to));
        // From here on there is a file that half of must not stay.
        interruptSignal();
        await writeResult(to, { ...read, structures }, options.to);
        if (to !== '-') printStatus(`wrote ${to}${replaced ? ', in place of the old one' : ''}`);
        for (const note of read.notes.filter((n) => n.level !== 'info' || n.code === 'files-gap'))
          printStatus(`${note.level}: ${note.text}${note.code.startsWith('files-') ? `, ${note.where}` : ''}`);
      }),
    );
}

async function readOne(from: string, reader: string | undefined, ctx: Context): Promise<ReadResult> {
  if (reader || (await isFile(from)) || (await isFolder(from))) return readAnyFile(from, ctx, reader);
  return { recordings: [], structures: [await resolveStructure(from, ctx)], notes: [] };
}

/** The recordings of all files as one, in the order of their clocks; its notes tell of gaps and overlaps. */
async function joinFiles(names: readonly string[], reader: string | undefined, ctx: Context): Promise<ReadResult> {
  const recordings: Recording[] = [];
  const notes: Note[] = [];
  for (const name of names) {
    for (const file of await expandFiles(name)) {
      throwIfAborted(ctx);
      const read = await readAnyFile(file, ctx, reader);
      if (read.recordings.length === 0) throw new ReadError('this file holds no recording to join', { file });
      recordings.push(...read.recordings);
      notes.push(...read.notes);
    }
  }
  const { joinRecordings } = await import('../../io/measured/join-recordings.js');
  const joined = joinRecordings(recordings);
  return { recordings: [joined], structures: [], notes: [...notes, ...joined.notes] };
}

function pickFrame<T>(frames: readonly T[], number: number): T {
  const frame = frames.at(number > 0 ? number - 1 : number);
  if (number === 0 || frame === undefined)
    throw new InputError(`there is no frame ${number}`, { hint: `the file holds ${frames.length}` });
  return frame;
}
