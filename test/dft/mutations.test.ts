import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { CermetError, makeRng } from '../../src/core/index.js';
import { readDftRecordings, readVolumes } from '../../src/io/dft/index.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { folderOfTexts } from './folder-of.js';

/** Mutants of each file; a longer run of the same is made with CERMET_MUTANTS. */
const MUTANTS = Number(process.env.CERMET_MUTANTS ?? 60);
const bytes = (path: string): Uint8Array => {
  const raw = new Uint8Array(readFileSync(sharedPath(path)));
  return path.endsWith('.gz') ? gunzipSync(raw) : raw;
};

/** Bits flipped, pieces cut out, doubled, or the end lost. */
function mutate(original: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * original.length);
  const length = 1 + Math.floor(random() * 200);
  const kind = Math.floor(random() * 5);
  if (kind === 0) return original.slice(0, at);
  if (kind === 1) return Uint8Array.from([...original.subarray(0, at), ...original.subarray(at + length)]);
  if (kind === 2)
    return Uint8Array.from([
      ...original.subarray(0, at),
      ...original.subarray(at, at + length),
      ...original.subarray(at),
    ]);
  const copy = original.slice();
  for (let i = 0; i < (kind === 3 ? 1 : 20); i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  return copy;
}

const small = (text: Uint8Array, most: number): Uint8Array => (text.length > most ? text.slice(0, most) : text);

describeShared('damaged files', () => {
  it.each([
    ['qe-6.7/failures/nc.out', 'nc.out'],
    ['qe-6.7/lno_bulk/data-file-schema.xml', 'lno.xml'],
    ['gpaw-22.8/lno_pw.txt', 'lno_pw.txt'],
    ['abinit-9.6/t.abo', 't.abo'],
    ['cp2k-2023.1/lno_k.out', 'lno_k.out'],
    ['../structures/OUTCAR.NiO_SOC.gz', 'OUTCAR'],
    ['../structures/vasprun.Al.xml.gz', 'vasprun.xml'],
  ])('%s is read or refused by name, and what is read holds numbers', async (path, name) => {
    const original = small(bytes(path.startsWith('../') ? path.slice(3) : `dft/${path}`), 60_000);
    const rng = makeRng(7);
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = mutate(original, () => rng.uniform());
      try {
        const { structures } = await readDftRecordings(folderOfTexts({ [name]: mutant }));
        for (const s of structures)
          expect([...s.positions, ...s.cell].every(Number.isFinite), `mutant ${i}`).toBe(true);
      } catch (error) {
        if (!(error instanceof CermetError)) throw new Error(`mutant ${i} of ${path}: ${(error as Error).stack}`);
      }
    }
  });

  it.each([
    ['structures/CHGCAR.nospin.gz', 'CHGCAR'],
    ['dft/qe-6.7/lno_bulk/lno25Ry_rho.cube', 'rho.cube'],
  ])('%s is read or refused by name, and what is read holds numbers', async (path, name) => {
    const original = small(bytes(path), 12_000);
    const rng = makeRng(11);
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = mutate(original, () => rng.uniform());
      try {
        for (const volume of await readVolumes(folderOfTexts({ [name]: mutant }).files[0]))
          expect(volume.values.every(Number.isFinite), `mutant ${i}`).toBe(true);
      } catch (error) {
        if (!(error instanceof CermetError)) throw new Error(`mutant ${i} of ${path}: ${(error as Error).stack}`);
      }
    }
  });
});
