import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeVolume, countElements, ReadError } from '../../../src/core/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { poscarReader, writePoscar, xdatcarReader } from '../../../src/io/structures/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { arbitraryStructure } from './arbitrary-structure.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const readText = async (text: string) => (await poscarReader.read(makeSource('POSCAR', bytes(text)))).structures[0];

const cell = '3 0 0\n0 3 0\n0 0 3\n';

describe('POSCAR', () => {
  it('reads back exactly what it wrote, fixed atoms and velocities included', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryStructure({ everything: true }), async (structure) => {
        const back = await readText(writePoscar(structure));
        expect(back.cell).toEqual(structure.cell);
        expect(back.positions).toEqual(structure.positions);
        expect(back.elements).toEqual(structure.elements);
        expect(back.atomic).toEqual({ fixed: structure.atomic!.fixed, velocities: structure.atomic!.velocities });
      }),
      { numRuns: 200 },
    );
  });

  it('scales to a volume when the scale is negative', async () => {
    const structure = await readText(`x\n-54\n${cell}Ni\n1\nCartesian\n1.5 0 0\n`);
    expect(computeVolume(structure.cell)).toBeCloseTo(54, 10);
    // The position moves with the cell: half of its edge before and after.
    expect(structure.positions[0]).toBeCloseTo(Math.cbrt(54) / 2, 10);
  });

  it('takes three scale factors', async () => {
    expect(Array.from((await readText(`x\n1 2 3\n${cell}Ni\n1\nDirect\n0.5 0.5 0.5\n`)).positions)).toEqual([
      1.5, 3, 4.5,
    ]);
  });

  it('reads VASP 4 files whose comment or lines name the elements', async () => {
    expect((await readText(`Li O\n1\n${cell}1 2\nDirect\n0 0 0\n0.5 0 0\n0 0.5 0\n`)).elements).toEqual([
      'Li',
      'O',
      'O',
    ]);
    expect((await readText(`oxide\n1\n${cell}1 2\nDirect\n0 0 0 Li\n0.5 0 0 O\n0 0.5 0 O\n`)).elements).toEqual([
      'Li',
      'O',
      'O',
    ]);
    await expect(readText(`oxide\n1\n${cell}1 2\nDirect\n0 0 0\n0.5 0 0\n0 0.5 0\n`)).rejects.toThrow(
      /does not say which elements/,
    );
  });

  it('reads names of pseudopotentials as their elements', async () => {
    expect((await readText(`x\n1\n${cell}Li_sv Mn_pv/1a2b\n1 1\nDirect\n0 0 0\n0.5 0 0\n`)).elements).toEqual([
      'Li',
      'Mn',
    ]);
  });

  it('does not take the grid of a CHGCAR for velocities', async () => {
    const structure = await readText(`x\n1\n${cell}Ni\n1\nDirect\n0 0 0\n\n 2 2 2\n1 2 3\n4 5 6\n7 8\n`);
    expect(structure.atomic).toBeUndefined();
  });

  it.each([
    [`x\none\n${cell}Ni\n1\nDirect\n0 0 0\n`, /the scale.*POSCAR:2/],
    [`x\n0\n${cell}Ni\n1\nDirect\n0 0 0\n`, /the scale is 0/],
    [`x\n1\n3 0 0\n3 0 0\n0 0 3\nNi\n1\nDirect\n0 0 0\n`, /span no volume/],

    [`x\n1\n${cell}Ni\n2\nDirect\n0 0 0\n`, /2 atoms are announced, but only 1/],
    [`x\n1\n${cell}Ni\n99999999\nDirect\n0 0 0\n`, /99999999 atoms are announced in a file of 10 lines.*POSCAR:7/],
    [`x\n1\n${cell}Ni\n1\nSelective\nDirect\n0 0 0 T T\n`, /three of T and F.*POSCAR:10/],
    [`x\n1\n${cell}Ni\n1\nSideways\n0 0 0\n`, /Direct or Cartesian must stand here/],
    [`x\n1\n${cell}Q\n1\nDirect\n0 0 0\n`, /not a chemical element.*POSCAR:6/],
  ])('refuses a damaged file (%#)', async (text, message) => {
    const error = await readText(text).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ReadError);
    expect((error as ReadError).message).toMatch(message);
  });

  it('refuses what it cannot hold', () => {
    const structure = {
      cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3),
      pbc: [true, true, false] as const,
      elements: ['Ni'],
      positions: new Float64Array(3),
    };
    expect(() => writePoscar(structure)).toThrow(/only structures that repeat/);
  });
});

describe('XDATCAR', () => {
  const frame = (n: number, z: number) => `Direct configuration=     ${n}\n0 0 0\n0.5 0.5 ${z}\n`;
  it('reads frames in one cell and frames with a cell each', async () => {
    const fixed = `NiO\n1\n${cell}Ni O\n1 1\n${frame(1, 0.5)}${frame(2, 0.6)}`;
    const moving = `NiO\n1\n${cell}Ni O\n1 1\n${frame(1, 0.5)}NiO\n1\n4 0 0\n0 4 0\n0 0 4\nNi O\n1 1\n${frame(2, 0.5)}`;
    const read = async (text: string) => (await xdatcarReader.read(makeSource('XDATCAR', bytes(text)))).structures;
    expect((await read(fixed)).map(({ positions }) => positions[5])).toEqual([1.5, 0.6 * 3]);
    expect((await read(moving)).map(({ cell: c, positions }) => [c[0], positions[5]])).toEqual([
      [3, 1.5],
      [4, 2],
    ]);
    await expect(read(`NiO\n1\n${cell}Ni O\n1 1\nDirect configuration= 1\n0 0 0\n`)).rejects.toThrow(
      /ends inside configuration 1: 1 of 2|a position/,
    );
  });
});

describeShared('VASP files as others wrote them', () => {
  const load = (name: string) => makeSource(name, readFileSync(sharedPath(`structures/${name}`)));
  it.each([
    ['POSCAR_Li2O', { Li: 64, O: 32 }],
    ['CONTCAR_Li2O', { Li: 64, O: 32 }],
    ['POSCAR-JVASP-48055', { Li: 8, Co: 2, O: 8 }],
  ])('%s', async (name, counts) => {
    const [structure] = (await poscarReader.read(load(name))).structures;
    expect(Object.fromEntries(countElements(structure))).toEqual(counts);
  });

  it('XDATCAR.MD is sniffed and read whole', async () => {
    const source = load('XDATCAR.MD');
    const head = await source.bytes();
    expect(xdatcarReader.sniff(head, source.name)).toBeGreaterThan(poscarReader.sniff(head, source.name));
    const { structures } = await xdatcarReader.read(source);
    expect(structures.length).toBe([...new TextDecoder().decode(head).matchAll(/Direct configuration/g)].length);
    expect(Object.fromEntries(countElements(structures[0]))).toEqual({ O: 48, Fe: 32 });
  });
});

it.each(['1 3.01 1', '2 5 7'])('rows of bare numbers (%s …) are no crystal', (second) => {
  const rows = ['0 3.00 1', second, ...Array.from({ length: 30 }, (_, k) => `${k + 2} ${3 + k / 100} 1`)];
  expect(poscarReader.sniff(new TextEncoder().encode(rows.join('\n')), 'a.mpt')).toBe(0);
});
