import { ReadError } from '../core/index.js';
import type { Reader, Source } from './reader.js';

/** Bytes of a file that readers see before one is chosen. */
export const HEAD_SIZE = 65_536;
/** Below this score a reader does not claim the file. */
const CLAIMS = 0.3;
/** Scores closer than this are a tie, which the file's ending may break. */
const TIE = 0.05;
/** So many candidates a message names. */
const MOST_NAMED = 4;

/** Which reader a file is for, and why. */
export interface Detection {
  reader: Reader;
  /** [1] 0 to 1 */
  score: number;
  /** One sentence: what decided. */
  because: string;
  /** Others that claimed the file, best first. */
  others: { reader: Reader; score: number }[];
}

/**
 * Finds the reader of a file in three stages: by content (magic bytes, preamble, columns: the readers' own scores); by
 * ending where contents tie; and where the ending cannot decide either, it refuses and names the candidates rather than
 * guess.
 */
export async function detectReader(
  source: Source,
  readers: readonly Reader[],
  place = source.name,
): Promise<Detection> {
  const head = await source.slice(0, Math.min(source.size, HEAD_SIZE));
  if (head.length === 0) throw new ReadError('the file is empty', { file: place });
  const name = source.name.toLowerCase();
  const claims = readers
    .map((reader) => ({
      reader,
      score: reader.sniff(head, name),
      ending: reader.extensions.some((e) => name.endsWith(e)),
    }))
    .filter((claim) => claim.score >= CLAIMS)
    .sort((a, b) => b.score - a.score);
  if (claims.length === 0) throw unknownFile(head, name, readers, place);
  const top = claims.filter((claim) => claims[0]!.score - claim.score < TIE);
  const byEnding = top.filter((claim) => claim.ending);
  const chosen = top.length === 1 ? top[0] : byEnding.length === 1 ? byEnding[0] : undefined;
  if (!chosen) {
    throw new ReadError(
      `this could be ${top.map((c) => `${c.reader.title} (${c.reader.id})`).join(' or ')}`,
      { file: place },
      { hint: `say which with --reader ${top[0]!.reader.id}` },
    );
  }
  const how =
    top.length > 1
      ? `the content fits ${top.length} forms and the ending of the name decides`
      : chosen.ending
        ? 'content and ending of the name agree'
        : 'the content says so, whatever the name';
  return {
    reader: chosen.reader,
    score: chosen.score,
    because: `${chosen.reader.title}: ${how}`,
    others: claims.filter((c) => c !== chosen).map(({ reader, score }) => ({ reader, score })),
  };
}

function unknownFile(head: Uint8Array, name: string, readers: readonly Reader[], place: string): ReadError {
  const magic = nameMagic(head);
  if (magic) return new ReadError(`this is ${magic}, which no reader of Cermet takes`, { file: place });
  const expected = readers.filter((reader) => reader.extensions.some((e) => name.endsWith(e)));
  if (isText(head)) {
    const lines = new TextDecoder('latin1').decode(head).split(/\r\n|\n|\r/);
    const filled = lines.filter((line) => /[^\s\u00ef\u00bb\u00bf]/.test(line));
    if (filled.length === 0) return new ReadError('the file holds nothing but blanks', { file: place });
    if (lines[0]!.length === HEAD_SIZE)
      return new ReadError(
        `no reader of Cermet knows a file whose first line is longer than ${HEAD_SIZE / 1024} KiB`,
        { file: place },
        { hint: 'give fewer columns, or look whether the file has ends of lines' },
      );
    if (filled.length === 1 && expected.length > MOST_NAMED)
      return new ReadError(
        'the file is a single line of text: no rows follow it',
        { file: place, line: lines.indexOf(filled[0]!) + 1 },
        { hint: 'look at the file: it may be cut short' },
      );
    if (head.length === HEAD_SIZE && filled.every((line) => line.startsWith('#')))
      return new ReadError(
        `the first ${HEAD_SIZE / 1024} KiB are comments alone, and no reader looks further`,
        { file: place },
        { hint: 'shorten the comments above the table' },
      );
  }
  if (expected.length > MOST_NAMED)
    return new ReadError(
      `${expected.length} forms of files end in such a name, and the content is of none of them`,
      { file: place },
      { hint: 'look at the file: it may be cut short or be something else' },
    );
  if (expected.length > 0)
    return new ReadError(
      `the name looks like ${expected.map((r) => r.title).join(' or ')}, but the content does not`,
      { file: place },
      { hint: 'look at the file: it may be cut short or be something else' },
    );
  return new ReadError(`no reader of Cermet knows this ${isText(head) ? 'text' : 'binary'} file`, { file: place });
}

/** Common kinds of file by their first bytes, so that a wrong file is called what it is. */
const magics: readonly [name: string, ...bytes: number[]][] = [
  ['a PDF', 0x25, 0x50, 0x44, 0x46],
  ['a PNG picture', 0x89, 0x50, 0x4e, 0x47],
  ['a JPEG picture', 0xff, 0xd8, 0xff],
  ['a zip archive (or an Office document)', 0x50, 0x4b, 0x03, 0x04],
  ['a gzip archive', 0x1f, 0x8b],
  ['an HDF5 file', 0x89, 0x48, 0x44, 0x46],
  ['an old Office document', 0xd0, 0xcf, 0x11, 0xe0],
  ['a Parquet table', 0x50, 0x41, 0x52, 0x31],
  ['an ELF program', 0x7f, 0x45, 0x4c, 0x46],
  ['a Renishaw WiRE spectrum', 0x57, 0x44, 0x46, 0x31],
  ['an Origin project', 0x43, 0x50, 0x59, 0x41],
  ['an Origin project', 0x43, 0x50, 0x59, 0x55, 0x41],
];

/** The same for text, by how it begins. */
const openings: readonly [name: string, begin: RegExp][] = [
  ['a JCAMP-DX spectrum', /^\s{0,9}##TITLE\s{0,9}=/i],
  ['a web page', /^\s{0,99}<(?:!doctype html|html)\b/i],
  ['mass spectra (mzML)', /^[^<]{0,9}<\?xml[^>]{0,200}>\s{0,99}<(?:indexed)?mzML\b/],
  ['a nuclear magnetic resonance file (nmrML)', /^[^<]{0,9}<\?xml[^>]{0,200}>\s{0,99}<nmrML\b/],
];

function nameMagic(head: Uint8Array): string | undefined {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 400));
  return (magics.find(([, ...bytes]) => bytes.every((b, i) => head[i] === b)) ??
    openings.find(([, begin]) => begin.test(text)))?.[0];
}

/** Whether bytes look like text: no zero byte and few control characters. */
export function isText(head: Uint8Array): boolean {
  let control = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 9 || (byte > 13 && byte < 32)) control++;
  }
  return control <= head.length / 100;
}
