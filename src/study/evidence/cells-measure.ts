import type { Simulation, StepSummary } from '../../cells/index.js';

/** [mAh/g] of one [C/kg]. */
const MILLIAMPERE_HOUR_PER_GRAM = 1 / 3600;

/** Steps of one direction under constant current. */
export const dischargesOf = (run: Simulation): StepSummary[] => run.steps.filter((s) => /^discharge/i.test(s.label));
export const chargesOf = (run: Simulation): StepSummary[] => run.steps.filter((s) => /^(charge|hold)/i.test(s.label));

/**
 * @param mass [kg] of active material
 * @returns [mAh/g] of each discharge
 */
export const dischargeCapacities = (run: Simulation, mass: number): number[] => dischargesOf(run).map((s) => (Math.max(0, -s.charge) / mass) * MILLIAMPERE_HOUR_PER_GRAM);

/** [1] discharge over charge of a run that is one cycle. */
export function coulombicEfficiency(run: Simulation): number {
  const sum = (steps: StepSummary[]): number => steps.reduce((total, s) => total + Math.abs(s.charge), 0);
  return sum(dischargesOf(run)) / sum(chargesOf(run));
}

/** Pulses of a titration: what current costs, and how much of it at once. */
export interface Polarisation {
  /** [V] rest after the pulse minus the end of the pulse, of each discharging pulse. */
  total: number[];
  /** [V] fall as the current begins; without double layers in the model, ohmic drop and charge transfer together. */
  instant: number[];
}

export function titrationPolarisation(run: Simulation): Polarisation {
  const total: number[] = [];
  const instant: number[] = [];
  run.steps.forEach((pulse, k) => {
    const [before, after] = [run.steps[k - 1], run.steps[k + 1]];
    if (!/^discharge/i.test(pulse.label) || !/^rest/i.test(after?.label ?? '') || !before) return;
    total.push(after.endVoltage - pulse.endVoltage);
    instant.push(before.endVoltage - pulse.startVoltage);
  });
  return { total, instant };
}

/**
 * Mean rise of the polarisation between two titrations, over the pulses that both have.
 *
 * @returns [V]
 */
export function voltageLoss(before: Polarisation, after: Polarisation): { total: number; instant: number } {
  const n = Math.min(before.total.length, after.total.length);
  const rise = (a: number[], b: number[]): number => Array.from({ length: n }, (_, k) => b[k] - a[k]).reduce((sum, d) => sum + d / n, 0);
  return { total: rise(before.total, after.total), instant: rise(before.instant, after.instant) };
}

/**
 * Real part of the impedance, nearest to a frequency: at 1 Hz everything but diffusion, at 100 kHz what conducts.
 *
 * @param frequency [Hz]
 * @returns [ohm]
 */
export function resistanceAt(run: Simulation, frequency: number): number | undefined {
  const table = run.spectra.at(-1)?.table;
  if (!table) return undefined;
  const known = table.column('frequency_hertz');
  const nearest = known.reduce((best, f, i) => (Math.abs(Math.log(f / frequency)) < Math.abs(Math.log(known[best] / frequency)) ? i : best), 0);
  return table.column('real_impedance_ohm')[nearest];
}

/**
 * Linear interpolation in a curve; its last value beyond its end.
 *
 * @param x rising
 */
export function valueAt(x: readonly number[], y: readonly number[], at: number): number {
  const k = x.findIndex((v) => v >= at);
  if (k < 0) return y[y.length - 1];
  if (k === 0 || x[k] === at) return y[k];
  return y[k - 1] + ((at - x[k - 1]) / (x[k] - x[k - 1])) * (y[k] - y[k - 1]);
}
