import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePotential, resolveCrystal } from '../../src/atoms/index.js';
import { openPotential } from '../../src/cli/resolve.js';
import { toExtxyzFrame } from '../../src/io/index.js';
import { makeFolder, runCli, runCliKilledAt } from './run-cli.js';

/** A run of seconds: the default potential labels, frames and passes are counted, and no clock decides anything. */
const TINY = ['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--frames', '30', '--epochs', '2', '--out', 'made'];

const read = (folder: string, name: string): string => readFileSync(join(folder, 'made', name), 'utf8');

describe('cermet distil', () => {
  let whole: { nep: string; frames: string; errors: string; folder: string };

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cermet-'));
    const { code, stdout, stderr } = await runCli(TINY, folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/held out +frames/);
    whole = {
      folder,
      nep: read(folder, 'nep.txt'),
      frames: read(folder, 'frames.extxyz'),
      errors: read(folder, 'errors.json'),
    };
  });

  afterAll(() => rmSync(whole.folder, { recursive: true, force: true }));

  it('leaves a potential with its committee, errors by family and frames', async () => {
    const { folder } = whole;
    expect(readdirSync(join(folder, 'made')).sort()).toEqual([
      'README.md',
      'errors.json',
      'frames.extxyz',
      'nep-2.txt',
      'nep-3.txt',
      'nep.txt',
      'potential.json',
      'settings.json',
    ]);
    const errors = JSON.parse(whole.errors);
    expect(errors.products).toContain('LiBO2');
    expect(errors.held_out.length).toBeGreaterThan(1);
    for (const { force_rmse_ev_per_angstrom: force } of errors.held_out) expect(force).toBeGreaterThan(0);
    expect(whole.nep).not.toBe(read(folder, 'nep-2.txt'));
    // Two passes over thirty frames make no potential, and it says so itself.
    expect(judgePotential(await openPotential(join(folder, 'made'))).verdict).toBe('poor');
    // By folder and by file it is the same potential, its element energies with it.
    const energy = async (place: string): Promise<{ energy_ev: number; notes: { code: string }[] }> =>
      JSON.parse((await runCli(['energy', 'LiNiO2', '--potential', place, '--json'], folder)).stdout)[0];
    const [byFolder, byFile] = [await energy('made'), await energy('made/nep.txt')];
    expect(byFile.energy_ev).toBe(byFolder.energy_ev);
    expect(byFolder.notes.map(({ code }) => code)).not.toContain('no-element-energies');
    expect(byFolder.notes.map(({ code }) => code)).toContain('poor-potential');
    expect(Math.abs(byFolder.energy_ev / 12 + 5.87)).toBeLessThan(1.5); // eV/atom of what labelled it; two passes leave much
    expect((await energy('made/nep-2.txt')).notes.map(({ code }) => code)).toContain('no-element-energies');
  });

  it('its committee is taken with --committee, and says where it disagrees', async () => {
    const { folder } = whole;
    const run = (...words: string[]) => runCli(['energy', 'LiNiO2', '--committee', ...words], folder);
    const { stdout, stderr, code } = await run('--potential', 'made', '--json');
    expect(code, stderr).toBe(0);
    const [found] = JSON.parse(stdout);
    expect(found.potential).toBe('committee of LiNiO2-Co2B');
    expect(found.force_disagreement_ev_per_angstrom).toHaveLength(12);
    expect(Math.max(...found.force_disagreement_ev_per_angstrom)).toBeGreaterThan(0);
    expect(found.energy_disagreement_ev).toBeGreaterThan(0);
    expect((await run('--potential', 'made')).stdout).toMatch(/largest disagreement/);
    expect(await run()).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cermet-nep has no committee/),
    });
  });

  it('refuses a finished folder, and one that holds something else', async () => {
    const { code, stderr } = await runCli(TINY, whole.folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/made holds a finished potential/)]);
    const folder = makeFolder({ 'notes.txt': 'mine' });
    expect((await runCli([...TINY.slice(0, -1), '.'], folder)).stderr).toMatch(/holds other files/);
  });

  it('keeps out of a folder that another run works in, and not of one whose run was killed', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'made'));
    const hold = (pid: number): void => writeFileSync(join(folder, 'made/lock'), `${pid} ${hostname()}\n`);
    hold(process.pid);
    const { code, stderr } = await runCli(TINY, folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/another cermet distils in this folder.*--out/)]);
    expect(readdirSync(join(folder, 'made'))).toEqual(['lock']);
    hold(2 ** 22 + 1); // beyond the largest process number
    const again = await runCli([...TINY.slice(0, -4), '--epochs', '1', '--out', 'made'], folder);
    expect(again.code, again.stderr).toBe(0);
    expect(existsSync(join(folder, 'made/lock'))).toBe(false);
  });

  it('takes several oxides and coatings, and tells errors by pair', async () => {
    const folder = makeFolder();
    const { code, stderr } = await runCli(
      ['distil', 'LiNiO2,LiCoO2', 'Co2B,Ni2B', ...TINY.slice(3, 5), '--frames', '80', '--epochs', '1', '--out', 'made'],
      folder,
    );
    expect(code, stderr).toBe(0);
    const errors = JSON.parse(read(folder, 'errors.json'));
    expect([errors.oxides, errors.coatings]).toEqual([
      ['LiNiO2', 'LiCoO2'],
      ['Co2B', 'Ni2B'],
    ]);
    const pairs = errors.held_out_pairs as { pair: string; frames: number }[];
    expect(pairs.map(({ pair }) => pair)).toContain('LiNiO2-Co2B');
    const frames = (rows: { frames: number }[]): number => rows.reduce((sum, row) => sum + row.frames, 0);
    expect(frames(pairs)).toBe(frames(errors.held_out));
    expect(read(folder, 'README.md')).toMatch(/\| LiNiO2-Co2B \| \d/);
    // Twelve held-out frames are fewer than both pairs need.
    expect(errors.notes.map((note: { text: string }) => note.text)).toContainEqual(
      expect.stringMatching(/^no frame of LiCoO2-Ni2B is held out/),
    );
    expect(JSON.parse(read(folder, 'potential.json')).held_out).toEqual(errors.held_out);
  });

  it.each([1, 3, 6])('goes on to the same potential after a kill at state %i', async (times) => {
    const folder = makeFolder();
    const { signal } = await runCliKilledAt(times, 'made/work', TINY, folder);
    expect(signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'made/potential.json'))).toBe(false);
    // As if it had been killed while a frame was written.
    appendFileSync(join(folder, 'made/frames.extxyz'), `${whole.frames.split('\n').slice(0, 4).join('\n')} 0.3`);
    const other = await runCli([...TINY, '--seed', '2'], folder);
    expect([other.code, other.stderr]).toEqual([2, expect.stringMatching(/unfinished run .*seed/)]);
    const { code, stderr } = await runCli(TINY, folder);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/going on with \d+ labelled frames/);
    expect(read(folder, 'nep.txt')).toBe(whole.nep);
    expect(read(folder, 'frames.extxyz')).toBe(whole.frames);
    expect(read(folder, 'errors.json')).toBe(whole.errors);
  });

  it('takes labels of one’s own, from another zero of energy, beside its own', async () => {
    const { structure } = resolveCrystal('LiNiO2');
    const frame = (k: number, force = 0.1): string =>
      toExtxyzFrame({
        ...structure,
        positions: structure.positions.map((x, i) => x + 0.03 * Math.sin(7 * i + k)),
        energy: -9000 + 0.01 * k,
        atomic: { forces: { width: 3, values: structure.positions.map((_, i) => force * Math.cos(i + k)) } },
        info: { trajectory: k },
      });
    const folder = makeFolder({ 'own.extxyz': [0, 1, 2, 3, 4, 4].map((k) => frame(k)).join('') + frame(9, 80) });
    const { code, stderr } = await runCli([...TINY, '--from', 'own.extxyz'], folder);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/doubled|given before/);
    expect(stderr).toMatch(/1 of 7 frames have a force above/);
    expect(stderr).toMatch(/count from another zero/);
    const errors = JSON.parse(read(folder, 'errors.json'));
    expect(errors.held_out.map((row: { family: string }) => row.family)).toContain('own');
    expect(errors.notes.map((note: { code: string }) => note.code)).toEqual(
      expect.arrayContaining(['exploded-frames', 'doubled-frames', 'energy-offset']),
    );
  });

  it.each([
    [['distil', 'LiNiO2', 'Po2B', '--labels', 'cermet-nep'], /cannot label Po/],
    [['distil', 'LiNiO2', 'nonsense!'], /nonsense/],
    [['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--elements', 'Xx'], /"Xx" is no element/],
    [
      ['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--budget', '1 s'],
      /too short for one generation.*--budget/,
    ],
    ...['0 s', '-5 min', '1e9 h'].map((budget): [string[], RegExp] => [
      ['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', `--budget=${budget}`],
      /--budget must be a time above zero and of 30 days at most/,
    ]),
    [['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--budget', 'NaN h'], /--budget/],
    ...['0', '-1', '1e9', 'NaN'].map((epochs): [string[], RegExp] => [
      ['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--frames', '30', `--epochs=${epochs}`],
      /--epochs/,
    ]),
    [['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--epochs', '3'], /--epochs goes with --frames/],
    [['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--from', 'absent.extxyz'], /absent\.extxyz/],
    [
      ['distil', 'LiNiO2', 'Co2B', '--labels', 'cermet-nep', '--from', 'bare.extxyz'],
      /no energy — bare\.extxyz, frame 1/,
    ],
    [['distil', 'LiNiO2', 'Co2B', '--labels', 'nowhere'], /no potential "nowhere"/],
  ])('refuses %j', async (args, message) => {
    const { structure } = resolveCrystal('LiNiO2');
    const folder = makeFolder({ 'bare.extxyz': toExtxyzFrame(structure) });
    const { code, stderr } = await runCli(args, folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/bug in Cermet/);
    expect(readdirSync(folder, { recursive: true }).filter((name) => /frames|nep|json/.test(String(name)))).toEqual([]);
  });

  it('says what is wrong with a folder whose description was damaged', async () => {
    const folder = makeFolder();
    mkdirSync(join(folder, 'made'));
    writeFileSync(join(folder, 'made/potential.json'), '{"format":');
    const { code, stderr } = await runCli(['energy', 'LiNiO2', '--potential', 'made'], folder);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/not JSON.*potential\.json/)]);
  });
});
