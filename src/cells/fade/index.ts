export { computeFade, type FadeRow } from './compute-fade.js';
export { CellEquilibrium, type Window, type WindowState } from './solve-window.js';
export type { ResistanceSplit } from './split-polarisation.js';
export { tabulateFade } from './tabulate-fade.js';
