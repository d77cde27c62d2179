import type { Cell } from '../parameters/cell.js';
import type { CellSystem } from '../model/cell-system.js';
import type { End, Step } from '../protocol/protocol.js';

/** Why a step ended. `failure` and `limit` also end the protocol. */
export interface Ending {
  by: End['quantity'] | 'limit' | 'failure' | 'done';
  /** `salt-depleted`, `particles-full`, `particles-empty`, `solver`, … where something went wrong. */
  cause?: string;
  text: string;
}

/** A condition that is met when it is zero or below. */
export interface EndCondition {
  ending: Ending;
  value(y: Float64Array): number;
}

/** [A] of an amount of current. */
export function toAmpere(amount: { value: number; unit: 'A' | 'C-rate' | 'A/m2' }, cell: Cell): number {
  return amount.value * (amount.unit === 'A' ? 1 : amount.unit === 'C-rate' ? cell.nominalCapacity / 3600 : cell.area);
}

/** Direction in which a step drives the cell: 1 charges, −1 discharges, 0 neither. */
export function directionOf(step: Step): number {
  const { control } = step;
  switch (control.mode) {
    case 'current':
    case 'power':
      return Math.sign(control.value);
    case 'resistance':
      return -1;
    default:
      return 0;
  }
}

/**
 * Conditions of a step other than its time; the cell's own limits are added where the step has no voltage end of its
 * own.
 */
export function makeEndConditions(
  step: Step,
  system: CellSystem,
  start: { charge: number; voltage: number; temperature: number },
): EndCondition[] {
  const { cell } = system;
  const direction = directionOf(step);
  // Formulas of potentials say nothing of particles more than full, nor of less than no salt; both are named before a
  // voltage.
  const conditions: EndCondition[] = [
    {
      ending: {
        by: 'failure',
        cause: 'particles-full',
        text: 'particles are full or empty of lithium at their surface',
      },
      value: (y) => system.surfaceMargin(y) - SURFACE_LEFT,
    },
    {
      ending: { by: 'failure', cause: 'salt-depleted', text: 'the electrolyte ran out of salt' },
      value: (y) => system.saltMargin(y) - SALT_LEFT,
    },
  ];
  for (const end of step.ends) {
    switch (end.quantity) {
      case 'voltage': {
        const sign = direction !== 0 ? direction : Math.sign(end.value - start.voltage) || 1;
        conditions.push({
          ending: { by: 'voltage', text: `voltage reached ${format(end.value)} V` },
          value: (y) => sign * (end.value - system.voltage(y)),
        });
        break;
      }
      case 'current': {
        const limit = toAmpere(end, cell);
        conditions.push({
          ending: { by: 'current', text: `current fell to ${format(limit)} A` },
          value: (y) => Math.abs(system.current(y)) - limit,
        });
        break;
      }
      case 'charge': {
        const limit = end.value * (end.unit === 'C' ? 1 : cell.area);
        conditions.push({
          ending: { by: 'charge', text: `charge reached ${format(limit / 3600)} Ah` },
          value: (y) => limit - Math.abs(system.charge(y) - start.charge),
        });
        break;
      }
      case 'temperature': {
        const sign = Math.sign(end.value - start.temperature) || 1;
        conditions.push({
          ending: { by: 'temperature', text: `temperature reached ${format(end.value - 273.15)} degC` },
          value: (y) => sign * (end.value - system.temperature(y)),
        });
        break;
      }
      case 'time':
        break;
    }
  }
  if (!step.ends.some((e) => e.quantity === 'voltage') && step.control.mode !== 'voltage') {
    if (direction <= 0 && step.control.mode !== 'rest') {
      conditions.push({
        ending: {
          by: 'limit',
          cause: 'lower-voltage',
          text: `the cell's lower voltage limit, ${format(cell.lowerVoltage)} V, was reached`,
        },
        value: (y) => (direction < 0 || system.current(y) < 0 ? system.voltage(y) - cell.lowerVoltage : 1),
      });
    }
    if (direction >= 0 && step.control.mode !== 'rest') {
      conditions.push({
        ending: {
          by: 'limit',
          cause: 'upper-voltage',
          text: `the cell's upper voltage limit, ${format(cell.upperVoltage)} V, was reached`,
        },
        value: (y) => (direction > 0 || system.current(y) > 0 ? cell.upperVoltage - system.voltage(y) : 1),
      });
    }
  }
  return conditions;
}

/**
 * [1] surfaces this near to full or empty carry no current any more. Others of the same electrode take over before
 * that.
 */
const SURFACE_LEFT = 1e-11;

/** [1] of the initial concentration that counts as none where a model cannot go on without. */
const SALT_LEFT = 1e-4;

/**
 * A state that no step may start from, or give a row of: surfaces or salt beyond what there is, or numbers that are
 * none.
 */
export function findWrong(
  conditions: readonly EndCondition[],
  system: CellSystem,
  y: Float64Array,
): Ending | undefined {
  for (const condition of conditions) {
    const value = condition.value(y);
    if (Number.isNaN(value)) return diagnose(system, y) ?? notANumber(condition);
    if (value <= 0 && condition.ending.by === 'failure') {
      const found = diagnose(system, y) ?? condition.ending;
      return { ...found, text: `${found.text} as soon as the step starts` };
    }
  }
  return undefined;
}

/** What is watched is no number any more. */
export const notANumber = ({ ending }: EndCondition): Ending => ({
  by: 'failure',
  cause: 'not-a-number',
  text: `the state is no longer a number; what is lost is the condition "${ending.text}"`,
});

const format = (value: number): string => String(Number(value.toPrecision(5)));

/** Share of the initial salt below which a run that cannot go on is said to have run out of it. */
const DEPLETED = 0.05;

/** Names what is physically wrong with a state, if something is. */
export function diagnose(system: CellSystem, y: Float64Array): Ending | undefined {
  const view = system.inspect(y);
  let lowest = Infinity;
  let place = 0;
  view.concentration.forEach((c, k) => {
    if (c < lowest) {
      lowest = c;
      place = k;
    }
  });
  const saltEnds = system.saltMargin(y) < DEPLETED;
  for (const m of view.materials) {
    if (saltEnds) break;
    const where = `the particles of the ${m.electrode} electrode${m.name ? ` (${m.name})` : ''}`;
    if (m.surfaceRange[1] > 0.998)
      return { by: 'failure', cause: 'particles-full', text: `${where} are full of lithium at their surface` };
    if (m.surfaceRange[0] < 0.002)
      return { by: 'failure', cause: 'particles-empty', text: `${where} are empty of lithium at their surface` };
  }
  if (view.concentration.length > 0 && (saltEnds || system.lowestConcentration(y) < DEPLETED)) {
    const share = (place + 0.5) / view.concentration.length;
    return {
      by: 'failure',
      cause: 'salt-depleted',
      text: `the electrolyte ran out of salt at ${(100 * share).toFixed(0)} % of the cell's thickness, counted from the negative side${system.outsideSalt ? `; ${system.outsideSalt}` : ''}`,
    };
  }
  return undefined;
}
