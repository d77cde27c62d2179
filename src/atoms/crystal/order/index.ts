export {
  formatMixedFormula,
  isMixed,
  orderStructure,
  type Ordering,
  type OrderingMethod,
  type OrderingOptions,
} from './order-structure.js';
export { chooseRepeats } from './choose-repeats.js';
export { computeEwaldMatrix } from './ewald.js';
export { findSublattices, mixSites, takeOut, type Sublattice } from './mixed-sites.js';
export { findParent, statedParent, type Parent } from './find-parent.js';
export { findSolidSolution, resolveSolidSolution, type SolidSolution } from './solid-solution.js';
export type { PairShell } from './pair-correlations.js';
