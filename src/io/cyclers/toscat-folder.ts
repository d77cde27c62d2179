import { InputError, type Note, type Recording } from '../../core/index.js';
import { joinRecordings } from '../measured/join-recordings.js';
import { toscatReader } from './toscat.js';

/** Whether a folder with files of these names is one test of a TOSCAT. */
export function isToscatFolder(names: readonly string[]): boolean {
  return names.some((name) => /^capacity\.log$/i.test(name)) && names.some((name) => /^\d+(\.\w+)?$/.test(name));
}

/**
 * Puts the numbered files of one TOSCAT test together in time; recordings of other readers stay as they are, behind it. Where the files
 * name no clock to join them by, they stay apart and a note says so.
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
