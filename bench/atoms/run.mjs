// Speed of the atoms room against its peers, in one run. See README.md.
//   npm run build && bench/atoms/setup.sh && node bench/atoms/run.mjs [--no-chgnet] [--no-page]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { timePage } from './page.mjs';

const root = resolve(import.meta.dirname, '../..');
const dist = process.env.CERMET_DIST ?? join(root, 'dist');
const atoms = await import(pathToFileURL(join(dist, 'atoms/index.js')).href);
const { makeRng } = await import(pathToFileURL(join(dist, 'core/index.js')).href);
const python = process.env.CERMET_BENCH_PYTHON ?? join(root, 'bench/.venv-atoms/bin/python');
const withPython = existsSync(python);
if (!withPython)
  console.error(`no peers: ${python} is not there; run bench/atoms/setup.sh, or set CERMET_BENCH_PYTHON`);
const skip = (name) => process.argv.includes(`--no-${name}`);

const ROUNDS = 5;
/** Seconds of work in a round. */
const BUDGET = 0.6;
const best = (values) => Math.min(...values);
const perAtom = (seconds, n) => (1e6 * seconds) / n;

const potential = await atoms.resolvePotential();

// The paper's interface from nothing: 2,000 steps of melt, 2,000 of quench, relaxation, on two threads.
const slab = await atoms.prepareSlab(atoms.resolveCrystal('LiNiO2').structure, potential, {
  miller: [1, 0, 4],
  layers: 5,
  supercell: [4, 1],
});
const from = performance.now();
const made = await atoms.buildInterface(
  slab.surface.structure,
  'Co35B16',
  potential,
  { atoms: 'formula', atomicVolume: 8.9, threads: 2 },
  { rng: makeRng(1) },
);
const endToEnd = (performance.now() - from) / 1000;
console.error(`melt, quench and relaxation of ${made.structure.elements.length} atoms: ${endToEnd.toFixed(2)} s`);

const systems = [
  { name: `${made.structure.elements.length} atoms`, structure: made.structure },
  // CHGNet takes some 12 MB an atom: where 2,016 atoms do not fit it is timed on 504 of the same crystal, and compared
  // by atom.
  {
    name: '2,016 atoms',
    structure: rattled([12, 7, 2]),
    chgnet: totalmem() > 40 * 2 ** 30 ? undefined : rattled([7, 3, 2]),
  },
];
const rows = [];
for (const { name, structure, chgnet = structure } of systems) {
  const n = structure.elements.length;
  const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
  const put = (file, { cell, positions, elements }) => {
    writeFileSync(join(folder, file), JSON.stringify({ cell: [...cell], positions: [...positions], elements }));
    return join(folder, file);
  };
  const files = { calorine: put('structure.json', structure), chgnet: put('chgnet.json', chgnet) };
  const times = { one: [], two: [], calorine: [], chgnet: [] };
  const peer = (which, rounds, budget) =>
    JSON.parse(
      execFileSync(
        python,
        [
          join(import.meta.dirname, 'peer.py'),
          which,
          files[which],
          join(root, 'data/potential/nep.txt'),
          String(rounds),
          String(budget),
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 },
      ),
    );
  const ours = {};
  for (const [key, threads] of [
    ['one', 1],
    ['two', 2],
  ]) {
    ours[key] = potential.bind(structure, { threads });
    ours[key].compute(structure.cell, structure.positions);
  }
  await new Promise((done) => setTimeout(done, 300));
  // Rounds alternate, so that a busy machine slows all alike.
  for (let round = 0; round < ROUNDS; round++) {
    times.one.push(timeSteps(ours.one, structure, BUDGET).processor);
    times.two.push(timeSteps(ours.two, structure, BUDGET).clock);
    if (withPython) times.calorine.push(...peer('calorine', 1, BUDGET).seconds);
  }
  if (withPython && !skip('chgnet')) {
    try {
      times.chgnet.push(...peer('chgnet', 2, 0).seconds.map((t) => (t * n) / chgnet.elements.length));
    } catch (error) {
      console.error(
        `CHGNet did not get through ${name}${error.signal === 'SIGKILL' ? ': out of memory, it seems' : ''}`,
      );
    }
  }
  for (const calculator of Object.values(ours)) calculator.dispose();
  rmSync(folder, { recursive: true });
  const one = best(times.one);
  const line = (what, seconds) =>
    rows.push({
      system: name,
      what,
      'µs/atom': round3(perAtom(seconds, n)),
      'ms/step': round3(1000 * seconds),
      'ours is faster by': what.startsWith('Cermet') ? '' : round3(seconds / one),
    });
  line('Cermet, 1 thread', one);
  line('Cermet, 2 threads', best(times.two));
  if (times.calorine.length) line('calorine, C++, 1 core', best(times.calorine));
  if (times.chgnet.length)
    line(
      `CHGNet, PyTorch, 1 core${chgnet === structure ? '' : `, on ${chgnet.elements.length} atoms`}`,
      best(times.chgnet),
    );
}

const page = skip('page') ? undefined : await timePage(dist, made.structure);
const report = {
  machine: `${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}`,
  meltQuenchRelaxSeconds: round3(endToEnd),
  page,
  rows,
};
console.table(rows);
console.log(
  `melt–quench–relax, ${made.structure.elements.length} atoms, 2,000 + 2,000 steps, 2 threads: ${report.meltQuenchRelaxSeconds} s`,
);
if (page)
  console.log(
    `in the page (${page.browser}): ${page.runs.map((r) => `${r.stepsPerSecond} steps/s on ${r.threads} thread${r.threads > 1 ? 's' : ''}`).join(', ')}`,
  );
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(join(root, 'bench/results/atoms.json'), `${JSON.stringify(report, null, 2)}\n`);

/**
 * Seconds, by the clock and of processor time, per evaluation of atoms that move a little each time, neighbour list and
 * all, as in dynamics.
 */
function timeSteps(calculator, structure, budget) {
  const positions = structure.positions.slice();
  const start = performance.now();
  const used = process.cpuUsage();
  let count = 0;
  for (; performance.now() - start < 1000 * budget; count++) {
    // Up to 0.02 Å a step, as in a melt at 1.5 fs, so that the list is rebuilt about every twenty steps.
    for (let k = 0; k < positions.length; k++)
      positions[k] = structure.positions[k] + 0.35 * Math.sin(count * 0.05 + k);
    calculator.compute(structure.cell, positions);
  }
  const { user, system } = process.cpuUsage(used);
  return { clock: (performance.now() - start) / 1000 / count, processor: (user + system) / 1e6 / count };
}

/** A rattled supercell of layered LiNiO2. */
function rattled(m) {
  const crystal = atoms.resolveCrystal('LiNiO2').structure;
  const positions = [];
  const elements = [];
  for (let a = 0; a < m[0]; a++)
    for (let b = 0; b < m[1]; b++)
      for (let c = 0; c < m[2]; c++)
        crystal.elements.forEach((element, i) => {
          elements.push(element);
          for (let k = 0; k < 3; k++)
            positions.push(
              crystal.positions[3 * i + k] +
                a * crystal.cell[k] +
                b * crystal.cell[3 + k] +
                c * crystal.cell[6 + k] +
                0.05 * Math.sin(positions.length ** 2),
            );
        });
  return {
    cell: crystal.cell.map((v, k) => v * m[Math.floor(k / 3)]),
    pbc: [true, true, true],
    elements,
    positions: Float64Array.from(positions),
  };
}

function round3(value) {
  return Number(value.toPrecision(3));
}
