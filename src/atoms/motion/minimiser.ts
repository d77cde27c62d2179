/** Turns forces into displacements, one step after another. Holds its own memory; a step allocates nothing. */
export interface Minimiser {
  /**
   * @param force  (m) minus the gradient where the variables stand
   * @param move   (m) receives the displacement
   * @param energy value of the function there
   */
  propose(force: Float64Array, move: Float64Array, energy: number): void;
  /** Tells how far the variables really went, where the proposed step was cut short to `factor` of itself. */
  shorten(factor: number): void;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/**
 * FIRE 2.0: steered dynamics that stops and turns where it would go uphill.
 *
 * Guénolé et al., Comput. Mater. Sci. 175 (2020) 109584, doi:10.1016/j.commatsci.2020.109584; after Bitzek et al.,
 * Phys. Rev. Lett. 97 (2006) 170201, doi:10.1103/PhysRevLett.97.170201. Masses are one; time is in Å/√eV.
 */
export class Fire implements Minimiser {
  readonly #velocity: Float64Array;
  #time = 0.1;
  #mixing = 0.25;
  #downhill = 0;

  constructor(size: number) {
    this.#velocity = new Float64Array(size);
  }

  propose(force: Float64Array, move: Float64Array): void {
    const velocity = this.#velocity;
    let back = 0;
    if (dot(force, velocity) > 0) {
      if (++this.#downhill > 20) {
        this.#time = Math.min(this.#time * 1.1, 1);
        this.#mixing *= 0.99;
      }
    } else {
      back = -0.5 * this.#time;
      this.#downhill = 0;
      this.#time = Math.max(this.#time * 0.5, 0.005);
      this.#mixing = 0.25;
    }
    for (let k = 0; k < move.length; k++) {
      move[k] = back * velocity[k];
      velocity[k] = (back === 0 ? velocity[k] : 0) + this.#time * force[k];
    }
    const strength = Math.sqrt(dot(force, force));
    const mix = strength > 0 ? (this.#mixing * Math.sqrt(dot(velocity, velocity))) / strength : 0;
    for (let k = 0; k < move.length; k++) {
      velocity[k] = (1 - this.#mixing) * velocity[k] + mix * force[k];
      move[k] += this.#time * velocity[k];
    }
  }

  shorten(factor: number): void {
    for (let k = 0; k < this.#velocity.length; k++) this.#velocity[k] *= factor;
  }
}

/** Pairs of steps and gradient changes that L-BFGS remembers. */
const MEMORY = 30;
/** Å²/eV: inverse curvature along which the first step goes. */
const FIRST_STEP = 1 / 70;

/**
 * L-BFGS without line search: with atoms the quasi-Newton step of bounded length is nearly always good, and each trial
 * of a line search would cost as much as a step. Where energy rises clearly the memory is dropped.
 *
 * Liu and Nocedal, Math. Program. 45 (1989) 503, doi:10.1007/BF01589116.
 */
export class Lbfgs implements Minimiser {
  readonly #steps: Float64Array[];
  readonly #changes: Float64Array[];
  readonly #inverse = new Float64Array(MEMORY);
  readonly #weights = new Float64Array(MEMORY);
  readonly #lastForce: Float64Array;
  readonly #lastMove: Float64Array;
  #lastEnergy = Infinity;
  #count = 0;
  #started = false;

  constructor(size: number) {
    this.#steps = Array.from({ length: MEMORY }, () => new Float64Array(size));
    this.#changes = Array.from({ length: MEMORY }, () => new Float64Array(size));
    this.#lastForce = new Float64Array(size);
    this.#lastMove = new Float64Array(size);
  }

  propose(force: Float64Array, move: Float64Array, energy: number): void {
    if (this.#started) this.#remember(force);
    if (energy > this.#lastEnergy + 0.1) this.#count = 0;
    move.set(force);
    const kept = Math.min(this.#count, MEMORY);
    for (let age = 1; age <= kept; age++) {
      const at = (this.#count - age) % MEMORY;
      const weight = this.#inverse[at] * dot(this.#steps[at], move);
      this.#weights[at] = weight;
      const change = this.#changes[at];
      for (let k = 0; k < move.length; k++) move[k] -= weight * change[k];
    }
    const scale = kept > 0 ? this.#latestCurvature() : FIRST_STEP;
    for (let k = 0; k < move.length; k++) move[k] *= scale;
    for (let age = kept; age >= 1; age--) {
      const at = (this.#count - age) % MEMORY;
      const weight = this.#weights[at] - this.#inverse[at] * dot(this.#changes[at], move);
      const step = this.#steps[at];
      for (let k = 0; k < move.length; k++) move[k] += weight * step[k];
    }
    if (!(dot(move, force) > 0)) {
      this.#count = 0;
      for (let k = 0; k < move.length; k++) move[k] = FIRST_STEP * force[k];
    }
    this.#lastForce.set(force);
    this.#lastMove.set(move);
    this.#lastEnergy = energy;
    this.#started = true;
  }

  shorten(factor: number): void {
    for (let k = 0; k < this.#lastMove.length; k++) this.#lastMove[k] *= factor;
  }

  #remember(force: Float64Array): void {
    const at = this.#count % MEMORY;
    const step = this.#steps[at];
    const change = this.#changes[at];
    step.set(this.#lastMove);
    for (let k = 0; k < change.length; k++) change[k] = this.#lastForce[k] - force[k];
    const curvature = dot(step, change);
    if (!(curvature > 1e-12 * dot(step, step))) return;
    this.#inverse[at] = 1 / curvature;
    this.#count++;
  }

  #latestCurvature(): number {
    const at = (this.#count - 1) % MEMORY;
    return 1 / (this.#inverse[at] * dot(this.#changes[at], this.#changes[at]));
  }
}
