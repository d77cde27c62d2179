// Training throughput of the atoms room against its peers, in one run. See README.md.
//   npm run build && node bench/atoms/train.mjs FRAMES.extxyz[.gz] [NEPFIT.cpp]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '../..');
const dist = process.env.CERMET_DIST ?? join(root, 'dist');
const load = (room) => import(pathToFileURL(join(dist, room, 'index.js')).href);
const { trainNep, defaultRecipe } = await load('atoms');
const { computeVolume } = await load('core');
const [file, source] = process.argv.slice(2);
if (!file) {
  console.error('name a file of labelled frames: node bench/atoms/train.mjs FRAMES.extxyz[.gz] [NEPFIT.cpp]');
  process.exit(2);
}
const python = process.env.CERMET_BENCH_PYTHON ?? join(root, 'bench/.venv-atoms/bin/python');

const ROUNDS = 2;
/** nepfit has these elements, in this order, and one loss, batch and form of the potential for both. */
const ELEMENTS = ['Li', 'B', 'O', 'Mn', 'Co', 'Ni'];
const recipe = defaultRecipe(ELEMENTS);
const frames = readFrames(file).filter(({ forces }) => forces.every((f) => Math.abs(f) < 30));
const atoms = frames.reduce((sum, { structure }) => sum + structure.elements.length, 0);

const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
const rows = [];
try {
  const kept = join(folder, 'frames.xyz');
  const heldOut = join(folder, 'held-out.xyz');
  const { elementEnergies } = await trainNep(frames, [], recipe, { seed: 1, epochs: 1 });
  writeFileSync(kept, frames.map((frame) => formatFrame(frame, elementEnergies)).join(''));
  writeFileSync(heldOut, formatFrame(frames[0], elementEnergies));
  const times = { Cermet: { 1: [], 2: [] }, nepfit: { 1: [], 2: [] }, torchnep: { 1: [] } };
  const nepfit = buildNepfit();
  // Rounds alternate, so that a busy machine slows all alike.
  for (let round = 0; round < ROUNDS; round++) {
    for (const threads of [1, 2]) {
      times.Cermet[threads].push(await timeOurs(threads));
      if (nepfit) times.nepfit[threads].push(timeNepfit(nepfit, { kept, heldOut }, threads));
    }
  }
  if (hasTorchnep()) times.torchnep[1].push(timeTorchnep(elementEnergies));
  for (const threads of [1, 2]) {
    const ours = Math.min(...times.Cermet[threads]);
    for (const [peer, { [threads]: seconds = [] }] of Object.entries(times)) {
      if (seconds.length === 0) continue;
      const best = Math.min(...seconds);
      rows.push({
        trainer: peer,
        threads,
        'seconds an epoch': round3(best),
        'µs an atom': round3((1e6 * best) / atoms),
        'ours is faster by': peer === 'Cermet' ? '' : round3(best / ours),
      });
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
const machine = `${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}`;
console.log(`${frames.length} frames, ${atoms} atoms; ${machine}`);
console.table(rows);
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(
  join(root, 'bench/results/train.json'),
  `${JSON.stringify({ machine, frames: frames.length, atoms, rows }, null, 2)}\n`,
);

/** Seconds an epoch: processor time on one thread, the clock on two; lists of pairs and start left out. */
async function timeOurs(threads) {
  const marks = [];
  const progress = () => {
    const { user, system } = process.cpuUsage();
    marks.push(threads === 1 ? (user + system) / 1e6 : performance.now() / 1000);
  };
  await trainNep(frames, [], recipe, { seed: 1, epochs: 4, threads }, { progress });
  return (marks.at(-1) - marks[0]) / (marks.length - 1);
}

function buildNepfit() {
  if (!source || !existsSync(source)) {
    console.error('no nepfit: name its source to compare with it');
    return undefined;
  }
  const path = join(folder, 'nepfit');
  const sizes = ['-DNRAD=6', '-DNANG=5', '-DKB=7', '-DNNEU=32'];
  execFileSync('g++', ['-O3', '-march=native', '-ffast-math', '-fopenmp', ...sizes, source, '-o', path]);
  return path;
}

/** The difference between four epochs and one, so that lists of pairs, start and report count for neither. */
function timeNepfit(path, { kept, heldOut }, threads) {
  const run = (epochs) => {
    const fit = [5, 4, 2.5, 0.65, epochs, 8, 6e-3, 5e-5, 10, 1, 0.3, threads, '-', 1e6, 1.5].map(String);
    const text = execFileSync(
      'bash',
      [
        '-c',
        `TIMEFORMAT='%R %U %S'; { time "$0" "$@" > /dev/null; } 2>&1`,
        path,
        kept,
        heldOut,
        join(folder, 'out.txt'),
        ...fit,
      ],
      { encoding: 'utf8' },
    );
    const [clock, user, system] = text.trim().split(/\s+/).map(Number);
    return threads === 1 ? user + system : clock;
  };
  const short = run(1);
  return (run(4) - short) / 3;
}

/** As for nepfit, on every twentieth frame; the time of as many atoms as all frames have. */
function timeTorchnep(elementEnergies) {
  const few = frames.filter((_, k) => k % 20 === 0);
  const path = join(folder, 'few.xyz');
  writeFileSync(path, few.map((frame) => formatFrame(frame, elementEnergies)).join(''));
  const part = few.reduce((sum, { structure }) => sum + structure.elements.length, 0) / atoms;
  const text = execFileSync(python, [join(import.meta.dirname, 'train-peer.py'), path, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Number(text.trim().split('\n').at(-1)) / part;
}

function hasTorchnep() {
  const found = existsSync(python) && spawnSync(python, ['-c', 'import torchnep'], { stdio: 'ignore' }).status === 0;
  if (!found)
    console.error('no torchnep: pip install torchnep torch beside the other peers, or set CERMET_BENCH_PYTHON');
  return found;
}

/** Frames of an extended XYZ file with energy, virial and forces. */
function readFrames(path) {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().split('\n');
  const found = [];
  for (let at = 0; lines[at]?.trim(); ) {
    const n = Number(lines[at]);
    const head = lines[at + 1];
    const numbers = (key) => new RegExp(`${key}="([^"]*)"`).exec(head)[1].trim().split(/\s+/).map(Number);
    const cell = Float64Array.from(numbers('Lattice'));
    const volume = computeVolume(cell);
    const atoms = lines.slice(at + 2, at + 2 + n).map((line) => line.trim().split(/\s+/));
    found.push({
      structure: {
        cell,
        pbc: [true, true, true],
        elements: atoms.map(([element]) => element),
        positions: Float64Array.from(atoms.flatMap((words) => words.slice(1, 4).map(Number))),
      },
      energy: Number(/ energy=(\S+)/.exec(head)[1]),
      forces: Float64Array.from(atoms.flatMap((words) => words.slice(4, 7).map(Number))),
      stress: Float64Array.from(numbers('virial'), (w) => -w / volume),
      family: 'all',
      trajectory: 'all',
    });
    at += n + 2;
  }
  return found;
}

/** A frame as the peers read it, its energy without that of the elements. */
function formatFrame({ structure, energy, forces, stress }, elementEnergies) {
  const { cell, elements, positions } = structure;
  const volume = computeVolume(cell);
  const rest = elements.reduce((left, element) => left - elementEnergies[element], energy);
  const virial = Array.from(stress, (s) => (-s * volume).toFixed(6));
  const head = `Lattice="${[...cell].join(' ')}" Properties=species:S:1:pos:R:3:forces:R:3 energy=${rest.toFixed(6)} virial="${virial.join(' ')}" family=all pbc="T T T"`;
  const rows = elements.map((element, i) =>
    [element, ...positions.subarray(3 * i, 3 * i + 3), ...forces.subarray(3 * i, 3 * i + 3)].join(' '),
  );
  return `${elements.length}\n${head}\n${rows.join('\n')}\n`;
}

function round3(value) {
  return Number(value.toPrecision(3));
}
