export { relax, type RelaxOptions, type RelaxResult } from './relax.js';
export {
  runDynamics,
  type DynamicsOptions,
  type DynamicsResult,
  type DynamicsState,
  type Steer,
} from './run-dynamics.js';
export type { PressureControl, Segment } from './schedule.js';
