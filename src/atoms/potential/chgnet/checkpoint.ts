import { computeSha256, ReadError } from '../../../core/index.js';
import { CHGNET_CHECKPOINTS, CHGNET_PACKAGE, type ChgnetName } from './known-checkpoints.js';
import { readPickle, type TensorReference } from './pickle.js';
import { copyFloats } from './safetensors.js';
import type { Tensor, Tensors } from './weights.js';

const LARGEST_WHEEL = 256 * 1024 * 1024;

async function unzip(
  bytes: Uint8Array,
  file: string,
  wanted: (name: string) => boolean,
): Promise<Record<string, Uint8Array>> {
  const { unzipSync } = await import('fflate');
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
  const { [known.file]: checkpoint } = await unzip(wheel, file, (entry) => entry === known.file);
  if (!checkpoint)
    throw new ReadError(
      `the wheel holds no ${known.file}`,
      { file },
      { hint: `it is not the wheel of ${CHGNET_PACKAGE}` },
    );
  const sha256 = await computeSha256(checkpoint);
  if (sha256 !== known.sha256) {
    throw new ReadError(
      `the checkpoint inside has the hash ${sha256.slice(0, 16)}… where ${known.sha256.slice(0, 16)}… is expected`,
      { file },
      { hint: 'the wheel is damaged, of another version, or not the published one; nothing was kept' },
    );
  }
  return checkpoint;
}

/** Tensors of the model in a PyTorch checkpoint, read without executing it. */
export async function readCheckpoint(bytes: Uint8Array, file: string): Promise<Tensors> {
  const entries = await unzip(bytes, file, (name) => /\/(?:data\.pkl|data\/\d+)$/.test(name));
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
    if (!contiguous || 4 * (value.offset + count) > storage.length)
      throw new ReadError(`tensor "${name}" does not fit its bytes`, { file });
    tensors.set(name, {
      shape: value.shape,
      values: copyFloats(storage.subarray(4 * value.offset, 4 * (value.offset + count))),
    });
  }
  return tensors;
}
