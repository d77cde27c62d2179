export { estimateAttenuationLength } from './attenuation-length.js';
export { CORE_LEVELS, type CoreLevel, findCoreLevel } from './core-levels.js';
export { computeDetectionLimit, type DetectionLimit } from './detection-limit.js';
export { findChargeShift } from './find-charge-shift.js';
export { findLines } from './find-lines.js';
export { type Background, BACKGROUNDS, fitChoices, toRegionOptions } from './fit-choices.js';
export { fitRegion, type LineStart, type RegionData, type RegionFit } from './fit-region.js';
export { iterateShirley } from './iterate-shirley.js';
export { type Attenuation, measureAttenuation } from './measure-attenuation.js';
export { quantify } from './quantify.js';
export { toRegionData } from './region-data.js';
export { drawCount, type SimulatedLine, type SimulatedRegion, simulateRegion } from './simulate-region.js';
export {
  type AttenuatedLine,
  computeLayerTransmission,
  computeLayerThickness,
  type Overlayer,
  solveOverlayer,
  traceOverlayer,
} from './solve-overlayer.js';
