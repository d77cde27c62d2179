import { choice, InputError, Table, type Estimate } from '../../core/index.js';
import { houseFigure, makePointsWithErrors } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding } from '../../evidence/analysis.js';
import type { Cycle } from '../cycling/compute-cycles.js';
import { withRatioSigma } from '../cycling/cycle-table.js';
import { chooseOneC, nameRate } from '../cycling/rates.js';
import { recogniseProtocol } from '../cycling/recognise-protocol.js';
import { CAPACITY_UNITS, specifyCapacity } from '../cycling/specify.js';
import { cyclesOf } from './cycles.js';
import { traceVoltage } from '../cycling/voltage-curves.js';
import { electrodeSettings, readElectrode } from './electrode-settings.js';

const settings = {
  ...electrodeSettings,
  begin: choice(['charge', 'discharge'], undefined, 'which half begins a cycle', 'the one that the test begins with'),
};

/** Rates whose voltage curves are drawn. */
const MOST_TRACED = 4;

/** At most so many of a list, the ends among them. */
const spreadOut = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, k) => list[Math.round((k * (list.length - 1)) / (most - 1))]);

/** Capacity and polarisation against discharge rate. */
export const rateAnalysis = defineAnalysis({
  id: 'rate',
  title: 'Rate capability and polarisation',
  version: '1',
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: {
    capacity: { label: 'discharge capacity at a rate', unit: CAPACITY_UNITS, scale: 'log', plot: true },
    capacity_share: { label: 'share of the slowest capacity', unit: '%' },
    mean_voltage: { label: 'mean discharge voltage at a rate', unit: 'V' },
    polarisation: { label: 'polarisation', unit: 'V' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const electrode = readElectrode(settings);
    const found = cyclesOf(recording, settings);
    const oneC = chooseOneC(found.cycles, electrode);
    const test = recogniseProtocol(found.cycles, oneC.current).find((b) => b.role === 'rate test');
    const inTest = (c: Cycle): boolean =>
      c.discharge !== undefined && (!test || (c.number >= test.from && c.number <= test.to));
    const groups = new Map<string, Cycle[]>();
    for (const cycle of found.cycles.filter(inTest)) {
      const name = nameRate(cycle.discharge!.current / oneC.current);
      groups.set(name, [...(groups.get(name) ?? []), cycle]);
    }
    if (groups.size === 0) throw new InputError('this recording has no discharge to take a rate from');
    const rows = [...groups]
      .map(([rate, cycles]) => {
        const mean = (pick: (c: Cycle) => number): number => cycles.reduce((s, c) => s + pick(c), 0) / cycles.length;
        const capacities = cycles.map((c) =>
          specifyCapacity(c.discharge!.capacity, electrode, 'best', c.discharge!.capacitySigma),
        );
        const value = capacities.reduce((s, e) => s + e.value, 0) / capacities.length;
        const spread =
          cycles.length > 1
            ? Math.sqrt(capacities.reduce((s, e) => s + (e.value - value) ** 2, 0) / (capacities.length - 1))
            : undefined;
        // Cycles of one cell are not replicates: what is known of the value is the electrode's mass, and the voltage
        // that the first one ends at.
        const capacity: Estimate = { ...capacities[0], value, ...(spread !== undefined && { spread }) };
        return {
          rate,
          numeric: mean((c) => c.discharge!.current) / oneC.current,
          capacity,
          voltage: mean((c) => c.discharge!.meanVoltage),
          cycles,
        };
      })
      .sort((a, b) => a.numeric - b.numeric);
    const slowest = rows[0];
    const shareOf = (r: (typeof rows)[number]): Estimate => {
      const share: Estimate = { value: (100 * r.capacity.value) / slowest.capacity.value, n: 1, unit: '%' };
      return r === slowest ? share : withRatioSigma(share, r.cycles[0].discharge!, slowest.cycles[0].discharge!);
    };
    const findings: Finding[] = rows.flatMap((r): Finding[] => [
      { id: 'capacity', label: 'discharge capacity', estimate: r.capacity, at: { rate: r.rate } },
      {
        id: 'capacity_share',
        label: `discharge capacity, share of that at ${slowest.rate}`,
        estimate: shareOf(r),
        at: { rate: r.rate },
      },
      {
        id: 'mean_voltage',
        label: 'mean discharge voltage',
        estimate: { value: r.voltage, n: 1, unit: 'V' },
        at: { rate: r.rate },
      },
      {
        id: 'polarisation',
        label: `mean discharge voltage below that at ${slowest.rate}`,
        estimate: { value: slowest.voltage - r.voltage, n: 1, unit: 'V' },
        at: { rate: r.rate },
      },
    ]);
    const unit = slowest.capacity.unit;
    const data = rows.map((r) => ({
      rate: r.numeric,
      capacity: r.capacity.value,
      sigma: r.capacity.sigma ?? 0,
      polarisation: 1000 * (slowest.voltage - r.voltage),
    }));
    const x = { field: 'rate', type: 'quantitative', title: 'discharge rate / C', scale: { type: 'log' } };
    return makeOutcome({
      findings,
      tables: [
        {
          id: 'rates',
          title: 'Rates',
          table: new Table([
            { name: 'rate', values: rows.map((r) => r.rate) },
            { name: 'c_rate', values: Float64Array.from(rows, (r) => r.numeric) },
            { name: 'cycles', values: Int32Array.from(rows, (r) => r.cycles.length) },
            {
              name: `discharge_capacity_${unit === 'mAh/g' ? 'mah_per_gram' : unit === 'mAh/cm2' ? 'mah_per_square_centimetre' : 'ah'}`,
              values: Float64Array.from(rows, (r) => r.capacity.value * (unit === 'mAh' ? 1e-3 : 1)),
            },
            { name: 'mean_voltage_volt', values: Float64Array.from(rows, (r) => r.voltage) },
            { name: 'polarisation_volt', values: Float64Array.from(rows, (r) => slowest.voltage - r.voltage) },
          ]),
        },
      ],
      figures: [
        {
          id: 'rate',
          title: 'Capacity against rate',
          caption: 'Mean discharge capacity of the cycles at each rate; bars are its uncertainty.',
          spec: houseFigure({
            data: { name: 'rate', values: data },
            encoding: { x },
            layer: makePointsWithErrors('y', 'capacity', { sigmaField: 'sigma' }, `capacity / ${unit}`),
          }),
        },
        {
          id: 'polarisation',
          title: 'Polarisation against rate',
          caption: `Mean discharge voltage below that at ${slowest.rate}.`,
          spec: houseFigure({
            data: { name: 'polarisation', values: data },
            mark: { type: 'point' },
            encoding: { x, y: { field: 'polarisation', type: 'quantitative', title: 'polarisation / mV' } },
          }),
        },
      ],
      curves: spreadOut(rows, MOST_TRACED).flatMap(
        (r) =>
          traceVoltage(recording, r.cycles[0].discharge!, found, electrode, {
            id: 'voltage_by_rate',
            title: 'Discharge voltage against capacity, by rate',
            at: { rate: r.rate },
          }) ?? [],
      ),
      notes: [
        ...found.notes,
        ...oneC.notes.map((n) => ({ ...n, level: 'warning' as const })),
        test
          ? {
              level: 'info',
              code: 'rate-test',
              text: `rate test recognised: cycles ${test.from} to ${test.to}, charge ${test.chargeRates.join(', ')}, discharge ${test.dischargeRates.join(', ')}`,
            }
          : {
              level: 'info',
              code: 'no-rate-test',
              text: 'no test of three or more rising discharge rates was recognised; all cycles are grouped by their rate',
            },
        ...(rows.some((r) => r.cycles.some((c) => c.discharge!.heldCapacity > 0.01 * c.discharge!.capacity))
          ? [
              {
                level: 'warning' as const,
                code: 'held-discharge',
                text: 'some discharges end at constant voltage: their capacity is not that of the rate alone',
              },
            ]
          : []),
      ],
    });
  },
  cite: [],
});
