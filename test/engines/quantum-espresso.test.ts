import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OneNodeSlurm, startSlurm } from './start-slurm.js';

const missing = inject('missing');
/** [s] that one calculation of the slab may take. */
const PATIENCE = 420;
const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

const CRYSTAL = `4
Lattice="1.439 0.8308154 4.73 -1.439 0.8308154 4.73 0 -1.6616308 4.73" Properties=species:S:1:pos:R:3 pbc="T T T"
Ni 0 0 0
Li 0 0 7.095
O 0 0 3.668115
O 0 0 10.521885
`;
/** Three layers of LiNiO2 (104), cut from the crystal, with one boron 1.40 Å over an oxygen. */
const SLAB = `13
Lattice="2.878 0 0 0 5.780722 0 0 0 14.61746" Properties=species:S:1:pos:R:3 pbc="T T T"
Li 0.00000 2.89036 1.06934
Ni 0.00000 0.00000 1.06934
O 1.43900 1.34649 1.00000
O 1.43900 4.43423 1.13868
Li 1.43900 1.45751 3.10873
Ni 1.43900 4.34788 3.10873
O 0.00000 3.00139 3.17807
O 0.00000 5.69436 3.03939
Li 0.00000 0.02467 5.14812
Ni 0.00000 2.91503 5.14812
O 1.43900 1.56854 5.21746
O 1.43900 4.26152 5.07878
B 1.43900 1.56854 6.61746
`;

interface Read {
  /** Earlier attempts stand there too, under `attempts/N`. */
  calculation: string;
  judgement: string;
  reason: string;
  total_energy_ev: number;
  total_moment_bohr_magneton: number;
}
interface Job {
  estimate: { total: number };
}
interface Found {
  id: string;
  at?: string;
  estimate: { value: number };
}

describe.skipIf(missing !== '')('Quantum ESPRESSO, here and through Slurm', () => {
  let slurm: OneNodeSlurm;
  let root: string;
  const cermet = (...words: string[]): { status: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
      cwd: root,
      encoding: 'utf8',
      timeout: 1_800_000,
    });
    return { status, out: stdout, err: stderr };
  };
  const read = (folder: string): Read =>
    (JSON.parse(cermet('dft', 'read', folder, '--json').out) as Read[]).find((c) => c.calculation === 'scf')!;
  const prepare = (structure: string, out: string, ...words: string[]): void => {
    const { status, err } = cermet(
      'dft',
      'prepare',
      structure,
      '--out',
      out,
      '--pseudos',
      'pseudo',
      '--u',
      'Ni=6',
      '--purpose',
      'density-of-states',
      ...words,
    );
    expect(status, err).toBe(0);
  };
  /** [core s] that a prepared calculation was estimated to need. */
  const estimate = (folder: string): number =>
    3600 * (JSON.parse(readFileSync(join(root, folder, 'dft.json'), 'utf8')) as Job).estimate.total;
  /** Time that the crystal took here, over its estimate. */
  let slowness = 1;
  beforeAll(() => {
    slurm = startSlurm();
    Object.assign(process.env, slurm.env);
    root = mkdtempSync(join(tmpdir(), 'cermet-engines-'));
    writeFileSync(join(root, 'crystal.extxyz'), CRYSTAL);
    writeFileSync(join(root, 'slab.extxyz'), SLAB);
    writeFileSync(join(root, 'slurm.yaml'), 'default: { partition: debug, walltime: 3 h, ranks: 1 }\n');
    const made = cermet('dft', 'pseudos', 'pseudo');
    expect(made.status, made.err).toBe(0);
  });
  afterAll(() => {
    slurm?.stop();
    if (root) rmSync(root, { recursive: true, force: true });
  });

  it('makes pseudopotentials of one functional', () => {
    const list: { element: string; functional: string }[] = JSON.parse(
      cermet('dft', 'pseudos', 'pseudo', '--list', '--json').out,
    );
    for (const element of ['Li', 'B', 'O', 'Co', 'Ni'])
      expect(list.filter((p) => p.element === element).map((p) => p.functional)).toContain('PBE');
    expect(new Set(list.map((p) => p.functional))).toEqual(new Set(['PBE']));
  });

  it('runs the crystal here and through Slurm to one energy; the watcher killed, its job is found again', async () => {
    const settings = ['--cutoff', '340 eV', '--k', '2x2x2'];
    prepare('crystal.extxyz', 'here', ...settings);
    prepare('crystal.extxyz', 'queue', ...settings);
    const begun = performance.now();
    const local = cermet('dft', 'run', 'here', '--ranks', '1');
    expect(local.status, local.err).toBe(0);
    slowness = (performance.now() - begun) / 1000 / estimate('here');
    const watcher = spawn(process.execPath, [main, 'dft', 'run', 'queue', '--on', 'slurm'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((done, fail) => {
      let said = '';
      watcher.stderr.on('data', (text) => {
        said += String(text);
        if (/waiting|running/.test(said)) done();
      });
      watcher.once('exit', () => fail(new Error(`the watcher ended before it was killed: ${said}`)));
    });
    watcher.kill('SIGKILL');
    await new Promise((done) => watcher.on('exit', done));
    const again = cermet('dft', 'run', 'queue', '--on', 'slurm');
    expect(again.status, again.err).toBe(0);
    const queue = JSON.parse(readFileSync(join(root, 'queue/.cermet-queue/queue.json'), 'utf8'));
    expect(queue.submissions).toHaveLength(1);
    const [a, b] = [read('here'), read('queue')];
    expect(a).toMatchObject({ judgement: 'converged' });
    // One rank each, the same machine: nothing rounds differently.
    expect(b.total_energy_ev).toBe(a.total_energy_ev);
    // Ni3+ in low spin: one unpaired electron a formula.
    expect(a.total_moment_bohr_magneton).toBeCloseTo(1, 2);
  });

  it('stops in time, and restarts to the energy of a run that was not stopped', () => {
    prepare('crystal.extxyz', 'timed', '--cutoff', '340 eV', '--k', '2x2x2', '--max-seconds', '60');
    // The shortest limit that is taken is a minute; here a few seconds must do.
    const input = join(root, 'timed/scf.in');
    writeFileSync(input, readFileSync(input, 'utf8').replace('max_seconds=60', 'max_seconds=4'));
    const stopped = cermet('dft', 'run', 'timed', '--ranks', '1');
    const first = read('timed');
    if (first.judgement === 'converged')
      return console.log('skipped: this machine is too fast to be stopped in four seconds');
    expect(stopped.status).toBe(3);
    expect(first).toMatchObject({ judgement: 'stopped' });
    expect(first.reason).toMatch(/out of time/);
    const resumed = cermet('dft', 'run', 'timed', '--ranks', '1', '--resume');
    expect(resumed.status, resumed.err).toBe(0);
    // Both end at the same threshold of the density, from other iterations.
    expect(read('timed').total_energy_ev).toBeCloseTo(read('here').total_energy_ev, 5);
  });

  it('finds the states of the oxygen under boron below those of the clean surface, here and through Slurm alike', ({
    skip,
  }) => {
    // One k-point of a metal settles only where its levels are filled softly: 30 iterations instead of 92.
    const settings = ['--cutoff', '340 eV', '--k', '1x1x1', '--smearing', '0.4 eV', '--no-dipole'];
    prepare('slab.extxyz', 'slab-here', ...settings);
    const expected = slowness * estimate('slab-here');
    if (expected > PATIENCE) {
      console.log(
        `skipped: on this machine, as busy as it is, the slab would take ${(expected / 60).toFixed(0)} minutes`,
      );
      return skip();
    }
    prepare('slab.extxyz', 'slab-queue', ...settings);
    const local = cermet('dft', 'run', 'slab-here', '--ranks', '1');
    expect(local.status, local.err).toBe(0);
    const queued = cermet('dft', 'run', 'slab-queue', '--on', 'slurm');
    expect(queued.status, queued.err).toBe(0);
    expect(read('slab-queue').total_energy_ev).toBe(read('slab-here').total_energy_ev);
    const findings: Found[] = JSON.parse(cermet('analyse', 'slab-here', '--with', 'dos', '--json').out).findings;
    const centre = (atom: string): number =>
      findings.find((f) => f.id === 'oxygen_2p_centre' && f.at?.startsWith(`${atom},`))!.estimate.value;
    // The fixtures of 32 Ry and six k-points have −2.2 and −6.6 eV, this coarse run −2.5 and −5.9.
    expect(centre('O 11')).toBeLessThan(centre('O 3') - 2);
    expect(findings.find((f) => f.id === 'oxygen_2p_centre' && f.at?.startsWith('O 11'))!.at).toMatch(/bonded to B/);
  });
});
