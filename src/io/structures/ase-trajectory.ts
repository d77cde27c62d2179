import { isMap, ELEMENTS, ReadError, throwIfAborted, type Note, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { ASE_TIME } from './temperature.js';
import { atomicWeight } from '../../core/index.js';
import { requireSound } from './text.js';

const MAGIC = '- of Ulm';
const MOST_BYTES = 1 << 30;

/**
 * ASE's `.traj`: frames in its ULM container. Layout: ase.io.ulm and ase.io.trajectory of the Atomic Simulation
 * Environment.
 */
export const aseTrajectoryReader = defineStructureReader({
  id: 'ase-traj',
  version: '1',
  title: 'ASE trajectory (.traj)',
  kind: 'structure',
  extensions: ['.traj'],
  sniff: (head) => (new TextDecoder('latin1').decode(head.subarray(0, 8)) === MAGIC ? 1 : 0),
  async read(source, ctx) {
    if (source.size > MOST_BYTES) throw new ReadError('the file is larger than 1 GiB', { file: source.name });
    const file = new UlmFile(await source.bytes(), source.name);
    const tag = new TextDecoder('latin1').decode(file.bytes.subarray(8, 24)).replaceAll('\0', '').trim();
    if (tag !== 'ASE-Trajectory')
      throw new ReadError(
        `this is a ULM file of "${tag}", not a trajectory`,
        { file: source.name },
        { hint: 'GPAW files are read by cermet dft read' },
      );
    const notes: Note[] = [];
    const structures: Structure[] = [];
    let before: Frame = {};
    for (let i = 0; i < file.count; i++) {
      throwIfAborted(ctx);
      before = readFrame(file, i, before);
      structures.push(toStructure(before, source.name, i + 1));
    }
    if (structures.length === 0) throw new ReadError('there is no frame in this file', { file: source.name });
    return { recordings: [], structures, notes };
  },
});

/** What stays from frame to frame where a frame does not say it anew. */
interface Frame {
  numbers?: Float64Array;
  pbc?: boolean[];
  data?: Record<string, unknown>;
  file?: UlmFile;
}

/** Items of JSON with arrays beside them. */
class UlmFile {
  private readonly view: DataView;
  readonly count: number;
  private readonly offsets: number;

  constructor(
    readonly bytes: Uint8Array,
    private readonly name: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.whole(32);
    this.offsets = this.whole(40);
    if (this.count < 0 || this.offsets + 8 * this.count > bytes.length)
      throw new ReadError('the table of frames lies outside the file', { file: name }, { hint: 'the file was cut' });
  }

  private whole(at: number): number {
    if (!(at >= 0 && at + 8 <= this.bytes.length))
      throw new ReadError('the file ends early', { file: this.name, byte: at });
    return Number(this.view.getBigInt64(at, true));
  }

  item(index: number): Record<string, unknown> {
    const at = this.whole(this.offsets + 8 * index);
    const length = this.whole(at);
    if (length < 0 || at + 8 + length > this.bytes.length)
      throw new ReadError(`frame ${index + 1} lies outside the file`, { file: this.name, byte: at });
    const data: unknown = JSON.parse(new TextDecoder().decode(this.bytes.subarray(at + 8, at + 8 + length)));
    if (!isMap(data)) throw new ReadError(`frame ${index + 1} is no object`, { file: this.name, byte: at });
    return data;
  }

  /** An array by its reference, as numbers; plain lists stand in the JSON itself. */
  array(value: unknown): Float64Array | undefined {
    if (Array.isArray(value)) return Float64Array.from((value as unknown[]).flat(3), Number);
    if (!isMap(value) || !Array.isArray(value.ndarray)) return undefined;
    const [shape, type, at] = value.ndarray as [number[], string, number];
    const size = shape.reduce((a, b) => a * b, 1);
    const readers: Record<string, [width: number, get: (at: number) => number]> = {
      float64: [8, (k) => this.view.getFloat64(k, true)],
      float32: [4, (k) => this.view.getFloat32(k, true)],
      int64: [8, (k) => Number(this.view.getBigInt64(k, true))],
      int32: [4, (k) => this.view.getInt32(k, true)],
      bool: [1, (k) => this.view.getUint8(k)],
    };
    const reader = readers[type];
    if (!reader || !(size >= 0) || at + size * reader[0] > this.bytes.length)
      throw new ReadError(`an array of ${type} cannot be read`, { file: this.name, byte: at });
    return Float64Array.from({ length: size }, (_, i) => reader[1](at + i * reader[0]));
  }
}

/** A value under its name, or under its name with a dot, as references are marked. */
const pick = (data: Record<string, unknown>, name: string): unknown => data[name] ?? data[`${name}.`];

function readFrame(file: UlmFile, index: number, before: Frame): Frame {
  const data = file.item(index);
  const numbers = file.array(pick(data, 'numbers')) ?? before.numbers;
  const flags = pick(data, 'pbc');
  const pbc = Array.isArray(flags)
    ? flags.map(Boolean)
    : isMap(flags)
      ? Array.from(file.array(flags)!, Boolean)
      : before.pbc;
  return {
    numbers,
    pbc,
    data: { ...(before.data?.constraints !== undefined && { constraints: before.data.constraints }), ...data },
    file,
  };
}

function toStructure({ numbers, pbc, data = {}, file: ulm }: Frame, file: string, frame: number): Structure {
  const where = { file, path: `frame ${frame}` };
  const positions = ulm!.array(pick(data, 'positions'));
  if (!numbers || !positions || positions.length !== 3 * numbers.length)
    throw new ReadError('the frame has no atoms, or positions for other atoms', where);
  const elements = Array.from(numbers, (z) => {
    const symbol = ELEMENTS[z - 1];
    if (!symbol) throw new ReadError(`atomic number ${z} is no element's`, where);
    return symbol;
  });
  const n = elements.length;
  const cell = ulm!.array(pick(data, 'cell')) ?? new Float64Array(9);
  const atomic: Record<string, { width: number; values: Float64Array }> = {};
  const momenta = ulm!.array(pick(data, 'momenta'));
  const masses = ulm!.array(pick(data, 'masses'));
  if (momenta?.length === 3 * n)
    atomic.velocities = {
      width: 3,
      values: momenta.map(
        (p, k) => p / (masses?.[Math.floor(k / 3)] ?? atomicWeight(elements[Math.floor(k / 3)]!)) / ASE_TIME,
      ),
    };
  const initial = { charges: ulm!.array(pick(data, 'charges')), initial_magmoms: ulm!.array(pick(data, 'magmoms')) };
  for (const [name, values] of Object.entries(initial))
    if (values && (values.length === n || values.length === 3 * n)) atomic[name] = { width: values.length / n, values };
  const calculator = pick(data, 'calculator');
  const results = isMap(calculator) ? calculator : {};
  const energy = pick(results, 'energy');
  for (const [name, width] of [
    ['forces', 3],
    ['magmoms', 1],
    ['charges', 1],
  ] as const) {
    const values = ulm!.array(pick(results, name));
    if (values?.length === width * n) atomic[name] = { width, values };
  }
  const fixed = readFixed(data.constraints, n);
  if (fixed) atomic.fixed = { width: 1, values: fixed };
  const s = ulm!.array(pick(results, 'stress'));
  return requireSound(
    {
      cell: cell.length === 9 ? cell : Float64Array.of(cell[0]!, 0, 0, 0, cell[1]!, 0, 0, 0, cell[2]!),
      pbc: [0, 1, 2].map((k) => pbc?.[k] ?? false) as [boolean, boolean, boolean],
      elements,
      positions,
      ...(Object.keys(atomic).length > 0 && { atomic }),
      ...(typeof energy === 'number' && { energy }),
      ...(s?.length === 6 && {
        stress: Float64Array.of(s[0]!, s[5]!, s[4]!, s[5]!, s[1]!, s[3]!, s[4]!, s[3]!, s[2]!),
      }),
      ...(typeof results.name === 'string' && { info: { calculator: results.name } }),
    },
    file,
  );
}

/** Atoms held by FixAtoms. */
function readFixed(constraints: unknown, n: number): Float64Array | undefined {
  let list: unknown = constraints;
  if (typeof constraints === 'string') {
    try {
      list = JSON.parse(constraints);
    } catch {
      return undefined;
    }
  }
  if (!Array.isArray(list)) return undefined;
  const fixed = new Float64Array(n);
  for (const one of list as unknown[]) {
    if (!isMap(one) || one.name !== 'FixAtoms' || !isMap(one.kwargs)) continue;
    const indices = one.kwargs.indices;
    for (const i of Array.isArray(indices) ? (indices as number[]) : []) if (i >= 0 && i < n) fixed[i] = 1;
  }
  return fixed.some((v) => v > 0) ? fixed : undefined;
}
