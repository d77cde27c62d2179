import { readFileSync } from 'node:fs';
import { gunzipSync } from 'fflate';
import { expect, it, describe } from 'vitest';
import type { Recording, Structure } from '../../src/core/index.js';
import { integrateDensity, densityAt, dftAnalyses } from '../../src/dft/index.js';
import { runAnalysis } from '../../src/evidence/index.js';
import { dftFolderReader, readDftRecordings, readVolumes, integrateVolume } from '../../src/io/dft/index.js';
import { classifySites } from '../../src/workbench/classify-sites.js';
import { computeIsosurface } from '../../src/dft/charge/compute-isosurface.js';
import { cutSlice, traceContour } from '../../src/dft/charge/cut-slice.js';
import { toField } from '../../src/dft/charge/grid-field.js';
import { measureVacuumLevels } from '../../src/dft/charge/measure-work-function.js';
import { describeShell, endOfOccupied } from '../../src/dft/dos/describe-shell.js';
import { toGrid } from '../../src/io/dft/index.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { folderOf, folderOfTexts } from './folder-of.js';

const [dos, charge] = dftAnalyses(classifySites);
const analyse = (analysis: typeof dos, recordings: readonly Recording[], settings: Record<string, string> = {}) =>
  runAnalysis(analysis, recordings, settings, () => Promise.reject(new Error('no structure is named')));

describe('integrals of a density', () => {
  it('are those of straight lines between points', () => {
    // D = 2 + E on [0, 4]: ∫ = 8 + 8, ∫ E D = 16 + 64/3
    const energies = [0, 1, 2.5, 4];
    const density = energies.map((e) => 2 + e);
    const all = integrateDensity(energies, density, -Infinity, Infinity);
    expect(all.states).toBeCloseTo(16, 12);
    expect(all.centre).toBeCloseTo((16 + 64 / 3) / 16, 12);
    const part = integrateDensity(energies, density, 0.5, 3);
    expect(part.states).toBeCloseTo(2 * 2.5 + (9 - 0.25) / 2, 12);
    expect(densityAt(energies, density, 3.3)).toBeCloseTo(5.3, 12);
    expect(integrateDensity(energies, density, 5, 6)).toEqual({ states: 0 });
  });

  it('take the whole peak of a level at the top of the filled states', () => {
    const energies = Float64Array.from({ length: 2001 }, (_, i) => -10 + i * 0.01);
    const width = 0.1;
    const up = energies.map((e) => Math.exp(-0.5 * ((e + 1) / width) ** 2) / (width * Math.sqrt(2 * Math.PI)));
    const shell = { atoms: [1], element: 'O', shell: 'p', up };
    const content = { energies, shells: [shell], levels: [-1], projection: '', broadening: width, fermiKind: 'fermi' };
    const window = { bottom: -5, from: -2, to: 0 };
    expect(describeShell(content, shell, window).occupied).toBeCloseTo(0.5, 3);
    const fixed = { ...content, fermiKind: 'top of filled states' };
    expect(describeShell(fixed, shell, window).occupied).toBeCloseTo(1, 3);
    expect(endOfOccupied({ ...fixed, edges: { valence: -1, conduction: -0.6 } })).toBeCloseTo(0.2, 12);
  });
});

describeShared('the slabs with an atom on an oxygen', () => {
  const centres = async (name: string): Promise<Record<string, number>> => {
    const { recordings } = await readDftRecordings(folderOf(sharedPath(`dft/qe-6.7/${name}`)));
    const { findings } = await analyse(
      dos,
      recordings.filter((r) => r.kind === 'dos'),
    );
    return Object.fromEntries(
      findings
        .filter((f) => f.id === 'oxygen_2p_centre')
        .map((f) => [Object.values(f.at ?? {}).join(', '), f.estimate.value]),
    );
  };

  it('have the occupied 2p states of the bonded oxygen below, of boron more than of cobalt', async () => {
    const clean = await centres('slab104_clean');
    const boron = await centres('slab104_B');
    const cobalt = await centres('slab104_Co');
    // Of the design's table, by sums over the points of the grid; trapezoids differ by less than 0.01 eV.
    expect(clean['O 3, type I (2 Ni + 3 Li)']).toBeCloseTo(-2.24, 1);
    expect(clean['O 7, bulk (3 Ni + 3 Li)']).toBeCloseTo(-3.16, 1);
    expect(boron['O 11, bonded to B (1 B + 2 Ni + 3 Li)']).toBeCloseTo(-6.58, 1);
    expect(cobalt['O 11, bonded to Co (1 Co + 2 Ni + 3 Li)']).toBeCloseTo(-4.27, 1);
    expect(boron['bonded to B']).toBe(boron['O 11, bonded to B (1 B + 2 Ni + 3 Li)']);
  });

  it('tell spilling, moments by Löwdin and the Fermi energy; a serious note where nothing converged', async () => {
    const { recordings } = await readDftRecordings(folderOf(sharedPath('dft/qe-6.7/slab104_B')));
    const { findings, figures, tables, notes } = await analyse(dos, recordings);
    const value = (id: string, at?: string) =>
      findings.find((f) => f.id === id && (at === undefined || f.at?.atom === at))?.estimate.value;
    expect(value('spilling')).toBe(0.0041);
    expect(value('magnetic_moment', 'Ni 2')).toBe(1.4178);
    expect(value('fermi_energy')).toBeCloseTo(0.7413, 4);
    expect(value('oxygen_2p_near_fermi', 'O 11')).toBeCloseTo(0.22, 1);
    expect(figures.map((f) => f.id)).toEqual(['projected-dos', 'total-dos']);
    expect(tables[0].table.length).toBe(6);
    expect(notes.map((n) => n.code)).toContain('one-cell');
    const cp2k = await readDftRecordings(folderOf(sharedPath('dft/cp2k-2023.1')));
    expect(cp2k.recordings[0].notes[0]).toMatchObject({ level: 'serious', code: 'not-converged' });
  });

  it('are taken by the reader of folders, from names alone', () => {
    expect(dftFolderReader.sniff(['s3B.pdos_atm#11(O)_wfc#2(p)', 's3B.scf.out'])).toBeGreaterThan(0.5);
    expect(dftFolderReader.sniff(['OUTCAR', 'POSCAR'])).toBeGreaterThan(0.5);
    expect(dftFolderReader.sniff(['a.csv', 'b.mpr', 'notes.txt'])).toBe(0);
  });
});

describeShared('grids of real files', () => {
  const plain = (path: string): Uint8Array => gunzipSync(new Uint8Array(readFileSync(sharedPath(path))));
  const one = async (name: string, bytes: Uint8Array) => readVolumes(folderOfTexts({ [name]: bytes }).files[0]);

  it('hold the electrons that their calculations have', async () => {
    // Li with one valence electron; Ni2O2 with 16 + 6 a formula; LiNiO2 with 25, one of them unpaired.
    expect(integrateVolume((await one('CHGCAR', plain('structures/CHGCAR.nospin.gz')))[0])).toBeCloseTo(1, 6);
    const soc = await one('CHGCAR', plain('structures/pymatgen-CHGCAR.NiO_SOC.gz'));
    expect(soc.map((v) => [v.field, v.component])).toEqual([
      ['density', undefined],
      ['spin', 1],
      ['spin', 2],
      ['spin', 3],
    ]);
    expect(integrateVolume(soc[0])).toBeCloseTo(44, 2);
    const cube = (name: string) =>
      readVolumes(folderOf(sharedPath('dft/qe-6.7/lno_bulk')).files.find((f) => f.path === name)!);
    expect(integrateVolume((await cube('lno25Ry_rho.cube'))[0])).toBeCloseTo(25, 3);
    expect(integrateVolume((await cube('lno25Ry_spin.cube'))[0])).toBeCloseTo(1, 3);
  });

  it('take no product with the volume from a potential', async () => {
    const [potential] = await one('LOCPOT', plain('structures/LOCPOT.gz'));
    expect(potential.field).toBe('potential');
    expect(potential.values[0]).toBe(-46.16312251);
  });
});

/** A CHGCAR of a given field, with augmentation between two grids. */
function writeChgcar(shape: readonly [number, number, number], spin: boolean): string {
  const [nx, ny, nz] = shape;
  const grid = (f: (i: number, j: number, k: number) => number): string => {
    const words: string[] = [];
    for (let k = 0; k < nz; k++)
      for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) words.push(f(i, j, k).toExponential(10));
    return words.map((w, i) => ` ${w}${i % 5 === 4 ? '\n' : ''}`).join('');
  };
  const first = grid((i, j, k) => 1 + i + 10 * j + 100 * k);
  const second = grid((i, j, k) => i - j + 0.5 * k);
  const between = 'augmentation occupancies   1   3\n  0.1E+01 0.2E+01 0.3E+01\n  0.500000000000E+00\n';
  const dims = `   ${shape.join('   ')}\n`;
  return `made\n 1.0\n 2 0 0\n 0 3 0\n 0 0 4\n O\n 1\nDirect\n 0 0 0\n\n${dims}${first}\n${between}${spin ? `${dims}${second}\n${between}` : ''}`;
}

describe('grids of files made here', () => {
  it('read CHGCAR with spin past the augmentation', async () => {
    const volumes = await readVolumes(folderOfTexts({ CHGCAR: writeChgcar([2, 3, 4], true) }).files[0]);
    expect(volumes.map((v) => v.field)).toEqual(['density', 'spin']);
    // Values stand times the volume, 24 Å3; the first vector runs fastest.
    expect(volumes[0].values[1]).toBeCloseTo(2 / 24, 15);
    expect(volumes[1].values[2]).toBeCloseTo(-1 / 24, 15);
    expect(toField(toGrid(volumes[0])).at(1, 2, 3)).toBeCloseTo((1 + 1 + 20 + 300) / 24, 12);
  });

  it('read a cube with vectors in any unit and several values a point', async () => {
    const head = (n: number, unit: number) =>
      `t\nu\n 1 0 0 0\n ${n * unit} 1 0 0\n ${n * unit} 0 1 0\n ${n * unit} 0 0 1\n 8 8 0 0 0\n`;
    const values = Array.from({ length: 8 }, (_, i) => i);
    const bohr = await readVolumes(folderOfTexts({ 'a.cube': head(2, 1) + values.join(' ') }).files[0]);
    const angstrom = await readVolumes(folderOfTexts({ 'a.cube': head(2, -1) + values.join('\n') }).files[0]);
    expect(bohr[0].structure.cell[0]).toBeCloseTo(2 * 0.529177210544, 12);
    expect(angstrom[0].structure.cell[0]).toBe(2);
    expect(toField(toGrid(bohr[0])).at(0, 0, 1)).toBeCloseTo(1 / 0.529177210544 ** 3, 12);
    expect(toField(toGrid(bohr[0])).at(1, 0, 0)).toBeCloseTo(4 / 0.529177210544 ** 3, 12);
  });

  it('leave out the repeated end of an XSF', async () => {
    const n = 3;
    const words: number[] = [];
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) words.push((i % 2) + 10 * (j % 2) + 100 * (k % 2));
    const text = `CRYSTAL\nPRIMVEC\n2 0 0\n0 2 0\n0 0 2\nPRIMCOORD\n1 1\nO 0 0 0\nBEGIN_BLOCK_DATAGRID_3D\nx\nBEGIN_DATAGRID_3D_x\n3 3 3\n0 0 0\n2 0 0\n0 2 0\n0 0 2\n${words.join(' ')}\nEND_DATAGRID_3D\nEND_BLOCK_DATAGRID_3D\n`;
    const [volume] = await readVolumes(folderOfTexts({ 'a.xsf': text }).files[0]);
    expect(volume.shape).toEqual([2, 2, 2]);
    expect(toField(toGrid(volume)).at(1, 0, 1)).toBeCloseTo(101 / 0.529177210544 ** 3, 9);
  });

  it.each([
    ['cut short', (t: string) => t.slice(0, 260), /ends after|cut short/],
    ['starred out', (t: string) => t.replace('1.0000000000e+0', '***************'), /starred out/],
    ['not a number', (t: string) => t.replace('2.0000000000e+0', 'zwei'), /"zwei" is not a number/],
  ])('name the place of a CHGCAR that is %s', async (_, change, message) => {
    await expect(
      readVolumes(folderOfTexts({ CHGCAR: change(writeChgcar([2, 3, 4], false)) }).files[0]),
    ).rejects.toThrow(message);
  });

  it('read what Fortran writes with three digits of exponent, across pieces of a file', async () => {
    const text = writeChgcar([2, 3, 4], false).replace('2.0000000000e+0', '0.123-101');
    const bytes = new TextEncoder().encode(text);
    const file = {
      path: 'CHGCAR',
      open: async () => ({
        name: 'CHGCAR',
        size: bytes.length,
        slice: async (a: number, b: number) => bytes.subarray(a, b),
        bytes: async () => bytes,
        async *stream() {
          for (let i = 0; i < bytes.length; i += 7) yield bytes.subarray(i, i + 7);
        },
      }),
    };
    const [volume] = await readVolumes(file);
    expect(volume.values[1]).toBeCloseTo(0.123e-101 / 24, 110);
    expect(volume.values[23]).toBeCloseTo((1 + 1 + 20 + 300) / 24, 12);
  });
});

const ball = (n: number): ReturnType<typeof toField> => {
  const values = new Float64Array(n ** 3);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) values[(i * n + j) * n + k] = -Math.hypot(i / n - 0.5, j / n - 0.5, k / n - 0.5) * 10;
  const structure: Structure = {
    cell: Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0, 10),
    pbc: [true, true, true],
    elements: [],
    positions: new Float64Array(0),
  };
  return toField(
    toGrid({
      field: 'other',
      shape: [n, n, n],
      values,
      order: 'c',
      origin: [0, 0, 0],
      structure,
      title: '',
      notes: [],
    }),
  );
};

describe('surfaces, contours and levels', () => {
  it('a ball has the area and volume of a ball, and its surface is closed', () => {
    const { vertices, triangles } = computeIsosurface(ball(40), -3);
    let area = 0;
    let volume = 0;
    const edges = new Map<string, number>();
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) =>
        Array.from(vertices.subarray(3 * triangles[t + k], 3 * triangles[t + k] + 3)),
      );
      const u = b.map((x, i) => x - a[i]);
      const v = c.map((x, i) => x - a[i]);
      const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
      area += Math.hypot(...n) / 2;
      volume +=
        (a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) + a[2] * (b[0] * c[1] - b[1] * c[0])) /
        6;
      for (const [p, q] of [
        [0, 1],
        [1, 2],
        [2, 0],
      ]) {
        const [i, j] = [triangles[t + p], triangles[t + q]];
        edges.set(`${Math.min(i, j)} ${Math.max(i, j)}`, (edges.get(`${Math.min(i, j)} ${Math.max(i, j)}`) ?? 0) + 1);
      }
    }
    // Straight pieces of a quarter ångström on a radius of three.
    expect(area / (4 * Math.PI * 9)).toBeCloseTo(1, 2);
    // Positive: every triangle looks outward, where the field is smaller.
    expect(volume / ((4 / 3) * Math.PI * 27)).toBeCloseTo(1, 2);
    expect([...edges.values()].every((n) => n === 2)).toBe(true);
  });

  it('a contour through the middle of a ball is a circle', () => {
    const segments = traceContour(cutSlice(ball(40), 0, 0.5), -3);
    const length = segments.reduce((sum, [a, b, c, d]) => sum + Math.hypot(c - a, d - b), 0);
    expect(length / (2 * Math.PI * 3)).toBeCloseTo(1, 2);
    for (const [x, y] of segments) expect(Math.hypot(x - 5, y - 5)).toBeCloseTo(3, 1);
  });

  it('levels of a slab with a dipole stand apart by its jump', () => {
    const n = 200;
    const average = Float64Array.from({ length: n }, (_, i) => (i < 80 ? -8 : i < 140 ? 4.5 : 3.2));
    const levels = measureVacuumLevels(average, 20, [0.4, 1]);
    expect(levels.upper).toBeCloseTo(4.5, 12);
    expect(levels.lower).toBeCloseTo(3.2, 12);
    expect(levels.notes).toEqual([]);
    const tilted = measureVacuumLevels(
      average.map((v, i) => v + 0.02 * i),
      20,
      [0.4, 1],
    );
    expect(tilted.notes.map((note) => note.code)).toEqual(['vacuum-not-flat']);
  });

  it('a difference is the whole less its parts, and says what is left over', async () => {
    const whole = await readDftRecordings(folderOfTexts({ CHGCAR: writeChgcar([2, 3, 4], false) }));
    const same = await readDftRecordings(folderOfTexts({ CHGCAR: writeChgcar([2, 3, 4], false) }));
    const { findings, notes } = await analyse(charge, [whole.recordings[0], same.recordings[0]], { difference: 'yes' });
    expect(findings.find((f) => f.id === 'moved_charge')!.estimate.value).toBe(0);
    expect(notes).toEqual([]);
    const other = await readDftRecordings(folderOfTexts({ CHGCAR: writeChgcar([2, 3, 2], false) }));
    await expect(analyse(charge, [whole.recordings[0], other.recordings[0]], { difference: 'yes' })).rejects.toThrow(
      /2 × 3 × 2 points/,
    );
  });
});
