import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

describe('cermet surface', () => {
  it('cuts the 80-atom slab of LiNiO2 (1 0 4) and writes it', async () => {
    const folder = makeFolder();
    const { code, stdout } = await runCli(
      ['surface', 'LiNiO2', '1', '0', '4', '--layers', '5', '--supercell', '4x1', '--json', '--out', 'slab.vasp'],
      folder,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      miller: [1, 0, 4],
      atoms: 80,
      formula: 'Li20Ni20O40',
      tasker: 'I',
      symmetric: true,
      stoichiometric: true,
      oxygen_environments: [
        { kind: 'bulk', count: 24 },
        { kind: 'type I', count: 8 },
        { kind: 'type II', count: 8 },
      ],
    });
    expect(readFileSync(join(folder, 'slab.vasp'), 'utf8').split('\n')[5]).toMatch(/Li Ni O/);
    const again = await runCli(['surface', 'slab.vasp', '0', '0', '1'], folder);
    expect(again.code).toBe(0);
  });

  it('takes negative indices, four indices and a file', async () => {
    const folder = makeFolder();
    const { code, stdout } = await runCli(['surface', 'LiNiO2', '1', '0', '-1', '4', '--layers', '5'], folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/slab Li5Ni5O10: 20 atoms/);
  });

  it.each([
    [['LiNiO2', '0', '0', '0'], /name no plane/],
    [['LiNiO2', '1', '0'], /three whole numbers are needed/],
    [['LiNiO2', '1', '0', 'x'], /"x" is not a Miller index/],
    [['LiNi02', '1', '0', '4'], /did you mean "LiNiO2"/],
    [['LiNiO2', '1', '0', '4', '--supercell', '4'], /--supercell cannot be "4"/],
    [['LiNiO2', '1', '0', '4', '--termination', '7'], /has no termination 7/],
    [['missing.cif', '1', '0', '4'], /there is no such file/],
    [['LiNiO2', '1', '0', '4', '--out', 'slab.doc'], /cannot write ".doc"/],
  ])('refuses %j', async (args, message) => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(['surface', ...args], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(existsSync(join(folder, 'slab.doc'))).toBe(false);
  });
});
