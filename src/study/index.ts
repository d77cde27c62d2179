export * from './check-study.js';
export { CONFIDENCE, computeDifference, computeInterval, computeRatio } from '../core/index.js';
export * from './define-study.js';
export * from './export/index.js';
export * from './find-result.js';
export * from './judge-claim.js';
export * from './parse-study.js';
export * from './plan-graph.js';
export * from './plan-study-claim.js';
export { makeSurroundings, readEvidence } from './read-evidence.js';
export { drawSceneSvg, renderReport, type ReportAssets } from './report/index.js';
export * from './run-study.js';
export * from './tabulate-report.js';
export * from './types.js';
export {
  parseComparison,
  parseExpectation,
  parseMeasure,
  type Comparison,
  type Expectation,
  type Measure,
} from '../evidence/index.js';
