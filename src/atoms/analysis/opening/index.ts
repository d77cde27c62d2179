export { measureCellHeight, type CellHeight } from './cell-height.js';
export { findCutPlanes, type CutPlane, type CutRegion } from './cut-planes.js';
export { figureOpening } from './figure-opening.js';
export { figurePull } from './figure-pull.js';
export { fitUniversalBinding, type UniversalBinding } from './fit-universal-binding.js';
export type { Fracture } from './locate-fracture.js';
export { orientCrystal } from './orient-crystal.js';
export { pullApart, type PullOptions, type RelaxedPull } from './pull-apart.js';
export { chooseSeparations, openRigidly, type PlaneOpening } from './rigid-opening.js';
export {
  compareStrength,
  type Opening,
  type OpeningOptions,
  runCrystalOpening,
  runOpening,
  runRelaxedSeparation,
} from './run-opening.js';
export { weakestBorder, weakestInterface, weakestOfAll } from './weakest-plane.js';
