import { ReadError } from '../../core/index.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from './encoding.js';

/** [1] Files of instruments of the laboratory are small; one beyond this is none. */
const LARGEST = 1 << 28;

/** All lines of a text file, for forms whose parts are found by what stands in them. */
export async function readLines(source: Source): Promise<string[]> {
  if (source.size > LARGEST)
    throw new ReadError(
      `the file has ${(source.size / 2 ** 20).toFixed(0)} MiB, more than a run of this instrument can be`,
      {
        file: source.name,
      },
    );
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 65_536));
  return decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/);
}
