import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  computeImpedance,
  makeSeiOnGraphite,
  parseProtocol,
  simulateCell,
  type ModelName,
  type SimulateOptions,
} from '../../src/cells/index.js';
import { describeShared, sharedPath } from '../shared-data.js';
import { referenceCell } from './inputs.js';

const read = (name: string): string => readFileSync(sharedPath(`cells/${name}`), 'utf8');
const readMeta = <T>(name: string): T => JSON.parse(read(`${name}.json`)) as T;
function readCsv(name: string): Record<string, number[]> {
  const [head, ...rows] = read(`${name}.csv`)
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return Object.fromEntries(head.map((key, k) => [key, rows.map((row) => Number(row[k]))]));
}

interface StepReference {
  duration_s: number;
  duration_coarser_s: number;
  V_end: number;
  V_end_coarser: number;
}

describeShared('reference solutions of another code', () => {
  const discharges: [string, string, ModelName, SimulateOptions][] = [
    ['chen2020_spm_1C', 'chen2020_BPX.json', 'spm', {}],
    ['chen2020_spme_0.75C', 'chen2020_BPX.json', 'spme', {}],
    ['chen2020_dfn_0.75C', 'chen2020_BPX.json', 'dfn', {}],
    ['chen2020_dfn_1.5C', 'chen2020_BPX.json', 'dfn', {}],
    ['ae_nmc_pouch_dfn_0.5C', 'ae_nmc_pouch_BPX.json', 'dfn', {}],
    [
      'ae_nmc_pouch_dfn_1.5C_lumped_thermal',
      'ae_nmc_pouch_BPX.json',
      'dfn',
      { thermal: 'lumped', heatTransferCoefficient: 10 },
    ],
    ['xu2019_half_0.5C', 'xu2019_halfcell.json', 'dfn', {}],
    ['xu2019_half_3C', 'xu2019_halfcell.json', 'dfn', {}],
  ];
  it.each(discharges)('%s', async (name, input, model, options) => {
    const meta = readMeta<{ C_rate: number; t_cutoff_extrapolated_s: number }>(name);
    const reference = readCsv(name);
    const cell = referenceCell(input);
    const { recording, steps } = await simulateCell(
      cell,
      parseProtocol(`discharge at ${meta.C_rate}C to ${cell.lowerVoltage} V every 1 s`),
      { model, errorEstimate: false, ...options },
    );
    const time = recording.table.column('test_time_second');
    const voltage = recording.table.column('voltage_volt');
    const end = meta.t_cutoff_extrapolated_s;
    expect(Math.abs(steps[0].duration / end - 1)).toBeLessThan(1e-3); // asked for; the reference is known to about 1e-5
    let judged = 0;
    reference.time_s.forEach((t, k) => {
      if (t < 0.01 * end || t > 0.95 * end) return;
      const i = Math.min(Math.floor(t), time.length - 2);
      const v = voltage[i] + ((t - time[i]) / (time[i + 1] - time[i])) * (voltage[i + 1] - voltage[i]);
      // The folder's rule: half a millivolt, or three times what the extrapolation is uncertain by.
      expect(Math.abs(v - reference.voltage_V_extrapolated[k]), `at ${t} s`).toBeLessThan(
        Math.max(5e-4, 3 * reference.extrapolation_uncertainty_V[k]),
      );
      judged++;
    });
    expect(judged).toBeGreaterThan(50);
  });

  const tables: [string, string, string][] = [
    [
      'ae_nmc_pouch_cccv',
      'ae_nmc_pouch_BPX.json',
      'discharge at 1C to 2.7 V; rest 10 min; charge at 0.5C to 4.2 V; hold at 4.2 V to 0.05C',
    ],
    [
      'xu2019_half_gitt_0.3C_10min_30min',
      'xu2019_halfcell.json',
      'repeat 8 times: discharge at 0.3C for 10 min or to 3.5 V; rest 30 min; end',
    ],
  ];
  it.each(tables)('%s', async (name, input, protocol) => {
    const reference = readMeta<{ steps: StepReference[] }>(name).steps;
    const { steps } = await simulateCell(referenceCell(input), parseProtocol(protocol), { errorEstimate: false });
    expect(steps.length).toBe(reference.length);
    reference.forEach((r, k) => {
      // Two meshes, first order: the true values are near twice the fine minus the coarse.
      expect(Math.abs(steps[k].endVoltage - (2 * r.V_end - r.V_end_coarser)), `step ${k}`).toBeLessThan(5e-4);
      expect(Math.abs(steps[k].duration / (2 * r.duration_s - r.duration_coarser_s) - 1), `step ${k}`).toBeLessThan(
        2e-3,
      );
    });
  });

  it('sei_spm: forty cycles with a growing film', async () => {
    const r = readCsv('sei_spm');
    const protocol = parseProtocol(
      'repeat 40 times: discharge at 1C to 2.5 V; charge at 0.5C to 4.2 V; hold at 4.2 V to 0.05C; end',
    );
    const { steps } = await simulateCell(referenceCell('chen2020_BPX.json'), protocol, {
      model: 'spm',
      mechanisms: [makeSeiOnGraphite()],
      errorEstimate: false,
      views: true,
    });
    const discharged = steps.filter((s) => s.charge < 0).map((s) => -s.charge / 3600);
    const thickness = steps
      .filter((_, k) => k % 3 === 2)
      .map((s) => s.view!.materials[0].quantities.sei_thickness_metre);
    const surface = ((3 * 0.75) / 5.86e-6) * 8.52e-5 * 0.1027;
    for (let k = 1; k < 40; k++) {
      // One percent of what was lost, as asked for; both are known far better.
      expect(
        Math.abs((discharged[0] - discharged[k]) / (r.discharge_capacity_Ah[0] - r.discharge_capacity_Ah[k]) - 1),
      ).toBeLessThan(0.01);
      expect(
        Math.abs((((thickness[k] - 5e-9) / 9.585e-5) * 2 * surface) / r.lost_lithium_to_SEI_mol[k] - 1),
      ).toBeLessThan(1e-3);
    }
  });

  it('chen2020_eis_high', async () => {
    const r = readCsv('chen2020_eis_high');
    const { system, state } = await simulateCell(referenceCell('chen2020_BPX.json'), parseProtocol('rest 1 s'), {
      initial: { negative: 0.8, positive: 0.35 },
      errorEstimate: false,
    });
    const z = await computeImpedance(system, state, Float64Array.from(r.frequency_Hz));
    r.frequency_Hz.forEach((f, k) => {
      const [re, im] = [r.re_Z_extrapolated_ohm[k], r.im_Z_extrapolated_ohm[k]];
      const size = Math.hypot(re, im);
      const open = Math.hypot(re - r.re_Z_ohm[k], im - r.im_Z_ohm[k]) / size;
      expect(Math.hypot(z.real[k] - re, z.imaginary[k] - im) / size, `${f} Hz`).toBeLessThan(
        f <= 1e4 ? 0.01 : Math.max(0.01, 2 * open),
      );
    });
  });
});
