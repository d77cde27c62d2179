import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRng } from '../../src/core/index.js';
import { toAif } from '../../src/io/sorption/write-aif.js';
import { toThermogramCsv } from '../../src/io/thermal/write-thermogram.js';
import { toCsv } from '../../src/io/to-csv.js';
import {
  parseCalibration,
  simulateGas,
  simulateIsotherm,
  simulateThermogram,
  simulateTitration,
} from '../../src/lab/index.js';

/** Writes, by simulated instruments, the files of the laboratory that the pages' commands speak of. */
export function prepareLab(folder: string): void {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const ctx = { rng: makeRng(1) };
  for (const rate of [2, 5, 10, 20])
    write(
      `charged-${rate}.csv`,
      toThermogramCsv(
        simulateThermogram(
          {
            reactions: [{ heat: 640e3, logFactor: 15.8, energy: 178e3, order: 1 }],
            mass: 5e-6,
            rate: rate / 60,
            from: 100,
            to: 350,
            step: 0.2,
            noise: 2,
          },
          ctx,
        ),
      ),
    );
  const rising = Array.from({ length: 40 }, (_, i) => 0.005 + 0.0225 * i);
  write(
    'powder.aif',
    toAif(simulateIsotherm({ bet: { area: 420, c: 85 }, pressure: rising, noise: 2e-5, mass: 2e-3 }, ctx)),
  );
  write(
    'film.csv',
    toCsv(simulateIsotherm({ film: { externalArea: 2600, microporeVolume: 2e-6 }, pressure: rising }).table),
  );
  write(
    'pores.csv',
    toCsv(
      simulateIsotherm({
        pores: { volume: 3.5e-5, median: 7.5e-9, logSigma: 0.22 },
        pressure: Array.from({ length: 80 }, (_, i) => 0.98 - 0.0086 * i),
      }).table,
    ),
  );
  write(
    'filtrate.csv',
    toCsv(
      simulateTitration(
        {
          lioh: 0.0045,
          li2co3: 0.0025,
          powder: 0.01,
          water: 1e-4,
          aliquot: 4e-5,
          added: 1e-4,
          acid: 100,
          step: 5e-8,
          noise: 0.008,
        },
        ctx,
      ).table,
    ),
  );
  const voltage = (t: number): number => (t < 4000 ? 3 : t > 14000 ? 4.4 : 3 + 1.4e-4 * (t - 4000));
  write(
    'gas.csv',
    toCsv(
      simulateGas(
        {
          step: 20,
          end: 18000,
          flow: 3.406e-7,
          calibration: parseCalibration(
            '600..1200 s: CO2 500 ppm, O2 500 ppm; 1800..2400 s: CO2 1500 ppm, O2 1500 ppm',
          ),
          voltage,
          rate: {
            CO2: (t) => (t > 4000 && t < 14000 ? 1.2e-10 * Math.exp(-0.5 * ((voltage(t) - 4.2) / 0.08) ** 2) : 0),
            O2: (t) => (t > 4000 && t < 14000 ? 3e-10 * Math.max(0, voltage(t) - 4.2) : 0),
          },
          sensitivity: { CO2: 1.9e-3, O2: 1.4e-3 },
          drift: 1e5,
          tracer: { channel: 36, current: 2.4e-9 },
          background: { 28: [6e-13, 0, 1], 32: [3e-13, 8e-13, 8000], 44: [1.5e-13, 4e-13, 6000] },
          noise: { 28: 6e-15, 32: 6e-15, 36: 6e-12, 44: 6e-15 },
        },
        ctx,
      ).table,
    ),
  );
  const bins = Array.from({ length: 40 }, (_, i) => 1 + 0.1 * i).map((x) => [10 ** (x - 1), 10 ** (x - 0.9)]);
  write(
    'sizes.csv',
    `lower_micrometre,upper_micrometre,volume_percent\n${bins.map(([a, b]) => `${a},${b},${Math.exp(-0.5 * ((Math.log10(a) - 1.05) / 0.14) ** 2)}`).join('\n')}\n`,
  );
  write(
    'dissolved.csv',
    `sample,element,concentration_mg_per_l,intensity_count\n${[0, 0.1, 1, 5]
      .flatMap((c) => [1, 2, 3].map(() => `standard,Ni,${c},${(120 + 12000 * c + 40 * ctx.rng.normal()).toFixed(1)}`))
      .concat(
        [0.8, 0.9, 0.77].flatMap((c, i) =>
          [1, 2, 3].map(() => `cell${i + 1},Ni,,${(120 + 12000 * c + 60 * ctx.rng.normal()).toFixed(1)}`),
        ),
      )
      .join('\n')}\n`,
  );
  write('water.csv', 'mass_g,charge_coulomb,time_s\n0.5021,1.9190,180\n0.4987,1.9891,185\n0.5103,1.9028,176\n');
  write(
    'loss.csv',
    `# sample mass 8.9 mg, heating rate 10 degC/min\ntime_second,temperature_celsius,mass_milligram\n${Array.from({ length: 700 }, (_, i) => `${6 * i},${30 + i},${(8.9 - 1.2 / (1 + Math.exp(-(i - 250) / 12))).toFixed(5)}`).join('\n')}\n`,
  );
}
