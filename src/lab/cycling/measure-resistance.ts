import type { Recording } from '../../core/index.js';
import { presenceOf } from './cumulate-charge.js';
import type { Step } from './find-steps.js';

/** Direct-current resistance where the current changes. */
export interface DcResistance {
  /** [ohm] */
  resistance: number;
  /** [s] between the last row before the change and the row that is taken */
  delay: number;
  /** [A] change of current */
  currentStep: number;
  /** [V] before the change */
  voltage: number;
  /** What the change was. */
  from: 'current on' | 'current off';
  direction: -1 | 1;
  /** Row after the change. */
  row: number;
  cycler?: number;
}

/** [s] @default of {@link measureResistances} */
export const RESISTANCE_DELAY = 10;
/** [1] Shortest and longest delay that is taken for the one asked. */
const WITHIN: readonly [number, number] = [0.2, 3];

/**
 * Resistances from changes of current between a rest and a constant current: ΔV/ΔI between the last row before the
 * change and the row nearest to `delay` after it. Where no row lies between a fifth and three times the delay, the
 * change is left out.
 *
 * @param delay [s] after the change
 */
export function measureResistances(
  recording: Recording,
  steps: readonly Step[],
  delay = RESISTANCE_DELAY,
): DcResistance[] {
  const { table } = recording;
  const time = table.column('test_time_second');
  const current = table.column('current_ampere');
  const voltage = table.column('voltage_volt');
  const isPresent = presenceOf(table);
  const out: DcResistance[] = [];
  for (let k = 1; k < steps.length; k++) {
    const [before, after] = [steps[k - 1], steps[k]];
    const on = before.mode === 'rest' && (after.mode === 'constant current' || after.mode === 'pulse');
    const off = after.mode === 'rest' && (before.mode === 'constant current' || before.mode === 'pulse');
    if (!on && !off) continue;
    const last = before.to - 1;
    let best = -1;
    for (let i = after.from; i < after.to; i++) {
      if (!isPresent(i)) continue;
      if (best < 0 || Math.abs(time[i] - time[last] - delay) < Math.abs(time[best] - time[last] - delay)) best = i;
      if (time[i] - time[last] > 2 * delay) break;
    }
    if (best < 0) continue;
    const waited = time[best] - time[last];
    if (waited < WITHIN[0] * delay || waited > WITHIN[1] * delay) continue;
    const currentStep = current[best] - current[last];
    out.push({
      resistance: (voltage[best] - voltage[last]) / currentStep,
      delay: waited,
      currentStep,
      voltage: voltage[last],
      from: on ? 'current on' : 'current off',
      direction: (on ? after : before).direction as -1 | 1,
      row: best,
      ...(after.cycler.cycle !== undefined && { cycler: after.cycler.cycle }),
    });
  }
  return out;
}
