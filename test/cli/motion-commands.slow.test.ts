import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder, runCli, runCliAsUser, runCliKilledAt, startCli, waitFor } from './run-cli.js';

const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');
const countFrames = (frames: string): number => frames.match(/Lattice=/g)?.length ?? 0;

describe('cermet relax', () => {
  it('relaxes a crystal of the library with its cell and writes it', async () => {
    const folder = makeFolder();
    const { code, stdout } = await runCli(
      ['relax', 'LiNiO2', '--cell', 'all', '--json', '--out', 'relaxed.extxyz', '--trajectory', 'path.extxyz'],
      folder,
    );
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ converged: true, potential: 'cermet-nep', atoms: 12 });
    expect(result.largest_force_ev_per_angstrom).toBeLessThanOrEqual(0.01);
    expect(Math.abs(result.cell_angstrom[0][0] - 2.9)).toBeLessThan(0.03); // CHGNet, from which the potential was distilled, gives 2.903 to 2.907 Å
    expect(countFrames(text(folder, 'relaxed.extxyz'))).toBe(1);
    expect(countFrames(text(folder, 'path.extxyz'))).toBe(result.steps + 1);
    expect((await runCli(['relax', 'relaxed.extxyz', '--steps', '0'], folder)).code).toBe(0);
  });

  it('leaves with 3 and keeps what it reached where it does not converge', async () => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(
      ['relax', 'LiNiO2', '--cell', 'all', '--force', '1e-6', '--steps', '1', '--out', 'part.cif'],
      folder,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(/did not converge in 1 steps.*kept/);
    expect(stdout).toMatch(/converged\s+false/);
    expect(text(folder, 'part.cif')).toMatch(/_cell_length_a/);
  });
});

describe('cermet md', () => {
  it('follows a schedule, streams frames and writes the record', async () => {
    const folder = makeFolder();
    const args = [
      'md',
      'LiNiO2',
      '--schedule',
      '600 K for 0.2 ps, to 300 K in 0.2 ps',
      '--trajectory',
      'frames.extxyz',
      '--record',
      'record.csv',
      '--out',
      'last.extxyz',
      '--seed',
      '4',
      '--json',
    ];
    const { code, stdout } = await runCli(args, folder);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(
      result.segments.map((s: { segment: string; until_time_fs: number }) => [s.segment, s.until_time_fs]),
    ).toEqual([
      ['hold 600 K', 200],
      ['quench to 300 K', 400],
    ]);
    expect(countFrames(text(folder, 'frames.extxyz'))).toBe(8);
    expect(text(folder, 'record.csv').split('\n')[0]).toMatch(/^time_fs,.*temperature_kelvin/);
    expect(text(folder, 'last.extxyz')).toMatch(/velo:R:3/);
    const again = JSON.parse((await runCli(args, folder)).stdout);
    expect(again.positions_angstrom).toEqual(result.positions_angstrom);
    expect((await runCli(['md', 'last.extxyz', '--ensemble', 'nve', '--duration', '20 fs'], folder)).code).toBe(0);
  });

  it('keeps the finished part when interrupted', async () => {
    const folder = makeFolder();
    const { child, outcome } = startCli(
      [
        'md',
        'LiNiO2',
        '--temperature',
        '300 K',
        '--duration',
        '1 ns',
        '--trajectory',
        'frames.extxyz',
        '--out',
        'last.extxyz',
      ],
      folder,
    );
    await waitFor(
      () => readdirSync(folder).some((name) => name.startsWith('.frames') && statSync(join(folder, name)).size > 0),
      child,
    );
    child.kill('SIGINT');
    const { code, stdout } = await outcome;
    expect(code).toBe(130);
    expect(stdout).toMatch(/until_time_fs/);
    expect(countFrames(text(folder, 'frames.extxyz'))).toBeGreaterThan(0);
    expect(countFrames(text(folder, 'last.extxyz'))).toBe(1);
    expect(readdirSync(folder).sort()).toEqual(['frames.extxyz', 'last.extxyz']);
  });
});

describe('cermet interface', () => {
  const quick = ['--layers', '3', '--thickness', '4 Å', '--melt', '0.05 ps', '--quench', '0.05 ps'];

  it('goes from two names to bonds and opening strength', async () => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(
      [
        'interface',
        'LiCoO2',
        'Ni2B',
        ...quick,
        '--seed',
        '1..2',
        '--json',
        '--out',
        'made.extxyz',
        '--trajectory',
        'frames.extxyz',
      ],
      folder,
    );
    expect(stderr).toMatch(/Surface \(1 0 4\) was chosen/);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.surface).toMatchObject({ miller: [1, 0, 4], supercell: [4, 1], atoms: 48 });
    expect(result.interfaces.map((i: { seed: number; converged: boolean }) => [i.seed, i.converged])).toEqual([
      [1, true],
      [2, true],
    ]);
    const count = (element: string): number =>
      result.interfaces[0].elements.filter((e: string) => e === element).length;
    expect(Math.abs(count('Ni') - 2 * count('B'))).toBeLessThanOrEqual(1); // whole atoms
    expect(result.bonds.map((b: { film: string; oxide: string }) => `${b.film}-${b.oxide}`)).toContain('B-O');
    expect(result.opening.map((o: { where: string }) => o.where)).toEqual([
      'interface, border',
      'interface, weakest plane',
      'film',
      'oxide of the slab',
      'bulk oxide',
      'border / bulk',
      'weakest plane / bulk',
    ]);
    expect(countFrames(text(folder, 'made.extxyz'))).toBe(2);
    // The same definition of selectivity from the file.
    const { interface: across } = JSON.parse((await runCli(['bonds', 'made.extxyz', '--json'], folder)).stdout);
    type Row = { film: string; oxide: string; selectivity: { value: number } };
    const selectivity = (rows: Row[]) => rows.map((b) => [b.film, b.oxide, Number(b.selectivity.value.toPrecision(9))]);
    expect(selectivity(across.bonds)).toEqual(selectivity(result.bonds));
    expect(countFrames(text(folder, 'frames.extxyz'))).toBe(4);
  });

  it('refuses a coating that the potential does not know, before any work', async () => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(['interface', 'LiCoO2', 'ZrO2', '--out', 'made.extxyz'], folder);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/LiCoO2 with ZrO2 holds Zr, which the potential cermet-nep does not know.*cermet distil/);
    expect(existsSync(join(folder, 'made.extxyz'))).toBe(false);
    const named = await runCli(['interface', 'LiCoO2', 'Ni2P', '--potential', 'cermet-nep'], folder);
    expect(named.code).toBe(2);
    expect(named.stderr).toMatch(/holds P, .*--potential cermet-nep-2/);
  });

  it('holds numbers back where the film flew apart, and keeps the structure', async () => {
    const folder = makeFolder();
    // Four header lines of sizes, the network of each of six elements: 32 × 37 weights, 32 offsets, 32 outputs.
    const lines = readFileSync(join(import.meta.dirname, '../../data/potential/nep.txt'), 'utf8').split('\n');
    for (let element = 0; element < 6; element++)
      for (let k = 0; k < 32; k++) {
        const at = 7 + element * 1248 + 1216 + k;
        lines[at] = String(Number(lines[at]) / 1000);
      }
    writeFileSync(join(folder, 'loose.txt'), lines.join('\n'));
    const { code, stdout, stderr } = await runCli(
      ['interface', 'LiCoO2', 'Ni2B', '--potential', 'loose.txt', ...quick, '--json', '--out', 'made.extxyz'],
      folder,
    );
    expect(stderr).toMatch(/seed 1 is not a result, because .* — .*cermet distil/);
    expect(code).toBe(3);
    const result = JSON.parse(stdout);
    expect(result.held_back).toMatchObject([{ seed: 1, because: [expect.any(String)] }]);
    expect(result.interfaces).toEqual([]);
    expect(result).not.toHaveProperty('bonds');
    expect(result).not.toHaveProperty('opening');
    expect(countFrames(text(folder, 'made.extxyz'))).toBe(1);
  });
});

describe('bad input', () => {
  it.each([
    [['relax', 'LiNiO2', '--cell', 'zx'], /--cell cannot hold "zx"/],
    [['md', 'LiNiO2', '--temperature', '300', '--duration', '1 ps'], /--temperature: .*not a temperature/],
    [['md', 'LiNiO2', '--temperature', '300 K'], /how long should it run/],
    [['md', 'LiNiO2', '--schedule', 'to 300 K in 1 ps'], /no temperature to come from/],
    [
      ['md', 'LiNiO2', '--temperature', '300 K', '--duration', '1 ps', '--out', 'missing/x.extxyz'],
      /does not exist.*mkdir -p missing/,
    ],
    [['interface', 'LiNiO2', 'Co2B', '--surface', '1', '0'], /three whole numbers/],
    [['interface', 'LiNiO2', 'Co2B', '--supercell', '4'], /--supercell cannot be "4"/],
  ])('is refused: %j', async (args, message) => {
    const folder = makeFolder();
    const { code, stdout, stderr } = await runCli(args, folder);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))(
    'a full disk ends a trajectory with its place and leaves nothing behind',
    async () => {
      const folder = makeFolder();
      const { code, stderr } = await runCli(
        ['md', 'LiNiO2', '--temperature', '300 K', '--duration', '1 ps', '--trajectory', '/dev/full'],
        folder,
      );
      expect(stderr).toMatch(/the disk is full — \/dev\/full/);
      expect(code).toBe(2);
    },
  );

  it('a folder that may not be written is found before the work', async () => {
    const folder = makeFolder();
    const { code, stderr } = await runCliAsUser(
      ['md', 'LiNiO2', '--temperature', '300 K', '--duration', '1 ns', '--trajectory', 'x.extxyz'],
      folder,
    );
    expect(stderr).toMatch(/may not be written/);
    expect(code).toBe(2);
  });
});

describe('cermet md, killed', () => {
  it('goes on from its last state to the same frames, record and end, and leaves nothing unfinished', async () => {
    const folder = makeFolder();
    const before = process.env.CERMET_DATA;
    process.env.CERMET_DATA = join(folder, 'data');
    try {
      const command = (name: string) =>
        ['md', 'LiNiO2', '--temperature', '700 K', '--duration', '4 ps', '--trajectory', `${name}.extxyz`].concat([
          '--record',
          `${name}.csv`,
          '--out',
          `${name}-last.extxyz`,
          '--seed',
          '5',
        ]);
      expect((await runCli(command('whole'), folder)).code).toBe(0);
      // Killed once it has kept a second state.
      expect((await runCliKilledAt(2, 'data/runs', command('killed'), folder)).signal).toBe('SIGKILL');
      expect(existsSync(join(folder, 'killed.extxyz'))).toBe(false);
      const again = await runCli(command('killed'), folder);
      expect(again.code).toBe(0);
      expect(again.stderr).toMatch(/going on from step \d+000 of 4000/);
      for (const ending of ['.extxyz', '.csv', '-last.extxyz'])
        expect(text(folder, `killed${ending}`)).toBe(text(folder, `whole${ending}`));
      expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
      expect(readdirSync(join(folder, 'data/runs'))).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.CERMET_DATA;
      else process.env.CERMET_DATA = before;
    }
  });
});
