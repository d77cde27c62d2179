import { describeCalculation, type DftCalculation } from '../io/dft/index.js';
import { findRemedies } from './remedies.js';

/** What `cermet dft read --json` says of a calculation. */
export function tellCalculation(calculation: DftCalculation): Record<string, unknown> {
  return {
    ...describeCalculation(calculation),
    next: findRemedies(calculation).map((remedy) => remedy.says),
    files: calculation.files,
    notes: calculation.notes,
  };
}
