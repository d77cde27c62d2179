import { portableExp, portableLog, atomicNumber, DomainError } from '../../core/index.js';

/**
 * Universal screening function as four pairs of amplitude and decay.
 *
 * Ziegler, Biersack and Littmark, The Stopping and Range of Ions in Solids (1985).
 */
export const UNIVERSAL_SCREENING: readonly number[] = [
  0.18175, 3.1998, 0.50986, 0.94229, 0.28022, 0.4029, 0.02817, 0.20162,
];
/** e²/(4πε₀) in eV Å, with the digits that NEP models are trained with. */
const COULOMB = 14.399645;
/** Inverse screening length is (Z₁^0.23 + Z₂^0.23) times this, in 1/Å. */
const INVERSE_LENGTH = 2.134563;

// Four thirds of the molecular single-bond radii of Pyykkö and Atsumi, Chem. Eur. J. 15, 186 (2009),
// doi:10.1002/chem.200800987, hydrogen to plutonium; the unit is 1/75 Å, in which they are whole numbers. GPUMD takes
// its typewise radii from them.
const RADII = [
  32, 46, 120, 94, 77, 75, 71, 63, 64, 67, 140, 125, 113, 104, 110, 102, 99, 96, 176, 154, 133, 122, 121, 110, 107, 104,
  100, 99, 101, 109, 112, 109, 115, 110, 114, 117, 189, 167, 147, 139, 132, 124, 115, 113, 113, 108, 115, 123, 128, 126,
  126, 123, 132, 131, 209, 176, 162, 147, 158, 157, 156, 155, 151, 152, 151, 150, 149, 149, 148, 153, 146, 137, 131,
  123, 118, 116, 111, 112, 113, 132, 130, 130, 136, 131, 138, 142, 201, 181, 167, 158, 152, 153, 154, 155,
];

/** [Å] radius of an element by which typewise cutoffs are set. */
export function covalentRadius(element: string): number {
  const radius = RADII[atomicNumber(element) - 1];
  if (radius === undefined) throw new DomainError(`no covalent radius is known for ${element}`);
  return Number((radius / 75).toPrecision(6));
}

/** Z^0.23, the same in every engine. */
const shrink = (z: number): number => portableExp(0.23 * portableLog(z));

/**
 * Product of the nuclear charges times the Coulomb constant [eV Å], and the inverse screening length [1/Å], of a pair
 * of elements.
 */
export function computeZblScale(first: string, second: string): { charge: number; inverseLength: number } {
  const a = atomicNumber(first);
  const b = atomicNumber(second);
  return { charge: COULOMB * a * b, inverseLength: INVERSE_LENGTH * (shrink(a) + shrink(b)) };
}

/**
 * Screened Coulomb repulsion of one pair with its derivative.
 *
 * @param distance  [Å]
 * @param inner     [Å] switched off from here by a cosine
 * @param outer     [Å] zero from here
 * @param screening eight numbers from `at` on
 * @returns [eV] and [eV/Å]
 */
export function computeZbl(
  distance: number,
  charge: number,
  inverseLength: number,
  inner: number,
  outer: number,
  screening: ArrayLike<number>,
  at = 0,
): [number, number] {
  if (distance >= outer) return [0, 0];
  let phi = 0;
  let slope = 0;
  for (let k = 0; k < 8; k += 2) {
    const term = screening[at + k] * Math.exp(-screening[at + k + 1] * inverseLength * distance);
    phi += term;
    slope -= screening[at + k + 1] * inverseLength * term;
  }
  let switching = 1;
  let switchingSlope = 0;
  if (distance > inner) {
    const rate = Math.PI / (outer - inner);
    switching = 0.5 * (1 + Math.cos(rate * (distance - inner)));
    switchingSlope = -0.5 * rate * Math.sin(rate * (distance - inner));
  }
  const energy = (charge * phi) / distance;
  return [
    energy * switching,
    (charge * slope * switching) / distance - (energy * switching) / distance + energy * switchingSlope,
  ];
}
