export { summariseVerdicts } from './draw-board.js';
export { formatEstimate, formatNumber, formatUnit } from './format.js';
export { renderReport, type ReportAssets } from './render-report.js';
export { drawSceneSvg } from './draw-scene.js';
