import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { computeContentHash, computeSha256, toCanonicalJson } from '../../src/core/index.js';

it('gives the SHA-256 of FIPS 180-4 and of OpenSSL', async () => {
  expect(await computeSha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await computeSha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
});

it('does not depend on the order of keys, and on nothing else is it blind', async () => {
  expect(await computeContentHash({ a: 1, b: { c: [1, 2], d: 'x' } })).toBe(
    await computeContentHash({ b: { d: 'x', c: [1, 2] }, a: 1 }),
  );
  const different = [
    { a: 1 },
    { a: '1' },
    { a: [1] },
    { a: 1.0000000000000002 },
    { b: 1 },
    { a: null },
    { a: NaN },
    { a: true },
    [],
    {},
    'a',
    1,
    null,
  ];
  expect(new Set(await Promise.all(different.map(computeContentHash))).size).toBe(different.length);
});

it('writes canonical JSON that reads back', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toCanonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
