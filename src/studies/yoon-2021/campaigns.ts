import { shippedProtocol, type Simulation } from '../../cells/index.js';
import { thinSeries } from '../../figure/index.js';
import { computeRetention, describeCycle, type Cycle } from '../../lab/index.js';
import {
  capacitiesAtNoCurrent,
  cyclesOf,
  differentiate,
  dischargeCapacities,
  measureVoltageLoss,
  readCapacities,
  resistanceAt,
  splitRecovered,
  valueAt,
} from './measure.js';
import type { Campaign, CampaignCurve, CampaignValue, Phase } from './run-campaign.js';

const FIRST = 'charge at 0.1C to 4.4 V; rest 10 min; discharge at 0.1C to 3.0 V; rest 10 min';
/** The same with rows that are dense enough for dQ/dV. */
const FIRST_WITH_ROWS =
  'charge at 0.1C to 4.4 V every 1 min; rest 10 min; discharge at 0.1C to 3.0 V every 1 min; rest 10 min';
const SLOW = 'charge at 0.2C to 4.4 V; discharge at 0.2C to 3.0 V';
const EXAMINE = [
  'charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 30 min; EIS 1 MHz..10 mHz, 41',
  'repeat 15 times: discharge at 0.5C for 8 min or to 3.0 V every 30 s; rest 1 h every 5 min; end',
].join('; ');
/** Cycles of a half cell with a hold after the charge. */
const halfCell = (times: number, charge: string, discharge: string): string =>
  `repeat ${times} times: charge at ${charge} to 4.4 V; hold at 4.4 V to 0.05C; discharge at ${discharge} to 3.0 V; end`;
const pouch = (times: number): string =>
  `repeat ${times} times: charge at 1C to 4.3 V; hold at 4.3 V to 0.05C; discharge at 1C to 2.8 V; end`;

const RATES = ['0.5C', '1C', '2C', '3C', '5C', '7C', '10C'];
/** [V] at which the gas of the first charge is looked at. */
const GAS_STEPS = [3.6, 3.7, 3.8, 3.9, 4, 4.1, 4.15, 4.2, 4.25, 4.3, 4.35, 4.4];
const STRIDE = 9;
/** Cycles that are simulated of a hundred: one stands for itself, eleven for nine each. */
export const HUNDRED = Array.from({ length: 12 }, (_, k) => (k === 0 ? 1 : 1 + STRIDE * k));
const POUCH_CYCLES = 500;
/** Simulated cycles that stand for all but the first of them. */
const POUCH_RUN = 20;
/** Points of a curve in a figure. */
const DRAWN_POINTS = 150;

/** A hundred cycles, of which the first stands for itself; the name of the first is its number. */
const hundred = (first: number, charge: string, discharge: string): Phase[] => [
  { name: `${first}`, protocol: halfCell(1, charge, discharge), factor: 1 },
  { name: `to ${first + 99}`, protocol: halfCell(11, charge, discharge), factor: STRIDE },
];

/** Where in a fast campaign its surface is looked at. */
const OPENED = [
  { cycle: 0, after: 'slow at 0' },
  { cycle: 1, after: '1' },
  { cycle: 100, after: 'slow at 100' },
  { cycle: 101, after: '101' },
  { cycle: 200, after: 'slow at 200' },
];
/** [1] wetted surface of the oxide against the fresh one. */
const areaOf = ({ view }: Simulation): number => view.materials.find((m) => m.electrode === 'positive')!.areaRatio;

/** Charged at 0.5C and discharged fast at 45 °C, with slow cycles before and after each hundred. */
function fastAt45(rate: string): Campaign {
  return {
    title: `${rate} discharge at 45 °C, 200 cycles, slow cycles at 0.2C before and after each hundred`,
    model: 'spme',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [
      { name: 'first', protocol: FIRST, factor: 1 },
      { name: 'slow at 0', protocol: `set temperature to 45 degC; ${SLOW}`, factor: 1 },
      // Six slow cycles in the paper.
      ...[100, 200].flatMap((end) => [
        ...hundred(end - 99, '0.5C', rate),
        { name: `slow at ${end}`, protocol: SLOW, factor: 6 },
      ]),
    ],
    async measure({ phase, mass, cell }) {
      const cyclesIn = (...names: string[]): Cycle[] => names.map(phase).flatMap((r) => (r ? cyclesOf(r) : []));
      const slow = ['slow at 0', 'slow at 100', 'slow at 200'].map(phase).filter((r) => r !== undefined);
      const slowCycles = slow.map(cyclesOf);
      const fastCycles = [cyclesIn('1', 'to 100'), cyclesIn('101', 'to 200')];
      const y = fastCycles.flatMap((own) => readCapacities(own, mass));
      const x = [...HUNDRED, ...HUNDRED.map((n) => 100 + n)].slice(0, y.length);
      const values = await measureRetention(x, y, [60, 100, 200]);
      if (y.length > 0) values.push({ id: 'capacity', at: rate, value: y[0] });
      const splits = splitRecovered(slowCycles.flatMap((own, k) => (k > 0 ? [fastCycles[k - 1], own] : [own])));
      const held = capacitiesAtNoCurrent(cell, slow, 3, 4.4).map((q) => perGram(q, mass));
      slow.slice(1).forEach(({ view }, k) => {
        const at = `cycle ${100 * (k + 1)}`;
        const { quantities } = view.materials.find((m) => m.electrode === 'positive')!;
        // A cell that gives nothing at first has nothing to lose.
        if (splits[k]) {
          const { kinetic, thermodynamic } = splits[k];
          values.push(
            { id: 'thermodynamic_loss', at, value: thermodynamic.value },
            { id: 'kinetic_loss', at, value: kinetic.value },
            ...shareOfLoss('kinetic_share', kinetic.value, thermodynamic.value, at),
            { id: 'loss_at_no_current', at, value: (100 * (held[0] - held[k + 1])) / y[0] },
          );
        }
        values.push(
          {
            id: 'dissolved_metal',
            at,
            value: microPerGram(view.shared.dissolved_metal_mole + view.shared.deposited_metal_mole, mass),
          },
          {
            id: 'deposited_metal',
            at,
            value: (NANO_PER_SQUARE_CENTIMETRE * view.shared.deposited_metal_mole) / cell.area,
          },
          { id: 'shell_thickness', at, value: 1e9 * quantities.shell_thickness_metre },
          { id: 'film_thickness', at, value: 1e9 * quantities.cathode_film_thickness_metre },
          { id: 'wetted_area', at, value: areaOf(slow[k + 1]) },
          ...(quantities.crack_length_metre === undefined
            ? []
            : [{ id: 'crack_length', at, value: 1e6 * quantities.crack_length_metre }]),
        );
      });
      const curves = [{ curve: `discharge at ${rate}`, x, y }];
      const opened = OPENED.flatMap(({ cycle, after }) => {
        const run = phase(after);
        return run ? [{ cycle, area: areaOf(run) }] : [];
      });
      return {
        values,
        curves:
          slow.length < 3
            ? curves
            : [
                ...curves,
                {
                  curve: 'surface that the electrolyte wets',
                  x: opened.map((o) => o.cycle),
                  y: opened.map((o) => o.area),
                  axes: { x: 'cycle', y: 'area over the fresh one' },
                },
                {
                  curve: 'discharge at 0.2C',
                  x: [0, 100, 200],
                  y: slowCycles.flatMap((own) => readCapacities(own, mass)),
                },
              ],
      };
    },
  };
}

/** The paper's tests by name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'first-cycle': {
    title: 'First cycle at 0.1C, 3.0 to 4.4 V, 25 °C',
    model: 'dfn',
    // Peaks of dQ/dV move by several millivolts with a coarser mesh.
    mesh: { nodes: 10, shells: 24, tolerance: 2e-5 },
    axes: { x: 'capacity (mAh/g)', y: 'voltage (V)' },
    phases: [
      { name: 'emptied', protocol: 'discharge at 0.1C to 3.0 V; rest 10 min', factor: 1 },
      { name: 'first', protocol: FIRST_WITH_ROWS, factor: 1 },
    ],
    async measure({ phase, mass }) {
      const run = phase('first');
      if (!run) return { values: [], curves: [] };
      const found = describeCycle(cyclesOf(run)[0], { mass: { value: mass } });
      const read = (id: string): number => found.find((f) => f.id === id)!.estimate.value;
      const halves = await differentiate(run);
      const { table } = run.recording;
      const rows = Array.from(table.column('current_ampere').keys()).filter(
        (i) => table.column('current_ampere')[i] < 0,
      );
      const passed = rows.map((i) => table.column('discharging_capacity_ah')[i] / mass); // Ah/kg is mAh/g
      return {
        values: [
          { id: 'first_discharge', value: read('discharge_capacity') },
          { id: 'first_efficiency', value: read('coulombic_efficiency') },
          ...Object.entries(halves).flatMap(([at, { peak }]) => [
            { id: 'peak_voltage', at, value: peak.voltage },
            ...(peak.sigma === undefined ? [] : [{ id: 'peak_error', at, value: 1000 * peak.sigma }]),
          ]),
        ],
        curves: [
          thin({ curve: 'discharge at 0.1C', x: passed, y: rows.map((i) => table.column('voltage_volt')[i]) }),
          ...Object.entries(halves).map(([half, { voltage, dqdv }]) =>
            thin({
              curve: `dQ/dV, ${half}`,
              x: [...voltage],
              y: [...dqdv.map((q) => q / mass)],
              axes: { x: 'voltage (V)', y: 'dQ/dV (mAh/g/V)' },
            }),
          ),
        ],
      };
    },
  },
  'first-charge': {
    title: 'Gas of the first charge at 0.2C, 3.0 to 4.4 V, 25 °C',
    model: 'dfn',
    axes: { x: 'voltage (V)', y: 'gas (µmol/g)' },
    views: true,
    phases: [{ name: 'charge', protocol: GAS_STEPS.map((v) => `charge at 0.2C to ${v} V`).join('; '), factor: 1 }],
    async measure({ phase, mass }) {
      const steps = phase('charge')?.steps.filter((s) => s.view) ?? [];
      const gas = (name: string): number[] => steps.map((s) => microPerGram(s.view!.shared[name], mass));
      const [co2, o2] = [gas('carbon_dioxide_mole'), gas('oxygen_mole')];
      const x = steps.map((s) => s.endVoltage);
      return {
        values:
          steps.length < GAS_STEPS.length
            ? []
            : [
                { id: 'carbon_dioxide', value: co2.at(-1)! },
                { id: 'oxygen', value: o2.at(-1)! },
              ],
        curves: [
          { curve: 'CO2', x, y: co2 },
          { curve: 'O2', x, y: o2 },
        ],
      };
    },
  },
  'rates-then-1C': {
    title: 'Rate test, then 100 cycles at 1C with impedance and titration before and after, 3.0 to 4.4 V, 25 °C',
    model: 'dfn',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [
      { name: 'first', protocol: FIRST, factor: 1 },
      // Cycles 2 to 40, of which the paper does not say how many went to each rate.
      { name: 'rates', protocol: shippedProtocol('rate-test'), factor: 39 / RATES.length },
      { name: '41', protocol: halfCell(1, '1C', '1C'), factor: 1 },
      { name: 'examined at 41', protocol: EXAMINE, factor: 1 },
      { name: '42 to 140', protocol: halfCell(11, '1C', '1C'), factor: STRIDE },
      { name: 'examined at 140', protocol: EXAMINE, factor: 1 },
    ],
    async measure({ phase, mass }) {
      const values: CampaignValue[] = [];
      const curves: CampaignCurve[] = [];
      const rates = phase('rates');
      if (rates) {
        const capacity = dischargeCapacities(rates, mass);
        RATES.forEach((at, k) =>
          values.push(
            { id: 'capacity', at, value: capacity[k] },
            { id: 'rate_retention', at, value: (100 * capacity[k]) / capacity[0] },
          ),
        );
      }
      const [start, rest] = [phase('41'), phase('42 to 140')];
      if (start && rest) {
        const x = HUNDRED.map((n) => 40 + n);
        const y = [...dischargeCapacities(start, mass), ...dischargeCapacities(rest, mass)];
        values.push(...(await measureRetention(x, y, [140])));
        curves.push({ curve: 'discharge at 1C', x, y });
      }
      const [early, late] = [phase('examined at 41'), phase('examined at 140')];
      if (early && late) {
        const { polarisation, ohmic } = await measureVoltageLoss(early, late);
        values.push(
          { id: 'voltage_loss', value: 1000 * polarisation.value },
          ...shareOfLoss('ohmic_share', ohmic.value, polarisation.value - ohmic.value),
        );
        const [a, b] = [resistanceAt(early, 1), resistanceAt(late, 1)];
        if (a !== undefined && b !== undefined)
          values.push(
            { id: 'resistance', at: 'cycle 41', value: a },
            { id: 'resistance', at: 'cycle 140', value: b },
            { id: 'resistance_growth', value: b - a },
          );
        for (const [name, run] of [
          ['cycle 41', early],
          ['cycle 140', late],
        ] as const) {
          const spectrum = run.spectra[0]?.table;
          if (spectrum)
            curves.push({
              curve: `impedance, ${name}`,
              x: [...spectrum.column('real_impedance_ohm')],
              y: [...spectrum.column('imaginary_impedance_ohm').map((z) => -z)],
            });
        }
      }
      return { values, curves };
    },
  },
  'seven-C-45': fastAt45('7C'),
  'five-C-45': fastAt45('5C'),
  'half-C-25': {
    // The paper's text does not say how many cycles.
    title: '100 cycles at 0.5C, 3.0 to 4.4 V, 25 °C',
    model: 'spme',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [{ name: 'first', protocol: FIRST, factor: 1 }, ...hundred(1, '0.5C', '0.5C')],
    async measure({ phase, mass }) {
      const [start, rest] = [phase('1'), phase('to 100')];
      if (!start || !rest) return { values: [], curves: [] };
      const y = [...dischargeCapacities(start, mass), ...dischargeCapacities(rest, mass)];
      return {
        values: await measureRetention(HUNDRED, y, [100]),
        curves: [{ curve: 'discharge at 0.5C', x: HUNDRED, y }],
      };
    },
  },
  'pouch-500': {
    title: 'Pouch cell, two cycles at 0.1C, then 500 at 1C, 2.8 to 4.3 V, 25 °C',
    model: 'spme',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [
      {
        name: 'formation',
        protocol:
          'repeat 2 times: discharge at 0.1C to 2.8 V; charge at 0.1C to 4.3 V; end; discharge at 0.1C to 2.8 V',
        factor: 1,
      },
      { name: '1', protocol: pouch(1), factor: 1 },
      { name: 'to 500', protocol: pouch(POUCH_RUN), factor: (POUCH_CYCLES - 1) / POUCH_RUN },
    ],
    async measure({ phase, mass }) {
      const [start, rest] = [phase('1'), phase('to 500')];
      if (!start || !rest) return { values: [], curves: [] };
      const y = [...dischargeCapacities(start, mass), ...dischargeCapacities(rest, mass)];
      const x = y.map((_, k) => 1 + ((POUCH_CYCLES - 1) * k) / POUCH_RUN);
      return { values: await measureRetention(x, y, [POUCH_CYCLES]), curves: [{ curve: 'discharge at 1C', x, y }] };
    },
  },
};

/** [nmol/cm2] of one [mol/m2] */
const NANO_PER_SQUARE_CENTIMETRE = 1e5;
/** [µmol/g] of a whole cell's [mol]. */
const microPerGram = (amount: number, mass: number): number => (1e6 * amount) / (1000 * mass);
/** [mAh/g] of a whole cell's [C]. */
const perGram = (charge: number, mass: number): number => charge / mass / 3600;

/**
 * What is left and what is lost at some cycles, of the capacity of the first. Cycles that the test did not reach give
 * nothing.
 */
async function measureRetention(
  x: readonly number[],
  y: readonly number[],
  cycles: readonly number[],
): Promise<CampaignValue[]> {
  if (!(y[0] > 0)) return [];
  const { retention } = await computeRetention(x, y);
  return cycles
    .filter((n) => x.at(-1)! >= n)
    .flatMap((n) => {
      const kept = 100 * valueAt(x, retention, n);
      return [
        { id: 'retention', at: `cycle ${n}`, value: kept },
        { id: 'lost', at: `cycle ${n}`, value: 100 - kept },
      ];
    });
}

/** What a part has of all that was lost. What has gained has no part in a loss; where nothing was lost there is no share. */
export function shareOfLoss(id: string, part: number, rest: number, at?: string): CampaignValue[] {
  const lost = Math.max(0, part) + Math.max(0, rest);
  return lost > 0 ? [{ id, ...(at && { at }), value: (100 * Math.max(0, part)) / lost }] : [];
}

/** A long curve by as many points as a figure needs. */
function thin(curve: CampaignCurve): CampaignCurve {
  const kept = [...thinSeries(curve.x, curve.y, DRAWN_POINTS)];
  return { ...curve, x: kept.map((i) => curve.x[i]), y: kept.map((i) => curve.y[i]) };
}
