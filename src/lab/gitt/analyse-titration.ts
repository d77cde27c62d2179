import type { Context, Estimate, Note, Recording } from '../../core/index.js';
import { extrapolateRest } from './extrapolate-rest.js';
import { findPulses, type GittPulse, type PulseOptions } from './find-pulses.js';
import type { PulseFit } from './fit-pulse.js';
import { fitTitrations } from './fit-titrations.js';
import { computePulseDiffusivity, type ShortTimeDiffusivity } from './pulse-diffusivity.js';

export interface TitrationOptions extends PulseOptions {
  /** [m] of the particles; without it diffusion is given as R²/D */
  radius?: number;
  /**
   * [C] that states of charge count on. @default the charge between the emptiest and the fullest state in the recording
   */
  capacity?: number;
}

/** One pulse with what follows from it. */
export interface TitrationPoint {
  pulse: GittPulse;
  /** [1] state of charge after the pulse, from the emptiest state in the recording */
  soc: number;
  /** [V] before the pulse */
  equilibriumBefore: Estimate;
  /** [V] after the pulse */
  equilibrium: Estimate;
  /** [V] from loaded to equilibrium voltage, positive */
  polarisation: Estimate;
  /** [V] */
  ohmic: Estimate;
  /** [V]; undefined where rows are too sparse to tell it from the ohmic part */
  chargeTransfer?: Estimate;
  /** [V] the rest of it */
  diffusion: Estimate;
  shortTime?: ShortTimeDiffusivity;
  full: PulseFit;
}

export interface Titration {
  points: TitrationPoint[];
  notes: Note[];
}

/**
 * Every pulse of a galvanostatic intermittent titration: equilibrium voltage extrapolated from its rest, diffusion by
 * the short-time formula and by the full response, and the polarisation at the end of the pulse split into ohmic,
 * charge-transfer and diffusion parts.
 *
 * @throws InputError when there are no pulses
 */
export async function analyseTitration(
  recording: Recording,
  options: TitrationOptions = {},
  ctx?: Context,
): Promise<Titration> {
  const { pulses, segmentation, notes } = findPulses(recording, options);
  const net = segmentation.charge.charging.map((q, i) => q - segmentation.charge.discharging[i]);
  const lowest = net.reduce((a, b) => Math.min(a, b), Infinity);
  const range = options.capacity ?? net.reduce((a, b) => Math.max(a, b), -Infinity) - lowest;
  if (options.capacity === undefined)
    notes.push({
      level: 'info',
      code: 'soc-within',
      text: 'states of charge count from the emptiest to the fullest state in the recording; give a capacity to compare cells',
    });
  const equilibria = pulses.map((p) => extrapolateRest(p));
  const fits = await fitTitrations(pulses, equilibria, options.radius, ctx);
  const points: TitrationPoint[] = [];
  for (const [k, pulse] of pulses.entries()) {
    const previous = points.at(-1);
    const follows = previous !== undefined && previous.pulse.titration === pulse.titration;
    const before: Estimate = follows ? previous.equilibrium : { value: pulse.voltageBefore, n: 1, unit: 'V' };
    const after = equilibria[k];
    const full = fits[k];
    const total: Estimate = {
      value: Math.abs(pulse.loadedVoltage - after.value),
      n: 1,
      unit: 'V',
      ...(after.sigma !== undefined && { sigma: after.sigma }),
    };
    const ohmic = full.instantStep;
    const fast = full.fastStep;
    const rest = total.value - ohmic.value - (fast?.value ?? 0);
    points.push({
      pulse,
      soc: (pulse.chargeBefore + pulse.direction * pulse.charge - lowest) / (range || 1),
      equilibriumBefore: before,
      equilibrium: after,
      polarisation: total,
      ohmic,
      ...(fast && { chargeTransfer: fast }),
      diffusion: {
        value: rest,
        n: 1,
        unit: 'V',
        sigma: Math.hypot(total.sigma ?? 0, ohmic.sigma ?? 0, fast?.sigma ?? 0),
      },
      shortTime: computePulseDiffusivity(pulse, before, after, options.radius ?? 1),
      full,
    });
  }
  notes.push(...summariseNotes(points, options.radius));
  return { points, notes };
}

function summariseNotes(points: readonly TitrationPoint[], radius: number | undefined): Note[] {
  const notes: Note[] = [];
  const count = (test: (p: TitrationPoint) => boolean): number => points.filter(test).length;
  const invalid = count((p) => p.shortTime !== undefined && !p.shortTime.valid);
  const sparse = count((p) => p.chargeTransfer === undefined);
  const unsettled = count((p) => Math.abs(p.equilibrium.value - p.pulse.restVoltage) > 0.002);
  const unsure = count(
    (p) => p.full.diffusionTime.sigma === undefined || p.full.diffusionTime.sigma > 0.5 * p.full.diffusionTime.value,
  );
  if (invalid > 0)
    notes.push({
      level: 'warning',
      code: 'short-time-invalid',
      text: `the short-time formula is outside its validity (t ≪ R²/D, straight in √t) for ${invalid} of ${points.length} pulses; the full response is not`,
    });
  if (sparse > 0)
    notes.push({
      level: 'warning',
      code: 'sparse-rows',
      text: `${sparse} of ${points.length} pulses have fewer than four rows in their first ten seconds: their ohmic part includes charge transfer and whatever else is faster than the rows`,
    });
  if (unsettled > 0)
    notes.push({
      level: 'info',
      code: 'not-relaxed',
      text: `the voltage was still more than 2 mV from where it tends to at the end of ${unsettled} of ${points.length} rests`,
    });
  if (unsure > 0)
    notes.push({
      level: 'warning',
      code: 'diffusion-uncertain',
      text: `${unsure} of ${points.length} pulses do not fix the diffusion coefficient to within a factor of 1.5`,
    });
  if (radius === undefined)
    notes.push({
      level: 'info',
      code: 'no-radius',
      text: 'without a particle radius diffusion is given as the time R²/D',
    });
  return notes;
}
