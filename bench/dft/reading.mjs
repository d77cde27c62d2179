// Our readers of grids against pymatgen and ASE on the same large files, in turn, in one run.
// node bench/dft/reading.mjs [megabytes]; needs bench/dft/setup.sh once.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const python = process.env.DFT_PYTHON ?? join(here, '../.venv-dft/bin/python');
if (!existsSync(python)) throw new Error('run bench/dft/setup.sh first: it installs the peers');
if (!existsSync(join(here, '../../dist/io/index.js'))) throw new Error('run npm run build first');
const megabytes = Number(process.argv[2] ?? 500);
const ROUNDS = Number(process.env.ROUNDS ?? 2);
const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
const call = (program, ...args) =>
  JSON.parse(
    execFileSync(program, args, { maxBuffer: 1 << 24 })
      .toString()
      .trim()
      .split('\n')
      .at(-1),
  );
const best = (runs, of) => Math.min(...runs.flatMap((run) => run[of]));
try {
  execFileSync(process.execPath, [join(here, 'make-grids.mjs'), folder, String(megabytes)]);
  for (const [file, format] of [
    ['CHGCAR', 'chgcar'],
    ['density.cube', 'cube'],
  ]) {
    const path = join(folder, file);
    const readers = {
      cermet: () => call(process.execPath, join(here, 'read-ours.mjs'), path, '1'),
      ase: () => call(python, join(here, 'read-peers.py'), `ase-${format}`, path, '1'),
      pymatgen: () => call(python, join(here, 'read-peers.py'), `pymatgen-${format}`, path, '1'),
    };
    const runs = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++)
      for (const [name, read] of Object.entries(readers)) runs[name].push(read());
    const [ours] = runs.cermet;
    const ratio = (own, of) => (best(own, of) / best(runs.cermet, of)).toFixed(1);
    console.log(
      `${file}: ${(statSync(path).size / 2 ** 20).toFixed(0)} MB, ${ours.points} points, grid ${ours.grid.toFixed(0)} MB`,
    );
    for (const [name, own] of Object.entries(runs)) {
      if (own[0].points !== ours.points) throw new Error(`${name} read ${own[0].points} points and we ${ours.points}`);
      console.log(
        `  ${name.padEnd(9)} ${best(own, 'seconds').toFixed(2)} s, ${best(own, 'cpu').toFixed(2)} s of CPU (${ratio(own, 'seconds')} and ${ratio(own, 'cpu')} × ours), memory ${(Math.max(...own.map((r) => r.memory)) / ours.grid).toFixed(2)} × the grid`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
