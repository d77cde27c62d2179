import { type Context, makeRng, SolveError } from '../../core/index.js';
import { type Polycrystal, sumFacetAreas, sumVolumes } from '../polycrystal/polycrystal.js';
import {
  type CohesiveLaw,
  computeDamage,
  computeReachedOpening,
  computeSpent,
  makeCohesiveLaw,
} from './cohesive-law.js';
import { ElasticSystem } from './elastic-system.js';
import { type LatticeStrain, makeLatticeStrain } from './lattice.js';
import { checkMaterial, interpolateStiffness, type Material, middleModulus, stiffestModulus } from './material.js';
import { invertSymmetric, toMandel } from './stiffness.js';

/** A state of charge of a particle: mean share of lithium, and its gradient g in x(r) = x + g (r²/R² − 3/5). */
export interface LoadState {
  /** [1] */
  x: number;
  /** [1] */
  gradient: number;
}

/** How an equilibrium ended. */
export interface EquilibriumReport {
  rounds: number;
  /** [1] largest growth of damage in the last round. */
  growth: number;
  /** [1] facets whose contact still changed in the last round, over all. */
  flips: number;
  /** [1] residual of the forces over the load. */
  error: number;
  /** [J] energy that the damage of this state set free, at fixed lattice strains. */
  released: number;
  /** [J] energy that facets dissipated meanwhile. */
  dissipated: number;
}

/** How closely damage and contact are brought into equilibrium. */
export interface Closeness {
  /** [1] residual of the forces over the load. */
  forces: number;
  /** [1] growth of damage in a round below which a state is done. */
  growth: number;
  rounds: number;
}

export const DEFAULT_CLOSENESS: Closeness = { forces: 5e-5, growth: 0.003, rounds: 4000 };

/** Stiffness that a broken facet keeps, so that loose grains stay where they are. */
const RESIDUAL = 1e-4;
/** Openings in grain sizes below which contact neither opens nor closes. */
const TOUCH = 2e-5;
/** Damage above which a facet is broken. */
const BROKEN = 0.9;
/**
 * Growth of damage in a round whose opening is halved; smaller ones are over-relaxed. At a given displacement energy
 * falls for any factor below two.
 */
const LARGE = 0.5;
const RELAXATION = 1.8;
/** Growth of damage in a round after which forces need not be balanced closely, and by how much less closely. */
const ROUGH = [
  { growth: 0.1, times: 20 },
  { growth: 0.02, times: 4 },
] as const;
const STIFFNESS_STEPS = 64;

/**
 * A particle under lattice strain whose boundaries may break. Damage grows only; it and contact are settled in turns
 * with the elastic displacement, damage by half of what is due at a time, so that load shed by one facet reaches its
 * neighbours before they have broken too.
 */
export class Fracture {
  readonly system: ElasticSystem;
  /** [1] (F) damage of each facet. */
  readonly damage: Float64Array;
  /** (F) 1 where the faces touch. */
  readonly closed: Uint8Array;
  /** [J/m2] (F) work of separation of each facet as it is now. */
  readonly toughness: Float64Array;
  /** [1] (F) opening along the normal at the last equilibrium, in grain sizes. */
  readonly opening: Float64Array;
  /** [1] (F) opening at which faces touch, in grain sizes: above 0 where a reaction product wedges them. */
  readonly gaps: Float64Array;
  /** [J] sums over all states so far. */
  released = 0;
  dissipated = 0;
  /** [m2] */
  readonly boundaryArea: number;
  /** [m3] */
  readonly volume: number;
  /** [Pa] unit of stiffness. */
  readonly unit: number;
  /** [Pa] Young's modulus in the laws of facets. */
  readonly modulus: number;

  /** Openings where softening begins and ends, in grain sizes; kept while toughness stays. */
  private readonly first: Float64Array;
  private readonly last: Float64Array;
  private readonly strain: LatticeStrain;
  private readonly lithium: Float64Array;
  private readonly radius2: Float64Array;
  private readonly compliant: Float64Array[];
  /** Where each state of charge ended the last time: a cycle comes back to it with little changed. */
  readonly remembered = new Map<string, { x: Float64Array; closed: Uint8Array }>();

  constructor(
    readonly particle: Polycrystal,
    readonly material: Material,
    readonly closeness: Closeness = DEFAULT_CLOSENESS,
    share = 0.8,
  ) {
    checkMaterial(material);
    this.strain = makeLatticeStrain(material.lattice);
    this.system = new ElasticSystem(particle, share);
    this.unit = stiffestModulus(material.stiffness);
    this.modulus = middleModulus(material.stiffness);
    this.volume = sumVolumes(particle);
    this.boundaryArea = sumFacetAreas(particle);
    const F = this.system.facets;
    const rng = makeRng(particle.seed).fork('toughness');
    this.damage = new Float64Array(F);
    this.closed = new Uint8Array(F);
    this.opening = new Float64Array(F);
    this.gaps = new Float64Array(F);
    const s = material.scatter;
    this.toughness = Float64Array.from(
      { length: F },
      () => material.workOfSeparation * Math.exp(s * rng.normal() - 0.5 * s * s),
    );
    const drift = makeRng(particle.seed).fork('lithium');
    const G = this.system.grains;
    this.lithium = Float64Array.from({ length: G }, () => material.lithiumScatter * drift.normal());
    this.radius2 = Float64Array.from({ length: G }, (_, g) =>
      particle.periodic
        ? 0.6
        : [0, 1, 2].reduce((sum, k) => sum + (particle.centres[3 * g + k] / particle.halfAxes[k]) ** 2, 0),
    );
    this.first = new Float64Array(F);
    this.last = new Float64Array(F);
    this.setLaws();
    // Stiffness of grains without what facets take, on a grid of x.
    const steps = material.stiffness.x.length === 1 ? 0 : STIFFNESS_STEPS;
    this.compliant = Array.from({ length: steps + 1 }, (_, k) => {
      const c = toMandel(interpolateStiffness(material.stiffness, steps === 0 ? 1 : k / steps));
      const compliance = invertSymmetric(
        c.map((v) => v / this.unit),
        6,
      );
      for (let i = 0; i < 6; i++) compliance[7 * i] -= share;
      return invertSymmetric(compliance, 6);
    });
    if (steps === 0) for (let g = 0; g < G; g++) this.system.setBody(g, this.compliant[0]);
  }

  /** Takes over what `toughness` is now. */
  setLaws(): void {
    for (let f = 0; f < this.first.length; f++) {
      const law = this.law(f);
      this.first[f] = law.first;
      this.last[f] = law.last;
    }
  }

  isBroken(f: number): boolean {
    return this.damage[f] > BROKEN;
  }

  /** [1] area of broken facets over that of all. */
  brokenShare(): number {
    let sum = 0;
    for (let f = 0; f < this.damage.length; f++) if (this.damage[f] > BROKEN) sum += this.particle.facets.areas[f];
    return sum / this.boundaryArea;
  }

  /** [Pa] (F) traction along the normal of each facet at the last equilibrium, tension above 0. */
  normalTractions(): Float64Array {
    return this.opening.map((o, f) => o * this.system.springs[f] * (o > 0 ? 1 - this.damage[f] : 1) * this.unit);
  }

  /** [Pa] (F) tension on each facet at the last equilibrium; 0 where it is pressed. */
  tractions(): Float64Array {
    return this.normalTractions().map((t) => Math.max(0, t));
  }

  /**
   * Law of a facet as it is now, in grain sizes and the unit of stiffness.
   *
   * @param f [1]
   */
  law(f: number): CohesiveLaw {
    const d = this.particle.grainSize;
    return makeCohesiveLaw(
      this.toughness[f] / (this.unit * d),
      this.system.springs[f],
      this.modulus / this.unit,
      this.material.resolution,
      this.material.bondStrength / this.unit,
    );
  }

  /** Lattice strains and stiffness of a state of charge. */
  private setState(state: LoadState): void {
    const { system, compliant } = this;
    const steps = compliant.length - 1;
    const mixed = new Float64Array(36);
    for (let g = 0; g < system.grains; g++) {
      const x = Math.min(1, Math.max(0.02, state.x + state.gradient * (this.radius2[g] - 0.6) + this.lithium[g]));
      const [a, c] = this.strain(x);
      system.setStrain(g, a, c);
      if (steps === 0) continue;
      const k = Math.min(steps - 1, Math.floor(x * steps));
      const t = x * steps - k;
      const [p, q] = [compliant[k], compliant[k + 1]];
      for (let i = 0; i < 36; i++) mixed[i] = p[i] + t * (q[i] - p[i]);
      system.setBody(g, mixed);
    }
    this.place(true);
  }

  private setSpring(f: number): void {
    const left = Math.max(RESIDUAL, 1 - this.damage[f]);
    this.system.setSpring(f, left, this.closed[f] ? 1 : left);
  }

  private place(all: boolean): void {
    const wedged = this.gaps.some((g) => g > 0);
    this.system.prepare(all || wedged);
    if (wedged)
      for (let f = 0; f < this.gaps.length; f++)
        if (this.gaps[f] > 0 && this.closed[f]) this.system.addWedge(f, this.gaps[f]);
  }

  /**
   * Elastic energy where `x` stands, with contact by the sign of each opening, whatever the springs hold it for. [1]
   */
  private potential(): number {
    const { system } = this;
    let energy = system.energy();
    const o = system.openings;
    for (let f = 0; f < this.damage.length; f++) {
      if (this.damage[f] === 0 || this.gaps[f] > 0 || o[3 * f] < 0 === (this.closed[f] === 1)) continue;
      const left = Math.max(RESIDUAL, 1 - this.damage[f]);
      const more = 0.5 * system.springOf(f) * (1 - left) * o[3 * f] * o[3 * f];
      energy += o[3 * f] < 0 ? more : -more;
    }
    return energy;
  }

  /** After a state is put back from a checkpoint: all springs are set anew. */
  restore(): void {
    for (let f = 0; f < this.damage.length; f++) this.setSpring(f);
  }

  /** Displacement and contact are unique for a given damage, so that it is free where the search for them begins. */
  private recall(key: string): void {
    const last = this.remembered.get(key);
    if (!last) return;
    this.system.x.set(last.x);
    this.closed.set(last.closed);
    this.restore();
  }

  /**
   * Equilibrium of displacement, contact and damage at a state of charge.
   *
   * @throws SolveError where damage does not settle
   */
  async equilibrate(state: LoadState, ctx?: Context): Promise<EquilibriumReport> {
    const { system, closeness, particle } = this;
    const joule = this.unit * particle.grainSize ** 3;
    const key = `${state.x} ${state.gradient}`;
    this.recall(key);
    this.setState(state);
    const F = system.facets;
    let before: number | undefined;
    let dissipated = 0;
    // Forces are balanced closely only where damage is nearly settled, which it seldom is under a new strain.
    let forces = closeness.forces * ROUGH[1].times;
    for (let round = 1; ; round++) {
      if (round > closeness.rounds)
        throw new SolveError(`damage has not settled after ${closeness.rounds} rounds at x = ${state.x}`);
      let { error, flips } = await this.settleContact(forces, 0.003 * F, 8, ctx);
      before ??= this.potential();
      const grown = this.growDamage();
      dissipated += grown.dissipated;
      if (grown.growth > 0 || flips > 0) this.place(false);
      const rough = forces > closeness.forces;
      forces = closeness.forces * (ROUGH.find(({ growth }) => grown.growth > growth)?.times ?? 1);
      if (grown.growth >= closeness.growth || rough) continue;
      if (grown.growth > 0 || flips > 0) ({ error, flips } = await this.settleContact(closeness.forces, 0, 30, ctx));
      const released = dissipated > 0 ? (before - this.potential()) * joule : 0;
      this.released += released;
      this.dissipated += dissipated;
      this.remembered.set(key, { x: system.x.slice(), closed: this.closed.slice() });
      return { rounds: round, growth: grown.growth, flips: flips / F, error, released, dissipated };
    }
  }

  /** Displacement and contact in turns, until no more than `few` damaged facets change sides. */
  private async settleContact(
    forces: number,
    few: number,
    tries: number,
    ctx?: Context,
  ): Promise<{ error: number; flips: number }> {
    const { system } = this;
    for (let attempt = 1; ; attempt++) {
      const { error } = await system.follow(forces, ctx);
      const o = system.openings;
      let flips = 0;
      for (let f = 0; f < system.facets; f++) {
        const normal = o[3 * f];
        this.opening[f] = normal;
        const over = normal - (this.damage[f] > BROKEN ? this.gaps[f] : 0);
        if (Math.abs(over) < TOUCH) continue;
        const touching = over < 0 ? 1 : 0;
        if (touching === this.closed[f]) continue;
        // Facets that change sides with their neighbours take turns.
        if (attempt > 4 && (f + attempt) % 2 === 0) {
          flips++;
          continue;
        }
        this.closed[f] = touching;
        // An intact facet is as stiff closed as open.
        if (this.damage[f] === 0) continue;
        this.setSpring(f);
        if (this.damage[f] > 0.05) flips++;
      }
      if (flips <= few || attempt >= tries) return { error, flips };
      this.place(false);
    }
  }

  /** Damage that the openings of the last solve ask for. */
  private growDamage(): { growth: number; dissipated: number } {
    const o = this.system.openings;
    const { areas } = this.particle.facets;
    const law = { first: 0, last: 0 };
    let growth = 0;
    let dissipated = 0;
    for (let f = 0; f < this.damage.length; f++) {
      if (this.damage[f] >= 1) continue;
      const normal = o[3 * f] > 0 ? o[3 * f] : 0;
      const square = normal * normal + o[3 * f + 1] * o[3 * f + 1] + o[3 * f + 2] * o[3 * f + 2];
      if (square <= this.first[f] * this.first[f]) continue;
      const opening = Math.sqrt(square);
      law.first = this.first[f];
      law.last = this.last[f];
      const increase = computeDamage(law, opening) - this.damage[f];
      if (increase <= 1e-3) continue;
      const reached = computeReachedOpening(law, this.damage[f]);
      const taken = computeDamage(law, reached + (increase > LARGE ? 0.5 : RELAXATION) * (opening - reached));
      const next = taken > 0.999 ? 1 : taken;
      dissipated += (computeSpent(law, next) - computeSpent(law, this.damage[f])) * this.toughness[f] * areas[f];
      if (increase > growth) growth = increase;
      this.damage[f] = next;
      this.setSpring(f);
    }
    return { growth, dissipated };
  }
}
