import { describe, expect, it } from 'vitest';
import { type DftCalculation, readDftFolder } from '../../src/io/dft/index.js';
import { folderOfTexts } from './folder-of.js';

const read = async (files: Record<string, string>): Promise<DftCalculation> => {
  const found = await readDftFolder(folderOfTexts(files));
  expect(found).toHaveLength(1);
  return found[0];
};

const head = (clock: string, version = '7.3.1'): string => `
     Program PWSCF v.${version} starts on 22Nov2026 at ${clock}

     lattice parameter (alat)  =      10.0000  a.u.
     a(1) = (   1.000000   0.000000   0.000000 )
     a(2) = (   0.000000   1.000000   0.000000 )
     a(3) = (   0.000000   0.000000   1.000000 )

     site n.     atom                  positions (alat units)
         1        Ni     tau(   1) = (   0.0000000   0.0000000   0.0000000  )
         2        Ni     tau(   2) = (   0.5000000   0.5000000   0.5000000  )
`;
const scf = (energy: number, iterations: number): string =>
  `${Array.from({ length: iterations }, (_, i) => `     iteration #  ${i + 1}     ecut=    45.00 Ry     beta= 0.30\n     total energy              =    ${energy + 1} Ry\n`).join('')}
     the Fermi energy is     7.8409 ev

!    total energy              =    ${energy} Ry

     convergence has been achieved in  ${iterations} iterations
`;
const end = (clock: string): string => `
     This run was terminated on:  ${clock}  22Nov2026

=------------------------------------------------------------------------------=
   JOB DONE.
=------------------------------------------------------------------------------=
`;
const outOfTime = `     iteration #  1     ecut=    45.00 Ry     beta= 0.30
     total energy              =    -80.0 Ry
     Maximum CPU time exceeded

     Calculation stopped in scf loop at iteration #     1
`;

describe('two runs of pw.x in one text', () => {
  it('are judged by the last: stopped in time, then converged', async () => {
    const c = await read({
      'a.out': head('11:00:00') + outOfTime + end('11:01:00') + head('12:00:00') + scf(-100.5, 5) + end('12:01:00'),
    });
    expect(c).toMatchObject({ judgement: 'converged', iterations: 5 });
    expect(c.energy).toBeCloseTo(-100.5 * 13.605693123, 6);
    expect(c.structure!.positions).toHaveLength(6);
    expect(c.notes.map((n) => n.code)).toContain('several-runs');
  });

  it.each([
    ['before its first iteration', head('12:00:00')],
    [
      'within an iteration',
      `${head('12:00:00')}     iteration #  1     ecut=    45.00 Ry     beta= 0.30\n     total en`,
    ],
    ['after its energy', head('12:00:00') + scf(-100.6, 4).replace(/\s+convergence has[\s\S]*/, '\n')],
  ])('are not converged by the first where the second just ends %s', async (_, second) => {
    const c = await read({ 'a.out': head('11:00:00') + scf(-100.5, 5) + end('11:01:00') + second });
    expect(c).toMatchObject({ judgement: 'stopped', cause: 'ended-from-outside' });
    expect(c.energy).toBeUndefined();
    expect(c.fermiKind).toBe('none');
  });

  it('are wrong where the second is, whatever the first was', async () => {
    const wrong = `
 %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%
     Error in routine read_namelists (2):
      bad line in namelist &system: "ecutwf=45"
 %%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%
`;
    const good = head('11:00:00') + scf(-100.5, 5) + end('11:01:00');
    expect(await read({ 'a.out': good + head('12:00:00') + wrong })).toMatchObject({ cause: 'wrong-input' });
    expect(await read({ 'a.out': head('10:00:00') + wrong + good })).toMatchObject({ judgement: 'converged' });
  });
});

describe('relaxations of pw.x', () => {
  const steps = scf(-100.5, 5) + scf(-100.6, 4);
  it.each([
    ['BFGS', '     BFGS Geometry Optimization\n', '     bfgs converged in   2 scf cycles and   1 bfgs steps\n'],
    [
      'damped dynamics',
      '     Damped Dynamics Calculation\n',
      '     Damped Dynamics: convergence achieved in   2 steps\n     End of damped dynamics calculation\n',
    ],
    [
      'FIRE, of version 7.2 and later',
      '     Minimization using the FIRE algorithm\n',
      '     FIRE: convergence achieved in   2 steps\n     End of FIRE minimization\n',
    ],
    [
      "Wentzcovitch's",
      '     Wentzcovitch Damped Cell Dynamics Minimization:\n',
      '     Wentzcovitch Damped Dynamics: convergence achieved, Efinal=   -100.60000000\n',
    ],
  ])('are at rest when %s says so, not when its steps ran out or the text ends', async (_, begins, rests) => {
    const done = await read({ 'a.out': head('11:00:00') + scf(-100.4, 5) + begins + steps + rests + end('11:01:00') });
    expect(done).toMatchObject({ judgement: 'converged', task: 'relax' });
    const ranOut = `     The maximum number of steps has been reached.\n`;
    expect(
      await read({ 'a.out': head('11:00:00') + scf(-100.4, 5) + begins + steps + ranOut + end('11:01:00') }),
    ).toMatchObject({ judgement: 'not converged', cause: 'atoms-not-relaxed' });
    expect(await read({ 'a.out': head('11:00:00') + scf(-100.4, 5) + begins + steps })).toMatchObject({
      judgement: 'stopped',
    });
  });
});

describe('U of pw.x', () => {
  const xml = (version: string, attribute: string, asked: string, there: string): string => `<?xml version="1.0"?>
<qes:espresso xmlns:qes="http://www.quantum-espresso.org/ns/qes/qes-1.0" Units="Hartree atomic units">
<general_info><creator NAME="PWSCF" VERSION="${version}"/><created DATE="22Nov2026" TIME="11:01: 0"/></general_info>
<input><control_variables><calculation>scf</calculation><prefix>a</prefix></control_variables>
<dft><functional>PBE</functional><dftU${attribute}>${asked}</dftU></dft></input>
<output><convergence_info><scf_conv><convergence_achieved>true</convergence_achieved><n_scf_steps>5</n_scf_steps></scf_conv></convergence_info>
<dft><functional>PBE</functional><dftU${attribute}>${there}</dftU></dft>
<total_energy><etot>-50.25</etot></total_energy></output></qes:espresso>`;
  const u = (value: string): string => `<Hubbard_U specie="Co" label="3d">${value}</Hubbard_U>`;
  // 3.32 eV in Hartree, as version 7.5 wrote it.
  const hartree = '1.220077496231744E-001';

  it('stands in Hartree in both places since version 7.1', async () => {
    const c = await read({ 'a.xml': xml('7.5', ' new_format="true"', u(hartree), u(hartree)) });
    expect(c.hubbard.Co).toBeCloseTo(3.32, 6);
  });

  it('stands in eV and in Rydberg before', async () => {
    const c = await read({ 'a.xml': xml('6.7', '', u('3.32'), u(String(3.32 / 13.605693123))) });
    expect(c.hubbard).toEqual({ Co: 3.32 });
  });

  it.each([
    ['twice alike in an older file, whose unit is then not known', '', hartree, hartree, 'hubbard-u-unit'],
    ['in another ratio in a newer one', ' new_format="true"', '3.32', hartree, 'hubbard-u-contradicts'],
  ])('is not taken where it stands %s', async (_, attribute, asked, there, code) => {
    const c = await read({ 'a.xml': xml('7.5', attribute, u(asked), u(there)) });
    expect(c.hubbard).toEqual({});
    expect(c.notes.map((n) => n.code)).toContain(code);
  });

  it('of each species is read from the text of version 7, though J0 or alpha stands between', async () => {
    const block = `
     Hubbard projectors: ortho-atomic
     Hubbard parameters of DFT+U (Dudarev formulation) in eV:
     U(Ni-3d)  =  6.0000
     J0(Ni-3d)  =  0.5000
     U(Co-3d)  =  3.4000
     alpha(Co-3d)  =  0.0100
     Internal variables: lda_plus_u = T, lda_plus_u_kind = 0
`;
    const c = await read({ 'a.out': head('11:00:00') + block + scf(-100.5, 5) + end('11:01:00') });
    expect(c.hubbard).toEqual({ Ni: 6, Co: 3.4 });
  });
});

describe('files of VASP that lie together', () => {
  const outcar = (energies: number[], tail: string, settings = ''): string => ` vasp.6.4.2 20Jul23 (build) complex
 TITEL  = PAW_PBE Ni_pv 06Sep2000
   ions per type =               1
   NELM   =     60;   NELMIN=  2; NELMDL= -5     # of ELM steps
   NSW    =      0    number of steps for IOM
   ISPIN  =      2    spin polarized calculation?
   IBRION =     -1    ionic relax: 0-MD 1-quasi-New 2-CG
   ENCUT  =  520.0 eV  38.22 Ry    6.18 a.u.
${settings}      direct lattice vectors                 reciprocal lattice vectors
     3.000000000  0.000000000  0.000000000     0.333333333  0.000000000  0.000000000
     0.000000000  3.000000000  0.000000000     0.000000000  0.333333333  0.000000000
     0.000000000  0.000000000  3.000000000     0.000000000  0.000000000  0.333333333

${energies
  .map(
    (
      e,
      i,
    ) => `--------------------------------------- Iteration      1(   ${i + 1})  ---------------------------------------
  energy without entropy =      ${e.toFixed(8)}  energy(sigma->0) =      ${e.toFixed(8)}
`,
  )
  .join('')}${tail}`;
  const reached =
    '------------------------ aborting loop because EDIFF is reached ----------------------------------------\n';
  const unreached =
    '------------------------ aborting loop EDIFF was not reached (unconverged)  ----------------------------\n';
  const finished = ' General timing and accounting informations for this job:\n';
  const positions = ` POSITION                                       TOTAL-FORCE (eV/Angst)
 -----------------------------------------------------------------------------------
      0.00000      0.00000      0.00000         0.000000      0.000000      0.000000
 -----------------------------------------------------------------------------------
`;
  const vasprun = (energies: number[], { cut = false, cutoff = 520 } = {}): string => `<?xml version="1.0"?>
<modeling><generator><i name="version" type="string">6.4.2</i></generator>
<incar><i name="ENCUT">${cutoff}.0</i></incar>
<parameters><i name="NELM">60</i><i name="NSW">0</i><i name="IBRION">-1</i><i name="ISPIN">2</i></parameters>
<atominfo><array name="atoms"><set><rc><c>Ni</c><c>1</c></rc></set></array></atominfo>
<structure name="initialpos"><crystal><varray name="basis"><v>3 0 0</v><v>0 3 0</v><v>0 0 3</v></varray></crystal>
<varray name="positions"><v>0 0 0</v></varray></structure>
<calculation>${energies.map((e) => `<scstep><energy><i name="e_fr_energy">${e.toFixed(8)}</i><i name="e_0_energy">${e.toFixed(8)}</i></energy></scstep>`).join('\n')}
${cut ? '<scstep><ener' : `<energy><i name="e_0_energy">${energies.at(-1)!.toFixed(8)}</i></energy></calculation></modeling>`}`;

  it('are one run where they agree', async () => {
    const c = await read({
      OUTCAR: outcar([-5, -5.4, -5.5], reached + positions + finished),
      'vasprun.xml': vasprun([-5, -5.4, -5.5]),
    });
    expect(c).toMatchObject({ judgement: 'converged', energy: -5.5, spin: 'collinear' });
  });

  it('give the numbers of OUTCAR where vasprun.xml was cut short in copying', async () => {
    const c = await read({
      OUTCAR: outcar([-5, -5.4, -5.5], reached + positions + finished),
      'vasprun.xml': vasprun([-5, -5.4], { cut: true }),
    });
    expect(c).toMatchObject({ judgement: 'converged', energy: -5.5, iterations: 3 });
    expect(c.structure!.energy).toBe(-5.5);
    expect(c.notes.map((n) => n.code)).toContain('xml-damaged');
  });

  it.each([
    ['the energy is another', vasprun([-5, -5.4, -5.6]), /-5\.6 and -5\.5 eV/],
    ['the other run had begun', vasprun([-4.1, -4.3], { cut: true }), /-4\.3 and -5\.5 eV/],
    ['the cutoff is another', vasprun([-5, -5.4, -5.5], { cutoff: 400 }), /ENCUT = 400 and 520/],
  ])('are stale where %s', async (_, xml, says) => {
    const c = await read({ OUTCAR: outcar([-5, -5.4, -5.5], reached + positions + finished), 'vasprun.xml': xml });
    expect(c).toMatchObject({ judgement: 'stale', cause: 'earlier-results' });
    expect(c.reason).toMatch(says);
    expect(c.energy).toBeUndefined();
  });

  it('are stale where a new OUTCAR lies beside an old vasprun.xml', async () => {
    const c = await read({ OUTCAR: outcar([-5], ''), 'vasprun.xml': vasprun([-5, -5.4, -5.5]) });
    expect(c.judgement).toBe('stale');
    expect(c.energy).toBeUndefined();
  });

  it('are not converged where NELM was reached', async () => {
    const energies = Array.from({ length: 60 }, (_, i) => -5 - i / 100);
    const c = await read({ OUTCAR: outcar(energies, unreached + positions + finished) });
    expect(c).toMatchObject({ judgement: 'not converged', cause: 'electrons-not-converged', iterations: 60 });
    expect(c.energy).toBeUndefined();
    const alone = await read({ 'vasprun.xml': vasprun(energies) });
    expect(alone).toMatchObject({ judgement: 'not converged', cause: 'electrons-not-converged' });
  });

  it('were stopped where STOPCAR ended a relaxation', async () => {
    const c = await read({
      OUTCAR: outcar([-5, -5.4], `${reached}${positions} soft stop encountered!  aborting job ...\n${finished}`)
        .replace('NSW    =      0', 'NSW    =     50')
        .replace('IBRION =     -1', 'IBRION =      2'),
    });
    expect(c).toMatchObject({ judgement: 'stopped', cause: 'stopped-by-user' });
  });

  it('are not relaxed where the run ended before its steps and before the atoms were at rest', async () => {
    const c = await read({
      OUTCAR: outcar([-5, -5.4], reached + positions + finished)
        .replace('NSW    =      0', 'NSW    =     50')
        .replace('IBRION =     -1', 'IBRION =      2'),
    });
    expect(c).toMatchObject({ judgement: 'not converged', cause: 'atoms-not-relaxed' });
  });

  it('are non-collinear where both LNONCOLLINEAR and ISPIN = 2 stand there', async () => {
    const c = await read({
      OUTCAR: outcar(
        [-5, -5.4],
        reached + positions + finished,
        '   LNONCOLLINEAR =      T non collinear calculations\n',
      ),
    });
    expect(c.spin).toBe('non-collinear');
  });
});

describe('outputs of CP2K', () => {
  const begin = (
    task: string,
  ): string => `  **** **** ******  **  PROGRAM STARTED AT               2026-11-22 11:36:53.161
 CP2K| version string:                                       CP2K version 2024.1
 GLOBAL| Project name                                                        a
 GLOBAL| Run type                                                         ${task}
`;
  const scf = (energy: number): string => ` SCF WAVEFUNCTION OPTIMIZATION
     1 P_Mix/Diag. 0.40E+00    0.7     0.91529258      ${energy}.0000000000 -1.13E+02
  *** SCF run converged in     9 steps ***
 ENERGY| Total FORCE_EVAL ( QS ) energy [a.u.]:             ${energy}.000000000000000
`;
  const end = '  **** **** ******  **  PROGRAM ENDED AT                 2026-11-22 11:40:50.144\n';
  const rest = ' ***                    GEOMETRY OPTIMIZATION COMPLETED                      ***\n';
  const ranOut = ' *** MAXIMUM NUMBER OF OPTIMIZATION STEPS REACHED ***\n';

  it('that follow one another in a file, as it writes them, are judged by the last', async () => {
    const stopped = `${begin('ENERGY')} SCF WAVEFUNCTION OPTIMIZATION\n *** SCF run NOT converged ***\n${end}`;
    const good = begin('ENERGY') + scf(-10) + end;
    const c = await read({ 'a.out': stopped + good });
    expect(c).toMatchObject({ judgement: 'converged' });
    expect(c.energy).toBeCloseTo(-10 * 27.211386245981, 6);
    expect(await read({ 'a.out': good + begin('ENERGY') })).toMatchObject({ judgement: 'stopped' });
    expect((await read({ 'a.out': good + begin('ENERGY') })).energy).toBeUndefined();
  });

  it('are relaxed where it says so', async () => {
    expect(await read({ 'a.out': begin('GEO_OPT') + scf(-10) + rest + scf(-10) + end })).toMatchObject({
      judgement: 'converged',
    });
    for (const middle of [ranOut, ''])
      expect(await read({ 'a.out': begin('CELL_OPT') + scf(-10) + middle + end })).toMatchObject({
        judgement: 'not converged',
        cause: 'atoms-not-relaxed',
      });
  });
});

describe('relaxations of ABINIT', () => {
  const output = (tail: string): string => `.Version 9.10.3 of ABINIT
 meta: {optdriver: 0, ionmov: 2, optcell: 0, iscf: 17, paral_kgb: 0, }
 ETOT  9  -210.41452000000    -1.0E-09 1.2E-19 1.0E-10
 At SCF step    9, etot is converged :
  for the second time, diff in etot=  1.0E-10 < toldfe=  1.0E-08
${tail}
 Calculation completed.
`;
  it('are at rest where gradients are converged, not where steps ran out', async () => {
    const rest = await read({ 'a.abo': output(' At Broyd/MD step   4, gradients are converged :') });
    expect(rest).toMatchObject({ judgement: 'converged', task: 'relax' });
    const ranOut = await read({
      'a.abo': output('  ntime=   10 was not enough Broyd/MD steps to converge gradients:'),
    });
    expect(ranOut).toMatchObject({ judgement: 'not converged', cause: 'atoms-not-relaxed' });
    expect(ranOut.energy).toBeUndefined();
  });
});
