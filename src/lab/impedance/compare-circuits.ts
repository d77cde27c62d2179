import { computeIncompleteBeta, InputError, type Context } from '../../core/index.js';
import { fitCircuit, type CircuitFit, type CircuitFitOptions } from './fit-circuit.js';
import type { Spectrum } from './spectrum.js';

/** One circuit among others on the same data. */
export interface RankedCircuit {
  fit: CircuitFit;
  /** Above the lowest AICc. */
  deltaAicc: number;
  /** [1] Akaike weight: its share of belief among the circuits tried. */
  weight: number;
  /**
   * [1] probability of so much improvement over the next simpler circuit by chance (F test); meaningful where that one
   * is contained in this one.
   */
  fTest?: { against: string; p: number };
}

/**
 * Fits several circuits to one spectrum with the same weights and ranks them by AICc (Burnham and Anderson, Model
 * Selection and Multimodel Inference, 2nd ed., 2002), with F tests against the next simpler one.
 */
export async function compareCircuits(
  spectrum: Spectrum,
  circuits: readonly string[],
  options: Pick<CircuitFitOptions, 'weights' | 'starts'> = {},
  ctx?: Context,
): Promise<RankedCircuit[]> {
  if (circuits.length === 0) throw new InputError('there is no circuit to compare');
  const fits: CircuitFit[] = [];
  for (const circuit of circuits) fits.push(await fitCircuit(spectrum, circuit, options, ctx));
  const lowest = Math.min(...fits.map((f) => f.aicc));
  const total = fits.reduce((sum, f) => sum + Math.exp(-(f.aicc - lowest) / 2), 0);
  const bySize = [...fits].sort((a, b) => b.fit.dof - a.fit.dof);
  return fits
    .map((fit): RankedCircuit => {
      const simpler = bySize.findLast((other) => other.fit.dof > fit.fit.dof);
      return {
        fit,
        deltaAicc: fit.aicc - lowest,
        weight: Math.exp(-(fit.aicc - lowest) / 2) / total,
        ...(simpler && { fTest: { against: simpler.circuit.text, p: testImprovement(simpler, fit) } }),
      };
    })
    .sort((a, b) => a.deltaAicc - b.deltaAicc);
}

function testImprovement(simple: CircuitFit, full: CircuitFit): number {
  const extra = simple.fit.dof - full.fit.dof;
  const f = (simple.fit.cost - full.fit.cost) / extra / (full.fit.cost / full.fit.dof);
  if (!(f > 0)) return 1;
  return computeIncompleteBeta(full.fit.dof / (full.fit.dof + extra * f), full.fit.dof / 2, extra / 2);
}
