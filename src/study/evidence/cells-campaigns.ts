import { parseProtocol, shippedProtocol, simulateCell, type Cell, type ModelName, type Simulation } from '../../cells/index.js';
import { subContext, type Citation, type Context, type Note } from '../../core/index.js';
import { makeAgeing, makeCoating, type AgeingClock, type CellGroup, type Resistance } from './cells-ageing.js';
import { applyDraw, type CellDraw } from './cells-draw.js';
import { coulombicEfficiency, dischargeCapacities, resistanceAt, titrationPolarisation, valueAt, voltageLoss } from './cells-measure.js';

/** One number of one run. */
export interface CampaignValue {
  id: string;
  at?: string;
  value: number;
}

/** Points of one run for a figure. */
export interface CampaignCurve {
  curve: string;
  x: number[];
  y: number[];
}

/** A part of a campaign: a protocol, each cycle of which ages the cell like `factor` cycles. */
interface Phase {
  name: string;
  protocol: string;
  factor: number;
}

/** What one group of the paper's tests does to a cell, and what is read off it. */
export interface Campaign {
  title: string;
  model: ModelName;
  /** Axes of its curves. */
  axes: { x: string; y: string };
  phases: readonly Phase[];
  measure(run: CampaignRun): { values: CampaignValue[]; curves: CampaignCurve[] };
}

export interface CampaignRun {
  phase(name: string): Simulation | undefined;
  /** [kg] of active material in the cathode. */
  mass: number;
}

/** Mesh and tolerance of all campaigns; see docs/cells-study.md for what they cost in accuracy. */
export const MESH = { nodes: 6, shells: 8, tolerance: 2e-3 };

const FIRST = 'charge at 0.1C to 4.4 V; rest 10 min; discharge at 0.1C to 3.0 V; rest 10 min';
const SLOW = 'charge at 0.2C to 4.4 V; discharge at 0.2C to 3.0 V';
const EXAMINE = 'charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; rest 30 min; EIS 1 MHz..10 mHz, 41; repeat 15 times: discharge at 0.5C for 8 min or to 3.0 V; rest 1 h; end';
const fast = (times: number): string => `repeat ${times} times: charge at 0.5C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 7C to 3.0 V; end`;
const oneC = (times: number): string => `repeat ${times} times: charge at 1C to 4.4 V; hold at 4.4 V to 0.05C; discharge at 1C to 3.0 V; end`;
const pouch = (times: number): string => `repeat ${times} times: charge at 1C to 4.3 V; hold at 4.3 V to 0.05C; discharge at 1C to 2.8 V; end`;

const RATES = ['0.5C', '1C', '2C', '3C', '5C', '7C', '10C'];
/** [V] at which the gas of the first charge is looked at. */
const GAS_STEPS = [3.6, 3.7, 3.8, 3.9, 4, 4.1, 4.15, 4.2, 4.25, 4.3, 4.35, 4.4];
/** Cycles that one simulated cycle stands for, 11 times after one that stands for itself: 100 cycles. */
const STRIDE = 9;
const HUNDRED = Array.from({ length: 12 }, (_, k) => (k === 0 ? 1 : 1 + STRIDE * k));
const POUCH_CYCLES = 500;
const POUCH_STRIDE = (POUCH_CYCLES - 1) / 20;

/** The paper's tests by name. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  'first-cycle': {
    title: 'First cycle at 0.1C, 3.0 to 4.4 V, 25 °C',
    model: 'dfn',
    axes: { x: 'capacity (mAh/g)', y: 'voltage (V)' },
    phases: [
      { name: 'emptied', protocol: 'discharge at 0.1C to 3.0 V; rest 10 min', factor: 1 },
      { name: 'first', protocol: FIRST, factor: 1 },
    ],
    measure({ phase, mass }) {
      const run = phase('first');
      if (!run) return { values: [], curves: [] };
      const capacity = run.recording.table.column('discharging_capacity_ah').map((q) => q / mass); // Ah/kg is mAh/g
      const voltage = run.recording.table.column('voltage_volt');
      const current = run.recording.table.column('current_ampere');
      const rows = Array.from(voltage.keys()).filter((i) => current[i] < 0);
      return {
        values: [
          { id: 'first_discharge', value: dischargeCapacities(run, mass)[0] },
          { id: 'first_efficiency', value: 100 * coulombicEfficiency(run) },
        ],
        curves: [{ curve: 'discharge at 0.1C', x: rows.map((i) => capacity[i]), y: rows.map((i) => voltage[i]) }],
      };
    },
  },
  'first-charge': {
    title: 'Gas of the first charge at 0.2C, 3.0 to 4.4 V, 25 °C',
    model: 'dfn',
    axes: { x: 'voltage (V)', y: 'gas (µmol/g)' },
    phases: [{ name: 'charge', protocol: GAS_STEPS.map((v) => `charge at 0.2C to ${v} V`).join('; '), factor: 1 }],
    measure({ phase, mass }) {
      const steps = phase('charge')?.steps.filter((s) => s.view) ?? [];
      const gas = (name: string): number[] => steps.map((s) => microPerGram(s.view!.shared[name], mass));
      const [co2, o2] = [gas('carbon_dioxide_mole'), gas('oxygen_mole')];
      const x = steps.map((s) => s.endVoltage);
      return {
        values: steps.length < GAS_STEPS.length ? [] : [
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
      { name: '41', protocol: oneC(1), factor: 1 },
      { name: 'examined at 41', protocol: EXAMINE, factor: 1 },
      { name: '42 to 140', protocol: oneC(11), factor: STRIDE },
      { name: 'examined at 140', protocol: EXAMINE, factor: 1 },
    ],
    measure({ phase, mass }) {
      const values: CampaignValue[] = [];
      const curves: CampaignCurve[] = [];
      const rates = phase('rates');
      if (rates) {
        const capacity = dischargeCapacities(rates, mass);
        RATES.forEach((at, k) => values.push({ id: 'capacity', at, value: capacity[k] }, { id: 'rate_retention', at, value: (100 * capacity[k]) / capacity[0] }));
      }
      const [start, rest] = [phase('41'), phase('42 to 140')];
      if (start && rest) {
        const y = [...dischargeCapacities(start, mass), ...dischargeCapacities(rest, mass)];
        values.push({ id: 'retention', at: 'cycle 140', value: (100 * y.at(-1)!) / y[0] }, { id: 'lost', at: 'cycle 140', value: 100 - (100 * y.at(-1)!) / y[0] });
        curves.push({ curve: 'discharge at 1C', x: HUNDRED.map((n) => 40 + n), y });
      }
      const [early, late] = [phase('examined at 41'), phase('examined at 140')];
      if (early && late) {
        const loss = voltageLoss(titrationPolarisation(early), titrationPolarisation(late));
        values.push({ id: 'voltage_loss', value: 1000 * loss.total }, { id: 'instant_share', value: (100 * loss.instant) / loss.total });
        const [a, b] = [resistanceAt(early, 1), resistanceAt(late, 1)];
        if (a !== undefined && b !== undefined) values.push({ id: 'resistance', at: 'cycle 41', value: a }, { id: 'resistance', at: 'cycle 140', value: b }, { id: 'resistance_growth', value: b - a });
        for (const [name, run] of [['cycle 41', early], ['cycle 140', late]] as const) {
          const spectrum = run.spectra[0]?.table;
          if (spectrum) curves.push({ curve: `impedance, ${name}`, x: [...spectrum.column('real_impedance_ohm')], y: [...spectrum.column('imaginary_impedance_ohm').map((z) => -z)] });
        }
      }
      return { values, curves };
    },
  },
  'seven-C-45': {
    title: '7C discharge at 45 °C, 200 cycles, slow cycles at 0.2C before and after each hundred',
    model: 'spme',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [
      { name: 'first', protocol: FIRST, factor: 1 },
      { name: 'slow at 0', protocol: `set temperature to 45 degC; ${SLOW}`, factor: 1 },
      ...[100, 200].flatMap((end) => [
        { name: `${end - 99}`, protocol: fast(1), factor: 1 },
        { name: `to ${end}`, protocol: fast(11), factor: STRIDE },
        // Six cycles in the paper.
        { name: `slow at ${end}`, protocol: SLOW, factor: 6 },
      ]),
    ],
    measure({ phase, mass }) {
      const capacity = (name: string): number[] => { const run = phase(name); return run ? dischargeCapacities(run, mass) : []; };
      const y = ['1', 'to 100', '101', 'to 200'].flatMap(capacity);
      const x = [...HUNDRED, ...HUNDRED.map((n) => 100 + n)].slice(0, y.length);
      const slow = [0, 100, 200].map((n) => capacity(`slow at ${n}`)[0]);
      const values: CampaignValue[] = [];
      for (const n of [60, 100, 200]) {
        if (x.at(-1)! < n) continue;
        const lost = 100 - (100 * valueAt(x, y, n)) / y[0];
        values.push({ id: 'retention', at: `cycle ${n}`, value: 100 - lost }, { id: 'lost', at: `cycle ${n}`, value: lost });
        const recovered = slow[n / 100];
        if (recovered === undefined || slow[0] === undefined) continue;
        const thermodynamic = (100 * (slow[0] - recovered)) / y[0];
        values.push({ id: 'thermodynamic_loss', at: `cycle ${n}`, value: thermodynamic }, { id: 'kinetic_loss', at: `cycle ${n}`, value: lost - thermodynamic }, { id: 'kinetic_share', at: `cycle ${n}`, value: (100 * (lost - thermodynamic)) / lost });
        const view = phase(`slow at ${n}`)!.view;
        const cathode = view.materials.find((m) => m.electrode === 'positive')!;
        values.push(
          { id: 'dissolved_metal', at: `cycle ${n}`, value: microPerGram(view.shared.dissolved_metal_mole + view.shared.deposited_metal_mole, mass) },
          { id: 'shell_thickness', at: `cycle ${n}`, value: 1e9 * cathode.quantities.shell_thickness_metre },
          { id: 'film_thickness', at: `cycle ${n}`, value: 1e9 * cathode.quantities.cathode_film_thickness_metre },
          { id: 'crack_length', at: `cycle ${n}`, value: 1e6 * cathode.quantities.crack_length_metre },
        );
      }
      const slowCurve = { curve: 'discharge at 0.2C', x: [0, 100, 200], y: slow };
      return { values, curves: [{ curve: 'discharge at 7C', x, y }, ...(slow.includes(undefined as unknown as number) ? [] : [slowCurve])] };
    },
  },
  'pouch-500': {
    title: 'Pouch cell, two cycles at 0.1C, then 500 at 1C, 2.8 to 4.3 V, 25 °C',
    model: 'spme',
    axes: { x: 'cycle', y: 'capacity (mAh/g)' },
    phases: [
      { name: 'formation', protocol: 'repeat 2 times: discharge at 0.1C to 2.8 V; charge at 0.1C to 4.3 V; end; discharge at 0.1C to 2.8 V', factor: 1 },
      { name: '1', protocol: pouch(1), factor: 1 },
      { name: 'to 500', protocol: pouch(20), factor: POUCH_STRIDE },
    ],
    measure({ phase, mass }) {
      const [start, rest] = [phase('1'), phase('to 500')];
      if (!start || !rest) return { values: [], curves: [] };
      const y = [...dischargeCapacities(start, mass), ...dischargeCapacities(rest, mass)];
      const lost = 100 - (100 * y.at(-1)!) / y[0];
      return {
        values: [{ id: 'retention', at: `cycle ${POUCH_CYCLES}`, value: 100 - lost }, { id: 'lost', at: `cycle ${POUCH_CYCLES}`, value: lost }],
        curves: [{ curve: 'discharge at 1C', x: y.map((_, k) => 1 + POUCH_STRIDE * k), y }],
      };
    },
  },
};

/** [µmol/g] of a whole cell's [mol]. */
const microPerGram = (amount: number, mass: number): number => (1e6 * amount) / (1000 * mass);

/** [kg/mol] LiNi0.8Co0.1Mn0.1O2 */
const MOLAR_MASS = 97.28e-3;

/** [kg] active material of a cell's cathode, from the same numbers as its capacity. */
export function cathodeMass({ area, positive }: Cell): number {
  if (positive.kind !== 'porous') return NaN;
  return positive.materials.reduce((sum, m) => sum + (area * positive.thickness * m.surfaceArea * m.radius * m.maximumConcentration * MOLAR_MASS) / 3, 0);
}

/** What one run of a campaign gives. */
export interface CampaignPiece {
  values: CampaignValue[];
  curves: CampaignCurve[];
  /** Names of the phases that ended early, with why. */
  notes: Note[];
  /** Sources of the model and its mechanisms. */
  citations: Citation[];
}

/**
 * One cell through one campaign. Phase follows phase from the state the last one ended in.
 */
export async function runCampaign(given: Cell, campaign: Campaign, group: CellGroup, draw: CellDraw, resistance: Resistance, ctx?: Context): Promise<CampaignPiece> {
  const cell = applyDraw(given, draw);
  const clock: AgeingClock = { factor: 1 };
  const mechanisms = makeAgeing(cell, makeCoating(group, draw), draw, resistance, clock);
  let citations: readonly Citation[] = [];
  const done = new Map<string, Simulation>();
  const notes: Note[] = [];
  let state: Float64Array | undefined;
  for (const [k, phase] of campaign.phases.entries()) {
    clock.factor = phase.factor;
    const run = await simulateCell(cell, parseProtocol(phase.protocol), { model: campaign.model, ...MESH, mechanisms, state, errorEstimate: false, views: true }, subContext(ctx, phase.name, k / campaign.phases.length, (k + 1) / campaign.phases.length));
    state = run.state;
    if (run.recording.origin.type === 'simulated') citations = run.recording.origin.citations ?? [];
    if (run.ending.by !== 'done') {
      notes.push({ level: 'warning', code: 'ended-early', text: `"${phase.name}" ended early, and with it the test: ${run.ending.text}`, where: group });
      break;
    }
    done.set(phase.name, run);
  }
  return { ...campaign.measure({ phase: (name) => done.get(name), mass: cathodeMass(cell) }), notes, citations: [...citations] };
}
