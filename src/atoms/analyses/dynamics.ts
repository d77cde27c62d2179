import { estimateMean, InputError, quantity, type Column, type Estimate, type Table } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Curve, type Finding, type Outcome } from '../../evidence/index.js';

const settings = {
  from: quantity('time', '0 s', 'time from which means are taken, such as 1 ps, so that the start does not count'),
};

/** Blocks whose scatter gives the error of a mean: rows of one run follow one another and are not independent. */
const BLOCKS = 8;

/** Means of a run of molecular dynamics, and how well its conserved quantity was kept. */
export const dynamicsAnalysis = defineAnalysis({
  id: 'dynamics',
  version: '1',
  title: 'Means of a run of molecular dynamics, and its drift',
  inputs: { run: { kind: 'md', describe: 'what a run of molecular dynamics recorded' } },
  settings,
  quantities: {
    temperature: { label: 'mean temperature', unit: 'K', scale: 'log' },
    pressure: { label: 'mean pressure', unit: 'GPa' },
    potential_energy: { label: 'mean potential energy of the cell', unit: 'eV' },
    energy_drift: { label: 'drift of the conserved quantity', unit: 'eV/ps' },
  },
  async run({ run }, { from }): Promise<Outcome> {
    const { table } = run;
    const time = table.column('time_fs');
    const first = time.findIndex((t) => t >= from * 1e15);
    if (first < 0 || table.length - first < 2 * BLOCKS)
      throw new InputError(
        `${table.length} rows, ${first < 0 ? 0 : table.length - first} of them after the start, are too few for means`,
        {
          hint: 'run longer, or take means from earlier on: --set "from=0 ps"',
          where: { path: 'from' },
        },
      );
    const mean = (id: string, name: string, unit: string): Finding[] => {
      const column = numbersOf(table, name);
      return column ? [{ id, estimate: estimateBlocks(column.subarray(first), unit) }] : [];
    };
    const invariant = numbersOf(table, 'invariant_ev');
    return makeOutcome({
      findings: [
        ...mean('temperature', 'temperature_kelvin', 'K'),
        ...mean('pressure', 'pressure_gpa', 'GPa'),
        ...mean('potential_energy', 'potential_energy_ev', 'eV'),
        ...(invariant
          ? [{ id: 'energy_drift', estimate: fitSlope(time.subarray(first), invariant.subarray(first)) }]
          : []),
      ],
      curves: ['temperature_kelvin', 'potential_energy_ev'].flatMap((name): Curve[] => {
        const values = numbersOf(table, name);
        return values
          ? [
              {
                id: name,
                title: name === 'temperature_kelvin' ? 'Temperature' : 'Potential energy',
                x: { title: 'time / ps', values: time.map((t) => t / 1000) },
                y: { title: name === 'temperature_kelvin' ? 'temperature / K' : 'energy / eV', values },
              },
            ]
          : [];
      }),
    });
  },
  cite: [{ text: 'Flyvbjerg and Petersen, J. Chem. Phys. 91 (1989) 461', doi: '10.1063/1.457480' }],
});

const numbersOf = (table: Table, name: string): Float64Array | undefined => {
  const values: Column['values'] | undefined = table.find(name)?.values;
  return values instanceof Float64Array ? values : undefined;
};

/** Mean with the error that blocks of neighbouring rows give. */
function estimateBlocks(values: Float64Array, unit: string): Estimate {
  const size = Math.floor(values.length / BLOCKS);
  const means = Array.from(
    { length: BLOCKS },
    (_, k) => estimateMean(values.subarray(k * size, (k + 1) * size), unit).value,
  );
  return { ...estimateMean(means, unit), covers: 'measurement' };
}

/**
 * Slope of a line by least squares.
 *
 * @param time   [fs] (n)
 * @param energy [eV] (n)
 */
function fitSlope(time: Float64Array, energy: Float64Array): Estimate {
  const n = time.length;
  const mean = (of: Float64Array): number => of.reduce((sum, v) => sum + v / n, 0);
  const [t0, e0] = [mean(time), mean(energy)];
  let [stt, ste] = [0, 0];
  for (let i = 0; i < n; i++) {
    stt += (time[i] - t0) ** 2;
    ste += (time[i] - t0) * (energy[i] - e0);
  }
  const slope = ste / stt;
  const rest = energy.reduce((sum, e, i) => sum + (e - e0 - slope * (time[i] - t0)) ** 2, 0);
  // Per fs, per ps.
  return { value: 1000 * slope, sigma: 1000 * Math.sqrt(rest / (n - 2) / stt), n: 1, unit: 'eV/ps' };
}
