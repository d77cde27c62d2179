import { computeStudentQuantile, measuredQuantity, quantity, Table, type Estimate } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { computeWater } from '../solutions/karl-fischer.js';

const settings = {
  drift: measuredQuantity('mass flow', "the file's, else none", 'water that comes in all the time, such as 7.5 ug/min'),
  blank: quantity('mass', '0 g', 'water that container or solvent bring'),
};

/** Water of a powder from coulometric titrations. */
export const karlFischerAnalysis = defineAnalysis({
  id: 'karl-fischer',
  version: '1',
  title: 'Water by Karl Fischer titration',
  inputs: { recording: { kind: 'karl-fischer', describe: 'mass, charge and time of every titration' } },
  settings,
  quantities: { water: { label: 'water', unit: 'ppm' } },
  async run({ recording }, settings): Promise<Outcome> {
    const { table, metadata } = recording;
    const [mass, charge, time] = ['mass_gram', 'charge_coulomb', 'time_second'].map((name) => table.column(name));
    const perRow = table.find('drift_microgram_per_minute') && table.column('drift_microgram_per_minute');
    const inFile = metadata.drift_microgram_per_minute as number | undefined;
    // ug/min is 1e-9/60 kg/s.
    const driftOf = (i: number): number => settings.drift?.value ?? ((perRow?.[i] ?? inFile ?? 0) * 1e-9) / 60;
    const values = Float64Array.from(
      mass,
      (m, i) => 1e6 * computeWater({ mass: m * 1e-3, charge: charge[i], time: time[i] }, driftOf(i), settings.blank),
    );
    const n = values.length;
    const names = table.has('sample') ? table.text('sample') : Array.from(values, (_, i) => `run ${i + 1}`);
    const mean = values.reduce((s, v) => s + v, 0) / n;
    const driftPart =
      settings.drift?.sigma === undefined
        ? undefined
        : (1e6 * settings.drift.sigma * time.reduce((s, v) => s + v, 0)) / (mass.reduce((s, v) => s + v, 0) * 1e-3);
    let estimate: Estimate;
    if (n > 1) {
      const spread = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1));
      const sigma = Math.hypot(spread / Math.sqrt(n), driftPart ?? 0);
      const half = computeStudentQuantile(0.975, n - 1) * sigma;
      estimate = {
        value: mean,
        sigma,
        n,
        unit: 'ppm',
        spread,
        confidence: 0.95,
        interval: [mean - half, mean + half],
        budget: { replicates: spread / Math.sqrt(n), ...(driftPart !== undefined && { calibration: driftPart }) },
        covers: 'specimens',
      };
    } else estimate = makeEstimate(mean, 'ppm', driftPart === undefined ? {} : { calibration: driftPart }, 1);
    const drifts = settings.drift === undefined && !perRow && inFile === undefined;
    return makeOutcome({
      findings: [
        { id: 'water', estimate },
        ...Array.from(values, (value, i) => ({
          id: 'water',
          at: { run: names[i] },
          estimate: { value, n: 1, unit: 'ppm' },
        })),
      ],
      tables: [
        {
          id: 'runs',
          title: 'Titrations',
          table: new Table([
            { name: 'sample', values: names },
            { name: 'water_ppm', values },
          ]),
        },
      ],
      figures: [
        {
          id: 'water',
          title: 'Water of every titration',
          caption: 'The rule is the mean.',
          spec: houseFigure({
            layer: [
              {
                data: { name: 'runs', values: Array.from(values, (value, i) => ({ run: names[i], value })) },
                mark: 'point',
                encoding: {
                  x: { field: 'run', type: 'nominal', title: null },
                  y: { field: 'value', type: 'quantitative', title: 'water / ppm', scale: { zero: false } },
                },
              },
              {
                data: { name: 'mean', values: [{ value: mean }] },
                mark: 'rule',
                encoding: { y: { field: 'value', type: 'quantitative' } },
              },
            ],
          }),
        },
      ],
      notes: drifts
        ? [
            {
              level: 'warning',
              code: 'no-drift',
              text: 'no drift is known: water that comes in all the time is counted as the sample\'s (--set "drift=7.5 ug/min")',
            },
          ]
        : [],
    });
  },
  cite: [{ text: 'ISO 760: Determination of water — Karl Fischer method' }],
});
