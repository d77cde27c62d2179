// Cermet against PyBaMM with IDAKLU, one case after the other, each in a fresh process. Times are processor seconds.
// CERMET_BENCH_PYTHON names the Python to use; setup.sh makes one in bench/.venv-cells.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const own = fileURLToPath(new URL('../.venv-cells/bin/python', import.meta.url));
const python = process.env.CERMET_BENCH_PYTHON ?? (existsSync(own) ? own : undefined);
if (!existsSync(new URL('../../dist/cells/index.js', import.meta.url))) throw new Error('build first: npm run build');
if (!python) console.log('PyBaMM is not here (bench/cells/setup.sh installs it); only Cermet is timed.\n');
const run = (command, args) =>
  JSON.parse(
    execFileSync(command, args, { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1e8 })
      .trim()
      .split('\n')
      .pop(),
  );
const cermet = (...args) => run(process.execPath, ['cermet-cases.mjs', ...args]);
const pybamm = (...args) => (python ? run(python, ['pybamm_cases.py', ...args]) : undefined);
const rows = [];
const s = (x) => (x === undefined || x === null ? '' : x < 0.1 ? `${(1000 * x).toFixed(1)} ms` : `${x.toFixed(2)} s`);
const ratio = (a, b) => (a && b ? `${(b / a).toFixed(1)} x` : '');
const add = (name, a, b, key) => rows.push([name, s(a?.[key]), s(b?.[key]), ratio(a?.[key], b?.[key])]);

const reference = cermet('dfn-1C', 'reference').voltage;
const differences = (v) => v.map((x, k) => 1000 * Math.abs(x - reference[k]));
const error = (v) => v && `${Math.max(...differences(v)).toFixed(2)} mV`;
const typical = (v) => v && `${Math.sqrt(differences(v).reduce((sum, d) => sum + d * d, 0) / v.length).toFixed(2)} mV`;
const a = cermet('dfn-1C');
const b = pybamm('dfn-1C');
const same = cermet('dfn-1C', 'same');
rows.push(['DFN 1C: largest error, 1 to 95 %', error(a.voltage), error(b?.voltage) ?? '', '']);
rows.push(['DFN 1C: root mean square error', typical(a.voltage), typical(b?.voltage) ?? '', '']);
// The start of a process is where other work on the machine disturbs most: the least of several is its own.
const first = (run) => {
  const times = Array.from({ length: 7 }, () => run('dfn-1C', 'first')?.process_to_first_s);
  return times[0] === undefined ? undefined : { process_to_first_s: Math.min(...times) };
};
add('DFN 1C: first result, whole process', first(cermet), first(pybamm), 'process_to_first_s');
add('DFN 1C: warm', a, b, 'warm_median_s');
add(`DFN 1C: warm on 20 x 20 points (${error(same.voltage)})`, same, b, 'warm_median_s');
add('CC-CV x 100', cermet('cccv-100'), pybamm('cccv-100'), 'process_to_first_s');
add('GITT, 15 pulses: warm', cermet('gitt'), pybamm('gitt'), 'warm_median_s');
add('EIS, 60 frequencies: warm', cermet('eis'), pybamm('eis'), 'warm_median_s');
add('half cell at 0.1, 1, 10C: warm', cermet('half-cell'), pybamm('half-cell'), 'warm_median_s');
const cycles = process.argv.includes('--quick') ? '5' : '50';
add(`coupled ageing x ${cycles}`, cermet('ageing-50', cycles), pybamm('ageing-50', cycles), 'process_to_first_s');
add('500 aged pouch cycles', cermet('pouch-500'), undefined, 'process_to_first_s');
const memory = cermet('memory-1000');
const other = process.argv.includes('--quick') ? undefined : pybamm('memory-1000');
rows.push([
  '1,000 cycles: peak memory',
  `${memory.peak_megabytes.toFixed(0)} MB`,
  other ? `${other.peak_megabytes.toFixed(0)} MB` : '',
  ratio(memory.peak_megabytes, other?.peak_megabytes),
]);
console.log(`${cpus()[0].model}, Node ${process.versions.node}; processor time\n`);
const width = [0, 1, 2, 3].map((k) =>
  Math.max(...rows.map((r) => (r[k] ?? '').length), ['case', 'Cermet', 'PyBaMM', 'ratio'][k].length),
);
for (const r of [['case', 'Cermet', 'PyBaMM', 'ratio'], ...rows])
  console.log(r.map((c, k) => (k === 0 ? (c ?? '').padEnd(width[0]) : (c ?? '').padStart(width[k]))).join('  '));
