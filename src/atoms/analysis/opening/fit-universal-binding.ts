import {
  type Context,
  type Estimate,
  GPA_PER_EV_PER_CUBIC_ANGSTROM,
  JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM,
  type Note,
} from '../../../core/index.js';
import { fitLeastSquares, propagateFitSigma, toFitEstimate } from '../../../num/fit/index.js';

export interface UniversalBinding {
  /** [J/m2] depth E0 of the curve. */
  separationEnergy: Estimate;
  /** [Å] */
  length: Estimate;
  /** [GPa] steepest slope, E0/(e·l), at a separation of l. */
  peakStress: Estimate;
  /** [J/m2] root mean square of what the curve misses. */
  misfit: number;
  notes: Note[];
}

/**
 * Fits E(d) = E0·(1 − (1 + d/l)·exp(−d/l)), the universal binding energy relation of an opening from equilibrium.
 *
 * Rose, Ferrante and Smith, Phys. Rev. Lett. 47 (1981) 675, doi:10.1103/PhysRevLett.47.675; Rose, Smith and Ferrante,
 * Phys. Rev. B 28 (1983) 1835, doi:10.1103/PhysRevB.28.1835.
 *
 * @param separation [Å] (m)
 * @param energy     [eV/Å2] (m) per area, zero at no separation
 */
export async function fitUniversalBinding(
  separation: ArrayLike<number>,
  energy: ArrayLike<number>,
  ctx?: Context,
): Promise<UniversalBinding> {
  const m = separation.length;
  const deepest = Math.max(...Array.from(energy));
  let half = 0;
  while (half < m - 1 && energy[half] < 0.26 * deepest) half++;
  const fit = await fitLeastSquares(
    {
      names: ['E0', 'l'],
      initial: [Math.max(deepest, 1e-6), Math.max(separation[half], 0.05)],
      lower: [1e-9, 1e-3],
      upper: [Infinity, 50],
      residual: ([e0, l]) => Array.from(separation, (d, i) => e0 * (1 - (1 + d / l) * Math.exp(-d / l)) - energy[i]),
      jacobian: ([e0, l]) =>
        Array.from(separation, (d) => [
          1 - (1 + d / l) * Math.exp(-d / l),
          (-e0 * d * d * Math.exp(-d / l)) / l ** 3,
        ]).flat(),
    },
    ctx,
  );
  const [e0, l] = fit.parameters;
  const toGpa = GPA_PER_EV_PER_CUBIC_ANGSTROM;
  const toJoule = JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM;
  const energyEstimate = toFitEstimate(fit, 0, 'J/m2');
  const peak = e0 / (Math.E * l);
  const sigma = fit.free.length === 2 ? propagateFitSigma(fit, [1 / (Math.E * l), -e0 / (Math.E * l * l)]) : undefined;
  return {
    separationEnergy: {
      ...energyEstimate,
      value: e0 * toJoule,
      sigma: energyEstimate.sigma && energyEstimate.sigma * toJoule,
      interval: energyEstimate.interval && [energyEstimate.interval[0] * toJoule, energyEstimate.interval[1] * toJoule],
    },
    length: toFitEstimate(fit, 1, 'Å'),
    peakStress: { value: peak * toGpa, sigma: sigma && sigma * toGpa, n: m, unit: 'GPa' },
    misfit: Math.sqrt((2 * fit.cost) / m) * toJoule,
    notes: fit.notes,
  };
}
