import { CermetError, InputError, ReadError, throwIfAborted, type Note, type Recording } from '../../core/index.js';
import { joinRecordings } from '../measured/join-recordings.js';
import type { FolderReader, ReadResult } from '../reader.js';
import { toscatReader } from './toscat.js';

/** Whether a folder with files of these names is one test of a TOSCAT. */
export function isToscatFolder(names: readonly string[]): boolean {
  return names.some((name) => /^capacity\.log$/i.test(name)) && names.some((name) => /^\d+(\.\w+)?$/.test(name));
}

/**
 * Puts the numbered files of one TOSCAT test together in time; recordings of other readers stay as they are, behind it.
 * Where the files name no clock to join them by, they stay apart and a note says so.
 */
export function joinToscatFiles(recordings: readonly Recording[]): { recordings: Recording[]; notes: Note[] } {
  const isNumbered = (r: Recording): boolean =>
    r.origin.type === 'measured' && r.origin.reader === `${toscatReader.id}@${toscatReader.version}`;
  const numbered = recordings.filter(isNumbered);
  if (numbered.length < 2) return { recordings: [...recordings], notes: [] };
  try {
    return { recordings: [joinRecordings(numbered), ...recordings.filter((r) => !isNumbered(r))], notes: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {
      recordings: [...recordings],
      notes: [
        {
          level: 'warning',
          code: 'not-joined',
          text: `the numbered files of this test were not put together: ${error.message}`,
        },
      ],
    };
  }
}

/** The numbered files of one TOSCAT test as one recording, with what else its folder holds. */
export const toscatFolderReader: FolderReader = Object.freeze({
  id: 'toscat-folder',
  version: '1',
  title: 'TOSCAT test',
  kind: 'cycling',
  sniff: (names) => (isToscatFolder(names) ? 0.9 : 0),
  async read(folder, readFile, ctx) {
    const read: ReadResult = { recordings: [], structures: [], notes: [] };
    let numbered = 0;
    for (const name of folder.names) {
      throwIfAborted(ctx);
      try {
        const file = await readFile(name);
        if (/^\d/.test(name)) numbered++;
        read.recordings.push(...file.recordings);
        read.notes.push(...file.notes);
      } catch (error) {
        if (!(error instanceof CermetError) || error.code === 'abort') throw error;
        read.notes.push({ level: 'warning', code: 'member-unread', text: error.message, where: name });
      }
    }
    if (numbered === 0)
      throw new ReadError(
        'none of the numbered files beside CAPACITY.LOG could be read',
        { file: folder.name },
        { hint: read.notes[0]?.text },
      );
    const { recordings, notes } = joinToscatFiles(read.recordings);
    return { ...read, recordings, notes: [...read.notes, ...notes] };
  },
} satisfies FolderReader);
