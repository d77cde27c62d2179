import { gunzipSync } from 'fflate';
import { decompress as decompressZstd } from 'fzstd';
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type Compressors } from 'hyparquet';
import { ReadError } from '../../core/index.js';
import type { Source } from '../reader.js';
import { decompressLz4 } from './decompress-lz4.js';

/** A column of a Parquet file: numbers with NaN where missing, or words. Times are seconds since 1970. */
export interface ParquetColumn {
  name: string;
  values: Float64Array | string[];
}

/** A Parquet file: columns and the key-value texts its writer put in. */
export interface ParquetTable {
  columns: ParquetColumn[];
  rows: number;
  texts: Record<string, string>;
}

const compressors: Compressors = {
  ZSTD: (input, size) => exactly(decompressZstd(input), size),
  GZIP: (input, size) => exactly(gunzipSync(input), size),
  LZ4: (input, size) => decompressLz4(input, size),
  LZ4_RAW: (input, size) => decompressLz4(input, size),
};

function exactly(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw new Error(`a page unpacks to ${bytes.length} bytes and should to ${size}`);
  return bytes;
}

/** [1] No file of an instrument has more rows; a head that claims so is damaged. */
const MOST_ROWS = 2 ** 31;

/** Reads the flat columns of a Parquet file; columns of lists or structures are left out. */
export async function readParquet(source: Source): Promise<ParquetTable> {
  const file: AsyncBuffer = {
    byteLength: source.size,
    slice: async (start, end = source.size) => toArrayBuffer(await source.slice(start, end)),
  };
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new ReadError(
      'the file has no readable Parquet footer: it was cut or is damaged',
      { file: source.name, byte: source.size },
      { cause: error },
    );
  });
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0 && rows < MOST_ROWS) || rows > source.size * 10_000)
    throw new ReadError(`the file claims ${rows} rows, which its size does not allow`, { file: source.name });
  const flat = metadata.schema
    .filter((element, i) => i > 0 && element.num_children === undefined && element.repetition_type !== 'REPEATED')
    .map((element) => element.name);
  const columns = new Map<string, ParquetColumn>();
  await parquetRead({
    file,
    metadata,
    columns: flat,
    compressors,
    parsers: {
      timestampFromMilliseconds: (v: bigint) => Number(v) / 1e3,
      timestampFromMicroseconds: (v: bigint) => Number(v) / 1e6,
      timestampFromNanoseconds: (v: bigint) => Number(v / 1000n) / 1e6,
      dateFromDays: (v: number) => v * 86_400,
    },
    onChunk: ({ columnName, columnData, rowStart }) => fill(columns, columnName, columnData, rowStart, rows),
  });
  const texts = Object.fromEntries((metadata.key_value_metadata ?? []).map(({ key, value }) => [key, value ?? '']));
  return { columns: flat.flatMap((name) => columns.get(name) ?? []), rows, texts };
}

function fill(
  columns: Map<string, ParquetColumn>,
  name: string,
  data: ArrayLike<unknown>,
  start: number,
  rows: number,
): void {
  let column = columns.get(name);
  for (let i = 0; i < data.length && start + i < rows; i++) {
    const value = data[i];
    if (value === null || value === undefined) {
      if (column && Array.isArray(column.values)) column.values[start + i] = '';
      continue;
    }
    if (!column) {
      column =
        typeof value === 'string'
          ? { name, values: new Array<string>(rows).fill('') }
          : { name, values: new Float64Array(rows).fill(NaN) };
      columns.set(name, column);
    }
    if (Array.isArray(column.values)) column.values[start + i] = String(value);
    else
      column.values[start + i] =
        value instanceof Date ? value.getTime() / 1000 : typeof value === 'boolean' ? Number(value) : Number(value);
  }
  if (!column && data.length > 0) columns.set(name, { name, values: new Float64Array(rows).fill(NaN) });
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
