import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { CermetError, isGrid, makeRng, Table } from '../../src/core/index.js';
import type { ReadResult } from '../../src/io/index.js';
import { readDftFolder, readDftRecordings } from '../../src/io/dft/index.js';
import { MUTATIONS, mutateBytes } from '../io/mutate.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { folderOfTexts } from './folder-of.js';

/**
 * Files that are read together: the first is damaged most often, the others now and then. Long ones are cut to so many
 * bytes. Where
 * `densities` is set, densities of states and grids are read too.
 */
const FOLDERS: Readonly<Record<string, { most: number; densities?: true; files: Readonly<Record<string, string>> }>> = {
  'text of pw.x': {
    most: 12_000,
    files: { 'nc.out': 'dft/qe-6.7/failures/nc.out', 'nc.in': 'dft/qe-6.7/failures/nc.in' },
  },
  'XML of pw.x': { most: 40_000, files: { 'lno.xml': 'dft/qe-6.7/lno_bulk/data-file-schema.xml' } },
  'projections of pw.x': {
    densities: true,
    most: 9_000,
    files: {
      'lno.pdos_atm#3(O)_wfc#2(p)': 'dft/qe-6.7/lno_bulk/lno.pdos_atm#3(O)_wfc#2(p)',
      'lno.pdos_tot': 'dft/qe-6.7/lno_bulk/lno.pdos_tot',
      'projwfc.out': 'dft/qe-6.7/lno_bulk/projwfc.out',
      'lno.scf.in': 'dft/qe-6.7/lno_bulk/lno.scf.in',
      'lno.scf.out': 'dft/qe-6.7/lno_bulk/lno.scf.out',
    },
  },
  GPAW: { most: 15_000, files: { 'lno_pw.txt': 'dft/gpaw-22.8/lno_pw.txt' } },
  ABINIT: { most: 60_000, files: { 't.abo': 'dft/abinit-9.6/t.abo' } },
  'densities of ABINIT': {
    densities: true,
    most: 9_000,
    files: { 'to_DOS_AT0003.gz': 'dft/abinit-9.6/to_DOS_AT0003.gz', 't.abo': 'dft/abinit-9.6/t.abo' },
  },
  CP2K: {
    densities: true,
    most: 20_000,
    files: {
      's3B.out': 'dft/cp2k-2023.1/s3B.out',
      's3B_cp2k-ALPHA_k3-1.pdos': 'dft/cp2k-2023.1/s3B_cp2k-ALPHA_k3-1.pdos',
    },
  },
  OUTCAR: { most: 40_000, files: { OUTCAR: 'structures/OUTCAR.NiO_SOC.gz' } },
  'vasprun.xml': { densities: true, most: 32_000, files: { 'vasprun.xml': 'structures/vasprun.Al.xml.gz' } },
  CHGCAR: { densities: true, most: 6_000, files: { CHGCAR: 'structures/CHGCAR.nospin.gz' } },
  LOCPOT: { densities: true, most: 6_000, files: { LOCPOT: 'structures/LOCPOT.gz' } },
  cube: { densities: true, most: 6_000, files: { 'rho.cube': 'dft/qe-6.7/lno_bulk/lno25Ry_rho.cube' } },
};
/** How often the first file is the damaged one. */
const FIRST = 0.7;

const load = (path: string): Uint8Array => {
  const raw = new Uint8Array(readFileSync(sharedPath(path)));
  return path.endsWith('.gz') ? gunzipSync(raw) : raw;
};

/** Every number of what was read. */
function* numbersOf({ structures, recordings }: Pick<ReadResult, 'structures' | 'recordings'>): Generator<number> {
  for (const { positions, cell } of structures) {
    yield* positions;
    yield* cell;
  }
  for (const { table, parts } of recordings)
    for (const part of [table, ...Object.values(parts ?? {})]) {
      if (isGrid(part)) yield* part.values;
      if (part instanceof Table)
        for (const { values, valid } of part.columns)
          if (!Array.isArray(values)) yield* (values as Float64Array).filter((_, i) => valid?.[i] !== 0);
    }
}

describeShared('damaged outputs of DFT codes', () => {
  it.each(Object.keys(FOLDERS))(
    '%s is read or refused by name, and what is read holds numbers',
    async (name) => {
      const { most, files, densities } = FOLDERS[name];
      const whole = Object.entries(files).map(
        ([path, from]) => [path.replace(/\.gz$/, ''), load(from).subarray(0, most)] as const,
      );
      const rng = makeRng(7);
      for (let i = 0; i < MUTATIONS; i++) {
        const damaged = rng.uniform() < FIRST ? 0 : rng.integer(whole.length);
        const folder = folderOfTexts(
          Object.fromEntries(whole.map(([path, bytes], k) => [path, k === damaged ? mutateBytes(bytes, rng) : bytes])),
        );
        try {
          if (densities) {
            for (const x of numbersOf(await readDftRecordings(folder)))
              if (!Number.isFinite(x)) expect.fail(`mutant ${i}`);
            continue;
          }
          for (const { energy, fermi, totalMoment, structure } of await readDftFolder(folder)) {
            const structures = structure ? [structure] : [];
            for (const x of [
              energy ?? 0,
              totalMoment ?? 0,
              ...(fermi ?? []),
              ...numbersOf({ structures, recordings: [] }),
            ])
              if (!Number.isFinite(x)) expect.fail(`mutant ${i}`);
          }
        } catch (error) {
          if (!(error instanceof CermetError))
            throw new Error(`mutant ${i}: ${(error as Error).stack}`, { cause: error });
        }
      }
    },
    1_200_000,
  );
});
