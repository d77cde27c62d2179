import type { Note } from '../../core/index.js';

/** Says that a text holds several runs, where it does. */
export const tellRuns = (runs: number): Note[] =>
  runs > 1 ? [{ level: 'info', code: 'several-runs', text: `${runs} runs stand in this text: the last counts` }] : [];
