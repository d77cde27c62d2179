// First charge of a particle of so many grains of 0.5 µm, in a process of its own so that its memory is told:
// node bench/grains/first-charge.mjs 7238
import { makePolycrystal, runCycles } from '../../dist/grains/index.js';

const grains = Number(process.argv[2]);
const seconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const particle = await makePolycrystal({ shape: 'particle', grains, grainSize: 0.5e-6, seed: 1 });
const made = seconds();
const { states, forceError, work } = await runCycles(particle, { cycles: 0 });
const charged = seconds() - made;
const { broken_share, energy_released_joule, energy_dissipated_joule } = states.at(-1);
const cells = [
  particle.volumes.length,
  particle.facets.areas.length,
  `${made.toFixed(1)} s`,
  `${charged.toFixed(1)} s`,
  `${work.steps} in ${work.solves} solves`,
  forceError.toExponential(1),
  broken_share.toFixed(4),
  (energy_dissipated_joule / energy_released_joule).toFixed(3),
  `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
];
console.log('| grains | facets | made | charged | steps | residual | broken share | dissipated of released | memory |');
console.log(`| ${cells.map(() => '---').join(' | ')} |`);
console.log(`| ${cells.join(' | ')} |`);
