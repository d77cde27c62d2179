import { choice, InputError, type Estimate, type Recording } from '../../core/index.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome, type Finding, type Quantity } from '../../evidence/analysis.js';
import { computeCycles, type Cycle, type Cycles } from '../cycling/compute-cycles.js';
import { checkEfficiencies } from '../cycling/check-efficiencies.js';
import { sayNumbering, tabulateNumbers } from '../cycling/cycle-numbers.js';
import { percent, tabulateCycles, withRatioSigma } from '../cycling/cycle-table.js';
import type { Electrode } from '../cycling/electrode.js';
import { chooseOneC } from '../cycling/rates.js';
import { recogniseProtocol } from '../cycling/recognise-protocol.js';
import { CAPACITY_UNITS, ENERGY_UNITS, specifyCapacity, specifyEnergy } from '../cycling/specify.js';
import { traceCycles } from '../cycling/voltage-curves.js';
import { electrodeSettings, readElectrode } from './electrode-settings.js';

const settings = {
  ...electrodeSettings,
  begin: choice(['charge', 'discharge'], undefined, 'which half begins a cycle', 'the one that the test begins with'),
};

/** Cycles of a recording, with the begin that the settings ask for; a recording without any is an error. */
export function cyclesOf(recording: Recording, { begin }: { begin?: 'charge' | 'discharge' }): Cycles {
  const found = computeCycles(recording, { begin });
  if (found.cycles.length === 0) throw new InputError('no current flows in this recording, so it has no cycles');
  return found;
}

const CYCLE_QUANTITIES = {
  charge_capacity: { label: 'charge capacity', unit: CAPACITY_UNITS, scale: 'log' },
  discharge_capacity: { label: 'discharge capacity', unit: CAPACITY_UNITS, scale: 'log', plot: true },
  charge_energy: { label: 'charge energy', unit: ENERGY_UNITS, scale: 'log' },
  discharge_energy: { label: 'discharge energy', unit: ENERGY_UNITS, scale: 'log' },
  charge_mean_voltage: { label: 'mean charge voltage', unit: 'V' },
  discharge_mean_voltage: { label: 'mean discharge voltage', unit: 'V' },
  charge_end_voltage: { label: 'voltage at the end of charge, under current', unit: 'V' },
  discharge_end_voltage: { label: 'voltage at the end of discharge, under current', unit: 'V' },
  charge_rest_voltage: { label: 'voltage after the rest that follows the charge', unit: 'V' },
  discharge_rest_voltage: { label: 'voltage after the rest that follows the discharge', unit: 'V' },
  coulombic_efficiency: { label: 'coulombic efficiency', unit: '%', plot: true },
  energy_efficiency: { label: 'energy efficiency', unit: '%' },
  voltage_hysteresis: { label: 'mean charge voltage less mean discharge voltage', unit: 'V' },
} as const satisfies Readonly<Record<string, Quantity>>;

/** Findings of one cycle. */
export function describeCycle(cycle: Cycle, electrode: Electrode): Finding[] {
  const at = { cycle: cycle.number };
  const exact = (value: number, unit: string): Estimate => ({ value, n: 1, unit });
  const found: Finding[] = [];
  for (const [name, half] of [
    ['charge', cycle.charge],
    ['discharge', cycle.discharge],
  ] as const) {
    if (!half) continue;
    found.push({
      id: `${name}_capacity`,
      label: `${name} capacity`,
      estimate: specifyCapacity(half.capacity, electrode, 'best', half.capacitySigma),
      at,
    });
    found.push({ id: `${name}_energy`, label: `${name} energy`, estimate: specifyEnergy(half.energy, electrode), at });
    found.push({
      id: `${name}_mean_voltage`,
      label: `mean ${name} voltage`,
      estimate: exact(half.meanVoltage, 'V'),
      at,
    });
    found.push({
      id: `${name}_end_voltage`,
      label: `voltage at the end of ${name}, under current`,
      estimate: exact(half.endVoltage, 'V'),
      at,
    });
    if (half.restVoltage !== undefined)
      found.push({
        id: `${name}_rest_voltage`,
        label: `voltage after the rest that follows the ${name}`,
        estimate: exact(half.restVoltage, 'V'),
        at,
      });
  }
  const coulombic = percent(cycle, 'capacity');
  const energy = percent(cycle, 'energy');
  if (coulombic !== undefined)
    found.push({
      id: 'coulombic_efficiency',
      label: 'coulombic efficiency',
      estimate: withRatioSigma(exact(coulombic, '%'), cycle.discharge!, cycle.charge!),
      at,
    });
  if (energy !== undefined)
    found.push({ id: 'energy_efficiency', label: 'energy efficiency', estimate: exact(energy, '%'), at });
  if (cycle.charge && cycle.discharge)
    found.push({
      id: 'voltage_hysteresis',
      label: 'mean charge voltage less mean discharge voltage',
      estimate: exact(cycle.charge.meanVoltage - cycle.discharge.meanVoltage, 'V'),
      at,
    });
  return found.filter((f) => Number.isFinite(f.estimate.value));
}

/** Capacities and efficiencies by cycle. */
export const cyclesAnalysis = defineAnalysis({
  id: 'cycles',
  title: 'Capacity, energy, efficiency and voltage by cycle',
  version: '1',
  inputs: { recording: { kind: 'cycling', describe: "the cell's time series" } },
  settings,
  quantities: CYCLE_QUANTITIES,
  async run({ recording }, settings): Promise<Outcome> {
    const electrode = readElectrode(settings);
    const found = cyclesOf(recording, settings);
    const { cycles, notes } = found;
    const oneC = chooseOneC(cycles, electrode);
    const blocks = recogniseProtocol(cycles, oneC.current);
    return makeOutcome({
      findings: cycles.flatMap((cycle) => describeCycle(cycle, electrode)),
      tables: [
        { id: 'cycles', title: 'Cycles', table: tabulateCycles(cycles, electrode) },
        { id: 'cycle-numbers', title: 'Numbers of cycles', table: tabulateNumbers(cycles, recording) },
      ],
      figures: [figureCycles(cycles, electrode)],
      curves: traceCycles(recording, found, electrode),
      notes: [
        ...notes,
        ...sayNumbering(cycles),
        ...checkEfficiencies(cycles),
        ...oneC.notes,
        {
          level: 'info',
          code: 'protocol',
          text: `recognised: ${blocks.map((b) => `${b.role} ${b.from === b.to ? `cycle ${b.from}` : `cycles ${b.from} to ${b.to}`} (charge ${b.chargeRates.join(', ')}, discharge ${b.dischargeRates.join(', ')})`).join('; ')}`,
        },
        ...(electrode.mass && electrode.mass.sigma !== undefined
          ? [
              {
                level: 'info' as const,
                code: 'common-uncertainty',
                text: 'the uncertainty of capacities per gram is that of the mass: it moves all cycles of a cell together and cancels in their ratios',
              },
            ]
          : []),
      ],
    });
  },
  cite: [
    {
      text: 'Battery Data Format, signs and meanings',
      url: 'https://github.com/battery-data-alliance/battery-data-format',
    },
  ],
});

/** Capacity and coulombic efficiency against cycle. */
function figureCycles(cycles: readonly Cycle[], electrode: Electrode): Figure {
  const unit = specifyCapacity(1, electrode).unit;
  const values = cycles.flatMap((c) => [
    ...(c.charge
      ? [{ cycle: c.number, capacity: specifyCapacity(c.charge.capacity, electrode).value, half: 'charge' }]
      : []),
    ...(c.discharge
      ? [{ cycle: c.number, capacity: specifyCapacity(c.discharge.capacity, electrode).value, half: 'discharge' }]
      : []),
  ]);
  const efficiency = cycles.flatMap((c) =>
    percent(c, 'capacity') === undefined ? [] : [{ cycle: c.number, efficiency: percent(c, 'capacity') }],
  );
  const x = { field: 'cycle', type: 'quantitative', title: 'cycle' };
  return {
    id: 'cycles',
    title: 'Capacity and coulombic efficiency',
    caption: 'Capacity of each charge and discharge, and discharge over charge of each cycle (right axis).',
    spec: houseFigure({
      layer: [
        {
          data: { name: 'capacity', values },
          mark: { type: 'point' },
          encoding: {
            x,
            y: { field: 'capacity', type: 'quantitative', title: `capacity / ${unit}` },
            color: { field: 'half', type: 'nominal', title: null },
          },
        },
        {
          data: { name: 'efficiency', values: efficiency },
          mark: { type: 'line', strokeDash: [2, 2] },
          encoding: {
            x,
            y: { field: 'efficiency', type: 'quantitative', title: 'coulombic efficiency / %', scale: { zero: false } },
          },
        },
      ],
      resolve: { scale: { y: 'independent' } },
    }),
  };
}
