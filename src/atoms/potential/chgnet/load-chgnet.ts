import { computeSha256, ReadError } from '../../../core/index.js';
import type { Potential } from '../potential.js';
import { makeChgnet } from './chgnet.js';
import { CHGNET_CHECKPOINTS, type ChgnetName } from './known-checkpoints.js';
import { readSafetensors } from './safetensors.js';
import type { Tensors } from './weights.js';

/**
 * CHGNet from the safetensors file that `cermet potential add` keeps.
 *
 * @throws ReadError when the file is damaged, was made from another checkpoint, or holds other numbers than that
 *   checkpoint
 */
export async function loadChgnet(name: ChgnetName, bytes: Uint8Array, file: string): Promise<Potential> {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const hint = `run: cermet potential add ${name}`;
  if (metadata.sha256 !== CHGNET_CHECKPOINTS[name].sha256)
    throw new ReadError('this file was made from another checkpoint', { file }, { hint });
  await requireChgnetTensors(name, tensors, file);
  return makeChgnet(name, tensors, file);
}

/** Refuses tensors that are not, number by number, those of the published checkpoint. */
export async function requireChgnetTensors(name: ChgnetName, tensors: Tensors, file: string): Promise<void> {
  const found = await hashTensors(tensors);
  const expected = CHGNET_CHECKPOINTS[name].tensors;
  if (found === expected) return;
  throw new ReadError(
    `the weights in this file are not those of ${name}: their hash is ${found.slice(0, 16)}… where ${expected.slice(0, 16)}… is expected`,
    { file },
    { hint: `the file is damaged or was changed; run: cermet potential add ${name}` },
  );
}

/** SHA-256 over names, shapes and numbers of tensors, in order of name, whatever file they come from. */
export async function hashTensors(tensors: Tensors): Promise<string> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const head = new TextEncoder().encode(sorted.map(([name, { shape }]) => `${name} ${shape.join('x')}\n`).join(''));
  const all = new Uint8Array(head.length + sorted.reduce((sum, [, { values }]) => sum + values.byteLength, 0));
  all.set(head);
  let at = head.length;
  for (const [, { values }] of sorted) {
    all.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return computeSha256(all);
}
