import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type DftCalculation, readDftFolder } from '../../src/io/dft/index.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { folderOf, folderOfTexts } from './folder-of.js';

const dft = (path: string): string => sharedPath(`dft/${path}`);
const read = async (path: string): Promise<DftCalculation[]> => readDftFolder(folderOf(dft(path)));
const text = (path: string): string => readFileSync(dft(path), 'utf8');

describeShared('outputs of Quantum ESPRESSO', () => {
  it('reads a converged run with XML and projections', async () => {
    const [c, ...more] = await read('qe-6.7/lno_bulk');
    expect(more).toEqual([]);
    expect(c).toMatchObject({
      engine: 'Quantum ESPRESSO',
      version: '6.7MaX',
      judgement: 'converged',
      hubbard: { Ni: 6 },
      fermiKind: 'fermi',
      functional: 'PBE',
      spin: 'collinear',
      iterations: 14,
      electrons: 25,
      spilling: 0.0033,
    });
    expect(c.energy).toBeCloseTo(-182.70237143 * 13.605693123, 5);
    expect(c.fermi![0]).toBeCloseTo(7.8409, 4);
    expect(c.totalMoment).toBeCloseTo(1, 6);
    expect(Array.from(c.moments!.values)).toEqual([1.3116, 0.0108, -0.1632, -0.1632]);
    expect(Array.from(c.populations!.values)).toEqual([9.5911, 2.1417, 6.5928, 6.5928]);
    // 0.01104 Ry/bohr along c on oxygen
    const f = c.structure!.atomic!.forces.values;
    expect(Math.abs(f[8])).toBeCloseTo((0.01104 * 13.605693123) / 0.529177210544, 3);
    expect(c.structure!.elements).toEqual(['Ni', 'Li', 'O', 'O']);
    expect(c.structure!.positions[8]).toBeCloseTo(3.668115, 5);
  });

  it.each([
    ['nc', 'not converged', 'electrons-not-converged'],
    ['ms', 'stopped', 'out-of-time'],
    ['m_medium', 'stopped', 'out-of-time'],
    ['m2_medium', 'converged', 'converged'],
    ['nops', 'failed', 'missing-file'],
    ['bad', 'failed', 'wrong-input'],
    ['close', 'failed', 'overlapping-atoms'],
    ['exitf', 'stopped', 'stopped-by-user'],
    ['rs', 'stopped', 'ended-from-outside'],
    ['kill', 'stopped', 'killed'],
    ['term', 'stopped', 'ended-from-outside'],
  ])('%s is %s: %s', async (name, judgement, cause) => {
    const found = (await read('qe-6.7/failures')).find((c) => c.name === name)!;
    expect(found).toMatchObject({ judgement, cause });
    if (judgement === 'converged') expect(found.energy).toBeCloseTo(-181.93209775 * 13.60569312299, 6);
    else expect(found.energy).toBeUndefined();
    if (judgement !== 'converged') expect(found.fermiKind).toBe('none');
  });

  it('says that the stopped run stopped, though an earlier XML says converged', async () => {
    const xml = text('qe-6.7/lno_bulk/data-file-schema.xml');
    const stale = await readDftFolder(
      folderOfTexts({
        'kill.in': text('qe-6.7/failures/kill.in'),
        'kill.out': text('qe-6.7/failures/kill.out'),
        'kill.err': text('qe-6.7/failures/kill.err'),
        'out/lno.xml': xml,
      }),
    );
    expect(stale).toHaveLength(1);
    expect(stale[0]).toMatchObject({ judgement: 'stale', cause: 'earlier-results' });
    expect(stale[0].reason).toMatch(/killed/);
    expect(stale[0].energy).toBeUndefined();
  });

  it('takes the new XML of a run that did not converge before the old one that did', async () => {
    const old = text('qe-6.7/lno_bulk/data-file-schema.xml');
    const ended = '11:24:32';
    const fresh = old
      .replace('DATE="22Nov2026" TIME="11:13: 0"', `DATE="22Nov2026" TIME="${ended}"`)
      .replace('<convergence_achieved>true', '<convergence_achieved>false');
    const [c] = await readDftFolder(
      folderOfTexts({
        'nc.in': text('qe-6.7/failures/nc.in'),
        'nc.out': text('qe-6.7/failures/nc.out'),
        'out/lno.xml': old,
        'out/lno.save/data-file-schema.xml': fresh,
      }),
    );
    expect(c).toMatchObject({ judgement: 'not converged', cause: 'electrons-not-converged' });
    expect(c.notes.map((n) => n.code)).toContain('earlier-results');
  });

  it('calls results stale that another input made', async () => {
    const [c] = await readDftFolder(
      folderOfTexts({
        'lno.in': text('qe-6.7/lno_bulk/lno.scf.in').replace('ecutwfc=45', 'ecutwfc=60'),
        'lno.xml': text('qe-6.7/lno_bulk/data-file-schema.xml'),
      }),
    );
    expect(c.judgement).toBe('stale');
    expect(c.reason).toMatch(/45\.00 Ry/);
  });

  it('takes no U that stands there in two ratios', async () => {
    const [c] = await readDftFolder(
      folderOfTexts({
        'lno.xml': text('qe-6.7/lno_bulk/data-file-schema.xml').replace('4.409918661078594e-1', '5.4e-1'),
      }),
    );
    expect(c.hubbard).toEqual({});
    expect(c.notes).toContainEqual(expect.objectContaining({ level: 'serious', code: 'hubbard-u-contradicts' }));
  });

  it('calls the level of fixed occupations the top of the filled states', async () => {
    const fixed = text('qe-6.7/lno_bulk/data-file-schema.xml')
      .replace('<occupations_kind>smearing', '<occupations_kind>fixed')
      .replaceAll(
        /(<occupations size="34">)[^<]*/g,
        `$1 ${[...Array(13).fill(1), ...Array(4).fill(0), ...Array(12).fill(1), ...Array(5).fill(0)].join(' ')} `,
      );
    const [c] = await readDftFolder(folderOfTexts({ 'lno.xml': fixed }));
    expect(c.fermiKind).toBe('top of filled states');
    expect(c.fermi![0]).not.toBeCloseTo(7.8409, 3);
  });

  it('does not use the Fermi energy of a spin without electrons', async () => {
    const pair = text('qe-6.7/lno_bulk/data-file-schema.xml')
      .replace(/<fermi_energy>[^<]*<\/fermi_energy>/, '<two_fermi_energies>2.0e-1 9.0e-1</two_fermi_energies>')
      .replaceAll(/(<occupations size="34">)[^<]*/g, `$1 ${[...Array(17).fill(1), ...Array(17).fill(0)].join(' ')} `);
    const [c] = await readDftFolder(folderOfTexts({ 'lno.xml': pair }));
    expect(c.fermiKind).toBe('fermi');
    expect(c.fermi![0]).toBeCloseTo(0.2 * 27.211386245981, 8);
    expect(c.notes.map((n) => n.code)).toContain('empty-spin');
  });

  it('reads slabs by text alone and by XML alike', async () => {
    const all = await read('qe-6.7');
    const slabs = all.filter((c) => c.name.startsWith('slab'));
    expect(slabs.map((c) => [c.name, c.judgement, c.hubbard])).toEqual([
      ['slab104_5layer_B/s5B.scf', 'converged', { Ni: 6 }],
      ['slab104_B/s3B.scf', 'converged', { Ni: 6 }],
      ['slab104_Co/s3Co.scf', 'converged', { Ni: 6, Co: 3.4 }],
      ['slab104_clean/s3.scf', 'converged', { Ni: 6 }],
    ]);
    expect(slabs[0].fermi![0]).toBe(2.2675);
    expect(slabs[0].structure!.elements).toHaveLength(21);
    expect(slabs[1].energy! / 13.60569312299).toBeCloseTo(-554.0499463, 6);
  });
});

describeShared('outputs of other codes', () => {
  it('GPAW: energy relative to reference atoms, and forces that cannot be', async () => {
    const [lcao, pw] = await read('gpaw-22.8');
    expect(pw).toMatchObject({
      engine: 'GPAW',
      version: '22.8.0',
      judgement: 'converged',
      energy: -20.858489,
      hubbard: { Ni: 6 },
    });
    expect(pw.fermi).toEqual([5.08117]);
    expect(Array.from(pw.moments!.values)).toEqual([1.401793, 0.009628, -0.14863, -0.14863]);
    expect(pw.notes.map((n) => n.code)).toEqual(['energy-reference']);
    expect(lcao.energy).toBe(-16.304864);
    expect(lcao.notes).toContainEqual(expect.objectContaining({ level: 'serious', code: 'absurd-forces' }));
  });

  it('CP2K: an abort by its reason, and electrons that did not converge although it exits 0', async () => {
    const [k, slab] = await read('cp2k-2023.1');
    expect(k).toMatchObject({ judgement: 'failed', cause: 'unsupported', version: '2023.1', hubbard: { Ni: 6 } });
    expect(k.reason).toMatch(/Method not implemented for k-points/);
    expect(slab).toMatchObject({ judgement: 'not converged', iterations: 60, hubbard: { Ni: 6 } });
    expect(slab.lastEnergy! / 27.211386245981).toBeCloseTo(-633.8841005691, 8);
  });

  it('ABINIT: energy, moments, and a dataset of another functional', async () => {
    const [c] = await read('abinit-9.6');
    expect(c).toMatchObject({ judgement: 'converged', version: '9.6.2', hubbard: { Ni: 6 }, iterations: 18 });
    expect(c.energy! / 27.211386245981).toBeCloseTo(-210.41451947625, 8);
    expect(c.fermi![0]).toBeCloseTo(0.212700487 * 27.211386245981, 6);
    expect(Array.from(c.moments!.values)).toEqual([1.327368, 0.00485, -0.142028, -0.142028]);
    expect(c.notes).toContainEqual(expect.objectContaining({ level: 'serious', code: 'mixed-functionals' }));
  });

  it('VASP: OUTCAR of a non-collinear run; vasprun.xml whose ionic step keeps a difference for an energy', async () => {
    const found = await readDftFolder(folderOf(sharedPath('structures')));
    const outcar = found.find((c) => c.name === 'NiO_SOC')!;
    expect(outcar).toMatchObject({
      engine: 'VASP',
      version: '5.4.1',
      judgement: 'converged',
      energy: -19.60512351,
      hubbard: { Ni: 5 },
      fermi: [5.9075],
    });
    expect(Array.from(outcar.moments!.values)).toEqual([1.671, 1.671, 0, 0]);
    const xml = found.find((c) => c.name === 'Al')!;
    expect(xml).toMatchObject({ judgement: 'converged', energy: -3.74198121, fermi: [7.93802192], hubbard: {} });
    expect(xml.totalMoment).toBeCloseTo(0, 6);
  });
});
