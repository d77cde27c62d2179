import { describe, expect, it } from 'vitest';
import type { Structure } from '../../src/core/index.js';
import {
  type AskedSettings,
  checkMesh,
  choosePseudos,
  estimateCost,
  findVacuum,
  meshByDensity,
  openRigidly,
  parseChoice,
  prepareCalculation,
  usesHubbardCard,
} from '../../src/dft/index.js';
import { parseQeInput, parseUpfHeader, type UpfHeader } from '../../src/io/dft/index.js';

const crystal: Structure = {
  cell: Float64Array.of(1.439, 0.8308154, 4.73, -1.439, 0.8308154, 4.73, 0, -1.6616308, 4.73),
  pbc: [true, true, true],
  elements: ['Ni', 'Li', 'O', 'O'],
  positions: Float64Array.of(0, 0, 0, 0, 0, 7.095, 0, 0, 3.668115, 0, 0, 10.521885),
};
/** Two layers of NiO with a cobalt above, vacuum along c. */
const slab: Structure = {
  cell: Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 20),
  pbc: [true, true, true],
  elements: ['Ni', 'O', 'Co', 'Co'],
  positions: Float64Array.of(0, 0, 2, 2, 2, 2, 0, 0, 4, 2, 2, 6),
};
const upf = (element: string, functional = 'PBE', kind: UpfHeader['kind'] = 'ultrasoft', valence = 10): UpfHeader => ({
  file: `${element}.${functional}.${kind}.UPF`,
  element,
  kind,
  functional,
  valence,
  orbitals: [],
  relativistic: 'scalar',
});
const folder = { path: '/pseudo', headers: ['Li', 'Ni', 'O', 'Co', 'B'].map((e) => upf(e)) };
const asked = (more: Partial<AskedSettings> = {}): AskedSettings => ({
  engine: 'qe',
  purpose: 'single-point',
  cutoff: 45 * 13.60569312299,
  mesh: [3, 3, 1],
  ...more,
});
const file = (prepared: ReturnType<typeof prepareCalculation>, name: string): string =>
  prepared.files.find((f) => f.name === name)!.text;

describe('inputs of Quantum ESPRESSO', () => {
  it('hold +U in the namelist before 7.1 and in a card from then on', () => {
    const old = file(prepareCalculation(crystal, asked({ version: '6.7', hubbard: { Ni: 6 } }), folder), 'scf.in');
    expect(old).toMatch(/lda_plus_u=\.true\..*\n\s+Hubbard_U\(1\)=6,/);
    expect(old).not.toMatch(/^HUBBARD/m);
    const card = file(prepareCalculation(crystal, asked({ version: '7.2', hubbard: { Ni: 6 } }), folder), 'scf.in');
    expect(card).toMatch(/^HUBBARD \(ortho-atomic\)\nU Ni-3d 6$/m);
    expect(card).not.toMatch(/lda_plus_u/);
    expect(['6.7MaX', '7.0', '7.1', '7.3.1', '8.0'].map(usesHubbardCard)).toEqual([false, false, true, true, true]);
    expect(() => usesHubbardCard('5.4')).toThrow(/too old/);
  });

  it('read back as what they were written from', () => {
    const input = parseQeInput(
      file(prepareCalculation(crystal, asked({ version: '6.7', hubbard: { Ni: 6 } }), folder), 'scf.in'),
    )!;
    expect(input.values).toMatchObject({
      nat: '4',
      ntyp: '3',
      ecutwfc: '45',
      ecutrho: '360',
      nspin: '2',
      'hubbard_u(1)': '6',
      'starting_magnetization(1)': '0.5',
    });
    expect(input.cards.ATOMIC_POSITIONS.lines).toHaveLength(4);
    expect(input.cards.K_POINTS.lines).toEqual(['3 3 1 0 0 0']);
  });

  it('hold real wavefunctions at Γ only where the engine can', () => {
    const card = (hubbard: Record<string, number>): string =>
      /^K_POINTS.*(\n 1.*)?$/m.exec(
        file(prepareCalculation(crystal, asked({ version: '6.7', mesh: [1, 1, 1], hubbard }), folder), 'scf.in'),
      )![0];
    expect(card({})).toBe('K_POINTS gamma');
    // "Gamma-only calculation for this case not implemented (routine orthoUwfc)", says 6.7.
    expect(card({ Ni: 6 })).toBe('K_POINTS automatic\n 1 1 1 0 0 0');
  });

  it('give one element several species where classes of sites differ', () => {
    const prepared = prepareCalculation(
      slab,
      asked({ hubbard: { Ni: 6, Co: 3.4, 'Co:film': 0 }, moments: { Co: 1, 'Co:film': 2 } }),
      folder,
      [undefined, undefined, 'oxide', 'film'],
    );
    expect(prepared.species.map((s) => [s.label, s.hubbard, s.moment])).toEqual([
      ['Ni', 6, 5],
      ['O', 0, 0],
      ['Co1', 3.4, 1],
      ['Co2', 0, 2],
    ]);
    expect(file(prepared, 'scf.in')).toMatch(/^ Co2 .*6\.00000000$/m);
  });

  it('make up for the dipole of a slab along c, in the vacuum', () => {
    const text = file(prepareCalculation(slab, asked(), folder), 'scf.in');
    expect(text).toMatch(/tefield=\.true\., dipfield=\.true\./);
    // Atoms lie from 2 to 6 Å of 20: the middle of the gap is 14 Å, 0.7, less half of the width of the jump.
    expect(text).toMatch(/edir=3, emaxpos=0\.675, eopreg=0\.05, eamp=0\.0/);
  });

  it('hold what runs after the density for each purpose', () => {
    const steps = (purpose: AskedSettings['purpose']): string[] =>
      prepareCalculation(crystal, asked({ purpose }), folder).job.steps.map((s) => s.program);
    expect(steps('density-of-states')).toEqual(['pw.x', 'projwfc.x']);
    expect(steps('charge')).toEqual(['pw.x', 'pp.x', 'pp.x', 'pp.x']);
    expect(
      file(
        prepareCalculation(
          { ...crystal, atomic: { fixed: { width: 1, values: Float64Array.of(1, 0, 0, 0) } } },
          asked({ purpose: 'relax' }),
          folder,
        ),
        'relax.in',
      ),
    ).toMatch(/^ Ni .* 0 0 0$/m);
  });
});

describe('inputs of other engines', () => {
  it('VASP: no POTCAR, one group for each species, moments and U in its order', () => {
    const prepared = prepareCalculation(
      slab,
      asked({ engine: 'vasp', hubbard: { Ni: 6, Co: 3.4, 'Co:film': 0 } }),
      undefined,
      [undefined, undefined, 'oxide', 'film'],
    );
    expect(prepared.files.map((f) => f.name)).toEqual(['POSCAR', 'INCAR', 'KPOINTS', 'POTCAR.spec', 'make-potcar.sh']);
    expect(file(prepared, 'POTCAR.spec')).toBe('Ni_pv\nO\nCo\nCo\n');
    expect(file(prepared, 'INCAR')).toMatch(/LDAUU = 6\.00 0\.00 3\.40 0\.00\n/);
    expect(file(prepared, 'INCAR')).toMatch(/MAGMOM = 1\*5 1\*0 1\*5 1\*5\n/);
    expect(file(prepared, 'INCAR')).toMatch(/IDIPOL = 3/);
    expect(file(prepared, 'POSCAR').split('\n').slice(5, 7)).toEqual(['Ni O Co Co', '1 1 1 1']);
  });

  it('GPAW: numbers in a JSON beside the script, setups by atom where one element has several', () => {
    const settings = JSON.parse(
      file(
        prepareCalculation(slab, asked({ engine: 'gpaw', hubbard: { Ni: 6, Co: 3.4, 'Co:film': 0 } }), undefined, [
          undefined,
          undefined,
          'oxide',
          'film',
        ]),
        'gpaw.json',
      ),
    );
    expect(settings.setups).toEqual({ Ni: ':d,6', '2': ':d,3.4' });
    expect(settings).toMatchObject({ pbc: [true, true, false], dipole: true, mesh: [3, 3, 1] });
  });
});

describe('what cannot be is refused with its remedy', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'an element without pseudopotential',
      () => prepareCalculation(crystal, asked(), { path: '', headers: [upf('Li'), upf('Ni')] }),
      /no pseudopotential for O.*cermet dft pseudos/,
    ],
    [
      'unequal functionals',
      () => prepareCalculation(crystal, asked(), { path: '', headers: [upf('Li'), upf('Ni'), upf('O', 'PBESOL')] }),
      /made with PBESOL.*must not be mixed/,
    ],
    [
      'no folder of pseudopotentials',
      () => prepareCalculation(crystal, asked()),
      /needs a folder of pseudopotentials.*--pseudos/,
    ],
    [
      'vacuum along the wrong vector',
      () => prepareCalculation({ ...slab, cell: Float64Array.of(20, 0, 0, 0, 4, 0, 0, 0, 8) }, asked(), folder),
      /along vector a.*turn the cell/,
    ],
    [
      'a k-mesh on a molecule',
      () => checkMesh([2, 2, 2], findVacuum({ ...slab, cell: Float64Array.of(20, 0, 0, 0, 20, 0, 0, 0, 20) })),
      /on a molecule.*1x1x1/,
    ],
    [
      'k-points across vacuum',
      () => checkMesh([3, 3, 2], findVacuum(slab)),
      /along vector c, across 16\.0 Å of vacuum.*3x3x1/,
    ],
    [
      'atoms that overlap through the edge of the cell',
      () =>
        prepareCalculation(
          { ...slab, positions: Float64Array.of(0, 0, 2, 2, 2, 2, 3.9, 3.9, 2, 2, 2, 6) },
          asked(),
          folder,
        ),
      /atoms 1 \(Ni\) and 3 \(Co\) lie 0\.14 Å apart.*they overlap/,
    ],
    ['a cutoff below 0', () => prepareCalculation(crystal, asked({ cutoff: -3 }), folder), /cutoff of -3 eV cannot be/],
    [
      'a smearing of 0',
      () => prepareCalculation(crystal, asked({ smearing: 0 }), folder),
      /smearing of 0 eV cannot be/,
    ],
    [
      'a moment that no atom carries',
      () => prepareCalculation(crystal, asked({ moments: { Ni: 99 } }), folder),
      /no atom carries 99 μB/,
    ],
    ['a dipole without a slab', () => prepareCalculation(crystal, asked({ dipole: true }), folder), /needs a slab/],
    ['a choice for no element', () => parseChoice('Nix=6', '--u'), /write it like Ni=6/],
    ['a plane through an atom', () => openRigidly(slab, 0.2, 1), /atom 3 lies in the plane/],
    ['a plane with nothing above', () => openRigidly(slab, 0.9, 1), /no atom lies above/],
  ])('%s', (_, work, message) => expect(work).toThrow(message));

  it('U of a class that no atom is of is told, and no other is', () => {
    const sites = ['oxide', 'oxide', 'film', 'film'];
    const codes = (hubbard: Record<string, number>): string[] =>
      prepareCalculation(slab, asked({ hubbard }), folder, sites)
        .notes.filter((n) => n.level === 'serious')
        .map((n) => n.text);
    expect(codes({ Ni: 6, 'Co:film': 0, 'Ni:oxide': 5 })).toEqual([]);
    expect(codes({ Ni: 6, 'Co:surface': 3 })).toEqual([
      'Co:surface is named but no Co here is of that class: they are film',
    ]);
  });

  it('pseudopotentials of one kind are chosen whatever the order of the folder', () => {
    const headers = [
      upf('Ni', 'PBE', 'PAW'),
      upf('O', 'PBE', 'PAW'),
      upf('O', 'PBE', 'ultrasoft'),
      upf('Ni', 'PBESOL', 'ultrasoft'),
    ];
    const chosen = choosePseudos(['Ni', 'O'], headers, 'PBE').map((h) => h.kind);
    expect(chosen).toEqual(['PAW', 'PAW']);
    expect(choosePseudos(['Ni', 'O'], headers.toReversed(), 'PBE').map((h) => h.kind)).toEqual(chosen);
  });
});

describe('meshes, openings, cost', () => {
  it('a mesh is as dense as asked and one point across vacuum', () => {
    // 2π/4 Å = 1.571 1/Å, 2π/20 = 0.314.
    expect(meshByDensity(slab, 0.3, [])).toEqual([6, 6, 2]);
    expect(meshByDensity(slab, 0.3, findVacuum(slab))).toEqual([6, 6, 1]);
  });

  it('a rigid opening moves what is above and keeps bonds on either side', () => {
    const opened = openRigidly(slab, 0.25, 1.5);
    expect(opened.cell[8]).toBe(21.5);
    expect(Array.from(opened.positions.filter((_, i) => i % 3 === 2))).toEqual([2, 2, 4, 7.5]);
  });

  it('the cost of a cell grows with its bands and waves as measured', () => {
    // Measured with Quantum ESPRESSO 6.7 on two cores: 131 atoms at Γ 100 core-seconds an iteration and 3.4 GB; 13
    // atoms 4.3; within a factor of 3.
    const large: Structure = {
      cell: Float64Array.of(5.756, 0, 0, 0, 11.56, 0, 0, 0, 28.8),
      pbc: [true, true, true],
      elements: [
        ...Array(20).fill('Li'),
        ...Array(20).fill('Ni'),
        ...Array(40).fill('O'),
        ...Array(35).fill('Co'),
        ...Array(16).fill('B'),
      ],
      positions: new Float64Array(3 * 131),
    };
    const headers = [
      upf('Li', 'PBE', 'ultrasoft', 3),
      upf('Ni'),
      upf('O', 'PBE', 'ultrasoft', 6),
      upf('Co', 'PBE', 'ultrasoft', 17),
      upf('B', 'PBE', 'ultrasoft', 3),
    ];
    const settings = {
      engine: 'qe' as const,
      // Measured with U on atomic orbitals, where real wavefunctions do.
      hubbard: {},
      cutoff: 32 * 13.6057,
      densityCutoff: 256 * 13.6057,
      mesh: [1, 1, 1] as const,
      spin: true,
      maxIterations: 100,
      localMixing: true,
    };
    const cost = estimateCost(large, settings, headers);
    expect(cost.electrons).toBe(1143);
    expect(cost.bands).toBe(686);
    expect(cost.memory / 2 ** 30).toBeGreaterThan(3.4 / 2);
    expect(cost.memory / 2 ** 30).toBeLessThan(3.4 * 2);
    expect(cost.iteration).toBeGreaterThan(100 / 3);
    expect(cost.iteration).toBeLessThan(100 * 3);
    const complex = estimateCost(large, { ...settings, hubbard: { Ni: 6 } }, headers);
    expect(complex.iteration / cost.iteration).toBeGreaterThan(2);
  });
});

describe('heads of pseudopotentials', () => {
  it('are read in both versions of UPF', () => {
    const two = parseUpfHeader(
      `<UPF version="2.0.1"><PP_HEADER generated='x'\nelement="Li"\npseudo_type="USPP"\nis_ultrasoft="T"\nis_paw="F"\nfunctional=" SLA PW PSX PSC"\nz_valence="3.0E+000"\nwfc_cutoff="7.8E+001"/>`,
      'Li.UPF',
    );
    expect(two).toMatchObject({ element: 'Li', kind: 'ultrasoft', functional: 'PBESOL', valence: 3, cutoff: 78 });
    const one = parseUpfHeader(
      '<PP_HEADER>\n   0   Version Number\n  Ni   Element\n   US   Ultrasoft pseudopotential\n    T   Nonlinear Core Correction\n SLA  PW   PBE  PBE     PBE  Exchange-Correlation functional\n   10.00000000000      Z valence\n  -85.2      Total energy\n   30.0  240.0   Suggested cutoff for wfc and rho\n</PP_HEADER>',
      'Ni.UPF',
    );
    expect(one).toMatchObject({
      element: 'Ni',
      kind: 'ultrasoft',
      functional: 'PBE',
      valence: 10,
      cutoff: 30,
      densityCutoff: 240,
    });
    expect(() => parseUpfHeader('hello', 'x')).toThrow(/not a pseudopotential/);
  });
});
