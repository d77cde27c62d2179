import type { CrystalModel } from './crystal-model.js';
import type { Radiation } from './radiation.js';
import type { Reflections } from './reflections.js';
import { computeDispersion, computeFormFactor, elementOf, findScatteringLength } from './scattering.js';

/** Which form factors stand for the atoms. */
export type FormFactorChoice = 'neutral' | 'oxide' | 'ionic';

/** The charge that an element carries in an oxide, for ionic form factors. */
const IONS: Readonly<Record<string, string>> = {
  Li: 'Li1+',
  Na: 'Na1+',
  K: 'K1+',
  Mg: 'Mg2+',
  Ca: 'Ca2+',
  Al: 'Al3+',
  Ti: 'Ti4+',
  V: 'V3+',
  Cr: 'Cr3+',
  Mn: 'Mn4+',
  Fe: 'Fe3+',
  Co: 'Co3+',
  Ni: 'Ni3+',
  Cu: 'Cu2+',
  Zn: 'Zn2+',
  Zr: 'Zr4+',
  O: 'O2-',
  F: 'F1-',
  Cl: 'Cl1-',
};

/** The species whose form factor is taken for an element. */
export function speciesOf(element: string, choice: FormFactorChoice): string {
  if (choice === 'neutral') return element;
  if (choice === 'oxide') return element === 'O' ? 'O2-' : element;
  return IONS[element] ?? element;
}

/** Scattering factors of a species at every reflection. */
interface SpeciesFactors {
  real: Float64Array;
  imaginary: number;
}

/** One change of occupancies by one amount: the exchange of two atoms, a vacancy. */
export interface OccupancyMode {
  id: string;
  label: string;
  terms: readonly { site: number; element: string; factor: number }[];
}

/** What the structure factors of a phase depend on. */
export interface PhaseState {
  /** (sites) [Å2] isotropic displacement */
  u: Float64Array;
  /** (sites) [Å2] anisotropic U11 U22 U33 U12 U13 U23 on reciprocal axes, where there is one */
  tensors: (Float64Array | undefined)[];
  /** (sites, 3) fractional shift of each site from where it was given */
  shifts: Float64Array;
  /** (sites) occupancy of each element */
  occupancies: Map<string, number>[];
}

/** |F|² and what each site contributes, over all reflections of a phase. */
export interface StructureFactors {
  /** (n) mean of |F|² over Friedel mates [electrons2] */
  squared: Float64Array;
  /** (n) real and imaginary parts of Σ (f0 + f′) T G and of Σ f″ T G */
  ar: Float64Array;
  ai: Float64Array;
  br: Float64Array;
  bi: Float64Array;
  /** (sites, n) geometric sums with the Debye–Waller factor */
  gr: Float64Array[];
  gi: Float64Array[];
  /** (sites, n) scattering factor of the site as occupied: f0 + f′ and f″ */
  fr: Float64Array[];
  fi: Float64Array[];
}

/** Computes structure factors of one phase and their derivatives; reused from step to step. */
export class PhaseFactors {
  readonly n: number;
  private readonly tables = new Map<string, SpeciesFactors>();
  private s2 = new Float64Array(0);
  readonly out: StructureFactors;

  constructor(
    readonly model: CrystalModel,
    readonly reflections: Reflections,
    readonly radiation: Radiation,
    readonly choice: FormFactorChoice,
  ) {
    this.n = reflections.multiplicity.length;
    const column = () => new Float64Array(this.n);
    const perSite = () => model.sites.map(column);
    this.out = {
      squared: column(),
      ar: column(),
      ai: column(),
      br: column(),
      bi: column(),
      gr: perSite(),
      gi: perSite(),
      fr: perSite(),
      fi: perSite(),
    };
  }

  /** Sets (sin θ/λ)² of each reflection [Å⁻²]; tables are computed anew where it moved. */
  setSpacings(s2: Float64Array): void {
    if (this.s2.length === s2.length && this.s2.every((v, i) => v === s2[i])) return;
    this.s2 = s2.slice();
    this.tables.clear();
  }

  /** [electrons] f0 + f′ at each reflection, and f″. */
  factorsOf(element: string): SpeciesFactors {
    let found = this.tables.get(element);
    if (!found) {
      if (this.radiation.kind === 'neutron') {
        found = { real: new Float64Array(this.n).fill(findScatteringLength(element)), imaginary: 0 };
      } else {
        const species = speciesOf(element, this.choice);
        const { real, imaginary } = computeDispersion(elementOf(species), this.radiation.lines[0].wavelength);
        found = { real: Float64Array.from(this.s2, (s) => computeFormFactor(species, s) + real), imaginary };
      }
      this.tables.set(element, found);
    }
    return found;
  }

  /** Structure factors of a state. */
  compute(state: PhaseState): StructureFactors {
    const { squared, ar, ai, br, bi, gr, gi, fr, fi } = this.out;
    ar.fill(0);
    ai.fill(0);
    br.fill(0);
    bi.fill(0);
    this.model.sites.forEach((_, s) => {
      const real = fr[s];
      const imaginary = fi[s];
      real.fill(0);
      imaginary.fill(0);
      for (const [element, occupancy] of state.occupancies[s]) {
        const f = this.factorsOf(element);
        for (let h = 0; h < this.n; h++) {
          real[h] += occupancy * f.real[h];
          imaginary[h] += occupancy * f.imaginary;
        }
      }
      this.sumPoints(s, state);
      for (let h = 0; h < this.n; h++) {
        ar[h] += real[h] * gr[s][h];
        ai[h] += real[h] * gi[s][h];
        br[h] += imaginary[h] * gr[s][h];
        bi[h] += imaginary[h] * gi[s][h];
      }
    });
    for (let h = 0; h < this.n; h++) squared[h] = ar[h] ** 2 + ai[h] ** 2 + br[h] ** 2 + bi[h] ** 2;
    return this.out;
  }

  /** Derivative of |F|² by an occupancy mode. */
  byOccupancy(mode: OccupancyMode, into: Float64Array): void {
    const { ar, ai, br, bi, gr, gi } = this.out;
    into.fill(0);
    for (const { site, element, factor } of mode.terms) {
      const f = this.factorsOf(element);
      for (let h = 0; h < this.n; h++) {
        const g = gr[site][h];
        const k = gi[site][h];
        into[h] += 2 * factor * (f.real[h] * (ar[h] * g + ai[h] * k) + f.imaginary * (br[h] * g + bi[h] * k));
      }
    }
  }

  /** Derivative of |F|² by the isotropic displacement of a site. */
  byDisplacement(site: number, into: Float64Array): void {
    const { ar, ai, br, bi, gr, gi, fr, fi } = this.out;
    for (let h = 0; h < this.n; h++) {
      const g = gr[site][h];
      const k = gi[site][h];
      const all = fr[site][h] * (ar[h] * g + ai[h] * k) + fi[site][h] * (br[h] * g + bi[h] * k);
      into[h] = -16 * Math.PI * Math.PI * this.s2[h] * all;
    }
  }

  /** Derivative of |F|² by a shift of a site along a direction, or by an amount of a displacement tensor. */
  byPoints(
    site: number,
    state: PhaseState,
    into: Float64Array,
    of: { direction?: readonly number[]; tensor?: readonly number[] },
  ): void {
    const { ar, ai, br, bi, fr, fi } = this.out;
    const { hkl } = this.reflections;
    const { points, rotations } = this.model.sites[site];
    const m = points.length / 3;
    for (let h = 0; h < this.n; h++) {
      const [p, q, r] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
      let dr = 0;
      let di = 0;
      for (let j = 0; j < m; j++) {
        const R = rotations.subarray(9 * j, 9 * j + 9);
        const [x, y, z] = [
          p * R[0] + q * R[3] + r * R[6],
          p * R[1] + q * R[4] + r * R[7],
          p * R[2] + q * R[5] + r * R[8],
        ];
        const { phase, weight } = this.pointFactor(site, j, h, x, y, z, state);
        const [c, s] = [Math.cos(phase) * weight, Math.sin(phase) * weight];
        if (of.direction) {
          const along = 2 * Math.PI * (x * of.direction[0] + y * of.direction[1] + z * of.direction[2]);
          dr -= along * s;
          di += along * c;
        } else {
          const B = of.tensor!;
          const form =
            -2 *
            Math.PI ** 2 *
            (B[0] * x * x + B[1] * y * y + B[2] * z * z + 2 * (B[3] * x * y + B[4] * x * z + B[5] * y * z));
          dr += form * c;
          di += form * s;
        }
      }
      const real = fr[site][h];
      const imaginary = fi[site][h];
      into[h] = 2 * (real * (ar[h] * dr + ai[h] * di) + imaginary * (br[h] * dr + bi[h] * di));
    }
  }

  private pointFactor(site: number, j: number, h: number, x: number, y: number, z: number, state: PhaseState) {
    const { points } = this.model.sites[site];
    const { hkl } = this.reflections;
    const shift = state.shifts;
    const phase =
      2 *
      Math.PI *
      (hkl[3 * h] * points[3 * j] +
        hkl[3 * h + 1] * points[3 * j + 1] +
        hkl[3 * h + 2] * points[3 * j + 2] +
        x * shift[3 * site] +
        y * shift[3 * site + 1] +
        z * shift[3 * site + 2]);
    const U = state.tensors[site];
    const weight = U
      ? Math.exp(
          -2 *
            Math.PI ** 2 *
            (U[0] * x * x + U[1] * y * y + U[2] * z * z + 2 * (U[3] * x * y + U[4] * x * z + U[5] * y * z)),
        )
      : Math.exp(-8 * Math.PI * Math.PI * state.u[site] * this.s2[h]);
    return { phase, weight };
  }

  private sumPoints(site: number, state: PhaseState): void {
    const { gr, gi } = this.out;
    const { hkl } = this.reflections;
    const { points, rotations } = this.model.sites[site];
    const m = points.length / 3;
    const shift = state.shifts.subarray(3 * site, 3 * site + 3);
    const moved = shift[0] !== 0 || shift[1] !== 0 || shift[2] !== 0;
    const U = state.tensors[site];
    for (let h = 0; h < this.n; h++) {
      const [p, q, r] = [hkl[3 * h], hkl[3 * h + 1], hkl[3 * h + 2]];
      let re = 0;
      let im = 0;
      const iso = U ? 1 : Math.exp(-8 * Math.PI * Math.PI * state.u[site] * this.s2[h]);
      for (let j = 0; j < m; j++) {
        let phase = p * points[3 * j] + q * points[3 * j + 1] + r * points[3 * j + 2];
        let weight = iso;
        if (moved || U) {
          const o = 9 * j;
          const x = p * rotations[o] + q * rotations[o + 3] + r * rotations[o + 6];
          const y = p * rotations[o + 1] + q * rotations[o + 4] + r * rotations[o + 7];
          const z = p * rotations[o + 2] + q * rotations[o + 5] + r * rotations[o + 8];
          phase += x * shift[0] + y * shift[1] + z * shift[2];
          if (U)
            weight = Math.exp(
              -2 *
                Math.PI ** 2 *
                (U[0] * x * x + U[1] * y * y + U[2] * z * z + 2 * (U[3] * x * y + U[4] * x * z + U[5] * y * z)),
            );
        }
        re += weight * Math.cos(2 * Math.PI * phase);
        im += weight * Math.sin(2 * Math.PI * phase);
      }
      gr[site][h] = re;
      gi[site][h] = im;
    }
  }
}
