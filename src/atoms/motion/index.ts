export { relax, type RelaxOptions, type RelaxResult } from './relax.js';
export { runDynamics, type DynamicsOptions, type DynamicsResult } from './run-dynamics.js';
export type { PressureControl, Segment } from './schedule.js';
