import { ReadError } from '../../../core/index.js';
import type { Tensor, Tensors } from './weights.js';

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
export function readSafetensors(
  bytes: Uint8Array,
  file: string,
): { tensors: Tensors; metadata: Record<string, string> } {
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
    if (entry?.dtype !== 'F32' || !(from >= 0 && to <= body.length && to - from === 4 * count))
      fail(`tensor "${name}" is not of single precision or does not fit the file`);
    tensors.set(name, { shape: entry.shape!, values: copyFloats(body.subarray(from, to)) });
  }
  return { tensors, metadata: (header.__metadata__ ?? {}) as Record<string, string> };
}

/**
 * Single-precision numbers in bytes that need not be aligned. A copy: `slice` of Node's Buffer, which is a Uint8Array
 * too, is a view of all of its memory.
 */
export function copyFloats(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length / 4);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
