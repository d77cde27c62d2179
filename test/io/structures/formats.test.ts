import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Structure } from '../../../src/core/index.js';
import { countElements } from '../../../src/core/index.js';
import { computeTemperature } from '../../../src/io/structures/temperature.js';
import { buildQeLattice } from '../../../src/io/structures/qe-lattice.js';
import { computeCellParameters } from '../../../src/io/structures/index.js';
import { readAny } from '../measured/read-text.js';

interface Frame {
  elements: string[];
  cell: number[];
  positions: number[];
  velocities: number[];
  temperature: number;
  energy: number;
  forces: number[];
  stress: number[];
  magmoms: number[];
}
/** Files that ASE wrote, and what it holds: made by make-formats.py beside it. */
const ase: { traj: string; extxyz: string; lammpsData: string; pwInput: string; frames: Frame[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/structures/formats.json'), 'utf8'),
);

function expectClose(found: ArrayLike<number> | undefined, wanted: readonly number[], within: number): void {
  expect(found?.length).toBe(wanted.length);
  wanted.forEach((v, i) => expect(Math.abs(found![i] - v)).toBeLessThanOrEqual(within));
}

describe('files of ASE', () => {
  it('.traj: every frame with momenta, energy, forces, stress, moments, held atoms', async () => {
    const bytes = Uint8Array.from(atob(ase.traj), (c) => c.charCodeAt(0));
    const { structures } = await readAny('a.traj', bytes);
    expect(structures).toHaveLength(3);
    structures.forEach((s, i) => {
      const frame = ase.frames[i];
      expect(s.elements).toEqual(frame.elements);
      expectClose(s.cell, frame.cell, 0);
      expectClose(s.positions, frame.positions, 0);
      // ASE's constants are of CODATA 2014, ours of 2022.
      expectClose(s.atomic!.velocities.values, frame.velocities, 1e-9);
      expect(computeTemperature(s)! / frame.temperature).toBeCloseTo(1, 5);
      expect(s.energy).toBe(frame.energy);
      expectClose(s.atomic!.forces.values, frame.forces, 0);
      expectClose(s.stress, frame.stress, 0);
      expectClose(s.atomic!.magmoms.values, frame.magmoms, 0);
      expect(Array.from(s.atomic!.fixed.values)).toEqual([1, 0, 0, 1, 0, 0, 0]);
    });
    for (const cut of [60, 700, bytes.length - 200])
      await expect(readAny('a.traj', bytes.slice(0, cut))).rejects.toThrow(/a\.traj/);
  });

  it('extended XYZ: momenta are in the unit of ASE', async () => {
    const { structures, notes } = await readAny('a.xyz', ase.extxyz);
    structures.forEach((s, i) => expectClose(s.atomic!.velocities.values, ase.frames[i].velocities, 1e-9));
    expect(notes.map((n) => n.code)).toEqual(['velocities-from-momenta']);
  });

  it('LAMMPS data: elements by mass and comment; velocities only where the units are said', async () => {
    const { structures, notes } = await readAny('a.data', ase.lammpsData);
    expect(structures[0].elements).toEqual(ase.frames[0].elements);
    expectClose(structures[0].cell, ase.frames[0].cell, 1e-14);
    expectClose(structures[0].positions, ase.frames[0].positions, 1e-14);
    expect(notes.map((n) => n.code)).toContain('velocities-skipped');
    const said = await readAny(
      'a.data',
      ase.lammpsData.replace('(written by ASE)', 'LAMMPS data file via write_data, units = metal'),
    );
    expectClose(said.structures[0].atomic!.velocities.values, ase.frames[0].velocities, 1e-9);
    const nameless = ase.lammpsData.replaceAll(/ # (Co|Li|Ni|O)$/gm, '').replace('Atoms # charge', 'Atoms');
    expect((await readAny('a.data', nameless)).structures[0].elements).toEqual(ase.frames[0].elements);
  });

  it('pw.x input', async () => {
    const { structures } = await readAny('a.pwi', ase.pwInput);
    expect(structures[0].elements).toEqual(ase.frames[0].elements);
    expectClose(structures[0].cell, ase.frames[0].cell, 1e-12);
    // Ten digits are written.
    expectClose(structures[0].positions, ase.frames[0].positions, 1e-10);
    expect(Array.from(structures[0].atomic!.fixed.values.subarray(0, 6))).toEqual([1, 1, 1, 0, 0, 0]);
  });
});

describe('velocities in extended XYZ', () => {
  // 64 Ar at 300 K: √(k T/m) is 0.00250 Å/fs; ASE's unit of velocity is 1/10.18 of that number's unit.
  const speed = 0.0025;
  const frame = (column: string, factor: number, extra = '') =>
    [
      '64',
      `Lattice="20 0 0 0 20 0 0 0 20" Properties=species:S:1:pos:R:3:${column}:R:3 ${extra}`,
      ...Array.from({ length: 64 }, (_, i) => {
        const v = [0, 1, 2].map((k) => speed * factor * ((i + k) % 2 ? 1 : -1));
        return `Ar ${(i % 4) * 5} ${(Math.floor(i / 4) % 4) * 5} ${Math.floor(i / 16) * 5} ${v.join(' ')}`;
      }),
    ].join('\n');
  const temperature = async (text: string): Promise<{ t: number; codes: string[] }> => {
    const { structures, notes } = await readAny('a.xyz', text);
    return { t: computeTemperature(structures[0])!, codes: notes.map((n) => n.code) };
  };

  it.each(['vel', 'velo'])('under %s are in Å/fs, as GPUMD and libAtoms have them', async (name) => {
    expect((await temperature(frame(name, 1))).t).toBeCloseTo(300.3, 0);
  });

  it('under velocities are in whichever unit makes a temperature', async () => {
    const own = await temperature(frame('velocities', 1));
    expect(own.t).toBeCloseTo(300.3, 0);
    expect(own.codes).toEqual(['velocity-unit-assumed']);
    const theirs = await temperature(frame('velocities', 10.1805057));
    expect(theirs.t).toBeCloseTo(300.3, 0);
    expect(theirs.codes).toEqual(['velocity-unit-settled']);
    const stated = await temperature(frame('velocities', 10.1805057, 'units="velocities Å/fs"'));
    expect(stated.t).toBeGreaterThan(30_000);
  });

  it('that make an absurd temperature are said, whatever they are called', async () => {
    expect((await temperature(frame('vel', 30))).codes).toEqual(['temperature-implausible']);
  });
});

describe('LAMMPS', () => {
  const dump = (columns: string, rows: string[], head = '', bounds = '0 5\n0 6\n0 7', box = 'pp pp ff') =>
    `${head}ITEM: TIMESTEP\n1000\nITEM: NUMBER OF ATOMS\n${rows.length}\nITEM: BOX BOUNDS ${box}\n${bounds}\nITEM: ATOMS ${columns}\n${rows.join('\n')}\n`;

  it('dump: frames in order of ids, units where they are said, boxes around tilted cells', async () => {
    const one = dump(
      'id element xs ys zs vx vy vz fx fy fz q',
      ['2 O 0.5 0.5 0.5 1 2 3 0.1 0.2 0.3 -1', '1 Ni 0 0 0.25 0 0 0 0 0 0 1'],
      'ITEM: UNITS\nmetal\n',
    );
    const { structures } = await readAny('a.lammpstrj', one + one);
    expect(structures).toHaveLength(2);
    const [s] = structures;
    expect(s.elements).toEqual(['Ni', 'O']);
    expect(s.pbc).toEqual([true, true, false]);
    expectClose(s.positions, [0, 0, 1.75, 2.5, 3, 3.5], 1e-14);
    expectClose(s.atomic!.velocities.values, [0, 0, 0, 1e-3, 2e-3, 3e-3], 1e-18);
    expectClose(s.atomic!.forces.values, [0, 0, 0, 0.1, 0.2, 0.3], 0);
    expect(s.info!.step).toBe(1000);
    // lx = 5, ly = 6, lz = 7 with xy = 1, xz = -2, yz = 0.5: bounds run from -2 to 6 (xlo + min(0, xy, xz, xy + xz))
    // and 0 to 6.5.
    const tilted = dump('id type mass x y z', ['1 1 6.94 1 2 3'], '', '-2 6 1\n0 6.5 -2\n0 7 0.5', 'xy xz yz pp pp pp');
    const t = (await readAny('a.dump', tilted)).structures[0];
    expect(t.elements).toEqual(['Li']);
    expectClose(t.cell, [5, 0, 0, 1, 6, 0, -2, 0.5, 7], 1e-14);
    expectClose(t.positions, [1, 2, 3], 1e-14);
  });

  it('dump: kilocalories of real units are eV', async () => {
    const { structures } = await readAny(
      'a.dump',
      dump('id element x y z fx fy fz', ['1 O 1 2 3 23.060547830619 0 0'], 'ITEM: UNITS\nreal\n'),
    );
    // 1 eV is 23.0605 kcal/mol.
    expect(structures[0].atomic!.forces.values[0]).toBeCloseTo(1, 9);
  });

  it.each([
    [dump('id type x y z', ['1 1 0 0 0']), /types of atoms, not elements/],
    [dump('id element vx', ['1 O 0']), /holds no positions/],
    [dump('id element x y z', ['1 O 0 0 0']).replace('ATOMS\n1\n', 'ATOMS\n2\n'), /1 of 2 atoms/],
    [dump('id element x y z', ['1 O 0 0']), /5 columns are announced/],
  ])('dump: what cannot be read is refused (%#)', async (text, message) => {
    await expect(readAny('a.dump', text)).rejects.toThrow(message);
  });

  it('dump: forces without units are left out, and said', async () => {
    const { structures, notes } = await readAny('a.dump', dump('id element x y z fx fy fz', ['1 O 1 2 3 1 0 0']));
    expect(structures[0].atomic).toBeUndefined();
    expect(notes.map((n) => n.code)).toEqual(['forces-skipped']);
  });

  it('data: a box that does not begin at 0, type labels, full style with images, general cells', async () => {
    const text = `# any first line

2 atoms
2 atom types
-1 4 xlo xhi
-2 4 ylo yhi
0 7 zlo zhi

Atom Type Labels

1 Li
2 O

Atoms # full

1 1 1 0.5 -1 -2 3.5 0 0 1
2 1 2 -0.5 1.5 1 7 0 0 0
`;
    const s = (await readAny('a.data', text)).structures[0];
    expect(s.elements).toEqual(['Li', 'O']);
    expectClose(s.cell, [5, 0, 0, 0, 6, 0, 0, 0, 7], 0);
    expectClose(s.positions, [0, 0, 3.5, 2.5, 3, 7], 0);
    expectClose(s.atomic!.charges.values, [0.5, -0.5], 0);
    const general = text.replace(/-1 4 xlo[\s\S]*zhi/, '5 0 1 avec\n0 6 0 bvec\n-1 0 7 cvec\n0 0 0 abc origin');
    expectClose((await readAny('a.data', general)).structures[0].cell, [5, 0, 1, 0, 6, 0, -1, 0, 7], 0);
    await expect(readAny('a.data', text.replace('1 Li\n2 O', ''))).rejects.toThrow(/names no element/);
    await expect(readAny('a.data', text.replace('2 atoms', '3 atoms'))).rejects.toThrow(/3 atoms are announced, but 2/);
  });
});

describe('VASP', () => {
  it('XDATCAR and POSCAR in fixed columns, minus signs touching', async () => {
    const head = 'Li O\n1.0\n5 0 0\n0 5 0\n0 0 5\nLi O\n1 1\n';
    const xdatcar = `${head}Direct configuration=     1\n  0.50000000-0.25000000 0.12500000\n -0.10000000-0.20000000-0.30000000\n`;
    const s = (await readAny('XDATCAR', xdatcar)).structures[0];
    expectClose(s.positions, [2.5, -1.25, 0.625, -0.5, -1, -1.5], 1e-14);
    const p = (
      await readAny('POSCAR', `${head}Direct\n  0.50000000-0.25000000 0.12500000\n -0.10000000-0.20000000-0.30000000\n`)
    ).structures[0];
    expectClose(p.positions, [2.5, -1.25, 0.625, -0.5, -1, -1.5], 1e-14);
  });

  const calculation = (
    x: number,
    free: number,
  ) => `<calculation><scstep><energy><i name="e_fr_energy">${free}</i><i name="e_0_energy">${free + 0.5}</i></energy></scstep>
<structure><crystal><varray name="basis"><v>4 0 0</v><v>0 5 0</v><v>0 0 6</v></varray></crystal><varray name="positions"><v>0 0 0</v><v>${x} 0.5 0.5</v></varray></structure>
<varray name="forces"><v>0.1 0 0</v><v>-0.1 0 0</v></varray><varray name="stress"><v>16.02176634 0 0</v><v>0 0 0</v><v>0 0 0</v></varray>
<energy><i name="e_fr_energy">${free}</i><i name="e_0_energy">0.0001</i></energy></calculation>`;
  const vasprun = (body: string, end = '</modeling>') =>
    `<?xml version="1.0" encoding="ISO-8859-1"?><modeling><generator><i name="version" type="string">6.4</i></generator><atominfo><array name="atoms"><set><rc><c>Ni</c><c>1</c></rc><rc><c>O </c><c>2</c></rc></set></array></atominfo>${body}${end}`;

  it('vasprun.xml: every ionic step with energy at zero smearing, forces, stress', async () => {
    const { structures, notes } = await readAny(
      'vasprun.xml',
      vasprun(calculation(0.5, -10) + calculation(0.49, -10.2)),
    );
    expect(notes).toEqual([]);
    expect(structures).toHaveLength(2);
    expect(Object.fromEntries(countElements(structures[0]))).toEqual({ Ni: 1, O: 1 });
    expectClose(structures[1].positions, [0, 0, 0, 1.96, 2.5, 3], 1e-14);
    expect(structures[1].energy).toBeCloseTo(-9.7, 12);
    expectClose(structures[0].atomic!.forces.values, [0.1, 0, 0, -0.1, 0, 0], 0);
    // 160.2176634 GPa are 1 eV/Å3; VASP prints pressure, we tension.
    expect(structures[0].stress![0]).toBeCloseTo(-0.01, 12);
  });

  it('vasprun.xml cut short gives its whole steps, with a serious note', async () => {
    const { structures, notes } = await readAny(
      'vasprun.xml',
      vasprun(calculation(0.5, -10) + calculation(0.49, -10.2).slice(0, 300), ''),
    );
    expect(structures).toHaveLength(1);
    expect(notes).toMatchObject([{ level: 'serious', code: 'file-cut' }]);
  });
});

describe('Quantum ESPRESSO', () => {
  const system = (lines: string) =>
    `&control\n calculation='scf'\n/\n&system\n nat=1, ntyp=1, ecutwfc=30\n ${lines}\n/\n&electrons\n/\nATOMIC_SPECIES\nNi1 58.69 Ni.upf\n`;

  // Lengths and angles that INPUT_PW's own vectors have, by hand.
  it.each([
    [1, { 1: 4 }, [4, 4, 4, 90, 90, 90]],
    [2, { 1: 4 }, [4 / Math.SQRT2, 4 / Math.SQRT2, 4 / Math.SQRT2, 60, 60, 60]],
    [3, { 1: 4 }, [2 * Math.sqrt(3), 2 * Math.sqrt(3), 2 * Math.sqrt(3), 70.5287794, 109.4712206, 70.5287794]],
    [-3, { 1: 4 }, [2 * Math.sqrt(3), 2 * Math.sqrt(3), 2 * Math.sqrt(3), 109.4712206, 109.4712206, 109.4712206]],
    [4, { 1: 3, 3: 1.6 }, [3, 3, 4.8, 90, 90, 120]],
    [5, { 1: 5, 4: 0.8 }, [5, 5, 5, 36.8698976, 36.8698976, 36.8698976]],
    [-5, { 1: 5, 4: 0.8 }, [5, 5, 5, 36.8698976, 36.8698976, 36.8698976]],
    [6, { 1: 3, 3: 2 }, [3, 3, 6, 90, 90, 90]],
    [8, { 1: 3, 2: 1.5, 3: 2 }, [3, 4.5, 6, 90, 90, 90]],
    [12, { 1: 3, 2: 1.5, 3: 2, 4: 0.5 }, [3, 4.5, 6, 90, 90, 60]],
    [-12, { 1: 3, 2: 1.5, 3: 2, 5: 0.5 }, [3, 4.5, 6, 90, 60, 90]],
    [14, { 1: 3, 2: 1.5, 3: 2, 4: 0.1, 5: 0.2, 6: 0.3 }, [3, 4.5, 6, 84.2608295, 78.463041, 72.5423969]],
  ] as const)('ibrav %i', (ibrav, celldm, expected) => {
    const list = [NaN, ...[1, 2, 3, 4, 5, 6].map((i) => (celldm as Record<number, number>)[i] ?? NaN)];
    const c = computeCellParameters(buildQeLattice(ibrav, list, { file: 'a' }));
    expectClose([c.a, c.b, c.c, c.alpha, c.beta, c.gamma], [...expected], 1e-6);
  });

  it.each([7, 9, -9, 91, 10, 11, 13, -13])('ibrav %i is a part of its conventional cell', (ibrav) => {
    const cell = buildQeLattice(ibrav, [NaN, 3, 1.5, 2, 0.3, 0.3, 0], { file: 'a' });
    const det =
      cell[0] * (cell[4] * cell[8] - cell[5] * cell[7]) -
      cell[1] * (cell[3] * cell[8] - cell[5] * cell[6]) +
      cell[2] * (cell[3] * cell[7] - cell[4] * cell[6]);
    const whole = ibrav === 7 ? 3 * 3 * 6 : 3 * 4.5 * 6 * (Math.abs(ibrav) === 13 ? Math.sqrt(1 - 0.09) : 1);
    expect(Math.abs(det)).toBeCloseTo(whole / (ibrav === 10 ? 4 : 2), 9);
  });

  it.each([
    ['ibrav=1, celldm(1)=8', 'bohr\nNi1 1 2 3', [0.529177210544, 1.058354421088, 1.587531631632]],
    ['ibrav=1, A=4', '{alat}\nNi1 0.5 0.25 1/8 1 0 1', [2, 1, 0.5]],
    ['ibrav=1, a=4', '(crystal)\nNi1 0.5 0.25 0.125', [2, 1, 0.5]],
    ['ibrav=1, celldm(1)=8', 'angstrom\nNi1 1 2 3 ! a comment', [1, 2, 3]],
  ])('input: %s, positions in %s', async (lines, positions, expected) => {
    const { structures } = await readAny('a.in', `${system(lines)}ATOMIC_POSITIONS ${positions}\nK_POINTS gamma\n`);
    expect(structures[0].elements).toEqual(['Ni']);
    expectClose(structures[0].positions, expected, 1e-12);
  });

  it.each([
    [`${system('ibrav=0')}ATOMIC_POSITIONS bohr\nNi1 0 0 0\n`, /CELL_PARAMETERS/],
    [`${system('ibrav=4, A=3')}ATOMIC_POSITIONS bohr\nNi1 0 0 0\n`, /celldm\(3\)/],
    [`${system('ibrav=1, A=3, space_group=225')}ATOMIC_POSITIONS crystal_sg\nNi1 0 0 0\n`, /space group/],
    [`${system('ibrav=1, A=3').replace('nat=1', 'nat=2')}ATOMIC_POSITIONS bohr\nNi1 0 0 0\n`, /nat = 2, but 1/],
  ])('input: what cannot be read is refused (%#)', async (text, message) => {
    await expect(readAny('a.in', text)).rejects.toThrow(message);
  });

  const output = (end: string) => `
     Program PWSCF v.7.2 starts on  1Jan2026 at 10: 0: 0

     lattice parameter (alat)  =       7.5589  a.u.
     crystal axes: (cart. coord. in units of alat)
               a(1) = (   1.000000   0.000000   0.000000 )
               a(2) = (   0.000000   1.000000   0.000000 )
               a(3) = (   0.000000   0.000000   1.500000 )

     site n.     atom                  positions (alat units)
         1           Ni1 tau(   1) = (   0.0000000   0.0000000   0.0000000  )
         2           O   tau(   2) = (   0.5000000  -0.5000000   0.7500000  )

!    total energy              =     -100.00000000 Ry

     Forces acting on atoms (cartesian axes, Ry/au):

     atom    1 type  1   force =     0.01000000    0.00000000   -0.00200000
     atom    2 type  2   force =    -0.01000000    0.00000000    0.00200000

     Computing stress (Cartesian axis) and pressure

          total   stress  (Ry/bohr**3)                   (kbar)     P=       10.00
   0.00006798   0.00000000   0.00000000           10.00        0.00        0.00
   0.00000000   0.00006798   0.00000000            0.00       10.00        0.00
   0.00000000   0.00000000   0.00006798            0.00        0.00       10.00

CELL_PARAMETERS (angstrom)
   4.100000000   0.000000000   0.000000000
   0.000000000   4.100000000   0.000000000
   0.000000000   0.000000000   6.100000000

ATOMIC_POSITIONS (angstrom)
Ni1      0.0000000000   0.0000000000   0.0000000000
O        2.0000000000   2.1000000000   3.0000000000

!    total energy              =     -100.10000000 Ry
${end}`;

  it('output: a frame for each geometry, energies in eV, forces in eV/Å, stress as tension', async () => {
    const { structures, notes } = await readAny('a.out', output('   JOB DONE.\n'));
    expect(notes).toEqual([]);
    const [a, b] = structures as [Structure, Structure];
    expect(structures).toHaveLength(2);
    expect(a.elements).toEqual(['Ni', 'O']);
    const alat = 7.5589 * 0.529177210544;
    expectClose(a.cell, [alat, 0, 0, 0, alat, 0, 0, 0, 1.5 * alat], 1e-12);
    expectClose(a.positions.subarray(3), [alat / 2, -alat / 2, 0.75 * alat], 1e-12);
    expect(a.energy).toBeCloseTo(-1360.569312299, 8);
    // 1 Ry/bohr is 25.7110 eV/Å.
    expect(a.atomic!.forces.values[0]).toBeCloseTo(0.25711, 6);
    // 10 kbar are 1 GPa, and 160.2177 GPa are 1 eV/Å3.
    expect(a.stress![0]).toBeCloseTo(-1 / 160.2176634, 9);
    expectClose(b.cell, [4.1, 0, 0, 0, 4.1, 0, 0, 0, 6.1], 0);
    expect(b.energy).toBeCloseTo(-1361.92988, 4);
  });

  it('output: one that was cut, or did not converge, says so', async () => {
    const { notes } = await readAny('a.out', output('     convergence NOT achieved after 100 iterations: stopping\n'));
    expect(notes.map((n) => [n.level, n.code])).toEqual([
      ['serious', 'file-cut'],
      ['serious', 'not-converged'],
    ]);
  });
});
