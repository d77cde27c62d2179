import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Structure } from '../../../src/core/index.js';
import { ReadError } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { extxyzReader, toExtxyzFrame, writeExtxyz } from '../../../src/io/structures/index.js';
import { arbitraryStructure } from './arbitrary-structure.js';

const source = (text: string) => makeSource('test.extxyz', new TextEncoder().encode(text));
const readText = async (text: string) => extxyzReader.read(source(text));

describe('extended XYZ', () => {
  it('reads back exactly what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStructure({ everything: true }), { minLength: 1, maxLength: 3 }),
        async (frames) => {
          const { structures } = await readText(writeExtxyz(frames));
          expect(structures).toEqual(frames);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('understands quotes, brackets, bare keys and both kinds of stress', async () => {
    const text =
      '1\nLattice="3 0 0 0 3 0 0 0 3" stress="1 2 3 4 5 6" name={two words} flag list=[1,2,3] Properties=species:S:1:pos:R:3:move_mask:L:1 pbc=[T, T, F] quoted="say \\"hi\\""\nNi 0 0 0 F\n';
    const [structure] = (await readText(text)).structures;
    expect(Array.from(structure.stress!)).toEqual([1, 6, 5, 6, 2, 4, 5, 4, 3]);
    expect(structure.info).toEqual({ name: 'two words', flag: true, list: [1, 2, 3], quoted: 'say "hi"' });
    expect(structure.pbc).toEqual([true, true, false]);
    expect(structure.atomic!.fixed).toEqual({ width: 1, values: Float64Array.of(1) });
  });

  it('turns a virial into a stress', async () => {
    const [structure] = (
      await readText(
        '1\nLattice="2 0 0 0 2 0 0 0 2" virial="8 0 0 0 8 0 0 0 8" Properties=species:S:1:pos:R:3\nNi 0 0 0\n',
      )
    ).structures;
    expect(structure.stress![0]).toBe(-1);
  });

  it('reads a plain XYZ file as a molecule', async () => {
    const { structures } = await readText('2\nan oxygen molecule\nO 0 0 0\nO 0 0 1.21\n');
    expect(structures[0].pbc).toEqual([false, false, false]);
    expect(structures[0].info).toEqual({ comment: 'an oxygen molecule' });
  });

  it.each([
    ['2\nLattice="3 0 0 0 3 0 0 0 3" Properties=species:S:1:pos:R:3\nNi 0 0 0\n', /ends inside frame 1: 1 of 2 atoms/],
    [
      '1\nLattice="3 0 0 0 3 0 0 0 3" Properties=species:S:1:pos:R:3\nXx 0 0 0\n',
      /"Xx" is not a chemical element|not a chemical element/,
    ],
    ['1\nLattice="3 0 0 0 3 0 0 0 3" Properties=species:S:1:pos:R:3\nNi 0 0 zero\n', /test.extxyz:3/],
    ['1\nLattice="3 0 0 0 3 0 0 0" Properties=species:S:1:pos:R:3\nNi 0 0 0\n', /Lattice needs 9 numbers/],
    ['1\nLattice="3 0 0 3 0 0 0 0 3" Properties=species:S:1:pos:R:3\nNi 0 0 0\n', /span no volume/],
    ['1\nenergy=low Properties=species:S:1:pos:R:3\nNi 0 0 0\n', /energy is "low"/],
  ])('refuses %j', async (text, message) => {
    const error = await readText(text).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReadError);
    expect((error as ReadError).message).toMatch(message);
  });

  it('columns that nothing announces are named, not dropped in silence', async () => {
    const read = async (text: string) =>
      (await extxyzReader.read(makeSource('a.xyz', new TextEncoder().encode(text)))).notes;
    expect(await read('1\nwater\nO 0 0 0 0.1 0.2 0.3\n')).toMatchObject([
      { level: 'warning', code: 'column-skipped', where: 'a.xyz, line 3' },
    ]);
    expect((await read('1\nProperties=species:S:1:pos:R:3:q:R:1\nO 0 0 0 0.1 0.2\n'))[0].text).toContain(
      '1 column beyond the 5',
    );
    expect(await read('1\nwater\nO 0 0 0\n')).toEqual([]);
  });

  it('refuses to order a disordered structure', () => {
    const structure: Structure = {
      cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3),
      pbc: [true, true, true],
      elements: ['Ni'],
      positions: new Float64Array(3),
      disorder: new Map([[0, [{ element: 'Ni', occupancy: 0.5 }]]]),
    };
    expect(() => toExtxyzFrame(structure)).toThrow(/shared or partly vacant/);
  });

  it('streams frames without holding the file', async () => {
    const frame = toExtxyzFrame({
      cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3),
      pbc: [true, true, true],
      elements: Array<string>(100).fill('O'),
      positions: Float64Array.from({ length: 300 }, (_, i) => i / 7),
    });
    const bytes = new TextEncoder().encode(frame);
    let sent = 0;
    const endless = {
      ...source(''),
      async *stream() {
        for (;;) {
          sent++;
          yield bytes;
        }
      },
    };
    let frames = 0;
    for await (const structure of extxyzReader.stream!(endless)) {
      expect(structure.elements).toHaveLength(100);
      if (++frames === 50) break;
    }
    // One piece of the endless file is asked for at a time: nothing runs ahead of the reader.
    expect(sent).toBeLessThanOrEqual(51);
  });
});
