import { contextRng, InputError, Table, type Context, type Recording } from '../../core/index.js';
import { makeSimulatedOrigin } from '../simulated-origin.js';
import { baseChannel, CRACKING } from './gases.js';
import type { CalibrationWindow } from './parse-calibration.js';

/** A cell on a mass spectrometer. */
export interface GasPlan {
  /** [s] between rows, and the end */
  step: number;
  end: number;
  /** [mol/s] of carrier gas */
  flow: number;
  calibration: readonly CalibrationWindow[];
  /** [V] of the cell at a time in s */
  voltage(time: number): number;
  /** [mol/s] by gas at a time in s */
  rate: Readonly<Record<string, (time: number) => number>>;
  /** [A s/mol] by gas, at the beginning */
  sensitivity: Readonly<Record<string, number>>;
  /** [s] decay of all sensitivities; none where absent */
  drift?: number;
  /** Inert gas on a channel of its own: its current [A] at the beginning. */
  tracer: { channel: number; current: number };
  /** By m/z: constant [A], decaying part [A] and its decay time [s]. */
  background: Readonly<Record<number, readonly [constant: number, decaying: number, decay: number]>>;
  /** [A] of a row by m/z */
  noise: Readonly<Record<number, number>>;
}

/**
 * What a mass spectrometer would write of a cell and its calibration gas: fragments, drifting sensitivity, decaying
 * backgrounds, noise.
 */
export function simulateGas(plan: GasPlan, ctx?: Context): Recording {
  const { step, end, flow, calibration, drift = Infinity, tracer } = plan;
  if (!(step > 0 && end > step && flow > 0)) throw new InputError('a gas run needs a step, an end and a flow');
  const n = Math.floor(end / step);
  const rng = contextRng(ctx);
  const gases = Object.keys(plan.sensitivity);
  const channels = [...new Set([...gases.map((g) => baseChannel(g)!), ...Object.keys(plan.background).map(Number)])]
    .filter((mz) => mz !== tracer.channel)
    .sort((a, b) => a - b);
  const time = Float64Array.from({ length: n }, (_, i) => i * step);
  const columns = new Map(channels.map((mz) => [mz, new Float64Array(n)]));
  const inert = new Float64Array(n);
  const noiseOf = (mz: number): number => (plan.noise[mz] ?? 0) * rng.normal();
  for (let i = 0; i < n; i++) {
    const t = time[i];
    const fed = calibration.find((w) => t > w.from && t <= w.to)?.gases ?? {};
    const factor = Math.exp(-t / drift);
    for (const mz of channels) {
      const [constant, decaying, decay] = plan.background[mz] ?? [0, 0, 1];
      let current = constant + decaying * Math.exp(-t / decay);
      for (const gas of gases) {
        const share = CRACKING[gas][mz] ?? 0;
        if (share === 0) continue;
        const rate = (plan.rate[gas]?.(t) ?? 0) + (fed[gas] ?? 0) * flow;
        current += share * plan.sensitivity[gas] * factor * rate;
      }
      columns.get(mz)![i] = current + noiseOf(mz);
    }
    inert[i] = tracer.current * factor + noiseOf(tracer.channel);
  }
  return {
    kind: 'dems',
    table: new Table([
      { name: 'time_second', values: time },
      { name: 'voltage_volt', values: time.map((t) => plan.voltage(t)) },
      ...[...columns].map(([mz, values]) => ({ name: `m${mz}_ampere`, values })),
      { name: `m${tracer.channel}_ampere`, values: inert },
    ]),
    about: {},
    metadata: {},
    origin: makeSimulatedOrigin('mass spectrometer', {
      step,
      end,
      flow,
      sensitivity: plan.sensitivity,
      background: plan.background,
      noise: plan.noise,
      drift,
    }),
    notes: [],
  };
}
