import type { Mechanism } from '../ageing/mechanism.js';
import type { StepSummary } from '../cycler/run-protocol.js';
import type { CellView } from '../model/cell-system.js';
import type { Cell } from '../parameters/cell.js';
import { CellEquilibrium, type WindowState } from './solve-window.js';
import { splitPolarisation, sumLithium, type ResistanceSplit } from './split-polarisation.js';

/** A cell at the end of one discharge. */
export interface FadeRow {
  cycle: number;
  /** Number of the discharge's last step. */
  step: number;
  /** [s] since the test began. */
  time: number;
  /** The discharge in the words of the protocol: discharges of the same words are compared. */
  label: string;
  /** [C] */
  capacity: number;
  /** [A] mean */
  current: number;
  /** [K] */
  temperature: number;
  /**
   * Between two voltages that were both reached; absent where a step ended for another reason, or without particles to
   * ask.
   */
  window?: {
    /** [V] */
    lower: number;
    upper: number;
    /** [C] at no current, from the lithium and the active material that are left. */
    capacity: number;
    /**
     * [C] against the first discharge of the same words between the same voltages: all, what is lost at no current too,
     * and what is lost to polarisation alone.
     */
    lost: { total: number; thermodynamic: number; kinetic: number };
  };
  /** Absent without particles in the positive electrode. */
  resistance?: ResistanceSplit;
  /** [1] share of each electrode's material that is connected. */
  active: { negative?: number; positive?: number };
  /** [mol] lithium that side reactions and lost particles have taken from what can be cycled. */
  lostLithium: number;
  /** [mol] where that lithium is, by account; negative where oxidised electrolyte gave it back. */
  accounts: Record<string, number>;
  /** [mol] other shared quantities: gas, metal, solvent. */
  amounts: Record<string, number>;
  /** Local quantities, means over an electrode, by their names. */
  quantities: Record<string, number>;
}

/**
 * What ageing has done by the end of each discharge, with the loss split into a thermodynamic and a kinetic part: lost
 * capacity of the window at no current, and the rest. Steps need their views (`views: true`); those without one are
 * left out.
 *
 * @param mechanisms those that the run had
 */
export function computeFade(cell: Cell, steps: readonly StepSummary[], mechanisms: readonly Mechanism[]): FadeRow[] {
  // A cell that warms up has another temperature each time; curves of all are not kept.
  const equilibria = new Map<number, CellEquilibrium>();
  const equilibriumAt = (temperature: number): CellEquilibrium => {
    const known = equilibria.get(temperature) ?? new CellEquilibrium(cell, temperature);
    if (equilibria.size > 8) equilibria.clear();
    equilibria.set(temperature, known);
    return known;
  };
  const first = new Map<string, FadeRow>();
  return listDischarges(steps, 1e-9 * cell.nominalCapacity).flatMap(({ charge, discharge }): FadeRow[] => {
    const last = discharge[discharge.length - 1];
    const { view } = last;
    if (!view) return [];
    const sum = (of: (s: StepSummary) => number): number => discharge.reduce((total, s) => total + of(s), 0);
    const capacity = -sum((s) => s.charge);
    const current = capacity / sum((s) => s.duration);
    const temperature = last.endTemperature;
    const row: FadeRow = {
      cycle: last.cycle,
      step: last.step,
      time: last.start + last.duration,
      label: discharge[0].label,
      capacity,
      current,
      temperature,
      ...readView(cell, mechanisms, view),
    };
    if (cell.positive.kind !== 'porous') return [row];
    const equilibrium = equilibriumAt(temperature);
    const state = stateOf(view);
    row.resistance = splitPolarisation(cell, equilibrium, state, mechanisms, {
      charge: capacity,
      voltage: sum((s) => s.energy) / sum((s) => s.charge),
      current,
      temperature,
      view,
    });
    if (!charge || !endsAtVoltage(charge) || !endsAtVoltage(last)) return [row];
    const [lower, upper] = [last.endVoltage, charge.endVoltage];
    // The temperature tells discharges apart where it is set, not where ageing moves it.
    const key = [
      row.label,
      charge.label,
      lower.toFixed(3),
      upper.toFixed(3),
      charge.endTemperature === temperature ? temperature : '',
    ].join('\n');
    const before = first.get(key) ?? row;
    first.set(key, before);
    const window = equilibrium.solveWindow(state, lower, upper).capacity;
    const total = before.capacity - capacity;
    const thermodynamic = (before.window?.capacity ?? window) - window;
    row.window = { lower, upper, capacity: window, lost: { total, thermodynamic, kinetic: total - thermodynamic } };
    return [row];
  });
}

/**
 * Discharging steps between two charges, with the charge before them.
 *
 * @param none [C] what a step at rest may pass by rounding
 */
function listDischarges(
  steps: readonly StepSummary[],
  none: number,
): { charge?: StepSummary; discharge: StepSummary[] }[] {
  const found: { charge?: StepSummary; discharge: StepSummary[] }[] = [];
  let charge: StepSummary | undefined;
  let open = false;
  for (const step of steps) {
    if (step.charge > none) {
      charge = step;
      open = false;
    } else if (step.charge < -none) {
      if (!open) found.push({ charge, discharge: [] });
      found[found.length - 1].discharge.push(step);
      open = true;
    }
  }
  return found;
}

/** True for a step that led to a voltage or held one. */
function endsAtVoltage({ ending, startVoltage, endVoltage }: StepSummary): boolean {
  return ending.by === 'voltage' || ending.by === 'limit' || Math.abs(endVoltage - startVoltage) < 1e-4;
}

const stateOf = (view: CellView): WindowState => {
  const activeOf = (side: 'negative' | 'positive'): number[] =>
    view.materials.filter((m) => m.electrode === side).map((m) => m.activeShare);
  return {
    negative: activeOf('negative'),
    positive: activeOf('positive'),
    lithium: sumLithium(view, 'negative') + sumLithium(view, 'positive'),
  };
};

/** What a view says of ageing, by the kinds of quantities. */
function readView(
  cell: Cell,
  mechanisms: readonly Mechanism[],
  view: CellView,
): Pick<FadeRow, 'active' | 'lostLithium' | 'accounts' | 'amounts' | 'quantities'> {
  const sharedLithium = new Map(
    mechanisms.flatMap((m) => (m.shared ?? []).flatMap((s) => (s.lithium ? [[s.name, s.lithium] as const] : []))),
  );
  const localLithium = new Set(mechanisms.flatMap((m) => m.quantities.flatMap((q) => (q.lithium ? [q.name] : []))));
  const accounts: Record<string, number> = {};
  const amounts: Record<string, number> = {};
  const quantities: Record<string, number> = { ...view.foil };
  for (const [name, value] of Object.entries(view.shared)) {
    const sign = sharedLithium.get(name);
    if (sign) accounts[name] = sign * value;
    else amounts[name] = value;
  }
  const active: FadeRow['active'] = {};
  for (const side of ['negative', 'positive'] as const) {
    const electrode = cell[side];
    if (electrode.kind !== 'porous') continue;
    const views = view.materials.filter((m) => m.electrode === side);
    const sites = electrode.materials.map((m) => m.surfaceArea * m.radius * m.maximumConcentration);
    const share = (of: (k: number) => number, weight: (k: number) => number): number =>
      views.reduce((sum, _, k) => sum + of(k) * weight(k), 0) / views.reduce((sum, _, k) => sum + weight(k), 0);
    active[side] = share(
      (k) => views[k].activeShare,
      (k) => sites[k],
    );
    for (const name of Object.keys(views[0].quantities)) {
      const mean = share(
        (k) => views[k].quantities[name],
        (k) => electrode.materials[k].surfaceArea,
      );
      if (!localLithium.has(name)) quantities[name] = mean;
      else
        accounts[name.replace(/_per_square_metre$/, '')] =
          mean * cell.area * electrode.thickness * electrode.materials.reduce((sum, m) => sum + m.surfaceArea, 0);
    }
  }
  return { active, lostLithium: Object.values(accounts).reduce((sum, v) => sum + v, 0), accounts, amounts, quantities };
}
