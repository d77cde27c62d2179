import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

const reference = resolve(import.meta.dirname, '../reference/nep');
const frame = (cell: number[], elements: string[], positions: number[]) =>
  [
    elements.length,
    `Lattice="${cell.join(' ')}" Properties=species:S:1:pos:R:3 pbc="T T T"`,
    ...elements.map((e, i) => `${e} ${positions.slice(3 * i, 3 * i + 3).join(' ')}`),
    '',
  ].join('\n');

describe('cermet energy', () => {
  it('gives energy, forces, stress and notes of each frame as calorine does', async () => {
    const { cases } = JSON.parse(readFileSync(join(reference, 'calorine.json'), 'utf8')) as {
      cases: {
        model: string;
        cell: number[];
        elements: string[];
        positions: number[];
        energies: number[];
        forces: number[];
        virial: number[];
      }[];
    };
    const frames = cases.filter((c) => c.model === 'nep4-zbl-typewise');
    const folder = makeFolder();
    writeFileSync(join(folder, 'frames.xyz'), frames.map((f) => frame(f.cell, f.elements, f.positions)).join(''));
    const { code, stdout } = await runCli(
      ['energy', 'frames.xyz', '--potential', join(reference, 'models/nep4-zbl-typewise.txt'), '--json'],
      folder,
    );
    expect(code).toBe(0);
    const entries = JSON.parse(stdout) as {
      energy_ev: number;
      forces_ev_per_angstrom: number[][];
      stress_gpa: number[][];
      notes: { code: string }[];
    }[];
    expect(entries.length).toBe(frames.length);
    entries.forEach((entry, k) => {
      const { cell, energies, forces, virial } = frames[k];
      // What single precision keeps of an energy and of the largest force.
      expect(Math.abs(entry.energy_ev - energies.reduce((a, b) => a + b))).toBeLessThan(1e-5);
      const largest = Math.max(...forces.map(Math.abs));
      entry.forces_ev_per_angstrom
        .flat()
        .forEach((f, i) => expect(Math.abs(f - forces[i])).toBeLessThan(1e-5 + 1e-5 * largest));
      const volume = Math.abs(
        cell[0] * (cell[4] * cell[8] - cell[5] * cell[7]) -
          cell[1] * (cell[3] * cell[8] - cell[5] * cell[6]) +
          cell[2] * (cell[3] * cell[7] - cell[4] * cell[6]),
      );
      // 1 eV/Å3 is 160.2177 GPa.
      expect(entry.stress_gpa[1][1]).toBeCloseTo((160.2177 * virial[4]) / volume, 2);
      expect(entry.notes.map((n) => n.code)).toContain('no-element-energies');
    });
  });

  it('takes the name of a crystal, and the default potential adds the energies of the elements', async () => {
    const { code, stdout, stderr } = await runCli(['energy', 'LiNiO2', '--json'], makeFolder());
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    const [entry] = JSON.parse(stdout) as { energy_ev: number; forces_ev_per_angstrom: number[][] }[];
    // CHGNet puts layered LiNiO2 at −5.87 eV per atom.
    expect(entry.energy_ev / entry.forces_ev_per_angstrom.length).toBeCloseTo(-5.87, 1);
  });

  it('takes the potential with more elements where the default lacks one, says so, and has its committee', async () => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(['energy', 'Ni2P', '--json'], folder);
    expect([code, stderr]).toEqual([0, 'cermet-nep does not know P: cermet-nep-2 is taken\n']);
    expect(JSON.parse(stdout)[0].potential).toBe('cermet-nep-2');
    const named = await runCli(['energy', 'LiNiO2', '--potential', 'cermet-nep-2', '--committee', '--json'], folder);
    expect(named.code, named.stderr).toBe(0);
    const [entry] = JSON.parse(named.stdout) as { energy_ev: number; force_disagreement_ev_per_angstrom: number[] }[];
    // As the default and CHGNet.
    expect(entry.energy_ev / 12).toBeCloseTo(-5.87, 1);
    expect(Math.max(...entry.force_disagreement_ev_per_angstrom)).toBeGreaterThan(0);
  });

  it.each([
    [
      ['energy', 'Co3O4', '--potential', join(reference, 'models/nep4-one-element.txt')],
      /does not know (Co, O|O, Co) — it knows Si; choose another potential/,
    ],
    [
      ['energy', 'LiNiO2', '--potential', 'cermet-nap'],
      /there is no potential "cermet-nap" — did you mean "cermet-nep"\?/,
    ],
    [['energy', 'LiNiO2', '--potential', 'missing.txt'], /there is no such file — missing\.txt/],
    [['energy', 'LiNiO2', '--potential', 'broken.txt'], /the file ends within its .* — broken\.txt:40/],
  ])('%s is refused with exit code 2', async (args, message) => {
    const folder = makeFolder();
    writeFileSync(
      join(folder, 'broken.txt'),
      readFileSync(join(reference, 'models/nep4.txt'), 'utf8').split('\n').slice(0, 40).join('\n'),
    );
    const { code, stdout, stderr } = await runCli(args, folder);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('lists the potentials', async () => {
    const { code, stdout } = await runCli(['potential', 'list', '--json'], makeFolder());
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'cermet-nep', here: true, elements: ['Li', 'B', 'O', 'Mn', 'Co', 'Ni'] }),
      ]),
    );
  });
});
