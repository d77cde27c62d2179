import { contextRng, GAS_CONSTANT, InputError, Table, type Context, type Recording } from '../../core/index.js';
import { makeSimulatedOrigin } from '../simulated-origin.js';

/** One step of what a sample does when it is heated: dα/dt = A exp(−E/RT) (1 − α)ⁿ. */
export interface ThermalReaction {
  /** [J/kg] above zero where heat comes out */
  heat: number;
  /** log₁₀(A/s⁻¹) */
  logFactor: number;
  /** [J/mol] */
  energy: number;
  order: number;
}

/** A calorimeter's run to simulate. */
export interface ThermogramPlan {
  reactions: readonly ThermalReaction[];
  /** [kg] of sample */
  mass: number;
  /** [K/s] */
  rate: number;
  /** [degC] */
  from: number;
  to: number;
  /** [K] between rows */
  step: number;
  /** [W/kg] standard deviation of a row */
  noise: number;
  /** [J/(kg K)] at the beginning, its slope in J/(kg K2), and how much it changes with the conversion of all */
  heatCapacity?: { start: number; slope: number; change: number };
  exothermic?: 'up' | 'down';
}

/** Steps of the integration between two rows. */
const SUBSTEPS = 16;

/** What a calorimeter would write: reaction heat less the heat that warms the sample, with noise. */
export function simulateThermogram(plan: ThermogramPlan, ctx?: Context): Recording {
  const { reactions, mass, rate, from, to, step, noise, exothermic = 'up' } = plan;
  const capacity = plan.heatCapacity ?? { start: 900, slope: 0.2, change: 0 };
  if (!(step > 0 && to > from && rate > 0 && mass > 0))
    throw new InputError('a run needs a mass, a heating rate, and a range of temperature that rises');
  const n = Math.floor((to - from) / step + 1e-9);
  const rng = contextRng(ctx);
  const alpha = reactions.map(() => 0);
  const total = reactions.reduce((s, r) => s + r.heat, 0);
  const time = new Float64Array(n);
  const temperature = new Float64Array(n);
  const flow = new Float64Array(n);
  const dt = step / rate / SUBSTEPS;
  const speed = (r: ThermalReaction, a: number, celsius: number): number =>
    10 ** r.logFactor * Math.exp(-r.energy / (GAS_CONSTANT * (celsius + 273.15))) * Math.max(0, 1 - a) ** r.order;
  for (let i = 0; i < n; i++) {
    const celsius = from + i * step;
    time[i] = (i * step) / rate;
    temperature[i] = celsius;
    let heat = 0;
    let converted = 0;
    reactions.forEach((r, k) => {
      heat += r.heat * speed(r, alpha[k], celsius);
      converted += total === 0 ? 0 : (r.heat * alpha[k]) / total;
    });
    const cp = capacity.start + capacity.slope * (celsius - from) + capacity.change * converted;
    flow[i] = (heat - cp * rate + noise * rng.normal()) * mass * (exothermic === 'up' ? 1 : -1);
    for (let s = 0; s < SUBSTEPS; s++) {
      const middle = celsius + ((s + 0.5) * step) / SUBSTEPS;
      reactions.forEach((r, k) => {
        // Midpoint rule.
        const half = alpha[k] + 0.5 * dt * speed(r, alpha[k], middle - (0.5 * step) / SUBSTEPS);
        // Below the first order a reaction ends at a certain moment: a step that reaches it is the last.
        alpha[k] = half >= 1 ? 1 : Math.min(1, alpha[k] + dt * speed(r, half, middle));
      });
    }
  }
  return {
    kind: 'dsc',
    table: new Table([
      { name: 'time_second', values: time },
      { name: 'temperature_celsius', values: temperature },
      { name: 'heat_flow_watt', values: flow },
    ]),
    about: {},
    metadata: {
      sample_mass_gram: 1000 * mass,
      heating_rate_kelvin_per_minute: 60 * rate,
      exothermic,
    },
    origin: makeSimulatedOrigin('calorimeter', { ...plan }),
    notes: [],
  };
}
