import { SolveError } from '../../core/index.js';
import { solveConsistent } from '../../num/ode/index.js';
import type { CellSystem } from '../model/cell-system.js';
import type { Control } from '../model/control.js';
import { diagnose, type Ending } from './step-ends.js';

/** [1] share of a control below which continuation gives up. */
const LEAST_STRIDE = 1e-4;

/**
 * Solves a state's potentials for a control: at once where that works, else led there from rest in strides that shrink
 * and grow (continuation in the current, voltage or power), so that Newton's method always starts near its solution.
 *
 * @param y state, changed in place where the step can start
 * @returns why the step cannot start, if it cannot
 */
export function startStep(system: CellSystem, control: Control, y: Float64Array): Ending | undefined {
  system.setControl(control);
  if (trySolve(system, y)) return undefined;
  const trial = y.slice();
  system.setControl({ mode: 'current', value: 0 });
  if (!trySolve(system, trial))
    return diagnose(system, y) ?? noStart('no potentials fit this state, not even without current');
  const rest = { voltage: system.voltage(trial) };
  let reached = 0;
  for (let stride = 0.5; stride > LEAST_STRIDE; ) {
    const share = Math.min(1, reached + stride);
    const next = trial.slice();
    system.setControl(share === 1 ? control : scaleControl(control, share, rest.voltage));
    if (trySolve(system, next)) {
      trial.set(next);
      reached = share;
      if (share === 1) {
        y.set(trial);
        return undefined;
      }
      stride *= 2;
    } else stride /= 2;
  }
  const percent = `${(100 * reached).toPrecision(2)} % of it`;
  const found = diagnose(system, trial);
  return found
    ? { ...found, text: `${found.text} at the start of the step, at ${percent}` }
    : noStart(`no potentials carry this ${control.mode}: followed from rest, they end at ${percent}`);
}

const noStart = (text: string): Ending => ({ by: 'failure', cause: 'no-start', text });

/** A control on the way from rest. */
function scaleControl(control: Control, share: number, restVoltage: number): Control {
  if (control.mode === 'resistance') return { ...control, value: control.value / share };
  const value = typeof control.value === 'function' ? control.value(0) : control.value;
  return {
    mode: control.mode,
    value: control.mode === 'voltage' ? restVoltage + share * (value - restVoltage) : share * value,
  };
}

function trySolve(system: CellSystem, y: Float64Array): boolean {
  const trial = y.slice();
  try {
    solveConsistent(system, 0, trial);
  } catch (error) {
    if (error instanceof SolveError) return false;
    throw error;
  }
  y.set(trial);
  return true;
}
