import { AVOGADRO, contextRng, InputError, Table, type Context, type Recording } from '../../core/index.js';
import { makeSimulatedOrigin } from '../simulated-origin.js';
import { findAdsorptive } from './adsorptives.js';
import { computeKelvinRadius } from './pore-sizes.js';
import { computeThickness } from './thickness.js';

/** A powder on a sorption analyser. */
export interface IsothermPlan {
  /** Multilayers by the BET equation on this area [m2/kg], with this constant. */
  bet?: { area: number; c: number };
  /** A film by thickness on this area [m2/kg] beside micropores [m3/kg] that are full from the start. */
  film?: { externalArea: number; microporeVolume: number };
  /** Cylinders with a lognormal volume over diameter: volume [m3/kg], median [m], standard deviation of ln d. */
  pores?: { volume: number; median: number; logSigma: number };
  /** [1] relative pressures, in the order that they are measured */
  pressure: readonly number[];
  /** [mol/kg] standard deviation of a point */
  noise?: number;
  adsorptive?: string;
  /** [kg] */
  mass?: number;
}

/** Diameters that a pore distribution is summed over. */
const CLASSES = 4000;

/** What a sorption analyser would write. */
export function simulateIsotherm(plan: IsothermPlan, ctx?: Context): Recording {
  const adsorptive = findAdsorptive(plan.adsorptive ?? 'N2');
  const temperature = adsorptive.boiling;
  const rng = contextRng(ctx);
  const { bet, film, pores, noise = 0 } = plan;
  if (!bet && !film && !pores) throw new InputError('an isotherm needs an area, a film or pores');
  const classes = pores ? makeClasses(pores) : [];
  const loading = plan.pressure.map((p) => {
    let n = 0;
    if (bet) {
      const monolayer = bet.area / (AVOGADRO * adsorptive.crossSection);
      n += (monolayer * bet.c * p) / ((1 - p) * (1 + (bet.c - 1) * p));
    }
    if (film) n += (film.microporeVolume + film.externalArea * computeThickness(p)) / adsorptive.molarVolume;
    if (pores) {
      const t = computeThickness(p);
      const core = computeKelvinRadius(p, adsorptive, temperature) + t;
      let volume = 0;
      for (const { radius, share } of classes)
        volume += share * (radius <= core ? 1 : 1 - (1 - Math.min(t, radius) / radius) ** 2);
      n += (pores.volume * volume) / adsorptive.molarVolume;
    }
    return n + noise * rng.normal();
  });
  const top = plan.pressure.reduce((best, p, i) => (p > plan.pressure[best] ? i : best), 0);
  return {
    kind: 'sorption',
    table: new Table([
      { name: 'relative_pressure', values: Float64Array.from(plan.pressure) },
      { name: 'loading_millimole_per_gram', values: Float64Array.from(loading) },
      { name: 'branch', values: plan.pressure.map((_, i) => (i > top || (top === 0 && i >= 0) ? 'des' : 'ads')) },
    ]),
    about: {},
    metadata: {
      adsorptive: adsorptive.name,
      temperature_kelvin: temperature,
      ...(plan.mass !== undefined && { sample_mass_gram: 1000 * plan.mass }),
    },
    origin: makeSimulatedOrigin('sorption analyser', { ...plan }),
    notes: [],
  };
}

function makeClasses({ median, logSigma }: { median: number; logSigma: number }): { radius: number; share: number }[] {
  const width = (10 * logSigma) / CLASSES;
  const classes = Array.from({ length: CLASSES }, (_, i) => {
    const z = -5 * logSigma + (i + 0.5) * width;
    return { radius: (median * Math.exp(z)) / 2, share: Math.exp(-0.5 * (z / logSigma) ** 2) };
  });
  const total = classes.reduce((s, c) => s + c.share, 0);
  return classes.map((c) => ({ ...c, share: c.share / total }));
}
