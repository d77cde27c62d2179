import { type Axis, type Grid, makeGrid, type Note, ReadError } from '../../core/index.js';
import { toMeasurement } from '../images/read-image.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { type DmTag, type DmValue, parseDmTags } from './parse-dm-tags.js';

/**
 * Reads Gatan DigitalMicrograph 3 and 4 files: spectra, lines and images of spectra, pictures, with their calibrations.
 */
export const dmReader = defineTableReader({
  id: 'gatan-dm',
  version: '1',
  title: 'Gatan DigitalMicrograph (.dm3, .dm4)',
  kind: 'eels',
  extensions: ['.dm3', '.dm4'],
  sniff: (head) => {
    const version = head[3];
    if (head[0] !== 0 || head[1] !== 0 || head[2] !== 0 || (version !== 3 && version !== 4)) return 0;
    const order = version === 3 ? head[11] : head[15];
    return (order === 0 || order === 1) && head.length > 20 ? 0.97 : 0;
  },
  measure: readDm,
});

/** Number of bytes and reading of Gatan's types of images. */
const TYPES: Record<number, { size: number; read: (view: DataView, at: number, little: boolean) => number }> = {
  1: { size: 2, read: (v, at, le) => v.getInt16(at, le) },
  2: { size: 4, read: (v, at, le) => v.getFloat32(at, le) },
  6: { size: 1, read: (v, at) => v.getUint8(at) },
  7: { size: 4, read: (v, at, le) => v.getInt32(at, le) },
  9: { size: 1, read: (v, at) => v.getInt8(at) },
  10: { size: 2, read: (v, at, le) => v.getUint16(at, le) },
  11: { size: 4, read: (v, at, le) => v.getUint32(at, le) },
  12: { size: 8, read: (v, at, le) => v.getFloat64(at, le) },
  14: { size: 1, read: (v, at) => v.getUint8(at) },
};
const COMPLEX: Record<number, string> = {
  3: 'complex numbers',
  5: 'packed complex numbers',
  13: 'complex numbers',
  23: 'colours',
};

interface Calibration {
  origin: number;
  scale: number;
  unit: string;
}

async function readDm(source: Source): Promise<Measurement[]> {
  const bytes = await source.bytes();
  const { root, version } = parseDmTags(bytes, source.name);
  const images = root.get('ImageList');
  if (!(images instanceof Map)) throw new ReadError('the file holds no list of images', { file: source.name });
  const out: Measurement[] = [];
  const list = [...images.values()].filter((v): v is DmTag => v instanceof Map);
  list.forEach((image, index) => {
    // The first of several is the thumbnail, in colours.
    const data = image.get('ImageData');
    if (!(data instanceof Map)) return;
    const type = asNumber(data.get('DataType')) ?? 0;
    if (list.length > 1 && index === 0 && type === 23) return;
    out.push(toRecordingOf(image, data, type, bytes, version, source.name));
  });
  if (out.length === 0) throw new ReadError('the file holds no picture and no spectrum', { file: source.name });
  return out;
}

const asNumber = (value: DmValue | undefined): number | undefined => (typeof value === 'number' ? value : undefined);

function toRecordingOf(
  image: DmTag,
  data: DmTag,
  type: number,
  bytes: Uint8Array,
  version: number,
  file: string,
): Measurement {
  const kind = TYPES[type];
  if (!kind)
    throw new ReadError(`the file holds ${COMPLEX[type] ?? `data of type ${type}`}, not intensities`, { file });
  const sizes = data.get('Dimensions');
  const dimensions = sizes instanceof Map ? [...sizes.values()].map((v) => asNumber(v) ?? 0) : [];
  const total = dimensions.reduce((a, b) => a * b, 1);
  const block = data.get('Data');
  if (dimensions.length === 0 || !(total >= 1) || typeof block !== 'object' || block === null || !('offset' in block))
    throw new ReadError('the size of the data is not stated', { file });
  const { offset, bytes: length, little } = block;
  if (total * kind.size > length || offset + total * kind.size > bytes.length)
    throw new ReadError(`the data are ${length} bytes for ${dimensions.join(' × ')} values`, { file, byte: offset });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = Float64Array.from({ length: total }, (_, i) => kind.read(view, offset + i * kind.size, little));
  const calibrations = data.get('Calibrations');
  const own = calibrations instanceof Map ? calibrations.get('Dimension') : undefined;
  const axes = own instanceof Map ? [...own.values()].map(toCalibration) : [];
  const tags = image.get('ImageTags');
  const format = tags instanceof Map ? tags.get('Meta Data') : undefined;
  const said =
    format instanceof Map ? `${String(format.get('Format') ?? '')} ${String(format.get('Signal') ?? '')}` : '';
  const notes: Note[] = [];
  const energyAt = axes.findIndex((a) => /^k?m?eV$/i.test(a.unit));
  const name = image.get('Name');
  const metadata: Record<string, unknown> = {
    ...(typeof name === 'string' && name && { name }),
    dm_version: version,
    dimensions,
    calibrations: axes,
    ...(said.trim() && { format: said.trim() }),
    ...(tags instanceof Map && { tags: toPlain(tags, 0) }),
  };
  if (energyAt >= 0) return toSpectra(values, dimensions, axes, energyAt, metadata, notes);
  const squeezed = dimensions.filter((d) => d > 1).length;
  if (dimensions.length >= 2 && squeezed <= 2 && dimensions.slice(2).every((d) => d === 1))
    return toPictureOf(values, dimensions, axes, metadata, notes);
  return toStack(values, dimensions, axes, metadata, notes);
}

function toCalibration(value: DmValue): Calibration {
  const map = value instanceof Map ? value : new Map<string, DmValue>();
  const unit = map.get('Units');
  return {
    origin: asNumber(map.get('Origin')) ?? 0,
    scale: asNumber(map.get('Scale')) ?? 1,
    unit: typeof unit === 'string' ? unit : '',
  };
}

const LENGTHS: Record<string, number> = { nm: 1e-9, µm: 1e-6, um: 1e-6, μm: 1e-6, Å: 1e-10, pm: 1e-12, mm: 1e-3, m: 1 };

/** Values of an axis: (i − origin) · scale, the origin in channels. */
const along = (length: number, { origin, scale }: Calibration, factor: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (i - origin) * scale * factor);

/** Gatan's first dimension runs fastest; a grid has its slowest first. */
function toSpectra(
  values: Float64Array,
  dimensions: readonly number[],
  axes: readonly Calibration[],
  energyAt: number,
  metadata: Record<string, unknown>,
  notes: Note[],
): Measurement {
  const factor = /^keV$/i.test(axes[energyAt]!.unit) ? 1e3 : /^meV$/.test(axes[energyAt]!.unit) ? 1e-3 : 1;
  const energy = along(dimensions[energyAt]!, axes[energyAt]!, factor);
  const others = dimensions
    .map((_, k) => k)
    .filter((k) => k !== energyAt && dimensions[k]! > 1)
    .reverse();
  const stride = dimensions.map((_, k) => dimensions.slice(0, k).reduce((a, b) => a * b, 1));
  const n = energy.length;
  const count = others.reduce((total, k) => total * dimensions[k]!, 1);
  const spectra = new Float64Array(count * n);
  for (let s = 0; s < count; s++) {
    let rest = s;
    let base = 0;
    for (let o = others.length - 1; o >= 0; o--) {
      const k = others[o]!;
      base += (rest % dimensions[k]!) * stride[k]!;
      rest = Math.floor(rest / dimensions[k]!);
    }
    for (let i = 0; i < n; i++) spectra[s * n + i] = values[base + i * stride[energyAt]!]!;
  }
  const clean = spectra.map((v) => (Number.isFinite(v) ? v : 0));
  if (clean.some((v, i) => v !== spectra[i]))
    notes.push({
      level: 'warning',
      code: 'missing-values',
      text: 'some intensities are no numbers and are taken as zero',
    });
  const whole = clean.every((v) => v >= 0 && Number.isInteger(v)) && clean.some((v) => v > 1);
  const mean = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += clean[s * n + i]! / count;
    return sum;
  });
  const grid = (): Grid =>
    makeGrid({
      quantity: whole ? 'intensity_count' : 'intensity_arbitrary',
      axes: [
        ...others.map((k, o) => spaceAxis(dimensions[k]!, axes[k]!, o)),
        { name: 'energy_loss_electronvolt', values: energy },
      ],
      values: clean,
    });
  const single = whole ? 'intensity_count' : 'intensity_arbitrary';
  return {
    kind: 'eels',
    columns: [
      { name: 'energy_loss_electronvolt', values: energy },
      { name: count === 1 ? single : 'mean_intensity_count', values: mean },
    ],
    ...(count > 1 && { parts: { scan: grid() } }),
    metadata,
    notes,
  };
}

function spaceAxis(length: number, calibration: Calibration, order: number): Axis {
  const factor = LENGTHS[calibration.unit];
  const suffix = order === 0 ? '' : `_${order + 1}`;
  return factor === undefined
    ? { name: `spectrum${suffix}`, values: Float64Array.from({ length }, (_, i) => i + 1) }
    : {
        name: order === 0 ? 'position_nanometre' : `position_${order + 1}_nanometre`,
        values: along(length, calibration, factor * 1e9),
      };
}

function toPictureOf(
  values: Float64Array,
  dimensions: readonly number[],
  axes: readonly Calibration[],
  metadata: Record<string, unknown>,
  notes: Note[],
): Measurement {
  const [width, height] = dimensions as [number, number];
  const across = LENGTHS[axes[0]?.unit ?? ''];
  const side = across === undefined ? undefined : Math.abs(axes[0]!.scale) * across;
  const other = LENGTHS[axes[1]?.unit ?? ''];
  if (side !== undefined && other !== undefined && Math.abs(Math.abs(axes[1]!.scale) * other - side) > 1e-6 * side)
    notes.push({
      level: 'warning',
      code: 'oblong-pixels',
      text: `pixels are ${(side * 1e9).toPrecision(4)} nm wide and ${(Math.abs(axes[1]!.scale) * other * 1e9).toPrecision(4)} nm high; the width is used`,
    });
  return toMeasurement({
    width,
    height,
    values,
    ...(side !== undefined && side > 0 && { pixel: side, pixelFrom: 'calibration of the file' }),
    metadata,
    notes,
  });
}

/** Data of several dimensions whose axes are no energies: kept as a grid. */
function toStack(
  values: Float64Array,
  dimensions: readonly number[],
  axes: readonly Calibration[],
  metadata: Record<string, unknown>,
  notes: Note[],
): Measurement {
  const clean = values.map((v) => (Number.isFinite(v) ? v : 0));
  notes.push({
    level: 'info',
    code: 'no-energy-axis',
    text: `the file holds ${dimensions.join(' × ')} values and none of its axes is an energy; they are kept as a grid`,
  });
  return {
    kind: 'table',
    columns: [{ name: 'intensity_arbitrary', values: clean }],
    parts: {
      data: makeGrid({
        quantity: 'intensity_arbitrary',
        axes: dimensions
          .map((length, k) => ({
            name: `axis_${k + 1}`,
            values: along(length, axes[k] ?? { origin: 0, scale: 1, unit: '' }, 1),
          }))
          .reverse(),
        values: clean,
      }),
    },
    metadata,
    notes,
  };
}

/** Tags as plain data, not deeper than needed to be looked at. */
function toPlain(map: DmTag, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    [...map]
      .slice(0, 500)
      .map(([key, value]) => [
        key,
        value instanceof Map
          ? depth > 6
            ? '…'
            : toPlain(value, depth + 1)
          : typeof value === 'object' && value !== null && 'offset' in value
            ? `${value.bytes} bytes`
            : value,
      ]),
  );
}
