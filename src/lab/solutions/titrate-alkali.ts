import { InputError, type Note } from '../../core/index.js';
import { fitLinear } from '../../num/index.js';

/** How a powder's washing water was titrated. */
export interface AlkaliTitration {
  /** [m3] of acid added at every point, and the pH there */
  volume: Float64Array;
  ph: Float64Array;
  /** [mol/m3] of the acid, monoprotic and strong */
  acid: number;
  /** [kg] of powder */
  powder: number;
  /** [m3] of water that the powder was washed with, of it taken, and of water added to what was taken */
  water: number;
  aliquot: number;
  added: number;
  constants?: AcidConstants;
}

/**
 * Constants of carbonic acid and of water at the temperature and ionic strength of the titration, as −log10 in mol/L.
 */
export interface AcidConstants {
  pKa1: number;
  pKa2: number;
  pKw: number;
}

/** 25 °C, infinite dilution: Harned and Davis, J. Am. Chem. Soc. 65 (1943) 2030; Harned and Scholes, 63 (1941) 1706. */
export const ACID_CONSTANTS: AcidConstants = { pKa1: 6.35, pKa2: 10.33, pKw: 14 };

/** Amounts in the vessel, mol. */
export interface AlkaliAmounts {
  hydroxide: number;
  carbonate: number;
  /** (2, 2) [mol2] */
  covariance: Float64Array;
}

export interface AlkaliFit extends AlkaliAmounts {
  /** [1] scatter of the pH about the curve */
  phScatter: number;
  /** Amounts where the electrode is off by a constant pH that is fitted too, and that pH. */
  shifted: { hydroxide: number; carbonate: number; offset: number };
  /** [m3] end points that the amounts say */
  firstEndPoint: number;
  secondEndPoint: number;
  notes: Note[];
}

/** [g/mol] */
export const LIOH = 6.94 + 15.999 + 1.008;
export const LI2CO3 = 2 * 6.94 + 12.011 + 3 * 15.999;

/**
 * Hydroxide and carbonate from the whole curve. The charges in a closed vessel balance,
 *
 *   n_OH + 2 n_CO3 − n_CO3 (α₁ + 2 α₂) = c V − ([H⁺] − [OH⁻]) (V₀ + V),
 *
 * with the shares α of HCO₃⁻ and CO₃²⁻ at the pH: linear in both amounts. Each point is weighted by what an error of
 * its pH does.
 *
 * @throws InputError where the curve stops before the second end point, so that carbonate is not measured
 */
export function fitAlkali(titration: AlkaliTitration): AlkaliFit {
  check(titration);
  const { constants = ACID_CONSTANTS } = titration;
  const notes: Note[] = [];
  const first = solve(titration, constants, 0);
  const second = (first.hydroxide + 2 * first.carbonate) / titration.acid;
  const last = titration.volume[titration.volume.length - 1];
  const end = titration.ph[titration.ph.length - 1];
  if (last < second || end > 5)
    throw new InputError(
      `the curve stops at ${(1e6 * last).toFixed(3)} mL and pH ${end.toFixed(2)}, before its second end point (about ${(1e6 * second).toFixed(2)} mL): the carbonate is not measured`,
      { hint: 'titrate down to pH 4' },
    );
  // The offset of the electrode that fits best, by golden section on the scatter of pH.
  let [low, high] = [-0.3, 0.3];
  const g = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [high - g * (high - low), low + g * (high - low)];
  let [fa, fb] = [solve(titration, constants, a).scatter, solve(titration, constants, b).scatter];
  for (let i = 0; i < 40; i++) {
    if (fa < fb) {
      [high, b, fb] = [b, a, fa];
      a = high - g * (high - low);
      fa = solve(titration, constants, a).scatter;
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + g * (high - low);
      fb = solve(titration, constants, b).scatter;
    }
  }
  const offset = (low + high) / 2;
  const shifted = solve(titration, constants, offset);
  if (Math.abs(offset) > 0.03)
    notes.push({
      level: 'warning',
      code: 'electrode-offset',
      text: `an electrode that is off by ${offset.toFixed(3)} pH (or other constants of carbonic acid) fits better; what that changes is counted under model`,
    });
  return {
    hydroxide: first.hydroxide,
    carbonate: first.carbonate,
    covariance: first.covariance,
    phScatter: first.scatter,
    shifted: { hydroxide: shifted.hydroxide, carbonate: shifted.carbonate, offset },
    firstEndPoint: (first.hydroxide + first.carbonate) / titration.acid,
    secondEndPoint: second,
    notes,
  };
}

/**
 * [mol/m3] of H⁺ and OH⁻, and the shares of HCO₃⁻ and CO₃²⁻, at a pH.
 *
 * @param ph [1]
 */
export function speciate(
  ph: number,
  { pKa1, pKa2, pKw }: AcidConstants,
): { hydrogen: number; hydroxide: number; bicarbonate: number; carbonate: number } {
  const h = 10 ** -ph;
  const k1 = 10 ** -pKa1;
  const k2 = 10 ** -pKa2;
  const sum = h * h + k1 * h + k1 * k2;
  return {
    hydrogen: 1000 * h,
    hydroxide: 1000 * 10 ** (ph - pKw),
    bicarbonate: (k1 * h) / sum,
    carbonate: (k1 * k2) / sum,
  };
}

/** [1] fewest points of a curve */
const FEWEST = 8;
/** [1] points on each side of one that its slope is taken from */
const REACH = 3;

function check({ volume, ph, acid, powder, water, aliquot, added }: AlkaliTitration): void {
  for (const [name, value] of Object.entries({ acid, powder, water, aliquot }))
    if (!(value > 0)) throw new InputError(`${name} has to be above zero`, { where: { path: name } });
  if (!(added >= 0)) throw new InputError('added has to be zero or above', { where: { path: 'added' } });
  if (aliquot > water * (1 + 1e-9))
    throw new InputError('the aliquot is more than the water that the powder was washed with', {
      where: { path: 'aliquot' },
    });
  if (volume.length < FEWEST) throw new InputError(`a titration curve of ${volume.length} points is too short`);
  for (let i = 0; i < ph.length; i++)
    if (!(ph[i] > -2 && ph[i] < 16)) throw new InputError(`pH ${ph[i]} cannot be`, { where: { path: `row ${i + 1}` } });
}

interface Solved {
  hydroxide: number;
  carbonate: number;
  covariance: Float64Array;
  scatter: number;
}

function solve(titration: AlkaliTitration, constants: AcidConstants, offset: number): Solved {
  const { volume, ph, acid } = titration;
  const n = volume.length;
  const start = titration.aliquot + titration.added;
  const ones = new Float64Array(n);
  const column = new Float64Array(n);
  const rhs = new Float64Array(n);
  const shares: ReturnType<typeof speciate>[] = [];
  for (let i = 0; i < n; i++) {
    const s = speciate(ph[i] - offset, constants);
    shares.push(s);
    ones[i] = 1;
    column[i] = 2 - s.bicarbonate - 2 * s.carbonate;
    rhs[i] = acid * volume[i] - (s.hydrogen - s.hydroxide) * (start + volume[i]);
  }
  let amounts = [acid * volume[n - 1], 0];
  let sigma = new Float64Array(n).fill(1);
  let fit = fitLinear([ones, column], rhs);
  for (let round = 0; round < 6; round++) {
    // What an error of one pH unit does to the balance at every point.
    sigma = sigma.map((_, i) => {
      const s = shares[i];
      const buffer =
        amounts[1] *
        (s.bicarbonate * (1 - s.bicarbonate - s.carbonate) +
          4 * s.carbonate * (1 - s.bicarbonate - s.carbonate) +
          s.bicarbonate * s.carbonate);
      const water = (s.hydrogen + s.hydroxide) * (start + volume[i]);
      return Math.LN10 * (Math.max(0, buffer) + water);
    });
    fit = fitLinear([ones, column], rhs, sigma);
    const before = amounts;
    amounts = [fit.coefficients[0], fit.coefficients[1]];
    if (Math.abs(amounts[0] - before[0]) + Math.abs(amounts[1] - before[1]) < 1e-10 * (amounts[0] + amounts[1])) break;
  }
  return {
    hydroxide: amounts[0],
    carbonate: amounts[1],
    covariance: fit.covariance,
    scatter: Math.sqrt(fit.residualVariance),
  };
}

/** [m3] The two end points as the steepest places of the curve. */
export interface EndPoints {
  first?: number;
  second?: number;
  /** [m3] how well the points tell a steepest place: half their spacing */
  sigma: number;
}

/**
 * End points of the curve itself: the steepest falls of pH against volume between pH 10 and 7 and below pH 6, by
 * parabolas through the slope.
 *
 * @param volume [m3] ascending
 * @param ph     [1]
 */
export function findEndPoints(volume: Float64Array, ph: Float64Array): EndPoints {
  const n = volume.length;
  const slope = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // At the ends the window is one-sided, so the slope is that of a parabola at the point itself.
    const rows = Array.from({ length: n }, (_, k) => k).slice(Math.max(0, i - REACH), Math.min(n, i + REACH + 1));
    const x = rows.map((k) => volume[k] - volume[i]);
    const y = rows.map((k) => ph[k]);
    slope[i] = -fitLinear([x.map(() => 1), x, x.map((v) => v * v)], y).coefficients[1];
  }
  const steepest = (high: number, low: number): number | undefined => {
    let best = -1;
    for (let i = 1; i < n - 1; i++) if (ph[i] < high && ph[i] > low && (best < 0 || slope[i] > slope[best])) best = i;
    if (best < 0) return undefined;
    const [l, m, r] = [slope[best - 1], slope[best], slope[best + 1]];
    const bend = l - 2 * m + r;
    const shift = bend < 0 ? (0.5 * (l - r)) / bend : 0;
    return volume[best] + Math.max(-1, Math.min(1, shift)) * (volume[best + 1] - volume[best]);
  };
  const spacing = (volume[n - 1] - volume[0]) / (n - 1);
  const first = steepest(10, 7);
  const second = steepest(6, 3);
  return { ...(first !== undefined && { first }), ...(second !== undefined && { second }), sigma: spacing / 2 };
}
