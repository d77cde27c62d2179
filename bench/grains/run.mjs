// Rows of README.md in one run, in CPU seconds: tessellation against Voro++ and pyvoro2 in turns, a solve, a first
// charge, cycles, and growth with the number of grains.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_MATERIAL, Fracture, makePolycrystal, runCycles, tessellate } from '../../dist/grains/index.js';

const CELLS = 20_000;
const python = process.env.GRAINS_PYTHON ?? new URL('../.venv-grains/bin/python', import.meta.url).pathname;
const say = (...cells) => console.log(`| ${cells.join(' | ')} |`);

async function seconds(work) {
  const { user, system } = process.cpuUsage();
  const result = await work();
  const spent = process.cpuUsage({ user, system });
  return [(spent.user + spent.system) / 1e6, result];
}

/** CPU seconds of a child, from the shell's own account of it. */
function secondsOf(command) {
  const { stderr } = spawnSync('bash', ['-c', `TIMEFORMAT='%U %S'; time ${command} > /dev/null`], { encoding: 'utf8' });
  return stderr
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number)
    .reduce((sum, t) => sum + t);
}

const folder = mkdtempSync(join(tmpdir(), 'cermet-grains-'));
const seeds = new Float64Array(3 * CELLS);
let state = 1;
for (let k = 0; k < seeds.length; k++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  seeds[k] = state / 2 ** 32;
}
const file = join(folder, 'seeds');
writeFileSync(
  file,
  Array.from({ length: CELLS }, (_, i) => `${i} ${seeds.subarray(3 * i, 3 * i + 3).join(' ')}`).join('\n'),
);
const best = { ours: Infinity, voro: Infinity, pyvoro2: Infinity };
for (let turn = 0; turn < 3; turn++) {
  best.ours = Math.min(best.ours, (await seconds(() => tessellate(seeds, [1, 1, 1])))[0]);
  best.voro = Math.min(best.voro, secondsOf(`voro++ -p -c '%i %q %v %C %s %f %n %t %P' 0 1 0 1 0 1 ${file}`));
  best.pyvoro2 = Math.min(best.pyvoro2, Number(execFileSync(python, [join(import.meta.dirname, 'peer.py'), file])));
}
const micro = (s) => `${((1e6 * s) / CELLS).toFixed(1)} us a cell`;
say('what', 'ours', 'peer', 'ratio');
say('---', '---', '---', '---');
for (const [name, label] of [
  ['voro', 'Voro++'],
  ['pyvoro2', 'pyvoro2'],
])
  say(
    `tessellation, ${CELLS} cells`,
    micro(best.ours),
    `${label} ${micro(best[name])}`,
    (best[name] / best.ours).toFixed(1),
  );

const make = (grains) => makePolycrystal({ shape: 'particle', grains, grainSize: 0.5e-6, seed: 1 });
for (const grains of [1000, 5000, 10_000, 20_000, 50_000]) {
  const [making, particle] = await seconds(() => make(grains));
  const [, fracture] = await seconds(() => new Fracture(particle, { ...DEFAULT_MATERIAL, workOfSeparation: 1000 }));
  await fracture.equilibrate({ x: 0.5, gradient: 0 });
  let solving = Infinity;
  for (let turn = 0; turn < 3; turn++) {
    fracture.system.x.fill(0);
    solving = Math.min(solving, (await seconds(() => fracture.system.solve(1e-4)))[0]);
  }
  say(
    `${grains} grains, ${particle.facets.areas.length} facets`,
    `made ${making.toFixed(2)} s, solved ${(1e3 * solving).toFixed(0)} ms`,
    '–',
    '–',
  );
}

const whole = { shape: 'particle', halfAxes: [6e-6, 6e-6, 6e-6], grainSize: 0.5e-6, seed: 1 };
const [charge, first] = await seconds(async () => runCycles(await makePolycrystal(whole), { cycles: 0 }));
say(
  `particle of 12 um, 0.5 um grains: made, first charge`,
  `${charge.toFixed(1)} s`,
  'goal 5 s',
  (5 / charge).toFixed(1),
);
const thousand = await make(1000);
const [cycling] = await seconds(() => runCycles(thousand, { cycles: 200 }));
say('200 corroding cycles of 1000 grains', `${cycling.toFixed(1)} s`, 'goal 10 s', (10 / cycling).toFixed(1));
say('memory of the process at its largest', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`, '–', '–');
if (!(first.states.at(-1).broken_share > 0)) throw new Error('nothing broke in the first charge');
