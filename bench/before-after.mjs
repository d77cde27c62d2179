// Commands of each room by two builds of Cermet in turn, in one run: node bench/before-after.mjs BEFORE [ROUNDS] [ROOM …]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [beforeFolder, rounds = '3', ...rooms] = process.argv.slice(2);
if (!beforeFolder || !(Number(rounds) > 0)) {
  console.error('usage: node bench/before-after.mjs BEFORE [ROUNDS] [ROOM …]; BEFORE is another checkout, built');
  process.exit(2);
}
const entry = (checkout) => join(resolve(checkout), 'dist/cli/main.js');
const builds = { before: entry(beforeFolder), after: entry(join(dirname(fileURLToPath(import.meta.url)), '..')) };
for (const file of Object.values(builds)) statSync(file);

const folder = mkdtempSync(join(tmpdir(), 'cermet-versions-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** What all cases read, made by the older build, so that both read the same bytes. */
const inputs = [
  ['convert', 'LiNiO2', 'lno.cif'],
  ['surface', 'LiNiO2', '1', '0', '4', '--supercell', '4x2', '--vacuum', '12 Å', '-o', 'slab.extxyz'],
  [
    'md',
    'slab.extxyz',
    '--temperature',
    '600 K',
    '--duration',
    '0.5 ps',
    '--every',
    '5 fs',
    '--trajectory',
    'hot.extxyz',
  ],
  ['interface', 'LiNiO2', 'Co2B', '--melt', '0.3 ps', '--quench', '0.3 ps', '--out', 'interface.extxyz'],
  ['simulate', 'ncm811-coin-half-cell', '--protocol', 'cycling-1C', '--model', 'spm', '--out', 'cycling.csv'],
  ['simulate', 'ncm811-coin-half-cell', '--protocol', 'gitt', '--model', 'spm', '--out', 'gitt.csv'],
  [
    'simulate',
    'ncm811-graphite-pouch',
    '--protocol',
    'rest 1 s',
    '--eis',
    '10 kHz..10 mHz, 40',
    '--double-layer',
    '0.2 F/m2',
    '--out',
    'rest.csv',
  ],
];

const cases = {
  start: [['--version']],
  atoms: [
    ['energy', 'hot.extxyz', '--json'],
    ['md', 'slab.extxyz', '--temperature', '600 K', '--duration', '1 ps', '--threads', '1'],
    ['relax', 'slab.extxyz', '--threads', '1', '--steps', '60'],
    ['interface', 'LiNiO2', 'Co2B', '--melt', '1 ps', '--quench', '1 ps', '--threads', '1'],
    ['opening', 'interface.extxyz', '--threads', '1'],
    ['bonds', 'interface.extxyz'],
    ['surface', 'LiNiO2', '1', '0', '4'],
    ['screen', 'LiNiO2', 'Co2B', 'Al2O3', 'B2O3'],
    ['convert', 'lno.cif', 'again.extxyz'],
  ],
  cells: [
    ['simulate', 'ncm811-graphite-pouch', '--protocol', 'discharge at 1C to 2.7 V', '--out', 'a.csv'],
    ['simulate', 'ncm811-coin-half-cell', '--protocol', 'rate-test', '--model', 'spme', '--out', 'b.csv'],
    [
      'simulate',
      'ncm811-coin-half-cell',
      '--protocol',
      'seven-C-45',
      '--model',
      'spm',
      '--ageing',
      'bare',
      '--out',
      'c.csv',
    ],
    [
      'simulate',
      'ncm811-coin-half-cell',
      '--protocol',
      'rest 1 s',
      '--eis',
      '10 kHz..10 mHz, 40',
      '--double-layer',
      '0.2 F/m2',
      '--out',
      'd.csv',
    ],
  ],
  lab: [
    ['read', 'cycling.csv'],
    ['analyse', 'cycling.csv'],
    ['analyse', 'cycling.csv', '--with', 'retention'],
    ['analyse', 'cycling.csv', '--with', 'dqdv'],
    ['analyse', 'gitt.csv', '--with', 'gitt', '--set', 'radius=5 um'],
    ['analyse', 'big.csv'],
    ['convert', 'big.csv', 'big.parquet', '--to', 'bdf-parquet'],
    ['analyse', 'ring.csv', '--with', 'circuit'],
    ['analyse', 'ring.csv', '--with', 'drt'],
  ],
};

/** A cycler's table of 200,000 rows, and impedance of two arcs. */
function makeTables() {
  const rows = ['test_time_second,cycle_count,current_ampere,voltage_volt'];
  for (let i = 0; i < 200_000; i++) {
    const phase = (i % 2000) / 1000;
    const state = phase < 1 ? phase : 2 - phase;
    rows.push(
      `${i * 10},${1 + Math.floor(i / 2000)},${phase < 1 ? 0.001 : -0.001},${(3 + 1.2 * Math.sqrt(state) + (phase < 1 ? 0.02 : -0.02)).toFixed(5)}`,
    );
  }
  writeFileSync(join(folder, 'big.csv'), `${rows.join('\n')}\n`);
  const ring = ['frequency_hertz,real_impedance_ohm,imaginary_impedance_ohm'];
  for (let k = 0; k <= 60; k++) {
    const f = 10 ** (5 - k / 8);
    const arc = (r, c) => {
      const x = 2 * Math.PI * f * r * c;
      return [r / (1 + x * x), (-r * x) / (1 + x * x)];
    };
    const [a, b] = [arc(20, 1e-5), arc(60, 1e-3)];
    ring.push(`${f},${5 + a[0] + b[0]},${a[1] + b[1]}`);
  }
  writeFileSync(join(folder, 'ring.csv'), `${ring.join('\n')}\n`);
}

/** [s] processor time of one command and what it started; undefined where it fails. */
function time(file, args) {
  const run = spawnSync('bash', ['-c', 'TIMEFORMAT="@%U %S"; time "$@"', 'bash', process.execPath, file, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const [user, system] = run.stderr
    .slice(run.stderr.lastIndexOf('@') + 1)
    .trim()
    .split(/\s+/)
    .map(Number);
  if (run.status !== 0) return { error: run.stderr.trim().split('\n')[0] };
  return { seconds: user + system };
}

makeTables();
for (const args of inputs) {
  const { error } = time(builds.before, args);
  if (error) console.log(`could not be made: cermet ${args.join(' ')}: ${error}`);
}
console.log(
  `processor time in s, least of ${rounds} in turn\n\n| room | command | before | after | ratio |\n| --- | --- | --- | --- | --- |`,
);
for (const [room, commands] of Object.entries(cases)) {
  if (rooms.length > 0 && !rooms.includes(room)) continue;
  for (const args of commands) {
    const least = { before: Infinity, after: Infinity };
    const errors = [];
    for (let r = 0; r < Number(rounds) && errors.length === 0; r++)
      for (const [which, file] of Object.entries(builds)) {
        const { seconds, error } = time(file, args);
        if (error) errors.push(`${which}: ${error}`);
        else least[which] = Math.min(least[which], seconds);
      }
    const told =
      errors.length > 0
        ? ['–', '–', errors.join('; ')]
        : [least.before.toFixed(2), least.after.toFixed(2), (least.after / least.before).toFixed(2)];
    console.log(`| ${room} | \`${args.join(' ')}\` | ${told.join(' | ')} |`);
  }
}
