import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countElements, ReadError, type Structure } from '../../../src/core/index.js';
import type { Reader } from '../../../src/io/reader.js';
import { makeSource } from '../../../src/io/reader.js';
import { optimadeReader, pymatgenReader, writeOptimade, writePymatgenJson } from '../../../src/io/structures/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { arbitraryStructure } from './arbitrary-structure.js';

const read = async (reader: Reader, text: string) =>
  reader.read(makeSource('test.json', new TextEncoder().encode(text)));
const fails = async (reader: Reader, text: string) => {
  const error = await read(reader, text).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ReadError);
  return (error as ReadError).message;
};

describe('OPTIMADE', () => {
  it('reads back exactly what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStructure({ everything: true, disorder: true }), { minLength: 1, maxLength: 3 }),
        async (list) => {
          const { structures } = await read(optimadeReader, writeOptimade(list));
          expect(structures.map(({ info, ...rest }) => [rest, { ...info, id: undefined }])).toEqual(
            list.map(({ info, ...rest }) => [rest, { ...info, id: undefined }]),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('keeps vacancies and refuses what is not an element', async () => {
    const entry = (symbols: string[], concentration: number[]) =>
      JSON.stringify({
        data: {
          id: 'x',
          type: 'structures',
          attributes: {
            lattice_vectors: [
              [3, 0, 0],
              [0, 3, 0],
              [0, 0, 3],
            ],
            cartesian_site_positions: [[0, 0, 0]],
            species_at_sites: ['A'],
            species: [{ name: 'A', chemical_symbols: symbols, concentration }],
          },
        },
      });
    const { structures } = await read(optimadeReader, entry(['Li', 'vacancy'], [0.4, 0.6]));
    expect(structures[0].disorder!.get(0)).toEqual([{ element: 'Li', occupancy: 0.4 }]);
    expect(await fails(optimadeReader, entry(['X'], [1]))).toMatch(/"X" is not a chemical element/);
    expect(await fails(optimadeReader, entry(['Li', 'Ni'], [0.9, 0.9]))).toMatch(/add up to 1.8/);
  });

  it('gives a slab without a third vector a cell with a volume', async () => {
    const text = JSON.stringify({
      data: [
        {
          attributes: {
            dimension_types: [1, 1, 0],
            lattice_vectors: [
              [3, 0, 0],
              [0, 3, 0],
              [null, null, null],
            ],
            cartesian_site_positions: [[0, 0, 1]],
            species_at_sites: ['Ni'],
          },
        },
      ],
    });
    const [structure] = (await read(optimadeReader, text)).structures;
    expect(structure.pbc).toEqual([true, true, false]);
    expect(Array.from(structure.cell.subarray(6))).toEqual([0, 0, 1]);
  });
});

describe('pymatgen JSON', () => {
  it('reads back exactly what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryStructure({ everything: true, disorder: true }), { minLength: 1, maxLength: 3 }),
        async (list) => {
          const { structures } = await read(pymatgenReader, writePymatgenJson(list));
          const comparable = ({ cell, pbc, elements, positions, disorder, atomic, energy }: Structure) => ({
            cell,
            pbc,
            elements,
            positions,
            disorder,
            atomic,
            energy,
          });
          expect(structures.map(comparable)).toEqual(list.map(comparable));
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['of species', '"spin":5', '"spin":-5', '', [5, -5, 0]],
    ['of older files', '"properties":{"spin":5}', '"properties":{"spin":-5}', '', [5, -5, 0]],
    ['of a shared site', '"occu":0.5,"spin":5', '"occu":0.5,"spin":1', '', [2.5, 0.5, 0]],
    ['beside moments of sites, which rule', '"spin":5', '"spin":-5', '"magmom":1', [1, 1, 1]],
  ])('takes spins %s for moments', async (_, up, down, site, moments) => {
    const species = [`{"element":"Ni",${up}}`, `{"element":"Ni",${down}}`, '{"element":"O","spin":null}'];
    const sites = species.map((one, i) => `{"species":[${one}],"abc":[${i / 3},0,0],"properties":{${site}}}`);
    const text = `{"lattice":{"matrix":[[9,0,0],[0,3,0],[0,0,3]]},"sites":[${sites.join()}]}`;
    const { structures } = await read(pymatgenReader, text);
    expect([...structures[0]!.atomic!.magmoms!.values]).toEqual(moments);
  });

  it('has no moments where no species has a spin', async () => {
    const text =
      '{"lattice":{"matrix":[[3,0,0],[0,3,0],[0,0,3]]},"sites":[{"species":[{"element":"Ni","spin":null}],"abc":[0,0,0]}]}';
    expect((await read(pymatgenReader, text)).structures[0]!.atomic).toBeUndefined();
  });

  it.each([
    ['{"sites": [', /not valid JSON/],
    ['{"a": 1}', /no structure in this file/],
    [
      '{"lattice":{"matrix":[[3,0,0],[0,3,0],[0,0,3]]},"sites":[{"species":[{"element":"Zz","occu":1}],"abc":[0,0,0]}]}',
      /"Zz" is not a chemical element/,
    ],
    [
      '{"lattice":{"matrix":[[3,0,0],[0,3,0],[0,0,3]]},"sites":[{"species":[{"element":"Ni","occu":1}],"abc":[0,0]}]}',
      /site 1 has neither/,
    ],
    [
      '{"lattice":{"matrix":[[3,0,0],[3,0,0],[0,0,3]]},"sites":[{"species":[{"element":"Ni","occu":1}],"abc":[0,0,0]}]}',
      /span no volume/,
    ],
  ])('refuses %s', async (text, message) => {
    expect(await fails(pymatgenReader, text)).toMatch(message);
  });
});

describeShared('JSON files as others wrote them', () => {
  const load = (name: string) =>
    makeSource(
      name,
      name.endsWith('.gz')
        ? gunzipSync(readFileSync(sharedPath(`structures/${name}`)))
        : readFileSync(sharedPath(`structures/${name}`)),
    );

  it('a disordered cell keeps its disorder, two valences of nickel being one element', async () => {
    const [structure] = (await pymatgenReader.read(load('lno_prim.json'))).structures;
    expect(structure.disorder!.get(0)).toEqual([{ element: 'Li', occupancy: 0.5 }]);
    expect(Object.fromEntries(countElements(structure))).toEqual({ Li: 0.5, Ni: 1, O: 2 });
  });

  it.each([
    ['lno_entries.json', 31],
    ['Li-Co-Ni-O.json.gz', 775],
  ])('%s holds %i structures with energies', async (name, count) => {
    const source = load(name);
    expect(pymatgenReader.sniff((await source.bytes()).subarray(0, 65536), name)).toBeGreaterThan(0.9);
    const { structures } = await pymatgenReader.read(source);
    expect(structures).toHaveLength(count);
    expect(structures.every(({ energy }) => Number.isFinite(energy))).toBe(true);
  });
});
