import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { parquetRead } from 'hyparquet';
import type { Recording } from '../../src/core/index.js';
import { makeSource, type Reader, type Source } from '../../src/io/reader.js';
import { sharedPath } from '../shared-data.js';

/** A file of the shared data folder as a source. */
export function sharedSource(path: string): Source {
  return makeSource(basename(path), new Uint8Array(readFileSync(sharedPath(path))));
}

/** The first recording a reader makes of a file of the shared data folder. */
export async function readShared(reader: Reader, path: string): Promise<Recording> {
  return (await reader.read(sharedSource(path))).recordings[0];
}

/** Columns of a known-answer Parquet file; these are packed with Brotli, which only Node unpacks. */
export async function readAnswers(path: string): Promise<Map<string, ArrayLike<unknown>>> {
  const bytes = readFileSync(sharedPath(path));
  const columns = new Map<string, unknown[]>();
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  await parquetRead({
    file,
    compressors: {
      BROTLI: (input) => new Uint8Array(brotliDecompressSync(input)),
      ZSTD: (input) => decompressZstd(input),
    },
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName) ?? [];
      columns.set(columnName, column);
      for (let i = 0; i < columnData.length; i++) column[rowStart + i] = columnData[i];
    },
  });
  return columns;
}
