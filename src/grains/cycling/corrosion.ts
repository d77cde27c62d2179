import { InputError } from '../../core/index.js';
import type { Fracture } from '../mechanics/fracture.js';

/**
 * How the electrolyte eats at facets that it reaches. Rates are assumptions until they are measured or computed:
 * results say so.
 */
export interface Corrosion {
  /** [1] cycles in which a wet facet without stress loses oxygen from all but 1/e of itself. */
  lifetime: number;
  /** [m3] activation volume: how tension helps. */
  activationVolume: number;
  /** [K] */
  temperature: number;
  /** [1] times slower under a film. */
  shielding: number;
  /** [m2] growth of rock salt in a cycle, k in h² = 2 k N, at 298.15 K. */
  rockSaltGrowth: number;
  /** [J/mol] activation energy of both rates, from 298.15 K. */
  activationEnergy: number;
  /** [1] share of the metal in rock salt that dissolves. */
  dissolvedShare: number;
  /** [1] thickness of what grows in an open boundary over that of the rock salt there; 0: nothing holds cracks open. */
  wedge: number;
}

export const DEFAULT_CORROSION: Corrosion = {
  lifetime: 50,
  activationVolume: 1e-29,
  temperature: 298.15,
  shielding: 50,
  rockSaltGrowth: 4e-19,
  activationEnergy: 0,
  dissolvedShare: 0.02,
  wedge: 0,
};

const BOLTZMANN = 1.380649e-23;
const GAS = 8.314462618;

export function checkCorrosion(c: Corrosion): void {
  for (const [name, value] of Object.entries(c) as [keyof Corrosion, number][]) {
    const positive = name === 'lifetime' || name === 'temperature' || name === 'shielding';
    if (!(positive ? value > 0 : value >= 0) || Number.isNaN(value))
      throw new InputError(`corrosion: ${name} of ${value} is not possible`, { where: { path: name } });
  }
  if (c.temperature < 200 || c.temperature > 400)
    throw new InputError(`a temperature of ${c.temperature} K is none at which batteries are cycled`, {
      hint: 'write it with its unit: 45 degC',
    });
}

/** State of the facets and of the outer surface towards the electrolyte. */
export class Exposure {
  /** [1] (F) share of the oxygen that each facet has lost. */
  readonly oxygenLoss: Float64Array;
  /** (F) 1 where the facet is open and joined to the outside through open ones. */
  readonly wet: Uint8Array;
  /** [m2] (F) square of the thickness of rock salt on each face. */
  readonly rockSalt2: Float64Array;
  /** [m2] the same on the outer surface, bare and under film. */
  readonly outerRockSalt2 = new Float64Array(2);
  /** (F) toughness before corrosion, film counted. [J/m2] */
  readonly toughness0: Float64Array;

  constructor(
    readonly fracture: Fracture,
    readonly corrosion: Corrosion | undefined,
    /** (F) 1 under a film. */
    readonly film: Uint8Array,
    /** Whether a film shields, and whether it bonds. */
    readonly effects: { bond: boolean; shield: boolean; outer: boolean },
  ) {
    if (corrosion) checkCorrosion(corrosion);
    const F = film.length;
    this.oxygenLoss = new Float64Array(F);
    this.wet = new Uint8Array(F);
    this.rockSalt2 = new Float64Array(F);
    const ratio = effects.bond ? fracture.material.filmRatio : 1;
    this.toughness0 = fracture.toughness.map((t, f) => t * (film[f] ? ratio : 1));
    fracture.toughness.set(this.toughness0);
    fracture.setLaws();
  }

  /** Finds which broken facets the electrolyte reaches: through triple lines, from the surface. */
  spread(): void {
    const { particle } = this.fracture;
    const { start, items } = particle.neighbours;
    const waiting: number[] = [];
    for (let f = 0; f < this.wet.length; f++)
      if (!this.wet[f] && this.fracture.isBroken(f) && this.isReached(f)) {
        this.wet[f] = 1;
        waiting.push(f);
      }
    for (let f = waiting.pop(); f !== undefined; f = waiting.pop())
      for (let e = start[f]; e < start[f + 1]; e++) {
        const g = items[e];
        if (this.wet[g] || !this.fracture.isBroken(g)) continue;
        this.wet[g] = 1;
        waiting.push(g);
      }
  }

  /** Whether a facet touches the electrolyte: at the surface, or at a triple line of a wet one. */
  isReached(f: number): boolean {
    const { particle } = this.fracture;
    if (particle.facets.atSurface[f]) return true;
    const { start, items } = particle.neighbours;
    for (let e = start[f]; e < start[f + 1]; e++) if (this.wet[items[e]]) return true;
    return false;
  }

  /**
   * Rates of oxygen loss for each cycle: dθ/dN = (1 − θ)/τ exp(σ v / kT) (Zhurkov), 0 where no electrolyte is.
   *
   * @param tractions [Pa] (F)
   * @returns [1] (F)
   */
  rates(tractions: Float64Array): Float64Array {
    const { corrosion } = this;
    const out = new Float64Array(this.wet.length);
    if (!corrosion) return out;
    const heat = BOLTZMANN * corrosion.temperature;
    const base = this.thermalFactor() / corrosion.lifetime;
    for (let f = 0; f < out.length; f++) {
      if (this.fracture.isBroken(f) || !this.isReached(f)) continue;
      const slower = this.film[f] && this.effects.shield ? corrosion.shielding : 1;
      out[f] = (base / slower) * Math.exp(Math.min((tractions[f] * corrosion.activationVolume) / heat, 50));
    }
    return out;
  }

  private thermalFactor(): number {
    const { activationEnergy, temperature } = this.corrosion!;
    return Math.exp((-activationEnergy / GAS) * (1 / temperature - 1 / 298.15));
  }

  /**
   * Lets a number of cycles pass at given rates: oxygen goes, toughness falls, rock salt grows on what is wet.
   *
   * @param rates [1] (F)
   * @param cycles [1]
   */
  advance(rates: Float64Array, cycles: number): void {
    const { corrosion, fracture } = this;
    if (!corrosion) return;
    const weakening = fracture.material.weakening;
    const growth = 2 * corrosion.rockSaltGrowth * this.thermalFactor() * cycles;
    for (let f = 0; f < rates.length; f++) {
      if (rates[f] > 0) {
        this.oxygenLoss[f] = 1 - (1 - this.oxygenLoss[f]) * Math.exp(-rates[f] * cycles);
        fracture.toughness[f] = this.toughness0[f] * (1 - weakening * this.oxygenLoss[f]);
      }
      if (this.wet[f]) {
        this.rockSalt2[f] += growth / (this.film[f] && this.effects.shield ? corrosion.shielding : 1);
        if (corrosion.wedge > 0)
          fracture.gaps[f] = (2 * corrosion.wedge * Math.sqrt(this.rockSalt2[f])) / fracture.particle.grainSize;
      }
    }
    this.outerRockSalt2[0] += growth;
    this.outerRockSalt2[1] += growth / (this.effects.shield ? corrosion.shielding : 1);
    fracture.setLaws();
  }
}
