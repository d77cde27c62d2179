import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, describe, expect, it } from 'vitest';
import { CHGNET_CHECKPOINTS, writeSafetensors } from '../../src/atoms/index.js';
import { fetchChgnet, makeRandomTensors } from '../atoms/potential/chgnet-weights.js';
import { makeFolder, runCli } from './run-cli.js';

const fetched = await fetchChgnet();
const published = process.env.CERMET_DATA!;
afterEach(() => {
  process.env.CERMET_DATA = published;
});

/** A data folder with a network of CHGNet's shape and random weights in CHGNet's place. */
function useRandomWeights(): void {
  process.env.CERMET_DATA = makeFolder();
  mkdirSync(join(process.env.CERMET_DATA, 'potentials'));
  writeFileSync(
    join(process.env.CERMET_DATA, 'potentials/chgnet.safetensors'),
    writeSafetensors(makeRandomTensors(7), { sha256: CHGNET_CHECKPOINTS.chgnet.sha256 }),
  );
}

const cube = (elements: string[], positions: number[]): string =>
  [
    elements.length,
    'Lattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3 pbc="T T T"',
    ...elements.map((e, i) => `${e} ${positions.slice(3 * i, 3 * i + 3).join(' ')}`),
    '',
  ].join('\n');

describe('cermet potential add', () => {
  const checkpoint = CHGNET_CHECKPOINTS.chgnet.file;
  // A pickle that would run a command if it were executed. It is met by the hash first, and by the reader if that were
  // passed.
  const hostile = zipSync({
    'a/data.pkl': Uint8Array.from('\x80\x02cos\nsystem\nX\x05\x00\x00\x00touch\x85R.', (c) => c.charCodeAt(0)),
  });

  it.each([
    [
      'a file that is not a wheel',
      strToU8('not a wheel'),
      /damaged or is not a zip file — .*bad\.whl — download it again/,
    ],
    [
      'a truncated wheel',
      zipSync({ [checkpoint]: new Uint8Array(5000) }, { level: 0 }).subarray(0, 3000),
      /damaged or is not a zip file/,
    ],
    [
      'another wheel',
      zipSync({ 'numpy/version.py': strToU8('1') }),
      /the wheel holds no chgnet\/pretrained.* — it is not the wheel of chgnet==0\.4\.2/,
    ],
    [
      'another checkpoint',
      zipSync({ [checkpoint]: strToU8('other') }),
      /has the hash d9298a10d1b07358… where d14ab7c0f093efe6… is expected .*nothing was kept/,
    ],
    ['a hostile checkpoint', zipSync({ [checkpoint]: hostile }), /has the hash .* is expected/],
  ])('refuses %s and keeps nothing', async (_, bytes, message) => {
    const folder = makeFolder();
    process.env.CERMET_DATA = join(folder, 'data');
    writeFileSync(join(folder, 'bad.whl'), bytes);
    const { code, stdout, stderr } = await runCli(['potential', 'add', 'chgnet', '--from', 'bad.whl'], folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(readdirSync(folder)).toEqual(['bad.whl']);
  });

  it('refuses a missing file and an unknown name, with the nearest', async () => {
    const folder = makeFolder();
    process.env.CERMET_DATA = folder;
    expect(await runCli(['potential', 'add', 'chgnet', '--from', 'none.whl'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/none\.whl/),
    });
    expect(await runCli(['potential', 'add', 'chgnett'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/there is no potential "chgnett" to add — did you mean "chgnet"\?/),
    });
  });

  it('without pip, and where pip has no network, says how to bring the wheel by hand', async () => {
    const folder = makeFolder();
    process.env.CERMET_DATA = join(folder, 'data');
    const none = await runCli(['potential', 'add', 'chgnet'], folder, undefined, 'export PATH=/nowhere');
    expect(none.code).toBe(2);
    expect(none.stderr).toMatch(
      /there is no pip on this machine — fetch the wheel with another machine's pip \(pip download .*chgnet==0\.4\.2\), then: cermet potential add chgnet --from FILE\.whl/,
    );
    mkdirSync(join(folder, 'bin'));
    writeFileSync(
      join(folder, 'bin/python3'),
      '#!/bin/sh\necho "ERROR: No matching distribution found for chgnet==0.4.2" >&2\nexit 1\n',
    );
    chmodSync(join(folder, 'bin/python3'), 0o755);
    const offline = await runCli(
      ['potential', 'add', 'chgnet'],
      folder,
      undefined,
      `export PATH="${join(folder, 'bin')}"`,
    );
    expect(offline.code).toBe(2);
    expect(offline.stderr).toMatch(
      /pip could not fetch chgnet==0\.4\.2: ERROR: No matching distribution found.* — fetch the wheel .*--from FILE\.whl/,
    );
  });
});

describe('--potential chgnet', () => {
  it('says how to add it where it is not here, in commands, in the list and in studies', async () => {
    const folder = makeFolder({
      'study.yaml':
        'title: T\nsamples: {}\nevidence:\n  glass: { simulate: atoms/glass, coating: Co2B, potential: chgnet }\nclaims: {}\n',
    });
    process.env.CERMET_DATA = folder;
    const message = /the potential "chgnet" has not been added yet — run: cermet potential add chgnet/;
    expect(await runCli(['energy', 'LiNiO2', '--potential', 'chgnet'], folder)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
    expect(await runCli(['run', 'study.yaml'], folder)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(message),
    });
    expect((await runCli(['potential', 'list'], folder)).stdout).toMatch(/chgnet +no: cermet potential add chgnet/);
    expect((await runCli(['energy', 'LiNiO2', '--potential', 'chgnt'], folder)).stderr).toMatch(
      /there is no potential "chgnt" — did you mean "chgnet"\?/,
    );
  });

  it('refuses kept weights whose label is right and whose numbers are not', async () => {
    useRandomWeights();
    expect(await runCli(['energy', 'LiNiO2', '--potential', 'chgnet'], makeFolder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/the weights in this file are not those of chgnet.*cermet potential add chgnet/),
    });
  });

  it.skipIf(!fetched)('refuses elements that it does not know and atoms on top of one another', async () => {
    const folder = makeFolder({
      'po.xyz': cube(['Po', 'O'], [0, 0, 0, 2, 2, 2]),
      'twice.xyz': cube(['Ni', 'O'], [0, 0, 0, 4, 0, 0.001]),
    });
    expect(await runCli(['energy', 'po.xyz', '--potential', 'chgnet'], folder)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/CHGNet was never trained on Po/),
    });
    expect(await runCli(['energy', 'twice.xyz', '--potential', 'chgnet'], folder)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/two atoms lie on top of one another/),
    });
  });

  it('refuses a kept file that is cut', async () => {
    useRandomWeights();
    const path = join(process.env.CERMET_DATA!, 'potentials/chgnet.safetensors');
    writeFileSync(
      path,
      writeSafetensors(makeRandomTensors(7), { sha256: CHGNET_CHECKPOINTS.chgnet.sha256 }).subarray(0, 100_000),
    );
    expect(await runCli(['energy', 'LiNiO2', '--potential', 'chgnet'], makeFolder())).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /tensor ".*" is not of single precision or does not fit the file.*add the potential again/,
      ),
    });
  });

  it.skipIf(!fetched)('gives energy, forces, stress, moments and notes of each frame', async () => {
    const { code, stdout } = await runCli(['energy', 'LiNiO2', '--potential', 'chgnet', '--json'], makeFolder());
    expect(code).toBe(0);
    const [entry] = JSON.parse(stdout) as {
      energy_ev: number;
      forces_ev_per_angstrom: number[][];
      stress_gpa: number[][];
      magmoms_bohr_magneton: number[];
      notes: unknown[];
      potential: string;
    }[];
    const atoms = entry.forces_ev_per_angstrom.length;
    expect(entry).toMatchObject({ potential: 'chgnet', notes: [] });
    expect([entry.stress_gpa.length, entry.stress_gpa[0].length, entry.magmoms_bohr_magneton.length]).toEqual([
      3,
      3,
      atoms,
    ]);
    // cermet-nep, distilled from it, gives −5.8748 eV/atom and is off by some meV.
    expect(entry.energy_ev / atoms).toBeCloseTo(-5.87, 1);
  });
});
