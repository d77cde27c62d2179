import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fileSource, writeFileSafely } from '../../src/cli/files.js';

function makeFile(size: number): { path: string; bytes: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const bytes = randomBytes(size);
  const path = join(folder, 'data.bin');
  writeFileSync(path, bytes);
  return { path, bytes };
}

describe('a file as a source', () => {
  it.each([0, 1, 1000, 4096, 10_001])('its pieces are the file, %i bytes', async (size) => {
    const { path, bytes } = makeFile(size);
    const source = await fileSource(path);
    for (const [from, to, piece] of [
      [0, size, 1000],
      [Math.min(7, size), size, 4096],
      [0, size + 50, 333],
    ]) {
      const seen: Buffer[] = [];
      for await (const part of source.pieces!(from, to, piece)) seen.push(Buffer.from(part));
      expect(Buffer.concat(seen).equals(bytes.subarray(from, to))).toBe(true);
      expect(seen.every((part, i) => part.length === piece || i === seen.length - 1)).toBe(true);
    }
  });

  it('a loop that stops early closes the file and a second one begins anew', async () => {
    const { path, bytes } = makeFile(5000);
    const source = await fileSource(path);
    for (let round = 0; round < 2; round++) {
      for await (const part of source.pieces!(0, 5000, 100)) {
        expect(Buffer.from(part).equals(bytes.subarray(0, 100))).toBe(true);
        break;
      }
    }
  });

  it('its hash is the SHA-256 of the bytes', async () => {
    const { path, bytes } = makeFile(3_000_001);
    expect(await (await fileSource(path)).sha256!()).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('one that is gone fails its own hash, and no other', async () => {
    const [gone, kept] = [makeFile(10), makeFile(20_000_001)];
    const sources = [await fileSource(gone.path), await fileSource(kept.path)];
    rmSync(gone.path);
    const [a, b] = await Promise.allSettled(sources.map((source) => source.sha256!()));
    expect(a.status === 'rejected' && String(a.reason)).toMatch(/ENOENT/);
    expect(b).toEqual({ status: 'fulfilled', value: createHash('sha256').update(kept.bytes).digest('hex') });
  });
});

it('output to a link goes where the link points, which stays a link; rights of the old file stay', async () => {
  const { path } = makeFile(10);
  const link = join(dirname(path), 'link.bin');
  symlinkSync(path, link);
  const { mode } = statSync(path);
  await writeFileSafely(link, 'new');
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode).toBe(mode);
});
