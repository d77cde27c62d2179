// CHGNet in Cermet against CHGNet in PyTorch, in one run. See README.md.
//   npm run build && bench/atoms/setup.sh && node dist/cli/main.js potential add chgnet && node bench/atoms/chgnet.mjs [--no-page]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withPage } from './page.mjs';

const root = resolve(import.meta.dirname, '../..');
const dist = process.env.CERMET_DIST ?? join(root, 'dist');
const { buildSurface, resolveCrystal } = await import(pathToFileURL(join(dist, 'atoms/index.js')).href);
const { listStoredPotentials } = await import(pathToFileURL(join(dist, 'cli/potential-store.js')).href);
const python = process.env.CERMET_BENCH_PYTHON ?? join(root, 'bench/.venv-atoms/bin/python');
if (!existsSync(python))
  throw new Error(`${python} is not there; run bench/atoms/setup.sh, or set CERMET_BENCH_PYTHON`);
const stored = (await listStoredPotentials()).find((p) => p.name === 'chgnet');
if (!stored.here) throw new Error('CHGNet is not here: cermet potential add chgnet');

const ROUNDS = 3;
/** Seconds of work in a round. */
const BUDGET = 0.5;
/** Repeats of the twelve-atom cell of layered LiNiO2: 48, 108, 192 and 504 atoms. */
const SIZES = [
  [2, 2, 1],
  [3, 3, 1],
  [4, 4, 1],
  [7, 3, 2],
];

const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
const files = SIZES.map((m) => {
  const { cell, positions, elements } = rattled(m);
  const file = join(folder, `${elements.length}.json`);
  writeFileSync(file, JSON.stringify({ cell: [...cell], positions: [...positions], elements }));
  return { file, atoms: elements.length };
});
const rows = [];
let version;
for (const threads of [1, 2]) {
  const measure = (command, script) =>
    execFileSync(
      command,
      [join(import.meta.dirname, script), String(threads), String(ROUNDS), String(BUDGET), ...files.map((f) => f.file)],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  const ours = measure(process.execPath, 'chgnet-ours.mjs');
  const theirs = measure(python, 'chgnet-peer.py');
  version = theirs[0].version;
  files.forEach(({ atoms }, k) => {
    const [a, b] = [ours[k], theirs[k]];
    const least = (values) => Math.min(...values);
    rows.push({
      atoms,
      threads,
      'ours / ms': round3(1000 * least(a.clock)),
      'PyTorch / ms': round3(1000 * least(b.clock)),
      'faster by': round3(least(b.clock) / least(a.clock)),
      'ours, processor / ms': round3(1000 * least(a.processor)),
      'PyTorch, processor / ms': round3(1000 * least(b.processor)),
      'less by': round3(least(b.processor) / least(a.processor)),
      'ours / MB': Math.round(a.memory),
      'PyTorch / MB': Math.round(b.memory),
      'part of memory': round3(a.memory / b.memory),
      'difference / (eV/atom)': Number((Math.abs(a.energy - b.energy) / atoms).toExponential(1)),
    });
  });
}
rmSync(folder, { recursive: true });

const page = process.argv.includes('--no-page') ? undefined : await timePage();
console.table(rows);
console.log(`against ${version}`);
if (page)
  console.log(
    `80-atom slab in the page (${page.browser}): ${page.runs.map((r) => `${r.stepsPerSecond} steps/s on ${r.threads} thread${r.threads > 1 ? 's' : ''}`).join(', ')}`,
  );
mkdirSync(join(root, 'bench/results'), { recursive: true });
writeFileSync(
  join(root, 'bench/results/chgnet.json'),
  `${JSON.stringify({ machine: `${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}`, version, page, rows }, null, 2)}\n`,
);

/** Steps per second of Langevin dynamics of an 80-atom slab in headless Chromium. */
async function timePage() {
  const { structure } = await buildSurface(resolveCrystal('LiNiO2').structure, [1, 0, 4], {
    layers: 5,
    supercell: [4, 1],
  });
  const html = `<!doctype html><script type="module">
import { makeChgnet, readSafetensors, runDynamics } from '/atoms/index.js';
import { makeRng } from '/core/index.js';
window.measure = async (weights, input, steps, threads) => {
  const structure = { cell: Float64Array.from(input.cell), positions: Float64Array.from(input.positions), elements: input.elements, pbc: [true, true, true] };
  const potential = makeChgnet('chgnet', readSafetensors(Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)), 'weights').tensors, 'weights');
  const run = (count) => runDynamics(structure, potential, { timeStep: 1.5, threads, schedule: [{ label: 'hold', duration: 1.5 * count, ensemble: 'langevin', temperature: 300 }] }, { rng: makeRng(1) });
  await run(3);
  const from = performance.now();
  await run(steps);
  return { threads, stepsPerSecond: Number(((1000 * steps) / (performance.now() - from)).toPrecision(3)) };
};
window.ready = true;
</script>`;
  return withPage(dist, html, async (page) => {
    const weights = readFileSync(stored.path).toString('base64');
    const input = { cell: [...structure.cell], positions: [...structure.positions], elements: structure.elements };
    const runs = [];
    for (const threads of [1, 2])
      runs.push(await page.evaluate(([w, i, s, t]) => window.measure(w, i, s, t), [weights, input, 20, threads]));
    return { runs };
  });
}

/** A rattled supercell of layered LiNiO2. */
function rattled(m) {
  const crystal = resolveCrystal('LiNiO2').structure;
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
    elements,
    positions: Float64Array.from(positions),
  };
}

function round3(value) {
  return Number(value.toPrecision(3));
}
