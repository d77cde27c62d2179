import { InputError } from '../../core/index.js';
import type { Analysis } from '../analysis.js';
import { circuitAnalysis } from './circuit.js';
import { cyclesAnalysis } from './cycles.js';
import { dqdvAnalysis } from './dqdv.js';
import { drtAnalysis } from './drt.js';
import { gittAnalysis } from './gitt.js';
import { kramersKronigAnalysis } from './kramers-kronig.js';
import { rateAnalysis } from './rate.js';
import { resistanceAnalysis } from './resistance.js';
import { retentionAnalysis } from './retention.js';

/** Every analysis that `cermet analyse` and studies choose from. */
export const analyses: readonly Analysis[] = [
  cyclesAnalysis,
  retentionAnalysis,
  rateAnalysis,
  resistanceAnalysis,
  dqdvAnalysis,
  gittAnalysis,
  kramersKronigAnalysis,
  drtAnalysis,
  circuitAnalysis,
];

/** The analysis of an id; an unknown one is an error with the nearest. */
export function findAnalysis(id: string): Analysis {
  const found = analyses.find((analysis) => analysis.id === id);
  if (!found) throw new InputError(`there is no analysis "${id}"`, { value: id, allowed: analyses.map((a) => a.id) });
  return found;
}
