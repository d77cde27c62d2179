import { unzipSync } from 'fflate';
import { computeSha256, InputError, ReadError } from '../../../core/index.js';
import { readPickle, type TensorReference } from './pickle.js';
import type { Tensor, Tensors } from './weights.js';

/** The checkpoints inside the Python package `chgnet` 0.4.2 that Cermet knows, by the hash of their bytes. Wheels differ by platform, checkpoints do not. */
export const CHGNET_CHECKPOINTS = {
  chgnet: { file: 'chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar', sha256: 'd14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1', scheme: 'PBE+U with the Materials Project 2020 corrections' },
  'chgnet-r2scan': { file: 'chgnet/pretrained/r2scan/chgnet_r2scan_transfer_learning_e15f36s161m23.pth.tar', sha256: '8eba3db0f35a2788bb3ae22885ad340591e27996f213c6643af522a633b50dad', scheme: 'r2SCAN' },
} as const;
export type ChgnetName = keyof typeof CHGNET_CHECKPOINTS;
/** The pinned package. */
export const CHGNET_PACKAGE = 'chgnet==0.4.2';

const LARGEST_WHEEL = 256 * 1024 * 1024;

function unzip(bytes: Uint8Array, file: string, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: (entry) => {
        if (!wanted(entry.name)) return false;
        if (entry.originalSize > LARGEST_WHEEL) throw new Error(`${entry.name} is too large`);
        return true;
      },
    });
  } catch (cause) {
    throw new ReadError('the archive is damaged or is not a zip file', { file }, { hint: 'download it again', cause });
  }
}

/** Takes a checkpoint's bytes out of a wheel and checks their hash. */
export async function extractCheckpoint(wheel: Uint8Array, file: string, name: ChgnetName): Promise<Uint8Array> {
  const known = CHGNET_CHECKPOINTS[name];
  const checkpoint = unzip(wheel, file, (entry) => entry === known.file)[known.file];
  if (!checkpoint) throw new ReadError(`the wheel holds no ${known.file}`, { file }, { hint: `it is not the wheel of ${CHGNET_PACKAGE}` });
  const sha256 = await computeSha256(checkpoint);
  if (sha256 !== known.sha256) {
    throw new ReadError(`the checkpoint inside has the hash ${sha256.slice(0, 16)}… where ${known.sha256.slice(0, 16)}… is expected`, { file }, { hint: 'the wheel is damaged, of another version, or not the published one; nothing was kept' });
  }
  return checkpoint;
}

/** Tensors of the model in a PyTorch checkpoint, read without executing it. */
export function readCheckpoint(bytes: Uint8Array, file: string): Tensors {
  const entries = unzip(bytes, file, (name) => /\/(?:data\.pkl|data\/\d+)$/.test(name));
  const root = Object.keys(entries).find((name) => name.endsWith('/data.pkl'));
  if (!root) throw new ReadError('the checkpoint holds no data.pkl', { file });
  const folder = root.slice(0, -'data.pkl'.length);
  const content = readPickle(entries[root], file);
  const model = content instanceof Map ? content.get('model') : undefined;
  const state = model instanceof Map ? model.get('state_dict') : undefined;
  if (!(state instanceof Map)) throw new ReadError('the checkpoint holds no model.state_dict', { file });
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of state as Map<string, TensorReference>) {
    const storage = entries[`${folder}data/${value?.storage?.key}`];
    if (!storage) throw new ReadError(`the bytes of tensor "${name}" are missing`, { file });
    const count = value.shape.reduce((product, s) => product * s, 1);
    let expected = 1;
    const contiguous = value.shape.every((_, i) => {
      const axis = value.shape.length - 1 - i;
      const fits = value.stride[axis] === expected || value.shape[axis] === 1;
      expected *= value.shape[axis];
      return fits;
    });
    if (!contiguous || 4 * (value.offset + count) > storage.length) throw new ReadError(`tensor "${name}" does not fit its bytes`, { file });
    tensors.set(name, { shape: value.shape, values: new Float32Array(storage.slice(4 * value.offset, 4 * (value.offset + count)).buffer) });
  }
  return tensors;
}

/** Tensors as a safetensors file (huggingface/safetensors: 8-byte length, JSON header, bytes). */
export function writeSafetensors(tensors: Tensors, metadata: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json + ' '.repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8));
  const out = new Uint8Array(8 + text.length + offset);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, 8);
  let at = 8 + text.length;
  for (const { values } of tensors.values()) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return out;
}

/** Reads a safetensors file of single-precision tensors. */
export function readSafetensors(bytes: Uint8Array, file: string): { tensors: Tensors; metadata: Record<string, string> } {
  const fail = (what: string): never => {
    throw new ReadError(what, { file }, { hint: 'add the potential again' });
  };
  if (bytes.length < 8) fail('the file is too short to be safetensors');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (!(length > 1 && length <= bytes.length - 8)) fail('the safetensors header is damaged');
  let header: Record<string, { dtype?: string; shape?: number[]; data_offsets?: [number, number] }>;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    return fail('the safetensors header is damaged');
  }
  const body = bytes.subarray(8 + length);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const [from, to] = entry?.data_offsets ?? [NaN, NaN];
    const count = (entry?.shape ?? []).reduce((product, s) => product * s, 1);
    if (entry?.dtype !== 'F32' || !(from >= 0 && to <= body.length && to - from === 4 * count)) fail(`tensor "${name}" is not of single precision or does not fit the file`);
    tensors.set(name, { shape: entry.shape!, values: new Float32Array(body.slice(from, to).buffer) });
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as Record<string, string> };
}

/** A checkpoint's name from what a person typed. */
export function chgnetName(name: string): ChgnetName {
  if (Object.hasOwn(CHGNET_CHECKPOINTS, name)) return name as ChgnetName;
  throw new InputError(`there is no potential "${name}" to add`, { value: name, allowed: Object.keys(CHGNET_CHECKPOINTS) });
}
