import type { AnyAnalysis } from '../../evidence/analysis.js';
import { betAnalysis } from './bet.js';
import { diffractionAnalyses } from '../diffraction/analyses/index.js';
import { circuitAnalysis } from './circuit.js';
import { cyclesAnalysis } from './cycles.js';
import { demsAnalysis } from './dems.js';
import { dqdvAnalysis } from './dqdv.js';
import { drtAnalysis } from './drt.js';
import { dscAnalysis } from './dsc.js';
import { gittAnalysis } from './gitt.js';
import { icpAnalysis } from './icp.js';
import { karlFischerAnalysis } from './karl-fischer.js';
import { kineticsAnalysis } from './kinetics.js';
import { kramersKronigAnalysis } from './kramers-kronig.js';
import { particleSizeAnalysis } from './particle-sizes.js';
import { bjhAnalysis, dhAnalysis } from './pore-sizes.js';
import { rateAnalysis } from './rate.js';
import { resistanceAnalysis } from './resistance.js';
import { retentionAnalysis } from './retention.js';
import { spanAnalysis } from './span.js';
import { spectraAnalyses } from './spectra.js';
import { tPlotAnalysis } from './t-plot.js';
import { tgaAnalysis } from './tga.js';
import { titrationAnalysis } from './titration.js';

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
  dscAnalysis,
  tgaAnalysis,
  kineticsAnalysis,
  demsAnalysis,
  betAnalysis,
  tPlotAnalysis,
  bjhAnalysis,
  dhAnalysis,
  particleSizeAnalysis,
  titrationAnalysis,
  karlFischerAnalysis,
  icpAnalysis,
  ...diffractionAnalyses,
  ...spectraAnalyses,
];
