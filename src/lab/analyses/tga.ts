import { InputError, Table } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { findRamps } from '../thermal/find-ramps.js';
import { findMassSteps } from '../thermal/mass-steps.js';

/** Mass steps of a thermobalance's run. */
export const tgaAnalysis = defineAnalysis({
  id: 'tga',
  version: '1',
  title: 'Thermogravimetry: mass steps',
  inputs: { recording: { kind: 'tga', describe: "a thermobalance's run" } },
  settings: {},
  quantities: {
    mass_change: { label: 'change of mass (below zero: loss)', unit: '%' },
    onset_temperature: { label: 'extrapolated onset', unit: 'degC' },
    peak_temperature: { label: 'temperature of the steepest change', unit: 'degC' },
    residue: { label: 'mass left at the end of the ramp', unit: '%', scale: 'log' },
  },
  async run({ recording }): Promise<Outcome> {
    const { table } = recording;
    const column = table.find('mass_gram') ?? table.find('mass_percent');
    if (!column) throw new InputError('this recording has no mass');
    const time = table.get('time_second');
    const temperature = table.get('temperature_celsius');
    const rows = Array.from({ length: table.length }, (_, i) => i).filter((i) =>
      [time, temperature, column].every((c) => !c.valid || c.valid[i] === 1),
    );
    const pick = (name: string): Float64Array => {
      const values = table.column(name);
      return Float64Array.from(rows, (i) => values[i]);
    };
    const [t, temp, mass] = [pick('time_second'), pick('temperature_celsius'), pick(column.name)];
    const ramp = findRamps(t, temp)
      .filter((r) => r.rate > 0)
      .reduce<ReturnType<typeof findRamps>[number] | undefined>(
        (best, r) => (!best || temp[r.to - 1] - temp[r.from] > temp[best.to - 1] - temp[best.from] ? r : best),
        undefined,
      );
    if (!ramp) throw new InputError('this run has no heating ramp of 15 K or more at a constant rate');
    // Sample temperatures may jitter: only rows above all before count, so that temperature rises.
    const kept: number[] = [];
    let highest = -Infinity;
    for (let i = ramp.from; i < ramp.to; i++)
      if (temp[i] > highest) {
        kept.push(i);
        highest = temp[i];
      }
    const curve = findMassSteps(
      Float64Array.from(kept, (i) => temp[i]),
      Float64Array.from(kept, (i) => mass[i]),
    );
    const step = (temp[ramp.to - 1] - temp[ramp.from]) / 600;
    const findings = curve.steps.flatMap((s, k): Finding[] => {
      const at = curve.steps.length > 1 ? { at: { step: k + 1 } } : {};
      return [
        {
          id: 'mass_change',
          ...at,
          estimate: makeEstimate(100 * s.change, '%', { counting: 100 * s.noise, model: 100 * s.levels }, kept.length),
        },
        { id: 'onset_temperature', ...at, estimate: makeEstimate(s.onset, 'degC', { model: 2 * step }, kept.length) },
        { id: 'peak_temperature', ...at, estimate: makeEstimate(s.steepest, 'degC', { model: 2 * step }, kept.length) },
      ];
    });
    findings.push({
      id: 'residue',
      estimate: makeEstimate(100 * curve.residue, '%', { counting: 100 * curve.noise }, kept.length),
    });
    const data = Array.from(curve.grid, (temperature, i) => ({ temperature, dtg: 100 * curve.derivative[i] }));
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'derivative',
          title: 'Derivative of the mass by temperature',
          table: new Table([
            { name: 'temperature_celsius', values: curve.grid },
            { name: 'mass_derivative_percent_per_kelvin', values: curve.derivative.map((v) => 100 * v) },
          ]),
        },
      ],
      figures: [
        {
          id: 'dtg',
          title: 'Derivative of the mass',
          caption: 'Change of mass per kelvin as a share of the mass at the beginning; losses count downward.',
          spec: houseFigure({
            data: { name: 'dtg', values: data },
            mark: { type: 'line' },
            encoding: {
              x: { field: 'temperature', type: 'quantitative', title: 'temperature / °C', scale: { zero: false } },
              y: { field: 'dtg', type: 'quantitative', title: 'dm/dT / %/K' },
            },
          }),
        },
      ],
      notes:
        curve.steps.length === 0
          ? [{ level: 'info', code: 'no-step', text: 'no change of mass of 0.2 % or more stands out on the ramp' }]
          : [],
    });
  },
  cite: [{ text: 'ISO 11358-1: Plastics — Thermogravimetry of polymers, general principles' }],
});
