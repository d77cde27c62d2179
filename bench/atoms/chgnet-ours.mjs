// Times CHGNet in Cermet, graph and network, on structures in order of size: chgnet-ours.mjs THREADS ROUNDS BUDGET
// STRUCTURE.json… Prints a line of JSON for each: {"clock": [s per evaluation, one for each round], "processor": [s],
// "memory": MB at the peak, "start": MB before the first, "energy": eV}.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const dist = process.env.CERMET_DIST ?? resolve(import.meta.dirname, '../../dist');
const { resolvePotential } = await import(pathToFileURL(join(dist, 'atoms/index.js')).href);
const [threads, rounds, budget, ...files] = process.argv.slice(2).map((word, k) => (k < 3 ? Number(word) : word));
const potential = await resolvePotential('chgnet');
const peak = () => process.resourceUsage().maxRSS / 1024;
const start = peak();
for (const file of files) {
  const { cell, positions, elements } = JSON.parse(readFileSync(file, 'utf8'));
  const structure = {
    cell: Float64Array.from(cell),
    positions: Float64Array.from(positions),
    elements,
    pbc: [true, true, true],
  };
  const calculator = potential.bind(structure, { threads });
  const { energy } = calculator.compute(structure.cell, structure.positions);
  // Other threads take a moment to start.
  if (threads > 1) await new Promise((done) => setTimeout(done, 300));
  const moved = structure.positions.slice();
  const clock = [];
  const processor = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    const used = process.cpuUsage();
    let count = 0;
    for (; count === 0 || performance.now() - from < 1000 * budget; count++) {
      // Up to 0.02 Å a step, so that edges come and go as in dynamics.
      for (let k = 0; k < moved.length; k++) moved[k] = structure.positions[k] + 0.1 * Math.sin(0.2 * count + k);
      calculator.compute(structure.cell, moved);
    }
    const { user, system } = process.cpuUsage(used);
    clock.push((performance.now() - from) / 1000 / count);
    processor.push((user + system) / 1e6 / count);
  }
  calculator.dispose();
  console.log(JSON.stringify({ clock, processor, memory: peak(), start, energy }));
}
