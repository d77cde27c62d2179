import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  CHGNET_CHECKPOINTS,
  loadChgnet,
  resolvePotential,
  writeSafetensors,
  type Tensors,
} from '../../../src/atoms/index.js';
import { hashTensors } from '../../../src/atoms/potential/chgnet/load-chgnet.js';
import { makeRandomTensors } from './chgnet-weights.js';

const before = process.env.CERMET_DATA;
afterEach(() => {
  if (before === undefined) delete process.env.CERMET_DATA;
  else process.env.CERMET_DATA = before;
});

const labelled = (tensors: Tensors): Uint8Array =>
  writeSafetensors(tensors, { name: 'chgnet', sha256: CHGNET_CHECKPOINTS.chgnet.sha256 });

it('weights whose label is right and whose numbers are not are refused', async () => {
  await expect(loadChgnet('chgnet', labelled(makeRandomTensors(1)), 'kept.safetensors')).rejects.toThrow(
    /kept.safetensors.*cermet potential add chgnet/,
  );
});

it('a label of another checkpoint is refused too', async () => {
  const bytes = writeSafetensors(makeRandomTensors(1), { sha256: '0'.repeat(64) });
  await expect(loadChgnet('chgnet', bytes, 'kept.safetensors')).rejects.toThrow(/another checkpoint/);
});

it('the hash of tensors sees one flipped bit, a shape and a name, and not the order in the file', async () => {
  const tensors = makeRandomTensors(2);
  const hash = await hashTensors(tensors);
  expect(await hashTensors(new Map([...tensors].reverse()))).toBe(hash);
  const [name, { shape, values }] = [...tensors][3];
  const flipped = values.slice();
  new Uint32Array(flipped.buffer)[0] ^= 1;
  expect(await hashTensors(new Map([...tensors, [name, { shape, values: flipped }]]))).not.toBe(hash);
  expect(await hashTensors(new Map([...tensors, [name, { shape: [...shape, 1], values }]]))).not.toBe(hash);
});

it('a program resolves an added potential by name, and is told how to add it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-test-'));
  process.env.CERMET_DATA = folder;
  await expect(resolvePotential('chgnet')).rejects.toThrow(/has not been added yet.*cermet potential add chgnet/);
  mkdirSync(join(folder, 'potentials'));
  writeFileSync(join(folder, 'potentials', 'chgnet.safetensors'), labelled(makeRandomTensors(3)));
  // Found and read: what it refuses are the numbers.
  await expect(resolvePotential('chgnet')).rejects.toThrow(/the weights in this file are not those of chgnet/);
  rmSync(folder, { recursive: true });
});
