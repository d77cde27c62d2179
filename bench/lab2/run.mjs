// O 1s with three Voigts, an energy-loss line, BET with t-plot and BJH, the first number of a fresh process; ours, lmfit
// and pyGAPS by turns in one run: node bench/lab2/run.mjs [ROUNDS]. The peers' environment is made where it is missing
// (setup.sh); the least of the rounds is shown.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const python = join(here, '../.venv-lab2/bin/python');
if (!existsSync(python)) execFileSync(join(here, 'setup.sh'), { stdio: 'inherit' });
const folder = mkdtempSync(join(tmpdir(), 'lab2-'));
const run = (exe, args) => execFileSync(exe, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const last = (text) => JSON.parse(text.trim().split('\n').at(-1));
run(process.execPath, [join(here, 'make-files.mjs'), folder]);
const cermet = join(here, '../../dist/cli/main.js');
const ours = [];
const peers = [];
const cold = [];
for (let k = 0; k < Number(process.argv[2] ?? 3); k++) {
  ours.push(last(run(process.execPath, [join(here, 'ours.mjs'), folder])));
  peers.push(last(run(python, [join(here, 'peers.py'), folder])));
  for (let turn = 0; turn < 3; turn++) {
    const start = performance.now();
    run(process.execPath, [cermet, 'analyse', join(folder, 'up.csv'), '--with', 'bet', '--json']);
    cold.push(performance.now() - start);
  }
}
const least = (runs, ...keys) => Math.min(...runs.map((r) => keys.reduce((sum, key) => sum + r[key], 0)));
const show = (ms) => (ms < 100 ? `${ms.toPrecision(3)} ms` : `${(ms / 1000).toFixed(2)} s`);
const row = (title, value, goal, peer) =>
  console.log(
    `${title.padEnd(44)} ${show(value).padStart(9)}   goal ${goal.padEnd(8)}${
      peer ? ` ${peer[0]} ${show(peer[1])}, ${(peer[1] / value).toFixed(1)} times ours` : ''
    }`,
  );
row('O 1s, 3 Voigts, 161 points, covariance', least(ours, 'oxygen'), '10 ms', ['lmfit', least(peers, 'oxygen')]);
row('energy-loss line of 24 spectra', least(ours, 'eels'), '0.2 s');
row('the same, first time in its process', least(ours, 'eels_first'), '0.2 s');
row('first number of a fresh process (bet)', Math.min(...cold), '0.4 s', [
  'import pygaps',
  least(peers, 'import_pygaps'),
]);
row('BET of one window', least(ours, 'bet'), '', ['pyGAPS', least(peers, 'bet')]);
row('BET of all windows of 40 points', least(ours, 'windows'), '20 ms');
row('t-plot', least(ours, 't_plot'), '', ['pyGAPS', least(peers, 't_plot')]);
row('BJH', least(ours, 'bjh'), '', ['pyGAPS', least(peers, 'bjh')]);
row('BET of all windows, t-plot, BJH', least(ours, 'windows', 't_plot', 'bjh'), '1 ms', [
  'pyGAPS',
  least(peers, 'bet', 't_plot', 'bjh'),
]);
const [mine, theirs] = [ours[0], peers[0]];
const areas = (r) => r.areas.map((a, k) => `${a.toFixed(0)} ± ${r.sigmas[k].toFixed(0)}`).join(', ');
console.log(`areas of O 1s: ours ${areas(mine)}; lmfit ${areas(theirs)} (${theirs.evaluations} evaluations)`);
console.log(`χ²: ours ${mine.chi_square.toFixed(3)}, lmfit ${theirs.chi_square.toFixed(3)}`);
