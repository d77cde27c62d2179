import type { AnyAnalysis } from '../../evidence/analysis.js';
import { circuitAnalysis } from './circuit.js';
import { cyclesAnalysis } from './cycles.js';
import { dqdvAnalysis } from './dqdv.js';
import { drtAnalysis } from './drt.js';
import { gittAnalysis } from './gitt.js';
import { kramersKronigAnalysis } from './kramers-kronig.js';
import { rateAnalysis } from './rate.js';
import { resistanceAnalysis } from './resistance.js';
import { retentionAnalysis } from './retention.js';
import { spanAnalysis } from './span.js';

/** Analyses of this room. */
export const analyses: readonly AnyAnalysis[] = [
  cyclesAnalysis,
  retentionAnalysis,
  rateAnalysis,
  resistanceAnalysis,
  dqdvAnalysis,
  gittAnalysis,
  kramersKronigAnalysis,
  drtAnalysis,
  circuitAnalysis,
  spanAnalysis,
];
