import { type Context, SolveError, type Structure } from '../../../core/index.js';
import { relax, type RelaxOptions, type RelaxResult } from '../../motion/index.js';
import type { Potential } from '../../potential/potential.js';

/** Relaxes as far as the steps allow: what is not at rest by then is given as it is, `converged` false. */
export async function settle(
  structure: Structure,
  potential: Potential,
  options: RelaxOptions,
  ctx?: Context,
): Promise<RelaxResult> {
  try {
    return await relax(structure, potential, options, ctx);
  } catch (error) {
    if (error instanceof SolveError && error.partial) return error.partial as RelaxResult;
    throw error;
  }
}
