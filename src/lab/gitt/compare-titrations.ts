import { InputError, type Estimate, type Note } from '../../core/index.js';
import type { TitrationPoint } from './analyse-titration.js';

/** Voltage lost on ageing, at equal state of charge. Positive: the aged cell delivers less (or takes more). */
export interface VoltageLoss {
  /** [V] mean over the common states of charge of the polarisation, aged minus fresh */
  polarisation: Estimate;
  /** [V] */
  ohmic: Estimate;
  /** [V] */
  chargeTransfer?: Estimate;
  /** [V] */
  diffusion: Estimate;
  /** [V] mean loaded voltage, fresh minus aged in discharge: polarisation and change of equilibrium together */
  loadedVoltage: Estimate;
  /** [1] common states of charge */
  from: number;
  to: number;
  notes: Note[];
}

/** States of charge that are compared. */
const GRID = 50;

/**
 * The average voltage loss of a cell on ageing, both readings: the mean over pulses of the drop from equilibrium to
 * loaded voltage, aged minus fresh; and the difference of mean loaded voltages. Both titrations are put on the same
 * states of charge by interpolation.
 *
 * @throws InputError where the two have no state of charge or no direction in common
 */
export function compareTitrations(fresh: readonly TitrationPoint[], aged: readonly TitrationPoint[]): VoltageLoss {
  if (fresh.length < 2 || aged.length < 2)
    throw new InputError('a comparison at equal state of charge needs at least two pulses on either side');
  const direction = fresh[0].pulse.direction;
  if (aged[0].pulse.direction !== direction) throw new InputError('one titration charges and the other discharges');
  const from = Math.max(Math.min(...fresh.map((p) => p.soc)), Math.min(...aged.map((p) => p.soc)));
  const to = Math.min(Math.max(...fresh.map((p) => p.soc)), Math.max(...aged.map((p) => p.soc)));
  if (!(to > from)) throw new InputError('the two titrations have no state of charge in common');
  const grid = Array.from({ length: GRID }, (_, k) => from + ((to - from) * (k + 0.5)) / GRID);
  const difference = (pick: (p: TitrationPoint) => Estimate): Estimate => {
    const a = interpolate(aged, pick, grid);
    const b = interpolate(fresh, pick, grid);
    const values = grid.map((_, k) => a.value[k] - b.value[k]);
    const value = values.reduce((s, v) => s + v, 0) / GRID;
    // Uncertainties of neighbouring pulses are independent; a mean over n pulses has 1/√n of theirs.
    const n = Math.min(fresh.length, aged.length);
    const sigma = Math.hypot(a.sigma, b.sigma) / Math.sqrt(n);
    return {
      value,
      sigma,
      n,
      unit: 'V',
      spread: Math.sqrt(values.reduce((s, v) => s + (v - value) ** 2, 0) / (GRID - 1)),
    };
  };
  const notes: Note[] = [];
  const whole = Math.max(...fresh.map((p) => p.soc)) - Math.min(...fresh.map((p) => p.soc));
  if (to - from < 0.8 * whole)
    notes.push({
      level: 'warning',
      code: 'part-of-range',
      text: `the aged titration covers only ${((100 * (to - from)) / whole).toFixed(0)} % of the fresh one's states of charge; beyond it nothing is compared`,
    });
  const split = fresh.every((p) => p.chargeTransfer) && aged.every((p) => p.chargeTransfer);
  const loaded = difference((p) => ({ value: p.pulse.loadedVoltage, sigma: 0, n: 1, unit: 'V' }));
  return {
    polarisation: difference((p) => p.polarisation),
    ohmic: difference((p) => p.ohmic),
    ...(split && { chargeTransfer: difference((p) => p.chargeTransfer!) }),
    diffusion: difference((p) => p.diffusion),
    loadedVoltage: { ...loaded, value: direction * loaded.value },
    from,
    to,
    notes,
  };
}

/** Linear interpolation in state of charge, with the mean uncertainty. */
function interpolate(
  points: readonly TitrationPoint[],
  pick: (p: TitrationPoint) => Estimate,
  grid: readonly number[],
): { value: number[]; sigma: number } {
  const sorted = [...points].sort((a, b) => a.soc - b.soc);
  const sigmas = sorted.map((p) => pick(p).sigma ?? 0);
  const value = grid.map((soc) => {
    let k = sorted.findIndex((p) => p.soc >= soc);
    if (k <= 0) k = 1;
    const [a, b] = [sorted[k - 1], sorted[k]];
    return pick(a).value + ((pick(b).value - pick(a).value) * (soc - a.soc)) / (b.soc - a.soc || 1);
  });
  return { value, sigma: Math.sqrt(sigmas.reduce((s, v) => s + v * v, 0) / sigmas.length) };
}
