import { Table, type Column, type Estimate } from '../../core/index.js';
import type { Cycle, HalfCycle } from './compute-cycles.js';
import type { Electrode } from './electrode.js';
import { specifyCapacity } from './specify.js';

/**
 * A row for each cycle: capacities, efficiencies, voltages, currents. The uncertainty of the mass, in capacities per
 * gram, is common to all rows.
 */
export function tabulateCycles(cycles: readonly Cycle[], electrode: Electrode): Table {
  const number = (
    name: string,
    of: (cycle: Cycle) => number | undefined,
    sigma?: (cycle: Cycle) => number | undefined,
  ): Column | undefined => {
    const values = cycles.map(of);
    if (values.every((v) => v === undefined)) return undefined;
    const sigmas = sigma && cycles.map(sigma);
    return {
      name,
      values: Float64Array.from(values, (v) => v ?? 0),
      ...(values.some((v) => v === undefined) && { valid: Uint8Array.from(values, (v) => (v === undefined ? 0 : 1)) }),
      ...(sigmas?.some((s) => s !== undefined) && { sigma: Float64Array.from(sigmas, (s) => s ?? 0) }),
    };
  };
  const halves = (['charge', 'discharge'] as const).flatMap((name) => {
    const of = (pick: (half: HalfCycle) => number | undefined) => (cycle: Cycle) =>
      cycle[name] ? pick(cycle[name]) : undefined;
    const per = (what: 'mass' | 'area') => (half: HalfCycle) =>
      specifyCapacity(half.capacity, electrode, what, half.capacitySigma);
    return [
      number(
        `${name}_capacity_ah`,
        of((h) => h.capacity / 3600),
        of((h) => h.capacitySigma && h.capacitySigma / 3600),
      ),
      electrode.mass &&
        number(
          `${name}_capacity_mah_per_gram`,
          of((h) => per('mass')(h).value),
          of((h) => per('mass')(h).sigma),
        ),
      electrode.area &&
        number(
          `${name}_capacity_mah_per_square_centimetre`,
          of((h) => per('area')(h).value),
          of((h) => per('area')(h).sigma),
        ),
      number(
        `${name}_energy_wh`,
        of((h) => h.energy / 3600),
      ),
      number(
        `${name}_mean_voltage_volt`,
        of((h) => h.meanVoltage),
      ),
      number(
        `${name}_end_voltage_volt`,
        of((h) => h.endVoltage),
      ),
      number(
        `${name}_rest_voltage_volt`,
        of((h) => h.restVoltage),
      ),
      number(
        `${name}_current_ampere`,
        of((h) => h.current),
      ),
      number(
        `${name}_held_capacity_ah`,
        of((h) => h.heldCapacity / 3600),
      ),
    ];
  });
  return new Table(
    [
      { name: 'cycle_count', values: Int32Array.from(cycles, (c) => c.number) } as Column,
      number('cycler_cycle_count', (c) => c.cyclerNumber),
      ...halves,
      number('coulombic_efficiency_percent', (c) => percent(c, 'capacity')),
      number('energy_efficiency_percent', (c) => percent(c, 'energy')),
    ].filter((c) => c !== undefined),
  );
}

/** [%] discharge over charge of one cycle, in charge or in energy. */
export function percent(cycle: Cycle, what: 'capacity' | 'energy'): number | undefined {
  return cycle.charge && cycle.discharge && cycle.charge[what] > 0
    ? (100 * cycle.discharge[what]) / cycle.charge[what]
    : undefined;
}

/**
 * A ratio of two capacities with its standard error, where both have one; what is common to both, such as the mass,
 * cancels.
 */
export function withRatioSigma(ratio: Estimate, a: HalfCycle, b: HalfCycle): Estimate {
  if (a.capacitySigma === undefined || b.capacitySigma === undefined) return ratio;
  return { ...ratio, sigma: ratio.value * Math.hypot(a.capacitySigma / a.capacity, b.capacitySigma / b.capacity) };
}
