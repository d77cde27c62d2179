import { InputError } from '../core/index.js';
import { primaryInput, type AnyAnalysis } from './analysis.js';

/** The analysis of an id; an unknown one is an error with the nearest. */
export function findAnalysis(analyses: readonly AnyAnalysis[], id: string): AnyAnalysis {
  const found = analyses.find((analysis) => analysis.id === id);
  if (!found) throw new InputError(`there is no analysis "${id}"`, { value: id, allowed: analyses.map((a) => a.id) });
  return found;
}

/** Analyses that read a kind of recording. */
export function analysesOf(analyses: readonly AnyAnalysis[], kind: string): AnyAnalysis[] {
  return analyses.filter((analysis) => primaryInput(analysis).input.kind === kind);
}

/** The usual analysis of a kind of recording: the one that its maker prefers, or the first. */
export function usualAnalysis(analyses: readonly AnyAnalysis[], kind: string): AnyAnalysis {
  const own = analysesOf(analyses, kind);
  if (own.length === 0)
    throw new InputError(`nothing analyses a recording of kind "${kind}"`, {
      value: kind,
      allowed: [...new Set(analyses.map((a) => primaryInput(a).input.kind))],
    });
  return own.reduce((a, b) => ((b.preference ?? 0) > (a.preference ?? 0) ? b : a));
}
