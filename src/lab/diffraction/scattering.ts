import { atomicNumber, ELEMENTS, fromBase64, InputError } from '../../core/index.js';
import { ANOMALOUS } from './tables/anomalous-table.js';
import { FORM_FACTORS } from './tables/form-factor-table.js';
import { NEUTRON_LENGTHS } from './tables/neutron-table.js';

/** [keV Å] h·c */
export const PHOTON_ENERGY_LENGTH = 12.398419843320026;
const LOW = 3.5;
const HIGH = 90;

/** One form factor as Gaussians: pairs of a and b [Å2], and the constant. */
interface Gaussians {
  pairs: readonly number[];
  constant: number;
}

let gaussians: Map<string, Gaussians> | undefined;
let lengths: Map<string, number> | undefined;
interface Dispersion {
  energy: Float64Array;
  real: Float64Array;
  imaginary: Float64Array;
}
let knots: Dispersion[] | undefined;

/** Names of the atoms and ions with a form factor: `Ni`, `Ni2+`, `O2-`. */
export function listScatterers(): string[] {
  return [...readGaussians().keys()];
}

/**
 * Form factor f0 of an atom or ion, good to sin θ/λ = 2 Å⁻¹. International Tables C, 6.1.1.4 (atoms); Waasmaier and
 * Kirfel (ions).
 *
 * @param species `Ni`, `Ni2+`, `O2-`
 * @param s2      [Å⁻²] (sin θ/λ)²
 * @returns [electrons]
 * @throws InputError for a species without a form factor
 */
export function computeFormFactor(species: string, s2: number): number {
  const { pairs, constant } = findGaussians(species);
  let sum = constant;
  for (let i = 0; i < pairs.length; i += 2) sum += pairs[i] * Math.exp(-pairs[i + 1] * s2);
  return sum;
}

/**
 * Anomalous dispersion f′ and f″ by Cromer and Liberman, interpolated in the logarithm of the energy.
 *
 * @param element    `Ni`
 * @param wavelength [Å] 0.14 to 3.54
 * @returns [electrons] f′ and f″
 * @throws InputError outside the table
 */
export function computeDispersion(element: string, wavelength: number): { real: number; imaginary: number } {
  const energy = PHOTON_ENERGY_LENGTH / wavelength;
  const table = readKnots()[atomicNumber(element) - 1];
  if (!(energy >= LOW && energy <= HIGH) || !table)
    throw new InputError(`no anomalous dispersion of ${element} at ${wavelength} Å`, {
      hint: 'X-rays of 0.138 to 3.54 Å and elements to californium are in the table',
    });
  let low = 0;
  let high = table.energy.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (table.energy[middle] <= energy) low = middle;
    else high = middle;
  }
  const t = Math.log(energy / table.energy[low]) / Math.log(table.energy[high] / table.energy[low]);
  const mix = (of: Float64Array) => of[low] + t * (of[high] - of[low]);
  return { real: mix(table.real), imaginary: mix(table.imaginary) };
}

/**
 * Coherent neutron scattering length of the natural element.
 *
 * @returns [fm]
 */
export function findScatteringLength(element: string): number {
  lengths ??= new Map(
    NEUTRON_LENGTHS.trim()
      .split('\n')
      .map((line) => [line.split(' ')[0], Number(line.split(' ')[1])] as const),
  );
  const found = lengths.get(element);
  if (found === undefined)
    throw new InputError(`no neutron scattering length of ${element}`, {
      value: element,
      allowed: [...lengths.keys()],
    });
  return found;
}

/** The element of `Ni2+`. */
export function elementOf(species: string): string {
  return species.replace(/\d*[+-]?$/, '');
}

/**
 * Linear attenuation coefficient by the optical theorem, μ = 2 r_e λ Σ n f″ / V.
 *
 * @param counts     [atoms per cell]
 * @param volume     [Å3]
 * @param wavelength [Å]
 * @returns [1/m]
 */
export function computeAttenuation(counts: ReadonlyMap<string, number>, volume: number, wavelength: number): number {
  const radius = 2.8179403205e-5;
  let sum = 0;
  for (const [element, n] of counts) sum += n * computeDispersion(element, wavelength).imaginary;
  return ((2 * radius * wavelength * sum) / volume) * 1e10;
}

function findGaussians(species: string): Gaussians {
  const found = readGaussians().get(species);
  if (!found)
    throw new InputError(`no form factor of "${species}"`, {
      value: species,
      allowed: [...readGaussians().keys()],
    });
  return found;
}

function readGaussians(): Map<string, Gaussians> {
  gaussians ??= new Map(
    FORM_FACTORS.trim()
      .split('\n')
      .map((line) => {
        const [name, ...numbers] = line.split(' ');
        const values = numbers.map(Number);
        return [name, { pairs: values.slice(0, -1), constant: values.at(-1)! }] as const;
      }),
  );
  return gaussians;
}

function readKnots(): Dispersion[] {
  if (knots) return knots;
  const bytes = fromBase64(ANOMALOUS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all: Dispersion[] = [];
  for (let at = 0; at < bytes.length && all.length < ELEMENTS.length; ) {
    const n = view.getUint16(at, true);
    at += 2;
    const energy = new Float64Array(n);
    const real = new Float64Array(n);
    const imaginary = new Float64Array(n);
    for (let i = 0; i < n; i++, at += 6) {
      energy[i] = LOW * (HIGH / LOW) ** (view.getUint16(at, true) / 65535);
      real[i] = view.getInt16(at + 2, true) / 1000;
      imaginary[i] = view.getInt16(at + 4, true) / 1000;
    }
    all.push({ energy, real, imaginary });
  }
  knots = all;
  return knots;
}
