import { ReadError } from '../../core/index.js';

/** A volume of labels: 0 is no grain. */
export interface LabelStack {
  /** [1] sizes along x, y, z. */
  size: readonly [number, number, number];
  /** (z, y, x), x fastest. */
  labels: Int32Array;
  /** [m] edges of a voxel, where the file says. */
  voxel?: readonly [number, number, number];
}

/**
 * Reads a labelled volume: NRRD, NumPy's `.npy`, or a TIFF of several pages.
 *
 * @throws ReadError for what is no labelled volume
 */
export async function readLabelStack(bytes: Uint8Array, file: string): Promise<LabelStack> {
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  if (head.startsWith('NRRD')) return parseNrrd(bytes, file);
  if (head.startsWith('\x93NUMPY')) return parseNpy(bytes, file);
  if (/^(II\*\0|MM\0\*)/.test(head)) return readTiffStack(bytes, file);
  throw new ReadError('this is no labelled stack', { file }, { hint: 'read are TIFF of several pages, NRRD and .npy' });
}

const KINDS: Record<string, { bytes: number; get(v: DataView, at: number, little: boolean): number }> = {
  u1: { bytes: 1, get: (v, at) => v.getUint8(at) },
  i1: { bytes: 1, get: (v, at) => v.getInt8(at) },
  u2: { bytes: 2, get: (v, at, e) => v.getUint16(at, e) },
  i2: { bytes: 2, get: (v, at, e) => v.getInt16(at, e) },
  u4: { bytes: 4, get: (v, at, e) => v.getUint32(at, e) },
  i4: { bytes: 4, get: (v, at, e) => v.getInt32(at, e) },
  i8: { bytes: 8, get: (v, at, e) => Number(v.getBigInt64(at, e)) },
  u8: { bytes: 8, get: (v, at, e) => Number(v.getBigUint64(at, e)) },
};

function decode(data: Uint8Array, kind: string, little: boolean, count: number, file: string): Int32Array {
  const type = KINDS[kind];
  if (!type) throw new ReadError(`labels of the type ${kind} are not whole numbers`, { file });
  if (data.length < count * type.bytes)
    throw new ReadError(`the file ends after ${data.length} of ${count * type.bytes} bytes`, {
      file,
      byte: data.length,
    });
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Int32Array.from({ length: count }, (_, i) => type.get(view, i * type.bytes, little));
}

function checkSize(size: readonly number[], file: string): readonly [number, number, number] {
  if (size.length !== 3 || !size.every((n) => Number.isInteger(n) && n > 0))
    throw new ReadError(
      `a stack of ${size.join(' × ')} voxels is no volume`,
      { file },
      { hint: 'three sizes above 0' },
    );
  if (size[0]! * size[1]! * size[2]! > 1e9)
    throw new ReadError(`${size.join(' × ')} voxels are more than can be held`, { file });
  return [size[0]!, size[1]!, size[2]!];
}

function parseNpy(bytes: Uint8Array, file: string): LabelStack {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  if (bytes.length < 12) throw new ReadError('the file ends in its header', { file, byte: bytes.length });
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const from = (wide ? 12 : 10) + length;
  const header = new TextDecoder('latin1').decode(bytes.subarray(wide ? 12 : 10, from));
  const type = /'descr':\s*'([<>|=])([iu]\d|b1)'/.exec(header);
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (!type || !shape)
    throw new ReadError('this array holds no whole numbers', { file }, { hint: 'save the labels as integers' });
  const sizes = shape[1]!
    .split(',')
    .map((s) => s.trim())
    .filter(Boolean)
    .map(Number);
  const fortran = /'fortran_order':\s*True/.test(header);
  // C order: the last axis is fastest, z y x.
  const size = checkSize(fortran ? sizes : [...sizes].reverse(), file);
  const kind = type[2] === 'b1' ? 'u1' : type[2]!;
  return { size, labels: decode(bytes.subarray(from), kind, type[1] !== '>', size[0] * size[1] * size[2], file) };
}

const NRRD_TYPES: Record<string, string> = {
  uchar: 'u1',
  uint8: 'u1',
  uint8_t: 'u1',
  'unsigned char': 'u1',
  int8: 'i1',
  int8_t: 'i1',
  'signed char': 'i1',
  ushort: 'u2',
  uint16: 'u2',
  uint16_t: 'u2',
  'unsigned short': 'u2',
  short: 'i2',
  int16: 'i2',
  int16_t: 'i2',
  uint: 'u4',
  uint32: 'u4',
  uint32_t: 'u4',
  'unsigned int': 'u4',
  int: 'i4',
  int32: 'i4',
  int32_t: 'i4',
  longlong: 'i8',
  int64: 'i8',
  int64_t: 'i8',
  uint64: 'u8',
  uint64_t: 'u8',
};

async function parseNrrd(bytes: Uint8Array, file: string): Promise<LabelStack> {
  let end = -1;
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    const next = bytes[i + 1] === 13 ? i + 2 : i + 1;
    if (bytes[next] === 10) {
      end = next + 1;
      break;
    }
  }
  if (end < 0) throw new ReadError('the header of this NRRD has no end', { file });
  const fields = new Map<string, string>();
  for (const line of new TextDecoder('latin1').decode(bytes.subarray(0, end)).split(/\r?\n/)) {
    const at = line.indexOf(':');
    if (at > 0 && !line.startsWith('#'))
      fields.set(
        line.slice(0, at).trim().toLowerCase(),
        line
          .slice(at + 1)
          .replace(/^=/, '')
          .trim(),
      );
  }
  if (fields.has('data file') || fields.has('datafile'))
    throw new ReadError(
      'the data of this NRRD stand in another file',
      { file },
      { hint: 'save header and data together' },
    );
  const kind = NRRD_TYPES[(fields.get('type') ?? '').toLowerCase()];
  if (!kind) throw new ReadError(`labels of the type "${fields.get('type')}" are not whole numbers`, { file });
  const size = checkSize((fields.get('sizes') ?? '').split(/\s+/).map(Number), file);
  let data = bytes.subarray(end);
  const encoding = (fields.get('encoding') ?? 'raw').toLowerCase();
  if (encoding === 'gzip' || encoding === 'gz') {
    const { gunzipSync } = await import('fflate');
    try {
      data = gunzipSync(data);
    } catch (error) {
      throw new ReadError('the compressed data of this NRRD are damaged', { file, byte: end }, { cause: error });
    }
  } else if (encoding !== 'raw')
    throw new ReadError(`the encoding ${encoding} of this NRRD is not read`, { file }, { hint: 'save it raw or gzip' });
  const labels = decode(data, kind, (fields.get('endian') ?? 'little') === 'little', size[0] * size[1] * size[2], file);
  const unit = /"?(nm|um|µm|mm|m)"?/.exec(fields.get('space units') ?? '')?.[1];
  const factor = unit ? { nm: 1e-9, um: 1e-6, µm: 1e-6, mm: 1e-3, m: 1 }[unit]! : undefined;
  const spacings = fields.get('spacings')?.split(/\s+/).map(Number);
  const directions = [...(fields.get('space directions') ?? '').matchAll(/\(([^)]*)\)/g)].map((m) =>
    Math.hypot(...m[1]!.split(',').map(Number)),
  );
  const edges = directions.length === 3 ? directions : spacings;
  return {
    size,
    labels,
    ...(factor &&
      edges?.length === 3 &&
      edges.every((e) => e > 0) && { voxel: [edges[0]! * factor, edges[1]! * factor, edges[2]! * factor] as const }),
  };
}

async function readTiffStack(bytes: Uint8Array, file: string): Promise<LabelStack> {
  const { decode: decodeTiff } = await import('tiff');
  let pages: ReturnType<typeof decodeTiff>;
  try {
    pages = decodeTiff(bytes);
  } catch (error) {
    throw new ReadError(`this TIFF cannot be read: ${(error as Error).message}`, { file }, { cause: error });
  }
  const { width, height } = pages[0]!;
  if (pages.length < 2) throw new ReadError('this TIFF has a single page: a picture, no volume', { file });
  const size = checkSize([width, height, pages.length], file);
  const labels = new Int32Array(size[0] * size[1] * size[2]);
  pages.forEach((page, z) => {
    if (page.width !== width || page.height !== height || page.samplesPerPixel !== 1)
      throw new ReadError(`page ${z + 1} of this TIFF is no slice of the same size with one value a pixel`, { file });
    labels.set(Int32Array.from(page.data), z * width * height);
  });
  return { size, labels };
}
