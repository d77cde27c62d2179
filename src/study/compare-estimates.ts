export { CONFIDENCE, computeDifference, computeInterval, computeRatio } from '../core/index.js';
