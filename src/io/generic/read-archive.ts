import { CermetError, ReadError, throwIfAborted, type Context, type Note, type Recording } from '../../core/index.js';
import { listLocalNames } from '../cyclers/neware/read-ndax.js';
import { joinToscatFiles } from '../cyclers/toscat-folder.js';
import { detectReader } from '../detect.js';
import { defineReader, makeSource, type Reader, type ReadResult, type Source } from '../reader.js';
import { isGzip, isZip, openGzip, openZip, type ZipEntry } from '../tabular/archive.js';

/** [1] bytes of one member held in memory while it is read */
const LARGEST = 2 ** 31 - 1;

/**
 * Reads zip and gzip archives: every member with the reader its content asks for. Members see one another as files of
 * one folder.
 */
export function makeArchiveReader(readers: readonly Reader[]): Reader {
  return defineReader({
    id: 'archive',
    version: '1',
    title: 'zip or gzip archive',
    kind: 'table',
    extensions: ['.zip', '.gz'],
    sniff: (head) => (isGzip(head) ? 0.7 : isZip(head) && !isOffice(head) ? 0.5 : 0),
    read: async (source, ctx) => {
      const head = await source.slice(0, 4);
      return isGzip(head) ? readGzip(source, readers, ctx) : readZip(source, readers, ctx);
    },
  });
}

/** Word and PowerPoint documents are zip archives too. */
function isOffice(head: Uint8Array): boolean {
  return listLocalNames(head).some(
    (name) => name === '[Content_Types].xml' || name.startsWith('word/') || name.startsWith('ppt/'),
  );
}

async function readGzip(source: Source, readers: readonly Reader[], ctx?: Context): Promise<ReadResult> {
  const inner = await openGzip(source);
  const { reader } = await detectReader({ ...inner, sibling: source.sibling?.bind(source) }, readers, source.name);
  return renamed(
    await reader.read({ ...inner, sibling: source.sibling?.bind(source) }, ctx),
    `${source.name}/${inner.name}`,
  );
}

async function readZip(source: Source, readers: readonly Reader[], ctx?: Context): Promise<ReadResult> {
  const entries = (await openZip(source)).filter((e) => !/(^|\/)(__MACOSX|\.)/.test(e.name));
  if (entries.length === 0) throw new ReadError('the archive is empty', { file: source.name });
  const result: ReadResult = { recordings: [], structures: [], notes: [] };
  const failures: { error: CermetError; damaged: boolean }[] = [];
  for (const [i, entry] of entries.entries()) {
    throwIfAborted(ctx);
    ctx?.progress?.(i, entries.length, `${source.name}/${entry.name}`);
    let known = false;
    try {
      const member = await openMember(entry, entries, source.name);
      const { reader } = await detectReader(member, readers, `${source.name}/${entry.name}`);
      known = true;
      const read = renamed(await reader.read(member, ctx), `${source.name}/${entry.name}`);
      result.recordings.push(...read.recordings);
      result.structures.push(...read.structures);
      result.notes.push(...read.notes);
    } catch (error) {
      if (!(error instanceof CermetError) || error.code === 'abort') throw error;
      failures.push({ error, damaged: known || /checksum|bytes come out|damaged/.test(error.what) });
    }
  }
  if (result.recordings.length + result.structures.length === 0)
    throw failures[0]?.error ?? new ReadError('nothing in the archive could be read', { file: source.name });
  joinTests(result);
  result.notes.push(
    ...failures.map(
      ({ error, damaged }): Note => ({
        level: damaged ? 'serious' : 'warning',
        code: 'member-unread',
        text: error.message,
      }),
    ),
  );
  return result;
}

/** A folder of the archive that is one test becomes one recording. */
function joinTests(result: ReadResult): void {
  const folders = new Map<string, Recording[]>();
  for (const recording of result.recordings) {
    const file = recording.origin.type === 'measured' ? recording.origin.file : '';
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    folders.set(folder, [...(folders.get(folder) ?? []), recording]);
  }
  const joined = [...folders.values()].map(joinToscatFiles);
  result.recordings = joined.flatMap((j) => j.recordings);
  result.notes.push(...joined.flatMap((j) => j.notes));
}

async function openMember(entry: ZipEntry, entries: readonly ZipEntry[], archive: string): Promise<Source> {
  if (entry.size > LARGEST)
    throw new ReadError(
      `the member is ${entry.size} bytes unpacked, more than can be held`,
      { file: `${archive}/${entry.name}` },
      { hint: 'unpack the archive and read the file itself' },
    );
  const folder = entry.name.slice(0, entry.name.lastIndexOf('/') + 1);
  return {
    ...makeSource(entry.name.slice(folder.length), await entry.read()),
    sibling: async (name) => {
      const beside = entries.find((e) => e.name === folder + name);
      return beside && makeSource(name, await beside.read());
    },
  };
}

/** The origin names the archive too, so that the file can be found again. */
function renamed(read: ReadResult, file: string): ReadResult {
  return {
    ...read,
    recordings: read.recordings.map((r) =>
      r.origin.type === 'measured' ? { ...r, origin: { ...r.origin, file } } : r,
    ),
  };
}
