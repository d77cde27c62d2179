import { type Note, ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { ByteReader } from '../tabular/byte-reader.js';
import { finishXps } from './finish-xps.js';

/** Reads PHI spectra (`.spe`) and depth profiles (`.pro`): a text header and blocks of single or double numbers. */
export const phiReader = defineTableReader({
  id: 'phi-spe',
  version: '1',
  title: 'PHI SmartSoft spectrum (.spe, .pro)',
  kind: 'xps',
  extensions: ['.spe', '.pro'],
  sniff: (head) => {
    const start = new TextDecoder('windows-1252').decode(head.subarray(0, 400));
    return /^SOFH\r?\n/.test(start) && /\bFileType:/.test(start) ? 1 : 0;
  },
  measure: readPhi,
});

const END = [0x45, 0x4f, 0x46, 0x48];
/** [1] bytes before the headers of the regions, and of each of them */
const PREFIX = 16;
const REGION = 96;

interface Definition {
  name: string;
  atomic: number;
  points: number;
  /** [eV] */
  step: number;
  start: number;
  dwell: number;
  passEnergy: number;
}

async function readPhi(source: Source): Promise<Measurement[]> {
  const bytes = await source.bytes();
  const reader = new ByteReader(bytes, source.name);
  const end = reader.find(END);
  if (end < 0) throw new ReadError('the header has no end (EOFH)', { file: source.name });
  const lines = new TextDecoder('windows-1252').decode(bytes.subarray(0, end)).split(/\r?\n/);
  const header: Record<string, string> = {};
  const definitions: Definition[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const key = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (key === 'SpectralRegDef') definitions.push(parseDefinition(value, source.name));
    else if (!Object.hasOwn(header, key)) header[key] = value;
  }
  if (definitions.length === 0) throw new ReadError('the header defines no region', { file: source.name });
  const start = end + END.length + (bytes[end + 4] === 0x0d ? 2 : 1);
  const photon = Number(/([\d.]+)/.exec(header.XraySource ?? '')?.[1] ?? NaN);
  const count = reader.u32(start + 4);
  if (count !== definitions.length)
    throw new ReadError(`the header defines ${definitions.length} regions and the data say ${count}`, {
      file: source.name,
      byte: start + 4,
    });
  const out: Measurement[] = [];
  for (let r = 0; r < definitions.length; r++) {
    const definition = definitions[r]!;
    const at = start + PREFIX + r * REGION;
    const points = reader.u32(at + 20);
    const type = reader.text(at + 72, 4);
    const size = reader.u32(at + 76);
    const offset = reader.u32(at + 80);
    const width = type.startsWith('f8') ? 8 : type.startsWith('f4') ? 4 : 0;
    if (width === 0)
      throw new ReadError(`region ${r + 1} holds numbers of type "${type}"`, { file: source.name, byte: at + 72 });
    if (points !== definition.points || size % (points * width) !== 0 || size === 0)
      throw new ReadError(
        `region ${r + 1} should hold ${definition.points} points and has ${size} bytes for ${points}`,
        { file: source.name, byte: at + 76 },
      );
    const cycles = size / (points * width);
    for (let c = 0; c < cycles; c++) {
      const from = start + offset + c * points * width;
      const intensity = Float64Array.from({ length: points }, (_, i) =>
        width === 4 ? reader.f32(from + 4 * i) : reader.f64(from + 8 * i),
      );
      out.push(
        toMeasurement(definition, intensity, header, photon, source.name, out.length, cycles > 1 ? c + 1 : undefined),
      );
    }
  }
  return out;
}

function parseDefinition(value: string, file: string): Definition {
  const fields = value.split(/\s+/);
  const [, , name, atomic, points, step, start, , , , dwell, passEnergy] = fields;
  const numbers = [points, step, start].map(Number);
  if (!numbers.every(Number.isFinite) || !(numbers[0]! > 1 && numbers[0]! < 1e7) || numbers[1] === 0)
    throw new ReadError(`a region is defined as "${value.slice(0, 80)}"`, { file });
  return {
    name: name!,
    atomic: Number(atomic),
    points: numbers[0]!,
    step: numbers[1]!,
    start: numbers[2]!,
    dwell: Number(dwell),
    passEnergy: Number(passEnergy),
  };
}

function toMeasurement(
  definition: Definition,
  intensity: Float64Array,
  header: Record<string, string>,
  photon: number,
  file: string,
  index: number,
  cycle: number | undefined,
): Measurement {
  const notes: Note[] = [];
  const label = definition.name.replace(/^([A-Z][a-z]?)(\d[spdf]\d?)$/, '$1 $2').replace(/^Su1s$/, 'survey');
  const date = /^(\d{4})\s+(\d{1,2})\s+(\d{1,2})/.exec(header.AcqFileDate ?? header.FileDate ?? '');
  const found = finishXps({
    label,
    sample: /,\s*([^)]*)\)/.exec(header.FileDesc ?? '')?.[1]?.trim() || header.FileDesc || undefined,
    energy: Float64Array.from({ length: definition.points }, (_, i) => definition.start + i * definition.step),
    scale: 'binding',
    photon: photon > 0 ? photon : undefined,
    intensity,
    unit: 'rate',
    dwell: definition.dwell > 0 ? definition.dwell : undefined,
    metadata: { ...header, pass_energy_electronvolt: definition.passEnergy, ...(cycle !== undefined && { cycle }) },
    instrument: header.InstrumentModel,
    started: date ? `${date[1]}-${date[2]!.padStart(2, '0')}-${date[3]!.padStart(2, '0')}` : undefined,
    notes,
  });
  return {
    ...found,
    series: {
      id: file,
      index,
      label: cycle === undefined ? label : `${label}, cycle ${cycle}`,
      ...(cycle !== undefined && { at: { cycle } }),
    },
  };
}
