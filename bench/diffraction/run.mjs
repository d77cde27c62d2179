// Rietveld, one pattern with derivatives, a series, a mixture with a standard, identification; ours and rietx
// (setup.sh) by turns in one run: node bench/diffraction/run.mjs [ROUNDS]. Seconds are processor time, so that a busy
// machine counts less; the least of the rounds is shown.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const python = process.env.RIETX_PYTHON ?? join(here, '../.venv-diffraction/bin/python');
const folder = mkdtempSync(join(tmpdir(), 'diffraction-'));
const run = (exe, script, ...what) => {
  const { stdout, stderr, status } = spawnSync(exe, [join(here, script), folder, ...what], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.slice(-2000));
  return stdout.trim().split('\n').at(-1);
};
run(process.execPath, 'make-files.mjs');
const ours = [];
const candidates = [];
const files = [];
const rietx = [];
for (let k = 0; k < Number(process.argv[2] ?? 3); k++) {
  ours.push(JSON.parse(run(process.execPath, 'ours.mjs')));
  candidates.push(JSON.parse(run(process.execPath, 'ours.mjs', 'candidates')));
  files.push(JSON.parse(run(process.execPath, 'ours.mjs', 'files')));
  if (existsSync(python)) rietx.push(JSON.parse(run(python, 'rietx-peer.py')));
}
const least = (runs, key) => Math.min(...runs.map((r) => r[key]));
const show = (s) => (s < 0.1 ? `${(1000 * s).toFixed(1)} ms` : `${s.toFixed(2)} s`);
for (const [runs, key, title, goal] of [
  [ours, 'staged_cold', 'staged Rietveld, 5,501 points, cold', 0.3],
  [files, 'staged_cold', 'the same, symmetry searched', 0.3],
  [ours, 'staged_warm', 'the same, warm', 0.3],
  [ours, 'evaluation', 'one pattern with all derivatives', 0.005],
  [ours, 'series', 'series of 16 × 1,501 points', 1.5],
  [ours, 'mixture', 'two phases and a standard', 1],
  [ours, 'identify', '60 candidates screened', 1],
  [candidates, 'identify', 'the same, before any other work', 1],
])
  console.log(`${title.padEnd(38)} ${show(least(runs, key)).padStart(9)}   goal ${show(goal)}`);
console.log(`a millisecond a pattern is thought possible: ${(1000 * least(ours, 'evaluation')).toFixed(1)} times that`);
const mebibytes = (runs) => `${(least(runs, 'memory') / 2 ** 20).toFixed(0)} MiB`;
console.log(`memory of the whole run ${mebibytes(ours)}, symmetry searched ${mebibytes(files)}   goal 150 MiB`);
const tell = (name, r) =>
  console.log(`${name}: mixing ${r.mixing.toFixed(2)} ± ${r.mixing_esd.toFixed(2)} %, Rwp ${r.r_wp.toFixed(2)} %`);
tell('cermet', ours[0]);
if (rietx.length > 0) {
  tell(`rietx ${rietx[0].version}`, rietx[0]);
  const peer = least(rietx, 'staged');
  console.log(
    `rietx takes ${show(peer)} and ${show(least(rietx, 'import'))} of import: ${(peer / least(ours, 'staged_cold')).toFixed(1)} times ours cold, ${(peer / least(ours, 'staged_warm')).toFixed(1)} times ours warm`,
  );
}
