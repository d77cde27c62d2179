import { makeGrid, type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { findPixelSize } from './find-pixel-size.js';

/** Grey values of a picture and what its file says of its size. */
export interface ReadPicture {
  width: number;
  height: number;
  /** (height, width) row-major, first channel or luminance */
  values: Float64Array;
  /** [m] side of a pixel, where the file tells */
  pixel?: number;
  /** Where the side of a pixel comes from, in words. */
  pixelFrom?: string;
  metadata: Record<string, unknown>;
  notes: Note[];
}

/** [1] Pictures with more pixels than this are refused rather than fill the memory. */
const MOST_PIXELS = 2e8;

/** Reads PNG pictures; the side of a pixel from its text, where a microscope wrote one. */
export const pngReader = defineTableReader({
  id: 'png',
  version: '1',
  title: 'Picture (PNG)',
  kind: 'micrograph',
  extensions: ['.png'],
  sniff: (head) => ([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((b, i) => head[i] === b) ? 1 : 0),
  measure: async (source) => toMeasurement(await readPng(source)),
});

/** Reads TIFF pictures; the side of a pixel from its tags, as ImageJ and microscopes write them. */
export const tiffReader = defineTableReader({
  id: 'tiff',
  version: '1',
  title: 'Picture (TIFF)',
  kind: 'micrograph',
  extensions: ['.tif', '.tiff'],
  sniff: (head) => {
    const little = head[0] === 0x49 && head[1] === 0x49 && head[2] === 0x2a && head[3] === 0;
    const big = head[0] === 0x4d && head[1] === 0x4d && head[2] === 0 && head[3] === 0x2a;
    return little || big ? 0.95 : 0;
  },
  measure: async (source) => (await readTiff(source)).map(toMeasurement),
});

async function readPng(source: Source): Promise<ReadPicture> {
  const bytes = await source.bytes();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33)
    throw new ReadError('the file ends before its contents do', { file: source.name, byte: bytes.length });
  checkSize(view.getUint32(16), view.getUint32(20), source.name);
  const { convertIndexedToRgb, decode } = await import('fast-png');
  const png = decode(bytes);
  const channels = png.palette ? 3 : png.channels;
  const data = png.palette ? convertIndexedToRgb(png) : png.data;
  const { width, height } = png;
  const values =
    png.depth < 8 && !png.palette
      ? unpack(png.data, width, height, png.depth)
      : toGrey(data, width, height, png.palette && data.length === 4 * width * height ? 4 : channels);
  const found = findPixelSize(
    Object.entries(png.text)
      .map(([k, v]) => `${k}=${v}`)
      .join('\n'),
  );
  const notes: Note[] = [];
  if (!found && png.resolution)
    notes.push({
      level: 'info',
      code: 'print-resolution',
      text: 'the picture states pixels per metre of print; that is not its scale under the microscope',
    });
  return { width, height, values, ...found, metadata: { depth: png.depth, channels, ...png.text }, notes };
}

/** Grey values of pixels smaller than a byte, row by row. */
function unpack(data: ArrayLike<number>, width: number, height: number, depth: number): Float64Array {
  const row = Math.ceil((width * depth) / 8);
  const out = new Float64Array(width * height);
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      out[y * width + x] = (data[y * row + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
    }
  return out;
}

async function readTiff(source: Source): Promise<ReadPicture[]> {
  const bytes = await source.bytes();
  const { decode } = await import('tiff');
  const shapes = decode(bytes, { ignoreImageData: true });
  if (shapes.length === 0) throw new ReadError('the file holds no picture', { file: source.name });
  for (const shape of shapes) checkSize(shape.width, shape.height, source.name);
  return decode(bytes).map((page) => {
    const words: string[] = [];
    if (page.imageDescription) words.push(page.imageDescription);
    const metadata: Record<string, unknown> = {};
    for (const [tag, value] of page.fields)
      if (typeof value === 'string') {
        metadata[`tag_${tag}`] = value.slice(0, 4000);
        words.push(value);
      }
    const text = words.join('\n');
    const found = findPixelSize(text) ?? fromImageJ(text, page.fields.get(282));
    return {
      width: page.width,
      height: page.height,
      values: toGrey(page.data, page.width, page.height, page.components),
      ...found,
      metadata,
      notes: [],
    };
  });
}

/** ImageJ states pixels per unit as the resolution and the unit in its description. */
function fromImageJ(text: string, resolution: unknown): { pixel: number; pixelFrom: string } | undefined {
  const unit = /^unit=(.+)$/m.exec(text)?.[1]?.trim();
  const perUnit = typeof resolution === 'number' ? resolution : undefined;
  const size: Record<string, number> = {
    nm: 1e-9,
    um: 1e-6,
    '\\u00B5m': 1e-6,
    µm: 1e-6,
    micron: 1e-6,
    mm: 1e-3,
    cm: 1e-2,
    pm: 1e-12,
  };
  if (!/^ImageJ/m.test(text) || unit === undefined || !Object.hasOwn(size, unit) || !perUnit) return undefined;
  return { pixel: size[unit]! / perUnit, pixelFrom: 'ImageJ resolution' };
}

function checkSize(width: number, height: number, file: string): void {
  if (!(width > 0 && height > 0 && width * height <= MOST_PIXELS))
    throw new ReadError(
      `a picture of ${width} × ${height} pixels cannot be read`,
      { file },
      {
        hint: `up to ${MOST_PIXELS} pixels are; cut out the part that matters`,
      },
    );
}

/** Grey of colours by ITU-R BT.709; a single channel stays as it is, transparency is left out. */
function toGrey(data: ArrayLike<number>, width: number, height: number, channels: number): Float64Array {
  const n = width * height;
  if (!(channels >= 1) || data.length < n * channels)
    throw new RangeError(`${data.length} values for ${width} × ${height} pixels of ${channels} channels`);
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++)
    out[i] =
      channels < 3
        ? data[i * channels]!
        : 0.2126 * data[i * channels]! + 0.7152 * data[i * channels + 1]! + 0.0722 * data[i * channels + 2]!;
  return out;
}

/** A picture as a measurement: the grid of its grey values, and their histogram as the table. */
export function toMeasurement(picture: ReadPicture): Measurement {
  const { width, height, values, pixel } = picture;
  let low = Infinity;
  let high = -Infinity;
  for (const v of values) {
    if (!Number.isFinite(v)) continue;
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (!(high >= low)) throw new RangeError('no pixel has a grey value');
  const bins = Math.min(256, Math.max(2, Math.round(high - low) + 1));
  const step = (high - low) / (bins - 1) || 1;
  const histogram = new Float64Array(bins);
  const valid = values.every(Number.isFinite)
    ? undefined
    : Uint8Array.from(values, (v) => (Number.isFinite(v) ? 1 : 0));
  const clean = valid ? values.map((v) => (Number.isFinite(v) ? v : low)) : values;
  for (const v of clean) histogram[Math.round((v - low) / step)]!++;
  const side = pixel ?? 1;
  const unit = pixel === undefined ? 'pixel' : 'metre';
  return {
    kind: 'micrograph',
    columns: [
      { name: 'grey_value', values: Float64Array.from({ length: bins }, (_, k) => low + k * step) },
      { name: 'pixel_count', values: histogram },
    ],
    parts: {
      image: makeGrid({
        quantity: 'grey_value',
        axes: [
          { name: `y_${unit}`, values: Float64Array.from({ length: height }, (_, k) => k * side) },
          { name: `x_${unit}`, values: Float64Array.from({ length: width }, (_, k) => k * side) },
        ],
        values: clean,
        ...(valid && { valid }),
      }),
    },
    metadata: {
      width,
      height,
      ...(pixel !== undefined && { pixel_metre: pixel, pixel_from: picture.pixelFrom }),
      ...picture.metadata,
    },
    notes: [
      ...picture.notes,
      ...(pixel === undefined
        ? [
            {
              level: 'info' as const,
              code: 'no-pixel-size',
              text: 'the file does not say how large a pixel is; give it with pixel, from the scale bar',
            },
          ]
        : []),
    ],
  };
}
