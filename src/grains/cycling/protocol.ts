import { InputError } from '../../core/index.js';
import { makeLatticeStrain } from '../mechanics/lattice.js';
import type { LoadState } from '../mechanics/fracture.js';
import type { Material } from '../mechanics/material.js';

/** How a particle is charged and discharged. */
export interface Protocol {
  /** [1] least share of lithium, at the end of charge. */
  xMin: number;
  /** [C_rate] */
  charge: number;
  /** [C_rate] */
  discharge: number;
}

export const DEFAULT_PROTOCOL: Protocol = { xMin: 0.15, charge: 0.5, discharge: 1 };

/**
 * States of a first charge, and of each later cycle: charge through the largest misfit to the end, and back through it.
 */
export interface LoadPath {
  first: LoadState[];
  cycle: LoadState[];
  /** [1] largest difference of strain between c and a on the way. */
  misfit: number;
  /** Whether the gradient a rate asks for is more than the particle can hold. */
  capped: boolean;
}

/** Largest gradient that is applied: beyond it the surface is full or empty. */
const STEEPEST = 0.3;

/**
 * Load states of a protocol. The gradient in a sphere that is charged steadily is parabolic: g = R²/(6 D) dx/dt.
 *
 * @param radius [m]
 */
export function makeLoadPath(protocol: Protocol, material: Material, radius: number): LoadPath {
  const { xMin, charge, discharge } = protocol;
  if (!(xMin > 0 && xMin < 0.95))
    throw new InputError(`a charge to x = ${xMin} is not possible`, { hint: 'x from 0 to 0.95' });
  if (!(charge > 0 && discharge > 0)) throw new InputError('rates of charge and discharge must be above 0');
  const strain = makeLatticeStrain(material.lattice);
  if (strain.range[0] > xMin + 1e-9)
    throw new InputError(`lattice constants are known to x = ${strain.range[0]} only, the charge goes to ${xMin}`, {
      hint: 'measure further, or charge less',
    });
  let peak = xMin;
  let misfit = 0;
  for (let x = 0.99; x >= xMin; x -= 0.005) {
    const [a, c] = strain(x);
    if (Math.abs(c - a) > misfit) [misfit, peak] = [Math.abs(c - a), x];
  }
  const span = 1 - xMin;
  const full = (rate: number): number => (radius ** 2 / (6 * material.diffusivity)) * ((span * rate) / 3600);
  const down = -Math.min(STEEPEST, full(charge));
  const up = Math.min(STEEPEST, full(discharge));
  const xs = Array.from({ length: 9 }, (_, k) => 1 - (span * (k + 1)) / 9);
  const nearest = xs.reduce((best, x, i) => (Math.abs(x - peak) < Math.abs(xs[best] - peak) ? i : best), 0);
  if (nearest < 8) xs[nearest] = peak;
  return {
    first: xs.map((x) => ({ x, gradient: down })),
    cycle: [
      { x: peak, gradient: down },
      { x: (peak + xMin) / 2, gradient: down },
      { x: xMin, gradient: down },
      { x: peak, gradient: up },
      { x: (peak + xMin) / 2, gradient: down },
    ],
    misfit,
    capped: Math.max(full(charge), full(discharge)) > STEEPEST,
  };
}
