// Circuit fits and relaxation times, ours and the peers', on the same spectrum. Usage: node bench/lab/fit-spectra.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRng } from 'cermet/core';
import { computeRelaxationTimes, fitCircuit, makeCircuitEvaluator, parseCircuit } from 'cermet/lab';

const python = process.env.LAB_PYTHON ?? new URL('../.venv-lab/bin/python', import.meta.url).pathname;
const text = 'R0-p(R1,C1)-p(R2,C2)-Wo1';
const truth = [0.0165, 0.0087, 3.32, 0.0054, 0.22, 0.063, 232];
const initial = [0.01, 0.01, 10, 0.01, 0.05, 0.05, 100];
const circuit = parseCircuit(text);
const frequency = Float64Array.from({ length: 80 }, (_, k) => 1e4 * 10 ** (-k / 14.6));
const n = frequency.length;
const z = makeCircuitEvaluator(circuit, frequency).impedance(truth);
const rng = makeRng(1);
const noisy = z.map((v, i) => v + 0.002 * Math.hypot(z[i % n], z[n + (i % n)]) * rng.normal());
const spectrum = { frequency, real: noisy.slice(0, n), imaginary: noisy.slice(n) };
const options = {
  initial: Object.fromEntries(circuit.parameters.map((p, k) => [p.name, initial[k]])),
  weights: 'unit',
};

async function best(work, times = 15) {
  let least = Infinity;
  let result;
  for (let k = 0; k < times; k++) {
    const start = performance.now();
    result = await work();
    least = Math.min(least, performance.now() - start);
  }
  return { ms: least, result };
}

const fit = await best(() => fitCircuit(spectrum, circuit, options));
const drt = await best(() => computeRelaxationTimes(spectrum));
const show = (ms) => `${ms.toFixed(1)} ms`;
console.log(`circuit ${text}, ${n} frequencies, best of 15`);
console.log(`  cermet        ${show(fit.ms)}  sum of squares ${(2 * fit.result.fit.cost).toExponential(4)}`);
if (existsSync(python)) {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-bench-'));
  const file = join(folder, 'spectrum.json');
  writeFileSync(
    file,
    JSON.stringify({
      frequency: [...frequency],
      real: [...spectrum.real],
      imaginary: [...spectrum.imaginary],
      circuit: text,
      initial,
    }),
  );
  const { stdout, stderr } = spawnSync(python, [new URL('fit-peers.py', import.meta.url).pathname, file], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  if (!stdout) console.log(stderr.slice(-500));
  else {
    for (const peer of JSON.parse(stdout)) {
      const ours = peer.what === 'circuit' ? fit.ms : drt.ms;
      console.log(
        `  ${peer.name.padEnd(13)} ${show(peer.ms)}${peer.rss === undefined ? '' : `  sum of squares ${peer.rss.toExponential(4)}`}  (${peer.what}: cermet ${(peer.ms / ours).toFixed(1)} times as fast)`,
      );
    }
  }
} else console.log('  peers are not installed: bench/lab/setup.sh');
console.log(
  `relaxation times, automatic regularisation, ${n} frequencies\n  cermet        ${show(drt.ms)}  (goal: below 100 ms)`,
);
