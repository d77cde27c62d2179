import { breathe, compileKernel, startKernel, type Context, SolveError } from '../../core/index.js';
import { grainsElasticWasm } from '../../kernels/built/grains-elastic.js';
import { listFacetsByGrain, type Polycrystal } from '../polycrystal/polycrystal.js';
import { PAIRS, rotateMandel } from './stiffness.js';

interface Kernel {
  firstFree(): number;
  configure(table: number): void;
  setSpring(facet: number, tangential: number, normal: number, weak: number, keep: number): void;
  narrow(): void;
  couple(all: number): void;
  residual(): number;
  restSize(): number;
  place(): void;
  beginCorrection(reduction: number): void;
  stepCorrection(limit: number): number;
  endCorrection(): void;
  refresh(list: number, count: number): void;
}

/** How a solve ended. */
export interface SolveReport {
  /** [1] steps of conjugate gradients. */
  steps: number;
  /** [1] size of the residual over that of the load. */
  error: number;
}

/** Where an inner solve in single precision ends at the latest: its own rounding. */
const SLIM_LIMIT = 2e-5;
/** Steps times grains between two turns of the event loop: some tens of milliseconds. */
const BREATHE_EVERY = 2e5;
/** Steps after which a correction that its own rounding holds up is begun anew. */
const PATIENCE = 300;
/** Steps of a solve after which it is given up. */
const LIMIT = 20_000;
/** Share of a facet's springs below which next to nothing is left of them. */
const WEAK = 1e-3;
/** Share of a residual that a correction may leave before it is made with all facets. */
const SLOW = 0.5;

/**
 * Grains as elastic bodies with an affine displacement u = U + H (x − c), joined by springs spread over their facets
 * (Kawai's rigid-body–spring idea with bodies that deform). E = Σ_g V/2 (ε − ε*):C:(ε − ε*) + Σ_f k/2 ∫ |⟦u⟧|² dA with
 * k = λ/(f h): a uniform stress gives every facet the same jump (f/λ) σ (c_j − c_i) where normals lie along the lines
 * of centres, so the patch test is exact for every C and every f.
 *
 * Inside, lengths are in grain sizes and stiffness in λ.
 */
export class ElasticSystem {
  readonly grains: number;
  readonly facets: number;
  /** [1] (G, 16) displacements in grain sizes: U and a fourth 0, then the columns of H with a fourth 0. */
  readonly x: Float64Array;
  /** [1] (F, 3) opening along the normal, sliding and bending of each facet, in grain sizes; as of the last solve. */
  readonly openings: Float64Array;
  /** [1] (F) stiffness of the intact springs for each area, in λ / grain size. */
  readonly springs: Float64Array;
  /** Steps of conjugate gradients so far, and solves. */
  readonly work = { steps: 0, solves: 0 };

  private sinceBreath = 0;
  /** (F) where the kernel keeps each facet: in the order of the lesser of its grains. */
  private readonly slots: Int32Array;
  private readonly wide: Float64Array;
  private readonly kernel: Kernel;
  private readonly memory: WebAssembly.Memory;
  private readonly at: Record<string, number>;
  private readonly load: Float64Array;
  private readonly bodies: Float64Array;
  private readonly list: Int32Array;
  private readonly dirty: Uint8Array;
  /** (F) in the kernel's order, 1 where next to nothing is left of a facet's springs; and whether any has changed. */
  private readonly weak: Uint8Array;
  private weakChanged = true;
  /** Whether the kernel's residual and openings are those of `x` under springs and loads as they are. */
  private current = false;
  /** Energy of grains held from straining, once it is asked for. */
  private locked?: number;
  private readonly areas: Float64Array;
  private readonly crystals: Float64Array;
  /** (G, 8) volume, stress-free strain along a and c, c axis. */
  private readonly traits: Float64Array;

  /**
   * @param share [1] f: the part of the compliance across a facet that its springs take from the grains, 0 to 1
   */
  constructor(
    readonly particle: Polycrystal,
    readonly share = 0.8,
  ) {
    const { facets, centres, grainSize: d } = particle;
    const G = particle.volumes.length;
    const F = facets.areas.length;
    this.grains = G;
    this.facets = F;
    this.memory = new WebAssembly.Memory({ initial: 4, maximum: 65536 });
    this.kernel = startKernel<Kernel>(compileKernel(grainsElasticWasm), this.memory);
    // In the order of the kernel's table.
    const sizes = {
      ends: 8 * F,
      names: 4 * F,
      openings: 24 * F,
      wide: 160 * F,
      slim: 80 * F,
      rotations: 288 * G,
      crystals: 288 * G,
      traits: 64 * G,
      bodies: 864 * G,
      inverses: 576 * G,
      x: 128 * G,
      load: 128 * G,
      rest: 128 * G,
      r: 64 * G,
      z: 64 * G,
      p: 64 * G,
      t: 64 * G,
      u: 64 * G,
      y: 64 * G,
      dx: 64 * G,
      coupled: 4 * F,
      runs: 4 * (G + 1),
      listStart: 4 * (G + 1),
      listItems: 8 * F,
      isWeak: F,
      root: 4 * G,
      members: 4 * G,
      table: 128,
      list: 4 * G,
    };
    let end = (this.kernel.firstFree() + 63) & ~63;
    const at: Record<string, number> = {};
    for (const [name, bytes] of Object.entries(sizes)) {
      at[name] = end;
      end += (bytes + 63) & ~63;
    }
    this.at = at;
    if (end > this.memory.buffer.byteLength) this.memory.grow(Math.ceil((end - this.memory.buffer.byteLength) / 65536));
    const { buffer } = this.memory;
    const names = Object.keys(sizes);
    const listed = names.slice(0, names.indexOf('table')).map((name) => at[name]);
    new Int32Array(buffer, at.table, 2 + listed.length).set([G, F, ...listed]);
    this.kernel.configure(at.table);
    this.x = new Float64Array(buffer, at.x, 16 * G);
    this.load = new Float64Array(buffer, at.load, 16 * G);
    this.bodies = new Float64Array(buffer, at.bodies, 108 * G);
    this.openings = new Float64Array(buffer, at.openings, 3 * F);
    this.list = new Int32Array(buffer, at.list, G);
    this.dirty = new Uint8Array(G);
    this.weak = new Uint8Array(buffer, at.isWeak, F);
    this.springs = new Float64Array(F);
    this.wide = new Float64Array(buffer, at.wide, 20 * F);
    this.areas = facets.areas.map((a) => a / (d * d));
    this.crystals = new Float64Array(buffer, at.crystals, 36 * G);
    this.traits = new Float64Array(buffer, at.traits, 8 * G);
    const rotations = new Float64Array(buffer, at.rotations, 36 * G);
    for (let g = 0; g < G; g++) {
      const turn = rotateMandel(particle.orientations, 9 * g);
      for (let a = 0; a < 6; a++) for (let b = 0; b < 6; b++) rotations[36 * g + 6 * b + a] = turn[6 * a + b];
      this.traits[8 * g] = particle.volumes[g] / d ** 3;
      for (let k = 0; k < 3; k++) this.traits[8 * g + 3 + k] = particle.orientations[9 * g + 3 * k + 2];
    }
    this.slots = this.sortFacets();
    const { wide } = this;
    const period = particle.halfAxes.map((a) => 2 * a);
    for (let f = 0; f < F; f++) {
      const [i, j] = [facets.grains[2 * f], facets.grains[2 * f + 1]];
      const at = 20 * this.slots[f];
      // Seen from the other side, arms change places; the signs of jump and normal change together.
      const [toFirst, toSecond] = i <= j ? [4, 0] : [0, 4];
      const n = facets.normals.subarray(3 * f, 3 * f + 3);
      for (let k = 0; k < 3; k++) {
        const c = facets.centroids[3 * f + k];
        wide[at + toFirst + k] = (c - centres[3 * i + k]) / d;
        wide[at + toSecond + k] = (c - centres[3 * j + k] - facets.shifts[3 * f + k] * period[k]) / d;
        wide[at + 16 + k] = i <= j ? n[k] : -n[k];
      }
      const [s, t] = factorMoment(facets.moments.subarray(6 * f, 6 * f + 6), facets.areas[f], n);
      for (let k = 0; k < 3; k++) {
        wide[at + 8 + k] = s[k] / d;
        wide[at + 12 + k] = t[k] / d;
      }
      this.springs[f] = d / (share * facets.spacings[f]);
    }
    for (let f = 0; f < F; f++) this.setSpring(f, 1, 1);
  }

  /** Gives each facet its place in the kernel's order, and writes that order there. */
  private sortFacets(): Int32Array {
    const { grains } = this.particle.facets;
    const { buffer } = this.memory;
    const lesser = (f: number): number => Math.min(grains[2 * f], grains[2 * f + 1]);
    const order = Int32Array.from({ length: this.facets }, (_, f) => f).sort((a, b) => lesser(a) - lesser(b) || a - b);
    const ends = new Int32Array(buffer, this.at.ends, 2 * this.facets);
    const slots = new Int32Array(this.facets);
    order.forEach((f, slot) => {
      slots[f] = slot;
      ends[2 * slot] = lesser(f);
      ends[2 * slot + 1] = Math.max(grains[2 * f], grains[2 * f + 1]);
    });
    new Int32Array(buffer, this.at.names, this.facets).set(order);
    const { start, items } = listFacetsByGrain(ends, this.grains);
    new Int32Array(buffer, this.at.listStart, start.length).set(start);
    new Int32Array(buffer, this.at.listItems, items.length).set(items);
    return slots;
  }

  /** Stiffness of the intact springs of a facet, all of it. [1] in λ × grain size */
  springOf(f: number): number {
    return this.springs[f] * this.areas[f];
  }

  /**
   * What is left of the springs of a facet, along and across its normal, as shares of the intact ones.
   *
   * @param f [1]
   * @param tangential [1]
   * @param normal [1]
   */
  setSpring(f: number, tangential: number, normal: number): void {
    const k = this.springs[f] * this.areas[f];
    const slot = this.slots[f];
    const weak = normal < WEAK ? 1 : 0;
    if (weak !== this.weak[slot]) this.weakChanged = true;
    this.kernel.setSpring(slot, k * tangential, k * normal, weak, this.current ? 1 : 0);
    this.dirty[this.particle.facets.grains[2 * f]] = 1;
    this.dirty[this.particle.facets.grains[2 * f + 1]] = 1;
  }

  /**
   * Elastic constants of a grain: its compliance in λ⁻¹ without what facets take, in crystal axes.
   *
   * @param g [1]
   * @param stiffness [1] (6, 6) Mandel
   */
  setBody(g: number, stiffness: Float64Array): void {
    this.crystals.set(stiffness, 36 * g);
    this.dirty[g] = 1;
  }

  /**
   * Stress-free strain of a grain along a, along a' normal to it, and along c.
   *
   * @param g [1]
   * @param alongA [1]
   * @param alongC [1]
   */
  setStrain(g: number, alongA: number, alongC: number): void {
    this.traits[8 * g + 1] = alongA;
    this.traits[8 * g + 2] = alongC;
  }

  /**
   * Puts in place what was set: with `all` loads, single precision and every block, otherwise the blocks of bodies
   * whose springs changed.
   */
  prepare(all = true): void {
    const { grains } = this;
    if (all) {
      this.current = false;
      this.locked = undefined;
      this.dirty.fill(1);
      this.kernel.place();
      this.kernel.narrow();
    }
    let count = 0;
    for (let g = 0; g < grains; g++)
      if (this.dirty[g]) {
        this.list[count++] = g;
        this.dirty[g] = 0;
      }
    if (count > 0) this.kernel.refresh(this.at.list, count);
    if (this.weakChanged) this.kernel.couple(0);
    this.weakChanged = false;
  }

  /**
   * Equilibrium under the stress-free strains (and loads added to `extra`), from where `x` stands.
   *
   * @param tolerance [1] size of the residual over that of the load
   * @throws SolveError where it is not reached
   */
  async solve(tolerance: number, ctx?: Context): Promise<SolveReport> {
    this.current = false;
    return this.follow(tolerance, ctx);
  }

  /**
   * The same where only springs have changed since the last solve, and `x` was not written: its residual has followed
   * them.
   *
   * @param tolerance [1]
   * @throws SolveError where it is not reached
   */
  async follow(tolerance: number, ctx?: Context): Promise<SolveReport> {
    const { kernel } = this;
    const size = this.loadSize() || 1;
    const portion = Math.max(8, Math.ceil(BREATHE_EVERY / this.grains));
    let steps = 0;
    let error = Math.sqrt(this.current ? kernel.restSize() : kernel.residual()) / size;
    this.current = true;
    for (let round = 0; error > tolerance; round++) {
      if (round > 40 || steps > LIMIT || !Number.isFinite(error))
        throw new SolveError(
          `the grains found no equilibrium: residual ${error.toExponential(1)} where ${tolerance.toExponential(1)} was wanted, after ${steps} steps`,
        );
      kernel.beginCorrection(Math.max((0.7 * tolerance) / error, SLIM_LIMIT));
      for (const end = steps + PATIENCE; steps < end; ) {
        const taken = kernel.stepCorrection(portion);
        steps += Math.abs(taken);
        this.sinceBreath += Math.abs(taken) * this.grains;
        if (taken >= 0 || steps > LIMIT) break;
        if (this.sinceBreath > BREATHE_EVERY) await this.breathe(ctx);
      }
      kernel.endCorrection();
      const next = Math.sqrt(kernel.residual()) / size;
      if (!(next < error) && round > 3) {
        if (next < 3 * tolerance) break;
        throw new SolveError(`the grains found no equilibrium: the residual stays at ${next.toExponential(1)}`);
      }
      // Where what holds the grains is as soft as what is left of broken facets, these are needed too.
      if (next > SLOW * error && !this.weakChanged) {
        kernel.couple(1);
        this.weakChanged = true;
      }
      error = next;
    }
    if (this.sinceBreath > BREATHE_EVERY) await this.breathe(ctx);
    this.work.steps += steps;
    this.work.solves++;
    return { steps, error };
  }

  private loadSize(): number {
    let sum = 0;
    for (let k = 0; k < this.load.length; k++) sum += this.load[k] * this.load[k];
    return Math.sqrt(sum);
  }

  private async breathe(ctx: Context | undefined): Promise<void> {
    this.sinceBreath = 0;
    await breathe(ctx);
  }

  /** Forces that are added to the load of a body, beside those of its strain; cleared by `prepare`. [1] (G, 16) */
  get extra(): Float64Array {
    return this.load;
  }

  /**
   * Mean stress of each grain.
   *
   * @returns [1] (G, 6) Mandel, in λ
   */
  stresses(): Float64Array {
    const out = new Float64Array(6 * this.grains);
    for (let g = 0; g < this.grains; g++) {
      const free = this.freeStrain(g);
      for (let m = 0; m < 9; m++) {
        const e = this.x[16 * g + 4 + 4 * Math.floor(m / 3) + (m % 3)] - free[m];
        PAIRS.forEach(([i, j], a) => {
          const k = this.bodies[108 * g + 12 * m + 4 * i + j];
          out[6 * g + a] += (k * e * (a > 2 ? Math.SQRT2 : 1)) / this.traits[8 * g];
        });
      }
    }
    return out;
  }

  /** Stress-free strain of a grain. [1] (3, 3) */
  private freeStrain(g: number): number[] {
    const [, a, c, ...axis] = this.traits.subarray(8 * g, 8 * g + 6);
    return [0, 1, 2].flatMap((k) => [0, 1, 2].map((l) => (k === l ? a : 0) + (c - a) * axis[k] * axis[l]));
  }

  /** Strain of a grain in Mandel's form. [1] (6) */
  strain(g: number): number[] {
    const h = (k: number, l: number): number => this.x[16 * g + 4 + 4 * l + k];
    return PAIRS.map(([i, j], a) => (a < 3 ? h(i, i) : (h(i, j) + h(j, i)) / Math.SQRT2));
  }

  /**
   * Elastic energy stored in grains and springs, ½ xᵀA x − bᵀx + Σ V/2 ε*:C:ε*; wedges are not counted.
   *
   * @returns [1] in λ × grain size³
   */
  energy(): number {
    if (!this.current) this.kernel.residual();
    this.current = true;
    const rest = new Float64Array(this.memory.buffer, this.at.rest, 16 * this.grains);
    let sum = 0;
    for (let k = 0; k < rest.length; k++) sum -= 0.5 * this.x[k] * (this.load[k] + rest[k]);
    return sum + this.lockedEnergy();
  }

  /** Σ V/2 ε*:C:ε*, of grains held from straining. [1] in λ × grain size³ */
  private lockedEnergy(): number {
    if (this.locked !== undefined) return this.locked;
    let sum = 0;
    for (let g = 0; g < this.grains; g++) {
      const free = this.freeStrain(g);
      for (let m = 0; m < 9; m++)
        for (let q = 0; q < 9; q++)
          sum += 0.5 * free[m] * this.bodies[108 * g + 12 * m + 4 * Math.floor(q / 3) + (q % 3)] * free[q];
    }
    this.locked = sum;
    return sum;
  }

  /**
   * Adds the load of a closed facet that touches at an opening, so that it presses once it is narrower.
   *
   * @param f [1]
   * @param gap [1] in grain sizes
   */
  addWedge(f: number, gap: number): void {
    const slot = this.slots[f];
    const wide = this.wide.subarray(20 * slot, 20 * slot + 20);
    const ends = new Int32Array(this.memory.buffer, this.at.ends + 8 * slot, 2);
    const force = gap * (wide[3] + wide[7]);
    for (const [g, arm, sign] of [
      [ends[0], 4, -1],
      [ends[1], 0, 1],
    ])
      for (let k = 0; k < 3; k++) {
        const push = sign * force * wide[16 + k];
        this.load[16 * g + k] += push;
        for (let l = 0; l < 3; l++) this.load[16 * g + 4 + 4 * l + k] += push * wide[arm + l];
      }
  }
}

/** Two vectors in the facet's plane with s sᵀ + t tᵀ = M / A. */
function factorMoment(m: Float64Array, area: number, n: Float64Array): [number[], number[]] {
  const axis = Math.abs(n[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const along = axis[0] * n[0] + axis[1] * n[1] + axis[2] * n[2];
  let u = axis.map((v, k) => v - along * n[k]);
  const size = Math.hypot(...u);
  u = u.map((v) => v / size);
  const v = [n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0]];
  const full = [m[0], m[5], m[4], m[5], m[1], m[3], m[4], m[3], m[2]];
  const form = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += a[i] * full[3 * i + j] * b[j];
    return sum / area;
  };
  const uu = Math.max(form(u, u), 0);
  if (!(uu > 0))
    return [
      [0, 0, 0],
      [0, 0, 0],
    ];
  const first = Math.sqrt(uu);
  const cross = form(u, v) / first;
  const second = Math.sqrt(Math.max(form(v, v) - cross * cross, 0));
  return [u.map((c, k) => first * c + cross * v[k]), v.map((c) => second * c)];
}
