import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

/** Twelve cobalt atoms over five layers of nickel oxide, not at rest: enough for the commands to chew on. */
function makeStack(): string {
  const lines: string[] = [];
  const a = 4.17;
  for (let layer = 0; layer < 5; layer++) {
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 2; j++) {
        const element = (i + j + layer) % 2 ? 'O' : 'Ni';
        lines.push(`${element} ${(i * a) / 2} ${(j * a) / 2} ${(layer * a) / 2} 0`);
      }
  }
  for (let layer = 0; layer < 4; layer++)
    for (let i = 0; i < 3; i++)
      lines.push(`Co ${(i + 0.5 * (layer % 2)) * 2.78} ${layer % 2 ? 2.08 : 0.2} ${10.3 + 2.05 * layer} 1`);
  return `${lines.length}\nLattice="${2 * a} 0 0 0 ${a} 0 0 0 18.6" Properties=species:S:1:pos:R:3:group:I:1 pbc="T T T"\n${lines.join('\n')}\n`;
}

describe('cermet bonds', () => {
  it('prints bonds, selectivity and oxygens, as tables and as JSON', async () => {
    const folder = makeFolder({ 'stack.extxyz': makeStack() });
    const printed = await runCli(['bonds', 'stack.extxyz'], folder);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(/Bonds across the interface/);
    expect(printed.stderr).toMatch(/one structure only/);
    const { stdout } = await runCli(
      ['bonds', 'stack.extxyz', 'stack.extxyz', '--cutoff', 'Co-O=2.5,Ni-O=2.5,Co-Ni=2.9', '--json'],
      folder,
    );
    const result = JSON.parse(stdout) as {
      frames: number;
      cutoffs: { pair: string[]; cutoff: number; rule: string }[];
      interface: { bonds: { film: string; oxide: string; selectivity: { n: number } }[] };
    };
    expect(result.frames).toBe(2);
    expect(result.cutoffs).toContainEqual({ pair: ['Co', 'O'], cutoff: 2.5, rule: 'given' });
    expect(result.interface.bonds.map((b) => b.oxide)).toEqual(['Ni', 'O']);
  });

  it('takes a crystal by name, and refuses what is not there', async () => {
    const folder = makeFolder();
    expect((await runCli(['bonds', 'LiNiO2'], folder)).stdout).toMatch(/bulk +3 Ni \+ 3 Li +6/);
    expect(await runCli(['bonds', 'LiNiO2', '--film', 'Co'], folder)).toMatchObject({ code: 2 });
    const { code, stderr } = await runCli(['bonds', 'LiNiO2', '--cutoff', 'Ni=O'], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Co-O=2\.4/);
  });
});

describe('cermet opening', () => {
  it('opens a crystal between its planes', async () => {
    const { code, stdout } = await runCli(['opening', 'NiO', '--surface', '1', '0', '0', '--json'], makeFolder());
    expect(code).toBe(0);
    const { planes } = JSON.parse(stdout) as {
      planes: {
        region: string;
        separation_energy_joule_per_square_metre: number;
        universal: { peak_stress_gpa: { value: number; sigma: number } };
      }[];
    };
    expect(planes).toHaveLength(1);
    expect(planes[0].universal.peak_stress_gpa.sigma).toBeGreaterThan(0);
  });

  it('opens an interface, pulls it, and keeps the states', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'stack.extxyz'), makeStack());
    const { code, stdout, stderr } = await runCli(
      [
        'opening',
        'stack.extxyz',
        '--plane',
        'interface',
        '--relaxed',
        '--bulk',
        'NiO',
        '--surface',
        '1 0 0',
        '--out',
        'pull.extxyz',
      ],
      folder,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/the border itself|weakest: interface/);
    expect(stdout).toMatch(/gauge length of 18\.60 Å/);
    expect(stdout).toMatch(/Universal-binding peak over that of the crystal/);
    expect(stderr).toMatch(/relax the structure first/);
    const kept = JSON.parse((await runCli(['read', 'pull.extxyz', '--json'], folder)).stdout) as { rows: number }[];
    expect(kept[0].rows).toBeGreaterThan(3);
  });

  it('says what is missing', async () => {
    const folder = makeFolder({ 'stack.extxyz': makeStack() });
    expect((await runCli(['opening', 'stack.extxyz', '--bulk', 'NiO'], folder)).stderr).toMatch(/--surface 1 0 4/);
    expect((await runCli(['opening', 'stack.extxyz', '--plane', 'side'], folder)).stderr).toMatch(
      /allowed|did you mean/,
    );
    expect((await runCli(['opening', 'stack.extxyz', '--out', 'x.extxyz'], folder)).stderr).toMatch(/add --relaxed/);
  });
});
