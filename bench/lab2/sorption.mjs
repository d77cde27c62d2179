// BET + t-plot + BJH, ours and pyGAPS, one after the other in one run: node bench/lab2/sorption.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chooseBetWindow,
  computePoreSizes,
  findAdsorptive,
  fitBet,
  fitTPlot,
  listBetWindows,
  simulateIsotherm,
} from '../../dist/lab/index.js';

const python = process.env.LAB2_PYTHON ?? join(import.meta.dirname, '.venv/bin/python');
const nitrogen = findAdsorptive('N2');
const branchOf = (recording) => ({
  pressure: recording.table.column('relative_pressure'),
  loading: recording.table.column('loading_millimole_per_gram'),
});
const up = branchOf(
  simulateIsotherm({
    bet: { area: 350_000, c: 120 },
    pressure: Array.from({ length: 40 }, (_, i) => 0.005 + 0.024 * i),
  }),
);
const down = branchOf(
  simulateIsotherm({
    pores: { volume: 4e-4, median: 6e-9, logSigma: 0.2 },
    pressure: Array.from({ length: 40 }, (_, i) => 0.97 - 0.017 * i),
  }),
);
const rising = { pressure: down.pressure.slice().reverse(), loading: down.loading.slice().reverse() };
const best = (work, rounds = 400) => {
  let least = Infinity;
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
};
const line = () => fitTPlot(up.pressure, up.loading, 9, 20, nitrogen);
const pores = () => computePoreSizes(rising.pressure, rising.loading, { adsorptive: nitrogen, temperature: 77.355 });
const ours = {
  one: best(() => fitBet(up.pressure, up.loading, 2, 12, nitrogen.crossSection)),
  windows: best(() => chooseBetWindow(listBetWindows(up.pressure, up.loading, nitrogen.crossSection))),
  t_plot: best(line),
  bjh: best(pores),
};
const file = join(mkdtempSync(join(tmpdir(), 'lab2-')), 'isotherms.json');
writeFileSync(
  file,
  JSON.stringify({
    up: { pressure: [...up.pressure], loading: [...up.loading] },
    down: { pressure: [...down.pressure], loading: [...down.loading] },
  }),
);
const peer = JSON.parse(
  spawnSync(python, [join(import.meta.dirname, 'sorption-peer.py'), file])
    .stderr.toString()
    .trim()
    .split('\n')
    .at(-1),
);
const began = performance.now();
execFileSync(process.execPath, [join(import.meta.dirname, '../../dist/cli/main.js'), '--version']);
const cold = performance.now() - began;
const show = (v) => `${v.toFixed(3)} ms`;
console.log(`BET, one window                                 ${show(ours.one)}   pyGAPS ${show(peer.bet)}`);
console.log(`BET, all windows of 40 points, one chosen       ${show(ours.windows)}`);
console.log(`t-plot                                          ${show(ours.t_plot)}   pyGAPS ${show(peer.t_plot)}`);
console.log(`BJH                                             ${show(ours.bjh)}   pyGAPS ${show(peer.bjh)}`);
const [a, b] = [ours.windows + ours.t_plot + ours.bjh, peer.bet + peer.t_plot + peer.bjh];
console.log(
  `all three                                       ${show(a)}   pyGAPS ${show(b)}   ratio ${(b / a).toFixed(1)}`,
);
console.log(`start: cermet ${show(cold)}, import pygaps ${show(peer.import)}`);
