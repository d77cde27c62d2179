import { choice, number, quantity, InputError, Table, type Estimate } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding } from '../../evidence/analysis.js';
import { computeDifferential, type PeakErrors } from '../cycling/differential.js';
import { CAPACITY_UNITS, specifyCapacity } from '../cycling/specify.js';
import { cyclesOf } from './cycles.js';
import { electrodeSettings, readElectrode } from './electrode-settings.js';

const settings = {
  ...electrodeSettings,
  begin: choice(['charge', 'discharge'], undefined, 'which half begins a cycle', 'the one that the test begins with'),
  cycle: number(undefined, 'number of the cycle (default: the first)'),
  bandwidth: quantity(
    'voltage',
    undefined,
    'smoothing of dQ/dV, a standard deviation such as 5 mV',
    'from the spacing of the rows, at least 3 mV',
  ),
};

/** dQ/dV and dV/dQ of one cycle, with peaks. */
export const dqdvAnalysis = defineAnalysis({
  id: 'dqdv',
  title: 'dQ/dV and dV/dQ with peaks',
  version: '1',
  byDefault: false,
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: {
    peak_voltage: { label: 'position of the dQ/dV peak', unit: 'V' },
    peak_height: { label: 'height of the dQ/dV peak', unit: CAPACITY_UNITS.map((unit) => `${unit}/V`) },
    peak_area: { label: 'charge in the dQ/dV peak', unit: CAPACITY_UNITS },
    peak_width: { label: 'width of the dQ/dV peak at half height', unit: 'V', scale: 'log' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const electrode = readElectrode(settings);
    const found = cyclesOf(recording, settings);
    const number = settings.cycle ?? found.cycles[0].number;
    const cycle = found.cycles.find((c) => c.number === number);
    if (!cycle)
      throw new InputError(`there is no cycle ${number}; the recording has ${found.cycles.length}`, {
        where: { path: 'cycle' },
      });
    const notes = [...found.notes];
    const findings: Finding[] = [];
    const tables: Outcome['tables'] = [];
    const curves: Record<string, unknown>[] = [];
    const unit = specifyCapacity(1, electrode).unit;
    const scale = specifyCapacity(1, electrode).value;
    for (const [name, half] of [
      ['charge', cycle.charge],
      ['discharge', cycle.discharge],
    ] as const) {
      if (!half) continue;
      const d = computeDifferential(recording, half, found.charge, {
        voltageBandwidth: settings.bandwidth,
      });
      notes.push(...d.notes, {
        level: 'info',
        code: 'bandwidth',
        text: `${name}: dQ/dV is smoothed by a Gaussian of ${(1000 * d.voltageBandwidth).toPrecision(2)} mV, dV/dQ over windows of ±${((100 * d.chargeBandwidth) / half.capacity).toPrecision(2)} % of the capacity; narrower features are not resolved`,
      });
      d.peaks.forEach((peak, k) => {
        const at = { peak: `${name} peak ${k + 1}` };
        const estimate = (key: keyof PeakErrors, unit: string, factor = 1): Estimate => ({
          value: factor * peak[key],
          n: 1,
          unit,
          ...(peak.sigma && { sigma: factor * peak.sigma[key] }),
        });
        findings.push({
          id: 'peak_voltage',
          label: 'position of the dQ/dV peak',
          estimate: estimate('voltage', 'V'),
          at,
        });
        findings.push({
          id: 'peak_height',
          label: 'height of the dQ/dV peak',
          estimate: estimate('height', `${unit}/V`, scale),
          at,
        });
        findings.push({
          id: 'peak_area',
          label: 'charge in the dQ/dV peak',
          estimate: specifyCapacity(peak.area, electrode, 'best', peak.sigma?.area),
          at,
        });
        findings.push({
          id: 'peak_width',
          label: 'width of the dQ/dV peak at half height',
          estimate: estimate('width', 'V'),
          at,
        });
      });
      tables.push({
        id: `dqdv_${name}`,
        title: `dQ/dV, ${name}`,
        table: new Table([
          { name: 'voltage_volt', values: d.voltage },
          { name: 'incremental_capacity_ah_per_volt', values: d.dqdv.map((v) => v / 3600) },
        ]),
      });
      tables.push({
        id: `dvdq_${name}`,
        title: `dV/dQ, ${name}`,
        table: new Table([
          { name: `${name}_capacity_ah`, values: d.charge.map((q) => q / 3600) },
          { name: 'differential_voltage_volt_per_ah', values: d.dvdq.map((v) => 3600 * v) },
        ]),
      });
      d.voltage.forEach((v, k) =>
        curves.push({ voltage: v, dqdv: (name === 'charge' ? 1 : -1) * d.dqdv[k] * scale, half: name }),
      );
    }
    return makeOutcome({
      findings,
      tables,
      figures: [
        {
          id: 'dqdv',
          title: `dQ/dV of cycle ${number}`,
          caption: 'Charge that passed at each voltage; discharge counted negative.',
          spec: houseFigure({
            data: { name: 'dqdv', values: curves },
            mark: 'line',
            encoding: {
              x: { field: 'voltage', type: 'quantitative', title: 'voltage / V', scale: { zero: false } },
              y: { field: 'dqdv', type: 'quantitative', title: `dQ/dV / (${unit}/V)` },
              color: { field: 'half', type: 'nominal', title: null },
            },
          }),
        },
      ],
      notes,
    });
  },
  cite: [
    { text: 'Cleveland, J. Am. Stat. Assoc. 74 (1979) 829', doi: '10.1080/01621459.1979.10481038' },
    { text: 'Dubarry and Anseán, Front. Energy Res. 10 (2022) 1023555', doi: '10.3389/fenrg.2022.1023555' },
  ],
});
