// What the bench measures, drawn by seed: node make-files.mjs FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulateIsotherm, simulateRegion } from '../../dist/lab/index.js';

const folder = process.argv[2];
const columns = ({ table }, names) => names.map((name) => [...table.column(name)]);
const isotherm = (plan) => {
  const [pressure, loading] = columns(simulateIsotherm(plan), ['relative_pressure', 'loading_millimole_per_gram']);
  return { pressure, loading };
};
const up = isotherm({
  bet: { area: 350_000, c: 120 },
  pressure: Array.from({ length: 40 }, (_, i) => 0.005 + 0.024 * i),
});
const down = isotherm({
  pores: { volume: 4e-4, median: 6e-9, logSigma: 0.2 },
  pressure: Array.from({ length: 40 }, (_, i) => 0.97 - 0.017 * i),
});
// Three lines of O 1s over 161 points, as overlapped as those of a coated oxide are.
const oxygen = await simulateRegion(
  {
    region: 'O 1s',
    from: 524,
    to: 540,
    step: 0.1,
    base: 900,
    slope: 4,
    lines: [
      { position: 529.4, area: 30_000, gauss: 0.9, lorentz: 0.6 },
      { position: 531.5, area: 40_000, gauss: 1.2, lorentz: 0.7 },
      { position: 533.5, area: 15_000, gauss: 1.2, lorentz: 0.7 },
    ],
  },
  7,
);
const [energy, counts] = columns(oxygen, ['binding_energy_electronvolt', 'intensity_count']);
writeFileSync(join(folder, 'isotherms.json'), JSON.stringify({ up, down }));
writeFileSync(join(folder, 'oxygen.json'), JSON.stringify({ energy: energy.reverse(), counts: counts.reverse() }));
writeFileSync(
  join(folder, 'up.csv'),
  `relative_pressure,loading_millimole_per_gram\n${up.pressure.map((p, i) => `${p},${up.loading[i]}`).join('\n')}\n`,
);
