import { InputError } from '../../core/index.js';

/** One line of the radiation. */
export interface RadiationLine {
  /** [Å] */
  wavelength: number;
  /** [1] share of the intensity; the lines add up to 1. */
  weight: number;
}

/** What is scattered, and how it is polarised. */
export interface Radiation {
  kind: 'x-ray' | 'neutron';
  /** The first is the one that angles and dispersion are taken at. */
  lines: readonly RadiationLine[];
  /**
   * [1] A of (1 + A cos²2θ)/(1 + A): 1 for an unpolarised beam, cos²2θ_M with a monochromator, 0 for one polarised
   * across the plane.
   */
  polarisation: number;
}

/**
 * [Å] Kα1 and Kα2 of laboratory tubes. Deslattes et al., Rev. Mod. Phys. 75 (2003) 35; copper as in International
 * Tables C (1992).
 */
export const TUBES: Readonly<Record<string, readonly [number, number]>> = {
  Cr: [2.289726, 2.293651],
  Fe: [1.936041, 1.939973],
  Co: [1.788996, 1.792835],
  Cu: [1.5405929, 1.5444274],
  Ga: [1.3401287, 1.3440327],
  Mo: [0.7093171, 0.713607],
  Ag: [0.5594218, 0.5638131],
};

/**
 * The tube whose Kα1 lies within 0.1 % of a wavelength [Å].
 *
 * @param wavelength [Å]
 */
export function recogniseTube(wavelength: number): string | undefined {
  return Object.keys(TUBES).find((name) => Math.abs(wavelength / TUBES[name][0] - 1) < 1e-3);
}

/**
 * Kα1 and Kα2 with their ratio, or one line.
 *
 * @param wavelengths [Å] one or two
 * @param ratio       [1] Kα2/Kα1
 */
export function makeRadiation(
  wavelengths: readonly number[],
  {
    ratio = 0.5,
    polarisation = 1,
    kind = 'x-ray',
  }: { ratio?: number; polarisation?: number; kind?: Radiation['kind'] } = {},
): Radiation {
  for (const w of wavelengths)
    if (!(w > 0.05 && w < 20))
      throw new InputError(`a wavelength of ${w} Å`, { hint: 'give it with its unit: wavelength=1.5406 angstrom' });
  if (wavelengths.length === 0) throw new InputError('radiation without a wavelength');
  const lines =
    wavelengths.length === 1 || ratio === 0
      ? [{ wavelength: wavelengths[0], weight: 1 }]
      : [
          { wavelength: wavelengths[0], weight: 1 / (1 + ratio) },
          { wavelength: wavelengths[1], weight: ratio / (1 + ratio) },
        ];
  return { kind, lines, polarisation };
}
